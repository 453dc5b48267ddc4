"""Opens the report in a headless Chromium and uses it as a person would.

usage: report_page_test.py SAMPLE_PAGE_PROGRAM

Exits with 77 where there is no Chromium, after the checks that need none.
"""

import base64
import hashlib
import html.parser
import os
import re
import subprocess
import sys
import tempfile
import unittest

import chromium

SAMPLES = ("news", "intents", "many_classes", "clean", "hostile")
VOID_TAGS = {"meta", "link", "br", "hr", "img", "input", "wbr"}
SVG_LEAVES = {"rect", "circle", "line"}

pages = {}
browser = None


class Outline(html.parser.HTMLParser):
    """Checks that elements are closed in the order in which they were opened."""

    def __init__(self):
        super().__init__()
        self.open_tags, self.ids, self.problems = [], [], []

    def handle_starttag(self, tag, attrs):
        self.ids += [value for name, value in attrs if name == "id"]
        if tag not in VOID_TAGS:
            self.open_tags.append(tag)

    def handle_startendtag(self, tag, attrs):
        if tag not in SVG_LEAVES:
            self.problems.append("<%s/>" % tag)

    def handle_endtag(self, tag):
        if not self.open_tags or self.open_tags.pop() != tag:
            self.problems.append("</%s> at %s" % (tag, self.getpos()))


def text_of(selector):
    return browser.evaluate("document.querySelector(%r).innerText" % selector)


def count_of(selector):
    return browser.evaluate("document.querySelectorAll(%r).length" % selector)


def ranks():
    return browser.evaluate("[...document.querySelectorAll('.rank')].map(e => e.textContent)")


def luminance(colour):
    channels = [int(part) / 255 for part in re.findall(r"\d+", colour)[:3]]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(a, b):
    """WCAG 2.1, contrast ratio."""
    high, low = sorted((luminance(a), luminance(b)), reverse=True)
    return (high + 0.05) / (low + 0.05)


class FileTest(unittest.TestCase):
    def test_every_element_is_closed_and_every_id_is_used_once(self):
        for sample, path in pages.items():
            with self.subTest(sample):
                outline = Outline()
                with open(path, encoding="utf-8") as file:
                    outline.feed(file.read())
                self.assertEqual(outline.problems, [])
                self.assertEqual(outline.open_tags, [])
                self.assertEqual(len(outline.ids), len(set(outline.ids)))

    def test_the_policy_allows_the_script_and_the_style_by_their_hashes_and_nothing_else(self):
        with open(pages["hostile"], encoding="utf-8", newline="") as file:
            page = file.read()
        policy = re.search(r'Content-Security-Policy" content="([^"]*)"', page).group(1)
        self.assertIn("default-src 'none'", policy)
        self.assertNotIn("unsafe", policy)
        for tag, directive in (("script", "script-src"), ("style", "style-src")):
            content = re.search("<%s>(.*?)</%s>" % (tag, tag), page, re.DOTALL).group(1)
            digest = base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()
            self.assertIn("%s 'sha256-%s';" % (directive, digest), policy)


class BrowserTest(unittest.TestCase):
    def open(self, sample, **view):
        browser.view(**view)
        browser.open(pages[sample])

    def test_every_sample_draws_its_charts_without_error_and_without_loading_anything(self):
        for sample in SAMPLES:
            with self.subTest(sample):
                self.open(sample)
                self.assertEqual(browser.evaluate("document.documentElement.dataset.page"), "ready")
                self.assertEqual(browser.problems, [])
                self.assertEqual(browser.requests, ["file://" + pages[sample]])
                self.assertEqual(count_of("svg.counts-chart circle"), 3)
                self.assertEqual(count_of("svg.histogram rect.bin.flagged"), 51)
                self.assertEqual(count_of("svg.heat-map"), 0 if sample == "clean" else 1)

    def test_nothing_of_a_hostile_data_set_runs(self):
        self.open("hostile")
        for _ in range(16):
            self.assertEqual(browser.evaluate("typeof window.attacked"), "undefined")
            self.assertEqual(count_of("img, iframe, object, embed, [onmouseover], [onerror]"), 0)
            self.assertEqual(count_of("script"), 2)
            browser.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
            browser.evaluate("document.querySelector('.pager button:last-child').click()")
        self.assertEqual(browser.problems, [])
        self.assertIn("<script>window.attacked = true;alert(1)</script>", text_of("h1"))

    def test_no_network_request_of_a_script_would_be_let_through(self):
        self.open("clean")
        refused = browser.evaluate("fetch('https://example.com/').then(() => false, () => true)")
        self.assertTrue(refused)
        self.assertTrue(any("Content Security Policy" in problem for problem in browser.problems))

    def test_no_sample_is_wider_than_its_window(self):
        for width in (390, 800, 1280):
            for sample in SAMPLES:
                with self.subTest(sample=sample, width=width):
                    self.open(sample, width=width)
                    self.assertLessEqual(
                        browser.evaluate("document.documentElement.scrollWidth"), width)

    def test_without_scripts_the_figures_and_the_first_suspects_are_there(self):
        self.open("news", script=False)
        self.assertEqual(count_of(".suspect"), 25)
        self.assertIn("are probably wrong", text_of(".headline"))
        self.assertEqual(count_of(".needs-script:not([hidden])"), 0)
        self.assertIn("need JavaScript", text_of("#suspects"))
        self.assertEqual(count_of("#class-table tbody tr"), 4)

    def test_scripts_show_the_same_suspects_as_the_file(self):
        for sample in SAMPLES:
            with self.subTest(sample):
                shown = []
                for script in (False, True):
                    self.open(sample, script=script)
                    browser.evaluate("document.querySelectorAll('.suspect details')"
                                     ".forEach(details => details.remove())")
                    shown.append(text_of("#suspect-list"))
                    shown.append(count_of("#suspect-list *"))
                self.assertEqual(shown[:2], shown[2:])

    def test_pages_of_suspects_can_be_turned(self):
        self.open("news")
        self.assertEqual(ranks()[0], "#1")
        browser.evaluate("document.querySelector('.pager button:last-child').click()")
        self.assertEqual(ranks()[0], "#26")
        self.assertEqual(text_of(".status"), "26–50 of 500")
        browser.evaluate("document.querySelector('.pager button').click()")
        self.assertEqual(ranks()[0], "#1")

    def search(self, text):
        browser.evaluate("(box => { box.value = %r; box.dispatchEvent(new Event('input')); })"
                         "(document.querySelector('input[type=search]'))" % text)

    def test_search_finds_all_words_in_text_id_and_labels(self):
        self.open("news")
        self.search("COURT floods")
        excerpts = browser.evaluate(
            "[...document.querySelectorAll('.excerpt')].map(e => e.textContent)")
        self.assertGreater(len(excerpts), 0)
        for excerpt in excerpts:
            self.assertIn("court", excerpt.lower())
            self.assertIn("floods", excerpt)
        self.search("no such words at all")
        self.assertEqual(count_of(".suspect"), 0)
        self.assertEqual(text_of(".status"), "No suspect matches")
        browser.evaluate("document.querySelector('.status-line button').click()")
        self.assertEqual(count_of(".suspect"), 25)

    def test_a_menu_filters_by_label(self):
        self.open("news")
        browser.evaluate("(menu => { menu.selectedIndex = 1; menu.dispatchEvent(new Event('change'));"
                         " })(document.querySelectorAll('select')[0])")
        chosen = browser.evaluate("document.querySelector('select').selectedOptions[0].textContent")
        given = browser.evaluate(
            "[...new Set([...document.querySelectorAll('.given .name')].map(e => e.textContent))]")
        self.assertEqual(len(given), 1)
        self.assertEqual(chosen, "%s (%s)" % (given[0], re.search(r"of (\d+)", text_of(".status")).group(1)))

    def test_flagged_only_hides_the_others(self):
        self.open("hostile")
        browser.evaluate("document.querySelector('input[type=checkbox]').click()")
        self.assertEqual(count_of(".suspect"), count_of(".suspect .badge"))
        self.assertIn("of 150 that match", text_of(".status"))

    def test_a_cell_of_the_heat_map_shows_its_suspects(self):
        self.open("news")
        browser.evaluate("document.querySelector('.heat-map .clickable')"
                         ".dispatchEvent(new MouseEvent('click'))")
        pair = browser.evaluate(
            "['.given .name', '.suggested .name'].map("
            "s => [...new Set([...document.querySelectorAll(s)].map(e => e.textContent))])")
        self.assertEqual(pair, [["Business"], ["Science & Technology"]])

    def test_tables_can_be_sorted_and_unfolded(self):
        self.open("intents")
        visible = "[...document.querySelectorAll('#class-table tbody tr')].filter(r => r.offsetHeight)"
        self.assertEqual(browser.evaluate(visible + ".length"), 15)
        browser.evaluate("document.querySelector('#class-more button').click()")
        self.assertEqual(browser.evaluate(visible + ".length"), 77)
        browser.evaluate("document.querySelector('#class-table th button').click()")
        names = browser.evaluate(visible + ".map(row => row.cells[0].textContent)")
        self.assertEqual(names, sorted(names))
        self.assertEqual(count_of("[aria-sort]"), 1)

    def test_the_theme_follows_the_system_and_its_button(self):
        paper = "getComputedStyle(document.body).backgroundColor"
        for scheme in ("light", "dark"):
            self.open("clean", scheme=scheme)
            before = browser.evaluate(paper)
            self.assertEqual(luminance(before) > 0.5, scheme == "light")
            browser.evaluate("document.getElementById('theme').click()")
            self.assertEqual(luminance(browser.evaluate(paper)) > 0.5, scheme == "dark")

    def test_text_has_enough_contrast_in_both_themes(self):
        for scheme in ("light", "dark"):
            self.open("news", scheme=scheme)
            paper = browser.evaluate("getComputedStyle(document.body).backgroundColor")
            for selector in ("body", ".lead", ".headline strong", ".badge", ".given .name",
                             ".suggested .name", ".reasons", ".interval", "footer"):
                with self.subTest(scheme=scheme, selector=selector):
                    colour = browser.evaluate(
                        "getComputedStyle(document.querySelector(%r)).color" % selector)
                    self.assertGreaterEqual(contrast(colour, paper), 4.5)

    def test_it_prints_on_few_pages(self):
        self.open("news", scheme="dark")
        path = os.path.join(os.path.dirname(pages["news"]), "news.pdf")
        browser.pdf(path)
        with open(path, "rb") as file:
            page_count = len(re.findall(rb"/Type\s*/Page[^s]", file.read()))
        self.assertGreater(page_count, 3)
        self.assertLess(page_count, 15)


def main():
    global browser
    program = sys.argv.pop(1)
    with tempfile.TemporaryDirectory() as folder:
        for sample in SAMPLES:
            pages[sample] = os.path.join(folder, sample + ".html")
            subprocess.run([program, sample, pages[sample]], check=True)
        load = unittest.defaultTestLoader.loadTestsFromTestCase
        if not unittest.TextTestRunner().run(load(FileTest)).wasSuccessful():
            return 1
        if not os.path.exists(chromium.PATH):
            print("skipped: no " + chromium.PATH)
            return 77
        with chromium.Chromium() as browser:
            return 0 if unittest.TextTestRunner().run(load(BrowserTest)).wasSuccessful() else 1


if __name__ == "__main__":
    sys.exit(main())
