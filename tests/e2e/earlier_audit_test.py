"""What an audit can be made of beside its own columns: the models of an earlier audit, given
probabilities, vectors, and who gave the labels."""

import csv
import json
import random
import struct

import assay_cli

CLASSES = ["money", "space", "sport"]


def npy(rows, descr="<f8"):
    """What numpy.save writes of a list of rows."""
    shape = (len(rows), len(rows[0]))
    header = f"{{'descr': '{descr}', 'fortran_order': False, 'shape': {shape}, }}"
    header += " " * ((-len(header) - 11) % 64) + "\n"
    values = [value for row in rows for value in row]
    return (b"\x93NUMPY\x01\x00" + struct.pack("<H", len(header)) + header.encode()
            + struct.pack(f"<{len(values)}{'f' if descr == '<f4' else 'd'}", *values))


class FindingsTestCase(assay_cli.AssayTestCase):
    def write_rows(self, name, rows, header="id,text,label"):
        return self.write(name, "\n".join([header] + [",".join(row) for row in rows]) + "\n")

    def read_csv(self, name, out="out"):
        with open(self.folder / out / name, encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))

    def findings(self, out="out"):
        return self.read_csv("findings.csv", out)

    def summary(self, out="out"):
        return json.loads((self.folder / out / "summary.json").read_text())

    def audit_ok(self, file, *arguments, **options):
        result = self.audit(file, *arguments, **options)
        self.assertEqual(result.code, 0, result)
        return result

    def refuse(self, reason, file, *arguments, **options):
        result = self.audit(file, "--json", *arguments, **options)
        self.assertEqual(result.code, 2, result)
        self.assertEqual(result.json()["error"]["reason"], reason, result)
        return result

    def expect_wrong_first(self, rows, out="out"):
        """rows: (id, text, given, true).  The wrong ones stand first, with the right suggestion."""
        truth = {row[0]: row[3] for row in rows}
        wrong = {row[0] for row in rows if row[2] != row[3]}
        first = self.findings(out)[:len(wrong)]
        self.assertEqual({row["id"] for row in first}, wrong)
        for row in first:
            self.assertEqual(row["suggested_label"], truth[row["id"]])


class EarlierAuditTest(FindingsTestCase):
    def setUp(self):
        super().setUp()
        rows = assay_cli.topic_rows(500)
        self.later_rows = rows[400:]
        self.earlier = self.write_rows("earlier.csv", [row[:3] for row in rows[:400]])
        self.later = self.write_rows("later.csv", [row[:3] for row in self.later_rows])

    def test_new_rows_are_scored_without_training(self):
        self.audit_ok(self.earlier)
        self.assertTrue(self.summary()["has_model"])
        self.assertIn("cross_validation", self.summary()["timings_s"])
        self.audit_ok(self.later, "--against", "1", out="later")
        self.expect_wrong_first(self.later_rows, "later")
        summary = self.summary("later")
        self.assertEqual(summary["options"]["against"], "audits/1")
        self.assertEqual(summary["n_items"], len(self.later_rows))
        for phase in ("cross_validation", "naive_bayes", "extra_trees"):
            self.assertNotIn(phase, summary["timings_s"])
        self.assertFalse(summary["has_model"])

    def test_the_findings_are_the_same_through_a_server(self):
        self.audit_ok(self.earlier)
        self.audit_ok(self.later, "--against", "1", out="embedded")
        with assay_cli.Server(self.folder / "served") as server:
            self.audit_ok(self.earlier, "--server", server.address)
            self.audit_ok(self.later, "--against", "audits/1", "--server", server.address,
                          out="served-later")
        self.assertEqual((self.folder / "served-later" / "findings.csv").read_bytes(),
                         (self.folder / "embedded" / "findings.csv").read_bytes())
        self.expect_wrong_first(self.later_rows, "served-later")

    def test_numbers_and_categories_are_scored_too(self):
        rows = []
        for i in range(400):
            kind = i % 2
            given = 1 - kind if i % 20 == 19 else kind
            rows.append((f"row-{i}", str(10 * kind + i * 37 % 50 / 10), ["red", "blue"][kind],
                         "ab"[given], "ab"[kind]))
        header = "id,length,colour,label"
        self.audit_ok(self.write_rows("earlier.csv", [r[:4] for r in rows[:300]], header))
        later = self.write_rows("later.csv", [r[:4] for r in rows[300:]], header)
        self.audit_ok(later, "--against", "1", out="later")
        self.expect_wrong_first([(r[0], "", r[3], r[4]) for r in rows[300:]], "later")

    def test_the_columns_stand_in_another_order(self):
        self.audit_ok(self.earlier)
        turned = self.write_rows("turned.csv", [(r[2], r[0], r[1]) for r in self.later_rows],
                                 "label,id,text")
        self.audit_ok(turned, "--against", "1", out="later")
        self.expect_wrong_first(self.later_rows, "later")

    def test_a_column_that_is_missing_is_named(self):
        self.audit_ok(self.earlier)
        file = self.write_rows("bad.csv", [row[:3] for row in self.later_rows], "id,body,label")
        result = self.refuse("MISSING_COLUMN", file, "--against", "1")
        self.assertIn("'text'", result.err)
        self.assertEqual(result.json()["error"]["metadata"]["column"], "text")
        self.assertEqual([d["name"] for d in self.datasets()], ["datasets/earlier"])

    def test_an_audit_that_cannot_score_is_refused(self):
        self.audit_ok(self.earlier)
        result = self.refuse("AUDIT_NOT_FOUND", self.later, "--against", "99")
        self.assertIn("99", result.err)
        self.audit_ok(self.later, "--against", "1", out="later")
        result = self.refuse("AUDIT_WITHOUT_MODEL", self.later, "--against", "2")
        self.assertIn("audits/2", result.err)

    def test_given_probabilities_beside_an_earlier_audit_are_refused(self):
        self.audit_ok(self.earlier)
        matrix = npy([[1.0, 0.0, 0.0]] * len(self.later_rows))
        for option in ("--pred-probs", "--vectors"):
            self.refuse("CONFLICTING_OPTIONS", self.later, "--against", "1", option,
                        self.write("m.npy", matrix))

    def test_rows_with_one_label_are_enough(self):
        self.audit_ok(self.earlier)
        rows = [(item, text, "sport", true) for item, text, _, true in self.later_rows]
        rows = [r for r in rows if r[3] == "sport"] + [r for r in rows if r[3] == "money"][:4]
        file = self.write_rows("sport.csv", [row[:3] for row in rows])
        self.audit_ok(file, "--against", "1", out="later")
        self.expect_wrong_first(rows, "later")
        self.refuse("ONE_CLASS_ONLY", self.write_rows("one.csv", [row[:3] for row in rows]))

    def test_a_label_that_the_earlier_audit_does_not_know_is_said_and_suspicious(self):
        self.audit_ok(self.earlier)
        rows = [(item, text, "health" if i % 25 == 3 else true, true)
                for i, (item, text, _, true) in enumerate(self.later_rows)]
        file = self.write_rows("new.csv", [row[:3] for row in rows])
        result = self.audit_ok(file, "--against", "1", out="later")
        self.assertIn("'health'", result.out)
        warnings = [text for text in self.summary("later")["warnings"] if "never seen" in text]
        self.assertEqual(len(warnings), 1)
        self.assertIn("'health'", warnings[0])
        self.expect_wrong_first(rows, "later")

    def test_an_earlier_audit_ends_with_its_data_set(self):
        self.audit_ok(self.earlier)
        self.assertEqual(self.assay("dataset", "delete", "earlier").code, 0)
        self.refuse("AUDIT_NOT_FOUND", self.later, "--against", "1")


class GivenProbabilitiesTest(FindingsTestCase):
    def setUp(self):
        super().setUp()
        self.rows = assay_cli.topic_rows(120)
        self.table = self.write_rows("topics.csv", [row[:3] for row in self.rows])

    def probabilities(self, names):
        """Rather sure of the true class, one row more than another."""
        rows = []
        for i, row in enumerate(self.rows):
            sure = 0.8 + 0.1 * (i % 7) / 7
            rows.append([sure if name == row[3] else (1 - sure) / (len(names) - 1)
                         for name in names])
        return npy(rows)

    def test_wrong_labels_stand_first_and_nothing_is_trained(self):
        probs = self.write("p.npy", self.probabilities(CLASSES))
        self.audit_ok(self.table, "--pred-probs", probs)
        self.expect_wrong_first(self.rows)
        summary = self.summary()
        self.assertNotIn("cross_validation", summary["timings_s"])
        self.assertFalse(summary["has_model"])
        self.refuse("AUDIT_WITHOUT_MODEL", self.table, "--against", "1")

    def test_the_columns_are_read_in_the_order_of_the_list_beside_the_matrix(self):
        names = ["space", "sport", "money"]
        probs = self.write("p.npy", self.probabilities(names))
        self.write("p.classes.txt", "\n".join(names) + "\n")
        self.audit_ok(self.table, "--pred-probs", probs)
        self.expect_wrong_first(self.rows)

    def test_a_class_that_no_row_is_given_is_no_harm(self):
        names = ["space", "health", "sport", "money"]
        probs = self.write("p.npy", self.probabilities(names))
        self.write("p.classes.txt", "\n".join(names) + "\n")
        self.audit_ok(self.table, "--pred-probs", probs)
        self.expect_wrong_first(self.rows)
        self.assertEqual(self.summary()["classes"], sorted(names))

    def test_a_label_without_a_column_is_named(self):
        names = ["space", "health", "sport"]
        probs = self.write("p.npy", npy([[0.25, 0.5, 0.25]] * len(self.rows)))
        self.write("p.classes.txt", "\n".join(names) + "\n")
        result = self.refuse("LABEL_WITHOUT_COLUMN", self.table, "--pred-probs", probs)
        self.assertIn("money", result.err)


class VectorsTest(FindingsTestCase):
    def test_wrong_labels_stand_first_by_vectors_alone(self):
        rng = random.Random(3)
        rows = assay_cli.topic_rows(200)
        vectors = [[rng.gauss(4 * (name == true), 1) for name in CLASSES] + [rng.gauss(0, 1)]
                   for _, _, _, true in rows]
        table = self.write_rows("labels.csv", [(row[0], row[2]) for row in rows], "id,label")
        vecs = self.write("v.npy", npy(vectors, "<f4"))
        self.audit_ok(table, "--vectors", vecs)
        truth = {row[0]: row[3] for row in rows}
        first = self.findings()[:20]
        hits = [row for row in first if row["given_label"] != truth[row["id"]]]
        self.assertGreaterEqual(len(hits), 18)
        for row in hits:
            self.assertEqual(row["suggested_label"], truth[row["id"]])
        self.assertIn("discriminant", self.summary()["timings_s"])


class AnnotatorTest(FindingsTestCase):
    def test_labels_of_a_bad_annotator_stand_higher(self):
        rng = random.Random(11)
        rows = []
        for i, (item, text, _, true) in enumerate(assay_cli.topic_rows(600)):
            who = ("ada", "bob", "cyd", "dan")[i // 3 % 4]
            wrong = rng.random() < (0.5 if who == "dan" else 0.02)
            given = CLASSES[(CLASSES.index(true) + 1) % 3] if wrong else true
            rows.append((item, text, given, who, true))
        file = self.write_rows("votes.csv", [row[:4] for row in rows], "id,text,label,who")
        roles = ("--id", "id", "--text", "text", "--label", "label")
        self.audit_ok(file, *roles, "--annotator", "who", out="named")
        self.audit_ok(file, *roles, out="nameless")

        def mean_rank_of_right_labels(out, who):
            right = {row[0] for row in rows if row[3] == who and row[2] == row[4]}
            ranks = [int(row["rank"]) for row in self.findings(out) if row["id"] in right]
            self.assertEqual(len(ranks), len(right))
            return sum(ranks) / len(ranks)

        dan = mean_rank_of_right_labels("named", "dan")
        self.assertLess(dan, mean_rank_of_right_labels("nameless", "dan"))
        for other in ("ada", "bob", "cyd"):
            self.assertLess(dan, mean_rank_of_right_labels("named", other))


class SignalsTest(FindingsTestCase):
    def test_every_item_has_a_row_with_every_signal(self):
        table = assay_cli.write_topics(self.folder / "topics.csv", 150)
        self.audit_ok(table)
        self.assertFalse((self.folder / "out" / "signals.csv").exists())
        self.audit_ok(table, "--signals", out="signals")
        rows = self.read_csv("signals.csv", "signals")
        findings = self.findings("signals")
        names = [signal["name"] for signal in self.summary("signals")["signals"]]
        self.assertEqual(list(rows[0]), ["id", "score"] + names)
        self.assertGreater(len(names), 5)
        self.assertEqual([(row["id"], row["score"]) for row in rows],
                         [(row["id"], row["score"]) for row in findings])
        for row in rows:
            for name in names:
                self.assertTrue(0 <= float(row[name]) <= 1, row)


if __name__ == "__main__":
    assay_cli.main()
