"""The C++ examples against a real service."""

import os
import pathlib
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[3]
sys.path.insert(0, str(ROOT / "tests" / "e2e"))
import assay_cli  # noqa: E402
import campaign_cli  # noqa: E402

EXAMPLES = pathlib.Path(os.environ.get("ASSAY_EXAMPLES", ROOT / "build" / "release" / "tests"))
ITEMS = ROOT / "examples" / "campaign" / "items.csv"
SPORTS = ("homered", "touchdowns")


class ExamplesTest(campaign_cli.CampaignTestCase):
    def run_example(self, name, *arguments):
        process = subprocess.run([EXAMPLES / f"{name}_example", *map(str, arguments)],
                                 capture_output=True, text=True, timeout=60)
        self.assertEqual(process.returncode, 0, process.stderr)
        return process.stdout

    def check_labels(self, campaign, annotator):
        """Each of the 20 items has one label of the annotator, which follows from its text."""
        rows = self.ok("campaign", "items", campaign)["items"]
        self.assertEqual(len(rows), 20)
        with open(ITEMS, encoding="utf-8") as file:
            texts = dict(line.rstrip("\n").split(",", 1) for line in file)
        for item in rows:
            text = texts[item["item_id"]]
            expected = "yes" if any(word in text for word in SPORTS) else "no"
            self.assertEqual([label["value"] for label in item["labels"]], [{"choice": expected}])
            self.assertEqual(item["labels"][0]["annotator"], f"annotators/{annotator}")
        self.assertIn("yes", [item["labels"][0]["value"]["choice"] for item in rows])

    def test_a_program_answers_what_a_campaign_hands_out(self):
        self.ok("annotator", "add", "robot")
        self.ok("campaign", "create", "sports", "--dataset", ITEMS, "--question", "Sports?",
                "--classes", "yes,no", "--start")
        self.assertEqual(self.run_example("answer_items", self.server.address, "sports", "robot"),
                         "20 labels\n")
        self.check_labels("sports", "robot")

    def test_a_program_runs_a_whole_campaign(self):
        self.assertEqual(self.run_example("label_campaign", ITEMS, self.server.address),
                         "20 labels\n")
        self.check_labels("cpp-example", "cpp-example")


if __name__ == "__main__":
    assay_cli.main()
