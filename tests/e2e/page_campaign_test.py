"""The campaign page of a lead: live figures, agreement, annotators, costs, adjudication in place."""

import csv
import json
import os
import unittest

import assay_cli
import pages

HOSTILE = "<img src=x onerror=window.hacked=1>"


class CampaignPageTest(assay_cli.AssayTestCase):
    def ok(self, *arguments):
        result = self.assay(*arguments)
        self.assertEqual(result.code, 0, result)
        return result

    def campaign(self):
        with open(self.folder / "items.csv", "w", encoding="utf-8") as file:
            file.write("id,text\n")
            for i in range(30):
                file.write('n%02d,"Item %d 😀 %s"\n' % (i, i, HOSTILE if i == 0 else ""))
        for name in ("anna", "ben", "carl"):
            self.ok("annotator", "add", name, "--kind", "expert", "--price-per-label", "0.10", "--currency", "USD")
        self.ok("campaign", "create", "topics", "--dataset", self.folder / "items.csv", "--classes",
                "yes,no", "--question", "Is it? " + HOSTILE, "--overlap", "3", "--currency", "USD",
                "--budget", "20", "--start")
        # Three labels of 20 items; carl says no to every fifth.
        with open(self.folder / "labels.csv", "w", encoding="utf-8") as file:
            file.write("item,annotator,label,seconds\n")
            for i in range(20):
                right = "yes" if i % 2 else "no"
                for name in ("anna", "ben", "carl"):
                    said = ("no" if right == "yes" else "yes") if name == "carl" and i % 5 == 0 else right
                    file.write("n%02d,%s,%s,%d\n" % (i, name, said, 3 + i % 4))
        self.ok("campaign", "import", "topics", self.folder / "labels.csv")

    def test_a_lead_watches_and_settles(self):
        self.campaign()
        with pages.Service(self.data) as service, pages.Page() as page:
            for scheme, width in (("dark", 390), ("light", 1280)):
                page.view(width, 900, scheme=scheme)
                page.visit(service.http + "/campaign/topics")
                page.wait_text("20 of 30 items complete")
                page.wait_text("Krippendorff’s own marks")
                page.wait_for("document.querySelectorAll('.heat td[class^=step]').length === 6")
                page.wait_for("document.querySelectorAll('.dispute').length === 4")
                page.wait_text("A right label")
                if os.environ.get("ASSAY_SCREENSHOTS"):
                    page.screenshot("%s/campaign_%s.png" % (os.environ["ASSAY_SCREENSHOTS"], scheme))
                self.assertEqual([], page.violations())
            self.assertFalse(page.evaluate("!!window.hacked"))
            self.assertIn("Is it? " + HOSTILE, page.text())

            # The figures are those of the service, and of the labels: 16 of 20 items agree wholly.
            status = service.call("CampaignService/GetCampaignStatus", {"name": "campaigns/topics"})
            self.assertAlmostEqual((16 + 4 / 3) / 20, status["agreement"]["percentAgreement"], 9)
            self.assertIn("86.7 %", page.text())  # equal pairs
            self.assertIn("USD\u00a06.00", page.text())  # 60 labels at 10 cents

            # Live: a label that somebody gives stands there within moments.
            lease = service.call("WorkService/LeaseItems", {
                "campaign": "campaigns/topics", "annotator": "annotators/anna"})["leases"][0]
            service.call("WorkService/SubmitLabel", {
                "campaign": "campaigns/topics", "annotator": "annotators/anna",
                "leaseId": lease["leaseId"], "value": {"choice": "yes"}})
            page.wait_for("[...document.querySelectorAll('.tile')].some((tile) =>"
                          " tile.innerText.includes('Labels') && tile.innerText.includes('61'))", 10)

            # Adjudication goes into the log as the lead's label.
            page.write("#adjudicator", "lead")
            item = page.evaluate("document.querySelector('.dispute > p').innerText")
            right = "yes" if int(item[1:]) % 2 else "no"
            page.evaluate("[...document.querySelector('.dispute .settle').querySelectorAll('button')]"
                          ".find((each) => each.innerText === %s).click()" % json.dumps(right))
            page.wait_text("Settled as " + right)
            listed = service.call("CampaignService/ListCampaignItems", {
                "campaign": "campaigns/topics", "itemId": item, "includeFields": True})["items"][0]
            self.assertEqual({"choice": right}, {
                label["annotator"]: label["value"] for label in listed["labels"]}["annotators/lead"])
            self.assertEqual("Item %d 😀 %s" % (int(item[1:]), HOSTILE if item == "n00" else ""),
                             listed["fields"][0]["value"])

            page.click_text("Pause")
            page.wait_text("Resume")
            page.click_text("Resume")
            page.wait_text("Pause")
            self.assertEqual("STATE_RUNNING", service.call(
                "CampaignService/GetCampaign", {"name": "campaigns/topics"})["state"])

            # The lead changes what may be changed while people work.
            page.click_text("Change")
            page.write("#change-guidelines", "Look **twice**.")
            page.write("#change-budget", "12.5")
            self.assertEqual([], page.violations())
            page.click_text("Save the changes")
            page.wait_for("document.querySelector('dialog') === null")
            changed = service.call("CampaignService/GetCampaign", {"name": "campaigns/topics"})
            self.assertGreater(changed["guidelines"]["version"], 0)
            self.assertEqual(("Look **twice**.", "12500000", "Is it? " + HOSTILE), (
                changed["guidelines"]["text"], changed["budgetMicros"],
                changed["question"]))

            # The server goes and comes back; the page says so and goes on.
            service.kill()
            page.wait_text("not connected")
            service.start()
            page.wait_text("● live", 30)

    def test_who_gets_worse_with_time_is_seen(self):
        with open(self.folder / "items.csv", "w", encoding="utf-8") as file:
            file.write("id,text\n" + "".join("%d,Item %d\n" % (i, i) for i in range(60)))
        self.ok("campaign", "create", "tired", "--dataset", self.folder / "items.csv", "--classes",
                "yes,no", "--question", "Is it?", "--overlap", "4", "--start")
        with open(self.folder / "labels.csv", "w", encoding="utf-8") as file:
            file.write("item,annotator,label\n")
            for i in range(60):
                right = "yes" if i % 2 else "no"
                wrong = "no" if i % 2 else "yes"
                for name in ("anna", "ben", "carl"):
                    file.write("%d,%s,%s\n" % (i, name, right))
                file.write("%d,dora,%s\n" % (i, right if i < 30 or i % 3 == 0 else wrong))
        self.ok("campaign", "import", "tired", self.folder / "labels.csv", "--create-annotators", "expert")
        self.ok("consensus", "campaigns/tired", "--annotators-out", self.folder / "people.csv")
        with open(self.folder / "people.csv", encoding="utf-8", newline="") as file:
            people = {row["annotator"]: row for row in csv.DictReader(file)}
        self.assertGreater(float(people["dora"]["early_accuracy"]), 0.9)
        self.assertAlmostEqual(float(people["dora"]["late_accuracy"]), 1 / 3, delta=0.05)
        self.assertLess(float(people["dora"]["drift_p_value"]), 0.001)
        self.assertGreater(float(people["anna"]["late_accuracy"]), 0.95)
        with pages.Service(self.data) as service, pages.Page() as page:
            page.view()
            page.visit(service.http + "/campaign/tired")
            row = ("[...document.querySelectorAll('[aria-label=\"Table: Annotators\"] tr')].find((row) =>"
                   " row.innerText.startsWith('%s'))?.innerText ?? ''")
            page.wait_for("(%s).includes('↓')" % (row % "dora"))
            self.assertNotIn("↓", page.evaluate(row % "anna"))
            self.assertEqual([], page.violations())

    def test_a_fresh_campaign_says_what_to_do(self):
        items = self.folder / "items.csv"
        items.write_text("id,text\n1,one\n2,two\n")
        self.ok("campaign", "create", "fresh", "--dataset", items, "--classes", "a,b", "--question", "Which?")
        with pages.Service(self.data) as service, pages.Page() as page:
            page.view()
            page.visit(service.http + "/campaign/fresh")
            page.wait_text("Nobody has begun")
            page.wait_text("No item has two labels yet")
            self.assertEqual([], page.violations())
            page.click_text("Start")
            page.wait_text("Pause")
            page.visit(service.http + "/campaign/missing")
            page.wait_text("missing")
            self.assertEqual([], page.violations())
            page.visit(service.http + "/")
            page.wait_text("fresh")
            self.assertEqual([], page.violations())


if __name__ == "__main__":
    if not pages.available():
        print("needs chromium and the pages")
        raise SystemExit(77)
    unittest.main()
