"""assay agreement: the printed table, --json, the files of --out, and every way to be wrong."""

import csv
import gzip
import io
import json
import pathlib
import tempfile
import unittest

import assay_cli

# Dawid and Skene (1979), table 1, is bundled with the tests of the engine where it is; here a table
# whose coefficients can be told by hand: Cohen (1960), table 1, proportions times 200.
COHEN_1960 = [[88, 14, 18], [10, 40, 10], [2, 6, 12]]


def cohen_rows():
    rows = ["item,annotator,label"]
    item = 0
    for i, row in enumerate(COHEN_1960):
        for j, count in enumerate(row):
            for _ in range(count):
                item += 1
                rows += [f"{item},A,{i + 1}", f"{item},B,{j + 1}"]
    return "\n".join(rows) + "\n"


class AgreementCommandTest(unittest.TestCase):
    def setUp(self):
        self.dir = tempfile.TemporaryDirectory()
        self.addCleanup(self.dir.cleanup)
        self.root = pathlib.Path(self.dir.name)

    def write(self, name, text):
        path = self.root / name
        if name.endswith(".gz"):
            path.write_bytes(gzip.compress(text.encode()))
        else:
            path.write_text(text, encoding="utf-8")
        return path

    def run_cli(self, *arguments, **options):
        return assay_cli.run(*arguments, data=self.root / "data", **options)

    def agreement(self, text, *arguments, name="labels.csv"):
        return self.run_cli("agreement", self.write(name, text), *arguments)

    def refused(self, text, *arguments, reason, contains=(), name="labels.csv"):
        result = self.run_cli("--json", "agreement", self.write(name, text), *arguments)
        self.assertEqual(result.code, 2, result)
        error = result.json()["error"]
        self.assertEqual(error["reason"], reason, result)
        for part in contains:
            self.assertIn(part, error["message"])
        return error

    # Cohen (1960): kappa = .492 (the exact value of his table, with standard error .0510 by the
    # formula of Fleiss, Cohen and Everitt 1969: data/golden/agreement).
    def test_the_table_of_cohen_1960_has_his_kappa(self):
        result = self.run_cli("--json", "agreement", self.write("t.csv", cohen_rows()))
        self.assertEqual(result.code, 0, result)
        kappa = result.json()["metrics"]["cohen_kappa"]
        self.assertAlmostEqual(kappa["value"], 0.4915254237, 9)
        self.assertEqual(kappa["n_items"], 200)
        self.assertEqual(kappa["n_labels"], 400)
        self.assertEqual(kappa["method"], "bootstrap")
        self.assertLess(kappa["low"], kappa["value"])
        self.assertGreater(kappa["high"], kappa["value"])

    def test_without_a_bootstrap_the_interval_is_analytic(self):
        result = self.run_cli("--json", "agreement", self.write("t.csv", cohen_rows()),
                              "--bootstrap", "0", "--metric", "cohen_kappa")
        metrics = result.json()["metrics"]
        self.assertEqual(list(metrics), ["cohen_kappa"])
        self.assertEqual(metrics["cohen_kappa"]["method"], "analytic")
        self.assertAlmostEqual(metrics["cohen_kappa"]["standard_error"], 0.0510018, 6)

    def test_the_table_names_each_coefficient_and_says_on_stderr_what_was_guessed(self):
        result = self.agreement(cohen_rows())
        self.assertEqual(result.code, 0, result)
        for name in ("percent_agreement", "cohen_kappa", "krippendorff_alpha", "gwet_ac1"):
            self.assertIn(name, result.out)
        self.assertIn("Cohen's kappa of each two annotators", result.out)
        self.assertIn("annotator: annotator  (guessed from its name)", result.err)
        self.assertEqual(self.run_cli("--quiet", "agreement", self.root / "labels.csv").err, "")

    def test_out_writes_the_report_and_every_table(self):
        result = self.agreement(cohen_rows(), "--out", self.root / "out")
        self.assertEqual(result.code, 0, result)
        out = self.root / "out"
        self.assertEqual(sorted(p.name for p in out.iterdir()),
                         ["annotators.csv", "classes.csv", "items.csv", "pairs.csv", "report.html",
                          "summary.json"])
        items = list(csv.DictReader(io.StringIO((out / "items.csv").read_text(encoding="utf-8"))))
        self.assertEqual(len(items), 200)
        depths = [float(row["disagreement"]) for row in items]
        self.assertEqual(depths, sorted(depths, reverse=True))
        # 60 of the 200 items stand off the diagonal.
        self.assertEqual(sum(depth == 1 for depth in depths), 60)
        pairs = list(csv.DictReader(io.StringIO((out / "pairs.csv").read_text(encoding="utf-8"))))
        self.assertEqual(len(pairs), 1)
        self.assertAlmostEqual(float(pairs[0]["kappa"]), 0.4915254237, 9)
        self.assertAlmostEqual(float(pairs[0]["agreement"]), 0.7, 9)
        classes = list(csv.DictReader(io.StringIO((out / "classes.csv").read_text(encoding="utf-8"))))
        self.assertEqual([row["label"] for row in classes], ["1", "2", "3"])
        annotators = list(csv.DictReader(io.StringIO((out / "annotators.csv").read_text(encoding="utf-8"))))
        self.assertEqual([row["n_labels"] for row in annotators], ["200", "200"])
        self.assertIn("<!doctype html>", (out / "report.html").read_text(encoding="utf-8"))
        summary = json.loads((out / "summary.json").read_text(encoding="utf-8"))
        self.assertEqual(summary["n_items"], 200)

    def test_nothing_of_the_data_becomes_markup(self):
        text = "item,annotator,label\n" + "".join(
            f'<b>{i}</b>,"<script>alert({a})</script>",<i>{(i + a) % 2}</i>\n'
            for i in range(6) for a in range(2))
        self.assertEqual(self.agreement(text, "--out", self.root / "out").code, 0)
        page = (self.root / "out" / "report.html").read_text(encoding="utf-8")
        self.assertNotIn("<script>alert", page)
        self.assertNotIn("<i>0</i>", page)

    def test_other_names_formats_and_compression_are_read(self):
        rows = [line.split(",") for line in cohen_rows().splitlines()[1:]]
        tsv = "task\tworker_id\tanswer\n" + "".join("\t".join(row) + "\n" for row in rows)
        jsonl = "".join(json.dumps({"unit": i, "rater": a, "rating": k}) + "\n" for i, a, k in rows)
        for name, text in (("t.tsv", tsv), ("t.jsonl", jsonl), ("t.tsv.gz", tsv)):
            with self.subTest(name):
                result = self.run_cli("--json", "agreement", self.write(name, text))
                self.assertEqual(result.code, 0, result)
                self.assertAlmostEqual(result.json()["metrics"]["cohen_kappa"]["value"],
                                       0.4915254237, 9)
        result = self.run_cli("--json", "agreement", "-", "--format", "tsv", stdin=tsv.encode())
        self.assertEqual(result.code, 0, result)

    def test_the_order_of_rows_changes_no_coefficient(self):
        lines = cohen_rows().splitlines()
        shuffled = "\n".join([lines[0]] + lines[:0:-1]) + "\n"
        first = self.run_cli("--json", "agreement", self.write("a.csv", cohen_rows()))
        second = self.run_cli("--json", "agreement", self.write("b.csv", shuffled))
        for name, metric in first.json()["metrics"].items():
            if "value" in metric:
                self.assertAlmostEqual(metric["value"], second.json()["metrics"][name]["value"], 12)

    def test_weights_follow_the_order_that_classes_names(self):
        text = ("item,annotator,label\n1,A,low\n1,B,medium\n2,A,low\n2,B,high\n3,A,high\n3,B,high\n"
                "4,A,medium\n4,B,low\n")
        numbers = text.replace("low", "1").replace("medium", "2").replace("high", "3")
        named = self.run_cli("--json", "agreement", self.write("a.csv", text), "--level", "ordinal",
                             "--classes", "low,medium,high").json()["metrics"]
        counted = self.run_cli("--json", "agreement", self.write("b.csv", numbers),
                               "--level", "ordinal").json()["metrics"]
        self.assertAlmostEqual(named["krippendorff_alpha"]["value"],
                               counted["krippendorff_alpha"]["value"], 12)
        self.refused(text, "--level", "ordinal", reason="CLASS_ORDER_UNKNOWN",
                     contains=("--classes",))

    def test_numbers_that_are_spelt_differently_are_one_at_a_numeric_level(self):
        text = "item,annotator,label\n1,A,1\n1,B,1.0\n2,A,2\n2,B,2.00\n3,A,3\n3,B,3\n"
        result = self.run_cli("--json", "agreement", self.write("a.csv", text), "--level",
                              "interval")
        self.assertEqual(result.code, 0, result)
        self.assertAlmostEqual(result.json()["metrics"]["krippendorff_alpha"]["value"], 1, 12)

    def test_an_undefined_coefficient_is_an_answer(self):
        text = "item,annotator,label\n" + "".join(
            f"{i},{a},{(i + (a == 'C')) % 2}\n" for i in range(9) for a in "ABC")
        result = self.run_cli("--json", "agreement", self.write("t.csv", text))
        self.assertEqual(result.code, 0, result)
        kappa = result.json()["metrics"]["cohen_kappa"]
        self.assertEqual(kappa["undefined"], "NOT_TWO_ANNOTATORS")
        self.assertNotIn("value", kappa)

    def test_repeats_are_counted_and_follow_their_policy(self):
        text = "item,annotator,label\n1,A,x\n1,B,y\n2,A,x\n2,B,x\n1,B,x\n3,A,y\n3,B,y\n"
        values = {}
        for policy in ("last", "first", "all"):
            result = self.run_cli("--json", "agreement", self.write("t.csv", text), "--repeats",
                                  policy, "--metric", "percent_agreement")
            self.assertEqual(result.json()["n_repeats"], 1, result)
            values[policy] = result.json()["metrics"]["percent_agreement"]["value"]
            self.assertIn("1 labels are repeats", result.err)
        self.assertAlmostEqual(values["last"], 1)
        self.assertAlmostEqual(values["first"], 2 / 3)
        self.assertAlmostEqual(values["all"], (1 / 3 + 1 + 1) / 3)

    def test_where_nothing_can_be_computed_the_reason_is_said(self):
        one = "item,annotator,label\n1,A,x\n2,A,y\n"
        self.refused(one, reason="ONE_ANNOTATOR")
        apart = "item,annotator,label\n1,A,x\n2,B,y\n"
        self.refused(apart, reason="NO_OVERLAP")

    def test_one_class_leaves_percent_agreement(self):
        result = self.run_cli("--json", "agreement", self.write(
            "t.csv", "item,annotator,label\n1,A,x\n1,B,x\n2,A,x\n2,B,x\n"))
        self.assertEqual(result.code, 0, result)
        metrics = result.json()["metrics"]
        self.assertEqual(metrics["percent_agreement"]["value"], 1)
        self.assertEqual(metrics["krippendorff_alpha"]["undefined"], "ONE_CLASS")

    def test_text_where_numbers_are_needed_is_refused_with_its_row(self):
        text = "item,annotator,label\n1,A,3\n1,B,4\n2,A,cat\n2,B,4\n"
        error = self.refused(text, "--level", "interval", reason="NOT_A_NUMBER",
                             contains=("row 3", "line 4", "'cat'", "'label'"))
        self.assertEqual(error["metadata"]["row"], "3")

    def test_a_label_outside_the_classes_is_refused_with_its_row(self):
        text = "item,annotator,label\n1,A,x\n1,B,z\n"
        error = self.refused(text, "--classes", "x,y", reason="UNKNOWN_CLASS",
                             contains=("row 2", "'z'", "x, y"))
        self.assertEqual(error["metadata"]["column"], "label")

    def test_empty_cells_are_refused_with_their_row(self):
        self.refused("item,annotator,label\n,A,x\n", reason="EMPTY_ID", contains=("row 1",))
        self.refused("item,annotator,label\n1,A,x\n1,,x\n", reason="EMPTY_ANNOTATOR",
                     contains=("row 2",))
        text = "item,annotator,label\n1,A,x\n1,B,\n2,A,x\n2,B,y\n"
        self.refused(text, reason="EMPTY_LABEL", contains=("row 2", "--skip-empty"))
        result = self.run_cli("--json", "agreement", self.write("t.csv", text), "--skip-empty")
        self.assertEqual(result.code, 0, result)
        self.assertEqual(result.json()["n_skipped_rows"], 1)

    def test_missing_and_unknown_columns_are_named(self):
        self.refused("a,b,c\n1,2,3\n", reason="NO_ANNOTATOR_COLUMN", contains=("a, b, c",))
        self.refused("x,annotator,label\n1,2,3\n", reason="NO_ITEM_COLUMN", contains=("--item",))
        self.refused("item,annotator,text\n1,2,3\n", reason="NO_LABEL_COLUMN")
        self.refused("item,annotator,label\n1,2,3\n", "--label", "labl", reason="UNKNOWN_COLUMN",
                     contains=("did you mean 'label'",))
        self.refused("item,annotator,label\n1,2,3\n", "--label", "item", "--item", "item",
                     reason="ROLE_CONFLICT")

    def test_bad_options_are_refused(self):
        table = cohen_rows()
        self.refused(table, "--level", "nominaal", reason="UNKNOWN_LEVEL", contains=("ordinal",))
        self.refused(table, "--metric", "kapa", reason="UNKNOWN_COEFFICIENT",
                     contains=("cohen_kappa",))
        self.refused(table, "--metric", "cohen_kappa,cohen_kappa", reason="DUPLICATE_COEFFICIENT")
        self.refused(table, "--level-of-confidence", "1", reason="BAD_CONFIDENCE_LEVEL")
        self.refused(table, "--classes", "1,1,2", reason="DUPLICATE_CLASS")
        self.refused("", reason="EMPTY_FILE")
        self.refused("item,annotator,label\n", reason="NO_DATA_ROWS")
        result = self.run_cli("agreement", self.root / "none.csv")
        self.assertEqual(result.code, 2, result)
        result = self.run_cli("agreement", "datasets/none")
        self.assertEqual(result.code, 2, result)
        self.assertIn("none", result.err)

    def test_a_stored_long_table_is_measured_as_the_file_is(self):
        path = self.write("t.csv", cohen_rows())
        stored = self.run_cli("--json", "dataset", "import", path, "--annotator", "annotator",
                              "--long", "--name", "cohen")
        self.assertEqual(stored.code, 0, stored)
        self.assertEqual((stored.json()["n_items"], stored.json()["n_labels"]), (200, 400))
        from_file = self.run_cli("--json", "agreement", path).json()["metrics"]
        from_store = self.run_cli("--json", "agreement", "datasets/cohen").json()["metrics"]
        self.assertEqual(from_file, from_store)
        result = self.run_cli("agreement", "datasets/cohen", "--item", "item")
        self.assertEqual(result.code, 2, result)

    def test_a_stored_table_without_annotators_is_refused(self):
        assay_cli.write_topics(self.root / "topics.csv", 60)
        self.run_cli("dataset", "import", self.root / "topics.csv", "--name", "topics")
        result = self.run_cli("--json", "agreement", "datasets/topics")
        self.assertEqual(result.code, 2, result)
        self.assertEqual(result.json()["error"]["reason"], "NO_ANNOTATORS")

    def test_a_running_service_answers_the_same(self):
        path = self.write("t.csv", cohen_rows())
        alone = self.run_cli("--json", "agreement", path).json()
        with assay_cli.Server(self.root / "served") as server:
            served = self.run_cli("--server", server.address, "--json", "agreement", path)
            self.assertEqual(served.code, 0, served)
            self.assertEqual(served.json(), alone)


if __name__ == "__main__":
    unittest.main()
