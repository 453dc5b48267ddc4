"""The set-up pages: from a file to a campaign, people and an audit, without a terminal."""

import os
import unittest

import assay_cli
import pages

HOSTILE = "<img src=x onerror=window.hacked=1>"


class SetupPageTest(assay_cli.AssayTestCase):
    def look(self, page, name):
        """No violation; a picture where somebody wants to look."""
        if os.environ.get("ASSAY_SCREENSHOTS"):
            page.screenshot("%s/setup_%s.png" % (os.environ["ASSAY_SCREENSHOTS"], name))
        self.assertEqual([], page.violations())

    def test_a_lead_makes_a_campaign_from_a_file(self):
        items = self.folder / "Headlines 2024.csv"
        items.write_text("id,text\n" + "".join('h%d,"Headline %d %s"\n' % (i, i, HOSTILE) for i in range(12)),
                         encoding="utf-8")
        with pages.Service(self.data) as service, pages.Page() as page:
            page.view()
            page.visit(service.http + "/")
            page.wait_text("Nothing here yet")
            self.look(page, "empty")
            page.click_text("Upload a file")
            page.wait_text("or drop it here")
            self.look(page, "data")
            page.choose_file("#file", items)
            page.wait_text("Headline 0")
            self.assertEqual("headlines-2024", page.evaluate("document.querySelector('#name').value"))
            self.look(page, "preview")
            page.click_text("Upload", "button")
            page.wait_text("12 items in")
            self.look(page, "taken")
            page.click_text("New campaign", "main a")
            page.wait_for("document.querySelector('#title') !== null")
            page.write("#title", "News & topics")
            page.write("#question", "What is it? " + HOSTILE)
            page.write("#classes", "World\nSports, Business")
            page.write("#guidelines", "# Read *well* " + HOSTILE)
            page.wait_text("24 labels")
            page.wait_text("free")
            self.look(page, "campaign")
            page.click_text("Make the campaign")
            page.wait_text("nobody gets items yet")
            page.click_text("Start it")
            page.wait_text("/label/news-topics")
            self.look(page, "started")
            campaign = service.call("CampaignService/GetCampaign", {"name": "campaigns/news-topics"})
            self.assertEqual(("STATE_RUNNING", "datasets/headlines-2024", ["World", "Sports", "Business"], 2),
                             (campaign["state"], campaign["dataset"], campaign["schema"]["classes"],
                              campaign["overlap"]["labelCount"]))

            # People: a price changes the bill; the first key closes the door.
            page.click_text("People", "nav a")
            page.wait_for("document.querySelector('#person') !== null")
            page.wait_for("document.querySelector('nav [aria-current]').innerText === 'People'")
            page.write("#person", "anna")
            page.write("#person-label", "0.05")
            page.write("#person-currency", "EUR")
            page.click_text("Add", "button")
            page.wait_text("EUR\u00a00.05")
            self.look(page, "people")
            page.click_text("Make a key")
            page.wait_text("The first key closes the door")
            self.look(page, "door")
            page.click_text("Make my key")
            page.wait_text("Key of the administrator")
            admin = page.evaluate("document.querySelector('.secret code').innerText")
            self.assertTrue(admin.startswith("assay_"), admin)
            page.click_text("I have it")
            page.click_text("Make a key")
            page.wait_text("Key of anna")
            key = page.evaluate("document.querySelector('.secret code').innerText")
            self.assertEqual([], page.violations())
            page.click_text("I have it")

            # Anna signs in with hers, and sees her campaign alone.
            page.evaluate("fetch('/session', {method: 'DELETE', headers: {'X-Assay-Request': '1'}})")
            page.visit(service.http + "/")
            page.write("#key", key)
            page.press("Enter")
            page.wait_text("Your campaigns")
            self.assertEqual([], page.violations())
            page.click_text("Label", "main a")
            page.wait_for("document.querySelector('.item') !== null")
            page.press("2")
            page.wait_text("You: 1")
            status = service.call("CampaignService/GetCampaignStatus", {"name": "campaigns/news-topics"}, key=admin)
            self.assertEqual(("1", "50000"), (status["labelCount"], status["spentMicros"]))
            self.assertFalse(page.evaluate("!!window.hacked"))

    def test_an_audit_from_a_file_and_what_is_wrong_with_another(self):
        good = assay_cli.write_topics(self.folder / "topics.csv", 300)
        bad = self.folder / "bad.csv"
        bad.write_text("id,text,label\n1,one,a\n2,two\n", encoding="utf-8")
        with pages.Service(self.data) as service, pages.Page() as page:
            page.view()
            page.visit(service.http + "/setup/data")
            page.choose_file("#file", bad)
            page.wait_text("1,one,a")
            page.click_text("Upload", "button")
            page.wait_text("nothing of it is stored")
            for words in ("row", "2", "expected"):
                self.assertIn(words, page.evaluate("document.querySelector('.note.error').innerText"))
            self.look(page, "bad_file")
            self.assertEqual({"datasets": [], "nextPageToken": ""}, service.call("DatasetService/ListDatasets", {}))

            page.choose_file("#file", good)
            page.wait_text("topics.csv")
            page.click_text("Upload", "button")
            page.wait_text("300 items in")
            page.click_text("Find wrong labels", "main a")
            page.wait_text("Start the audit")
            self.look(page, "audit")
            page.click_text("Start the audit")
            page.wait_text("labels are probably wrong", 60)
            self.look(page, "found")
            report = page.evaluate("[...document.querySelectorAll('a')].find((a) => a.innerText === 'Open the report').href")
            page.visit_any(report)
            page.wait_text("Suspects")


if __name__ == "__main__":
    if not pages.available():
        print("needs chromium and the pages")
        raise SystemExit(77)
    unittest.main()
