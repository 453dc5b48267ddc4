"""Campaigns from the command line: made, run, watched and changed."""

import subprocess
import time

import assay_cli
import campaign_cli


class CampaignCommandTest(campaign_cli.CampaignTestCase):
    def test_a_campaign_is_made_of_a_table_file(self):
        made = self.make("news", "--overlap", "2", "--title", "News of the day", start=False)
        self.assertEqual(made["name"], "campaigns/news")
        self.assertEqual(made["state"], "draft")
        self.assertEqual(made["overlap"]["label_count"], 2)
        self.assertEqual(made["schema"]["kind"], "single_choice")
        self.assertEqual(made["schema"]["classes"], campaign_cli.CLASSES.split(","))
        self.assertEqual(self.ok("campaign", "show", "news"), made)
        self.assertEqual(self.ok("campaign", "list")["campaigns"], [made])
        dataset = self.ok("dataset", "show", made["dataset"])
        self.assertEqual((dataset["n_items"], dataset["n_classes"]), (4, 0))

    def test_a_campaign_lives_from_draft_to_the_end(self):
        self.make(start=False)
        self.assertEqual(self.reason("campaign", "pause", "news"), "CAMPAIGN_NOT_RUNNING")
        self.assertEqual(self.ok("campaign", "start", "news")["state"], "running")
        self.assertEqual(self.ok("campaign", "pause", "news")["state"], "paused")
        self.assertEqual(self.reason("campaign", "lease", "news", "--annotator", "ana"),
                         "CAMPAIGN_NOT_RUNNING")
        self.assertEqual(self.ok("campaign", "start", "news")["state"], "running")
        self.assertEqual(self.reason("campaign", "delete", "news"), "CAMPAIGN_NOT_CLOSED")
        self.assertEqual(self.ok("campaign", "close", "news")["state"], "closed")
        self.assertEqual(self.reason("campaign", "start", "news"), "CAMPAIGN_CLOSED")
        self.assertEqual(self.ok("campaign", "delete", "news"), {"deleted": "campaigns/news"})
        self.assertEqual(self.ok("campaign", "list"), {"campaigns": []})

    def test_what_is_wrong_is_said_with_its_reason(self):
        self.make()
        self.assertEqual(self.reason("campaign", "show", "olds"), "CAMPAIGN_NOT_FOUND")
        again = ["campaign", "create", "news", "--dataset", "items", "--question", "What?",
                 "--classes", "a,b"]
        self.assertEqual(self.reason(*again), "CAMPAIGN_ALREADY_EXISTS")
        again[2] = "Bad Name"
        self.assertEqual(self.reason(*again), "BAD_CAMPAIGN_ID")
        again[2] = "other"
        again[-1] = "a,a"
        self.assertEqual(self.reason(*again), "BAD_LABEL_SCHEMA")
        again[4] = "no-such"
        again[-1] = "a,b"
        self.assertEqual(self.reason(*again), "DATASET_NOT_FOUND")
        again[4] = self.folder / "no-such.csv"
        self.assertEqual(self.reason(*again), "FILE_NOT_READABLE")
        self.assertEqual(self.reason("campaign", "create", "x", "--dataset", "items",
                                     "--kind", "riddle"), "BAD_ARGUMENTS")

    def test_two_annotators_answer_every_item_each_once(self):
        self.make("news", "--overlap", "2")
        ana = self.answer_all("ana", "World")
        ben = self.answer_all("ben", lambda item: "Sports" if item == "item-0" else "World")
        self.assertEqual(sorted(ana), ["item-0", "item-1", "item-2", "item-3"])
        self.assertEqual(sorted(ben), sorted(ana))
        self.assertEqual(self.lease("ana")["state"], "done")
        status = self.status()
        self.assertEqual(status["complete_item_count"], 4)
        self.assertEqual(status["label_count"], 8)
        self.assertEqual(status["annotator_count"], 2)
        self.assertAlmostEqual(status["agreement"]["percent_agreement"], 0.75)
        self.assertEqual(status["agreement"]["item_count"], 4)
        items = {item["item_id"]: item for item in self.items()}
        self.assertEqual({label["value"]["choice"] for label in items["item-0"]["labels"]},
                         {"World", "Sports"})
        self.assertEqual(items["item-1"]["consensus"], {"choice": "World"})
        self.assertTrue(all(item["state"] == "complete" for item in items.values()))

    def test_figures_are_readable(self):
        self.make("news", "--overlap", "2")
        self.answer_all("ana", "World")
        self.answer_all("ben", "World")
        text = self.call("campaign", "status", "news").out
        self.assertIn("campaigns/news: running", text)
        self.assertIn("4 of 4 complete", text)
        self.assertIn("[##############################] 100 %", text)
        self.assertIn("100 % of pairs", text)
        self.assertIn("World 4", text)
        people = self.call("campaign", "annotators", "news").out
        self.assertIn("ana: active, 4 labels", people)
        listing = self.call("campaign", "items", "news").out
        self.assertIn("ana World, ben World", listing)
        self.assertIn("What is it about?", self.call("campaign", "list").out)

    def test_items_can_be_narrowed_down(self):
        self.make("news", "--overlap", "1", "--order", "sequential")
        lease = self.lease()["leases"][0]
        self.assertEqual(lease["item_id"], "item-0")
        self.submit(lease, "World")
        self.assertEqual([i["item_id"] for i in self.items("news", "--state", "complete")],
                         ["item-0"])
        self.assertEqual(len(self.items("news", "--state", "untouched")), 3)
        self.assertEqual(len(self.items("news", "--state", "untouched", "--limit", "2")), 2)
        self.assertEqual([i["item_index"] for i in self.items("news", "--item", "item-2",
                                                              "--state", "untouched")], [2])

    def test_a_lease_shows_the_item_and_nothing_else(self):
        self.make("news", "--overlap", "2")
        first = self.lease("ben", count=4)["leases"]
        for lease in first:
            self.submit(lease, "Sports", "ben")
        leases = self.lease("ana", count=4)["leases"]
        self.assertEqual(len(leases), 4)
        for lease in leases:
            number = lease["item_id"].split("-")[1]
            self.assertEqual(lease["fields"], [{"column": "text", "value": f"text number {number}"}])
            self.assertEqual(set(lease), {"lease_id", "item_id", "fields", "expire_time",
                                          "guideline_version"})
            self.assertNotIn("Sports", str(lease))

    def test_calls_of_scripts_can_be_repeated(self):
        self.make()
        lease = self.lease()["leases"][0]
        first = self.submit(lease, "World", "ana", "news", "--request-id", "once")
        self.assertEqual(self.submit(lease, "World", "ana", "news", "--request-id", "once"), first)
        self.assertEqual(self.status()["label_count"], 1)
        self.assertEqual(self.reason("campaign", "submit", "news", "--annotator", "ana", "--lease",
                                     lease["lease_id"], "--label", "Sports"), "ALREADY_ANSWERED")

    def test_skip_flag_extend_release_and_undo(self):
        self.make("news", "--order", "sequential")
        skipped, flagged = self.lease(count=2)["leases"]
        work = ["news", "--annotator", "ana"]
        self.ok("campaign", "skip", *work, "--lease", skipped["lease_id"], "--reason", "no idea")
        self.ok("campaign", "flag", *work, "--lease", flagged["lease_id"], "--reason", "odd text")
        extended = self.ok("campaign", "extend", *work)["leases"]
        self.assertEqual([e["lease_id"] for e in extended], [flagged["lease_id"]])
        self.assertEqual(self.ok("campaign", "release", *work)["released_count"], 1)
        lease = self.lease()["leases"][0]
        first = self.submit(lease, "World")
        undone = self.ok("campaign", "undo", *work)["leases"][0]
        self.assertEqual(undone["item_id"], lease["item_id"])
        self.assertEqual(undone["earlier_value"], {"choice": "World"})
        second = self.submit(undone, "Sports")
        self.assertEqual(second["superseded_sequence"], first["sequence"])
        status = self.status()
        self.assertEqual((status["label_count"], status["superseded_label_count"]), (1, 1))
        self.assertEqual((status["skip_count"], status["flag_count"]), (1, 1))

    def test_labels_of_every_kind_are_taken_as_scripts_write_them(self):
        spans = '{"spans": {"spans": [{"start_offset": 0, "end_offset": 4, "label_class": "a"}]}}'
        kinds = {"multiple": ("a|b", "a,b"), "ordinal": ("b", "a,b"), "number": ("2.5", ""),
                 "spans": (spans, "a"), "pairwise": ("tie", "")}
        for kind, (label, classes) in kinds.items():
            with self.subTest(kind):
                self.make(kind, "--kind", kind, classes=classes)
                lease = self.lease("ana", kind)["leases"][0]
                self.assertEqual(self.reason("campaign", "submit", kind, "--annotator", "ana",
                                             "--lease", lease["lease_id"], "--label", "nonsense"),
                                 "BAD_LABEL_VALUE")
                self.submit(lease, label, "ana", kind)
                self.assertEqual(self.status(kind)["label_count"], 1)

    def test_changes_name_what_they_change(self):
        made = self.make("news", "--guidelines", self.write("old.md", "Read it."))
        self.assertEqual(made["guidelines"]["version"], 1)
        changed = self.ok("campaign", "update", "news", "--overlap", "3", "--guidelines",
                          self.write("new.md", "Read it twice."))
        self.assertEqual(changed["overlap"]["label_count"], 3)
        self.assertEqual(changed["guidelines"], {"version": 2, "text": "Read it twice."})
        self.assertEqual(changed["question"], made["question"])
        self.assertEqual(self.reason("campaign", "update", "news"), "BAD_ARGUMENTS")
        self.submit(self.lease()["leases"][0], "World")
        self.assertEqual(self.reason("campaign", "update", "news", "--classes", "World,Sports"),
                         "CAMPAIGN_STARTED")
        wider = campaign_cli.CLASSES + ",Sci/Tech"
        self.assertEqual(self.ok("campaign", "update", "news", "--classes", wider)["schema"]
                         ["classes"], wider.split(","))

    def test_items_that_are_appended_are_handed_out(self):
        made = self.make(items=1)
        self.answer_all("ana", "World")
        more = self.write("more.csv", "id,text\nnew-1,first\nnew-2,second\n")
        appended = self.ok("dataset", "append", made["dataset"], more)
        self.assertEqual((appended["n_added"], appended["n_items"]), (2, 3))
        self.assertEqual(sorted(self.answer_all("ana", "World")), ["new-1", "new-2"])
        self.assertEqual(self.status()["complete_item_count"], 3)
        self.assertEqual(self.reason("dataset", "append", made["dataset"], more), "DUPLICATE_ID")

    def test_a_watch_goes_on_until_the_campaign_is_closed(self):
        self.make()
        watch = subprocess.Popen(
            [assay_cli.BINARY, "--server", self.server.address, "--json", "campaign", "status",
             "news", "--watch", "--interval", "0.1"], stdout=subprocess.PIPE)
        first = self.json_lines(watch.stdout.readline().decode())[0]
        self.assertEqual(first["label_count"], 0)
        self.submit(self.lease()["leases"][0], "World")
        time.sleep(0.3)
        self.ok("campaign", "close", "news")
        rest = self.json_lines(watch.communicate(timeout=30)[0].decode())
        self.assertEqual(watch.returncode, 0)
        self.assertEqual(rest[-1]["state"], "closed")
        self.assertEqual(rest[-1]["label_count"], 1)


if __name__ == "__main__":
    assay_cli.main()
