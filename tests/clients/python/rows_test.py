"""What the Python client makes of rows, data frames and labels, without a service."""

import datetime
import itertools
import json
import math
import unittest

import python_client  # first: it finds the client
from assay import AssayError
from assay._generated.v1 import campaigns_pb2, datasets_pb2, label_values_pb2
from assay._rows import CHUNK_BYTES, cell_text, json_chunks, rows_of, upload
from assay._values import from_value, to_value
from assay.annotators import to_micros
from assay.campaigns import _imported_label, _label_stream

Schema = label_values_pb2.LabelSchema


class PandasLike:
    """As much of a pandas.DataFrame as is used."""

    columns = ["id", "text"]

    def itertuples(self, index, name):
        assert not index and name is None
        return iter([(1, "a"), (2, math.nan)])


class PolarsLike:
    """As much of a polars.DataFrame as is used."""

    columns = ["id", "text"]

    def iter_rows(self, named):
        assert named
        return iter([{"id": 1, "text": "a"}, {"id": 2, "text": None}])


class Missing:
    """As pandas.NA: equal to nothing, and neither true nor false."""

    def __ne__(self, other):
        return self

    def __bool__(self):
        raise TypeError("boolean value of NA is ambiguous")


class RowsTest(unittest.TestCase):
    def test_data_frames_and_dictionaries_give_the_same_rows(self):
        expected = [{"id": "1", "text": "a"}, {"id": "2", "text": ""}]
        dictionaries = [{"id": 1, "text": "a"}, {"id": 2, "text": None}]
        for source in (PandasLike(), PolarsLike(), dictionaries, iter(dictionaries)):
            rows = [{name: cell_text(cell) for name, cell in row.items()}
                    for row in rows_of(source)]
            self.assertEqual(rows, expected)

    def test_cells_are_what_a_table_file_would_hold(self):
        cells = {"x": "x", "": None, "3": 3, "3.5": 3.5, "true": True, "[1, 2]": [1, 2],
                 '{"ä": 1}': {"ä": 1}}
        for text, cell in cells.items():
            self.assertEqual(cell_text(cell), text)
        self.assertEqual(cell_text(4.0), "4")  # a column of numbers with a gap becomes float
        self.assertEqual(cell_text(math.nan), "")
        self.assertEqual(cell_text(Missing()), "")

    def test_rows_are_not_read_ahead_of_what_is_sent(self):
        read = itertools.count()
        rows = ({"id": next(read), "text": "x" * 1000} for _ in itertools.count())
        chunks = json_chunks(rows)
        first = next(chunks)
        self.assertGreaterEqual(len(first), CHUNK_BYTES)
        self.assertLess(len(first), CHUNK_BYTES + 2000)
        self.assertEqual(json.loads(first.splitlines()[0]), {"id": "0", "text": "x" * 1000})
        self.assertLess(next(read), CHUNK_BYTES / 1000 + 2)

    def test_an_upload_is_a_spec_chunks_and_an_end_that_counts_them(self):
        spec = campaigns_pb2.ImportLabelsSpec(campaign="campaigns/news")
        messages = list(upload(spec, campaigns_pb2.ImportLabelsRequest, [b"x" * (3 << 20), b"y"],
                               datasets_pb2.ImportEnd))
        self.assertEqual(messages[0].spec, spec)
        self.assertEqual([len(m.chunk) for m in messages[1:-1]], [1 << 20] * 3 + [1])
        self.assertEqual(messages[-1].end.byte_count, (3 << 20) + 1)


class ValuesTest(unittest.TestCase):
    def test_labels_go_there_and_back(self):
        spans = {"spans": {"spans": [{"start_offset": "1", "end_offset": "4", "label_class": "a"}]}}
        for kind, label in ((Schema.KIND_SINGLE_CHOICE, "cat"), (Schema.KIND_ORDINAL, "high"),
                            (Schema.KIND_MULTIPLE_CHOICE, ["a", "b"]),
                            (Schema.KIND_MULTIPLE_CHOICE, []), (Schema.KIND_NUMBER, 2.5),
                            (Schema.KIND_PAIRWISE, "tie"), (Schema.KIND_TEXT_SPANS, spans)):
            self.assertEqual(from_value(to_value(label, kind)), label)
        self.assertIsNone(from_value(label_values_pb2.LabelValue()))

    def test_labels_that_do_not_fit_are_refused_with_what_was_expected(self):
        for kind, label in ((Schema.KIND_MULTIPLE_CHOICE, "abc"), (Schema.KIND_NUMBER, "many"),
                            (Schema.KIND_NUMBER, None), (Schema.KIND_PAIRWISE, "left"),
                            (Schema.KIND_TEXT_SPANS, "word"),
                            (Schema.KIND_TEXT_SPANS, {"no_such_field": 1})):
            with self.assertRaises(AssayError) as caught:
                to_value(label, kind)
            self.assertEqual(caught.exception.reason, "BAD_LABEL_VALUE")
            self.assertIn("expected", caught.exception.message)

    def test_prices_are_millionths(self):
        for price, micros in ((0.05, 50_000), ("0.05", 50_000), (30, 30_000_000), (0.1, 100_000)):
            self.assertEqual(to_micros(price), micros)


class ImportedLabelTest(unittest.TestCase):
    def label(self, row, kind=Schema.KIND_SINGLE_CHOICE):
        return _imported_label(row, 17, kind)

    def test_tuples_and_dictionaries_are_labels(self):
        plain = self.label(("item-1", "ana", "cat"))
        self.assertEqual(plain, self.label({"item": "item-1", "annotator": "ana", "label": "cat"}))
        self.assertEqual(plain, self.label({"item_id": "item-1", "annotator": "annotators/ana",
                                            "label": "cat", "time": None, "cost": math.nan}))
        self.assertEqual((plain.item_id, plain.annotator_id, plain.value.choice),
                         ("item-1", "ana", "cat"))
        self.assertFalse(plain.HasField("submit_time"))

    def test_times_are_taken_as_they_come(self):
        utc = datetime.timezone.utc
        moment = datetime.datetime(2026, 1, 2, 3, 4, 5, 250_000, utc)
        east = moment.astimezone(datetime.timezone(datetime.timedelta(hours=2)))
        for time in (moment, east, moment.replace(tzinfo=None), moment.timestamp(),
                     "2026-01-02T03:04:05.25Z"):
            row = {"item": "1", "annotator": "ana", "label": "cat", "time": time,
                   "active_seconds": 1.5, "cost": "0.02"}
            label = self.label(row)
            self.assertEqual(label.submit_time.ToJsonString(), "2026-01-02T03:04:05.250Z")
            self.assertEqual(label.active_time.ToMilliseconds(), 1500)
            self.assertEqual(label.cost_micros, 20_000)

    def test_a_bad_row_is_named_by_its_number(self):
        for row in ({"annotator": "ana", "label": "cat"}, ("item-1", "ana"), (None, "ana", "cat")):
            with self.assertRaises(AssayError) as caught:
                self.label(row)
            self.assertEqual(caught.exception.metadata["row"], "17")
        with self.assertRaises(AssayError) as caught:
            self.label(("item-1", "ana", "many"), Schema.KIND_NUMBER)
        self.assertEqual(caught.exception.metadata["row"], "17")
        self.assertEqual(caught.exception.reason, "BAD_LABEL_VALUE")

    def test_rows_are_sent_in_groups_as_they_come(self):
        read = itertools.count()
        rows = ((f"item-{next(read)}", "ana", "cat") for _ in range(2500))
        stream = _label_stream(campaigns_pb2.ImportLabelsSpec(), rows, Schema.KIND_SINGLE_CHOICE)
        self.assertTrue(next(stream).HasField("spec"))
        self.assertEqual(len(next(stream).rows.rows), 1000)
        self.assertEqual(next(read), 1000)
        rest = list(stream)
        self.assertTrue(rest[-1].HasField("end"))
        self.assertEqual([len(m.rows.rows) for m in rest[:-1]], [1000, 500])


if __name__ == "__main__":
    python_client.main()
