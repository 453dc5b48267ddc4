"""What labels cost, and plans of more, from the command line."""

import pathlib
import random

import assay_cli
import campaign_cli


class CostTest(campaign_cli.CampaignTestCase):
    def pilot(self):
        """Fifty items, two of a crowd and two experts each, and what is known of them."""
        draw = random.Random(1)
        rows, known = ["item,annotator,label,time_s"], ["item,label"]
        for item in range(50):
            true = "yes" if item % 2 else "no"
            known.append(f"{item},{true}")
            for who, share in (("c1", 0.7), ("c2", 0.7), ("e1", 0.95), ("e2", 0.95)):
                right = draw.random() < share
                said = true if right else ("no" if true == "yes" else "yes")
                rows.append(f"{item},{who},{said},{9 if who[0] == 'c' else 18}")
        return (self.write("pilot.csv", "\n".join(rows) + "\n"),
                self.write("known.csv", "\n".join(known) + "\n"))

    def test_a_table_is_priced_by_groups(self):
        labels, _ = self.pilot()
        report = self.ok("cost", "report", labels, "--group", "crowd=0.05@mturk:c1,c2", "--group",
                         "experts=36/hour", "--currency", "USD")
        by_group = {group["name"]: group for group in report["groups"]}
        # 100 labels of five cents and a cent of fee; 100 of 18 seconds at 36.00 an hour.
        self.assertEqual(by_group["crowd"]["cost_micros"], 6_000_000)
        self.assertEqual(by_group["experts"]["cost_micros"], 18_000_000)
        self.assertEqual(report["total"]["cost_micros"], 24_000_000)
        self.assertEqual(by_group["crowd"]["hourly_wage_micros"], 20_000_000)
        self.assertGreater(by_group["crowd"]["right_label_cost"]["value_micros"], 60_000)
        self.assertEqual(sum(a["cost_micros"] for a in report["annotators"]), 24_000_000)
        self.assertIn("24.00 USD for 200 labels of 50 items",
                      self.call("cost", "report", labels, "--group", "crowd=0.05@mturk:c1,c2",
                                "--group", "experts=36/hour", "--currency", "USD").out)

    def test_a_campaign_knows_what_it_paid(self):
        self.make("news", "--currency", "USD", "--overlap", "2", items=4)
        self.ok("annotator", "update", "ana", "--price-per-label", "0.05", "--currency", "USD")
        self.ok("annotator", "update", "ben", "--price-per-label", "0.20", "--currency", "USD")
        self.answer_all("ana", "World")
        self.answer_all("ben", "World")
        report = self.ok("cost", "report", "campaigns/news")
        self.assertEqual(report["total"]["cost_micros"], self.status()["spent_micros"])
        self.assertEqual(report["total"]["cost_micros"], 1_000_000)
        self.assertEqual(report["currency_code"], "USD")
        self.assertEqual([a["name"] for a in report["annotators"]], ["ben", "ana"])
        self.assertEqual(sum(i["cost_micros"] for i in report["items"]), 1_000_000)
        self.assertEqual(report["item_cost_micros"], 250_000)

    def test_a_plan_says_what_a_budget_buys(self):
        labels, known = self.pilot()
        page = pathlib.Path(labels).parent / "plan.html"
        plan = self.ok("cost", "plan", labels, "--known", known, "--group", "crowd=0.05:c1,c2",
                       "--group", "experts=0.50", "--currency", "USD", "--items", "1000",
                       "--budget", "300", "--out", str(page))
        chosen = plan["options"][plan["budget_option"]]
        self.assertLessEqual(chosen["total_micros"], 300_000_000)
        self.assertEqual(plan["groups"][0]["known_item_count"], 50)
        self.assertIn("<svg", page.read_text(encoding="utf-8"))

    def test_a_pilot_that_tells_nothing_is_refused(self):
        few = self.write("few.csv", "item,annotator,label\n1,a,x\n1,b,y\n")
        self.assertEqual(self.reason("cost", "plan", few, "--group", "all=1", "--items", "10"),
                         "PILOT_TOO_SMALL")
        self.assertEqual(self.reason("cost", "report", few, "--group", "all=x"), "BAD_COST")


if __name__ == "__main__":
    assay_cli.main()
