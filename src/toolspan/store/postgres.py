"""A store in a PostgreSQL database, a schema for each account: for several processes that write and read at once."""

from __future__ import annotations

import json
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit, urlunsplit

from toolspan.errors import ConfigurationError
from toolspan.store.database import TRACES, Database

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import psycopg

    from toolspan.store.account import Account
    from toolspan.store.connection import Connection
    from toolspan.store.rows import Batch
    from toolspan.store.tables import StoreFacts, Table

SCHEMES = ("postgresql", "postgres")


def is_postgres(location: str) -> bool:
    """Return whether a location is the URL of a PostgreSQL database."""
    return urlsplit(location).scheme in SCHEMES


class _Connection:
    """Connection within one transaction."""

    columnar = False

    def __init__(self, inner: psycopg.Connection[Any]) -> None:
        self.inner = inner

    def rows(self, sql: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """Run a statement and return its rows."""
        if values:
            sql = sql.replace("%", "%%").replace("?", "%s")
        cursor = self.inner.execute(sql.encode(), list(values) or None)
        return cursor.fetchall() if cursor.description else []

    def portions(self, sql: str, size: int) -> Iterator[list[tuple[Any, ...]]]:
        """Run a query and yield its rows in portions; the server holds the rest."""
        with self.inner.cursor("portions") as cursor:
            cursor.execute(sql.encode())
            while rows := cursor.fetchmany(size):
                yield rows

    def load(self, name: str, batch: Batch) -> None:
        """Copy a batch into a temporary table."""
        by_name = batch.table.by_name
        lists = {column for column in batch.columns if by_name[column].type == "texts"}
        columns = [f'"{column}" {"TEXT[]" if column in lists else "TEXT"}' for column in batch.columns]
        given: list[Any] = [
            _texts(values) if name_ not in lists else values for name_, values in batch.columns.items()
        ]
        if batch.zones is not None:
            columns.append("_zone TEXT")
            given.append(batch.zones)
        columns.append("_number BIGINT")
        self.rows(f"CREATE TEMP TABLE {name} ({', '.join(columns)}) ON COMMIT DROP")
        with self.inner.cursor().copy(f"COPY {name} FROM STDIN".encode()) as copy:
            for row in zip(*given, range(len(batch)), strict=True):
                copy.write_row(row)


class PostgresSchema(Database):
    """Tables, state and coverage of one account in a schema of a PostgreSQL database.

    Args:
        url: The database, such as `postgresql://user@host/name`; the password can come from `PGPASSWORD` or `~/.pgpass`.
        schema: The schema, made at the first write.
        facts: The tables.
        account: Whose data it is; None takes any.
    """

    def __init__(self, url: str, schema: str, facts: StoreFacts, account: Account | None = None) -> None:
        super().__init__(facts, account)
        self._url = url
        self.schema = schema

    @property
    def name(self) -> str:
        """Address of the database without password, and the schema."""
        parts = urlsplit(self._url)
        user = f"{parts.username}@" if parts.username else ""
        port = f":{parts.port}" if parts.port else ""
        return urlunsplit((parts.scheme, f"{user}{parts.hostname or ''}{port}", parts.path, "", self.schema))

    @property
    def exists(self) -> bool:
        """Whether the schema is there."""
        with self._open() as connection:
            found = connection.rows(
                "SELECT 1 FROM information_schema.schemata WHERE schema_name = ?", [self.schema]
            )
        return bool(found)

    @property
    def size(self) -> int:
        """Bytes of the tables and their indexes."""
        with self._open() as connection:
            ((size,),) = connection.rows(
                "SELECT coalesce(sum(pg_total_relation_size(c.oid)), 0) FROM pg_class c "
                "JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = ? AND c.relkind = 'r'",
                [self.schema],
            )
        return int(size)

    @contextmanager
    def _open(self, *, autocommit: bool = False) -> Iterator[_Connection]:
        try:
            import psycopg  # noqa: PLC0415 - the extra, loaded when such a store is used
        except ModuleNotFoundError as error:
            raise ConfigurationError(
                f"A store in PostgreSQL needs the module {error.name}, which is not installed.",
                hint='Install it with: pip install "toolspan[postgres]"',
            ) from None
        try:
            options = f"-c search_path={self.schema} -c TimeZone=UTC"
            inner = psycopg.connect(self._url, options=options, autocommit=autocommit)
        except psycopg.OperationalError as error:
            first = str(error).splitlines()[0][:200] if str(error) else "no connection"
            raise ConfigurationError(
                f"The store at {self.name} cannot be reached: {first}", hint="Is TOOLSPAN_STORE right?"
            ) from None
        with inner:  # commits, or rolls back after an error, and closes
            yield _Connection(inner)

    @contextmanager
    def transaction(self) -> Iterator[Connection]:
        """Open a connection, and commit at the end of the block."""
        with self._open() as connection:
            yield connection

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Open a connection for queries."""
        with self._open() as connection:
            connection.rows("SET TRANSACTION READ ONLY")
            yield connection

    def _create(self, connection: Connection) -> None:
        # Two processes that begin at once make the tables one after the other.
        connection.rows("SELECT pg_advisory_xact_lock(hashtext(?))", [self.schema])
        connection.rows(f"CREATE SCHEMA IF NOT EXISTS {self.schema}")
        super()._create(connection)

    def _index(self, connection: Connection, table: Table) -> None:
        for among in {table.key, table.parent_key or table.key}:
            keys = ", ".join(f'"{name}"' for name in among)
            connection.rows(f"CREATE INDEX ON {table.stored} ({keys})")

    def renew(self, *, tables: bool = False, rows: bool = False) -> None:  # noqa: ARG002 - autovacuum sees to rows
        """Write the tables again where columns were deleted; PostgreSQL leaves their values in each row."""
        with self._open(autocommit=True) as connection:
            if tables:
                for table in self.facts.tables.values():
                    connection.rows(f"VACUUM FULL {table.stored}")
                    connection.rows(f"VACUUM FULL {table.stage}")
            connection.rows("DELETE FROM _state WHERE stream = ?", [TRACES])

    def drop(self) -> None:
        """Delete the schema."""
        self._ready = False
        with self._open() as connection:
            connection.rows(f"DROP SCHEMA IF EXISTS {self.schema} CASCADE")


def _texts(values: Sequence[Any]) -> list[str | None]:
    """Return values as text that PostgreSQL takes: without the character 0, which it cannot store."""
    return [None if value is None else _text(value).replace("\0", "") for value in values]


def _text(value: Any) -> str:
    return json.dumps(value) if isinstance(value, (dict, list, bool)) else str(value)
