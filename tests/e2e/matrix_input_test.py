"""npy files with --pred-probs and --vectors: what is wrong ends with exit code 2, a message that says
where and what, and nothing left in the store."""

import struct

import assay_cli

CLASSES = ["money", "space", "sport"]
COUNT = 60


def npy(rows, descr="<f8", shape=None, fortran=False):
    """What numpy.save writes of a list of rows."""
    shape = shape or (len(rows), len(rows[0]))
    header = f"{{'descr': '{descr}', 'fortran_order': {fortran}, 'shape': {shape}, }}"
    header += " " * ((-len(header) - 11) % 64) + "\n"
    code = {"<f4": "f", "<f8": "d"}.get(descr, "d")
    values = [value for row in rows for value in row]
    return (b"\x93NUMPY\x01\x00" + struct.pack("<H", len(header)) + header.encode()
            + struct.pack(f"<{len(values)}{code}", *values))


def probabilities():
    """For the rows of assay_cli.topic_rows: sure of the true class, columns in sorted order."""
    return [[0.9 if name == true else 0.05 for name in CLASSES]
            for _, _, _, true in assay_cli.topic_rows(COUNT)]


def vectors():
    return [[float(i + 1), -1.0, 0.5] for i in range(COUNT)]


class MatrixInputTest(assay_cli.AssayTestCase):
    def setUp(self):
        super().setUp()
        self.table = assay_cli.write_topics(self.folder / "topics.csv", COUNT)

    def audit_with(self, *options, **more):
        return self.audit(self.table, "--json", *options, **more)

    def refuse(self, option, content, reason, *words, more=()):
        path = self.write("m.npy", content)
        result = self.audit_with(option, path, *more)
        self.assertEqual(result.code, 2, result)
        error = result.json()["error"]
        self.assertEqual(error["reason"], reason, result)
        for word in words:
            self.assertIn(word, result.err)
        self.assertEqual(self.datasets(), [])
        return error["metadata"]

    def test_good_matrices_are_imported(self):
        probs = self.write("p.npy", npy(probabilities()))
        vecs = self.write("v.npy", npy(vectors(), "<f4"))
        result = self.audit_with("--pred-probs", probs, "--vectors", vecs)
        self.assertEqual(result.code, 0, result)
        self.assertIn("probabilities: p.npy, 60 x 3, columns: money, space, sport", result.err)
        self.assertIn("vectors: v.npy, 60 x 3", result.err)
        again = self.audit_with("--pred-probs", probs, "--vectors", vecs)
        self.assertIn("v.npy, 60 x 3 (imported before)", again.err)

    def test_good_matrices_are_imported_over_a_socket(self):
        probs = self.write("p.npy", npy(probabilities()))
        with assay_cli.Server(self.folder / "served") as server:
            result = self.audit_with("--pred-probs", probs, "--server", server.address)
            self.assertEqual(result.code, 0, result)
            bad = self.write("bad.npy", npy(probabilities()[:-1]))
            result = self.audit_with("--pred-probs", bad, "--server", server.address)
            self.assertEqual((result.code, result.json()["error"]["reason"]),
                             (2, "MATRIX_ROW_COUNT"))

    def test_the_classes_of_the_columns(self):
        self.write("p.npy", npy([row[::-1] for row in probabilities()]))
        names = self.write("names.csv", "sport,space,money\n")
        options = ("--pred-probs", self.folder / "p.npy")
        named = self.audit_with(*options, "--classes", names)
        self.assertIn("columns: sport, space, money", named.err)
        self.write("p.classes.txt", "sport\nspace\nmoney\n")
        beside = self.audit_with(*options)
        self.assertIn("columns: sport, space, money", beside.err)
        self.write("p.classes.txt", "sport\nspace\nothers\n")
        wrong = self.audit_with(*options)
        self.assertEqual((wrong.code, wrong.json()["error"]["reason"]),
                         (2, "LABEL_WITHOUT_COLUMN"))
        self.assertIn("money", wrong.err)

    def test_not_npy(self):
        metadata = self.refuse("--pred-probs", "a,b,c\n1,0,0\n", "NOT_AN_NPY_FILE", "m.npy")
        self.assertEqual(metadata["file"], "m.npy")
        self.refuse("--vectors", "", "TRUNCATED_NPY", "found 0 bytes")

    def test_missing_file(self):
        for option in ("--pred-probs", "--vectors"):
            result = self.audit_with(option, self.folder / "none.npy")
            self.assertEqual((result.code, result.json()["error"]["reason"]),
                             (2, "FILE_NOT_READABLE"))
        self.assertEqual(self.datasets(), [])

    def test_types_and_shapes(self):
        good = probabilities()
        self.refuse("--pred-probs", npy(good, "<i8"), "UNSUPPORTED_NPY_TYPE", "integers", "astype")
        self.refuse("--pred-probs", npy(good, ">f8"), "UNSUPPORTED_NPY_TYPE", "big-endian")
        self.refuse("--pred-probs", npy(good, fortran=True), "NPY_FORTRAN_ORDER",
                    "ascontiguousarray")
        self.refuse("--vectors", npy([[1.0] * COUNT], shape=(COUNT,)), "BAD_NPY_SHAPE", "(60)")

    def test_sizes(self):
        content = npy(probabilities())
        metadata = self.refuse("--pred-probs", content[:-8], "TRUNCATED_NPY")
        self.assertEqual((metadata["found"], metadata["expected"]),
                         (str(len(content) - 8), str(len(content))))
        self.refuse("--pred-probs", content + b"x", "NPY_TRAILING_BYTES")
        self.refuse("--pred-probs", npy(probabilities()[:-1]), "MATRIX_ROW_COUNT", "59 rows",
                    "expected 60")
        self.refuse("--vectors", npy(vectors()[:-1]), "MATRIX_ROW_COUNT", "59 rows")
        self.refuse("--pred-probs", npy([row[:2] for row in probabilities()]),
                    "CLASS_COUNT_MISMATCH", "2 columns", "expected 3", "--classes")

    def test_numbers(self):
        for bad, reason, words in (([float("nan"), 0.5, 0.5], "VALUE_NOT_FINITE", "row 60"),
                                   ([1.5, -0.5, 0.0], "PROBABILITY_OUT_OF_RANGE", "column 1"),
                                   ([0.5, 0.25, 0.0], "PROBABILITIES_NOT_NORMALIZED", "0.75")):
            metadata = self.refuse("--pred-probs", npy(probabilities()[:-1] + [bad]), reason, words)
            self.assertEqual(metadata["row"], "60")
        metadata = self.refuse("--vectors", npy([[0.0, 0.0, 0.0]] + vectors()[1:]), "ZERO_VECTOR",
                               "zero length")
        self.assertEqual(metadata["row"], "1")
        self.refuse("--vectors", npy(vectors()[:-1] + [[1.0, float("inf"), 0.0]]),
                    "VALUE_NOT_FINITE", "row 60, column 2")

    def test_bad_class_lists(self):
        content = npy(probabilities())
        for text, reason in (("", "BAD_CLASS_LIST"), ("money\n\nsport\n", "BAD_CLASS_LIST"),
                             ("money\nmoney\nsport\n", "BAD_CLASS_LIST"),
                             ("money,space\n", "CLASS_COUNT_MISMATCH")):
            names = self.write("names.txt", text)
            self.refuse("--pred-probs", content, reason, more=("--classes", names))
        names = self.write("names.txt", "money\nspace\nsport\n")
        alone = self.audit_with("--classes", names)
        self.assertEqual((alone.code, alone.json()["error"]["reason"]), (2, "BAD_ARGUMENTS"))


if __name__ == "__main__":
    assay_cli.main()
