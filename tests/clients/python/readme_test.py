"""The README's five minutes with a campaign, done to the letter: two terminals, Python, the tables."""

import csv
import os
import pathlib
import pty
import re
import select
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import unittest

import python_client  # first: it finds the client
import real_service

README = python_client.ROOT / "README.md"
TITLE = "## Five minutes with a campaign"
ADDRESS = "127.0.0.1:7771"
PROMPT = "q quit"
CLASSES = ["World", "Sports", "Business", "Sci/Tech"]


def blocks_of_the_section():
    text = README.read_text(encoding="utf-8")
    section = re.split(r"^## ", text.split(TITLE + "\n")[1], maxsplit=1, flags=re.MULTILINE)[0]
    return re.findall(r"^```sh\n(.*?)^```$", section, re.MULTILINE | re.DOTALL)


class Terminal:
    """bash on a terminal of its own, which does a block of commands."""

    def __init__(self, block, folder, environment):
        self.master, slave = pty.openpty()
        self.process = subprocess.Popen(["bash", "-eu", "-c", block], stdin=slave, stdout=slave,
                                        stderr=subprocess.STDOUT, cwd=folder, env=environment)
        os.close(slave)
        self.seen = ""

    def wait_for(self, text, seconds=30):
        """Reads until `text` has appeared and returns what stood before it."""
        end = time.monotonic() + seconds
        while text not in self.seen:
            if not select.select([self.master], [], [], max(0.0, end - time.monotonic()))[0]:
                raise AssertionError(f"{text!r} did not appear in {self.seen!r}")
            try:
                self.seen += os.read(self.master, 4096).decode("utf-8", "replace")
            except OSError:  # the commands have ended
                raise AssertionError(f"{text!r} did not appear in {self.seen!r}") from None
        before, self.seen = self.seen.split(text, 1)
        return before

    def answer(self, number, count):
        """Types an answer to each of `count` items; the program shows an item before it asks."""
        for _ in range(count):
            self.wait_for(PROMPT)
            os.write(self.master, f"{number}\n".encode())

    def end(self):
        code = self.process.wait(timeout=30)
        os.close(self.master)
        return code


class ReadmeTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="assay-readme-")
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        (self.folder / "build" / "release").mkdir(parents=True)
        (self.folder / "build" / "release" / "assay").symlink_to(
            pathlib.Path(real_service.BINARY).resolve())
        (self.folder / "examples").symlink_to(python_client.ROOT / "examples")
        shutil.copytree(python_client.PACKAGE, self.folder / "clients" / "python",
                        ignore=shutil.ignore_patterns("__pycache__", "build", "*.egg-info"))
        self.environment = {name: value for name, value in os.environ.items()
                            if not name.startswith(("ASSAY_", "PYTHON"))}
        # `python3` is the one that has grpcio.
        tools = self.folder / "tools"
        tools.mkdir()
        (tools / "python3").symlink_to(sys.executable)
        self.environment["PATH"] = f"{tools}:{self.environment['PATH']}"

    def start_service(self, block):
        """Does the block of the first terminal, at a port that is free, and gives the address."""
        self.assertIn("serve\n", block)
        block = "exec " + block.split("\n", 1)[1].replace("serve\n", "serve --listen 127.0.0.1:0\n")
        service = subprocess.Popen(["bash", "-eu", "-c", block], stdout=subprocess.PIPE, text=True,
                                   stderr=subprocess.DEVNULL, cwd=self.folder, env=self.environment)
        self.addCleanup(service.stdout.close)
        self.addCleanup(service.wait)
        self.addCleanup(service.kill)
        line = service.stdout.readline()
        self.assertIn(" at ", line)
        return service, line.rsplit(" at ", 1)[1].strip()

    def run_block(self, block):
        done = subprocess.run(["bash", "-eu", "-c", block], capture_output=True, text=True,
                              timeout=120, cwd=self.folder, env=self.environment)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        return done.stdout

    def table(self, name):
        with open(self.folder / name, encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))

    def check_tables(self):
        with open(real_service.ITEMS, encoding="utf-8", newline="") as file:
            items = {row["id"]: row["text"].lower() for row in csv.DictReader(file)}
        labels = self.table("labels.csv")
        self.assertEqual({(row["item"], row["annotator"]) for row in labels},
                         {(item, who) for item in items for who in ("ana", "ben", "keywords")})
        self.assertEqual(len(labels), 60)
        for row in labels:
            if row["annotator"] == "ana":
                self.assertEqual(row["label"], "Sports")
            elif row["annotator"] == "keywords" and "touchdowns" in items[row["item"]]:
                self.assertEqual(row["label"], "Sports")
        consensus = self.table("consensus.csv")
        self.assertEqual([row["item"] for row in consensus], list(items))
        self.assertEqual({row["n_labels"] for row in consensus}, {"3"})
        self.assertLessEqual({row["label"] for row in consensus}, set(CLASSES))

    def test_the_five_minutes_go_as_the_readme_says(self):
        first, second, third, program, figures = blocks_of_the_section()
        service, address = self.start_service(first)
        second, third, program, figures = (
            block.replace(ADDRESS, address) for block in (second, third, program, figures))
        for block in (second, third, program, figures):
            self.assertIn(address, block)
        ana = Terminal(second, self.folder, self.environment)
        ana.answer(2, 10)
        ben = Terminal(third, self.folder, self.environment)
        ben.answer(1, 20)
        ana.answer(2, 10)
        for terminal in (ana, ben):
            terminal.wait_for("20 answered, 0 skipped")
            self.assertEqual(terminal.end(), 0)
        self.run_block(program)
        shown = self.run_block(figures)
        self.assertIn("20 of 20 complete", shown)
        self.assertIn("60 of 60 by 3 annotators", shown)
        self.check_tables()
        service.send_signal(signal.SIGINT)
        self.assertEqual(service.wait(timeout=30), 0)


if __name__ == "__main__":
    python_client.main()
