"""Gold questions, budgets, prices and adaptive overlap from the command line."""

import assay_cli
import campaign_cli


class CampaignGoldTest(campaign_cli.CampaignTestCase):
    def gold_file(self):
        rows = [f"gold-{i},known text {i},{'World' if i % 2 else 'Sports'}" for i in range(6)]
        return self.write("gold.csv", "id,text,label\n" + "\n".join(rows) + "\n")

    def answer_some(self, annotator, count, right):
        """Answers items, gold ones right or wrong, others "World"."""
        for _ in range(count):
            leases = self.lease(annotator)["leases"]
            if not leases:
                return
            item = leases[0]["item_id"]
            label = "World"
            if item.startswith("gold-"):
                known = "World" if int(item.split("-")[1]) % 2 else "Sports"
                label = known if right else "Business"
            self.submit(leases[0], label, annotator)

    def test_who_fails_the_gold_items_is_stopped_and_can_be_let_go_on(self):
        self.make("news", "--gold", self.gold_file(), "--gold-first", "5", "--pass-mark", "0.6",
                  "--overlap", "2", items=20)
        self.answer_some("ana", 8, right=True)
        self.assertEqual(self.status()["gold_rate"]["trial_count"], 5)
        self.assertEqual(self.status()["gold_rate"]["value"], 1)
        self.answer_some("ben", 5, right=False)
        self.assertEqual(self.reason("campaign", "lease", "news", "--annotator", "ben"),
                         "ANNOTATOR_STOPPED")
        people = {a["annotator"]: a for a in self.ok("campaign", "annotators", "news")["annotators"]}
        self.assertEqual(people["annotators/ben"]["state"], "stopped")
        self.assertEqual(people["annotators/ana"]["state"], "active")
        self.assertEqual(self.ok("campaign", "reinstate", "news", "ben")["state"], "active")
        self.assertEqual(len(self.lease("ben")["leases"]), 1)

    def test_gold_is_not_counted_as_work_done(self):
        self.make("news", "--gold", self.gold_file(), "--gold-first", "5", items=3)
        self.answer_some("ana", 5, right=True)
        status = self.status()
        self.assertEqual((status["item_count"], status["label_count"]), (3, 0))
        self.assertEqual(status["gold_rate"]["trial_count"], 5)

    def test_a_budget_ends_the_work(self):
        self.make("news", "--budget", "0.10", "--currency", "USD", items=9)
        self.ok("annotator", "update", "ana", "--price-per-label", "0.05", "--currency", "USD")
        self.answer_all("ana", "World")
        self.assertEqual(self.lease("ana")["state"], "budget_spent")
        status = self.status()
        self.assertEqual((status["spent_micros"], status["label_count"]), (100_000, 2))
        self.assertIn("0.10 USD spent", self.call("campaign", "status", "news").out)

    def test_more_labels_are_asked_for_only_where_annotators_disagree(self):
        for name in ("cem", "dan"):
            self.ok("annotator", "add", name)
        self.make("news", "--overlap", "2", "--max-overlap", "4", "--confidence", "0.9", items=3)
        self.answer_all("ana", "World")
        self.answer_all("ben", lambda item: "Sports" if item == "item-1" else "World")
        third = self.answer_all("cem", "World")
        self.assertIn("item-1", third)
        counts = {item["item_id"]: len(item["labels"]) for item in self.items()}
        self.assertGreaterEqual(counts["item-1"], 3)


if __name__ == "__main__":
    assay_cli.main()
