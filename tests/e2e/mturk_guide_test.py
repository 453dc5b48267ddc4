"""docs/mechanical_turk.md from its first command to its last, with workers who answer the batch."""

import csv
import json
import os
import pathlib
import re
import shutil
import subprocess

import assay_cli

HERE = pathlib.Path(__file__).resolve().parent
GUIDE = HERE.parent.parent / "docs" / "mechanical_turk.md"
DATA = HERE.parent / "data" / "mturk"
RESULTS = "Batch_123_batch_results.csv"
MOODS = ("glad", "sad", "neither")


class MturkGuideTest(assay_cli.AssayTestCase):
    def setUp(self):
        super().setUp()
        text = GUIDE.read_text(encoding="utf-8")
        self.blocks = re.findall(r"^```(\w+)\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
        (self.folder / "assay").symlink_to(pathlib.Path(assay_cli.BINARY).resolve())
        shutil.copy(DATA / "untouched.csv", self.folder / "elsewhere.csv")
        shutil.copy(DATA / "api_page.json", self.folder / "assignments.json")
        self.write_table("tweets.csv", [["id", "text"]] +
                         [[f"t{i}", f"tweet number {i}"] for i in range(12)])
        self.write_table("known.csv", [["id", "text", "label"]] +
                         [[f"k{i}", f"known tweet number {i}", MOODS[i % 3]] for i in range(6)])

    def write_table(self, name, rows):
        with open(self.folder / name, "w", newline="", encoding="utf-8") as file:
            csv.writer(file).writerows(rows)

    def run_block(self, code):
        environment = {name: value for name, value in os.environ.items()
                       if not name.startswith("ASSAY_")}
        environment["PATH"] = f"{self.folder}:{environment['PATH']}"
        environment["ASSAY_DATA"] = str(self.folder / "guide")
        done = subprocess.run(["bash", "-eu", "-c", code], capture_output=True, text=True,
                              timeout=60, cwd=self.folder, env=environment)
        self.assertEqual(done.returncode, 0, code + done.stdout + done.stderr)
        return done.stdout

    def answer_batch(self):
        """Three workers for each HIT of the batch, as the site would give their answers."""
        with open(self.folder / "batch" / "input.csv", newline="", encoding="utf-8") as file:
            hits = list(csv.DictReader(file))
        rows = [["HITId", "AssignmentId", "WorkerId", "AssignmentStatus", "Reward",
                 *("Input." + name for name in hits[0]), "Answer.label.label"]]
        for i, hit in enumerate(hits):
            for worker in range(3):
                rows.append([f"H{i}", f"A{i}x{worker}", f"W{worker}", "Submitted", "$0.05",
                             *hit.values(), MOODS[i % 3]])
        self.write_table(RESULTS, rows)
        return len(rows) - 1

    def test_every_command_works_and_prints_what_the_guide_says(self):
        printed, ran, assignments = "", [], 0
        for language, code in self.blocks:
            if language == "json":
                self.assertEqual(json.loads(printed), json.loads(code))
                continue
            self.assertEqual(language, "sh")
            if RESULTS in code:
                assignments = self.answer_batch()
            printed = self.run_block(code)
            ran += re.findall(r"^assay (?:--json )?(\w+ \w+)", code, re.MULTILINE)
        self.assertEqual(ran, ["campaign create", "mturk export", "mturk import", "mturk import",
                               "mturk import", "mturk review", "campaign status",
                               "consensus campaigns", "campaign export"])
        with open(self.folder / "review" / "review.csv", newline="", encoding="utf-8") as file:
            self.assertEqual(len(list(csv.DictReader(file))), assignments)

    def test_every_verb_of_the_guide_is_a_verb(self):
        text = GUIDE.read_text(encoding="utf-8")
        for verb in set(re.findall(r"assay mturk (\w+)", text)):
            self.assertEqual(self.assay("mturk", verb, "--help").code, 0, verb)


if __name__ == "__main__":
    assay_cli.main()
