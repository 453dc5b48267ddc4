"""Labels of campaigns in and out, machines that label, and answers that settle an audit."""

import csv
import io
import json

import assay_cli
import campaign_cli


def rows_of(text):
    return list(csv.DictReader(io.StringIO(text)))


class CampaignFilesTest(campaign_cli.CampaignTestCase):
    def test_labels_and_consensus_are_exported(self):
        self.make("news", "--overlap", "2")
        self.answer_all("ana", "World")
        self.answer_all("ben", "World")
        labels = rows_of(self.call("campaign", "export", "news").out)
        self.assertEqual(len(labels), 8)
        self.assertEqual({(row["item"], row["annotator"], row["label"]) for row in labels},
                         {(f"item-{i}", a, "World") for i in range(4) for a in ("ana", "ben")})
        consensus = rows_of(self.call("campaign", "export", "news", "--format", "consensus").out)
        self.assertEqual([(row["item"], row["label"], row["n_labels"]) for row in consensus],
                         [(f"item-{i}", "World", "2") for i in range(4)])
        lines = self.json_lines(self.call("campaign", "export", "news", "--format",
                                          "labels-jsonl").out)
        self.assertEqual(len(lines), 8)

    def test_an_export_goes_to_a_file_whole_or_not_at_all(self):
        self.make()
        self.answer_all("ana", "World")
        out = self.folder / "labels.csv"
        self.assertEqual(self.ok("campaign", "export", "news", "--out", out)["out"], str(out))
        self.assertEqual(len(rows_of(out.read_text())), 4)
        self.assertEqual(self.reason("campaign", "export", "olds", "--out", out),
                         "CAMPAIGN_NOT_FOUND")
        self.assertEqual(len(rows_of(out.read_text())), 4)
        self.assertFalse((self.folder / "labels.csv.partial").exists())

    def test_labels_are_imported_all_or_none_and_only_once(self):
        self.make("news", "--overlap", "2")
        file = self.write("labels.csv", "item,annotator,label,time\n" + "".join(
            f"item-{i},{who},Sports,2026-01-02T03:04:0{i}Z\n"
            for i in range(4) for who in ("ana", "ben")))
        self.assertEqual(self.ok("campaign", "import", "news", file)["label_count"], 8)
        again = self.ok("campaign", "import", "news", file)
        self.assertEqual((again["label_count"], again["repeated_count"]), (0, 8))
        self.assertEqual(self.status()["complete_item_count"], 4)
        bad = self.write("bad.csv", "item,annotator,label\nitem-0,ana,World\nitem-9,ana,World\n")
        self.assertEqual(self.reason("campaign", "import", "news", bad), "UNKNOWN_ITEM")
        unknown = self.write("who.csv", "item,annotator,label\nitem-0,zoe,World\n")
        self.assertEqual(self.reason("campaign", "import", "news", unknown), "UNKNOWN_ANNOTATOR")
        self.assertEqual(self.status()["label_count"], 8)
        made = self.ok("campaign", "import", "news", unknown, "--create-annotators", "crowd")
        self.assertEqual(made["created_annotator_count"], 1)

    def test_answers_are_joined_with_what_prolific_exports_of_the_study(self):
        self.make("news", "--overlap", "3")
        people = {"5f00000000000000000000a1": ("APPROVED", "2026-01-02T03:04:05.678000Z", "48.0"),
                  "5f00000000000000000000a2": ("AWAITING REVIEW", "2026-01-02T03:10:00.000000Z", "20"),
                  "5f00000000000000000000a3": ("RETURNED", "", ""),
                  "5f00000000000000000000a4": ("TIMED-OUT", "", "")}
        header = ("Submission id,Participant id,Status,Custom study tncs accepted at,Started at,Completed at,"
                  "Reviewed at,Archived at,Time taken,Completion code,Total approvals,Age\n")
        study = self.write("prolific_export_1.csv", header + "".join(
            f"6{pid},{pid},{status},Not Applicable,2026-01-02T03:00:00.000000Z,{end},,,{took},C0,12,30\n"
            for pid, (status, end, took) in people.items()))
        # The fifth tried the survey out and is not in the study.
        answers = self.write("answers.csv", "item,PROLIFIC_PID,answer,STUDY_ID\n" + "".join(
            f"item-{i},{pid},Sports,s1\n" for pid in [*people, "preview"]
            for i in range(4 if pid.endswith("a1") else 2)))
        made = self.ok("campaign", "import", "news", answers, "--prolific", study, "--label", "answer",
                       "--create-annotators", "crowd")
        self.assertEqual((made["label_count"], made["created_annotator_count"]), (8, 3))
        self.assertEqual({loss["what"]: loss["count"] for loss in made["losses"]}, {
            "answers of submissions that are returned, left out": 2,
            "answers of submissions that are timed out, left out": 2,
            "times of answers whose participant is not in the study": 2})
        labels = rows_of(self.call("campaign", "export", "news").out)
        times = {(row["annotator"][-2:], row["active_seconds"], row["submit_time"][:19]) for row in labels}
        self.assertLessEqual({("a1", "12", "2026-01-02T03:04:05"), ("a2", "10", "2026-01-02T03:10:00")}, times)
        again = self.ok("campaign", "import", "news", answers, "--prolific", study, "--label", "answer")
        self.assertEqual(again["repeated_count"] + again["superseding_count"], 8)

        older = self.write("older.csv", "session_id,participant_id,status,completed_date_time,time_taken,entered_code\n"
                           "x,5f00000000000000000000a1,REJECTED,2026-01-02 03:04:05,48,C0\n")
        left = self.ok("campaign", "import", "news", answers, "--prolific", older, "--label", "answer",
                       "--create-annotators", "crowd")
        self.assertIn({"what": "answers of submissions that are rejected, left out", "count": 4}, left["losses"])
        for bad, reason in ((study, "UNKNOWN_COLUMN"), (self.write("bad.csv", header + "1,2,APPROVED,,,,,,soon,,,\n"), "BAD_FOREIGN_FILE")):
            table = answers if reason == "BAD_FOREIGN_FILE" else self.write("none.csv", "item,who,answer\nitem-0,a,Sports\n")
            self.assertEqual(self.reason("campaign", "import", "news", table, "--prolific", bad, "--label", "answer"), reason)

    def test_a_lossless_export_makes_the_campaign_again(self):
        self.make("news", "--overlap", "2")
        self.answer_all("ana", "World")
        first = self.folder / "first.jsonl"
        self.ok("campaign", "export", "news", "--format", "lossless", "--out", first)
        with assay_cli.Server(self.folder / "other") as other:
            restored = self.assay("--server", other.address, "campaign", "restore", first, "--json")
            self.assertEqual(restored.code, 0, restored)
            self.assertEqual(restored.json()["campaign"]["name"], "campaigns/news")
            second = self.folder / "second.jsonl"
            saved = self.assay("--server", other.address, "campaign", "export", "news", "--format",
                               "lossless", "--out", second)
            self.assertEqual(saved.code, 0, saved)
        self.assertEqual(second.read_bytes(), first.read_bytes())
        self.assertEqual(self.reason("campaign", "restore", first), "CAMPAIGN_ALREADY_EXISTS")
        broken = self.write("broken.jsonl", first.read_bytes()[:-20])
        self.assertEqual(self.reason("campaign", "restore", broken, "--name", "other",
                                     "--dataset-name", "other"), "BAD_CAMPAIGN_FILE")

    def test_a_rule_labels_what_it_finds(self):
        self.make(items=12)
        self.ok("annotator", "add", "ones", "--kind", "rule", "--regex", "number 1", "--class",
                "Sports")
        done = self.ok("campaign", "label-with", "news", "ones")
        self.assertEqual((done["item_count"], done["label_count"]), (12, 3))
        self.assertEqual(self.status()["machine_label_count"], 3)
        self.assertEqual(self.ok("campaign", "label-with", "news", "ones")["label_count"], 0)
        self.assertEqual(self.reason("campaign", "label-with", "news", "ana"), "NOT_A_MACHINE")

    def test_answers_settle_the_audit_that_the_items_came_from(self):
        rows = {row[0]: row for row in assay_cli.topic_rows(240)}
        file = assay_cli.write_topics(self.folder / "topics.csv", 240)
        audit = self.call("audit", file, "--out", self.folder / "out", "--json")
        self.assertEqual(audit.code, 0, audit)
        dataset = self.ok("dataset", "list")["datasets"][0]["name"]
        self.ok("annotator", "add", "ana")
        self.ok("campaign", "create", "again", "--dataset", dataset, "--question", "What is it?",
                "--classes", "sport,money,space", "--from-audit", "1", "--top", "20", "--show",
                "text", "--start")
        self.assertEqual(self.reason("campaign", "settle", "again"), "NO_LABELS")
        answered = self.answer_all("ana", lambda item: rows[item][3], "again")
        self.assertEqual(len(answered), 20)
        settled = self.ok("campaign", "settle", "again")
        self.assertEqual(settled["settled_count"], 20)
        wrong = sum(rows[item][2] != rows[item][3] for item in answered)
        self.assertAlmostEqual(settled["precision"]["value"], wrong / 20)
        self.assertLess(settled["precision"]["low"], wrong / 20)

    def test_unsure_items_of_one_campaign_are_asked_again_in_another(self):
        made = self.make("news", "--overlap", "2")
        self.answer_all("ana", "World")
        self.answer_all("ben", lambda item: "Sports" if item == "item-2" else "World")
        second = self.ok("campaign", "create", "second", "--dataset", made["dataset"], "--question",
                         "Really?", "--classes", campaign_cli.CLASSES, "--from-low-consensus",
                         "news", "--below", "0.7", "--start")
        self.assertEqual(second["selection"]["chosen_count"], 1)
        self.assertEqual(list(self.answer_all("ana", "World", "second")), ["item-2"])

    def test_json_of_every_export_is_json(self):
        self.make()
        self.answer_all("ana", "World")
        out = self.call("campaign", "export", "news", "--format", "lossless").out
        for line in out.splitlines():
            json.loads(line)


if __name__ == "__main__":
    assay_cli.main()
