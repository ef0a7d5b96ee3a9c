"""A store in one DuckDB file: opened for each transaction and closed again, so that readers get their turn."""

from __future__ import annotations

import json
import random
import time
from contextlib import ExitStack, contextmanager, suppress
from shutil import rmtree
from typing import TYPE_CHECKING, Any
from weakref import WeakValueDictionary

from toolspan.errors import ConfigurationError
from toolspan.store.database import TRACES, Database

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path
    from threading import Lock

    import duckdb

    from toolspan.store.account import Account
    from toolspan.store.rows import Batch
    from toolspan.store.tables import StoreFacts

PATIENCE = 5.0
"""Seconds for which an open file is tried again: a writer holds it for some 30 ms at a time."""
INSTALL = 'pip install "toolspan[store]"'
"""Installs the modules of a store in a file."""
_LOCKED = ("Conflicting lock", "different configuration", "being used by another process")
_TROUBLES = {
    ("Corrupt database file", "not a valid DuckDB database", "Could not read enough bytes"): (
        "is damaged",
        "Restore a backup, or move the file away and sync again: the API still has what it held.",
    ),
    ("No space left", "Disk quota"): (
        "cannot grow",
        "Make room on the disk and run it again: what was committed is there, and the rest is read then.",
    ),
    ("Read-only file system", "Permission denied"): (
        "cannot be written to",
        "Give the store a folder that this program may write to; SQL and search need one to be read alone.",
    ),
}
"""What DuckDB says of a file or a disk, with what is wrong and what to do."""


def duckdb_module() -> Any:
    """Return DuckDB's module.

    Raises:
        ConfigurationError: The extra is not installed.
    """
    try:
        import duckdb  # noqa: PLC0415 - the extra, loaded when a store is used
        import pyarrow  # noqa: F401, ICN001, PLC0415 - as above
    except ModuleNotFoundError as error:
        raise ConfigurationError(
            f"The context store needs the module {error.name}, which is not installed.",
            hint=f"Install it with: {INSTALL}",
        ) from None
    return duckdb


def trouble(name: str, said: str) -> ConfigurationError | None:
    """Return the error for a file or disk that fails, by what DuckDB says; None if that is about something else."""
    for words, (wrong, hint) in _TROUBLES.items():
        if any(word in said for word in words):
            return ConfigurationError(f"{name} {wrong}: {said.splitlines()[0][:200]}", hint=hint)
    return None


@contextmanager
def opened(
    path: Path, *, read_only: bool = False, patience: float = PATIENCE, **config: Any
) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open a DuckDB file, waiting while another process has it open.

    Args:
        path: The file.
        read_only: Whether nothing is written; the file must be there.
        patience: Seconds to wait for another process.
        config: Settings of DuckDB.

    Raises:
        ConfigurationError: The file is locked for longer, is damaged or none of DuckDB's, or the disk is full.
    """
    duckdb = duckdb_module()
    end = time.monotonic() + patience
    while True:
        try:
            connection = duckdb.connect(str(path), read_only=read_only, config=config)
            break
        except duckdb.Error as error:
            if not any(word in str(error) for word in _LOCKED) or time.monotonic() > end:
                raise trouble(f"The store {path.name}", str(error)) or ConfigurationError(
                    f"The store {path.name} cannot be opened: {str(error).splitlines()[0][:200]}",
                    hint="Another program may have it open: close it, or give the store another folder.",
                ) from None
            time.sleep(random.uniform(0.005, 0.03))  # noqa: S311 - jitter
    try:
        connection.execute("SET TimeZone = 'UTC'")
        # DuckDB's own bar would write to standard output after 2 s; Jupyter without ipywidgets has none to switch off.
        with suppress(duckdb.InvalidInputException):
            connection.execute("SET enable_progress_bar = false")
        yield connection
    except duckdb.Error as error:
        if found := trouble(f"The store {path.name}", str(error)):
            raise found from None
        raise
    finally:
        connection.close()


class _Connection:
    """Connection to a DuckDB file."""

    columnar = True

    def __init__(self, inner: duckdb.DuckDBPyConnection) -> None:
        self.inner = inner

    def rows(self, sql: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """Run a statement and return its rows."""
        return self.inner.execute(sql, list(values)).fetchall()

    def portions(self, sql: str, size: int) -> Iterator[list[tuple[Any, ...]]]:
        """Run a query and yield its rows in portions."""
        cursor = self.inner.execute(sql)
        while rows := cursor.fetchmany(size):
            yield rows

    def load(self, name: str, batch: Batch) -> None:
        """Make a batch readable as a table."""
        self.inner.register(name, arrow(batch))


_LOCKS: WeakValueDictionary[str, Lock] = WeakValueDictionary()
"""Lock of each file that this process writes."""


class DuckDBFile(Database):
    """Tables, state and coverage of one account in a DuckDB file.

    Args:
        path: The file; made at the first write.
        facts: The tables.
        account: Whose data it is; None takes any.
    """

    def __init__(self, path: Path, facts: StoreFacts, account: Account | None = None) -> None:
        super().__init__(facts, account)
        self.path = path
        # Two connections of one process share DuckDB's catalogue, where writers would fail and not wait.
        self._lock = _LOCKS.setdefault(str(path.absolute()), self._lock)

    @property
    def name(self) -> str:
        """Path of the file."""
        return str(self.path)

    @property
    def exists(self) -> bool:
        """Whether the file is there."""
        return self.path.exists()

    @property
    def size(self) -> int:
        """Bytes of the file and its log."""
        return sum(
            file.stat().st_size for file in self.path.parent.glob(f"{self.path.name}*") if file.is_file()
        )

    @contextmanager
    def transaction(self) -> Iterator[_Connection]:
        """Open the file, and commit at the end of the block."""
        new = not self.path.exists()
        if new:
            try:
                self.path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            except OSError as error:
                raise ConfigurationError(
                    f"The folder of the store cannot be made: {self.path.parent}: {error.strerror}.",
                    hint="Name a folder in TOOLSPAN_STORE that this program may write to.",
                ) from None
        with opened(self.path) as inner:
            if new:
                self.path.chmod(0o600)
            inner.execute("BEGIN TRANSACTION")
            try:
                yield _Connection(inner)
            except BaseException:
                inner.execute("ROLLBACK")
                raise
            inner.execute("COMMIT")

    @contextmanager
    def reading(self) -> Iterator[_Connection]:
        """Open the file for queries."""
        # Not read-only: within one process, DuckDB refuses a second connection with other settings.
        with ExitStack() as stack:
            with self._lock:  # one that is opened within a transaction takes DuckDB's own functions from that
                inner = stack.enter_context(opened(self.path))
            yield _Connection(inner)

    @property
    def _renewed(self) -> Path:
        """The file that takes the place of this one."""
        return self.path.with_name(f".{self.path.name}.new")

    def renew(self, *, tables: bool = False, rows: bool = False) -> None:  # noqa: ARG002 - one file has both
        """Replace the file by a copy: free blocks of the old one still have what was deleted."""
        with opened(self.path) as inner:
            _copy(inner, self._renewed)
            with opened(self._renewed) as renewed:
                renewed.execute("DELETE FROM _state WHERE stream = ?", [TRACES])
            self._renewed.replace(self.path)  # readers of the old file have it until they close it

    def drop(self) -> None:
        """Delete the file, and the exports beside it."""
        self._ready = False
        new = self._renewed
        for path in (self.path, _log(self.path), new, _log(new)):
            path.unlink(missing_ok=True)
        rmtree(exports_of(self.path), ignore_errors=True)


def exports_of(path: Path) -> Path:
    """Return the folder beside a store for exports that go with it."""
    return path.with_suffix(".export")


def back_up(path: Path, target: Path) -> None:
    """Copy a store file as it is between two transactions, also while a sync writes it: the sync waits meanwhile.

    The copy appears whole or not at all, and holds nothing that was deleted.

    Args:
        path: The file of the store.
        target: Where the copy goes; a file that is there is replaced.

    Raises:
        ConfigurationError: The file is damaged or open for too long, or the copy cannot be written.
    """
    new = target.with_name(f".{target.name}.new")
    try:
        target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with opened(path, read_only=True) as inner:
            _copy(inner, new)
        new.replace(target)
    except OSError as error:
        raise ConfigurationError(f"{target} cannot be written: {error.strerror}.") from None


def _log(path: Path) -> Path:
    return path.with_name(f"{path.name}.wal")


def _copy(inner: duckdb.DuckDBPyConnection, target: Path) -> None:
    """Write all that a database holds into a new file, for its owner alone."""
    for left in (target, _log(target)):  # of a process that was killed here
        left.unlink(missing_ok=True)
    held = inner.execute("SELECT current_database()").fetchall()[0][0]
    inner.execute(f"ATTACH '{str(target).replace(chr(39), chr(39) * 2)}' AS renewed (READ_WRITE)")
    target.chmod(0o600)
    inner.execute(f'COPY FROM DATABASE "{held}" TO renewed')
    inner.execute("DETACH renewed")


def arrow(batch: Batch) -> Any:
    """Return a batch as an Arrow table: lists as they are, all else as text, which DuckDB casts faster than Python."""
    import pyarrow as pa  # noqa: PLC0415 - the extra

    by_name = batch.table.by_name
    arrays = {}
    for name, values in batch.columns.items():
        if by_name[name].type == "texts":
            arrays[name] = pa.array(values, pa.list_(pa.string()))
        else:
            arrays[name] = pa.array(
                [v if v is None or v.__class__ is str else text(v) for v in values], pa.string()
            )
    if batch.zones is not None:
        arrays["_zone"] = pa.array(batch.zones, pa.string())
    arrays["_number"] = pa.array(range(len(batch)), pa.int64())
    return pa.table(arrays)


def text(value: Any) -> str:
    """Return a value as the text that a database casts."""
    return json.dumps(value) if isinstance(value, (dict, list, bool)) else str(value)
