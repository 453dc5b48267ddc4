"""Annotators from the command line: people, rules and models with their prices."""

import assay_cli
import campaign_cli


class AnnotatorCommandTest(campaign_cli.CampaignTestCase):
    def test_people_have_prices(self):
        ana = self.ok("annotator", "add", "ana", "--price-per-hour", "30", "--currency", "EUR")
        self.assertEqual((ana["name"], ana["kind"], ana["hour_price_micros"], ana["currency_code"]),
                         ("annotators/ana", "expert", 30_000_000, "EUR"))
        worker = self.ok("annotator", "add", "worker-1", "--kind", "crowd", "--price-per-label",
                         "0.05", "--currency", "USD", "--title", "Somebody")
        self.assertEqual((worker["kind"], worker["label_price_micros"], worker["display_name"]),
                         ("crowd", 50_000, "Somebody"))
        self.assertEqual(self.ok("annotator", "list")["annotators"], [ana, worker])
        self.assertEqual(self.ok("annotator", "show", "annotators/ana"), ana)
        text = self.call("annotator", "list").out
        self.assertIn("30.00 EUR an hour", text)
        self.assertIn("0.05 USD a label", text)

    def test_a_rule_is_a_pattern_and_a_class(self):
        rule = self.ok("annotator", "add", "phones", "--kind", "rule", "--term", "iPhone",
                       "--column", "text", "--class", "mobile phones")
        self.assertEqual(rule["rule"], {"column": "text", "term": "iPhone",
                                        "label_class": "mobile phones"})
        self.assertEqual(self.reason("annotator", "add", "bad", "--kind", "rule", "--regex", "(",
                                     "--class", "x"), "BAD_ANNOTATOR")
        for arguments in (["--kind", "rule", "--term", "x"], ["--term", "x"], ["--kind", "model"],
                          ["--audit", "audits/1"]):
            self.assertEqual(self.reason("annotator", "add", "bad", *arguments), "BAD_ARGUMENTS")

    def test_changes_and_errors(self):
        self.ok("annotator", "add", "ana")
        self.assertEqual(self.reason("annotator", "add", "ana"), "ANNOTATOR_ALREADY_EXISTS")
        self.assertEqual(self.reason("annotator", "add", "a b"), "BAD_ANNOTATOR_ID")
        self.assertEqual(self.reason("annotator", "show", "bob"), "ANNOTATOR_NOT_FOUND")
        self.assertEqual(self.reason("annotator", "update", "ana"), "BAD_ARGUMENTS")
        self.assertEqual(self.reason("annotator", "update", "ana", "--price-per-label", "cheap"),
                         "BAD_COST")
        self.assertTrue(self.ok("annotator", "update", "ana", "--disable")["disabled"])
        self.assertIn("disabled", self.call("annotator", "list").out)
        self.make()
        self.assertEqual(self.reason("campaign", "lease", "news", "--annotator", "ana"),
                         "ANNOTATOR_STOPPED")
        self.assertFalse(self.ok("annotator", "update", "ana", "--enable")["disabled"])
        self.assertEqual(len(self.lease("ana")["leases"]), 1)


if __name__ == "__main__":
    assay_cli.main()
