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

    def test_a_target_that_nothing_reaches_is_said_plainly(self):
        labels, _ = self.pilot()
        page = pathlib.Path(labels).parent / "plan.html"
        arguments = ("cost", "plan", labels, "--group", "all=0.05", "--currency", "USD", "--items",
                     "1000", "--target", "0.999", "--budget", "1")
        plan = self.ok(*arguments, "--out", str(page))
        self.assertNotIn("target_option", plan)
        self.assertEqual(plan["target_accuracy"], 0.999)
        best = plan["options"][plan["best_option"]]
        self.assertEqual(best["accuracy"]["low"],
                         max(option["accuracy"]["low"] for option in plan["options"]))
        text = self.call(*arguments).out
        self.assertIn("No option is promised to reach the target of 99.9 %", text)
        self.assertIn(f"The surest: {best['label_count']} labels an item from all", text)
        self.assertIn("The budget of 1.00 buys no option: the cheapest costs 50.00", text)
        self.assertIn("No option is promised to reach the target of 99.9%",
                      page.read_text(encoding="utf-8"))

    def test_a_table_says_what_its_labels_cost_and_what_is_known(self):
        rows = ["item,annotator,label,paid,gold"]
        for item in range(40):
            gold = "x" if item % 2 else "y"
            rows += [f"{item},ann,{gold},0.10,{gold if item < 20 else ''}",
                     f"{item},bob,{gold if item % 4 else 'z'},0.02,"]
        labels = self.write("paid.csv", "\n".join(rows) + "\n")
        report = self.ok("cost", "report", labels, "--cost-column", "paid", "--gold-column", "gold",
                         "--currency", "EUR")
        by_name = {figures["name"]: figures for figures in report["annotators"]}
        self.assertEqual(report["total"]["cost_micros"], 40 * 120_000)
        self.assertEqual(by_name["bob"]["known_label_count"], 20)
        # 15 of the 20 known ones are right, and so, as far as that tells, 30 of 40: 80 cents.
        self.assertEqual(by_name["bob"]["right_label_cost"]["value_micros"], 26_667)
        self.assertEqual(by_name["ann"]["right_label_cost"]["value_micros"], 100_000)
        self.assertEqual(report["known_item_count"], 20)
        self.assertEqual(self.reason("cost", "report", labels, "--label", "label",
                                     "--cost-column", "label"), "ROLE_CONFLICT")
        self.assertEqual(self.reason("cost", "report", labels, "--label", "paid", "--cost-column",
                                     "annotator", "--annotator", "label"), "BAD_AMOUNT")

    def test_tokens_of_a_language_model_are_paid(self):
        self.make("news", "--currency", "USD", "--budget", "1", items=4)
        self.ok("annotator", "add", "llm", "--price-per-million-input-tokens", "3",
                "--price-per-million-output-tokens", "15", "--currency", "USD")
        lease = self.lease("llm")["leases"][0]
        self.submit(lease, "World", "llm", "news", "--input-tokens", "4000", "--output-tokens",
                    "200")
        self.assertEqual(self.status()["spent_micros"], 15_000)
        labels = self.write("llm.csv", "item,annotator,label,read,written,paid\n"
                            "item-2,llm,World,1000,100,\nitem-3,llm,World,1000,100,0.5\n")
        self.ok("campaign", "import", "news", labels, "--input-tokens", "read", "--output-tokens",
                "written", "--cost-column", "paid")
        report = self.ok("cost", "report", "campaigns/news")
        self.assertEqual(report["total"]["cost_micros"], 15_000 + 4_500 + 500_000)
        self.assertIn("3.00 USD a million tokens read", self.call("annotator", "list").out)
        plan = self.ok("cost", "plan", self.pilot()[0], "--group",
                       "model=3/input*4000+15/output*200", "--items", "1000")
        self.assertEqual(plan["options"][0]["total_micros"], 15_000_000)

    def test_amounts_of_two_currencies_are_not_added_up(self):
        self.make("news", "--currency", "USD", items=2)
        self.ok("annotator", "update", "ana", "--price-per-label", "0.05", "--currency", "EUR")
        refused = self.call("campaign", "lease", "news", "--annotator", "ana")
        self.assertIn("ana is paid in EUR, expected USD", refused.err)
        self.ok("annotator", "update", "ben", "--price-per-label", "0.05", "--currency", "USD")
        self.submit(self.lease("ben")["leases"][0], "World", "ben")
        # One of two labels is there.
        self.assertEqual(self.status()["estimated_micros"], 100_000)
        refused = self.call("campaign", "update", "news", "--currency", "EUR")
        self.assertIn("currency_code of campaigns/news can be changed before", refused.err)

    def test_a_pilot_that_tells_nothing_is_refused(self):
        few = self.write("few.csv", "item,annotator,label\n1,a,x\n1,b,y\n")
        self.assertEqual(self.reason("cost", "plan", few, "--group", "all=1", "--items", "10"),
                         "PILOT_TOO_SMALL")
        self.assertEqual(self.reason("cost", "report", few, "--group", "all=x"), "BAD_COST")


if __name__ == "__main__":
    assay_cli.main()
