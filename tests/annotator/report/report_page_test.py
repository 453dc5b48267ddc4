"""Opens the report in a headless Chromium and looks at every sample.

usage: report_page_test.py SAMPLE_PAGE_PROGRAM

Exits with 77 where there is no Chromium, after the checks that need none.
"""

import base64
import hashlib
import html.parser
import os
import re
import sys
import unittest

import page_test
from page_test import pages

SAMPLES = ("news", "intents", "many_classes", "clean", "hostile")
EXPLAINED = ("news", "hostile")
VOID_TAGS = {"meta", "link", "br", "hr", "img", "input", "wbr"}
SVG_LEAVES = {"rect", "circle", "line"}


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


class EverySampleTest(page_test.PageTestCase):
    def test_every_sample_draws_its_charts_without_error_and_without_loading_anything(self):
        for sample in SAMPLES:
            with self.subTest(sample):
                self.open(sample)
                self.assertEqual(self.js("document.documentElement.dataset.page"), "ready")
                self.assertEqual(self.browser.problems, [])
                self.assertEqual(self.browser.requests, ["file://" + pages[sample]])
                self.assertEqual(self.count_of("svg.counts-chart circle"), 3)
                self.assertEqual(self.count_of("svg.histogram rect.bin.flagged"), 51)
                self.assertEqual(self.count_of("svg.heat-map"), 0 if sample == "clean" else 1)
                self.assertEqual(self.count_of("svg.review-chart"), int(sample in EXPLAINED))
                self.assertEqual(self.count_of("svg.rule-chart"), int(sample in EXPLAINED))

    def test_nothing_of_a_hostile_data_set_runs(self):
        self.open("hostile")
        for page in range(16):
            self.assertEqual(self.js("typeof window.attacked"), "undefined")
            forbidden = "img, iframe, object, embed, [onmouseover], [onerror]"
            self.js("document.querySelectorAll('details').forEach(d => d.open = true)")
            self.js("new Promise(done => setTimeout(done, 20))")
            self.assertGreater(self.count_of(".why"), 0)
            self.assertEqual(self.count_of(forbidden), 0)
            self.assertEqual(self.count_of("script"), 2)
            self.js("assayReport.chooseLabel(%d)" % (25 * page))
            self.click(".pager button:last-child")
        self.assertEqual(self.browser.problems, [])
        self.assertIn("<script>window.attacked = true;alert(1)</script>", self.text_of("h1"))

    def test_no_network_request_of_a_script_would_be_let_through(self):
        self.open("clean")
        self.assertTrue(self.js("fetch('https://example.com/').then(() => false, () => true)"))
        self.assertTrue(any("Content Security Policy" in p for p in self.browser.problems))

    def test_no_sample_is_wider_than_its_window(self):
        for width in (390, 800, 1280):
            for sample in SAMPLES:
                with self.subTest(sample=sample, width=width):
                    self.open(sample, width=width)
                    self.js("document.querySelectorAll('details').forEach(d => d.open = true)")
                    self.js("assayReport.selectAll([0, 1], true);"
                            "assayReport.decideHere(0, assayReport.items.given[0]);"
                            "assayReport.chooseLabel(1)")
                    self.assertLessEqual(self.js("document.documentElement.scrollWidth"), width)

    def test_without_scripts_the_figures_and_the_first_suspects_are_there(self):
        self.open("news", script=False)
        self.assertEqual(self.count_of(".suspect"), 25)
        self.assertIn("are probably wrong", self.text_of(".headline"))
        self.assertEqual(self.count_of(".needs-script:not([hidden])"), 0)
        self.assertIn("need JavaScript", self.text_of("#suspects"))
        self.assertEqual(self.count_of("#class-table tbody tr"), 4)
        self.assertEqual(self.count_of("#review-table tbody tr"), 12)
        self.assertEqual(self.count_of("#rule-table tbody tr"), 8)

    def test_scripts_show_the_same_suspects_as_the_file(self):
        for sample in SAMPLES:
            with self.subTest(sample):
                shown = []
                for script in (False, True):
                    self.open(sample, script=script)
                    shown.append([[" ".join(text.split()) for text in
                                   self.texts_of("#suspect-list " + selector)] for selector in
                                  (".rank", ".id", ".score", ".excerpt", ".labels dt", ".labels .name",
                                   ".labels .p")])
                self.assertEqual(shown[0], shown[1])

    def test_the_theme_follows_the_system_and_its_button(self):
        paper = "getComputedStyle(document.body).backgroundColor"
        for scheme in ("light", "dark"):
            self.open("clean", scheme=scheme)
            self.assertEqual(luminance(self.js(paper)) > 0.5, scheme == "light")
            self.click("#theme")
            self.assertEqual(luminance(self.js(paper)) > 0.5, scheme == "dark")

    def test_text_has_enough_contrast_in_both_themes(self):
        on_paper = ("body", ".lead", ".headline strong", ".badge", ".given .name", ".interval",
                    ".suggested .name", ".reasons", ".stop-text", ".said strong", "footer")
        on_own = ("mark.for-given", "mark.for-suggested", ".tag", ".duplicates .tag", ".grounds",
                  "button.primary", "kbd", ".term", ".segmented [aria-pressed=true]")
        for scheme in ("light", "dark"):
            self.open("news", scheme=scheme)
            self.js("document.querySelectorAll('.suspect details').forEach(d => d.open = true)")
            self.js("new Promise(done => setTimeout(done, 50))")
            paper = self.js("getComputedStyle(document.body).backgroundColor")
            for selector in on_paper + on_own:
                with self.subTest(scheme=scheme, selector=selector):
                    colour, own = self.js(
                        "(s => [s.color, s.backgroundColor])"
                        "(getComputedStyle(document.querySelector(%r)))" % selector)
                    ground = own if selector in on_own else paper
                    self.assertGreaterEqual(contrast(colour, ground), 4.5)

    def test_every_input_and_button_has_a_name(self):
        self.open("news")
        self.js("document.querySelector('.suspect details').open = true;"
                "assayReport.chooseLabel(0); assayReport.decideHere(1, 0)")
        nameless = self.js(
            "[...document.querySelectorAll('input, select, button')].filter(e => !("
            "e.getAttribute('aria-label') || e.textContent.trim() && e.tagName === 'BUTTON' ||"
            "e.labels && e.labels.length)).map(e => e.outerHTML.slice(0, 100))")
        self.assertEqual(nameless, [])

    def test_it_prints_on_few_pages(self):
        self.open("news", scheme="dark")
        path = os.path.join(os.path.dirname(pages["news"]), "news.pdf")
        self.browser.pdf(path)
        with open(path, "rb") as file:
            page_count = len(re.findall(rb"/Type\s*/Page[^s]", file.read()))
        self.assertGreater(page_count, 3)
        self.assertLess(page_count, 18)


if __name__ == "__main__":
    sys.exit(page_test.main(SAMPLES, [FileTest], [EverySampleTest]))
