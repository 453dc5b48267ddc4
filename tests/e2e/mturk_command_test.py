"""Result files of Mechanical Turk in, batches and reviews out."""

import csv
import json
import pathlib

import assay_cli
import campaign_cli

DATA = pathlib.Path(__file__).resolve().parent.parent / "data" / "mturk"


class MturkCommandTest(campaign_cli.CampaignTestCase):
    def imported(self, name, *options):
        return self.ok("mturk", "import", DATA / name, "--campaign", name.split(".")[0].replace("_", "-"),
                       "--create", *options)

    def test_every_row_is_accounted_for_and_nothing_is_added_twice(self):
        for path in sorted(DATA.glob("*.csv")):
            first = self.imported(path.name)
            self.assertEqual(set(first), {"rows_read", "assignments_imported", "rows_refused",
                                          "statuses_updated", "repairs", "refused"}, path)
            again = self.imported(path.name)
            for result in (first, again):
                self.assertEqual(result["rows_read"],
                                 result["assignments_imported"] + result["rows_refused"], path)
                self.assertEqual(len(result["refused"]), result["rows_refused"], path)
            self.assertEqual(again["rows_read"], first["rows_read"])
            self.assertEqual(again["assignments_imported"], 0, path)

    def test_assignments_of_the_api_are_imported(self):
        page = self.imported("api_page.json")
        self.assertEqual((page["rows_read"], page["assignments_imported"]), (3, 3))
        lines = self.ok("mturk", "import", DATA / "api_lines.jsonl", "--campaign", "api-page")
        self.assertEqual((lines["rows_read"], lines["assignments_imported"]), (3, 3))
        self.assertEqual(self.ok("campaign", "status", "api-page")["label_count"], 5)

    def test_labels_of_a_result_file_are_exported(self):
        self.imported("untouched.csv")
        status = self.ok("campaign", "status", "untouched")
        self.assertEqual(status["label_count"], 8)
        self.imported("untouched.csv")
        self.assertEqual(self.ok("campaign", "status", "untouched")["label_count"], 8)

    def test_a_server_answers_as_the_program_alone_does(self):
        for name in ("untouched.csv", "cut_off.csv", "api_lines.jsonl"):
            campaign = name.split(".")[0].replace("_", "-")
            arguments = ("mturk", "import", DATA / name, "--campaign", campaign, "--create", "--json")
            over_socket = self.assay("--server", self.server.address, *arguments)
            alone = self.assay(*arguments, data=self.folder / "alone")
            self.assertEqual((over_socket.code, alone.code), (0, 0), over_socket)
            self.assertEqual(over_socket.json(), alone.json(), name)
            self.assertGreater(alone.json()["assignments_imported"], 0)

    def test_a_state_that_has_changed_is_counted(self):
        text = (DATA / "untouched.csv").read_bytes()
        earlier = self.write("earlier.csv", text.replace(b'"Approved"', b'"Submitted"', 1))
        self.ok("mturk", "import", earlier, "--campaign", "states", "--create")
        later = self.ok("mturk", "import", DATA / "untouched.csv", "--campaign", "states")
        self.assertEqual((later["rows_read"], later["assignments_imported"], later["statuses_updated"],
                          later["rows_refused"]), (9, 1, 1, 8))
        self.assertEqual(self.ok("campaign", "status", "states")["label_count"], 8)

    def test_a_batch_goes_out_and_comes_back(self):
        self.make("news", "--overlap", "1")
        out = self.folder / "batch"
        summary = self.ok("mturk", "export", "news", "--out", out, "--reward", "0.05", "--hits")
        self.assertEqual(summary["hits"], 4)
        with open(out / "input.csv", newline="", encoding="utf-8") as file:
            rows = list(csv.DictReader(file))
        self.assertEqual(len(rows), 4)
        self.assertIn("${assay_item_id}", (out / "layout.html").read_text())
        hits = [json.loads(line) for line in (out / "hits.jsonl").read_text().splitlines()]
        self.assertEqual({hit["Reward"] for hit in hits}, {"0.05"})
        results = self.folder / "results.csv"
        with open(results, "w", newline="", encoding="utf-8") as file:
            writer = csv.writer(file)
            writer.writerow(["HITId", "AssignmentId", "WorkerId", "AssignmentStatus",
                             *("Input." + name for name in rows[0]), "Answer.label.label"])
            for i, row in enumerate(rows):
                writer.writerow([f"H{i}", f"A{i}", "W1", "Submitted", *row.values(), "World"])
        self.assertEqual(self.ok("mturk", "import", results, "--campaign", "news")
                         ["assignments_imported"], 4)
        self.assertEqual(self.ok("campaign", "status", "news")["label_count"], 4)
        self.assertEqual(self.reason("mturk", "export", "news", "--out", out), "NO_OPEN_ITEMS")
        review = self.ok("mturk", "review", "news", "--out", self.folder / "review")
        self.assertEqual((review["approved"], review["rejected"]), (4, 0))
        lines = (self.folder / "review" / "review.csv").read_text().splitlines()
        self.assertEqual(lines[0], "assignmentId,HITId,Approve,Reject")
        self.assertEqual(sorted(lines[1:]), [f"A{i},H{i},x," for i in range(4)])

    def test_the_bill_is_known_before_anything_is_published(self):
        bill = self.ok("mturk", "estimate", "--items", "160", "--assignments", "3", "--reward", "0.10")
        self.assertEqual((bill["whole"]["reward"], bill["whole"]["fee"], bill["whole"]["total"]),
                         ("48.00", "9.60", "57.60"))
        table = self.folder / "items.csv"
        table.write_text("text\n" + "".join(f'"line\n{i}"\n' for i in range(10)))
        bill = self.ok("mturk", "estimate", "--csv", table, "--assignments", "10", "--reward", "0.10")
        self.assertEqual(bill["whole"]["total"], "14.00")
        self.assertEqual((bill["batch_assignments"], bill["micro_batches"]["total"], bill["saving"]),
                         ([5, 5], "12.00", "2.00"))

    def test_a_campaign_is_billed_as_it_is_exported(self):
        self.make("news", "--overlap", "12")
        options = ("--reward", "0.20")
        bill = self.ok("mturk", "estimate", "news", *options)
        whole = self.ok("mturk", "export", "news", "--out", self.folder / "whole", *options)
        cut = self.ok("mturk", "export", "news", "--out", self.folder / "cut", *options, "--hits",
                      "--micro-batches")
        self.assertEqual(bill["whole"]["hits"], whole["hits"])
        self.assertEqual(bill["micro_batches"]["hits"], cut["hits"])
        self.assertEqual(bill["batch_assignments"], cut["batch_assignments"])
        hits = [json.loads(line) for line in (self.folder / "cut" / "hits.jsonl").read_text().splitlines()]
        self.assertEqual(sum(hit["MaxAssignments"] for hit in hits),
                         bill["micro_batches"]["assignments"])

    def test_what_is_not_there_is_said(self):
        self.assertEqual(self.reason("mturk", "estimate", "x", "--reward", "0.05"),
                         "CAMPAIGN_NOT_FOUND")
        self.assertEqual(self.reason("mturk", "estimate", "--items", "5", "--reward", "0.055"),
                         "BAD_BATCH")
        self.assertEqual(self.reason("mturk", "import", DATA / "untouched.csv", "--campaign", "x"),
                         "CAMPAIGN_NOT_FOUND")
        self.assertEqual(self.reason("mturk", "import", DATA / "untouched.csv", "--campaign", "x",
                                     "--create", "--answer", "color"), "UNKNOWN_ANSWER")


if __name__ == "__main__":
    assay_cli.main()
