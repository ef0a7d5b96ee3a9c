"""Writes rows to CSV or JSON Lines files."""

from __future__ import annotations

import csv
import json
from contextlib import aclosing, contextmanager
from io import TextIOWrapper
from tempfile import TemporaryFile
from typing import IO, TYPE_CHECKING, Any

from toolspan.formats.delimited import CELL_CAP
from toolspan.formats.values import as_json
from toolspan.runtime.files import whole_file

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from toolspan.page import Records

    Write = Callable[[dict[str, Any]], object]

FORMATS = (".csv", ".jsonl")
_PROGRESS_INTERVAL = 1_000  # rows


async def write_rows(rows: Records[dict[str, Any]], to: Path, progress: Callable[[str], object]) -> int:
    """Write rows to a file and return their number. The file is written completely or not at all."""
    count = 0
    writer = _csv if to.suffix.lower() == ".csv" else _jsonl
    with whole_file(to) as file:
        async with aclosing(rows):
            with writer(file, to.parent) as write:
                async for row in rows:
                    write(row)
                    count += 1
                    if count % _PROGRESS_INTERVAL == 0:
                        progress(f"{count} rows")
    return count


def _text(file: IO[bytes]) -> TextIOWrapper:
    return TextIOWrapper(file, "utf-8", newline="", write_through=True)


@contextmanager
def _jsonl(file: IO[bytes], _: Path) -> Iterator[Write]:
    text = _text(file)
    yield lambda row: text.write(_json(row) + "\n")
    text.detach()


@contextmanager
def _csv(file: IO[bytes], folder: Path) -> Iterator[Write]:
    """Yield a function that writes rows with varying columns.

    The header needs all columns, which are known only after the last row; so rows go to a temporary file first.
    """
    columns: dict[str, None] = {}
    with TemporaryFile("w+", encoding="utf-8", newline="", dir=folder) as body:
        lines = csv.writer(body)

        def write(row: dict[str, Any]) -> None:
            cells = dict(_cells(row))
            columns.update(dict.fromkeys(cells))
            lines.writerow([cells.get(name) for name in columns])

        yield write
        text = _text(file)
        _write_header_and_rows(body, list(columns), text)
        text.detach()


def _write_header_and_rows(body: IO[str], columns: list[str], text: TextIOWrapper) -> None:
    """Write the header and all rows, padded with the columns that only later rows have."""
    # The limit applies to the whole process, so it is never lowered.
    csv.field_size_limit(max(csv.field_size_limit(), CELL_CAP))
    body.seek(0)
    lines = csv.writer(text)
    if columns:
        lines.writerow(columns)
    for cells in csv.reader(body):
        lines.writerow(cells + [""] * (len(columns) - len(cells)))


def _cells(row: dict[str, Any], prefix: str = "") -> Iterator[tuple[str, Any]]:
    """Yield the cells of a row. Nested objects become dotted columns; lists stay JSON."""
    for name, value in row.items():
        if isinstance(value, dict) and value:
            yield from _cells(value, f"{prefix}{name}.")
        else:
            yield prefix + name, _json(value) if isinstance(value, (dict, list)) else as_json(value)


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, default=as_json)
