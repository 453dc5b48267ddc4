"""Data directories that are full, read-only, in use, damaged or foreign."""

import shutil
import subprocess

import assay_cli


class BadEnvironmentTest(assay_cli.AssayTestCase):
    def refuse(self, data, reason, *words):
        file = assay_cli.write_topics(self.folder / "topics.csv", 90)
        result = self.audit(file, "--json", data=data)
        self.assertEqual(result.code, 2, result)
        self.assertEqual(result.json()["error"]["reason"], reason, result)
        for word in words:
            self.assertIn(word, result.err)

    def test_a_directory_in_use(self):
        with assay_cli.Server(self.data):
            self.refuse(self.data, "DATA_DIR_IN_USE", str(self.data), "--server")
        self.assertEqual(self.datasets(), [])

    def test_a_read_only_directory(self):
        with assay_cli.tmpfs(self.folder / "small", "size=64m") as small:
            data = small / "data"
            file = assay_cli.write_topics(self.folder / "topics.csv", 90)
            self.assertEqual(self.assay("dataset", "import", file, data=data).code, 0)
            subprocess.run(["mount", "-o", "remount,ro", str(small)], check=True)
            self.refuse(data, "DATA_DIR_READ_ONLY", str(data))
            subprocess.run(["mount", "-o", "remount,rw", str(small)], check=True)
            listing = self.assay("dataset", "list", "--json", data=data)
            self.assertEqual(len(listing.json()["datasets"]), 1)

    def test_a_directory_that_cannot_be_made(self):
        path = self.write("a-file", "x")
        self.refuse(path / "data", "DATA_DIR_NOT_A_DIRECTORY", str(path))

    def test_a_full_disk(self):
        file = self.folder / "big.csv"
        with open(file, "w", encoding="utf-8") as out:
            out.write("id,text,label\n")
            for i in range(400_000):
                # Hardly compressible, so that the small disk fills up.
                words = f"{i * 2654435761 % 2**64:x} {i * 40503 % 2**31:x} {i * i * 7919 % 2**61:x}"
                out.write(f"{i},{words} {words[::-1]},{'xyz'[i % 3]}\n")
        with assay_cli.tmpfs(self.folder / "small", "size=16m") as small:
            data = small / "data"
            result = self.audit(file, "--json", data=data)
            self.assertEqual(result.code, 2, result)
            self.assertEqual(result.json()["error"]["reason"], "DISK_FULL", result)
            self.assertIn("disk", result.err)
            listing = self.assay("dataset", "list", "--json", data=data)
            self.assertEqual(listing.code, 0, listing)
            self.assertEqual(listing.json()["datasets"], [])
            # What was left of the failed import is gone: a small one fits.
            good = assay_cli.write_topics(self.folder / "topics.csv", 90)
            self.assertEqual(self.assay("dataset", "import", good, data=data).code, 0)

    def test_a_foreign_directory(self):
        foreign = self.folder / "photos"
        foreign.mkdir()
        (foreign / "holiday.jpg").write_bytes(b"\xff\xd8")
        self.refuse(foreign, "NOT_AN_ASSAY_STORE", str(foreign))
        self.assertEqual([p.name for p in foreign.iterdir()], ["holiday.jpg"])

    def test_a_damaged_directory(self):
        file = assay_cli.write_topics(self.folder / "topics.csv", 90)
        self.assertEqual(self.assay("dataset", "import", file).code, 0)
        (self.data / "store" / "CURRENT").write_text("MANIFEST-999999\n")
        result = self.assay("dataset", "list", "--json")
        self.assertEqual(result.code, 2, result)
        self.assertEqual(result.json()["error"]["reason"], "DATA_DIR_DAMAGED", result)
        self.assertIn("backup", result.err)

    def test_backup_and_restore(self):
        file = assay_cli.write_topics(self.folder / "topics.csv", 90)
        self.assertEqual(self.assay("dataset", "import", file).code, 0)
        before = self.assay("dataset", "export", "topics").out
        copy = self.folder / "copy"
        self.assertEqual(self.assay("backup", copy).code, 0)
        again = self.assay("backup", copy)
        self.assertEqual(again.code, 2, again)
        self.assertEqual(self.assay("restore", copy).code, 2)  # the target is not empty
        shutil.rmtree(self.data)
        self.assertEqual(self.assay("restore", copy).code, 0)
        self.assertEqual(self.assay("dataset", "export", "topics").out, before)


if __name__ == "__main__":
    assay_cli.main()
