"""assay consensus: the CSV, the summary, gold, truth, numbers, and every way to be wrong."""

import csv
import io
import pathlib
import random
import struct
import tempfile
import unittest

import assay_cli

# Three annotators, five items; majority is clear everywhere but in item 5.
LABELS = """item,annotator,label
1,A,cat
1,B,cat
1,C,dog
2,A,dog
2,B,dog
2,C,dog
3,A,cat
3,B,dog
3,C,cat
4,A,cat
4,B,cat
4,C,cat
5,A,cat
5,B,dog
"""
TRUTH = "item,label\n1,cat\n2,dog\n3,cat\n4,dog\n5,dog\n"


def write_npy(path, rows):
    columns = len(rows[0])
    header = f"{{'descr': '<f4', 'fortran_order': False, 'shape': ({len(rows)}, {columns}), }}"
    header = header.ljust(117) + "\n"
    body = b"".join(struct.pack(f"<{columns}f", *row) for row in rows)
    pathlib.Path(path).write_bytes(b"\x93NUMPY\x01\x00" + struct.pack("<H", len(header)) +
                                   header.encode() + body)


def many_labels(items=300, annotators=12, seed=3):
    rng = random.Random(seed)
    names = ["a", "b", "c"]
    rows, truth = ["item,annotator,label"], ["item,label"]
    for i in range(items):
        true = rng.choice(names)
        truth.append(f"i{i},{true}")
        for w in rng.sample(range(annotators), 5):
            right = rng.random() < (0.9 if w < 6 else 0.45)
            label = true if right else rng.choice([k for k in names if k != true])
            rows.append(f"i{i},w{w},{label}")
    return "\n".join(rows) + "\n", "\n".join(truth) + "\n"


class ConsensusCommandTest(unittest.TestCase):
    def setUp(self):
        self.dir = tempfile.TemporaryDirectory()
        self.addCleanup(self.dir.cleanup)
        self.root = pathlib.Path(self.dir.name)

    def write(self, name, text):
        path = self.root / name
        path.write_text(text, encoding="utf-8")
        return path

    def run_cli(self, *arguments, **options):
        return assay_cli.run(*arguments, data=self.root / "data", **options)

    def consensus(self, *arguments, text=LABELS, name="labels.csv"):
        return self.run_cli("consensus", self.write(name, text), *arguments)

    def refused(self, *arguments, reason, text=LABELS, contains=()):
        result = self.run_cli("--json", "consensus", self.write("labels.csv", text), *arguments)
        self.assertEqual(result.code, 2, result)
        error = result.json()["error"]
        self.assertEqual(error["reason"], reason, result)
        for part in contains:
            self.assertIn(part, error["message"])
        return error

    @staticmethod
    def rows(result):
        return list(csv.DictReader(io.StringIO(result.out)))

    def test_majority_prints_a_row_for_each_item_in_their_order(self):
        result = self.consensus("--method", "majority")
        self.assertEqual(result.code, 0, result)
        rows = self.rows(result)
        self.assertEqual(list(rows[0]), ["item", "label", "confidence", "n_labels", "p_cat",
                                         "p_dog"])
        self.assertEqual([row["item"] for row in rows], ["1", "2", "3", "4", "5"])
        self.assertEqual([row["label"] for row in rows[:4]], ["cat", "dog", "cat", "cat"])
        self.assertEqual(rows[4]["n_labels"], "2")
        self.assertAlmostEqual(float(rows[0]["p_cat"]), 2 / 3, 6)
        self.assertAlmostEqual(float(rows[4]["p_cat"]), 0.5, 6)

    def test_a_truth_file_gives_accuracy_with_ties_in_expectation(self):
        result = self.run_cli("--json", "consensus", self.write("labels.csv", LABELS), "--method",
                              "majority", "--truth", self.write("truth.csv", TRUTH), "--out",
                              self.root / "out.csv")
        self.assertEqual(result.code, 0, result)
        score = result.json()["score"]
        # Items 1 to 3 are right, 4 is wrong, 5 is a tie of two.
        self.assertAlmostEqual(score["accuracy"], 3.5 / 5)
        self.assertEqual(score["n_items"], 5)
        self.assertEqual(result.json()["n_labels"], 14)
        self.assertEqual(len((self.root / "out.csv").read_text().splitlines()), 6)

    def test_gold_settles_its_items(self):
        gold = self.write("gold.csv", "item,label\n1,dog\n5,dog\n99,dog\n")
        for method in ("majority", "dawid_skene_map", "auto"):
            with self.subTest(method):
                result = self.consensus("--method", method, "--gold", gold)
                self.assertEqual(result.code, 0, result)
                rows = self.rows(result)
                self.assertEqual((rows[0]["label"], rows[4]["label"]), ("dog", "dog"))
                self.assertEqual(float(rows[0]["p_dog"]), 1)
                self.assertEqual(len(rows), 5)
                self.assertIn("1 items of the gold (gold.csv) have no label, such as '99'",
                              result.err)

    def test_gold_may_name_a_class_that_nobody_said(self):
        gold = self.write("gold.csv", "item,label\n1,bird\n")
        rows = self.rows(self.consensus("--method", "majority", "--gold", gold))
        self.assertEqual(rows[0]["label"], "bird")
        self.assertIn("p_bird", rows[0])

    def test_the_default_method_is_named_with_its_reasons(self):
        text, truth = many_labels()
        result = self.run_cli("--json", "consensus", self.write("labels.csv", text), "--out",
                              self.root / "out.csv", "--truth", self.write("truth.csv", truth))
        self.assertEqual(result.code, 0, result)
        summary = result.json()
        self.assertEqual(summary["method"], "auto")
        self.assertEqual((summary["n_items"], summary["n_annotators"], summary["n_classes"],
                          summary["n_labels"]), (300, 12, 3, 1500))
        self.assertGreater(summary["score"]["accuracy"], 0.85)

    def test_annotators_out_has_the_contracted_columns(self):
        text, _ = many_labels()
        path = self.root / "annotators.csv"
        result = self.consensus("--method", "dawid_skene_map", "--out", self.root / "out.csv",
                                "--annotators-out", path, text=text)
        self.assertEqual(result.code, 0, result)
        rows = list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8"))))
        self.assertEqual(list(rows[0])[:7], ["annotator", "n_labels", "accuracy", "low", "high",
                                             "bias", "spam_score"])
        self.assertEqual(len(rows), 12)
        self.assertEqual(sum(int(row["n_labels"]) for row in rows), 1500)
        for row in rows:
            self.assertLessEqual(float(row["low"]), float(row["accuracy"]))
            self.assertLessEqual(float(row["accuracy"]), float(row["high"]))
        good = [float(r["accuracy"]) for r in rows if int(r["annotator"][1:]) < 6]
        bad = [float(r["accuracy"]) for r in rows if int(r["annotator"][1:]) >= 6]
        self.assertGreater(min(good), max(bad))

    def test_numbers_have_value_and_standard_error(self):
        text = "item,annotator,label\n1,A,2\n1,B,4\n2,A,7.5\n"
        truth = self.write("truth.csv", "item,label\n1,3\n2,8\n")
        result = self.consensus("--method", "mean", "--truth", truth, text=text)
        self.assertEqual(result.code, 0, result)
        rows = self.rows(result)
        self.assertEqual(list(rows[0]), ["item", "value", "standard_error", "n_labels"])
        self.assertAlmostEqual(float(rows[0]["value"]), 3)
        self.assertAlmostEqual(float(rows[0]["standard_error"]), 1)
        self.assertEqual((rows[1]["value"], rows[1]["standard_error"]), ("7.5", ""))
        self.assertIn("mae 0.2500", result.err)

    def test_a_model_takes_part_in_crowdlab(self):
        path = self.root / "p.npy"
        write_npy(path, [[0.9, 0.1], [0.1, 0.9], [0.8, 0.2], [0.7, 0.3], [0.05, 0.95]])
        result = self.consensus("--method", "crowdlab", "--pred-probs", path)
        self.assertEqual(result.code, 0, result)
        self.assertEqual(self.rows(result)[4]["label"], "dog")
        self.refused("--method", "crowdlab", reason="MODEL_NEEDED")
        write_npy(path, [[0.9, 0.1]])
        self.refused("--method", "crowdlab", "--pred-probs", path, reason="MATRIX_ROW_COUNT")

    def test_the_order_of_rows_changes_no_label(self):
        text, _ = many_labels()
        lines = text.splitlines()
        other = "\n".join([lines[0]] + lines[:0:-1]) + "\n"
        first = {r["item"]: r["label"] for r in self.rows(
            self.consensus("--method", "dawid_skene_map", text=text))}
        second = {r["item"]: r["label"] for r in self.rows(
            self.consensus("--method", "dawid_skene_map", text=other))}
        self.assertEqual(first, second)

    def test_the_number_of_threads_changes_nothing(self):
        text, _ = many_labels()
        answers = {self.run_cli("--threads", n, "consensus", self.write("labels.csv", text),
                                "--method", "dawid_skene_map").out for n in (1, 2, 5)}
        self.assertEqual(len(answers), 1)

    def test_a_stored_long_table_answers_as_the_file_does(self):
        text, _ = many_labels()
        path = self.write("labels.csv", text)
        stored = self.run_cli("dataset", "import", path, "--annotator", "annotator", "--long",
                              "--name", "crowd")
        self.assertEqual(stored.code, 0, stored)
        self.assertEqual(self.run_cli("consensus", "datasets/crowd", "--method", "ibcc").out,
                         self.run_cli("consensus", path, "--method", "ibcc").out)
        again = self.run_cli("--json", "dataset", "import", path, "--annotator", "annotator",
                             "--long")
        self.assertEqual(again.code, 0, again)

    def test_one_annotator_and_one_class_are_answered(self):
        one = "item,annotator,label\n1,A,x\n2,A,y\n"
        self.assertEqual([r["label"] for r in self.rows(self.consensus(text=one))], ["x", "y"])
        same = "item,annotator,label\n1,A,x\n2,B,x\n2,A,x\n"
        rows = self.rows(self.consensus(text=same))
        self.assertEqual([(r["label"], float(r["p_x"])) for r in rows], [("x", 1), ("x", 1)])

    def test_text_where_numbers_are_needed_is_refused_with_its_row(self):
        self.refused("--method", "mean", reason="NOT_A_NUMBER", contains=("row 1", "'cat'"))

    def test_measurements_where_classes_are_needed_are_refused_with_a_row(self):
        text = "item,annotator,label\n" + "".join(
            f"{i},{a},{i + 0.5 + 0.01 * (a == 'B')}\n" for i in range(60) for a in "AB")
        error = self.refused("--method", "majority", reason="LABELS_ARE_NUMBERS", text=text,
                             contains=("row 1", "0.5", "mean"))
        self.assertEqual(error["metadata"]["row"], "1")

    def test_labels_outside_the_classes_are_refused_with_their_row(self):
        self.refused("--classes", "cat,bird", reason="UNKNOWN_CLASS", contains=("row 3", "'dog'"))
        gold = self.write("gold.csv", "item,label\n1,bird\n")
        self.refused("--classes", "cat,dog", "--gold", gold, reason="UNKNOWN_CLASS",
                     contains=("gold.csv", "row 1", "'bird'"))

    def test_a_truth_without_any_labelled_item_is_a_warning(self):
        truth = self.write("truth.csv", "item,label\n77,cat\n")
        result = self.consensus("--method", "majority", "--truth", truth)
        self.assertEqual(result.code, 0, result)
        self.assertIn("no item of the truth (truth.csv) has a label", result.err)

    def test_next_labels_ask_whoever_has_not_labelled_the_item(self):
        gold = self.write("gold.csv", "item,label\n2,dog\n")
        out = self.root / "next.csv"
        result = self.consensus("--method", "dawid_skene_map", "--gold", gold, "--next", "3",
                                "--next-out", out, "--next-method", "entropy")
        self.assertEqual(result.code, 0, result)
        rows = list(csv.DictReader(io.StringIO(out.read_text())))
        self.assertEqual(list(rows[0]), ["rank", "item", "annotator", "gain"])
        # Item 5 is the only one with somebody left to ask: C.
        self.assertEqual([(row["rank"], row["item"], row["annotator"]) for row in rows],
                         [("1", "5", "C")])
        self.assertGreater(float(rows[0]["gain"]), 0)

    def test_confusions_say_what_is_said_of_which_class(self):
        text, _ = many_labels()
        out = self.root / "confusions.csv"
        result = self.consensus("--confusions-out", out, text=text)
        self.assertEqual(result.code, 0, result)
        rows = list(csv.DictReader(io.StringIO(out.read_text())))
        self.assertEqual({row["annotator"] for row in rows}, {f"w{w}" for w in range(12)})
        right, total, shares = {}, {}, {}
        for row in rows:
            who, count = row["annotator"], float(row["count"])
            total[who] = total.get(who, 0) + count
            right[who] = right.get(who, 0) + count * (row["true_label"] == row["said_label"])
            key = (who, row["true_label"])
            shares[key] = shares.get(key, 0) + float(row["probability"])
        for share in shares.values():
            self.assertAlmostEqual(share, 1, 2)
        self.assertAlmostEqual(sum(total.values()), 1500, delta=1)
        # w0 to w5 are right nine times out of ten, the others less than half of the time.
        self.assertGreater(min(right[f"w{w}"] / total[f"w{w}"] for w in range(6)), 0.7)
        self.assertLess(max(right[f"w{w}"] / total[f"w{w}"] for w in range(6, 12)), 0.65)

    def test_next_labels_go_where_the_answer_is_least_sure(self):
        text, _ = many_labels()
        path, out, answer = self.write("labels.csv", text), self.root / "n.csv", self.root / "a.csv"
        result = self.run_cli("--json", "consensus", path, "--next", "20", "--next-method",
                              "least_confidence", "--next-out", out, "--out", answer)
        self.assertEqual(result.code, 0, result)
        self.assertEqual(result.json()["n_next"], 20)
        rows = list(csv.DictReader(io.StringIO(out.read_text())))
        confidence = {row["item"]: float(row["confidence"])
                      for row in csv.DictReader(io.StringIO(answer.read_text()))}
        asked = [row["item"] for row in rows]
        self.assertEqual(len(set(asked)), 20)
        self.assertLessEqual(max(confidence[item] for item in asked),
                             sorted(confidence.values())[19] + 1e-6)
        given = {tuple(line.split(",")[:2]) for line in text.splitlines()[1:]}
        self.assertFalse({(row["item"], row["annotator"]) for row in rows} & given)

    def test_the_expected_gain_prefers_good_annotators(self):
        text, _ = many_labels()  # w0 to w5 are right nine times out of ten, the others less than half
        out = self.root / "n.csv"
        result = self.consensus("--next", "50", "--next-out", out, text=text)
        self.assertEqual(result.code, 0, result)
        rows = list(csv.DictReader(io.StringIO(out.read_text())))
        gains = [float(row["gain"]) for row in rows]
        self.assertEqual(gains, sorted(gains, reverse=True))
        good = sum(int(row["annotator"][1:]) < 6 for row in rows)
        self.assertGreaterEqual(good, 45)

    def test_an_unknown_way_to_choose_the_next_label_is_refused(self):
        self.refused("--next", "3", "--next-out", self.root / "n.csv", "--next-method", "luck",
                     reason="UNKNOWN_NEXT_LABEL_METHOD", contains=["luck", "expected_gain"])

    def test_bad_gold_and_truth_files_are_refused_with_their_row(self):
        for option in ("--gold", "--truth"):
            twice = self.write("k.csv", "item,label\n1,cat\n1,dog\n")
            self.refused(option, twice, reason="CONFLICTING_LABEL", contains=("k.csv", "row 2"))
            empty = self.write("k.csv", "item,label\n1,\n")
            self.refused(option, empty, reason="EMPTY_LABEL", contains=("k.csv", "row 1"))
            columns = self.write("k.csv", "item,note\n1,x\n")
            self.refused(option, columns, reason="NO_LABEL_COLUMN", contains=("k.csv",))

    def test_bad_arguments_are_refused(self):
        self.refused("--method", "majorty", reason="UNKNOWN_CONSENSUS_METHOD",
                     contains=("majority",))
        self.refused("--gold", self.root / "none.csv", reason="FILE_NOT_READABLE")
        result = self.run_cli("consensus", "-", "--gold", "-", stdin=b"")
        self.assertEqual(result.code, 2, result)
        result = self.consensus("--repeats", "best")
        self.assertEqual(result.code, 2, result)
        result = self.consensus("--out", self.root / "no" / "such" / "dir.csv")
        self.assertEqual(result.code, 2, result)

    def test_a_failed_run_leaves_the_old_answer(self):
        out = self.write("out.csv", "before\n")
        self.refused("--method", "mean", "--out", out, reason="NOT_A_NUMBER")
        self.assertEqual(out.read_text(), "before\n")
        self.assertFalse((self.root / "out.csv.partial").exists())


class LongImportTest(unittest.TestCase):
    def setUp(self):
        self.dir = tempfile.TemporaryDirectory()
        self.addCleanup(self.dir.cleanup)
        self.root = pathlib.Path(self.dir.name)

    def run_import(self, text, *arguments):
        path = self.root / "t.csv"
        path.write_text(text, encoding="utf-8")
        return assay_cli.run("--json", "dataset", "import", path, "--long", *arguments,
                             data=self.root / "data")

    def test_a_long_table_needs_an_item_and_an_annotator(self):
        for text, reason in (("text,annotator,label\nx,A,1\ny,A,2\n", "NO_ITEM_COLUMN"),
                             ("item,text,label\n1,x,1\n2,x,2\n", "NO_ANNOTATOR_COLUMN"),
                             ("item,annotator,label\n1,A,1\n1,,2\n", "EMPTY_ANNOTATOR"),
                             ("item,annotator,label\n1,A,1\n1,B,\n", "EMPTY_LABEL")):
            result = self.run_import(text)
            self.assertEqual(result.code, 2, result)
            self.assertEqual(result.json()["error"]["reason"], reason, result)

    def test_the_same_table_without_long_has_duplicate_ids(self):
        path = self.root / "t.csv"
        path.write_text("item,annotator,label,text\n1,A,1,x y\n1,B,2,x y\n", encoding="utf-8")
        result = assay_cli.run("--json", "dataset", "import", path, data=self.root / "data")
        self.assertEqual(result.json()["error"]["reason"], "DUPLICATE_ID", result)


if __name__ == "__main__":
    unittest.main()
