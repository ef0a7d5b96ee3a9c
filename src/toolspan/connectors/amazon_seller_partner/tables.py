"""Rows out of report documents: tab-separated, comma-separated and JSON."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from pydantic_core import from_json

from toolspan.errors import UpstreamError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

TSV, CSV, JSON = "text/tab-separated-values", "text/csv", "application/json"
EXTRA = "_extra"
"""Column that holds cells beyond the header, which would otherwise be lost."""


@dataclass(slots=True)
class Table:
    """The rows of a report and what the reader should know about them."""

    rows: list[Any]
    columns: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)


def read_table(text: str, content_type: str) -> Table:
    """Return the rows of a report document.

    Args:
        text: The decoded document.
        content_type: One of `TSV`, `CSV`, `JSON`.

    Raises:
        UpstreamError: The document is not what it says it is.
    """
    return READERS[content_type](text)


def sniff(text: str) -> str:
    """Return the content type that the text looks like."""
    start = text.lstrip()[:1]
    if start in ("{", "["):
        return JSON
    head = text[:4096].split("\n", 1)[0]
    return TSV if "\t" in head or "," not in head else CSV


def _tsv(text: str) -> Table:
    lines = text.replace("\r\n", "\n").split("\n")
    if lines and lines[0].startswith('"') and lines[0].endswith('"'):  # quoted: let csv read it
        return _separated(csv.reader(io.StringIO(text, newline=""), delimiter="\t"))
    return _separated(line.split("\t") for line in lines if line)


def _csv(text: str) -> Table:
    return _separated(csv.reader(io.StringIO(text, newline="")))


def _separated(lines: Iterable[list[str]]) -> Table:
    try:
        cells = iter(lines)
        columns = _unique(next(cells, []))
        table = Table(list(_rows(cells, columns)), columns)
    except csv.Error as error:
        raise UpstreamError(f"The document is not a readable table: {error}.") from None
    risky = sum(
        1
        for row in table.rows
        if any(value[:1] in ("=", "@") for value in row.values() if isinstance(value, str))
    )
    if risky:
        table.warnings.append(
            f"{risky} rows hold text that a spreadsheet would run as a formula; it is given as it is."
        )
    return table


def _unique(header: list[str]) -> list[str]:
    seen: dict[str, int] = {}
    names = []
    for position, cell in enumerate(header):
        name = cell.strip().lstrip("\ufeff") or f"column_{position + 1}"
        seen[name] = seen.get(name, 0) + 1
        names.append(name if seen[name] == 1 else f"{name}_{seen[name]}")
    return names


def _rows(lines: Iterator[list[str]], columns: list[str]) -> Iterator[dict[str, Any]]:
    width = len(columns)
    for cells in lines:
        if len(cells) == width:
            yield dict(zip(columns, cells, strict=True))
        elif cells:
            row: dict[str, Any] = dict(zip(columns, [*cells, *[""] * (width - len(cells))], strict=False))
            yield row | {EXTRA: cells[width:]} if len(cells) > width else row


def _json(text: str) -> Table:
    try:
        content = from_json(text)
    except ValueError:
        raise UpstreamError("The document is not valid JSON.") from None
    if isinstance(content, list):
        return Table(content)
    lists = (
        {name: entries for name, entries in content.items() if isinstance(entries, list)}
        if isinstance(content, dict)
        else {}
    )
    if not lists:
        return Table([content])
    if len(lists) == 1:
        return Table(next(iter(lists.values())))
    return Table(
        [{"section": name, **_as_row(entry)} for name, entries in lists.items() for entry in entries]
    )


def _as_row(entry: Any) -> dict[str, Any]:
    return entry if isinstance(entry, dict) else {"value": entry}


READERS: dict[str, Callable[[str], Table]] = {TSV: _tsv, CSV: _csv, JSON: _json}
