"""Labels that go to a real Label Studio as a file and come back as another, unchanged."""

import csv
import io
import json
import os
import sys
import urllib.request

import assay_cli
import campaign_cli
import label_studio_test
import pages

# The control and the object that our export names.
TEXT = '<View><Text name="item" value="$text"/>%s</View>'
KINDS = {
    "single": (("--classes", "sport,money"), ["sport", "money", "sport"],
               TEXT % '<Choices name="label" toName="item" choice="single"><Choice value="sport"/>'
                      '<Choice value="money"/></Choices>'),
    "multiple": (("--classes", "a,b,c"), ["a|c", "b", "a|b|c"],
                 TEXT % '<Choices name="label" toName="item" choice="multiple"><Choice value="a"/>'
                        '<Choice value="b"/><Choice value="c"/></Choices>'),
    "ordinal": (("--classes", "bad,fair,good"), ["bad", "good", "fair"],
                TEXT % '<Choices name="label" toName="item" choice="single"><Choice value="bad"/>'
                       '<Choice value="fair"/><Choice value="good"/></Choices>'),
    "number": (("--min", "0", "--max", "10"), ["2.5", "10", "0"],
               TEXT % '<Number name="label" toName="item" min="0" max="10"/>'),
    "spans": (("--classes", "THING,PERSON"), None,
              TEXT % '<Labels name="label" toName="item"><Label value="THING"/><Label value="PERSON"/>'
                     '</Labels>'),
}


class LabelStudioFilesTest(campaign_cli.CampaignTestCase):
    def setUp(self):
        super().setUp()
        self.studio = label_studio_test.LabelStudio(self.venv, self.folder / "studio")
        self.addCleanup(self.studio.stop)

    def passages(self, text, shift):
        """Three passages of a text with characters beyond U+FFFF; offsets in code points."""
        start = text.index("😀") + shift
        spans = [{"startOffset": start, "endOffset": len(text) - 3, "labelClass": "PERSON", "column": "text"},
                 {"startOffset": 0, "endOffset": 4, "labelClass": "THING", "column": "text"}]
        return json.dumps({"spans": {"spans": spans}}, ensure_ascii=False)

    def make(self, kind, arguments, values):
        """A campaign with two people's labels."""
        texts = ["Text %d 😀 says 𝒳 & <b> \"much\" čau" % i for i in range(3)]
        items = self.folder / (kind + "_items.csv")
        labels = self.folder / (kind + "_labels.csv")
        with open(items, "w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([["id", "text"], *(["t-%d" % i, text] for i, text in enumerate(texts))])
        with open(labels, "w", encoding="utf-8", newline="") as file:
            table = csv.writer(file)
            table.writerow(["item", "annotator", "label", "time", "active_seconds"])
            for i, text in enumerate(texts):
                for shift, who in enumerate(("ana", "ben")):
                    value = values[(i + shift) % 3] if values else self.passages(text, shift)
                    table.writerow(["t-%d" % i, who, value, "2026-01-02T03:04:0%dZ" % i, 1.5 + i])
        self.ok("campaign", "create", kind, "--dataset", items, "--kind", kind, *arguments, "--question",
                "What?", "--overlap", "2", "--start")
        made = self.ok("campaign", "import", kind, labels, "--create-annotators", "expert")
        self.assertEqual(made["label_count"], 6)

    def labels_of(self, campaign):
        rows = csv.DictReader(io.StringIO(self.call("campaign", "export", campaign).out))
        # The classes of several stand in the order of the campaign's, which a file does not say.
        return sorted((row["item"], row["annotator"],
                       row["label"] if row["label"].startswith("{") else sorted(row["label"].split("|")),
                       row["active_seconds"]) for row in rows)

    def through_label_studio(self, kind, config):
        """The file that Label Studio exports of a project into which ours was imported."""
        ours = self.folder / (kind + ".json")
        made = self.ok("campaign", "export", kind, "--format", "label_studio", "--out", ours)
        self.assertEqual(made["losses"], [])
        project = self.studio.api("POST", "projects", {"title": kind, "label_config": config})["id"]
        answer = self.studio.api("POST", f"projects/{project}/import",
                                 json.loads(ours.read_text(encoding="utf-8")))
        self.assertEqual((answer["task_count"], answer["annotation_count"]), (3, 6), answer)
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.studio.port}/api/projects/{project}/export?exportType=JSON",
            headers={"Authorization": "Token " + self.studio.token})
        theirs = self.folder / (kind + "_back.json")
        with urllib.request.urlopen(request, timeout=60) as exported:
            theirs.write_bytes(exported.read())
        return theirs

    def log_in(self, page):
        page.view()
        page.visit_any(f"http://127.0.0.1:{self.studio.port}/user/login/")
        page.write("input[name=email]", self.studio.user)
        page.write("input[name=password]", self.studio.password)
        page.evaluate("document.querySelector('form').submit()")
        page.wait_for("location.pathname.startsWith('/projects') || location.pathname === '/'", 60)

    def test_passages_stand_in_its_page_where_they_stand_here(self):
        if not os.path.exists(pages.chromium.PATH):
            self.skipTest("needs chromium")
        arguments, values, config = KINDS["spans"]
        self.make("spans", arguments, values)
        self.through_label_studio("spans", config)
        project = self.studio.api("GET", "projects")["results"][0]["id"]
        task = self.studio.api("GET", f"tasks?project={project}&fields=all")["tasks"][0]
        text = task["data"]["text"]
        with pages.Page() as page:
            self.log_in(page)
            page.visit_any(f"http://127.0.0.1:{self.studio.port}/projects/{project}/data?task={task['id']}")
            page.wait_for("window.Htx?.annotationStore?.selected?.regions?.length === 2", 60)
            shown = page.wait_for(
                "[...document.querySelectorAll('[class*=htx-highlight]')].map((each) => each.innerText)"
                ".filter((each) => each).sort().join('\\n')", 60)
        self.assertIn(shown.split("\n"), [sorted([text[:4], text[text.index("😀") + shift:-3]])
                                          for shift in (0, 1)])

    def test_every_kind_of_label_comes_back_unchanged(self):
        for kind, (arguments, values, config) in KINDS.items():
            with self.subTest(kind):
                self.make(kind, arguments, values)
                theirs = self.through_label_studio(kind, config)
                back = self.ok("campaign", "import", kind + "-back", theirs, "--format", "label_studio",
                               "--create")
                self.assertEqual(back["label_count"], 6, back)
                self.assertEqual(self.labels_of(kind), self.labels_of(kind + "-back"))
                # Into the campaign that they came from: nothing is new.
                again = self.ok("campaign", "import", kind, theirs, "--format", "label_studio")
                self.assertEqual((again["label_count"], again["repeated_count"]), (0, 6), again)


if __name__ == "__main__":
    LabelStudioFilesTest.venv = label_studio_test.environment()
    if LabelStudioFilesTest.venv is None:
        print(f"skipped: label-studio {label_studio_test.VERSION} cannot be installed from the package index")
        sys.exit(label_studio_test.SKIPPED)
    assay_cli.main()
