"""Campaigns for the black-box tests: one server a test, and calls of the program to it."""

import json

import assay_cli

CLASSES = "World,Sports,Business"


def item_rows(count):
    return [(f"item-{i}", f"text number {i}") for i in range(count)]


class CampaignTestCase(assay_cli.AssayTestCase):
    def setUp(self):
        super().setUp()
        self.server = assay_cli.Server(self.data)
        self.addCleanup(self.server.stop)

    def call(self, *arguments, **options):
        """Runs a command over the socket."""
        return self.assay("--server", self.server.address, *arguments, **options)

    def ok(self, *arguments, **options):
        """What a command prints with --json; it must succeed."""
        result = self.call(*arguments, "--json", **options)
        self.assertEqual(result.code, 0, result)
        return result.json()

    def reason(self, *arguments, code=2, **options):
        """The reason with which a command fails."""
        result = self.call(*arguments, "--json", **options)
        self.assertEqual(result.code, code, result)
        self.assertTrue(result.err.startswith("assay: "), result)
        return result.json()["error"]["reason"]

    def write_items(self, count, name="items.csv"):
        lines = ["id,text"] + [f"{item},{text}" for item, text in item_rows(count)]
        return self.write(name, "\n".join(lines) + "\n")

    def make(self, name="news", *arguments, items=4, classes=CLASSES, start=True):
        """A campaign over some items, for the annotators ana and ben."""
        known = {a["name"] for a in self.ok("annotator", "list")["annotators"]}
        for annotator in ("ana", "ben"):
            if f"annotators/{annotator}" not in known:
                self.ok("annotator", "add", annotator)
        return self.ok("campaign", "create", name, "--dataset", self.write_items(items),
                       "--question", "What is it about?",
                       *(["--classes", classes] if classes else []),
                       *(["--start"] if start else []), *arguments)

    def lease(self, annotator="ana", campaign="news", count=1):
        return self.ok("campaign", "lease", campaign, "--annotator", annotator, "--count", count)

    def submit(self, lease, label, annotator="ana", campaign="news", *arguments):
        return self.ok("campaign", "submit", campaign, "--annotator", annotator, "--lease",
                       lease["lease_id"], "--label", label, *arguments)

    def answer_all(self, annotator, label, campaign="news"):
        """Answers every item; `label` is a class, or gives one for an item id."""
        given = {}
        while True:
            leases = self.lease(annotator, campaign, 10)["leases"]
            if not leases:
                return given
            for lease in leases:
                value = label if isinstance(label, str) else label(lease["item_id"])
                self.submit(lease, value, annotator, campaign)
                given[lease["item_id"]] = value

    def status(self, campaign="news"):
        return self.ok("campaign", "status", campaign)

    def items(self, campaign="news", *arguments):
        return self.ok("campaign", "items", campaign, *arguments)["items"]

    def json_lines(self, text):
        return [json.loads(line) for line in text.splitlines() if line]
