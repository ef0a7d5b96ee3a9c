"""Column types of reports: converts cells to dates, numbers and booleans.

An ambiguous cell stays text: `1,234` in a column of amounts may be either of two numbers, and a guess
could mean a wrong payout.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Literal

from toolspan.connectors.amazon_seller_partner.reports.types import type_quirks

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

Order = Literal["mdy", "dmy", "ymd"]
_NONE = frozenset({"", "-", "--", "n/a"})
_YES_NO = {"true": True, "y": True, "yes": True, "false": False, "n": False, "no": False}
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?", re.ASCII)
_GROUPED = re.compile(
    r"-?\d{1,3}(?:(?:,\d{3})+\.\d+|(?:\.\d{3})+,\d+|(?:[ \u00a0\u202f]\d{3})+(?:[.,]\d+)?)", re.ASCII
)
_DECIMAL_COMMA = re.compile(r"-?(?:\d+,(?:\d{1,2}|\d{4,})|\d{4,},\d+)", re.ASCII)
_GROUPED_INTEGER = re.compile(r"-?\d{1,3}(?:[., \u00a0\u202f]\d{3})+", re.ASCII)
_DAY = re.compile(r"(\d{1,4})([./-])(\d{1,2}|[A-Za-z]{3})\2(\d{1,4})", re.ASCII)
_TIME = re.compile(r"(\d{1,2}):(\d{2})(?::(\d{2}))?(?: ([AP])M)?", re.IGNORECASE | re.ASCII)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_ZONES = {
    "UTC": 0, "GMT": 0, "BST": 1, "CET": 1, "MEZ": 1, "CEST": 2, "MESZ": 2, "JST": 9, "AEST": 10, "AEDT": 11,
    "EDT": -4, "EST": -5, "PDT": -7, "PST": -8,
}  # fmt: skip
"""Hours from UTC of the zones that reports name and that mean one thing only."""
_ORDERS: dict[str, Order] = {"US": "mdy", "JP": "ymd"}
"""How a country writes a date with slashes, where it is not day, month, year. Integrators found it so in feedback files."""


def integer(text: str) -> int:
    """Return a whole number.

    Raises:
        ValueError: It is none.
    """
    if _GROUPED_INTEGER.fullmatch(text):
        text = re.sub(r"[^\d-]", "", text)
    number = decimal(text)
    if number != number.to_integral_value():
        raise ValueError(text)
    return int(number)


def decimal(text: str) -> Decimal:
    """Return an amount, written with a point or a comma.

    Raises:
        ValueError: It is none, or may be one of two.
    """
    if _GROUPED.fullmatch(text):
        text = re.sub(r"[.,\s](?=.*[.,])|\s", "", text)
    elif not (_NUMBER.fullmatch(text) or _DECIMAL_COMMA.fullmatch(text)):
        raise ValueError(text)
    return Decimal(text.replace(",", "."))


def boolean(text: str) -> bool:
    """Return yes or no.

    Raises:
        ValueError: It is neither.
    """
    if (value := _YES_NO.get(text.lower())) is None:
        raise ValueError(text)
    return value


def moment(text: str, order: Order | None = None) -> date | datetime:
    """Return a day, or a moment where the text has a time; without a zone where the text has none.

    Args:
        text: ISO 8601, or a day as some country writes it, with or without a time and a zone.
        order: How a day with slashes is written; None where that is not known.

    Raises:
        ValueError: It is none, or may be one of two.
    """
    day, _, rest = text.partition(" ")
    if not rest and "T" not in text:
        return _day(day, order)
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        clock, _, zone = rest.rpartition(" ") if rest.split(" ")[-1] in _ZONES else (rest, "", "")
    return datetime.combine(_day(day, order), _time(clock), _zone(zone))


def _day(text: str, order: Order | None) -> date:
    match = _DAY.fullmatch(text)
    if not match:
        raise ValueError(text)
    first, mark, second, third = match.groups()
    if second[0].isalpha():
        return date(_year(third), _MONTHS.index(second.lower()) + 1, int(first))
    if len(first) == len("2026"):
        return date(int(first), int(second), int(third))
    order = "dmy" if mark == "." else order
    if order == "ymd":
        return date(_year(first), int(second), int(third))
    if order is None or mark == "-":
        raise ValueError(text)
    day, month = (first, second) if order == "dmy" else (second, first)
    return date(_year(third), int(month), int(day))


def _year(text: str) -> int:
    return int(text) + (2000 if len(text) == 2 else 0)  # noqa: PLR2004 - as in "26"


def _time(text: str) -> time:
    match = _TIME.fullmatch(text)
    if not match:
        raise ValueError(text)
    hour, minute, second, half = match.groups()
    hours = int(hour) % 12 + (12 if half in "Pp" else 0) if half else int(hour)
    return time(hours, int(minute), int(second or 0))


def _zone(name: str) -> timezone | None:
    if not name:
        return None
    return UTC if _ZONES[name] == 0 else timezone(timedelta(hours=_ZONES[name]))


@dataclass(frozen=True, slots=True)
class ColumnTypes:
    """Types of the columns of one report.

    Args:
        readers: Converts a cell, by the column's name in lower case.
        headers: Stable column names, for a type whose header is in the seller's language.
    """

    readers: Mapping[str, Callable[[str], Any]]
    headers: Sequence[str] = ()

    def names(self, columns: Iterable[str]) -> dict[str, str]:
        """Return the stable name of each column."""
        found = list(columns)
        return dict(zip(found, self.headers if len(self.headers) == len(found) else found, strict=True))

    def knows(self, columns: Iterable[str]) -> bool:
        """Return whether any of the columns has a type."""
        return any(name.lower() in self.readers for name in self.names(columns).values())

    def convert(self, rows: Iterable[dict[str, Any]], unread: dict[str, int]) -> Iterator[dict[str, Any]]:
        """Yield the rows with converted cells; counts in `unread` the cells, by column, that stay text."""
        names: dict[str, str] = {}
        for row in rows:
            if row.keys() - names.keys():
                names = self.names(name for name in row if not name.startswith("_"))
            yield {
                names.get(column, column): self._value(names.get(column, column), cell, unread)
                for column, cell in row.items()
            }

    def _value(self, column: str, cell: Any, unread: dict[str, int]) -> Any:
        reader = self.readers.get(column.lower())
        if reader is None or not isinstance(cell, str):
            return cell
        text = cell.strip()
        if text.lower() in _NONE:
            return None
        try:
            return reader(text)
        except ValueError:
            unread[column] = unread.get(column, 0) + 1
            return cell


def column_types(report_type: object, country: str | None) -> ColumnTypes | None:
    """Return the column types of a report type; None where they are not known.

    Args:
        report_type: Name of the type.
        country: Country of the report, which decides how days are written.
    """
    known = type_quirks(report_type)
    order: Order | None = known.get("day_order") or (_ORDERS.get(country, "dmy") if country else None)
    kinds: dict[str, Callable[[str], Any]] = {
        "integers": integer,
        "decimals": decimal,
        "booleans": boolean,
        "dates": lambda text: moment(text, order),
    }
    readers: dict[str, Callable[[str], Any]] = {}
    for kind, reader in kinds.items():
        readers |= dict.fromkeys(known.get(kind, ()), reader)
    return ColumnTypes(readers, known.get("headers", ())) if readers else None


def text_warnings(types: ColumnTypes | None, columns: Sequence[str], unread: Mapping[str, int]) -> list[str]:
    """Return a warning where cells stayed text although typed rows were requested.

    Args:
        types: Types of the columns.
        columns: Columns of the document, by the names in its header; none for XML.
        unread: Number of ambiguous cells, by column.
    """
    if types is None or not columns:
        return ["toolspan does not know the columns of this report type: its cells are text."]
    if not types.knows(columns):
        return ["toolspan knows none of the columns of this document: its cells are text."]
    named = ", ".join(f"{name} ({count})" for name, count in unread.items())
    return [f"Ambiguous cells stay text: {named[:300]}."] if named else []
