"""Questions about items, answered by annotators."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import Any, Iterable, Iterator, List, Mapping, Optional, Sequence, Union

from assay._connection import Connection, PathLike, new_request_id, resource_name
from assay._generated.v1 import campaigns_pb2 as pb, datasets_pb2, label_values_pb2
from assay._rows import file_chunks, is_missing, rows_of, upload
from assay._values import to_value
from assay.annotators import to_micros
from assay.datasets import write_stream
from assay.errors import AssayError, invalid

# Rows as dictionaries or tuples (item, annotator, label), a data frame, or the path of a table file.
Labels = Union[Iterable[Mapping[str, Any]], Iterable[Sequence[Any]], PathLike, Any]

_Schema = label_values_pb2.LabelSchema
_KINDS = {"single": _Schema.KIND_SINGLE_CHOICE, "multiple": _Schema.KIND_MULTIPLE_CHOICE,
          "ordinal": _Schema.KIND_ORDINAL, "number": _Schema.KIND_NUMBER,
          "spans": _Schema.KIND_TEXT_SPANS, "boxes": _Schema.KIND_BOXES,
          "pairwise": _Schema.KIND_PAIRWISE}
_ORDERS = {"random": pb.Campaign.ORDER_RANDOM, "sequential": pb.Campaign.ORDER_SEQUENTIAL,
           "gain": pb.Campaign.ORDER_GAIN}
_FORMATS = {"labels": pb.ExportCampaignRequest.FORMAT_LABELS_CSV,
            "labels-jsonl": pb.ExportCampaignRequest.FORMAT_LABELS_JSONL,
            "consensus": pb.ExportCampaignRequest.FORMAT_CONSENSUS_CSV,
            "lossless": pb.ExportCampaignRequest.FORMAT_LOSSLESS}
_ITEM_STATES = {"": pb.CampaignItem.STATE_UNSPECIFIED,
                "untouched": pb.CampaignItem.STATE_UNTOUCHED, "open": pb.CampaignItem.STATE_OPEN,
                "complete": pb.CampaignItem.STATE_COMPLETE}
_CREATED_KINDS = {"": 0, "expert": 1, "crowd": 2}
_ROWS_IN_MESSAGE = 1000
_BYTES_IN_MESSAGE = 1 << 20


def _pick(field: str, table: Mapping[str, int], word: str) -> int:
    if word not in table:
        expected = ", ".join(name for name in table if name)
        raise invalid("BAD_CAMPAIGN", f"{field}: found '{word}', expected {expected}", field=field,
                      found=word, expected=expected)
    return table[word]


class Campaigns:
    """Campaigns; assay/v1/campaigns.proto tells the fields and the errors."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._stub = connection.campaigns

    def create(self, name: str, dataset: str, question: str, classes: Sequence[str] = (), *,
               kind: str = "single", overlap: int = 1, max_overlap: int = 0,
               confidence: float = 0, order: str = "random", seed: int = 0,
               guidelines: str = "", show: Sequence[str] = (), annotators: Sequence[str] = (),
               gold: Union[pb.GoldRule, Mapping[str, Any], None] = None,
               selection: Union[pb.ItemSelection, Mapping[str, Any], None] = None,
               lease_minutes: float = 0, prefetch: int = 0, budget: float = 0, currency: str = "",
               min_value: Optional[float] = None, max_value: Optional[float] = None,
               display_name: str = "", start: bool = False) -> pb.Campaign:
        """Asks a question about the items of a data set.

        kind:     "single", "multiple", "ordinal", "number", "spans", "boxes" or "pairwise".
        overlap:  labels of each item; up to max_overlap while the consensus is less sure than
                  confidence.
        order:    "random", "sequential" or "gain".
        gold:     a GoldRule or its fields, such as {"dataset": "datasets/gold", "share": 0.1,
                  "pass_mark": 0.7}.
        selection:  an ItemSelection or its fields, such as {"suspects": {"audit": "audits/1"}}.
        start:    hands out items at once.
        """
        campaign = pb.Campaign(
            display_name=display_name, dataset=resource_name("datasets/", dataset),
            question=question, shown_columns=list(show),
            annotators=[resource_name("annotators/", annotator) for annotator in annotators],
            order=_pick("order", _ORDERS, order), seed=seed, max_lease_count=prefetch,
            budget_micros=to_micros(budget), currency_code=currency, gold=gold,
            selection=selection)
        campaign.schema.kind = _pick("kind", _KINDS, kind)
        campaign.schema.classes.extend(classes)
        if min_value is not None:
            campaign.schema.min_value = min_value
        if max_value is not None:
            campaign.schema.max_value = max_value
        campaign.guidelines.text = guidelines
        campaign.overlap.label_count = overlap
        campaign.overlap.max_label_count = max_overlap
        campaign.overlap.target_confidence = confidence
        if lease_minutes:
            campaign.lease_duration.FromMilliseconds(round(60_000 * lease_minutes))
        request = pb.CreateCampaignRequest(campaign_id=name.split("/")[-1], campaign=campaign,
                                           request_id=new_request_id())
        made = self._connection.call(self._stub.CreateCampaign, request)
        return self.start(made.name) if start else made

    def get(self, name: str) -> pb.Campaign:
        return self._named(self._stub.GetCampaign, pb.GetCampaignRequest, name)

    def list(self) -> Iterator[pb.Campaign]:
        return self._connection.pages(self._stub.ListCampaigns, pb.ListCampaignsRequest(),
                                      "campaigns")

    def update(self, campaign: pb.Campaign, paths: Sequence[str]) -> pb.Campaign:
        """Takes the fields `paths` of `campaign`, as get() returned it and you changed it."""
        request = pb.UpdateCampaignRequest(campaign=campaign, request_id=new_request_id())
        request.update_mask.paths.extend(paths)
        return self._connection.call(self._stub.UpdateCampaign, request)

    def start(self, name: str) -> pb.Campaign:
        return self._named(self._stub.StartCampaign, pb.StartCampaignRequest, name)

    def pause(self, name: str) -> pb.Campaign:
        return self._named(self._stub.PauseCampaign, pb.PauseCampaignRequest, name)

    def close(self, name: str) -> pb.Campaign:
        return self._named(self._stub.CloseCampaign, pb.CloseCampaignRequest, name)

    def delete(self, name: str) -> None:
        self._named(self._stub.DeleteCampaign, pb.DeleteCampaignRequest, name)

    def status(self, name: str) -> pb.CampaignStatus:
        """Every figure at once: progress, agreement, consensus, gold, speed, cost."""
        return self._named(self._stub.GetCampaignStatus, pb.GetCampaignStatusRequest, name)

    def watch(self, name: str, interval_seconds: float = 1) -> Iterator[pb.CampaignStatus]:
        """The status at once and whenever it has changed, until the campaign is closed."""
        request = pb.WatchCampaignStatusRequest(name=resource_name("campaigns/", name))
        request.interval.FromMilliseconds(round(1000 * interval_seconds))
        return self._connection.receive(self._stub.WatchCampaignStatus, request)

    def annotators(self, name: str) -> Iterator[pb.CampaignAnnotator]:
        """How much each annotator did, and how well."""
        request = pb.ListCampaignAnnotatorsRequest(campaign=resource_name("campaigns/", name))
        return self._connection.pages(self._stub.ListCampaignAnnotators, request, "annotators")

    def reinstate(self, name: str, annotator: str) -> pb.CampaignAnnotator:
        """Lets an annotator go on who failed the gold items."""
        request = pb.ReinstateAnnotatorRequest(
            campaign=resource_name("campaigns/", name),
            annotator=resource_name("annotators/", annotator))
        return self._connection.call(self._stub.ReinstateAnnotator, request)

    def items(self, name: str, state: str = "", item_id: str = "") -> Iterator[pb.CampaignItem]:
        """Items with their labels and consensus; state "untouched", "open" or "complete"."""
        request = pb.ListCampaignItemsRequest(campaign=resource_name("campaigns/", name),
                                              state=_pick("state", _ITEM_STATES, state),
                                              item_id=item_id)
        return self._connection.pages(self._stub.ListCampaignItems, request, "items")

    def import_labels(self, name: str, labels: Labels, *,
                      create_annotators: str = "") -> pb.ImportLabelsResponse:
        """Adds labels that were given elsewhere, all or none.

        labels:  rows with item (or item_id, id), annotator, label, and perhaps time (datetime, or
                 seconds since 1970), active_seconds, cost, input_tokens and
                 output_tokens; tuples (item, annotator, label); a
                 pandas or polars data frame with such columns; or the path of a table file.  Sent
                 as they come, in bounded memory.
        create_annotators:  "expert" or "crowd": what those become that are not there yet.
        """
        spec = pb.ImportLabelsSpec(
            campaign=resource_name("campaigns/", name),
            create_annotators_kind=_pick("create_annotators", _CREATED_KINDS, create_annotators))
        if isinstance(labels, (str, Path)):
            path = Path(labels)
            if not path.is_file():
                raise invalid("FILE_NOT_READABLE", f"{path}: found no file", file=str(path))
            spec.file_name = path.name
            stream = upload(spec, pb.ImportLabelsRequest, file_chunks(path),
                            datasets_pb2.ImportEnd)
        else:
            stream = _label_stream(spec, labels, self.get(name).schema.kind)
        return self._connection.send(self._stub.ImportLabels, stream)

    def export(self, name: str, path: Optional[PathLike] = None, format: str = "labels") -> bytes:
        """Writes "labels", "labels-jsonl", "consensus" or "lossless" to a file, or returns it."""
        request = pb.ExportCampaignRequest(name=resource_name("campaigns/", name),
                                           format=_pick("format", _FORMATS, format))
        return write_stream(self._connection.receive(self._stub.ExportCampaign, request), path)

    def restore(self, path: PathLike, name: str = "", dataset: str = "") -> pb.Campaign:
        """Makes a campaign again from a lossless export."""
        spec = pb.RestoreCampaignSpec(campaign_id=name, dataset_id=dataset,
                                      file_name=Path(path).name)
        stream = upload(spec, pb.RestoreCampaignRequest, file_chunks(Path(path)),
                        datasets_pb2.ImportEnd)
        return self._connection.send(self._stub.RestoreCampaign, stream).campaign

    def label_with(self, name: str, annotator: str) -> pb.RunAnnotatorResponse:
        """Lets a rule or a model label, and returns how it ended."""
        request = pb.RunAnnotatorRequest(campaign=resource_name("campaigns/", name),
                                         annotator=resource_name("annotators/", annotator))
        last = pb.RunAnnotatorResponse()
        for last in self._connection.receive(self._stub.RunAnnotator, request):
            pass
        return last

    def settle(self, name: str, min_confidence: float = 0) -> pb.SettleFindingsResponse:
        """Hands the answers to the audit that the items came from."""
        request = pb.SettleFindingsRequest(campaign=resource_name("campaigns/", name),
                                           min_confidence=min_confidence)
        return self._connection.call(self._stub.SettleFindings, request)

    def _named(self, method: Any, request_type: Any, name: str) -> Any:
        return self._connection.call(method, request_type(name=resource_name("campaigns/", name)))


def _label_stream(spec: pb.ImportLabelsSpec, labels: Any, kind: int) -> Iterator[pb.ImportLabelsRequest]:
    """The messages of an import of rows: the spec, rows in groups, and the end."""
    yield pb.ImportLabelsRequest(spec=spec)
    batch: List[pb.ImportedLabel] = []
    size = 0
    for number, row in enumerate(rows_of(labels), start=1):
        label = _imported_label(row, number, kind)
        batch.append(label)
        size += label.ByteSize()
        if len(batch) == _ROWS_IN_MESSAGE or size >= _BYTES_IN_MESSAGE:
            yield pb.ImportLabelsRequest(rows=pb.ImportedLabels(rows=batch))
            batch, size = [], 0
    if batch:
        yield pb.ImportLabelsRequest(rows=pb.ImportedLabels(rows=batch))
    yield pb.ImportLabelsRequest(end=datasets_pb2.ImportEnd())


def _imported_label(row: Any, number: int, kind: int) -> pb.ImportedLabel:
    cells = row if isinstance(row, Mapping) else dict(zip(("item", "annotator", "label"), row))
    item = next((cells[name] for name in ("item", "item_id", "id") if name in cells), None)
    if is_missing(item) or "annotator" not in cells or "label" not in cells:
        raise invalid("BAD_LABEL_ROW",
                      f"row {number}: found {', '.join(map(str, cells))}, expected item, annotator "
                      "and label", row=str(number))
    try:
        value = to_value(cells["label"], kind)
    except AssayError as error:
        raise AssayError(error.code, error.reason, f"row {number}: {error.message}",
                         {**error.metadata, "row": str(number)}) from error
    label = pb.ImportedLabel(item_id=str(item), annotator_id=str(cells["annotator"]).split("/")[-1],
                             value=value)
    if not is_missing(cells.get("time")):
        _set_time(label, cells["time"])
    if not is_missing(cells.get("active_seconds")):
        label.active_time.FromMilliseconds(round(1000 * float(cells["active_seconds"])))
    if not is_missing(cells.get("cost")):
        label.cost_micros = to_micros(cells["cost"])
    for name in ("input_tokens", "output_tokens"):
        if not is_missing(cells.get(name)):
            setattr(label, name, int(cells[name]))
    return label


def _set_time(label: pb.ImportedLabel, time: Any) -> None:
    if isinstance(time, datetime.datetime):  # pandas.Timestamp is one
        if time.tzinfo is None:
            time = time.replace(tzinfo=datetime.timezone.utc)
        label.submit_time.FromDatetime(time.astimezone(datetime.timezone.utc).replace(tzinfo=None))
    elif isinstance(time, str):
        label.submit_time.FromJsonString(time)
    else:
        label.submit_time.FromMicroseconds(round(1_000_000 * float(time)))
