"""A batch goes through Turkle, which takes the files of Mechanical Turk's requester site.

Turkle comes from the package index into an environment of its own beside the binary; where that
cannot be, or there is no Chromium, the test is skipped.
"""

import base64
import csv
import http.cookiejar
import io
import json
import os
import pathlib
import re
import subprocess
import sys
import time
import unittest
import urllib.parse
import urllib.request

import assay_cli
import campaign_cli

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "annotator" / "report"))
import chromium  # noqa: E402

VERSION = "3.1.0"
SKIPPED = 77
TEXTS = ["plain words", "a < b & c > d", "\"quoted\" and 'quoted'", "price $5 and ${assay_item_id}",
         "smile 😀 between 😀 faces", "two\nlines", "<b>not bold</b>", "naïve café", "comma, semicolon;",
         "日本語のテキスト"]
CLASSES = ["glad", "sad & sorry", "\"neither\""]


def environment():
    """The Python of an environment that has Turkle; makes it once.  None: it cannot be had."""
    folder = pathlib.Path(assay_cli.BINARY).resolve().parent / f"turkle-{VERSION}"
    python = folder / "bin" / "python"
    if not (folder / "complete").exists():
        for command in ([sys.executable, "-m", "venv", folder],
                        [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check",
                         f"turkle=={VERSION}"]):
            made = subprocess.run(command, capture_output=True, timeout=240)
            if made.returncode != 0:
                return None
        (folder / "complete").touch()
    return python


class Turkle:
    """A server with an empty database in `folder`."""

    def __init__(self, python, folder):
        folder.mkdir()
        self.process = subprocess.Popen([python, HERE / "turkle_site.py", folder],
                                        stdout=subprocess.PIPE)
        self.address = f"http://127.0.0.1:{int(self.process.stdout.readline())}/"

    def stop(self):
        self.process.terminate()
        self.process.wait(timeout=30)
        self.process.stdout.close()

    def api(self, path, content=None):
        """What the requester is answered, as bytes."""
        request = urllib.request.Request(self.address + "api/" + path)
        request.add_header("Authorization",
                           "Basic " + base64.b64encode(b"requester:requester").decode())
        if content is not None:
            request.add_header("Content-Type", "application/json")
            request.data = json.dumps(content).encode()
        with urllib.request.urlopen(request, timeout=60) as answer:
            return answer.read()

    def download(self, batch):
        """The results, as the page of the requester hands them out.  (The API states the length in
        characters, and so cuts off the end of what is not ASCII.)"""
        browser = urllib.request.build_opener(
            urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar()))
        with browser.open(self.address + "admin/login/", timeout=60) as page:
            token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page.read().decode())[1]
        path = f"/admin/turkle/batch/{batch}/download/"
        form = {"username": "requester", "password": "requester", "csrfmiddlewaretoken": token,
                "next": path}
        with browser.open(self.address + "admin/login/", urllib.parse.urlencode(form).encode(),
                          timeout=60) as results:
            return results.read()

    def publish(self, layout, inputs):
        """The number of a batch of these files."""
        project = json.loads(self.api("projects/", {
            "name": "tweets", "filename": "layout.html", "html_template": layout}))
        return json.loads(self.api("batches/", {
            "name": "tweets 1", "project": project["id"], "filename": "input.csv", "csv_text": inputs,
            "active": True, "published": True, "login_required": True,
            "assignments_per_task": 1}))["id"]


class Worker:
    """Somebody who answers in a browser."""

    def __init__(self, browser, address):
        self.browser, self.address = browser, address
        self.go("login/")
        self.act("document.querySelector('[name=username]').value = 'worker';"
                 "document.querySelector('[name=password]').value = 'worker';"
                 "document.querySelector('[name=username]').form.requestSubmit()")

    def wait(self, condition):
        end = time.monotonic() + 60
        while time.monotonic() < end:
            try:
                if self.browser.evaluate(condition):
                    return
            except RuntimeError:
                pass  # The page has just gone.
            time.sleep(0.05)
        raise RuntimeError("in vain for " + condition)

    def go(self, path):
        self.act("location.href = " + json.dumps(self.address + path))

    def act(self, script):
        """Does what leads to another page, and waits for it."""
        self.browser.evaluate("window.isOld = true; (() => {" + script + "})()")
        self.wait("!window.isOld && document.readyState === 'complete'")

    def answer(self, batch, choose):
        """Answers the next task; False where there is none.  Returns the text that was shown."""
        self.go(f"batch/{batch}/accept_next_task/")
        if not self.browser.evaluate("!!document.querySelector('iframe')"):
            return None
        self.wait("frames[0].document.readyState === 'complete'"
                  " && !!frames[0].document.querySelector('[type=radio]')")
        shown = self.browser.evaluate(
            "[...frames[0].document.querySelectorAll('form p')].find(p => !p.querySelector('input'))"
            ".innerText")
        self.act("const page = frames[0].document;"
                 "[...page.querySelectorAll('[type=radio]')].find(button => button.value === "
                 + json.dumps(choose(shown)) + ").click();"
                 "page.querySelector('[type=submit]').click();")
        return shown


def label_of(text):
    return CLASSES[len(text) % len(CLASSES)]


class TurkleTest(campaign_cli.CampaignTestCase):
    def write_tweets(self):
        table = io.StringIO()
        rows = csv.writer(table)
        rows.writerow(["id", "text"])
        rows.writerows((f"t{i}", text) for i, text in enumerate(TEXTS))
        return self.write("tweets.csv", table.getvalue())

    def export(self):
        self.ok("campaign", "create", "tweets", "--dataset", self.write_tweets(), "--question",
                "What is the \"mood\"?", "--classes", ",".join(CLASSES), "--overlap", "1")
        out = self.folder / "batch"
        self.ok("mturk", "export", "tweets", "--out", out, "--plain-form")
        return ((out / "layout.html").read_text(encoding="utf-8"),
                (out / "input.csv").read_text(encoding="utf-8"))

    def test_ten_tasks_are_published_answered_downloaded_and_imported(self):
        turkle = Turkle(self.python, self.folder / "turkle")
        self.addCleanup(turkle.stop)
        batch = turkle.publish(*self.export())
        shown = []
        with chromium.Chromium() as browser:
            worker = Worker(browser, turkle.address)
            while (text := worker.answer(batch, label_of)) is not None:
                shown.append(text)
        self.assertEqual(sorted(shown), sorted(TEXTS))
        results = self.write("results.csv", turkle.download(batch))
        imported = self.ok("mturk", "import", results, "--campaign", "tweets")
        self.assertEqual((imported["rows_read"], imported["assignments_imported"]), (10, 10), imported)
        exported = self.call("campaign", "export", "tweets")
        labels = {row["item"]: row["label"] for row in csv.DictReader(io.StringIO(exported.out))}
        self.assertEqual(labels, {f"t{i}": label_of(text) for i, text in enumerate(TEXTS)})


def skip(reason):
    print("skipped: " + reason)
    sys.exit(SKIPPED)


if __name__ == "__main__":
    if not os.path.exists(chromium.PATH):
        skip("there is no " + chromium.PATH)
    TurkleTest.python = environment()
    if TurkleTest.python is None:
        skip(f"turkle {VERSION} cannot be installed from the package index")
    assay_cli.main()
