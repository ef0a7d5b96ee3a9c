"""Table reader: rows of tab-separated, comma-separated, JSON and XML documents, read as they are decoded.

Only the requested rows are held in memory, not the document.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from itertools import chain, islice
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

from toolspan.errors import UpstreamError
from toolspan.formats.delimited import Records
from toolspan.formats.events import FILE_HINT, DocumentEvent, DocumentShape, Metadata, rows_of
from toolspan.formats.json_stream import json_events
from toolspan.formats.xml_stream import xml_events

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

Fractions: TypeAlias = "Callable[[str], Any]"

TSV, CSV, JSON, XML = "text/tab-separated-values", "text/csv", "application/json", "text/xml"
EXTRA = "_extra"
"""Column for cells beyond the header's, which would otherwise be lost."""
_STARTS = {"<": "XML or HTML", "%PDF-": "PDF", "PK\x03\x04": "a spreadsheet or archive"}
_SNIFFED = 4096  # characters read to detect the content type
_JSON = re.compile(r'\{\s*["}]|\[\s*(?:[\[{"\]]|-?\d|true|false|null)')
_FORMULA = ("=", "@")
_ODD = {
    "short": ("fewer cells than the header", "the cells that are missing are empty here"),
    "long": ("more cells than the header", f"the rest of them is in {EXTRA}"),
    "risky": ("text that a spreadsheet would run as a formula", "it is given as it is"),
}
_EMPTY = "The document is empty: it has not even a header."


class Window(NamedTuple):
    """Range of rows to return: `limit` rows from `offset` on; all rows if `limit` is None."""

    offset: int = 0
    limit: int | None = None

    @property
    def stop(self) -> float:
        """Index of the first row after the window."""
        return float("inf") if self.limit is None else self.offset + self.limit

    def of(self, entries: list[Any]) -> list[Any]:
        """Return the entries in the window."""
        return entries[self.offset : None if self.limit is None else self.offset + self.limit]


@dataclass(slots=True)
class Table:
    """Rows of the requested window, with columns, warnings and total of the whole document.

    `about` holds the metadata of a JSON or XML document, `lists` the names of its lists; `kind` is its actual
    content type.
    """

    rows: list[dict[str, Any]]
    total: int
    columns: list[str] = field(default_factory=list)
    about: dict[str, Any] = field(default_factory=dict)
    lists: list[str | None] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    kind: str = ""


ALL = Window()


def read_table(
    pieces: Iterable[str],
    content_type: str | None = None,
    window: Window = ALL,
    fractions: Fractions = float,
) -> Table:
    """Return the requested rows of a report document.

    Args:
        pieces: The decoded document, in pieces of any size.
        content_type: `TSV`, `CSV`, `JSON` or `XML`; anything else is recognised from the content.
        window: The rows to return.
        fractions: Converts the text of a number with a fraction in JSON; `str` keeps its exact text.

    Raises:
        UpstreamError: The document is damaged, or holds no rows.
    """
    table = Table([], 0)
    kind, pieces = _kind(pieces, content_type, table)
    if kind in _READERS:
        return _collected(_READERS[kind](pieces, fractions), window, table)
    table.rows = list(_tabulated(pieces, kind, window, table))
    return table


def iterate_rows(
    reading: Callable[[], Iterable[str]],
    content_type: str | None = None,
    offset: int = 0,
    fractions: Fractions = float,
    table: Table | None = None,
) -> Iterator[dict[str, Any]]:
    """Yield the rows of a report document one by one.

    Args:
        reading: Opens the decoded document for reading; JSON and XML are read twice, first for their shape.
        content_type: As in `read_table`.
        offset: Rows to skip.
        fractions: As in `read_table`.
        table: Receives what `read_table` returns besides the rows: the columns, and of JSON and XML all of it, with the first row, the rest after the last.

    Raises:
        UpstreamError: As `read_table`.
    """
    table = Table([], 0) if table is None else table
    kind, pieces = _kind(reading(), content_type, table)
    if kind not in _READERS:
        yield from _tabulated(pieces, kind, Window(offset), table)
        return
    shape, metadata = DocumentShape(), Metadata()
    for event in _READERS[kind](pieces, fractions):
        shape.learn(event)
        if event.kind == "metadata":
            metadata.add(str(event.name), event.value)
        table.total += event.kind == "row"
    _add_metadata(table, shape, metadata)
    rows = rows_of(_READERS[kind](reading(), fractions), shape)
    yield from islice(rows, offset, None)


def _kind(pieces: Iterable[str], content_type: str | None, table: Table) -> tuple[str, Iterable[str]]:
    """Return the actual content type: the documented one, unless the text looks like JSON or XML."""
    if content_type in _READERS:
        table.kind = str(content_type)
        return table.kind, pieces
    rest, start = iter(pieces), ""
    while len(start) < _SNIFFED and (piece := next(rest, None)) is not None:
        start += piece
    table.kind = sniff(start[:_SNIFFED], content_type)
    if content_type in _DELIMITERS and table.kind in _READERS:
        found = "JSON" if table.kind == JSON else "XML"
        table.warnings.append(
            f"The document is {found}, though its type is a table; its records are returned."
        )
    return table.kind, chain((start,), rest)


def sniff(start: str, documented: str | None = None) -> str:
    """Return the content type that the start of a text looks like.

    Args:
        start: The first characters.
        documented: The documented type; a table's header may begin with a bracket, too.

    Raises:
        UpstreamError: The content holds no rows.
    """
    begin = start.lstrip()
    if _JSON.match(begin) or (documented not in _DELIMITERS and begin[:1] in ("{", "[")):
        return JSON
    if begin.startswith("<?xml"):
        return XML
    for mark, kind in _STARTS.items():
        if begin.startswith(mark):
            raise UpstreamError(
                f"The document is {kind}, which holds no rows that can be read.",
                hint=FILE_HINT,
            )
    return documented if documented in _DELIMITERS else TSV


def _tabulated(pieces: Iterable[str], kind: str, window: Window, table: Table) -> Iterator[dict[str, Any]]:
    """Yield the rows of the window; columns and warnings cover all rows."""
    records = Records(pieces, _DELIMITERS[kind])
    if not records.header:
        table.warnings.append(_EMPTY)
        return
    table.columns = _unique(records.header)
    columns, width, found = table.columns, len(table.columns), _Oddities()
    start, stop, number = window.offset, window.stop, -1
    joined, plain = [[mark + sign for sign in _FORMULA] for mark in ("\0", records.delimiter)]
    for number, cells in enumerate(records):
        whole = len(cells) == width
        if not whole:
            found.add("short" if len(cells) < width else "long", number)
        text = records.unquoted
        if _has_formula("\0".join(cells), *joined) if text is None else _has_formula(text, *plain):
            found.add("risky", number)
        if start <= number < stop:
            yield dict(zip(columns, cells)) if whole else _row(cells, columns)  # noqa: B905 - as long as each other
    table.total = number + 1
    table.warnings.extend(found.warnings())


def _has_formula(text: str, equals: str, at: str) -> bool:
    """Return whether a cell of a row starts as a formula: two searches in its text instead of one for each cell."""
    return equals in text or at in text or text.startswith(_FORMULA)


class _Oddities:
    """Counts malformed rows, with the number of the first of each kind."""

    def __init__(self) -> None:
        self._counts: Counter[str] = Counter()
        self._first: dict[str, int] = {}

    def add(self, kind: str, number: int) -> None:
        self._counts[kind] += 1
        self._first.setdefault(kind, number + 1)

    def warnings(self) -> Iterator[str]:
        for kind, text in _ODD.items():
            if count := self._counts[kind]:
                many = f"{count} rows have" if count > 1 else "1 row has"
                yield f"{many} {text[0]} (the first is row {self._first[kind]}); {text[1]}."


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


def _collected(events: Iterable[DocumentEvent], window: Window, table: Table) -> Table:
    """Return the rows of a JSON or XML document: its lists one after another, or its metadata as one row."""
    metadata, shape = Metadata(), DocumentShape()
    wanted: list[tuple[str | None, Any]] = []
    for event in events:
        kind, name, value = event
        shape.learn(event)
        if kind == "metadata":
            metadata.add(str(name), value)
        elif kind == "row":
            if window.offset <= table.total < window.stop:
                wanted.append((name, value))
            table.total += 1
    table.rows = [shape.row(name, value) for name, value in wanted]
    _add_metadata(table, shape, metadata)
    if not shape.lists and table.total:
        table.rows = window.of([metadata.as_row()])
    return table


def _add_metadata(table: Table, shape: DocumentShape, metadata: Metadata) -> None:
    """Add the metadata of a JSON or XML document; without lists, it is the only row."""
    table.lists = sorted(shape.lists, key=str)
    if shape.lists:
        table.about, warnings = metadata.beside_rows()
        table.warnings.extend(warnings)
    elif metadata:
        table.total = 1
    else:
        table.warnings.append("The document is empty.")


_DELIMITERS = {TSV: "\t", CSV: ","}
_READERS: dict[str, Callable[[Iterable[str], Fractions], Iterator[DocumentEvent]]] = {
    JSON: json_events,
    XML: lambda pieces, _: xml_events(pieces),
}
READABLE = frozenset({*_DELIMITERS, *_READERS})
"""Content types that hold rows."""
