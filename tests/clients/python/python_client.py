"""Finds the Python client and an interpreter that can run it, for its tests.

The tests need grpcio and protobuf.  Where this interpreter lacks them and the distribution's has
them, the test is run by that one; where neither has, it is skipped.
"""

import os
import pathlib
import sys
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[3]
PACKAGE = ROOT / "clients" / "python"
DISTRIBUTION_PYTHON = "/usr/bin/python3"
SKIPPED = 77

try:
    import google.protobuf  # noqa: F401
    import grpc  # noqa: F401
except ImportError:
    if os.environ.get("ASSAY_TEST_PYTHON") or not os.path.exists(DISTRIBUTION_PYTHON):
        print("skipped: needs python3-grpcio and python3-protobuf")
        sys.exit(SKIPPED)
    os.environ["ASSAY_TEST_PYTHON"] = DISTRIBUTION_PYTHON
    os.execv(DISTRIBUTION_PYTHON, [DISTRIBUTION_PYTHON, *sys.argv])

sys.path.insert(0, str(PACKAGE))
sys.path.insert(0, str(ROOT / "tests" / "e2e"))


def main():
    unittest.main(verbosity=2)
