"""Rows from whatever holds them: dictionaries, pandas and polars data frames."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Dict, Iterable, Iterator, Mapping

CHUNK_BYTES = 256 << 10


def rows_of(source: Any) -> Iterator[Mapping[str, Any]]:
    """The rows of an iterable of mappings, or of a data frame, one at a time."""
    if hasattr(source, "iter_rows"):  # polars
        return source.iter_rows(named=True)
    if hasattr(source, "itertuples") and hasattr(source, "columns"):  # pandas
        columns = [str(column) for column in source.columns]
        return (dict(zip(columns, row)) for row in source.itertuples(index=False, name=None))
    return iter(source)


def is_missing(value: Any) -> bool:
    """None, NaN, and what data frames take for them."""
    if value is None:
        return True
    try:
        return bool(value != value)
    except TypeError:  # pandas.NA has no truth value
        return True
    except ValueError:  # an array
        return False


def cell_text(value: Any) -> str:
    """A cell as the text that a table file would hold; a missing one is empty."""
    if is_missing(value):
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer() and abs(value) < 2**53:
        return str(int(value))
    if isinstance(value, (dict, list, tuple)):
        return json.dumps(value, ensure_ascii=False)
    return str(value)


def json_chunks(rows: Iterable[Mapping[str, Any]]) -> Iterator[bytes]:
    """The rows as JSON Lines, in pieces of about CHUNK_BYTES; memory does not grow with them."""
    lines = bytearray()
    for row in rows:
        cells: Dict[str, str] = {str(name): cell_text(value) for name, value in row.items()}
        lines += json.dumps(cells, ensure_ascii=False).encode() + b"\n"
        if len(lines) >= CHUNK_BYTES:
            yield bytes(lines)
            lines.clear()
    if lines:
        yield bytes(lines)


def file_chunks(path: Path) -> Iterator[bytes]:
    """The bytes of a file in pieces."""
    with open(path, "rb") as file:
        while True:
            chunk = file.read(CHUNK_BYTES)
            if not chunk:
                return
            yield chunk


def upload(spec_message: Any, make: Any, chunks: Iterable[bytes], end_type: Any) -> Iterator[Any]:
    """The messages of an import stream: the spec, chunks of at most 1 MiB, and the end."""
    yield make(spec=spec_message)
    sent = 0
    for chunk in chunks:
        for start in range(0, len(chunk), 1 << 20):
            piece = chunk[start:start + (1 << 20)]
            sent += len(piece)
            yield make(chunk=piece)
    yield make(end=end_type(byte_count=sent))
