"""Files of other tools through the command line, embedded and over a socket; the guide's table."""

import json
import pathlib
import re
import unittest

import assay_cli

ROOT = pathlib.Path(__file__).resolve().parents[2]

TASKS = [
    {"id": 11, "data": {"text": "Great 😀"}, "annotations": [
        {"completed_by": 1, "lead_time": 2.5, "created_at": "2024-05-01T10:00:00Z", "result": [
            {"from_name": "s", "to_name": "t", "type": "choices", "value": {"choices": ["good"]}}]},
        {"completed_by": {"id": 2, "email": "ben@x.org"}, "result": [
            {"from_name": "s", "to_name": "t", "type": "choices", "value": {"choices": ["bad"]}}]}]},
    {"id": 12, "data": {"text": "Poor"}, "annotations": [
        {"completed_by": 1, "was_cancelled": True, "result": []},
        {"completed_by": 1, "result": [
            {"from_name": "s", "to_name": "t", "type": "choices", "value": {"choices": ["bad"]}}]}]}]


class FormatsTest(assay_cli.AssayTestCase):
    def ok(self, *arguments):
        result = self.assay(*arguments)
        self.assertEqual(result.code, 0, result)
        return result

    def labels(self, name, *who):
        rows = self.ok(*who, "campaign", "export", name, "--format", "labels-jsonl").out.splitlines()
        return sorted((row["item"], row["annotator"], row["label"], row.get("active_seconds"))
                      for row in map(json.loads, rows))

    def test_label_studio_there_and_back(self):
        file = self.folder / "tasks.json"
        file.write_text(json.dumps(TASKS), encoding="utf-8")
        imported = self.ok("--json", "campaign", "import", "reviews", file, "--format", "label_studio",
                           "--create", "--question", "Is it good?").json()
        self.assertEqual("3", str(imported["label_count"]))
        self.assertEqual({"cancelled (skipped) annotations": 1,
                          "names of annotators that were changed to what a name may be": 1},
                         {loss["what"]: int(loss["count"]) for loss in imported["losses"]})
        expected = [("11", "1", "good", 2.5), ("11", "ben_x.org", "bad", None), ("12", "1", "bad", None)]
        self.assertEqual(expected, self.labels("reviews"))

        out = self.folder / "out.json"
        written = self.ok("--json", "campaign", "export", "reviews", "--format", "label_studio",
                          "--out", out).json()
        self.assertEqual([], written["losses"])
        tasks = json.loads(out.read_text(encoding="utf-8"))
        self.assertEqual([{"item_id": "11", "text": "Great 😀"}, {"item_id": "12", "text": "Poor"}],
                         [task["data"] for task in tasks])
        with assay_cli.Server(self.folder / "other") as server:
            who = ("--server", server.address)
            self.ok(*who, "campaign", "import", "again", out, "--format", "label_studio", "--create")
            self.assertEqual(expected, self.labels("again", *who))
            # Sent again, nothing is added twice.
            again = self.ok(*who, "--json", "campaign", "import", "again", out, "--format",
                            "label_studio").json()
            self.assertEqual(("0", "3"), (str(again["label_count"]), str(again["repeated_count"])))

    def test_every_format_that_is_written_can_be_made(self):
        file = self.folder / "tasks.json"
        file.write_text(json.dumps(TASKS), encoding="utf-8")
        self.ok("campaign", "import", "reviews", file, "--format", "label_studio", "--create")
        for method in self.ok("--json", "methods", "format").json()["methods"]:
            if method["exports"] and "single" in method["label_kinds"]:
                out = self.folder / ("out." + method["name"])
                self.ok("campaign", "export", "reviews", "--format", method["name"], "--out", out)
                self.assertGreater(out.stat().st_size, 20)
                name = "from-" + method["name"].replace("_", "-")
                self.ok("campaign", "import", name, out, "--format", method["name"], "--create")
                self.assertIn(("12", "bad"), [(item, label) for item, _, label, _ in self.labels(name)])

    def test_what_is_wrong_is_said_and_leaves_nothing(self):
        file = self.folder / "bad.jsonl"
        file.write_text('{"text":"ab","label":["x"]}\n{"text":"ab","label":[[0,9,"y"]]}\n', encoding="utf-8")
        result = self.assay("campaign", "import", "bad", file, "--format", "doccano", "--create")
        self.assertEqual(result.code, 2, result)
        self.assertIn("row 2", result.err)
        self.assertNotEqual(self.assay("campaign", "show", "bad").code, 0)
        self.assertNotIn("bad", self.ok("dataset", "list").out)
        result = self.assay("campaign", "import", "bad", file, "--format", "nonsense", "--create")
        self.assertEqual(result.code, 2, result)
        result = self.assay("campaign", "export", "bad", "--format", "nonsense")
        self.assertNotEqual(result.code, 0, result)

    def test_the_guide_says_what_the_program_says(self):
        guide = (ROOT / "docs/formats.md").read_text(encoding="utf-8")
        rows = re.findall(r"^\| (\w+) \| (yes|no) \| (yes|no) \| ([^|]*)\|$", guide, re.MULTILINE)
        listed = self.ok("--json", "methods", "format").json()["methods"]
        words = {True: "yes", False: "no"}
        self.assertEqual([(m["name"], words[m["imports"]], words[m["exports"]], m["label_kinds"])
                          for m in listed],
                         [(name, imports, exports, kinds.strip()) for name, imports, exports, kinds in rows])


if __name__ == "__main__":
    unittest.main()
