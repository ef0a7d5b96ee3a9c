"""Rows out of report documents: tab-separated, comma-separated, JSON and XML.

All are read as they are decoded: memory goes to the rows that were asked for, not to the document.
"""

from __future__ import annotations

import csv
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import chain, islice
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias, TypeVar

from toolspan.connectors.amazon_seller_partner.json_parts import json_parts
from toolspan.connectors.amazon_seller_partner.parts import (
    FILE_HINT,
    Facts,
    Part,
    Shape,
    rows_of,
    shape_of,
)
from toolspan.connectors.amazon_seller_partner.xml_parts import xml_parts
from toolspan.errors import UpstreamError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

LineT = TypeVar("LineT")
Fractions: TypeAlias = "Callable[[str], Any]"
Lines = tuple["Iterable[Any]", "Callable[[Any], list[str]]"]

TSV, CSV, JSON, XML = "text/tab-separated-values", "text/csv", "application/json", "text/xml"
EXTRA = "_extra"
"""Column that holds cells beyond the header, which would otherwise be lost."""
CELL_CAP = 32 * 2**20
"""Characters of one quoted cell at most."""
_STARTS = {"<": "XML or HTML", "%PDF-": "PDF", "PK\x03\x04": "a spreadsheet or archive"}
_SNIFFED = 4096  # characters by which a document of unknown type is known
_JSON_LIKE = (
    "The document begins like JSON, though its type is a table: what is here may be no rows. " + FILE_HINT
)
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

    `about` holds what a JSON or XML document says besides its rows.
    """

    rows: list[dict[str, Any]]
    total: int
    columns: list[str] = field(default_factory=list)
    about: dict[str, Any] = field(default_factory=dict)
    warnings: list[str] = field(default_factory=list)


ALL = Window()


def read_table(
    pieces: Iterable[str],
    content_type: str | None = None,
    window: Window = ALL,
    fractions: Fractions = float,
) -> Table:
    """Return rows of a report document.

    Args:
        pieces: The decoded document, in pieces of any size.
        content_type: `TSV`, `CSV`, `JSON` or `XML`; found out by looking when it is anything else.
        window: Which rows are wanted.
        fractions: What becomes of a number with a fraction in JSON; `str` keeps it exactly as it is written.

    Raises:
        UpstreamError: The document is not what it says it is.
    """
    kind, pieces = _kind(pieces, content_type)
    if kind in _PARTS:
        return _collected(_PARTS[kind](pieces, fractions), window)
    lines, split = _LINES[kind](pieces)
    return _tabulated(lines, split, window)


def iterate_rows(
    reading: Callable[[], Iterable[str]],
    content_type: str | None = None,
    offset: int = 0,
    fractions: Fractions = float,
) -> Iterator[dict[str, Any]]:
    """Yield the rows of a report document, holding none of them.

    Args:
        reading: Begins to read the decoded document; JSON and XML are read twice, first for their shape.
        content_type: As in `read_table`.
        offset: How many rows to pass over.
        fractions: As in `read_table`.

    Raises:
        UpstreamError: As `read_table`.
    """
    kind, pieces = _kind(reading(), content_type)
    if kind in _PARTS:
        shape = shape_of(_PARTS[kind](pieces, fractions))
        yield from islice(rows_of(_PARTS[kind](reading(), fractions), shape), offset, None)
        return
    lines, split = _LINES[kind](pieces)
    filled = filter(None, lines)
    if header := next(filled, None):
        columns = _unique(split(header))
        with _readable():
            for line in islice(filled, offset, None):
                yield _row(split(line), columns)


def _kind(pieces: Iterable[str], content_type: str | None) -> tuple[str, Iterable[str]]:
    if content_type in READABLE:
        return content_type, pieces
    rest, start = iter(pieces), ""
    while len(start) < _SNIFFED and (piece := next(rest, None)) is not None:
        start += piece
    return sniff(start), chain((start,), rest)


def sniff(start: str) -> str:
    """Return the content type that a text of this start looks like.

    Raises:
        UpstreamError: It is none that holds rows.
    """
    begin = start.lstrip()[:8]
    if begin[:1] in ("{", "["):
        return JSON
    if begin.startswith("<?xml"):
        return XML
    _refuse_others(begin)
    head = start[:_SNIFFED].split("\n", 1)[0]
    return TSV if "\t" in head or "," not in head else CSV


def _refuse_others(start: str) -> None:
    for mark, kind in _STARTS.items():
        if start.startswith(mark):
            raise UpstreamError(
                f"The document is {kind}, which holds no rows that reports.run could read.",
                hint=FILE_HINT,
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


def _tsv(pieces: Iterable[str]) -> Lines:
    lines = _lines(pieces)
    head = next(lines, "").removesuffix("\r")
    _refuse_others(head)
    lines = chain((head,), lines)
    if head.startswith('"') and head.endswith('"'):
        return _quoted(lines, "\t")
    # Not by the csv module: quotes in these files are data.
    return (line.removesuffix("\r") for line in lines), lambda line: line.split("\t")


def _csv(pieces: Iterable[str]) -> Lines:
    lines = _lines(pieces)
    head = next(lines, "")
    _refuse_others(head)
    return _quoted(chain((head,), lines), ",")


def _quoted(lines: Iterable[str], delimiter: str) -> Lines:
    # The limit is the process's, so it is only ever raised. Its default refuses cells over 128 KiB.
    csv.field_size_limit(max(csv.field_size_limit(), CELL_CAP))
    return csv.reader((f"{line}\n" for line in lines), delimiter=delimiter), lambda cells: cells


@contextmanager
def _readable() -> Iterator[None]:
    try:
        yield
    except csv.Error as error:
        raise UpstreamError(f"The document is not a readable table: {error}.", hint=FILE_HINT) from None


def _tabulated(lines: Iterable[LineT], split: Callable[[LineT], list[str]], window: Window) -> Table:
    """Read a header and rows, splitting only the rows that are wanted; blank lines are none."""
    filled = filter(None, lines)
    with _readable():
        header = next(filled, None)
        if header is None:
            return Table([], 0, warnings=[_EMPTY])
        table = Table([], 0, _unique(split(header)))
        if table.columns[0][:1] in ("{", "["):
            table.warnings.append(_JSON_LIKE)
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


def _collected(parts: Iterable[Part], window: Window) -> Table:
    """Return rows of JSON or XML: those of the one list, of the lists one after the other, or the one record."""
    table, facts, shape = Table([], 0), Facts(), Shape()
    wanted: list[tuple[str | None, Any]] = []
    for part in parts:
        kind, name, value = part
        shape.learn(part)
        if kind == "fact":
            facts.add(str(name), value)
        elif kind == "row":
            if window.offset <= table.total < window.stop:
                wanted.append((name, value))
            table.total += 1
    if shape.lists:
        table.rows = [shape.row(name, value) for name, value in wanted]
        table.about, table.warnings = facts.beside_rows()
    elif facts.kept or facts.lost:
        table.rows, table.total = window.of([facts.as_row()]), 1
    else:
        table.warnings = ["The document is empty."]
    return table


_LINES: dict[str, Callable[[Iterable[str]], Lines]] = {TSV: _tsv, CSV: _csv}
_PARTS: dict[str, Callable[[Iterable[str], Fractions], Iterator[Part]]] = {
    JSON: json_parts,
    XML: lambda pieces, _: xml_parts(pieces),
}
READABLE = frozenset({*_LINES, *_PARTS})
"""The content types that hold rows."""
