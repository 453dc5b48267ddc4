"""What the tests of the report in a headless Chromium share.

A test file calls main() with its sample names and its test cases; those of a PageTestCase have
self.browser and open pages with self.open(sample).
"""

import os
import subprocess
import sys
import tempfile
import unittest

import chromium

pages = {}


class PageTestCase(unittest.TestCase):
    browser = None

    def open(self, sample, **view):
        # Else the browser says that it does not ask before it leaves a page with decisions.
        self.js("window.assayReport && assayReport.decisions.clear()")
        self.browser.view(**view)
        self.browser.open(pages[sample])

    def js(self, expression):
        return self.browser.evaluate(expression)

    def text_of(self, selector):
        return self.js("document.querySelector(%r).innerText" % selector)

    def texts_of(self, selector):
        return self.js("[...document.querySelectorAll(%r)].map(e => e.textContent)" % selector)

    def count_of(self, selector):
        return self.js("document.querySelectorAll(%r).length" % selector)

    def click(self, selector):
        self.js("document.querySelector(%r).click()" % selector)

    def ranks(self):
        return self.texts_of(".rank")

    def set_value(self, selector, value, event="input"):
        self.js("(e => { e.value = %r; e.dispatchEvent(new Event('%s', {bubbles: true})); })"
                "(document.querySelector(%r))" % (value, event, selector))

    def choose(self, name, text):
        """Chooses from a menu of the list the first entry that begins with `text`."""
        self.js("(m => { m.selectedIndex = [...m.options].findIndex(o => o.text.startsWith(%r));"
                " m.dispatchEvent(new Event('change')); })"
                "(document.querySelector('form.controls [name=%s]'))" % (text, name))

    def search(self, text):
        """Types into the search box and waits until the list has followed."""
        self.set_value("input[type=search]", text)
        self.js("new Promise(done => setTimeout(done, 150))")

    def press(self, *keys):
        for key in keys:
            text = {"text": key} if len(key) == 1 else {}
            for kind in ("keyDown", "keyUp"):
                self.browser.call("Input.dispatchKeyEvent", type=kind, key=key,
                                  **(text if kind == "keyDown" else {}))


def main(samples, plain_cases, page_cases):
    """Exits with 77 where there is no Chromium, after the cases that need none."""
    program = sys.argv.pop(1)
    suite = unittest.TestSuite()
    load = unittest.defaultTestLoader.loadTestsFromTestCase
    with tempfile.TemporaryDirectory() as folder:
        for sample in samples:
            pages[sample] = os.path.join(folder, sample + ".html")
            subprocess.run([program, sample, pages[sample]], check=True)
        suite.addTests(map(load, plain_cases))
        if not unittest.TextTestRunner().run(suite).wasSuccessful():
            return 1
        if not os.path.exists(chromium.PATH):
            print("skipped: no " + chromium.PATH)
            return 77
        with chromium.Chromium() as browser:
            PageTestCase.browser = browser
            suite = unittest.TestSuite(map(load, page_cases))
            return 0 if unittest.TextTestRunner().run(suite).wasSuccessful() else 1
