"""The review page: a reviewer settles suspects by keyboard, through a cut network."""

import csv
import os
import unittest

import assay_cli
import pages

HOSTILE = "<img src=x onerror=window.hacked=1>"


class ReviewPageTest(assay_cli.AssayTestCase):
    def audit(self, count):
        """An audit of topics in which every tenth label is wrong; the true labels by item."""
        rows = assay_cli.topic_rows(count)
        with open(self.folder / "topics.csv", "w", encoding="utf-8") as file:
            file.write("id,text,label\n")
            for i, (item, text, given, _) in enumerate(rows):
                file.write('%s,"%s %s",%s\n' % (item, text, HOSTILE if i % 10 == 9 else "", given))
        result = self.assay("audit", self.folder / "topics.csv", "--out", self.folder / "out")
        self.assertEqual(result.code, 0, result)
        return {item: true for item, _, _, true in rows}

    def test_a_reviewer_settles_suspects(self):
        truth = self.audit(400)
        with pages.Service(self.data) as service, pages.Page() as page:
            listed = service.call("AuditService/ListFindings", {"audit": "audits/1", "pageSize": 400})["findings"]
            flagged = [each for each in listed if each["flagged"]]
            self.assertGreaterEqual(len(flagged), 25)
            # Nobody has a key here: the page asks who decides.
            page.visit(service.http + "/review/1")
            page.write(page.wait_for("document.querySelector('#name') && '#name'"), "anna")
            page.press("Enter")
            page.wait_for("document.querySelector('.suspect') !== null")
            reviewed = service.http + "/review/1?as=anna"
            for scheme, width in (("dark", 390), ("light", 1280)):
                page.view(width, 900, scheme=scheme)
                page.visit(reviewed)
                page.wait_for("document.querySelector('.suspect') !== null")
                if os.environ.get("ASSAY_SCREENSHOTS"):
                    page.screenshot("%s/review_%s.png" % (os.environ["ASSAY_SCREENSHOTS"], scheme))
                self.assertEqual([], page.violations())

            given = {each["itemId"]: each["givenLabel"] for each in listed}
            suggested = {each["itemId"]: each["suggestedLabel"] for each in listed}
            done, wrong = {}, 0
            while len(done) < 20:
                item = page.wait_for("document.querySelector('.suspect')?.dataset.item ?? ''")
                self.assertNotIn(item, done)
                if len(done) == 8:
                    page.offline(True)
                if len(done) == 12:
                    page.wait_text("kept in this browser")
                    page.offline(False)
                if suggested[item] == truth[item]:
                    page.press("1")
                elif given[item] == truth[item]:
                    page.press("2")
                else:
                    page.press("3")
                    page.write("#find-class", truth[item])
                    page.press("Enter")
                done[item] = truth[item]
                wrong += truth[item] != given[item]
                page.wait_for("document.querySelector('.suspect')?.dataset.item !== '%s'" % item)
            page.wait_text("✓ Saved", 30)
            page.wait_for("document.querySelector('.review-figures').innerText.includes('20 of')")
            figures = page.evaluate("document.querySelector('.review-figures').innerText")
            self.assertIn("n = 20", figures)
            self.assertIn("%d %%" % round(100 * wrong / 20), figures)
            self.assertEqual([], page.violations())
            self.assertFalse(page.evaluate("!!window.hacked"))

            audit = service.call("AuditService/GetAudit", {"name": "audits/1"})
            self.assertEqual(("20", str(wrong)), (audit["verifiedCount"], audit["verifiedErrorCount"]))
            stored = {each["itemId"]: each["verified"] for each in service.call(
                "AuditService/ListFindings", {"audit": "audits/1", "pageSize": 400})["findings"]
                if each.get("verified")}
            self.assertEqual(done, {item: verdict["trueLabel"] for item, verdict in stored.items()})

            # Back: the last one is judged anew, and the last verdict counts.
            page.press("Backspace")
            item = page.wait_for("document.querySelector('.suspect')?.dataset.item ?? ''")
            self.assertEqual(list(done)[-1], item)
            page.press("2")
            page.wait_for("document.querySelector('.suspect')?.dataset.item !== '%s'" % item)
            page.wait_text("✓ Saved", 30)
            again = service.call("AuditService/ListFindings", {"audit": "audits/1", "pageSize": 400})["findings"]
            self.assertEqual(given[item], next(
                each["verified"]["trueLabel"] for each in again if each["itemId"] == item))

            # Decisions are labels of the reviewer, the superseded one too.
            result = self.assay("audit", "export", "1", "--server", service.address, "--out", self.folder / "again")
            self.assertEqual(result.code, 0, result)
            with open(self.folder / "again" / "verdicts.csv", encoding="utf-8", newline="") as file:
                rows = list(csv.DictReader(file))
            self.assertEqual({"anna"}, {row["annotator"] for row in rows})
            self.assertEqual([item], [row["id"] for row in rows if row["superseded"] == "true"])
            self.assertEqual({**done, item: given[item]},
                             {row["id"]: row["label"] for row in rows if row["superseded"] == "false"})
            self.assertTrue(all(0 < float(row["active_seconds"]) < 60 for row in rows))

            # Those that are settled do not come again.
            page.visit(reviewed)
            item = page.wait_for("document.querySelector('.suspect')?.dataset.item ?? ''")
            self.assertNotIn(item, done)
            page.wait_for("document.querySelector('.review-figures').innerText.includes('20 of')")
            page.visit(service.http + "/review/99")
            page.wait_text("The audit cannot be shown")
            self.assertEqual([], page.violations())


if __name__ == "__main__":
    if not pages.available():
        print("needs chromium and the pages")
        raise SystemExit(77)
    unittest.main()
