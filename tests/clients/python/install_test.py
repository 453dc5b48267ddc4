"""The Python client installs without a network into an environment of its own, and is whole there."""

import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import unittest

import python_client  # first: it finds the client

TYPED_USE = '''
from assay import Client, Item
def use(client: Client, item: Item) -> int:
    client.campaigns.status("news").label_count
    return item.answer("World")
'''


class InstallTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        for module in ("venv", "ensurepip", "setuptools", "wheel"):
            found = subprocess.run([sys.executable, "-c", f"import {module}"], capture_output=True)
            if found.returncode != 0:
                raise unittest.SkipTest(f"{sys.executable} has no {module}")
        folder = tempfile.TemporaryDirectory(prefix="assay-install-")
        cls.addClassCleanup(folder.cleanup)
        cls.folder = pathlib.Path(folder.name)
        source = cls.folder / "source"
        ignored = shutil.ignore_patterns("__pycache__", "build", "*.egg-info")
        shutil.copytree(python_client.PACKAGE, source, ignore=ignored)
        cls.python = cls.folder / "venv" / "bin" / "python"
        cls.environment = {**os.environ, "PIP_CONFIG_FILE": os.devnull, "PYTHONPATH": "",
                           "PIP_DISABLE_PIP_VERSION_CHECK": "1"}
        cls.run_or_fail(sys.executable, "-m", "venv", "--system-site-packages", cls.folder / "venv")
        cls.run_or_fail(cls.python, "-m", "pip", "install", "--no-index", "--no-build-isolation",
                        "--no-deps", source)

    @classmethod
    def run_or_fail(cls, *command):
        process = subprocess.run([str(part) for part in command], capture_output=True, text=True,
                                 timeout=120, cwd=cls.folder, env=cls.environment)
        if process.returncode != 0:
            raise AssertionError(f"{command}:\n{process.stdout}{process.stderr}")
        return process.stdout

    def installed(self):
        where = self.run_or_fail(self.python, "-c", "import assay; print(assay.__file__)").strip()
        self.assertTrue(where.startswith(str(self.folder / "venv")), where)
        return pathlib.Path(where).parent

    def test_it_is_imported_from_where_it_was_installed_with_its_stubs_and_types(self):
        installed = self.installed()
        source = python_client.PACKAGE / "assay"
        for path in source.rglob("*"):
            if path.suffix in (".py", ".pyi", ".typed"):
                copy = installed / path.relative_to(source)
                self.assertTrue(copy.is_file(), f"{copy} is missing")
                self.assertEqual(copy.read_bytes(), path.read_bytes())
        self.assertTrue((installed / "py.typed").is_file())

    def test_what_it_needs_is_there_in_the_versions_it_asks_for(self):
        listed = self.run_or_fail(self.python, "-m", "pip", "show", "assay")
        self.assertIn("Requires: grpcio, protobuf", listed)
        check = subprocess.run([self.python, "-m", "pip", "check"], capture_output=True, text=True,
                               timeout=60, env=self.environment, cwd=self.folder)
        ours = [line for line in check.stdout.splitlines() if line.startswith("assay ")]
        self.assertEqual(ours, [])

    def test_a_type_checker_sees_its_types(self):
        mypy = shutil.which("mypy")
        if mypy is None:
            self.skipTest("there is no mypy")
        use = self.folder / "use.py"
        use.write_text(TYPED_USE, encoding="utf-8")
        wrong = self.folder / "wrong.py"
        wrong.write_text(TYPED_USE.replace("-> int", "-> str"), encoding="utf-8")
        options = ["--python-executable", self.python, "--cache-dir", self.folder / "cache"]
        self.run_or_fail(mypy, "--strict", *options, use)
        with self.assertRaises(AssertionError) as caught:
            self.run_or_fail(mypy, "--strict", *options, wrong)
        self.assertIn('got "int", expected "str"', str(caught.exception))


if __name__ == "__main__":
    python_client.main()
