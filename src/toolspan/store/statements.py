"""Check of an SQL text before it runs: one SELECT, over the tables that may be read, with functions that only compute.

DuckDB itself reads the text; what is not known to be harmless is refused. Runs in the locked child process.
"""

from __future__ import annotations

import json
import re
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

import duckdb

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

LONGEST = 20_000
"""Characters of a text at most."""
_QUERIES = frozenset({"SELECT_NODE", "SET_OPERATION_NODE", "RECURSIVE_CTE_NODE", "CTE_NODE"})
_ROW_SOURCES = frozenset({"unnest", "range", "generate_series", "json_each", "json_tree"})
"""Functions that may stand in FROM. All others reach files, settings, or other tables by name."""
_FORBIDDEN = re.compile(
    r"(?:duckdb_|pg_|pragma_|has_.+_privilege$|inet_|__internal|json_(?:de)?serialize|json_execute|read_|write_|"
    r"current_(?:setting|query|database|catalog|schemas?)|in_search_path$|get_?env|getvariable|sleep|set_?seed|"
    r"(?:next|curr|set)val$|parse_duckdb|stats$|txid_)"
)
"""Scalar functions that report on the process, change its state, or wait."""
_READ = "Ask with one SELECT; it may begin with WITH."


class RefusedError(Exception):
    """A text that may not run: the rule that it breaks, and how to write it."""

    def __init__(self, rule: str, hint: str) -> None:
        super().__init__(rule)
        self.rule = rule
        self.hint = hint


def check_statement(connection: duckdb.DuckDBPyConnection, sql: str, tables: Collection[str]) -> list[str]:
    """Return the tables that an SQL text reads; refuse a text that is more than a query over some tables.

    Args:
        connection: An open connection to the store.
        sql: The text.
        tables: Names of the tables that it may name.

    Raises:
        RefusedError: It breaks a rule.
    """
    if len(sql) > LONGEST:
        raise RefusedError(f"The text is longer than {LONGEST:,} characters.", "Ask a shorter question.")
    _check_kind(sql)
    nodes = list(_nodes(_parsed(connection, sql)))
    known = {table.casefold() for table in tables}
    ctes = {name.casefold() for node in nodes for name in _ctes(node)}
    if ctes:
        _check_ctes(connection, ctes - known)
    for node in nodes:
        _check_node(node, known, ctes)
    read = {str(node.get("table_name", "")).casefold() for node in nodes if node.get("type") == "BASE_TABLE"}
    return [table for table in tables if table.casefold() in read]


def _check_kind(sql: str) -> None:
    try:
        statements = duckdb.extract_statements(sql)
    except duckdb.Error as error:
        raise RefusedError(_first_lines(error), "Correct the text; the dialect is DuckDB's.") from None
    if len(statements) != 1:
        raise RefusedError(
            f"The text holds {len(statements)} statements, and one is asked for.",
            f"{_READ} For PIVOT, name the values: PIVOT ... ON column IN ('a', 'b').",
        )
    kind = statements[0].type.name
    if kind == "MULTI":
        raise RefusedError(
            "PIVOT without its values is more than one statement.",
            "Name the values: PIVOT ... ON column IN ('a', 'b').",
        )
    if kind != "SELECT":
        raise RefusedError(f"{kind} is not allowed: the store is only read.", _READ)


def _parsed(connection: duckdb.DuckDBPyConnection, sql: str) -> Any:
    row = connection.execute("SELECT json_serialize_sql(?)", [sql]).fetchone()
    try:
        tree = json.loads(row[0] if row else "{}")
    except RecursionError:
        raise RefusedError("The text is nested too deeply.", "Write it with fewer parentheses.") from None
    if tree.get("error") is not False:
        raise RefusedError(str(tree.get("error_message", "The text cannot be read."))[:500], _READ)
    return tree["statements"]


def _nodes(tree: Any) -> Iterator[Mapping[str, Any]]:
    left = [tree]
    while left:  # no recursion: a text may be deep
        node = left.pop()
        if isinstance(node, dict):
            yield node
            left.extend(node.values())
        elif isinstance(node, list):
            left.extend(node)


def _ctes(node: Mapping[str, Any]) -> list[str]:
    known = node.get("cte_map")
    named = [entry["key"] for entry in known["map"]] if isinstance(known, dict) and known.get("map") else []
    return [*named, *([node["cte_name"]] if isinstance(node.get("cte_name"), str) else [])]


def _check_node(node: Mapping[str, Any], tables: Collection[str], ctes: Collection[str]) -> None:
    kind, function = str(node.get("type", "")), node.get("function_name")
    if kind.endswith("_NODE") and kind not in _QUERIES:
        raise RefusedError("A query inside the text changes data: the store is only read.", _READ)
    if kind == "SHOW_REF":
        raise RefusedError(
            "DESCRIBE, SHOW and SUMMARIZE are not allowed.",
            "context_store.describe lists the tables, and the columns of one.",
        )
    if kind == "BASE_TABLE":
        _check_table(node, tables, ctes)
    elif kind == "TABLE_FUNCTION":
        name = str(node["function"].get("function_name", "")).casefold()
        if name not in _ROW_SOURCES:
            raise RefusedError(
                f"{name}() may not stand in FROM.",
                f"Read a table by its name: {', '.join(sorted(tables))}. Of functions, {', '.join(sorted(_ROW_SOURCES))}.",
            )
    elif isinstance(function, str) and _FORBIDDEN.match(function.casefold()):
        raise RefusedError(
            f"The function {function}() is not allowed.", "Leave it out: queries compute over the tables."
        )


def _check_table(node: Mapping[str, Any], tables: Collection[str], ctes: Collection[str]) -> None:
    name, schema = str(node.get("table_name", "")), str(node.get("schema_name", ""))
    qualified = ".".join(filter(None, (str(node.get("catalog_name", "")), schema, name)))
    plain = not node.get("catalog_name") and schema.casefold() in ("", "main")
    if plain and (name.casefold() in tables or (not schema and name.casefold() in ctes)):
        return
    close = get_close_matches(name.casefold(), tables, 1)
    raise RefusedError(
        f"There is no table {qualified[:80]} to read." + (f" Did you mean {close[0]}?" if close else ""),
        f"The tables are: {', '.join(sorted(tables)) or 'none yet'}.",
    )


def _check_ctes(connection: duckdb.DuckDBPyConnection, names: Collection[str]) -> None:
    """Refuse a WITH query called as something that is there: out of its scope, that would be read under the name.

    DuckDB's `get_table_names` knows scopes, but fails for a join with USING over a WITH query.
    """
    there = connection.execute(
        "SELECT table_name FROM duckdb_tables() UNION ALL SELECT view_name FROM duckdb_views()"
    )
    if taken := sorted(set(names) & {row[0].casefold() for row in there.fetchall()}):
        raise RefusedError(f"A WITH query may not be called {taken[0]}.", "Give it another name.")


def _first_lines(error: Exception) -> str:
    return " ".join(str(error).split())[:500]
