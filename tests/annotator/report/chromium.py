"""Drives a headless Chromium over its DevTools pipe; standard library only."""

import base64
import json
import os
import select
import subprocess
import tempfile
import time

PATH = "/usr/bin/chromium"


def _use_as(descriptor, number):
    """Makes `descriptor` available as `number` to the program that is started next."""
    os.dup2(descriptor, number, inheritable=True)


class Chromium:
    """One browser with one page.  Collects what goes wrong on it and what it loads."""

    def __init__(self):
        self._profile = tempfile.TemporaryDirectory(ignore_cleanup_errors=True)
        command_read, self._out = os.pipe()
        self._in, answer_write = os.pipe()
        # The browser reads its commands from descriptor 3 and answers on descriptor 4.
        command_high, answer_high = os.dup(command_read), os.dup(answer_write)
        while min(command_high, answer_high) < 10:
            command_high, answer_high = os.dup(command_high), os.dup(answer_high)

        def connect():
            _use_as(command_high, 3)
            _use_as(answer_high, 4)

        self._process = subprocess.Popen(
            [PATH, "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run",
             "--disable-background-networking", "--disable-dev-shm-usage", "--remote-debugging-pipe",
             "--user-data-dir=" + self._profile.name, "about:blank"],
            preexec_fn=connect, close_fds=False, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        for descriptor in (command_read, answer_write):
            os.close(descriptor)
        self._buffer = b""
        self._next_id = 0
        self._session = None
        self.problems = []
        self.requests = []
        target = self.call("Target.createTarget", url="about:blank")["targetId"]
        self._session = self.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ("Page", "Runtime", "Log", "Network"):
            self.call(domain + ".enable")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        try:
            self._session = None
            self.call("Browser.close")
        except (OSError, RuntimeError):
            self._process.kill()
        self._process.wait(timeout=30)
        os.close(self._out)
        os.close(self._in)
        self._profile.cleanup()

    def _receive(self, timeout_s):
        end = time.monotonic() + timeout_s
        while b"\0" not in self._buffer:
            if not select.select([self._in], [], [], max(0.0, end - time.monotonic()))[0]:
                raise RuntimeError("the browser did not answer within %s s" % timeout_s)
            chunk = os.read(self._in, 1 << 20)
            if not chunk:
                raise RuntimeError("the browser has closed its pipe")
            self._buffer += chunk
        message, self._buffer = self._buffer.split(b"\0", 1)
        return json.loads(message)

    def _note(self, event):
        method, details = event.get("method"), event.get("params", {})
        if method == "Runtime.exceptionThrown":
            self.problems.append(json.dumps(details["exceptionDetails"]))
        elif method == "Log.entryAdded":
            self.problems.append(details["entry"]["text"])
        elif method == "Runtime.consoleAPICalled":
            self.problems.append("console." + details["type"])
        elif method == "Page.javascriptDialogOpening":
            self.problems.append("dialog: " + details["message"])
        elif method == "Network.requestWillBeSent":
            self.requests.append(details["request"]["url"])

    def call(self, method, **params):
        """Sends one command and returns its result."""
        self._next_id += 1
        message = {"id": self._next_id, "method": method, "params": params}
        if self._session:
            message["sessionId"] = self._session
        data = json.dumps(message).encode() + b"\0"
        while data:
            data = data[os.write(self._out, data):]
        while True:
            answer = self._receive(60)
            if answer.get("id") != self._next_id:
                self._note(answer)
                continue
            if "error" in answer:
                raise RuntimeError(method + ": " + answer["error"]["message"])
            return answer["result"]

    def view(self, width=1280, height=900, scheme="light", media="", script=True):
        """Sets the window and what the system prefers, for the pages that are opened next."""
        self.call("Emulation.setDeviceMetricsOverride", width=width, height=height,
                  deviceScaleFactor=1, mobile=width < 600)
        self.call("Emulation.setEmulatedMedia", media=media,
                  features=[{"name": "prefers-color-scheme", "value": scheme}])
        self.call("Emulation.setScriptExecutionDisabled", value=not script)

    def open(self, path):
        """Opens a file and waits until it is loaded."""
        self.problems.clear()
        self.requests.clear()
        self.call("Page.navigate", url="file://" + os.path.abspath(path))
        end = time.monotonic() + 60
        while time.monotonic() < end:
            if self.evaluate("document.readyState") == "complete":
                return
            time.sleep(0.05)
        raise RuntimeError("the page did not load")

    def evaluate(self, expression):
        """The value of a JavaScript expression on the page."""
        answer = self.call("Runtime.evaluate", expression=expression, returnByValue=True,
                           awaitPromise=True)
        if "exceptionDetails" in answer:
            raise RuntimeError(json.dumps(answer["exceptionDetails"]))
        return answer["result"].get("value")

    def screenshot(self, path, full=True):
        """Writes a picture of the page, whole or as the window shows it."""
        answer = self.call("Page.captureScreenshot", format="png", captureBeyondViewport=full)
        self._write(path, answer)

    def pdf(self, path):
        """Writes the page as it prints."""
        self._write(path, self.call("Page.printToPDF", preferCSSPageSize=True))

    @staticmethod
    def _write(path, answer):
        with open(path, "wb") as file:
            file.write(base64.b64decode(answer["data"]))
