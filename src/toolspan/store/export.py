"""Export of a store: Parquet files, or any destination of dlt, both fed with Arrow."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from toolspan.errors import ConfigurationError, InvalidInput
from toolspan.operations.names import suggestion
from toolspan.store.duckdb_file import duckdb_module
from toolspan.store.tables import View

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from toolspan.store.database import Database
    from toolspan.store.tables import Table

BATCH = 100_000
"""Rows of one Arrow batch."""


def chosen(database: Database, names: Iterable[str] | None) -> list[Table | View]:
    """Return the tables and views with these names, of which one alone may be a text; without names, all tables.

    Raises:
        InvalidInput: There is no such table.
    """
    relations = database.facts.relations
    if names is None:
        return [table for name, table in database.facts.tables.items() if name in relations]
    wanted = [names] if isinstance(names, str) else list(names)
    for name in wanted:
        if name not in relations:
            raise InvalidInput(
                f"The store has no table {name}.{suggestion(name, relations)}",
                hint=f"Choose of: {', '.join(relations)}.",
            )
    return [relations[name] for name in wanted]


def to_parquet(
    database: Database, folder: Path, relations: Sequence[Table | View], *, elsewhere: bool = False
) -> list[Path]:
    """Write a Parquet file for each table; return the files. Each appears whole, or not at all.

    With `elsewhere` the store remembers the folder, which is not its own.

    Raises:
        ConfigurationError: The extra is not installed, or a file cannot be written.
    """
    duckdb_module()
    import pyarrow.parquet as pq  # noqa: PLC0415 - the extra

    if elsewhere:
        database.note_export(str(folder.absolute()))
    files = []
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for relation in relations:
            target = folder / f"{relation.name}.parquet"
            part = target.with_suffix(".part")
            with pq.ParquetWriter(part, schema(relation)) as writer:
                for batch in batches(database, relation):
                    writer.write_table(batch)
            part.replace(target)
            files.append(target)
    except OSError as error:
        raise ConfigurationError(f"{folder} cannot be written to: {error.strerror}.") from None
    return files


def through_dlt(database: Database, pipeline: Any, relations: Sequence[Table | View]) -> Any:
    """Run a pipeline of dlt over the tables: rows with the same key replace those that the destination has.

    Returns:
        What dlt says of the load.

    Raises:
        ConfigurationError: The extra is not installed.
    """
    try:
        import dlt as loaded  # noqa: PLC0415 - the extra
    except ModuleNotFoundError as error:
        raise ConfigurationError(
            f"This export needs the module {error.name}, which is not installed.",
            hint='Install it with: pip install "toolspan[export]"',
        ) from None
    database.note_export(f"the dlt pipeline {pipeline.pipeline_name}")
    dlt: Any = loaded  # its types are there only where it is installed
    resources = [
        dlt.resource(
            batches(database, relation),
            name=relation.name,
            primary_key=list(_key(relation)),
            write_disposition="merge",
        )
        for relation in relations
    ]
    return pipeline.run(resources)


def _key(relation: Table | View) -> Sequence[str]:
    return relation.table.key if isinstance(relation, View) else relation.key


def batches(database: Database, relation: Table | View) -> Iterator[Any]:
    """Yield the rows of a table as Arrow tables of at most 100,000 rows."""
    import pyarrow as pa  # noqa: PLC0415 - the extra

    names = [column.name for column in relation.columns]
    shape = schema(relation)
    listed = ", ".join(f'"{name}"' for name in names)
    with database.reading() as connection:
        for rows in connection.portions(f"SELECT {listed} FROM {relation.name}", BATCH):
            columns = zip(*rows, strict=True)
            arrays = [
                pa.array(list(column), field.type) for column, field in zip(columns, shape, strict=True)
            ]
            yield pa.table(arrays, schema=shape)


def schema(relation: Table | View) -> Any:
    """Return the Arrow schema of a table."""
    import pyarrow as pa  # noqa: PLC0415 - the extra

    types = {
        "text": pa.string(),
        "integer": pa.int64(),
        "number": pa.float64(),
        "money": pa.decimal128(18, 4),
        "boolean": pa.bool_(),
        "moment": pa.timestamp("us", "UTC"),
        "day": pa.date32(),
        "local": pa.timestamp("us"),
        "texts": pa.list_(pa.string()),
    }
    return pa.schema([(column.name, types[column.type]) for column in relation.columns])
