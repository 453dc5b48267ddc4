#!/usr/bin/env python3
"""Shows that the linters are on: they must refuse known_bad.cc, check by check and line by line.

Run: python3 tests/lint/lint_test.py.  Needs clang-format-14 and clang-tidy-14.
"""

import pathlib
import re
import subprocess
import sys
import unittest

HERE = pathlib.Path(__file__).resolve().parent
KNOWN_BAD = HERE / "known_bad.cc"
EXPECTED = re.compile(r"// expect: (.+)$")
REPORTED = re.compile(r"known_bad\.cc:(\d+):\d+: error: .*\[([\w.,-]+)\]$")


def expected_faults():
    faults = set()
    for number, line in enumerate(KNOWN_BAD.read_text(encoding="utf-8").splitlines(), start=1):
        match = EXPECTED.search(line)
        if match:
            faults |= {(number, check) for check in match.group(1).split()}
    return faults


def run(*command):
    return subprocess.run(command, cwd=HERE, capture_output=True, text=True, check=False)


class LintTest(unittest.TestCase):

    def test_clang_tidy_reports_the_known_faults_as_errors_and_nothing_else(self):
        result = run("clang-tidy-14", "--quiet", str(KNOWN_BAD), "--", "-std=c++20")
        reported = set()
        for line in result.stdout.splitlines():
            match = REPORTED.search(line)
            if match:
                reported |= {(int(match.group(1)), check) for check in match.group(2).split(",")
                             if check != "-warnings-as-errors"}
        self.assertEqual(sorted(reported), sorted(expected_faults()), result.stdout)
        self.assertNotEqual(result.returncode, 0)

    def test_clang_format_refuses_the_file(self):
        result = run("clang-format-14", "--dry-run", "-Werror", str(KNOWN_BAD))
        self.assertNotEqual(result.returncode, 0)
        self.assertIn("clang-format-violations", result.stderr)


if __name__ == "__main__":
    sys.exit(unittest.main())
