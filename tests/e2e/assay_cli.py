"""Runs the assay binary for the black-box tests."""

import contextlib
import json
import os
import pathlib
import random
import signal
import subprocess
import tempfile
import unittest

BINARY = os.environ.get("ASSAY_BINARY", "build/release/assay")

SPORT = "match goal team player coach league season final score win defeat stadium".split()
MONEY = "bank market share profit loan rate stock trade price fund deal budget".split()
SPACE = "rocket orbit planet star launch probe crew moon comet galaxy lander signal".split()


def topic_rows(count, wrong_every=10):
    """(id, text, given_label, true_label) of three made-up topics; each wrong_every-th is wrong."""
    topics = [("sport", SPORT), ("money", MONEY), ("space", SPACE)]
    rng = random.Random(7)
    rows = []
    for i in range(count):
        name, words = topics[i % 3]
        picked = [rng.choice(words) for _ in range(7)]
        given = topics[(i + 1) % 3][0] if i % wrong_every == wrong_every - 1 else name
        rows.append((f"item-{i}", " ".join(picked), given, name))
    return rows


def write_topics(path, count, wrong_every=10):
    lines = ["id,text,label"]
    lines += [f"{item},{text},{given}" for item, text, given, _ in topic_rows(count, wrong_every)]
    pathlib.Path(path).write_text("\n".join(lines) + "\n", encoding="utf-8")
    return str(path)


class Result:
    def __init__(self, process):
        self.code = process.returncode
        self.out = process.stdout.decode("utf-8", "replace")
        self.err = process.stderr.decode("utf-8", "replace")

    def json(self):
        return json.loads(self.out)

    def __str__(self):
        return f"exit code {self.code}\n--- stdout\n{self.out}\n--- stderr\n{self.err}"


def run(*arguments, data, stdin=None, **options):
    command = [BINARY, "--data", str(data), *map(str, arguments)]
    return Result(subprocess.run(command, input=stdin, capture_output=True, timeout=300, **options))


class Server:
    """assay serve on a free loopback port, ended by its process id."""

    def __init__(self, data, *arguments):
        self.process = subprocess.Popen(
            [BINARY, "--data", str(data), "serve", "--listen", "127.0.0.1:0", *arguments],
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        line = self.process.stdout.readline().decode()
        if " at " not in line:
            raise RuntimeError(f"the server did not start: {line!r}")
        self.address = line.rsplit(" at ", 1)[1].strip()

    def stop(self, how=signal.SIGTERM):
        if self.process.poll() is None:
            os.kill(self.process.pid, how)
        code = self.process.wait(timeout=30)
        self.process.stdout.close()
        return code

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop()


class AssayTestCase(unittest.TestCase):
    def setUp(self):
        self._folder = tempfile.TemporaryDirectory(prefix="assay-e2e-")
        self.addCleanup(self._folder.cleanup)
        self.folder = pathlib.Path(self._folder.name)
        self.data = self.folder / "data"

    def assay(self, *arguments, **options):
        return run(*arguments, data=options.pop("data", self.data), **options)

    def write(self, name, content):
        path = self.folder / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))
        return path

    def audit(self, file, *arguments, out="out", **options):
        return self.assay("audit", file, "--out", self.folder / out, *arguments, **options)

    def datasets(self):
        listing = self.assay("dataset", "list", "--json")
        self.assertEqual(listing.code, 0, listing)
        return listing.json()["datasets"]


@contextlib.contextmanager
def tmpfs(folder, *options):
    """A small file system of its own; skips the test where nobody may mount one."""
    folder.mkdir()
    mount = subprocess.run(["mount", "-t", "tmpfs", "-o", ",".join(options), "tmpfs", str(folder)],
                           capture_output=True)
    if mount.returncode != 0:
        raise unittest.SkipTest("mounting a file system needs root: " + mount.stderr.decode())
    try:
        yield folder
    finally:
        subprocess.run(["umount", str(folder)], check=True)


def main():
    unittest.main(verbosity=2)
