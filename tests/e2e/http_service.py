"""A service with its HTTP front on free loopback ports, for the black-box tests."""

import json
import os
import signal
import subprocess
import urllib.error
import urllib.request

import assay_cli


class HttpService:
    """assay serve --http, ended by its process id.  `address`: gRPC; `http`: HOST:PORT of HTTP."""

    def __init__(self, data, *arguments):
        self.process = subprocess.Popen(
            [assay_cli.BINARY, "--data", str(data), "--json", "serve", "--listen", "127.0.0.1:0",
             "--http", "127.0.0.1:0", *map(str, arguments)],
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        line = self.process.stdout.readline()
        if not line.strip():
            raise RuntimeError("the service did not start")
        said = json.loads(line)
        self.address, self.http = said["address"], said["http_address"]

    def stop(self):
        if self.process.poll() is None:
            os.kill(self.process.pid, signal.SIGTERM)
        self.process.wait(timeout=30)
        self.process.stdout.close()


class HttpTestCase(assay_cli.AssayTestCase):
    def setUp(self):
        super().setUp()
        self.service = HttpService(self.data)
        self.addCleanup(self.service.stop)

    def ok(self, *arguments):
        """What a command prints with --json over the socket; it must succeed."""
        result = self.assay("--server", self.service.address, *arguments, "--json")
        self.assertEqual(result.code, 0, result)
        return result.json()

    def ask(self, method, path, body=None, headers=None):
        """(status, answer) of one request; `body` is sent as JSON, the answer is read as such."""
        request = urllib.request.Request(f"http://{self.service.http}{path}", method=method,
                                         headers=headers or {})
        if body is not None:
            request.data = json.dumps(body).encode()
            request.add_header("Content-Type", "application/json")
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:
                return answer.status, json.loads(answer.read())
        except urllib.error.HTTPError as error:
            with error:
                return error.code, json.loads(error.read())
