"""Data sets without labels, and items that are added to a data set."""

import os
import random
import signal
import subprocess
import time

import assay_cli

ROUNDS = int(os.environ.get("ASSAY_KILL_ROUNDS", "20"))
SEED = int(os.environ.get("ASSAY_SEED", "1"))
# As many as one call of `assay dataset append` adds.
CALL = 1000


def rows(begin, end):
    return "".join(f"i{i},the text of item {i}\n" for i in range(begin, end))


class DatasetAppendTest(assay_cli.AssayTestCase):
    def import_items(self, count, **options):
        file = self.write("items.csv", "id,text\n" + rows(0, count))
        result = self.assay("dataset", "import", file, "--no-labels", "--json", **options)
        self.assertEqual(result.code, 0, result)
        return result.json()

    def append(self, content, name="items", **options):
        return self.assay("dataset", "append", name, self.write("more.csv", content), **options)

    def export(self):
        result = self.assay("dataset", "export", "items")
        self.assertEqual(result.code, 0, result)
        return result.out

    def test_items_without_labels_are_stored_shown_and_exported(self):
        dataset = self.import_items(30)
        self.assertEqual((dataset["n_items"], dataset["n_labels"], dataset["n_classes"]), (30, 0, 0))
        self.assertEqual(self.export(), "id,text\n" + rows(0, 30))
        self.assertIn("no labels", self.assay("dataset", "show", "items").out)
        self.assertIn("no labels", self.assay("dataset", "list").out)

    def test_work_that_needs_labels_says_that_there_are_none(self):
        self.import_items(30)
        for command in (("agreement", "datasets/items"), ("consensus", "datasets/items")):
            result = self.assay(*command)
            self.assertNotEqual(result.code, 0, result)
            self.assertIn("without labels", result.err)

    def test_appended_items_come_last(self):
        self.import_items(10)
        result = self.append("id,text\n" + rows(10, 2510))
        self.assertEqual(result.code, 0, result)
        self.assertIn("2,500 items added, 2,510 in all", result.out)
        self.assertEqual(self.export(), "id,text\n" + rows(0, 2510))
        self.assertEqual(self.datasets()[0]["n_items"], 2510)

    def test_a_campaign_gets_the_items_that_are_added(self):
        self.import_items(10)
        for command in (("create", "c", "--dataset", "items", "--classes", "x,y", "--question",
                         "Which?"), ("start", "c")):
            result = self.assay("campaign", *command)
            self.assertEqual(result.code, 0, result)
        self.assertEqual(self.append("id,text\n" + rows(10, 15)).code, 0)
        status = self.assay("campaign", "status", "c", "--json")
        self.assertEqual(status.json()["item_count"], 15, status)

    def test_an_error_names_file_row_and_column_and_what_was_added(self):
        self.import_items(10)
        result = self.append("id,text\n" + rows(10, 1110) + "i3,again\n")
        self.assertNotEqual(result.code, 0, result)
        self.assertIn("more.csv: row 1101 (line 1102): found the id 'i3'", result.err)
        self.assertIn("the first 1000 rows were added", result.err)
        self.assertEqual(self.export(), "id,text\n" + rows(0, 1010))
        result = self.append("id,words\nz,hello\n")
        self.assertIn("column 'words': found no such column", result.err)
        self.assertEqual(self.datasets()[0]["n_items"], 1010)

    def test_a_data_set_with_labels_takes_a_label_with_each_item(self):
        file = self.folder / "topics.csv"
        assay_cli.write_topics(file, 60)
        self.assertEqual(self.assay("dataset", "import", file).code, 0)
        result = self.append("id,text\nnew,some words\n", name="topics")
        self.assertIn("column 'label': found an empty label", result.err)
        before = self.audit(file)
        self.assertEqual(before.code, 0, before)
        result = self.append("id,text,label\nnew,some words,sport\n", name="topics")
        self.assertEqual(result.code, 0, result)
        dataset = self.datasets()[0]
        self.assertEqual((dataset["n_items"], dataset["n_labels"]), (61, 61))

    def test_a_killed_append_is_whole_calls_and_goes_on(self):
        rng = random.Random(SEED)
        self.import_items(CALL)
        have = CALL
        killed = 0
        for _ in range(ROUNDS):
            more = self.write("more.csv", "id,text\n" + rows(have, have + 20 * CALL))
            with assay_cli.Server(self.data) as server:
                client = subprocess.Popen(
                    [assay_cli.BINARY, "--server", server.address, "dataset", "append", "items",
                     str(more)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
                time.sleep(rng.uniform(0.02, 0.3))
                killed += client.poll() is None
                server.stop(signal.SIGKILL)
                client.kill()
                client.wait()
            count = self.datasets()[0]["n_items"]
            self.assertEqual(count % CALL, 0)
            self.assertGreaterEqual(count, have)
            self.assertEqual(self.export(), "id,text\n" + rows(0, count))
            have = count
        print(f"seed {SEED}: {killed} of {ROUNDS} appends killed, {have} items kept")
        self.assertGreater(killed, 0)
        self.assertGreater(have, CALL)
        result = self.append("id,text\n" + rows(have, have + 1))
        self.assertEqual(result.code, 0, result)


if __name__ == "__main__":
    assay_cli.main()
