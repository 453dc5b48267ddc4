"""The pages in a real browser, driven as people do: what e2e tests of the pages share."""

import json
import os
import pathlib
import socket
import subprocess
import sys
import time
import urllib.request

import assay_cli

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests/annotator/report"))
import chromium  # noqa: E402

VIRTUAL_KEYS = {"Enter": 13, "Backspace": 8, "Escape": 27, "Tab": 9, "ArrowDown": 40, "ArrowUp": 38,
                "ArrowLeft": 37, "ArrowRight": 39, "Delete": 46}


def available():
    """Whether there is a browser, and pages in the binary."""
    return os.path.exists(chromium.PATH) and axe_source() is not None


def axe_source():
    """axe-core as npm has put it beside the pages; None where they are not built."""
    build = pathlib.Path(assay_cli.BINARY).resolve().parent
    path = build / "annotator/page/node_modules/axe-core/axe.min.js"
    return path.read_text() if path.exists() else None


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


class Service:
    """assay serve with its pages, which can be killed and started again at the same address."""

    def __init__(self, data, *arguments):
        self.command = [assay_cli.BINARY, "--data", str(data), "--json", "serve",
                        "--listen", "127.0.0.1:%d" % free_port(),
                        "--http", "127.0.0.1:%d" % free_port(), *map(str, arguments)]
        self.process = None
        self.start()

    def start(self):
        end = time.monotonic() + 20
        while True:
            self.process = subprocess.Popen(self.command, stdout=subprocess.PIPE)
            line = self.process.stdout.readline()
            if line:
                break
            self.process.wait()
            self.process.stdout.close()
            if time.monotonic() > end:
                raise RuntimeError("the service does not start")
            time.sleep(0.2)
        answer = json.loads(line)
        self.address, self.http = answer["address"], "http://" + answer["http_address"]

    def kill(self):
        self.process.kill()
        self.process.wait()
        self.process.stdout.close()

    def stop(self):
        self.process.terminate()
        code = self.process.wait(timeout=30)
        self.process.stdout.close()
        return code

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.process.poll() is None:
            self.stop()

    def call(self, method, request, key=""):
        """One call of the contract over HTTP."""
        headers = {"Content-Type": "application/json", "X-Assay-Request": "1"}
        if key:
            headers["Authorization"] = "Bearer " + key
        asked = urllib.request.Request(self.http + "/assay.v1." + method, json.dumps(request).encode(),
                                       headers)
        with urllib.request.urlopen(asked, timeout=30) as answer:
            return json.load(answer)


class Page(chromium.Chromium):
    """One browser on the pages of a service."""

    def another(self):
        """Opens another tab and goes on in it; returns the one before."""
        before, self._session = self._session, None
        target = self.call("Target.createTarget", url="about:blank")["targetId"]
        self._session = self.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ("Page", "Runtime", "Log", "Network"):
            self.call(domain + ".enable")
        return before

    def back_to(self, tab):
        self._session = tab

    def visit(self, address):
        self.call("Page.navigate", url=address)
        self.wait_for("document.readyState === 'complete' && document.querySelector('#app > *') !== null")

    def visit_any(self, address):
        """Another document than our application."""
        self.call("Page.navigate", url=address)
        self.wait_for("document.readyState === 'complete'")

    def usable_after(self, address, selector):
        """Milliseconds from the start of a visit, nothing cached, until the selector finds something."""
        self.call("Network.setCacheDisabled", cacheDisabled=True)
        script = self.call("Page.addScriptToEvaluateOnNewDocument", source=(
            "(() => { const look = () => { if (document.querySelector(%s)) window.usableMs = performance.now();"
            " else requestAnimationFrame(look); }; look(); })()" % json.dumps(selector)))["identifier"]
        self.call("Page.navigate", url=address)
        took = self.wait_for("window.usableMs")
        self.call("Page.removeScriptToEvaluateOnNewDocument", identifier=script)
        self.call("Network.setCacheDisabled", cacheDisabled=False)
        return took

    def wait_for(self, expression, timeout_s=60):
        """Waits until the expression is truthy, and returns its value."""
        end = time.monotonic() + timeout_s
        while time.monotonic() < end:
            try:
                value = self.evaluate(expression)
            except RuntimeError:  # the page is just being exchanged
                value = None
            if value:
                return value
            time.sleep(0.02)
        text = self.evaluate("document.body ? document.body.innerText.slice(0, 2000) : ''")
        raise AssertionError("never true: %s\nthe page says:\n%s\nproblems: %s"
                             % (expression, text, self.problems))

    def wait_text(self, text, timeout_s=60):
        self.wait_for("document.body.innerText.includes(%s)" % json.dumps(text), timeout_s)

    def text(self):
        return self.evaluate("document.body.innerText")

    def press(self, key, modifiers=0):
        """One key, as a keyboard sends it; modifiers: 8 for Shift."""
        text = key if len(key) == 1 else "\r" if key == "Enter" else ""
        event = {"key": key, "modifiers": modifiers,
                 "windowsVirtualKeyCode": ord(key.upper()) if len(key) == 1 else VIRTUAL_KEYS[key]}
        self.call("Input.dispatchKeyEvent", type="keyDown" if text else "rawKeyDown", text=text, **event)
        self.call("Input.dispatchKeyEvent", type="keyUp", **event)

    def click(self, selector):
        """A real click in the middle of the first element that the CSS selector finds."""
        self._click_at("document.querySelector(%s)" % json.dumps(selector))

    def click_text(self, text, tag="button, a, label"):
        """A real click on the first element of the kind whose text holds these words."""
        self._click_at("[...document.querySelectorAll(%s)].find((each) => each.innerText.includes(%s))"
                       % (json.dumps(tag), json.dumps(text)))

    def _click_at(self, element):
        self.wait_for("(%s)?.getBoundingClientRect().width > 0" % element)
        place = self.evaluate(
            "(() => { const e = %s; e.scrollIntoView({block: 'center', behavior: 'instant'});"
            " const r = e.getBoundingClientRect(); return [r.x + r.width / 2, r.y + r.height / 2]; })()"
            % element)
        for kind in ("mousePressed", "mouseReleased"):
            self.call("Input.dispatchMouseEvent", type=kind, x=place[0], y=place[1], button="left",
                      clickCount=1)

    def write(self, selector, text):
        """Puts the focus into a field, empties it and writes."""
        self.wait_for("document.querySelector(%s) !== null" % json.dumps(selector))
        self.evaluate("(() => { const e = document.querySelector(%s); e.focus();"
                      " if (e.select) e.select(); })()" % json.dumps(selector))
        self.call("Input.insertText", text=text)

    def choose_file(self, selector, path):
        """Gives a file to an input of type file."""
        self.wait_for("document.querySelector(%s) !== null" % json.dumps(selector))
        self.call("DOM.enable")
        root = self.call("DOM.getDocument")["root"]["nodeId"]
        node = self.call("DOM.querySelector", nodeId=root, selector=selector)["nodeId"]
        self.call("DOM.setFileInputFiles", nodeId=node, files=[str(path)])

    def offline(self, off):
        self.call("Network.emulateNetworkConditions", offline=off, latency=0, downloadThroughput=-1,
                  uploadThroughput=-1)

    def violations(self):
        """What axe-core finds against WCAG 2.2 AA and its best practices."""
        self.evaluate(axe_source() + "; true")
        found = self.evaluate(
            "axe.run(document, {runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa',"
            " 'best-practice']}).then((result) => result.violations.map((each) => each.id + ': ' +"
            " each.nodes.map((node) => node.target.join(' ') + ' ' + node.failureSummary).join(' | ')))")
        return found
