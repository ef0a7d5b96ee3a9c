"""Rows out of report documents: tab-separated, comma-separated and JSON.

Tables are read as they are decoded: memory goes to the rows that were asked for, not to the
document. JSON is parsed whole, which takes some ten times its size and holds the interpreter.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass, field
from itertools import chain
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from pydantic_core import from_json, to_json

from toolspan.errors import UpstreamError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

LineT = TypeVar("LineT")

TSV, CSV, JSON = "text/tab-separated-values", "text/csv", "application/json"
EXTRA = "_extra"
"""Column that holds cells beyond the header, which would otherwise be lost."""
SECTION = "_section"
"""Column that says from which of a JSON document's lists a row is."""
CELL_CAP = 32 * 2**20
"""Characters of one quoted cell at most."""
_ABOUT_CAP = 4_000
_STARTS = {"<": "XML or HTML", "%PDF-": "PDF", "PK\x03\x04": "a spreadsheet or archive"}
_FILE = "The same call will not read it either: get its address with reports.document and fetch the file yourself."
_EMPTY = "The document is empty: it has not even a header."


class Window(NamedTuple):
    """Which rows are wanted; all from `offset` on when `limit` is None."""

    offset: int = 0
    limit: int | None = None

    @property
    def stop(self) -> float:
        """Return the number of the first row after the window."""
        return float("inf") if self.limit is None else self.offset + self.limit

    def of(self, entries: list[Any]) -> list[Any]:
        """Return the entries in the window."""
        return entries[self.offset : None if self.limit is None else self.offset + self.limit]


@dataclass(slots=True)
class Table:
    """The wanted rows of a report, and what the reader should know about all of them.

    `about` holds what a JSON document says besides its rows.
    """

    rows: list[dict[str, Any]]
    total: int
    columns: list[str] = field(default_factory=list)
    about: dict[str, Any] = field(default_factory=dict)
    warnings: list[str] = field(default_factory=list)


ALL = Window()


def read_table(pieces: Iterable[str], content_type: str | None = None, window: Window = ALL) -> Table:
    """Return rows of a report document.

    Args:
        pieces: The decoded document, in pieces of any size.
        content_type: `TSV`, `CSV` or `JSON`; found out by looking when it is anything else.
        window: Which rows are wanted.

    Raises:
        UpstreamError: The document is not what it says it is.
    """
    rest = iter(pieces)
    start = next(rest, "")
    reader = READERS.get(content_type or "") or READERS[sniff(start)]
    return reader(chain((start,), rest), window)


def sniff(start: str) -> str:
    """Return the content type that a text of this start looks like.

    Raises:
        UpstreamError: It is none that holds rows.
    """
    begin = start.lstrip()[:8]
    if begin[:1] in ("{", "["):
        return JSON
    _refuse_others(begin)
    head = start[:4096].split("\n", 1)[0]
    return TSV if "\t" in head or "," not in head else CSV


def _refuse_others(start: str) -> None:
    for mark, kind in _STARTS.items():
        if start.startswith(mark):
            raise UpstreamError(
                f"The document is {kind}, which holds no rows that reports.run could read.",
                hint=_FILE,
            )


def _lines(pieces: Iterable[str]) -> Iterator[str]:
    """Yield the lines without their end; only a line feed ends one, no other character that Unicode calls a break."""
    begun: list[str] = []
    for piece in pieces:
        first, *others = piece.split("\n")
        begun.append(first)
        if others:
            yield "".join(begun)
            yield from others[:-1]
            begun = [others[-1]]
    if last := "".join(begun):
        yield last


def _tsv(pieces: Iterable[str], window: Window) -> Table:
    lines = _lines(pieces)
    head = next(lines, "").removesuffix("\r")
    _refuse_others(head)
    lines = chain((head,), lines)
    if head.startswith('"') and head.endswith('"'):
        return _quoted(lines, "\t", window)
    # Not by the csv module: quotes in these files are data.
    return _tabulated((line.removesuffix("\r") for line in lines), lambda line: line.split("\t"), window)


def _csv(pieces: Iterable[str], window: Window) -> Table:
    lines = _lines(pieces)
    head = next(lines, "")
    _refuse_others(head)
    return _quoted(chain((head,), lines), ",", window)


def _quoted(lines: Iterable[str], delimiter: str, window: Window) -> Table:
    # The limit is the process's, so it is only ever raised. Its default refuses cells over 128 KiB.
    csv.field_size_limit(max(csv.field_size_limit(), CELL_CAP))
    try:
        return _tabulated(
            csv.reader((f"{line}\n" for line in lines), delimiter=delimiter), lambda cells: cells, window
        )
    except csv.Error as error:
        raise UpstreamError(f"The document is not a readable table: {error}.", hint=_FILE) from None


def _tabulated(lines: Iterable[LineT], split: Callable[[LineT], list[str]], window: Window) -> Table:
    """Read a header and rows, splitting only the rows that are wanted; blank lines are none."""
    filled = filter(None, lines)
    header = next(filled, None)
    if header is None:
        return Table([], 0, warnings=[_EMPTY])
    table = Table([], 0, _unique(split(header)))
    offset, stop = window.offset, window.stop
    for number, line in enumerate(filled):
        if offset <= number < stop:
            table.rows.append(_row(split(line), table.columns))
        table.total = number + 1
    table.warnings.extend(_remarks(table.rows))
    return table


def _unique(header: list[str]) -> list[str]:
    names: dict[str, None] = {EXTRA: None}
    for position, cell in enumerate(header, 1):
        name = plain = cell.strip() or f"column_{position}"
        count = 1
        while name in names:
            count += 1
            name = f"{plain}_{count}"
        names[name] = None
    return list(names)[1:]


def _row(cells: list[str], columns: list[str]) -> dict[str, Any]:
    row: dict[str, Any] = dict(zip(columns, cells, strict=False))
    if len(cells) < len(columns):
        row |= dict.fromkeys(columns[len(cells) :], "")
    elif len(cells) > len(columns):
        row[EXTRA] = cells[len(columns) :]
    return row


def _remarks(rows: list[dict[str, Any]]) -> Iterator[str]:
    if long := sum(EXTRA in row for row in rows):
        yield f"{long} of these rows have more cells than the header; the rest of them is in {EXTRA}."
    if risky := sum(any(cell[:1] in ("=", "@") for cell in row.values() if cell) for row in rows):
        yield f"{risky} of these rows hold text that a spreadsheet would run as a formula; it is given as it is."


def _json(pieces: Iterable[str], window: Window) -> Table:
    text = "".join(pieces)
    if not text or text.isspace():
        return Table([], 0, warnings=["The document is empty."])
    try:
        content = from_json(text, allow_inf_nan=False)
    except ValueError as error:
        raise UpstreamError(f"The document is not JSON that can be read: {error}.", hint=_FILE) from None
    table = _collected(content)
    table.total, table.rows = len(table.rows), window.of(table.rows)
    return table


def _collected(content: Any) -> Table:
    """Return all rows of JSON data: the one list, the lists one after the other, or the one record."""
    if isinstance(content, list):
        return Table([_as_row(entry) for entry in content], 0)
    if not isinstance(content, dict):
        return Table([] if content is None else [_as_row(content)], 0)
    lists = {name: entries for name, entries in content.items() if isinstance(entries, list)}
    if not lists:
        return Table([content], 0)
    if len(lists) == 1:
        rows = [_as_row(entry) for entries in lists.values() for entry in entries]
    else:
        rows = [{SECTION: name, **_as_row(entry)} for name, entries in lists.items() for entry in entries]
    about = {name: value for name, value in content.items() if name not in lists}
    if len(to_json(about)) <= _ABOUT_CAP:
        return Table(rows, 0, about=about)
    left_out = f"Parts of the document that are no rows are left out: {', '.join(about)[:500]}."
    return Table(rows, 0, warnings=[left_out])


def _as_row(entry: Any) -> dict[str, Any]:
    return entry if isinstance(entry, dict) else {"value": entry}


READERS: dict[str, Callable[[Iterable[str], Window], Table]] = {TSV: _tsv, CSV: _csv, JSON: _json}
