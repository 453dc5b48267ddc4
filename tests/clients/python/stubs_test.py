"""The generated part of the Python client is what the contract makes of it today."""

import filecmp
import pathlib
import re
import shutil
import subprocess
import tempfile
import unittest

import python_client  # first: it finds the client

CONTRACT = python_client.ROOT / "proto" / "assay" / "v1"
GENERATED = python_client.PACKAGE / "assay" / "_generated"
GENERATOR = "3.21"  # the protoc of Debian 12; others write other code for the same contract


def files(folder):
    return {str(path.relative_to(folder)) for path in folder.rglob("*.py*")
            if path.suffix in (".py", ".pyi")}


class StubsTest(unittest.TestCase):
    def test_a_fresh_generation_gives_the_same_files(self):
        for tool in ("protoc", "grpc_python_plugin"):
            if shutil.which(tool) is None:
                self.skipTest(f"there is no {tool} (protobuf-compiler, protobuf-compiler-grpc)")
        version = subprocess.run(["protoc", "--version"], capture_output=True, text=True).stdout
        if f" {GENERATOR}." not in version:
            self.skipTest(f"found {version.strip()}, expected {GENERATOR}")
        with tempfile.TemporaryDirectory(prefix="assay-stubs-") as folder:
            fresh = pathlib.Path(folder) / "_generated"
            subprocess.run([python_client.PACKAGE / "generate.sh", fresh], check=True, timeout=60)
            self.assertEqual(files(fresh), files(GENERATED))
            _, different, unreadable = filecmp.cmpfiles(fresh, GENERATED, files(fresh), False)
            self.assertEqual(different + unreadable, [],
                             "these are not what proto/ says: run clients/python/generate.sh")

    def test_every_call_of_the_contract_has_a_stub(self):
        calls = 0
        for path in CONTRACT.glob("*.proto"):
            text = path.read_text(encoding="utf-8")
            stub = GENERATED / "v1" / f"{path.stem}_pb2_grpc.py"
            for call in re.findall(r"^  rpc (\w+)\(", text, re.MULTILINE):
                self.assertIn(f"self.{call} = channel.", stub.read_text(encoding="utf-8"))
                calls += 1
        self.assertGreater(calls, 50)


if __name__ == "__main__":
    python_client.main()
