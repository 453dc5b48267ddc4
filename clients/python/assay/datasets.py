"""Tables of items."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Iterable, Iterator, List, Mapping, Optional, Union

from assay._connection import Connection, PathLike, new_request_id, resource_name
from assay._generated.v1 import datasets_pb2 as pb
from assay._rows import cell_text, file_chunks, json_chunks, rows_of, upload
from assay.errors import invalid

# Rows as dictionaries, a pandas or polars data frame, or the path of a table file.
Items = Union[Iterable[Mapping[str, Any]], PathLike, Any]

_ITEMS_IN_CALL = 1000
_BYTES_IN_CALL = 4 << 20


class Datasets:
    """Tables of items; assay/v1/datasets.proto tells the fields and the errors."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def import_items(self, items: Items, name: str = "", *, id_column: str = "",
                     label_column: str = "", labels: bool = False,
                     text_columns: Iterable[str] = ()) -> pb.Dataset:
        """Stores items for a campaign, all or none, and returns their data set.

        items:   rows as dictionaries, a pandas or polars data frame, or the path of a csv, tsv or
                 jsonl file (plain or gzip).  Sent as they come, in bounded memory.
        name:    of the data set; empty: made from the file name.
        labels:  the table has given labels too, to be audited, or for gold.

        Columns that are not named are guessed; Dataset.columns says how.
        """
        spec = pb.ImportSpec(
            dataset_id=name.split("/")[-1], id_column=id_column, label_column=label_column,
            text_columns=list(text_columns), no_labels=not (labels or label_column),
            allow_no_features=True, allow_one_class=True)
        if isinstance(items, (str, Path)):
            path = Path(items)
            if not path.is_file():
                raise invalid("FILE_NOT_READABLE", f"{path}: found no file", file=str(path))
            spec.file_name = path.name
            chunks = file_chunks(path)
        else:
            spec.file_name = "items.jsonl"
            spec.format = "jsonl"
            chunks = json_chunks(rows_of(items))
        stream = upload(spec, pb.ImportDatasetRequest, chunks, pb.ImportEnd)
        return self._connection.send(self._connection.datasets.ImportDataset, stream).dataset

    def append(self, name: str, items: Items, *, id_column: str = "id") -> int:
        """Adds items at the end, 1,000 in a call, each once however often a call is repeated.

        Returns how many items the data set has then.
        """
        count = 0
        batch: List[pb.NewItem] = []
        size = 0
        for row in rows_of(items):
            item = _new_item(row, id_column)
            batch.append(item)
            size += item.ByteSize()
            if len(batch) == _ITEMS_IN_CALL or size >= _BYTES_IN_CALL:
                count = self._append(name, batch)
                batch, size = [], 0
        if batch or not count:
            count = self._append(name, batch)
        return count

    def get(self, name: str) -> pb.Dataset:
        request = pb.GetDatasetRequest(name=resource_name("datasets/", name))
        return self._connection.call(self._connection.datasets.GetDataset, request)

    def list(self) -> Iterator[pb.Dataset]:
        return self._connection.pages(self._connection.datasets.ListDatasets,
                                      pb.ListDatasetsRequest(), "datasets")

    def delete(self, name: str) -> None:
        request = pb.DeleteDatasetRequest(name=resource_name("datasets/", name))
        self._connection.call(self._connection.datasets.DeleteDataset, request)

    def export(self, name: str, path: Optional[PathLike] = None, format: str = "csv") -> bytes:
        """Writes the data set to a file, or returns it where no path is given."""
        request = pb.ExportDatasetRequest(name=resource_name("datasets/", name), format=format)
        return write_stream(
            self._connection.receive(self._connection.datasets.ExportDataset, request), path)

    def _append(self, name: str, batch: List[pb.NewItem]) -> int:
        request = pb.AppendItemsRequest(dataset=resource_name("datasets/", name), items=batch,
                                        request_id=new_request_id())
        return self._connection.call(self._connection.datasets.AppendItems, request).item_count


def _new_item(row: Mapping[str, Any], id_column: str) -> pb.NewItem:
    if id_column not in row:
        raise invalid("UNKNOWN_COLUMN", f"found a row without '{id_column}', expected the item id",
                      column=id_column)
    cells = {str(name): cell_text(value) for name, value in row.items() if name != id_column}
    return pb.NewItem(item_id=cell_text(row[id_column]),
                      cells={name: cell for name, cell in cells.items() if cell})


def write_stream(stream: Iterator[Any], path: Optional[PathLike]) -> bytes:
    """Writes the chunks of a stream to a file, whole or not at all, or returns them together."""
    if path is None:
        return b"".join(message.chunk for message in stream)
    target = Path(path)
    partial = target.with_name(target.name + ".partial")
    try:
        with open(partial, "wb") as file:
            for message in stream:
                file.write(message.chunk)
        partial.replace(target)
    finally:
        partial.unlink(missing_ok=True)
    return b""
