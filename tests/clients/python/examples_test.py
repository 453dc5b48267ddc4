"""The Python example against a real service."""

import csv
import os
import subprocess
import sys

import python_client  # first: it finds the client
import real_service

EXAMPLE = python_client.PACKAGE / "examples" / "label_campaign.py"


class ExampleTest(real_service.ServiceTestCase):
    def test_it_labels_twenty_items_and_prints_their_consensus(self):
        done = subprocess.run(
            [sys.executable, EXAMPLE, self.service.listen], capture_output=True, text=True,
            timeout=60, env={**os.environ, "PYTHONPATH": str(python_client.PACKAGE)})
        self.assertEqual(done.returncode, 0, done.stderr)
        first, *rest = done.stdout.splitlines()
        self.assertEqual(first, "20 labels")
        with open(real_service.ITEMS, encoding="utf-8", newline="") as file:
            expected = {row["id"]: "yes" if {"homered", "touchdowns"} & set(row["text"].split())
                        else "no" for row in csv.DictReader(file)}
        self.assertIn("yes", expected.values())
        given = {row["item"]: row["label"] for row in csv.DictReader(rest)}
        self.assertEqual(given, expected)


if __name__ == "__main__":
    python_client.main()
