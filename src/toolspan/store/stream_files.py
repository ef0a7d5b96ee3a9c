"""Reader of `streams.toml`: checks each key, and returns the tables, views and streams.

A mistake is named with the file and the key, so that none reaches the database or waits for the first sync.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any, get_args

from toolspan.errors import ConfigurationError, NotFound
from toolspan.operations.names import suggestion
from toolspan.store.rows import getter
from toolspan.store.tables import Column, ColumnType, Source, StoreFacts, Stream, Table, View

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from importlib.resources.abc import Traversable

    from toolspan.operations.index import OperationIndex

LONGEST = 48
"""Characters of a name at most: PostgreSQL cuts those above 63, and stored tables have a prefix."""
_NAME = re.compile(r"[a-z][a-z0-9_]*")
_HOOK = re.compile(r"[A-Za-z_][\w.]*:[A-Za-z_]\w*")
_RESERVED = frozenset(
    [
        "all",
        "analyse",
        "analyze",
        "and",
        "any",
        "array",
        "as",
        "asc",
        "asymmetric",
        "both",
        "case",
        "cast",
        "check",
        "collate",
        "column",
        "constraint",
        "create",
        "current_catalog",
        "current_date",
        "current_role",
        "current_time",
        "current_timestamp",
        "current_user",
        "default",
        "deferrable",
        "desc",
        "describe",
        "distinct",
        "do",
        "else",
        "end",
        "except",
        "false",
        "fetch",
        "for",
        "foreign",
        "from",
        "grant",
        "group",
        "having",
        "in",
        "initially",
        "intersect",
        "into",
        "lambda",
        "lateral",
        "leading",
        "limit",
        "localtime",
        "localtimestamp",
        "not",
        "null",
        "offset",
        "on",
        "only",
        "or",
        "order",
        "pivot",
        "pivot_longer",
        "pivot_wider",
        "placing",
        "primary",
        "qualify",
        "references",
        "returning",
        "select",
        "session_user",
        "show",
        "some",
        "summarize",
        "symmetric",
        "table",
        "then",
        "to",
        "trailing",
        "true",
        "union",
        "unique",
        "unpivot",
        "user",
        "using",
        "variadic",
        "when",
        "where",
        "window",
        "with",
    ]
)
"""Words that DuckDB or PostgreSQL takes for no name of a table."""
_TABLE = {
    "description": "str",
    "columns": "Mapping",
    "key": "tuple",
    "entity": "str",
    "newer_by": "str",
    "parent": "str",
    "parent_key": "tuple",
    "place": "str",
    "delivered": "str",
    "personal": "tuple",
    "pseudonyms": "tuple",
    "personal_fields": "tuple",
}
_VIEW = {"description": "str", "table": "str", "where": "str"}
_EACH = {"table": "str", "column": "str", "size": "int", "param": "str"}
_SOURCE = {each.name: str(each.type) for each in fields(Source)}
_STREAM = {each.name: str(each.type) for each in fields(Stream) if each.name not in ("name", "tables")}
_HOOKS = ("count", "rows", "records", "made")
_POSITIVE = ("window_days", "first_window_days", "page_records", "most_records", "size")
_KINDS: Mapping[str, tuple[tuple[type, ...], str]] = {
    "str": ((str,), "a text"),
    "bool": ((bool,), "true or false"),
    "int": ((int,), "a whole number"),
    "float": ((int, float), "a number"),
    "tuple": ((list,), "a list of texts"),
    "Mapping": ((Mapping,), "a table"),
    "Source": ((Mapping,), "a table"),
}


def read_facts(file: Traversable, operations: OperationIndex | None = None) -> StoreFacts:
    """Return the tables and streams that a `streams.toml` describes.

    Args:
        file: The file.
        operations: Operations of the connector, which those of the file must be among; None checks no names of operations.

    Raises:
        ConfigurationError: It does not describe them as `toolspan.store.tables` wants it; the message has file and key.
    """
    try:
        document = tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigurationError(f"{file.name} cannot be read: {error}") from None
    return facts_from(document, file.name, operations)


def facts_from(
    document: Mapping[str, Any], name: str, operations: OperationIndex | None = None
) -> StoreFacts:
    """Return what a document in the form of `streams.toml` describes. `name` is for errors.

    Raises:
        ConfigurationError: As `read_facts`.
    """
    root = _Place(name)
    root.check_settings(
        document, {"tables": "Mapping", "views": "Mapping", "streams": "Mapping", "places": "str"}, ("tables", "streams")
    )  # fmt: skip
    if "places" in document:
        root.at("places").check_hook(document["places"])
    at = root.at("tables")
    tables = {table: _table(at.at(table), table, facts) for table, facts in document["tables"].items()}
    for table in tables.values():
        _check_parent(at.at(table.name), table, tables)
    at = root.at("views")
    views = {
        view: _view(at.at(view), view, facts, tables) for view, facts in document.get("views", {}).items()
    }
    at = root.at("streams")
    streams = {
        stream: _stream(at.at(stream), stream, facts, tables, operations)
        for stream, facts in document["streams"].items()
    }
    return StoreFacts(tables, views, streams, document.get("places"))


@dataclass(frozen=True)
class _Place:
    """A place in a file, such as `streams.orders.call`: checks what stands there."""

    file: str
    key: str = ""

    def at(self, name: str) -> _Place:
        """Return the place of a key below."""
        return _Place(self.file, f"{self.key}.{name}".lstrip("."))

    def fault(self, text: str, choices: Iterable[str] = ()) -> ConfigurationError:
        """Return the error for this place."""
        listed = ", ".join(choices)
        where = f"{self.file}, {self.key[:200]}" if self.key else self.file
        return ConfigurationError(f"{where}: {text}", hint=f"Choose of: {listed}." if listed else None)

    def check_settings(self, given: Any, known: Mapping[str, str], needed: Iterable[str] = ()) -> None:
        """Check that all settings are known and of their type, and that none is missing."""
        if not isinstance(given, Mapping):
            raise self.fault(f"expected a table with {', '.join(known)}, not {str(given)[:40]!r}.")
        for name, value in given.items():
            if name not in known:
                raise self.at(name).fault(f"there is no such setting.{suggestion(name, known)}", known)
            self.at(name).check_type(value, known[name])
            if name in _POSITIVE and value <= 0:
                raise self.at(name).fault(f"expected more than 0, not {value}.")
        if missing := [name for name in needed if name not in given]:
            raise self.fault(f"{missing[0]} is missing.")

    def check_type(self, value: Any, annotation: str) -> None:
        """Check the type of a setting, by the annotation of its field."""
        types, said = _KINDS[re.split(r"\W", annotation, maxsplit=1)[0]]
        right = isinstance(value, types) and (bool in types or not isinstance(value, bool))
        if not right or (isinstance(value, list) and not all(isinstance(each, str) for each in value)):
            raise self.fault(f"expected {said}, not {str(value)[:40]!r}.")

    def check_name(self, name: str, *, relation: bool = False) -> None:
        """Check a name that goes into SQL."""
        if not _NAME.fullmatch(name) or len(name) > LONGEST:
            raise self.fault(
                f"{name[:60]!r} cannot be a name: expected lower-case letters, digits and _, a letter first, and at most "
                f"{LONGEST} of them."
            )
        if relation and name in _RESERVED:
            raise self.fault(f'"{name}" is a word of SQL: call it {name}_list or otherwise.')

    def check_one_of(self, name: str, what: str, known: Collection[str]) -> None:
        """Check that a name is among those that there are."""
        if name not in known:
            raise self.fault(f"there is no {what} {name[:60]!r}.{suggestion(name[:60], known)}", known)

    def check_hook(self, name: str) -> None:
        """Check that a text is of the form `module:function`."""
        if not _HOOK.fullmatch(name):
            raise self.fault(f"expected a function as module:function, not {name[:60]!r}.")

    def check_condition(self, text: str) -> None:
        """Check that a text is one condition, and no end of the statement that it stands in."""
        if not text.strip() or re.search(r";|--|/\*", text):
            raise self.fault(
                "expected one condition of SQL, such as status = 'OPEN', without ; and comments."
            )

    def check_path(self, path: Any) -> None:
        """Check the path of a value in a record."""
        self.check_type(path, "str")
        try:
            getter(path)
        except ConfigurationError as error:
            raise self.fault(error.message) from None


def _table(at: _Place, name: str, facts: Any) -> Table:
    at.check_name(name, relation=True)
    at.check_settings(facts, _TABLE, ("description", "columns", "key"))
    columns = facts["columns"]
    for column, said in columns.items():
        _check_column(at.at("columns").at(column), column, said, columns)
    for setting in ("key", "parent_key", "personal", "pseudonyms", "newer_by", "place", "delivered"):
        given = facts.get(setting, ())
        for column in [given] if isinstance(given, str) else given:
            at.at(setting).check_one_of(column, "column", columns)
    if not facts["key"]:
        raise at.at("key").fault("expected the columns of the primary key.")
    personal, pseudonyms = facts.get("personal", ()), facts.get("pseudonyms", ())
    return Table(
        name,
        facts.get("entity", name),
        facts["description"],
        tuple(
            Column(column, kind, description, rest[0] if rest else None, column in personal, column in pseudonyms)
            for column, (kind, description, *rest) in columns.items()
        ),
        tuple(facts["key"]),
        newer_by=facts.get("newer_by"),
        parent=facts.get("parent"),
        parent_key=tuple(facts.get("parent_key", ())),
        place=facts.get("place"),
        delivered=facts.get("delivered"),
        personal_fields=tuple(facts.get("personal_fields", ())),
    )  # fmt: skip


def _check_column(at: _Place, name: str, said: Any, columns: Mapping[str, Any]) -> None:
    at.check_name(name)
    if (
        not isinstance(said, list)
        or len(said) not in (2, 3)
        or not all(isinstance(each, str) for each in said)
    ):
        raise at.fault(
            'expected type and description, such as ["text", "the SKU"]; for a local day or time the moment as third.'
        )  # fmt: skip
    at.check_one_of(said[0], "column type", get_args(ColumnType))
    if said[2:]:
        at.check_one_of(said[2], "column", columns)
        if said[0] not in ("day", "local"):
            raise at.fault(f"of a moment, day or local is computed, not {said[0]}.")


def _check_parent(at: _Place, table: Table, tables: Mapping[str, Table]) -> None:
    if table.parent is None:
        return
    at.at("parent").check_one_of(table.parent, "table", tables)
    if not table.parent_key:
        raise at.fault("parent_key is missing: the columns that lines share with their parent.")
    for column in table.parent_key:
        at.at("parent_key").check_one_of(
            column, f"column of {table.parent}", tables[table.parent].by_name
        )  # fmt: skip


def _view(at: _Place, name: str, facts: Any, tables: Mapping[str, Table]) -> View:
    at.check_name(name, relation=True)
    at.check_settings(facts, _VIEW, _VIEW)
    at.at("table").check_one_of(facts["table"], "table", tables)
    at.at("where").check_condition(facts["where"])
    if name in tables:
        raise at.fault("a table has this name.")
    return View(name, facts["description"], tables[facts["table"]], facts["where"])


def _stream(
    at: _Place, name: str, facts: Any, tables: Mapping[str, Table], operations: OperationIndex | None
) -> Stream:
    at.check_one_of(name, "table", tables)
    at.check_settings(facts, _STREAM)
    if "call" not in facts and "job" not in facts:
        raise at.fault("call or job is missing: where the rows come from.")
    filled = [tables[name], *(table for table in tables.values() if table.parent == name)]
    sources: dict[str, Any] = {
        kind: _source(at.at(kind), kind, facts[kind], filled, operations)
        for kind in ("call", "job") if kind in facts
    }  # fmt: skip
    if "changes" in facts:
        if "job" not in sources:
            raise at.at("changes").fault("it is a file like that of job, which is missing.")
        whole = {**facts["job"], **facts["changes"]}
        whole.pop("made", None)
        sources["changes"] = _source(at.at("changes"), "changes", whole, filled, operations)
    others = {key: value for key, value in facts.items() if key not in ("call", "job", "changes")}
    if "replaces" in others:
        at.at("replaces").check_one_of(others["replaces"], "column", tables[name].by_name)
        if tables[name].by_name[others["replaces"]].type not in ("moment", "day"):
            raise at.at("replaces").fault("expected a column of type moment or day.")
    if "count" in others:
        at.at("count").check_hook(others["count"])
    if "open_while" in others:
        at.at("open_while").check_condition(others["open_while"])
    stream = Stream(name, tuple(filled), **sources, **others)
    by_place = any(source.one_place for source in stream.sources.values())
    if by_place and (stream.whole or stream.replaces) and stream.table.place is None:
        raise at.fault(
            f"it is read place by place: tables.{name} needs `place`, its column with the place, or each place would "
            "replace the rows of the others."
        )
    return stream


def _source(
    at: _Place, kind: str, facts: Any, filled: Collection[Table], operations: OperationIndex | None
) -> Source:
    needed = ("operation", "paths") if kind == "call" else ("operation", "paths", "rows", "job_id")
    at.check_settings(facts, _SOURCE, needed)
    for hook in _HOOKS:
        if hook in facts:
            at.at(hook).check_hook(facts[hook])
    if "each" in facts:
        at.at("each").check_settings(facts["each"], _EACH, _EACH)
    _check_operation(at.at("operation"), facts["operation"], operations)
    for number, operation in enumerate(facts.get("uses", ())):
        _check_operation(at.at(f"uses.{number}"), operation, operations)
    by_name = {table.name: table for table in filled}
    _, *lines = by_name
    _check_tables(at.at("lines"), facts.get("lines", {}), lines)
    _check_tables(at.at("paths"), facts["paths"], by_name)
    for table, path in facts.get("lines", {}).items():
        at.at("lines").at(table).check_type(path, "str")
        if ":" in path:
            at.at("lines").at(table).check_hook(path)
        else:
            at.at("lines").at(table).check_path(path)
    for table, paths in facts["paths"].items():
        _check_paths(at.at("paths").at(table), paths, by_name[table])
    if isinstance(columns := facts.get("columns"), list):
        facts = {**facts, "columns": tuple(columns)}
    return Source(**{**facts, "uses": tuple(facts.get("uses", ()))})


def _check_operation(at: _Place, name: str, operations: OperationIndex | None) -> None:
    entity, _, action = name.partition(".")
    if not entity or not action:
        raise at.fault(f"expected an operation such as orders.list, not {name[:60]!r}.")
    if operations is None or not operations.complete:
        return
    try:
        operations.find(entity, action)
    except NotFound as error:
        raise ConfigurationError(f"{at.file}, {at.key}: {error.message}", hint=error.hint) from None


def _check_tables(at: _Place, given: Mapping[str, Any], tables: Collection[str]) -> None:
    """Check that something is said of each of some tables, and of no other."""
    for name in given:
        at.at(name).check_one_of(name, "table here called", tables)
    if missing := [name for name in tables if name not in given]:
        raise at.fault(f"{missing[0]} is missing: the stream fills this table too.")


def _check_paths(at: _Place, paths: Any, table: Table) -> None:
    at.check_type(paths, "Mapping")
    for column, path in paths.items():
        at.at(column).check_one_of(column, f"column of {table.name} called", table.by_name)
        at.at(column).check_path(path)
    given = [column.name for column in table.given]
    needed = [*table.key, *([table.place] if table.place else [])]
    if missing := [column for column in needed if column in given and column not in paths]:
        raise at.fault(f"{missing[0]} is missing: rows of {table.name} cannot do without it.")
