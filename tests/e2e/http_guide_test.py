"""docs/http.md from its first example to its last, against a service, and what it says they answer."""

import json
import os
import pathlib
import re
import subprocess
import sys
import time
import unittest

import assay_cli
import http_service

HERE = pathlib.Path(__file__).resolve().parent
GUIDE = HERE.parent.parent / "docs" / "http.md"
sys.path.insert(0, str(HERE.parent / "annotator" / "report"))
import chromium  # noqa: E402

MARK = "--- end of example"


def blocks_of(text):
    """[(language, code)] of the fenced blocks, in their order."""
    return re.findall(r"^```(\w*)\n(.*?)^```", text, re.MULTILINE | re.DOTALL)


class HttpGuideTest(http_service.HttpTestCase):
    def setUp(self):
        super().setUp()
        text = GUIDE.read_text(encoding="utf-8")
        for documented, real in (("127.0.0.1:7770", self.service.http),
                                 ("127.0.0.1:7771", self.service.address)):
            self.assertIn(documented, text)
            text = text.replace(documented, real)
        self.blocks = blocks_of(text)
        (self.folder / "assay").symlink_to(pathlib.Path(assay_cli.BINARY).resolve())

    def run_examples(self):
        """What each example prints, in one shell, as somebody who pastes them has it."""
        script = "".join(code + f"\necho\necho '{MARK}'\n"
                         for language, code in self.blocks if language == "sh")
        environment = {name: value for name, value in os.environ.items()
                       if not name.startswith("ASSAY_")}
        environment["PATH"] = f"{self.folder}:{environment['PATH']}"
        done = subprocess.run(["bash", "-eu", "-c", script], capture_output=True, text=True,
                              timeout=120, cwd=self.folder, env=environment)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        return done.stdout.split(MARK)[:-1]

    def assert_holds(self, answer, documented):
        """Lists and values are equal; an object may hold more than the guide shows."""
        if isinstance(documented, dict):
            for name, value in documented.items():
                self.assertIn(name, answer)
                self.assert_holds(answer[name], value)
        elif isinstance(documented, list):
            self.assertEqual(len(answer), len(documented))
            for one, other in zip(answer, documented):
                self.assert_holds(one, other)
        else:
            self.assertEqual(answer, documented)

    def test_every_example_works_and_prints_what_the_guide_says(self):
        printed = iter(self.run_examples())
        last, checked = None, 0
        for language, code in self.blocks:
            if language == "sh":
                last = next(printed).strip()
            elif language == "json":
                self.assert_holds(json.loads(last), json.loads(code))
                checked += 1
            elif language == "text":
                self.assertEqual(last.splitlines(), code.strip().splitlines())
                checked += 1
        self.assertEqual(checked, 6)

    @unittest.skipUnless(os.path.exists(chromium.PATH), "there is no Chromium")
    def test_the_example_of_a_watch_works_on_a_page_of_the_service(self):
        self.run_examples()
        key = (self.folder / "admin.key").read_text().strip()
        watch, = [code for language, code in self.blocks if language == "js"]
        with chromium.Chromium() as browser:
            browser.call("Page.navigate", url=f"http://{self.service.http}/healthz")
            self.wait_for(browser, "document.readyState === 'complete' && location.port !== ''")
            browser.evaluate("fetch('/session', {method: 'POST', headers: {'X-Assay-Request': '1',"
                             "'Content-Type': 'application/json'}, body: JSON.stringify({key: "
                             + json.dumps(key) + "})}).then(answer => answer.status)")
            browser.evaluate("(() => {" + watch + "})()")
            self.wait_for(browser, "document.title === '1 labels'")

    def wait_for(self, browser, condition):
        end = time.monotonic() + 30
        while not browser.evaluate(condition):
            self.assertLess(time.monotonic(), end, condition)
            time.sleep(0.05)


if __name__ == "__main__":
    assay_cli.main()
