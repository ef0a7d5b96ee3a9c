"""Export of a store: Parquet files, and a pipeline of dlt."""

import pytest

from toolspan import InvalidInput
from toolspan.store.duckdb_file import opened

from .truth import rows

SUMS = "SELECT count(*), sum(total), min(created), count(programs) FROM {}"


async def test_files_hold_every_row_of_a_table_with_its_types(connect, location, tmp_path):
    connector = connect()
    await connector.store.sync(["orders"], since="2026-10-01")
    files = await connector.store.export(tmp_path / "lake", ["orders", "order_items"])
    assert [file.name for file in files] == ["orders.parquet", "order_items.parquet"]
    with opened(tmp_path / "reader.duckdb") as reader:
        read = reader.execute(SUMS.format(f"'{files[0]}'")).fetchall()
        kinds = dict(
            reader.execute(f"SELECT column_name, column_type FROM (DESCRIBE FROM '{files[0]}')").fetchall()
        )
    ((count, total, first, programs),) = rows(connector, SUMS.format("orders"))
    assert read == [(count, total, first, programs)]
    assert (kinds["total"], kinds["created"], kinds["created_day"]) == (
        "DECIMAL(18,4)",
        "TIMESTAMP WITH TIME ZONE",
        "DATE",
    )


async def test_a_pipeline_of_dlt_takes_the_rows_and_replaces_those_it_has(connect, tmp_path, monkeypatch):
    dlt = pytest.importorskip("dlt")
    monkeypatch.setenv("RUNTIME__DLTHUB_TELEMETRY", "false")
    connector = connect()
    await connector.store.sync(["orders"], since="2026-11-01")
    file = tmp_path / "warehouse.duckdb"
    for _ in range(2):
        pipeline = dlt.pipeline(
            "shop", destination=dlt.destinations.duckdb(str(file)), pipelines_dir=str(tmp_path)
        )
        await connector.store.export(pipeline, ["orders"])
    with opened(file) as warehouse:
        read = warehouse.execute("SELECT count(*), sum(total) FROM shop_dataset.orders").fetchall()
    assert read == rows(connector, "SELECT count(*), sum(total) FROM orders")


async def test_an_unknown_table_is_refused_with_the_choices(connect, tmp_path):
    with pytest.raises(InvalidInput, match="no table order"):
        await connect().store.export(tmp_path, ["order"])
