"""A real service on a free loopback port, which can be killed and started again at the same place."""

import os
import pathlib
import signal
import subprocess
import tempfile
import time
import unittest

import python_client  # first: it finds the client
import assay

BINARY = os.environ.get("ASSAY_BINARY", str(python_client.ROOT / "build" / "release" / "assay"))
ITEMS = python_client.ROOT / "examples" / "campaign" / "items.csv"


class Service:
    def __init__(self, data):
        self.data = data
        self.listen = "127.0.0.1:0"
        self.process = None

    def start(self):
        """Starts it, after a kill on the port it had."""
        end = time.monotonic() + 30
        while True:
            self.process = subprocess.Popen(
                [BINARY, "--data", str(self.data), "serve", "--listen", self.listen],
                stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
            line = self.process.stdout.readline()
            if " at " in line:
                self.listen = line.rsplit(" at ", 1)[1].strip()
                return
            self.end(signal.SIGKILL)
            if time.monotonic() > end:
                raise RuntimeError(f"the service did not start on {self.listen}: {line!r}")

    def end(self, how=signal.SIGTERM):
        if self.process.poll() is None:
            os.kill(self.process.pid, how)
        self.process.wait(timeout=30)
        self.process.stdout.close()


class ServiceTestCase(unittest.TestCase):
    """A service over an empty directory, and a client of it."""

    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="assay-python-")
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        self.service = Service(self.folder / "data")
        self.service.start()
        self.addCleanup(lambda: self.service.end())
        self.client = assay.Client(self.service.listen)
        self.addCleanup(self.client.close)

    def verify(self):
        """Everything stored is what the logs say."""
        done = subprocess.run([BINARY, "--server", self.service.listen, "verify"],
                              capture_output=True, text=True, timeout=60)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
