"""Bad tables: exit code 2, a message that says where and what, and nothing left in the store."""

import contextlib
import gzip
import os
import pathlib
import signal
import subprocess

import assay_cli

HEADER = "id,text,label\n"
GOOD = HEADER + "".join(
    f"{item},{text},{given}\n" for item, text, given, _ in assay_cli.topic_rows(60))


class BadInputTest(assay_cli.AssayTestCase):
    def refuse(self, name, content, reason, *words, options=()):
        """Audits the file and expects the refusal, in words and as JSON, and an empty store."""
        path = content if isinstance(content, pathlib.Path) else self.write(name, content)
        result = self.audit(path, "--json", *options)
        self.assertEqual(result.code, 2, result)
        error = result.json()["error"]
        self.assertEqual(error["reason"], reason, result)
        for word in words:
            self.assertIn(word, result.err)
        self.assertEqual(self.datasets(), [])
        return error["metadata"]

    def test_empty_file(self):
        metadata = self.refuse("a.csv", "", "EMPTY_FILE", "a.csv")
        self.assertEqual(metadata["file"], "a.csv")

    def test_header_only(self):
        self.refuse("a.csv", HEADER, "NO_DATA_ROWS", "a.csv")

    def test_row_too_long(self):
        metadata = self.refuse("a.csv", GOOD + "x,y,sport,extra\n", "ROW_TOO_LONG",
                               "row 61", "found 4", "expected 3")
        self.assertEqual((metadata["row"], metadata["line"]), ("61", "62"))

    def test_row_too_short(self):
        metadata = self.refuse("a.csv", HEADER + "1,only two\n", "ROW_TOO_SHORT",
                               "row 1", "found 2", "expected 3")
        self.assertEqual(metadata["row"], "1")

    def test_no_label_column(self):
        self.refuse("a.csv", "id,text,mood\n1,a b c,x\n2,d e f,y\n", "NO_LABEL_COLUMN", "--label",
                    "mood")

    def test_unknown_column_named(self):
        for option in ("--id", "--label", "--text", "--numeric", "--categorical"):
            metadata = self.refuse("a.csv", GOOD, "UNKNOWN_COLUMN", "txet",
                                   options=(option, "txet"))
            self.assertIn("found", metadata)

    def test_one_class_only(self):
        metadata = self.refuse("a.csv", HEADER + "1,a b c,x\n2,d e f,x\n", "ONE_CLASS_ONLY",
                               "'x'", "label")
        self.assertEqual(metadata["column"], "label")

    def test_duplicate_ids(self):
        metadata = self.refuse("a.csv", GOOD + "item-7,again the same id,sport\n", "DUPLICATE_ID",
                               "item-7", "row 61", "row 8")
        self.assertEqual(metadata["column"], "id")

    def test_empty_id(self):
        self.refuse("a.csv", GOOD + ",no id here,sport\n", "EMPTY_ID", "row 61", "id")

    def test_invalid_utf8(self):
        metadata = self.refuse("a.csv", GOOD.encode() + b"x,caf\xe9 au lait,sport\n",
                               "INVALID_UTF8", "row 61", "text", "0xE9".lower())
        self.assertEqual((metadata["row"], metadata["column"], metadata["offset"]),
                         ("61", "text", "3"))

    def test_nul_byte(self):
        metadata = self.refuse("a.csv", GOOD.encode() + b"x,nul \x00 byte,sport\n", "NUL_BYTE",
                               "row 61", "text")
        self.assertEqual(metadata["column"], "text")

    def test_64_mb_cell(self):
        content = GOOD.encode() + b"x," + b"word " * (64 * 1024 * 1024 // 5) + b",sport\n"
        self.refuse("a.csv", content, "CELL_TOO_LARGE", "row 61")
        # One endless quoted cell is the same.
        content = GOOD.encode() + b'x,"' + b"word " * (64 * 1024 * 1024 // 5)
        self.refuse("b.csv", content, "CELL_TOO_LARGE", "row 61")

    def test_empty_label(self):
        metadata = self.refuse("a.csv", GOOD + "x,some text,\n", "EMPTY_LABEL", "row 61", "label")
        self.assertEqual(metadata["column"], "label")
        self.refuse("b.csv", GOOD + "x,some text,   \n", "EMPTY_LABEL", "row 61")

    def test_5000_classes(self):
        rows = "".join(f"{i},text number {i % 50} of many,class{i % 5000}\n" for i in range(10000))
        metadata = self.refuse("a.csv", HEADER + rows, "TOO_MANY_CLASSES", "1000", "--label",
                               "--max-classes")
        self.assertEqual(metadata["row"], "1001")

    def test_all_texts_identical(self):
        rows = "".join(f"{i},the very same words,{'xy'[i % 2]}\n" for i in range(50))
        for options in ((), ("--text", "text")):
            path = self.write("a.csv", HEADER + rows)
            result = self.audit(path, "--json", *options)
            self.assertEqual(result.code, 2, result)
            self.assertIn(result.json()["error"]["reason"],
                          ("NO_FEATURE_COLUMN", "NO_USABLE_FEATURES"))
            self.assertIn("text", result.err)
            self.assertEqual(self.datasets(), [])

    def test_text_in_a_numeric_column(self):
        rows = "".join(f"{i},{i * 0.5},{'xy'[i % 2]}\n" for i in range(50))
        metadata = self.refuse("a.csv", "id,size,label\n" + rows + "50,large,x\n", "NOT_A_NUMBER",
                               "row 51", "size", "large", "number",
                               options=("--numeric", "size"))
        self.assertEqual((metadata["row"], metadata["column"], metadata["found"]),
                         ("51", "size", "large"))

    def test_truncated_gzip(self):
        whole = gzip.compress(GOOD.encode())
        self.refuse("a.csv.gz", whole[:-20], "TRUNCATED_GZIP", "a.csv.gz")
        self.refuse("b.csv.gz", whole[:40] + b"\x00\xff" * 20 + whole[80:], "CORRUPT_GZIP",
                    "b.csv.gz")

    def test_jsonl_line_that_is_no_object(self):
        line = '{"id": 1, "text": "some words here", "label": "x"}\n'
        metadata = self.refuse("a.jsonl", line + "[1, 2]\n", "NOT_A_JSON_OBJECT", "row 2")
        self.assertEqual(metadata["line"], "2")
        self.refuse("b.jsonl", line + '{"id": 2, "text": \n', "BAD_JSON", "row 2")

    def test_a_file_that_is_not_there(self):
        metadata = self.refuse("", self.folder / "gone.csv", "FILE_NOT_READABLE", "gone.csv",
                               "No such file")
        self.assertIn("gone.csv", metadata["file"])
        self.refuse("", self.folder, "FILE_NOT_READABLE", "directory")

    @staticmethod
    def bytes_read(pid, path):
        """How far a process is in a file that it has open; 0 where it has not."""
        with contextlib.suppress(OSError):
            for descriptor in os.listdir(f"/proc/{pid}/fd"):
                if os.readlink(f"/proc/{pid}/fd/{descriptor}") == str(path):
                    with open(f"/proc/{pid}/fdinfo/{descriptor}", encoding="ascii") as info:
                        return int(info.readline().split()[1])
        return 0

    def test_a_file_that_vanishes_while_it_is_read(self):
        path = self.write("a.csv", GOOD)
        row = "{},some words that fill the line and take their time to be stored,sport\n"
        with open(path, "a", encoding="utf-8") as file:
            for i in range(600_000):
                file.write(row.format(i))
        out = str(self.folder / "out")
        process = subprocess.Popen(
            [assay_cli.BINARY, "--data", str(self.data), "audit", str(path), "--out", out],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        while not 0 < self.bytes_read(process.pid, path) < path.stat().st_size:
            self.assertIsNone(process.poll())
        os.kill(process.pid, signal.SIGSTOP)
        os.truncate(path, 1000)
        os.kill(process.pid, signal.SIGCONT)
        _, err = process.communicate(timeout=120)
        self.assertEqual(process.returncode, 2, err)
        self.assertIn(b"a.csv: changed while it was read", err)
        self.assertEqual(self.datasets(), [])

    def test_unclosed_quote(self):
        self.refuse("a.csv", GOOD + '61,"never closed,sport\n', "UNCLOSED_QUOTE", "row 61")

    def test_bad_arguments(self):
        for arguments in (("audit",), ("audit", "x.csv", "--folds", "1"), ("no-such-command",), ()):
            result = self.assay(*arguments)
            self.assertEqual(result.code, 2, result)
            self.assertNotEqual(result.err, "")
            result = self.assay(*arguments, "--json")
            self.assertEqual(result.code, 2, result)
            self.assertEqual(result.json()["error"]["reason"], "BAD_ARGUMENTS")
        self.assertEqual(self.assay("--help").code, 0)

    def test_an_output_directory_that_cannot_be_made(self):
        path = self.write("a.csv", GOOD)
        result = self.assay("audit", path, "--out", path / "below-a-file")
        self.assertEqual(result.code, 2, result)
        self.assertIn("below-a-file", result.err)

    def test_a_failed_import_keeps_what_was_there(self):
        good = self.write("good.csv", GOOD)
        self.assertEqual(self.assay("dataset", "import", good).code, 0)
        before = self.assay("dataset", "export", "good").out
        bad = self.write("bad.csv", GOOD + "x,y\n")
        self.assertEqual(self.assay("dataset", "import", bad, "--name", "good2").code, 2)
        result = self.assay("dataset", "import", good, "--name", "good", "--json")
        self.assertEqual(result.code, 2, result)
        self.assertEqual(result.json()["error"]["reason"], "DATASET_ALREADY_EXISTS")
        self.assertEqual([d["name"] for d in self.datasets()], ["datasets/good"])
        self.assertEqual(self.assay("dataset", "export", "good").out, before)


if __name__ == "__main__":
    assay_cli.main()
