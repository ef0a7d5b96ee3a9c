"""Schemas of JSON reports: what in a document differs from what Amazon publishes, and which text is a date."""

from __future__ import annotations

from datetime import date, datetime
from itertools import islice
from typing import TYPE_CHECKING, Any

from toolspan.connectors.amazon_seller_partner.schemas import published_schemas
from toolspan.formats.events import SECTION
from toolspan.operations.differences import Differences
from toolspan.operations.schemas import merged

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping

    from toolspan.formats.tables import Table

MOST_CHECKED = 1_000
"""Rows of a document that are checked: a difference is seldom in a later one alone."""
_READERS = {"date": date.fromisoformat, "date-time": datetime.fromisoformat}


class ReportSchema:
    """Schema of the documents of one report type.

    Args:
        report_type: The type, for warnings.
        schema: Of a whole document.
    """

    def __init__(self, report_type: str, schema: Mapping[str, Any]) -> None:
        self._report_type = report_type
        self._definitions = published_schemas("report").definitions
        self._fields: Mapping[str, Any] = schema["properties"]
        self._required = schema.get("required", ())
        self._schema = schema
        self._rows = {
            name: merged(part["items"], self._definitions)
            for name, part in ((name, merged(part, self._definitions)) for name, part in self._fields.items())
            if part.get("type") == "array"
        }

    @property
    def lists(self) -> Collection[str]:
        """Names of the lists of a document."""
        return self._rows.keys()

    def warnings(self, table: Table) -> list[str]:
        """Return a warning where the rows of a table or the values beside them differ."""
        found = Differences()
        for row in islice(table.rows, MOST_CHECKED):
            self._add(row, table, found)
        return self._concluded(table, found)

    def watched(self, rows: Iterator[dict[str, Any]], table: Table) -> Iterator[dict[str, Any]]:
        """Yield rows as they are, and add a warning to the table after the last one."""
        found = Differences()
        for row in islice(rows, MOST_CHECKED):
            self._add(row, table, found)
            yield row
        yield from rows
        table.warnings += self._concluded(table, found)

    def _add(self, row: dict[str, Any], table: Table, found: Differences) -> None:
        if not table.lists:
            found.add(self._schema, row, self._definitions)
        elif schema := self._rows.get(name := self._section(row, table.lists)):
            found.add(schema, row, self._definitions, f"{name}[]")

    def _concluded(self, table: Table, found: Differences) -> list[str]:
        if None in table.lists:
            found.note("the document is a list, not an object")
        elif table.lists:
            for name in [name for name in self._required if name in self._rows and name not in table.lists]:
                found.note(f"{name} is missing")
        for name, value in table.about.items():
            if name in self._fields:
                found.add(self._fields[name], value, self._definitions, name)
        if not (said := found.words()):
            return []
        return [
            f"The document differs from Amazon's schema of {self._report_type}: {said}. It is given as it is."
        ]

    def _section(self, row: Mapping[str, Any], lists: Collection[str | None] = ()) -> str:
        """Return the list that a row is of: the one it names, the only one, or the one with its fields."""
        lists = lists or self.lists
        if SECTION in row:
            return str(row[SECTION])
        if len(lists) == 1:
            return str(next(iter(lists)))
        fits = (name for name, part in self._rows.items() if row.keys() <= part.get("properties", {}).keys())
        return next(fits, "")

    def typed(self, rows: Iterable[dict[str, Any]]) -> Iterator[dict[str, Any]]:
        """Yield rows in which text that is a day or a moment is Python's own."""
        for row in rows:
            schema = self._rows.get(self._section(row))
            yield self._value(schema, row) if schema else row

    def _value(self, schema: Mapping[str, Any], value: Any) -> Any:
        whole = merged(schema, self._definitions)
        if isinstance(value, dict):
            parts = whole.get("properties", {})
            return {
                name: self._value(parts[name], each) if name in parts else each
                for name, each in value.items()
            }
        if isinstance(value, list) and "items" in whole:
            return [self._value(whole["items"], each) for each in value]
        read = _READERS.get(whole.get("format", "")) if isinstance(value, str) else None
        if read is None:
            return value
        try:
            return read(value)
        except ValueError:
            return value  # the warning of differences names it


def report_schema(report_type: Any, lists: Collection[str | None] | None = None) -> ReportSchema | None:
    """Return the schema of a report type; None where Amazon publishes none.

    Args:
        report_type: The type.
        lists: Names of the document's lists, where a type has documents of two kinds.
    """
    published = published_schemas("report")
    made = [
        ReportSchema(report_type, published.schemas[name]) for name in published.types.get(report_type, ())
    ]
    return next(
        (each for each in made if set(each.lists) & set(lists or ())), made[0] if len(made) == 1 else None
    )
