"""The Python client against a real service, which also dies on it."""

import random
import signal
import threading
import time
import unittest

import python_client  # first: it finds the client
import assay
import grpc
import real_service
from assay._connection import new_request_id
from assay._generated.v1 import work_pb2

CLASSES = ["World", "Sports"]


def item_rows(count):
    return ({"id": f"item-{i}", "text": f"text number {i}", "size": i} for i in range(count))


class ServiceTest(real_service.ServiceTestCase):
    def make(self, items=20, **options):
        dataset = self.client.datasets.import_items(item_rows(items), "items")
        self.client.annotators.create("ana")
        return self.client.campaigns.create("news", dataset.name, "What is it about?", CLASSES,
                                            start=True, **options)

    def test_rows_of_an_iterable_become_items_in_their_order(self):
        self.make(5000, order="sequential")
        self.assertEqual(self.client.datasets.get("items").item_count, 5000)
        items = self.client.work("news", "ana").lease(5)
        self.assertEqual([item.item_id for item in items], [f"item-{i}" for i in range(5)])
        self.assertEqual(items[3].fields, {"text": "text number 3", "size": "3"})
        self.assertEqual(self.client.datasets.append("items", list(item_rows(6000))[5000:]), 6000)

    def test_what_breaks_off_leaves_no_data_set(self):
        def torn():
            yield from item_rows(1000)
            raise ZeroDivisionError("torn")
        with self.assertRaises(ZeroDivisionError):
            self.client.datasets.import_items(torn(), "items")
        self.assertEqual(list(self.client.datasets.list()), [])

    def test_a_data_frame_of_pandas_becomes_items_and_labels(self):
        try:
            import pandas
        except ImportError:
            self.skipTest("there is no pandas (python3-pandas)")
        frame = pandas.DataFrame({"id": [1, 2, 3], "text": ["a", None, "c"], "size": [1.5, None, 3]})
        dataset = self.client.datasets.import_items(frame, "frame")
        self.client.campaigns.create("news", dataset.name, "What?", CLASSES, start=True)
        given = pandas.DataFrame({
            "item": [1, 2, 3], "annotator": ["ana", "ana", "ben"],
            "label": ["World", "Sports", "World"],
            "time": pandas.to_datetime(["2026-01-02T03:04:05Z", None, "2026-01-02T03:04:07Z"])})
        response = self.client.campaigns.import_labels("news", given, create_annotators="crowd")
        self.assertEqual(response.label_count, 3)
        items = {item.item_id: item for item in self.client.campaigns.items("news")}
        self.assertEqual({name: item.labels[0].value.choice for name, item in items.items()},
                         {"1": "World", "2": "Sports", "3": "World"})
        self.assertEqual(items["3"].labels[0].submit_time.ToJsonString(), "2026-01-02T03:04:07Z")
        stored = self.client.datasets.export("frame").decode().splitlines()
        self.assertEqual(stored, ["id,text,size", "1,a,1.5", "2,,", "3,c,3"])

    def test_two_annotators_answer_and_the_campaign_is_exported_and_restored(self):
        self.make(20, overlap=2)
        self.client.annotators.create("ben", kind="crowd", price_per_label=0.05, currency="EUR")
        for annotator in ("ana", "ben"):
            work = self.client.work("news", annotator, prefetch=4)
            for item in work:
                item.answer(CLASSES[int(item.fields["size"]) % 2], active_seconds=0.5)
            self.assertEqual(work.state, "done")
        status = self.client.campaigns.status("news")
        self.assertEqual((status.label_count, status.complete_item_count), (40, 20))
        rows = self.client.campaigns.export("news", format="consensus").decode().splitlines()
        self.assertEqual(len(rows), 21)
        self.verify()
        copy = self.folder / "news.jsonl"
        self.client.campaigns.export("news", copy, "lossless")
        again = self.client.campaigns.restore(copy, "again", "again")
        self.assertEqual(again.name, "campaigns/again")
        self.assertEqual(self.client.campaigns.status("again").label_count, 40)

    def test_gold_rules_are_given_by_their_fields(self):
        gold = self.client.datasets.import_items(
            [{"id": 901, "text": "known", "label": "World"}, {"id": 902, "text": "known too",
                                                              "label": "Sports"}],
            "gold", label_column="label")
        campaign = self.make(20, gold={"dataset": gold.name, "first_count": 2, "share": 0.1,
                                       "pass_mark": 0.9, "min_answer_count": 2})
        self.assertEqual(campaign.gold.first_count, 2)
        with self.assertRaises(assay.AssayError) as caught:
            for item in self.client.work("news", "ana"):
                self.assertNotIn("label", item.fields)
                item.answer("World")
        self.assertEqual(caught.exception.reason, "ANNOTATOR_STOPPED")
        [ana] = self.client.campaigns.annotators("news")
        self.assertEqual((ana.state, ana.label_count, ana.gold_rate.value),
                         (ana.STATE_STOPPED, 0, 0.5))

    def test_an_answer_is_changed_by_undo(self):
        self.make(2, order="sequential")
        work = self.client.work("news", "ana")
        for item in work:
            item.answer("World")
        [item] = work.undo()
        self.assertEqual((item.item_id, item.earlier_label), ("item-1", "World"))
        item.answer("Sports")
        labels = {item.item_id: item.labels[-1].value.choice
                  for item in self.client.campaigns.items("news")}
        self.assertEqual(labels, {"item-0": "World", "item-1": "Sports"})

    def test_a_refusal_has_the_reason_of_the_contract(self):
        self.make(2)
        item = self.client.work("news", "ana").lease()[0]
        with self.assertRaises(assay.AssayError) as caught:
            item.answer("Moon")
        self.assertEqual((caught.exception.code, caught.exception.reason),
                         (grpc.StatusCode.INVALID_ARGUMENT, "BAD_LABEL_VALUE"))
        with self.assertRaises(assay.AssayError) as caught:
            self.client.campaigns.get("no-such")
        self.assertEqual(caught.exception.reason, "CAMPAIGN_NOT_FOUND")

    def test_keys_open_what_their_role_may(self):
        _, admin = self.client.keys.create("admin")
        with self.assertRaises(assay.AssayError) as caught:
            list(self.client.campaigns.list())
        self.assertEqual(caught.exception.code, grpc.StatusCode.UNAUTHENTICATED)
        with assay.Client(self.service.listen, key=admin) as client:
            client.annotators.create("ana")
            _, secret = client.keys.create("annotator", annotator="ana")
        with assay.Client(self.service.listen, key=secret) as client:
            self.assertEqual(client.keys.whoami().annotator, "annotators/ana")
            with self.assertRaises(assay.AssayError) as caught:
                client.annotators.create("ben")
            self.assertEqual(caught.exception.code, grpc.StatusCode.PERMISSION_DENIED)

    def test_the_same_request_is_done_once_even_by_a_service_that_was_killed_after_it(self):
        self.make(5)
        work = self.client.work("news", "ana")
        request = work_pb2.SubmitLabelRequest(
            campaign="campaigns/news", annotator="annotators/ana",
            lease_id=work.lease()[0].lease.lease_id, request_id=new_request_id())
        request.value.choice = "World"
        connection = self.client._connection
        first = connection.call(connection.work.SubmitLabel, request)
        self.service.end(signal.SIGKILL)
        restart = threading.Timer(0.5, self.service.start)
        restart.start()
        second = connection.call(connection.work.SubmitLabel, request)
        restart.join()
        self.assertEqual(first, second)
        self.assertEqual(self.client.campaigns.status("news").label_count, 1)

    def test_an_annotator_works_on_while_the_service_is_killed_and_started_again(self):
        items = 300
        self.make(items)
        failures = []

        def answer_all():
            try:
                for item in self.client.work("news", "ana", prefetch=3):
                    item.answer("Sports")
                    time.sleep(0.002)
            except assay.AssayError as error:
                failures.append(error)

        annotator = threading.Thread(target=answer_all)
        annotator.start()
        pause = random.Random(7)
        kills = 0
        while kills < 3 and annotator.is_alive():
            time.sleep(pause.uniform(0.1, 0.3))
            self.service.end(signal.SIGKILL)
            self.service.start()
            kills += 1
        annotator.join(timeout=100)
        self.assertEqual((failures, kills), ([], 3))
        answered = list(self.client.campaigns.items("news"))
        self.assertEqual(len(answered), items)
        self.assertEqual({len(item.labels) for item in answered}, {1})
        self.verify()


if __name__ == "__main__":
    python_client.main()
