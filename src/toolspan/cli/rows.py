"""Rows into files: comma-separated, or one JSON object a line."""

from __future__ import annotations

import csv
import json
from typing import TYPE_CHECKING, Any

from toolspan.errors import InvalidInput
from toolspan.files import whole_file

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable
    from io import TextIOWrapper
    from pathlib import Path

FORMATS = (".csv", ".jsonl")
_TOLD_EVERY = 1_000  # rows between two words about progress


async def write_rows(rows: AsyncIterator[dict[str, Any]], to: Path, progress: Callable[[str], object]) -> int:
    """Write rows and return how many; the file appears whole or not at all.

    Raises:
        InvalidInput: A row does not fit into the columns of the first one.
    """
    import io

    count = 0
    with whole_file(to) as file:
        text = io.TextIOWrapper(file, "utf-8", newline="", write_through=True)
        write = _csv(text) if to.suffix.lower() == ".csv" else _jsonl(text)
        async for row in rows:
            write(row)
            count += 1
            if count % _TOLD_EVERY == 0:
                progress(f"{count} rows")
        text.detach()
    return count


def _jsonl(text: TextIOWrapper) -> Callable[[dict[str, Any]], object]:
    return lambda row: text.write(json.dumps(row, ensure_ascii=False, default=str) + "\n")


def _csv(text: TextIOWrapper) -> Callable[[dict[str, Any]], object]:
    writer = csv.writer(text)
    columns: list[str] = []

    def write(row: dict[str, Any]) -> None:
        if not columns:
            columns.extend(row)
            writer.writerow(columns)
        if more := [name for name in row if name not in columns]:
            raise InvalidInput(
                f"A row has more than the columns of the first one: {', '.join(more)[:200]}.",
                hint="Save it as .jsonl, where each row has its own.",
            )
        writer.writerow([_cell(row.get(name)) for name in columns])

    return write


def _cell(value: Any) -> Any:
    return json.dumps(value, ensure_ascii=False, default=str) if isinstance(value, (dict, list)) else value
