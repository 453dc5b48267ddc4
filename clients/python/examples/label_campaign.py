"""A campaign in ten lines: import items, ask, answer, look.  usage: label_campaign.py [HOST:PORT]"""

import pathlib
import sys

from assay import Client

items = pathlib.Path(__file__).resolve().parents[3] / "examples" / "campaign" / "items.csv"
with Client(*sys.argv[1:]) as client:
    dataset = client.datasets.import_items(items)
    client.annotators.create("python-example")
    client.campaigns.create("python-example", dataset.name, "Is it about sports?", ["yes", "no"],
                            start=True)
    for item in client.work("python-example", "python-example"):
        words = item.fields["text"].split()
        item.answer("yes" if "homered" in words or "touchdowns" in words else "no")
    print(client.campaigns.status("python-example").label_count, "labels")
    print(client.campaigns.export("python-example", format="consensus").decode(), end="")
