"""Report content: text, media type and charset."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from toolspan.emulator.facts import Marketplace
    from toolspan.emulator.seller.world import World

__all__ = ["Columns", "Content", "Request", "as_csv", "as_json", "as_long_tsv", "as_tsv", "tsv"]

TSV = "text/tab-separated-values"
CSV = "text/csv"
JSON = "application/json"
_LINES = 1_000  # of a table in one piece of its text

Columns = Mapping[str, Callable[[Any], Any]]


@dataclass(frozen=True, slots=True)
class Request:
    """Report request, and the time at which the report is written."""

    world: World
    marketplaces: tuple[Marketplace, ...]
    start: float
    end: float
    now: float
    options: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Content:
    """Document content: pieces of text, generated on demand, and their encoding."""

    pieces: Callable[[], Iterable[str]]
    media_type: str
    legacy_charset: bool = False

    def reaches(self, characters: int) -> bool:
        """Return whether it is at least as long as this."""
        left = characters
        return any((left := left - len(piece)) <= 0 for piece in self.pieces())

    def charset(self, region: str) -> tuple[str, str]:
        """Codec, and its name in the Content-Type header."""
        if not self.legacy_charset:
            return "utf-8", "UTF-8"
        return ("cp932", "Windows-31J") if region == "FE" else ("cp1252", "Cp1252")


def as_tsv(columns: Columns, rows: Iterable[Any]) -> Content | None:
    """Return a tab-separated table in the region's legacy charset; None without rows."""
    kept = list(rows)
    text = "".join(tsv(columns, kept))
    return Content(lambda: (text,), TSV, legacy_charset=True) if kept else None


def as_long_tsv(columns: Columns, rows: Callable[[], Iterable[Any]]) -> Content | None:
    """Return a table like `as_tsv`, written at each reading and never held; None without rows."""
    empty = next(iter(rows()), None) is None
    return None if empty else Content(lambda: tsv(columns, rows()), TSV, legacy_charset=True)


def tsv(columns: Columns, rows: Iterable[Any]) -> Iterator[str]:
    """Yield the text of a tab-separated table with a header and CRLF line ends, in pieces."""
    yield "\t".join(columns) + "\r\n"
    lines = ("\t".join(_cell(read(row)) for read in columns.values()) + "\r\n" for row in rows)
    while piece := "".join(islice(lines, _LINES)):
        yield piece


def as_csv(columns: Columns, rows: Iterable[Any]) -> Content | None:
    """Return a comma-separated table in UTF-8, all values quoted; None without rows."""
    table = [[_cell(read(row)) for read in columns.values()] for row in rows]
    if not table:
        return None
    text = io.StringIO(newline="")
    writer = csv.writer(text, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow(columns)
    writer.writerows(table)
    return Content(lambda: (text.getvalue(),), CSV)


def as_json(body: Any) -> Content:
    """Return a JSON document in UTF-8."""
    text = json.dumps(body, ensure_ascii=False)
    return Content(lambda: (text,), JSON)


def _cell(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else str(value).replace("\t", " ")
