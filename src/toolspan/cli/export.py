"""Rows into files: comma-separated, or one JSON object a line."""

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
_TOLD_EVERY = 1_000  # rows between two words about progress


async def write_rows(rows: Records[dict[str, Any]], to: Path, progress: Callable[[str], object]) -> int:
    """Write rows and return how many; the file appears whole or not at all."""
    count = 0
    form = _csv if to.suffix.lower() == ".csv" else _jsonl
    with whole_file(to) as file:
        async with aclosing(rows):
            with form(file, to.parent) as write:
                async for row in rows:
                    write(row)
                    count += 1
                    if count % _TOLD_EVERY == 0:
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
    """Give what writes rows of any columns: all columns are known, and stand in the header, only after the last row."""
    columns: dict[str, None] = {}
    with TemporaryFile("w+", encoding="utf-8", newline="", dir=folder) as body:
        lines = csv.writer(body)

        def write(row: dict[str, Any]) -> None:
            cells = dict(_cells(row))
            columns.update(dict.fromkeys(cells))
            lines.writerow([cells.get(name) for name in columns])

        yield write
        text = _text(file)
        _put_together(body, list(columns), text)
        text.detach()


def _put_together(body: IO[str], columns: list[str], text: TextIOWrapper) -> None:
    """Write the header and the rows, each filled up to the columns that later rows brought."""
    # The limit is the process's, so it is only ever raised.
    csv.field_size_limit(max(csv.field_size_limit(), CELL_CAP))
    body.seek(0)
    lines = csv.writer(text)
    if columns:
        lines.writerow(columns)
    for cells in csv.reader(body):
        lines.writerow(cells + [""] * (len(columns) - len(cells)))


def _cells(row: dict[str, Any], within: str = "") -> Iterator[tuple[str, Any]]:
    """Yield the cells of a row: an object within it becomes columns of its own, a list stays JSON."""
    for name, value in row.items():
        if isinstance(value, dict) and value:
            yield from _cells(value, f"{within}{name}.")
        else:
            yield within + name, _json(value) if isinstance(value, (dict, list)) else as_json(value)


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, default=as_json)
