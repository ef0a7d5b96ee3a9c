"""Records of an API as columns of a table: where each value stands, and how it is written as text."""

from __future__ import annotations

import hmac
import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from toolspan.errors import ConfigurationError
from toolspan.store.tables import RECORD, hook

if TYPE_CHECKING:
    from toolspan.store.tables import Source, Table

Getter = Callable[[Any, Any, int], Any]
"""Value of a record: given the record, the record around it, and its number among the lines of that."""

_SEGMENT = re.compile(r"([\w][\w -]*)(?:\[(\w+)=([^\]]+)\])?")


@dataclass(frozen=True, slots=True)
class Batch:
    """Rows for one table, by column, as the source gives them: texts, numbers, truth values, lists of texts, None.

    `zones` are the time zones of the rows' places, for tables with days or local times.
    """

    table: Table
    columns: Mapping[str, list[Any]]
    zones: list[str] | None = None

    def __len__(self) -> int:
        return len(next(iter(self.columns.values())))

    def last_of_each(self) -> list[int]:
        """Return where the last row of each key stands, in order."""
        if any(name not in self.columns for name in self.table.key):  # a part of the key is computed later
            return list(range(len(self)))
        keys = zip(*(self.columns[name] for name in self.table.key), strict=True)
        return sorted({key: number for number, key in enumerate(keys)}.values())


class RowReader:
    """Reads the records of a source into batches for its tables.

    Args:
        tables: The table of the records, then those of their lines.
        source: Where the values stand.
        zone_of: Returns the time zone of a place.
        key: Key of the account for pseudonyms.
    """

    def __init__(
        self, tables: Sequence[Table], source: Source, zone_of: Callable[[Any], str], *, key: bytes = b""
    ) -> None:
        self._tables = [table for table in tables if not table.raw]
        self._raw = [table for table in tables if table.raw]
        self._zone_of = zone_of
        self._records = hook(source.records) if source.records else None
        self._lines = {name: _lines(path) for name, path in source.lines.items()}
        self._getters = {
            table.name: [
                (column.name, _hashed(getter(path), key) if column.pseudonym else getter(path))
                for column in table.given
                if (path := source.paths[table.name].get(column.name))
            ]
            for table in self._tables
        }

    def batches(self, given: Iterable[Mapping[str, Any]], *, before: int = 0, **about: Any) -> list[Batch]:
        """Return one batch for each table.

        Args:
            given: What the source gave.
            before: Records of the same file that were read before.
            about: What is known of all of them: `place`, `starts`, `asked`. It stands under `@` in paths.
        """
        own, *lines = self._tables
        records = self._records(given, about) if self._records else given
        items = [(record, about, number) for number, record in enumerate(records, before + 1)]
        first = self._batch(own, items)
        last = first.last_of_each()
        if len(last) < len(items):  # a record that a page holds twice counts once, with its lines
            items = [items[number] for number in last]
            first = self._batch(own, items)
        batches = [first]
        for table in lines:
            inner = self._lines[table.name]
            under = [
                (line, record, number)
                for record, _, _ in items
                for number, line in enumerate(inner(record) or (), 1)
            ]
            batches.append(self._batch(table, under))
        batches += [_raw(table, batches[0], [record for record, _, _ in items]) for table in self._raw]
        return batches

    def _batch(self, table: Table, items: Sequence[tuple[Any, Any, int]]) -> Batch:
        columns = {
            name: [read(record, around, number) for record, around, number in items]
            for name, read in self._getters[table.name]
        }
        zones: list[str] | None = None
        if table.place:
            known: dict[Any, str] = {place: self._zone_of(place) for place in set(columns[table.place])}
            zones = [known[place] for place in columns[table.place]]
        return Batch(table, columns, zones)


def _raw(table: Table, own: Batch, records: Sequence[Any]) -> Batch:
    """Return the records themselves, under the keys of their rows."""
    columns = {name: own.columns[name] for name in table.by_name if name in own.columns}
    left_out = frozenset(table.personal_fields)
    if left_out:
        records = [_without(record, left_out) for record in records]
    written = [json.dumps(record, ensure_ascii=False, default=str) for record in records]
    return Batch(table, {**columns, RECORD: written})


def _without(value: Any, fields: frozenset[str]) -> Any:
    """Return a value of JSON without some fields, at any depth."""
    if isinstance(value, dict):
        return {name: _without(each, fields) for name, each in value.items() if name not in fields}
    return [_without(each, fields) for each in value] if isinstance(value, list) else value


def _lines(path: str) -> Callable[[Any], Any]:
    if ":" in path:
        return hook(path)
    read = getter(path)
    return lambda record: read(record, None, 0)


def getter(path: str) -> Getter:
    """Return a function that reads a path of a record.

    `a.b` is a field of a field, `a.0` the first entry of a list, `a[type=TAX]` the entry of a list whose `type` is TAX, `..a` a field of the record
    around a line, `#` the number of the line, `@a` what is known of all records, `=a` the text itself, and `-a` the
    amount with its sign turned.

    Raises:
        ConfigurationError: It is no such path.
    """
    if path == "#":
        return lambda _record, _around, number: number
    if path.startswith("-"):
        inner = getter(path[1:])
        return lambda record, around, number: _turned(inner(record, around, number))
    if path.startswith("="):
        constant = path[1:]
        return lambda _record, _around, _number: constant
    if path.startswith(("..", "@")):
        steps = _steps(path.lstrip(".@"))
        return lambda _record, around, _number: _walk(around, steps)
    steps = _steps(path)
    if len(steps) == 1 and steps[0][1] is None:  # most of them
        only = steps[0][0]
        return lambda record, _around, _number: record.get(only)
    return lambda record, _around, _number: _walk(record, steps)


def _steps(path: str) -> tuple[tuple[str, str | None, str | None], ...]:
    steps = []
    for segment in path.split("."):
        match = _SEGMENT.fullmatch(segment)
        if match is None:
            raise ConfigurationError(f"{path!r} is no path of a record: {segment!r} is not understood.")
        steps.append(match.groups())
    return tuple(steps)  # type: ignore[arg-type]


def _walk(value: Any, steps: Sequence[tuple[str, str | None, str | None]]) -> Any:
    for name, field, wanted in steps:
        if isinstance(value, dict):
            value = value.get(name)
        elif isinstance(value, list) and name.isdigit():
            value = value[int(name)] if int(name) < len(value) else None
        else:
            return None
        if field is not None:
            value = next((entry for entry in value or () if entry.get(field) == wanted), None)
    return value


def _hashed(read: Getter, key: bytes) -> Getter:
    """Return a getter of pseudonyms: without the key, none can be found by trying names and addresses."""

    def pseudonym(record: Any, around: Any, number: int) -> str | None:
        value = read(record, around, number)
        if not value:
            return None
        return hmac.new(key, str(value).strip().casefold().encode(), "sha256").hexdigest()[:32]

    return pseudonym


def _turned(amount: Any) -> Any:
    if amount is None:
        return None
    text = str(amount)
    return text[1:] if text.startswith("-") else f"-{text}" if text.strip("0.") else text
