"""Child process that runs queries against store files, locked: it reads one file, and nothing else of the machine.

It is started with `python -I -m toolspan.store.sandbox_worker MEMORY` by `toolspan.store.sandbox`, and reads requests
from its input, one JSON object a line: `file`, `sql`, `params`, `limit` (rows), `bytes`, `wait` and `seconds`, and for an
SQL text of a model `tables`, the names that it may read; `aside` is one more query, of the program's own. It writes `{"open": true}` once the file is open,
then the result.
"""

from __future__ import annotations

import json
import math
import os
import sys
import time
from typing import IO, TYPE_CHECKING, Any

import duckdb

from toolspan.store.statements import RefusedError, check_statement
from toolspan.store.values import plain

if TYPE_CHECKING:
    from collections.abc import Mapping

MEMORY_LIMIT = "512MB"
"""Memory of DuckDB's own structures; what functions of text and lists take beyond it, the process limit bounds."""
THREADS = 2
LOCKED: Mapping[str, str] = {
    "enable_external_access": "false",
    "allow_community_extensions": "false",
    "allow_unsigned_extensions": "false",
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
    "python_enable_replacements": "false",
    "allow_persistent_secrets": "false",
    "memory_limit": MEMORY_LIMIT,
    "threads": str(THREADS),
    "max_temp_directory_size": "0B",
}
_HELD = ("lock", "being used by another process")
"""What the engine says of a file that a writer holds, by system."""
_BATCH = 200
"""Rows that are fetched at once."""
_OPEN_PAUSE = 0.02


def restrict(memory: int) -> None:
    """Limit this process, where the system can: address space in bytes, no files written, no core dumps."""
    try:
        import resource  # noqa: PLC0415 - not on Windows, where the parent watches the memory
    except ImportError:
        return
    for limit, value in (
        (resource.RLIMIT_AS, memory),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        try:
            resource.setrlimit(limit, (value, value))
        except (ValueError, OSError):  # a lower limit is in force, or macOS, which has no address space limit
            continue


def limit_processor(seconds: float) -> None:
    """Let the system end this process after so much work of the processor, in case its parent is gone."""
    try:
        import resource  # noqa: PLC0415 - as above
    except ImportError:
        return
    used = resource.getrusage(resource.RUSAGE_SELF)
    most = math.ceil(used.ru_utime + used.ru_stime + seconds * THREADS) + 1
    resource.setrlimit(resource.RLIMIT_CPU, (most, resource.getrlimit(resource.RLIMIT_CPU)[1]))


def opened(file: str, wait: float) -> duckdb.DuckDBPyConnection:
    """Return a locked connection to a store file; waits while a writer holds it.

    Raises:
        duckdb.IOException: It is still held after `wait` seconds, or is no store.
    """
    until = time.monotonic() + wait
    while True:
        try:
            connection = duckdb.connect(file, read_only=True, config=dict(LOCKED))
        except duckdb.IOException as error:
            if not any(word in str(error) for word in _HELD) or time.monotonic() > until:
                raise
            time.sleep(_OPEN_PAUSE)
        else:
            connection.execute("SET TimeZone = 'UTC'")
            connection.execute("SET lock_configuration = true")
            return connection


def run(connection: duckdb.DuckDBPyConnection, request: Mapping[str, Any]) -> dict[str, Any]:
    """Return columns and rows of a query, up to its caps."""
    tables = request.get("tables")
    read: list[str] = [] if tables is None else check_statement(connection, request["sql"], tables)
    return {**_rows(connection, request), "tables": read, "aside": _aside(connection, request.get("aside"))}


def _aside(connection: duckdb.DuckDBPyConnection, sql: str | None) -> list[dict[str, Any]]:
    """Return the rows of the program's own query, such as of what the store holds, as of the same moment."""
    if not sql:
        return []
    connection.execute(sql)
    names = [column[0] for column in connection.description or []]
    return [dict(zip(names, map(plain, row), strict=True)) for row in connection.fetchall()]


def _rows(connection: duckdb.DuckDBPyConnection, request: Mapping[str, Any]) -> dict[str, Any]:
    connection.execute(request["sql"], request.get("params"))
    described = connection.description or []
    columns = [(str(column[0]), str(column[1])) for column in described]
    rows: list[str] = []
    room, most = request["bytes"], request["limit"]
    while len(rows) <= most and (batch := connection.fetchmany(min(_BATCH, most + 1 - len(rows)))):
        for row in batch:
            text = json.dumps(list(map(plain, row)), ensure_ascii=False, allow_nan=False)
            room -= len(text.encode())
            if room < 0:
                return {"columns": columns, "rows": rows, "more": True, "full": True}
            rows.append(text)
    return {"columns": columns, "rows": rows[:most], "more": len(rows) > most, "full": False}


def answer(request: Mapping[str, Any], out: IO[bytes]) -> dict[str, Any]:
    """Return the result of a request, or its error: `kind` is `refused`, `failed`, `memory` or `closed`."""
    try:
        connection = opened(request["file"], request["wait"])
    except duckdb.Error as error:
        return {"kind": "closed", "error": told(error, request)}
    try:
        write(out, {"number": request["number"], "open": True})
        return run(connection, request)
    except RefusedError as error:
        return {"kind": "refused", "error": error.rule, "hint": error.hint}
    except (duckdb.OutOfMemoryException, MemoryError):
        return {"kind": "memory", "error": ""}
    except duckdb.Error as error:
        return {"kind": "failed", "error": told(error, request)}
    except (ValueError, RecursionError, ImportError) as error:
        return {"kind": "failed", "error": f"The result cannot be written: {error}"[:500]}
    finally:
        connection.close()


def told(error: Exception, request: Mapping[str, Any]) -> str:
    """Return what an error says, without the path of the file."""
    text = str(error).replace(request["file"], "the store").partition("\nLINE ")[0]
    return " ".join(text.split())[:700]


def write(out: IO[bytes], said: Mapping[str, Any]) -> None:
    """Write one line; rows are JSON already."""
    rows = said.get("rows")
    head = json.dumps({key: value for key, value in said.items() if key != "rows"})
    line = head if rows is None else f'{head[:-1]}, "rows": [{",".join(rows)}]}}'
    out.write(line.encode("utf-8", "replace") + b"\n")
    out.flush()


def main() -> None:
    """Serve requests until the input ends."""
    out = os.fdopen(os.dup(1), "wb")
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # whatever else prints must not be taken for a result
    restrict(int(sys.argv[1]))
    for line in sys.stdin.buffer:
        request = json.loads(line)
        limit_processor(request["wait"] + request["seconds"])
        write(out, {**answer(request, out), "number": request["number"]})


if __name__ == "__main__":
    main()
