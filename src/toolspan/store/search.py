"""Search of a table: a filter and a sort in JSON, compiled into SQL whose values are parameters.

Names in the SQL are those of the table's facts, never the caller's.
"""

from __future__ import annotations

import base64
import json
import re
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from hashlib import sha256
from typing import TYPE_CHECKING, Any, Literal
from unicodedata import normalize

from toolspan.errors import InvalidInput
from toolspan.operations.dates import read_day, read_moment
from toolspan.operations.names import squash, suggestion

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import tzinfo

    from toolspan.store.tables import Column, Table, View

MAX_CONDITIONS = 200
MAX_DEPTH = 12
MAX_VALUES = 1_000
LOGIC = ("and", "or", "not")
_COMPARED = {"gt": ">", "gte": ">=", "lt": "<", "lte": "<="}
_TEXTUAL = ("like", "startswith", "endswith", "contains", "fuzzy", "keyword")
_LISTED = ("array_contains", "any")
OPERATORS = ("eq", "neq", *_COMPARED, "in", *_TEXTUAL, *_LISTED)
# More decimals than a column has: 49.99999 rounded to 50.0000 would leave out the rows of 50.
_CASTS = {
    "integer": "DECIMAL(38,16)",
    "number": "DOUBLE PRECISION",
    "money": "DECIMAL(38,16)",
    "boolean": "BOOLEAN",
}
_CASTS |= {"moment": "TIMESTAMPTZ", "local": "TIMESTAMP", "day": "DATE"}
_SPOKEN = {
    "texts": "a list of texts",
    "moment": "a moment",
    "local": "a local time",
    "integer": "a whole number",
    "money": "an amount",
}
_MOST_DIGITS = {"integer": 18, "number": 308}
"""Digits before the point by type; an amount has 14."""
_MOST_DECIMALS = 400
_BARE = {"duckdb": "lower(strip_accents({}))", "postgresql": "lower({})"}
"""A text without case, and without accents where the database can take them off, by dialect."""
_GAPS = {"duckdb": "[^\\p{L}\\p{N}]+", "postgresql": "[^[:alnum:]]+"}
_AFTER = "_after_"


@dataclass(frozen=True, slots=True)
class CompiledSearch:
    """A search as SQL.

    `since` is the earliest moment that the filter asks for at the top, if it does.
    """

    sql: str
    params: list[str]
    names: list[str]
    keys: int
    digest: str
    since: datetime | None = None

    def cursor(self, row: dict[str, Any]) -> str:
        """Take the sort values out of the last row, and return the cursor that goes on after it."""
        values = [row[f"{_AFTER}{number}"] for number in range(self.keys)]
        return base64.urlsafe_b64encode(json.dumps([self.digest, *values]).encode()).decode().rstrip("=")

    def clean(self, row: dict[str, Any]) -> dict[str, Any]:
        """Return a row without its sort values."""
        return {name: value for name, value in row.items() if not name.startswith(_AFTER)}


class Search:
    """Compiles searches of one table.

    Args:
        table: The table, or a view of one.
        key: Columns that identify a row.
        aliases: Other names of its columns, such as the API's own, by squashed name.
        now: The moment from which relative dates count.
        zone: Where `today` begins.
        dialect: Of the database.
    """

    def __init__(
        self,
        table: Table | View,
        key: Sequence[str],
        aliases: Mapping[str, str],
        now: datetime,
        *,
        zone: tzinfo = UTC,
        dialect: Literal["duckdb", "postgresql"] = "duckdb",
    ) -> None:
        self._table, self._key, self._dialect = table, key, dialect
        self._columns = {column.name: column for column in table.columns}
        self._names = {**aliases, **{squash(column.name): column.name for column in table.columns}}
        self._now, self._zone = now, zone
        self._faults: list[str] = []
        self._hints: dict[str, None] = {}
        self._params: list[str] = []
        self._conditions = 0
        self._since: datetime | None = None

    def compile(
        self,
        query: Mapping[str, Any] | None,
        fields: Sequence[Any] | None,
        limit: int,
        cursor: str | None,
    ) -> CompiledSearch:
        """Return the SQL of a search.

        Args:
            query: `filter` and `sort`.
            fields: Names of the columns to return; a list of keys is a path. All when left out.
            limit: Rows at most.
            cursor: Where an earlier page of the same search ended.

        Raises:
            InvalidInput: Something is wrong; all faults are named.
        """
        asked = query or {}
        shown = self._shown(fields)
        order = self._order(asked.get("sort"))
        condition = self._filter(asked.get("filter"), 0)
        self._check()
        digest = _digest(self._table.name, asked)
        after = self._after(cursor, digest, order) if cursor else None
        self._check()
        hidden = [f'CAST("{column.name}" AS VARCHAR) AS {_AFTER}{n}' for n, (column, _) in enumerate(order)]
        where = " AND ".join(f"({each})" for each in (condition, after) if each)
        sql = (
            f"SELECT {', '.join([*(_quoted(column) for column in shown), *hidden])} FROM {self._table.name}"
            + (f" WHERE {where}" if where else "")
            + f" ORDER BY {', '.join(f'{_quoted(column)} {way} NULLS LAST' for column, way in order)} LIMIT {limit + 1}"
        )
        names = [*(column.name for column in shown), *(f"{_AFTER}{n}" for n in range(len(order)))]
        return CompiledSearch(sql, self._params, names, len(order), digest, self._since)

    def _check(self) -> None:
        if self._faults:
            raise InvalidInput(
                f"search of {self._table.name}: {' '.join(self._faults)}", hint=" ".join(self._hints) or None
            )

    @property
    def _example(self) -> str:
        names = {column.type: column.name for column in reversed(self._table.columns)}
        conditions = {"eq": {names["text"]: "..."}} if "text" in names else {}
        conditions |= {"gte": {names["moment"]: "-30d"}} if "moment" in names else {}
        return json.dumps({"filter": conditions, "sort": [{self._table.columns[0].name: "desc"}]})

    def _fault(self, text: str) -> str:
        if text not in self._faults:
            self._faults.append(text)
        return "FALSE"

    def _misshapen(self, text: str) -> str:
        """Note a fault in the form of the query, with an example."""
        self._hints[f"A query is such as {self._example}"] = None
        return self._fault(text)

    def _column(self, name: Any) -> Column | None:
        path = ".".join(map(str, name)) if isinstance(name, (list, tuple)) else str(name)
        known = self._names.get(squash(path))
        if known is None:
            names = [column.name for column in self._table.columns]
            self._fault(f'There is no field "{path[:80]}".{suggestion(path[:80], names)}')
            self._hints[f"The fields are: {', '.join(names)}."] = None
            return None
        return self._columns[known]

    def _shown(self, fields: Sequence[Any] | None) -> list[Column]:
        if not fields:
            return list(self._table.columns)
        found = [column for name in fields if (column := self._column(name))]
        return list(dict.fromkeys(found))

    def _order(self, sort: Any) -> list[tuple[Column, str]]:
        """Return the columns to sort by, the key last: so each row has its own place."""
        order: dict[str, tuple[Column, str]] = {}
        for name, way in self._sorted(sort):
            if (column := self._column(name)) is None:
                continue
            if column.type == "texts":
                self._fault(f"{column.name} is a list, by which nothing can be sorted.")
            if str(way).lower() not in ("asc", "desc"):
                self._fault(f'sort: {column.name} takes "asc" or "desc", not {str(way)[:40]!r}.')
            order.setdefault(column.name, (column, "DESC" if str(way).lower() == "desc" else "ASC"))
        for name in self._key:
            order.setdefault(name, (self._columns[name], "ASC"))
        return list(order.values())

    def _sorted(self, sort: Any) -> Iterator[tuple[Any, Any]]:
        """Yield field and direction of each entry; without any, the newest rows come first."""
        if sort is None or sort == []:
            if newest := next((c.name for c in self._table.columns if c.type == "moment"), None):
                yield newest, "desc"
            return
        for entry in sort if isinstance(sort, list) else [sort]:
            if isinstance(entry, dict) and entry:
                yield from entry.items()
            elif isinstance(entry, str) and entry:
                yield entry.removeprefix("-"), "desc" if entry.startswith("-") else "asc"
            else:
                self._misshapen('sort is a list such as [{"total": "desc"}].')

    def _filter(self, given: Any, depth: int) -> str:
        """Return a condition; all entries of an object must hold."""
        if given in (None, {}) and depth == 0:
            return ""
        if not isinstance(given, dict) or not given:
            return self._misshapen('A filter is an object such as {"eq": {"status": "SHIPPED"}}.')
        if depth > MAX_DEPTH:
            return self._fault(f"The filter is nested more than {MAX_DEPTH} deep.")
        parts = [self._entry(str(name), value, depth) for name, value in given.items()]
        return " AND ".join(f"({part})" for part in parts)

    def _entry(self, name: str, value: Any, depth: int) -> str:
        known = {squash(each): each for each in (*LOGIC, *OPERATORS)}.get(squash(name))
        if known is None:
            return self._unknown(name)
        if known == "not":
            return f"NOT coalesce({self._filter(value, depth + 1)}, FALSE)"
        if known in ("and", "or"):
            if not isinstance(value, list) or not value:
                return self._misshapen(f'"{known}" takes a list of filters.')
            return f" {known.upper()} ".join(f"({self._filter(each, depth + 1)})" for each in value)
        if not isinstance(value, dict) or not value:
            return self._misshapen(
                f'"{known}" takes an object of a field and a value, such as {{"{known}": {{"status": ...}}}}.'
            )
        compared = [self._compared(known, field, wanted, top=depth == 0) for field, wanted in value.items()]
        return " AND ".join(f"({each})" for each in compared)

    def _unknown(self, name: str) -> str:
        if squash(name) in self._names:
            return self._misshapen(
                f'The operator stands outside the field: {{"eq": {{"{self._names[squash(name)]}": ...}}}}.'
            )
        known = (*LOGIC, *OPERATORS)
        return self._misshapen(
            f'There is no operator "{name[:40]}".{suggestion(name[:40], known)} There are: {", ".join(known)}.'
        )

    def _compared(self, operator: str, field: Any, wanted: Any, *, top: bool) -> str:
        self._conditions += 1
        if self._conditions > MAX_CONDITIONS:
            return self._fault(f"The filter has more than {MAX_CONDITIONS} conditions.")
        if (column := self._column(field)) is None:
            return "FALSE"
        if (column.type == "texts") != (operator in _LISTED) and not (
            wanted is None and operator in ("eq", "neq")
        ):
            return self._misused(operator, column)
        if operator in _LISTED:
            return self._in_list(column, operator, wanted)
        if operator in _TEXTUAL:
            return self._textual(column, operator, wanted)
        compared = self._plain(column, operator, wanted)
        bounding = top and wanted is not None and operator in ("gt", "gte", "eq")
        if bounding and column.type == "moment" and not self._faults:
            asked = read_moment(wanted, self._now, self._zone)
            self._since = min(self._since or asked, asked)
        return compared

    def _misused(self, operator: str, column: Column) -> str:
        if column.type == "texts":
            return self._fault(f"{column.name} is a list: use array_contains or any, not {operator}.")
        return self._fault(f"{column.name} is {_spoken(column)}, no list: use eq or in, not {operator}.")

    def _plain(self, column: Column, operator: str, wanted: Any) -> str:
        if column.type in ("moment", "local") and operator in ("eq", "neq", "in") and _names_a_day(wanted):
            day = f"{column.name}_day"
            more = f", or compare {day}." if day in self._columns else "."
            return self._fault(f"{column.name} is a moment, and a date is a whole day: use gte and lt{more}")
        name = _quoted(column)
        if operator == "in":
            if not isinstance(wanted, list) or not wanted or len(wanted) > MAX_VALUES:
                return self._fault(f'"in" takes a list of 1 to {MAX_VALUES:,} values for {column.name}.')
            return f"{name} IN ({', '.join(self._value(column, each) for each in wanted)})"
        if operator in _COMPARED:
            return f"{name} {_COMPARED[operator]} {self._value(column, wanted)}"
        if wanted is None:
            return f"{name} IS {'NOT ' if operator == 'neq' else ''}NULL"
        return f"{name} IS {'' if operator == 'neq' else 'NOT '}DISTINCT FROM {self._value(column, wanted)}"

    def _textual(self, column: Column, operator: str, wanted: Any) -> str:
        if column.type != "text":
            return self._fault(
                f"{column.name} is {_spoken(column)}: use eq, gt, gte, lt or lte, not {operator}."
            )
        if not isinstance(wanted, str) or not wanted:
            return self._fault(f'"{operator}" takes a text for {column.name}.')
        return self._matching(_quoted(column), operator, wanted)

    def _matching(self, name: str, operator: str, wanted: str) -> str:
        wanted = normalize("NFC", wanted)
        if self._dialect == "duckdb":  # PostgreSQL can only do so in databases of UTF-8
            name = f"nfc_normalize({name})"
        if operator == "like":
            # Only PostgreSQL takes a backslash as an escape, unless it is given none.
            escape = " ESCAPE ''" if self._dialect == "postgresql" else ""
            return f"{name} ILIKE {self._param(wanted)}{escape}"
        if operator == "startswith":
            return f"starts_with(lower({name}), lower({self._param(wanted)}))"
        if operator == "endswith":
            return f"right(lower({name}), length({self._param(wanted)})) = lower({self._param(wanted)})"
        if operator == "contains":
            return f"strpos(lower({name}), lower({self._param(wanted)})) > 0"
        return self._worded(name, operator, wanted)

    def _worded(self, name: str, operator: str, wanted: str) -> str:
        words = re.findall(r"[^\W_]+", wanted)
        if not words:
            return self._fault(f'"{operator}" takes words.')
        bare = _BARE[self._dialect]
        within = f"regexp_replace({bare.format(name)}, '{_GAPS[self._dialect]}', ' ', 'g')"
        if operator == "keyword":
            phrase = bare.format(self._param(" ".join(words)))
            return f"strpos(' ' || {within} || ' ', ' ' || {phrase} || ' ') > 0"
        return " AND ".join(f"strpos({within}, {bare.format(self._param(word))}) > 0" for word in words)

    def _in_list(self, column: Column, operator: str, wanted: Any) -> str:
        """Return the condition on a list; `any` takes a value, several of which one will do, or an operator."""
        name = _quoted(column)
        if isinstance(wanted, dict) and operator == "any" and len(wanted) == 1:
            ((inner, value),) = wanted.items()
            if squash(str(inner)) not in _TEXTUAL or not isinstance(value, str) or not value:
                return self._fault(f'"any" takes one of {", ".join(_TEXTUAL)} with a text for {column.name}.')
            matching = self._matching("u.x", squash(str(inner)), value)
            return f"EXISTS (SELECT 1 FROM (SELECT unnest({name}) AS x) AS u WHERE {matching})"
        several: list[Any] = wanted if isinstance(wanted, list) and operator == "any" else [wanted]
        if not several or len(several) > MAX_VALUES or not all(isinstance(each, str) for each in several):
            return self._fault(f'"{operator}" takes a text for {column.name}.')
        return " OR ".join(f"{self._param(each)} = ANY({name})" for each in several)

    def _value(self, column: Column, given: Any) -> str:
        """Return a placeholder for a value of a column."""
        try:
            return self._param(self._read(column, given), _CASTS.get(column.type))
        except ValueError as error:
            said = str(error) or f"expected {_spoken(column)}"
            return self._fault(f"{column.name}: {said}, not {str(given)[:60]!r}.")

    def _read(self, column: Column, given: Any) -> str:
        if column.type == "text":
            if isinstance(given, (str, int, float)) and not isinstance(given, bool):
                return str(given)
            raise ValueError
        if column.type == "boolean":
            if str(given).lower() in ("true", "false"):
                return str(given).lower()
            raise ValueError
        if column.type in ("integer", "number", "money"):
            return _number(column, given)
        if column.type == "day":
            return read_day(given, self._now, self._zone).isoformat()
        moment = read_moment(given, self._now, self._zone)
        if column.type == "moment":
            return moment.isoformat()
        return _local(column, given, moment, self._zone).isoformat()

    def _param(self, value: str, cast: str | None = None) -> str:
        if not value.isprintable() and any(each == "\0" or "\ud800" <= each <= "\udfff" for each in value):
            return self._fault("A value holds NUL, or half a character.")
        self._params.append(value)
        return f"CAST(? AS {cast})" if cast else "?"

    def _after(self, cursor: str, digest: str, order: Sequence[tuple[Column, str]]) -> str:
        """Return the condition that holds for the rows after those that were given."""
        try:
            said, *values = json.loads(base64.urlsafe_b64decode(f"{cursor}==="))
        except (ValueError, TypeError):
            said, values = None, []
        fitting = len(values) == len(order) and all(
            _may_hold(column, value) for (column, _), value in zip(order, values, strict=True)
        )
        if said != digest or not fitting:
            return self._fault(
                "The cursor is of another search: repeat that with the same query, or leave it out."
            )
        ways = []
        for number, ((column, way), value) in enumerate(zip(order, values, strict=True)):
            if value is None:  # empty values come last, so nothing of this column comes after one
                continue
            same = [
                self._same(before, each) for (before, _), each in zip(order[:number], values, strict=False)
            ]
            name, sign = _quoted(column), "<" if way == "DESC" else ">"
            beyond = f"({name} {sign} {self._param(value, column.sql_type)} OR {name} IS NULL)"
            ways.append(" AND ".join([*same, beyond]))
        return " OR ".join(f"({each})" for each in ways) or "FALSE"

    def _same(self, column: Column, value: str | None) -> str:
        if value is None:
            return f"{_quoted(column)} IS NULL"
        return f"{_quoted(column)} = {self._param(value, column.sql_type)}"


def _quoted(column: Column) -> str:
    return f'"{column.name}"'


def _spoken(column: Column) -> str:
    return _SPOKEN.get(column.type, f"a {column.type}")


def _number(column: Column, given: Any) -> str:
    try:
        number = Decimal(str(given))
    except InvalidOperation:
        raise ValueError from None
    if isinstance(given, bool) or not number.is_finite():
        raise ValueError
    most = _MOST_DIGITS.get(column.type, 14)
    # Before it is written out: "1e999999999" is short, and a gigabyte of digits.
    if number.adjusted() >= most or int(number.as_tuple().exponent) < -_MOST_DECIMALS:
        raise ValueError(f"expected {_spoken(column)} of at most {most} digits before the point")
    return f"{number:f}"


def _local(column: Column, given: Any, moment: datetime, zone: tzinfo) -> datetime:
    """Return the wall time that a value means: as it is written, or of a zone where it is relative to now.

    Raises:
        ValueError: It is written with a zone, which the wall time of a row's place has not.
    """
    try:
        written = given if isinstance(given, datetime) else datetime.fromisoformat(str(given).strip())
    except ValueError:
        return moment.astimezone(zone).replace(tzinfo=None)
    if written.tzinfo is not None:
        instead = f", or compare {column.local_to}" if column.local_to else ""
        raise ValueError(f"expected a local time, without Z or an offset{instead}")
    return written


def _names_a_day(wanted: Any) -> bool:
    """Return whether a value, or one of several, is a date without a time: no row would have its first microsecond."""
    values = wanted if isinstance(wanted, list) else [wanted]
    return any(
        re.fullmatch(r"\s*(\d{4}-\d\d-\d\d|today|yesterday|tomorrow)\s*", each, re.IGNORECASE)
        for each in values
        if isinstance(each, str)
    )


def _may_hold(column: Column, value: Any) -> bool:
    """Return whether a column can hold the value of a cursor, which is text: callers can write cursors themselves."""
    if value is None:
        return True
    if not isinstance(value, str):
        return False
    try:
        if column.type in ("integer", "number", "money"):
            _number(column, value)
        elif column.type in ("moment", "local"):
            datetime.fromisoformat(value)
        elif column.type == "day":
            date.fromisoformat(value)
        elif column.type == "boolean":
            return value in ("true", "false")
    except ValueError:
        return False
    return True


def _digest(table: str, query: Mapping[str, Any]) -> str:
    written = json.dumps([table, query.get("filter"), query.get("sort")], sort_keys=True, default=str)
    return sha256(written.encode()).hexdigest()[:12]
