"""Sampling, verifying, comparing and showing audits, as a user does it."""

import csv
import gzip
import json
import os
import pathlib

import assay_cli

NEWS = pathlib.Path(__file__).resolve().parents[2] / "examples" / "noisyag_news10k.csv.gz"


def read_csv(path):
    with open(path, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def write_csv(path, rows):
    with open(path, "w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return path


class ReviewCommandTest(assay_cli.AssayTestCase):
    def setUp(self):
        super().setUp()
        self.truth = {item: true for item, _, _, true in assay_cli.topic_rows(600)}
        self.file = assay_cli.write_topics(self.folder / "topics.csv", 600)

    def summary(self, out="out"):
        return json.loads((self.folder / out / "summary.json").read_text())

    def ok(self, *arguments, **options):
        result = self.assay(*arguments, **options)
        self.assertEqual(result.code, 0, result)
        return result

    def fill(self, sample, truth, column="correct"):
        rows = read_csv(sample)
        for row in rows:
            right = truth[row["id"]] == row["given_label"]
            row[column] = ("yes" if right else "no") if column == "correct" else truth[row["id"]]
        return write_csv(sample, rows), rows

    def test_a_sample_comes_back_and_turns_the_range_into_an_interval(self):
        self.assertEqual(self.audit(self.file).code, 0)
        sample = self.folder / "sample.csv"
        result = self.ok("audit", "sample", "1", "--size", "80", "--out", sample)
        self.assertIn("--verified", result.out)
        rows = read_csv(sample)
        self.assertEqual(list(rows[0]), ["id", "text", "given_label", "correct", "true_label"])
        self.assertEqual(len({row["id"] for row in rows}), 80)
        self.assertTrue(all(row["text"] and not row["correct"] for row in rows))
        self.fill(sample, self.truth)
        result = self.ok("audit", "verify", "audits/1", "--verified", sample, "--out",
                         self.folder / "checked", "--json")
        estimate = result.json()["estimated_errors"]
        self.assertLessEqual(estimate["low"], 60)
        self.assertGreaterEqual(estimate["high"], 60)
        self.assertLess(estimate["high"] - estimate["low"], 60)
        self.assertEqual(self.summary("checked")["estimated_errors"], estimate)
        for name in ("report.html", "findings.csv"):
            self.assertTrue((self.folder / "checked" / name).stat().st_size > 0)
        shown = self.ok("audit", "show", "1").out
        self.assertIn("Checked labels: 80", shown)
        self.assertIn("90 % interval", shown)
        listed = self.ok("audit", "list", "--json").json()["audits"]
        self.assertEqual([(a["name"], a["n_verified"]) for a in listed], [("audits/1", 80)])
        # The next sample has other items.
        again = self.folder / "again.csv"
        self.ok("audit", "sample", "1", "--size", "80", "--out", again, "--show-suggestion")
        second = read_csv(again)
        self.assertIn("suggested_label", second[0])
        self.assertFalse({r["id"] for r in rows} & {r["id"] for r in second})

    def test_one_command_audits_verifies_and_says_when_to_stop(self):
        rows = [{"item": item, "verified": true} for item, true in list(self.truth.items())[:150]]
        checked = write_csv(self.folder / "checked.csv", rows)
        prices = ("--review-cost", "0.05", "--error-cost", "2", "--currency", "EUR")
        result = self.audit(self.file, "--verified", checked, "--verified-id", "item",
                            "--verified-label", "verified", *prices)
        self.assertEqual(result.code, 0, result)
        self.assertIn("Checked labels: 150, of them wrong: 15", result.out)
        self.assertIn("0.05 EUR", result.out)
        self.assertIn("Expected net saving", result.out)
        # Without retraining, other prices.
        result = self.ok("audit", "verify", "1", "--review-cost", "5", "--error-cost", "2",
                         "--out", self.folder / "dear")
        self.assertIn("Not worth starting", result.out)
        self.assertIn("Checked labels: 150", result.out)

    def test_the_true_number_lies_in_the_interval_on_the_bundled_set(self):
        with gzip.open(NEWS, "rt", encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        truth = {row["id"]: row["verified_label"] for row in rows}
        wrong = sum(row["given_label"] != row["verified_label"] for row in rows)
        self.assertEqual(self.audit(NEWS, "--quiet", "--label", "given_label").code, 0)
        covered = 0
        for seed in range(5):
            # Each reviewer starts afresh, from a copy of the store.
            data = self.folder / f"data{seed}"
            self.ok("backup", self.folder / f"backup{seed}")
            self.ok("restore", self.folder / f"backup{seed}", data=data)
            sample = self.folder / f"sample{seed}.csv"
            self.ok("audit", "sample", "1", "--seed", seed, "--out", sample, data=data)
            self.fill(sample, truth, "true_label")
            result = self.ok("audit", "verify", "1", "--verified", sample, "--json", "--out",
                             self.folder / "news", data=data)
            estimate = result.json()["estimated_errors"]
            covered += estimate["low"] <= wrong <= estimate["high"]
            # 100 labels drawn at random and Wilson's interval would leave 13 % of all items.
            self.assertLess(estimate["high"] - estimate["low"], 0.13 * len(rows))
        # A right 90 % interval misses more than two of five once in 116 times.
        self.assertGreaterEqual(covered, 3)

    def test_comparing_shows_what_a_round_of_fixing_did(self):
        self.assertEqual(self.audit(self.file).code, 0)
        rows = read_csv(self.file)
        for row in rows[:300]:
            row["label"] = self.truth[row["id"]]
        mended = write_csv(self.folder / "mended.csv", rows)
        self.assertEqual(self.audit(mended, out="second").code, 0)
        compared = self.ok("audit", "compare", "1", "2", "--json").json()
        self.assertEqual(compared["n_relabelled"], 30)
        self.assertGreaterEqual(compared["n_fixed"], 25)
        self.assertLess(compared["errors_after"]["value"], compared["errors_before"]["value"])
        self.assertEqual(len(compared["changes"]), sum(
            compared[n] for n in ("n_new", "n_fixed", "n_gone", "n_still", "n_removed_suspects")))
        fixed = [c for c in compared["changes"] if c["kind"] == "fixed"]
        self.assertTrue(all(c["label_after"] == self.truth[c["id"]] for c in fixed))
        self.assertEqual([c["rank_after"] for c in fixed], sorted(c["rank_after"] for c in fixed))
        text = self.ok("audit", "compare", "audits/1", "audits/2").out
        self.assertIn("Fixed", text)

    def test_a_bad_file_changes_nothing_and_says_where_it_is_wrong(self):
        self.assertEqual(self.audit(self.file).code, 0)
        cases = {
            "id,correct\nitem-1,yes\nnobody,no\n": ("row 2", "nobody", "'id'"),
            "id,correct\nitem-1,yes\nitem-2,maybe\n": ("row 2", "maybe", "'correct'"),
            "id,text\nitem-1,yes\n": ("true_label",),
            "id,correct\nitem-1,yes\nitem-1,no\n": ("row 2", "row 1"),
        }
        before = self.ok("audit", "show", "1").out
        for content, words in cases.items():
            bad = self.write("bad.csv", content)
            result = self.assay("audit", "verify", "1", "--verified", bad, "--out",
                                self.folder / "none")
            self.assertEqual(result.code, 2, result)
            for word in words:
                self.assertIn(word, result.err)
            self.assertFalse(list((self.folder / "none").glob("*"))
                             if (self.folder / "none").exists() else [])
            result = self.audit(self.file, "--verified", bad, out="none2")
            self.assertEqual(result.code, 2, result)
            self.assertFalse((self.folder / "none2" / "summary.json").exists())
        self.assertEqual(self.ok("audit", "show", "1").out, before)
        self.assertEqual(len(self.ok("audit", "list", "--json").json()["audits"]), 1)

    def test_arguments_that_make_no_sense_are_refused(self):
        self.assertEqual(self.audit(self.file).code, 0)
        for arguments in (["audit"], ["audit", "show"], ["audit", "show", "1", "2"],
                          ["audit", "show", "99"], ["audit", "compare", "1"],
                          ["audit", "sample", "1", "--size", "0"], ["audit", "verify", "1"],
                          ["audit", "verify", "1", "--review-cost", "1"],
                          ["audit", "verify", "1", "--review-cost", "x", "--error-cost", "1"],
                          ["audit", self.file, "--review-cost", "1"],
                          ["audit", "verify", "1", "--review-cost", "1", "--error-cost", "1",
                           "--currency", "usd"]):
            result = self.assay(*arguments, cwd=self.folder)
            self.assertEqual(result.code, 2, (arguments, result))
            self.assertTrue(result.err, arguments)
        self.assertEqual(sorted(os.listdir(self.folder)).count("sample.csv"), 0)


if __name__ == "__main__":
    assay_cli.main()
