"""Export of a store: Parquet files, and a pipeline of dlt."""

import pytest
from tests.postgres import fresh_postgres

from toolspan import ConfigurationError, InvalidInput
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


async def test_exports_beside_the_store_go_with_it_and_others_are_named(connect, folder, tmp_path):
    connector = connect()
    await connector.store.sync(["orders"], since="2026-11-15")
    (beside,) = await connector.store.export(tables=["orders"])
    (elsewhere,) = await connector.store.export(tmp_path / "lake", ["orders"])
    await connector.store.export(tmp_path / "lake", ["order_items"])
    assert beside.is_relative_to(folder)
    assert await connect().store.delete() == [str(tmp_path / "lake")]
    assert list(folder.iterdir()) == []
    assert elsewhere.exists()
    assert await connector.store.delete() == []


async def test_a_store_in_postgresql_wants_a_folder_for_exports(connect, monkeypatch, tmp_path):
    with fresh_postgres() as url:
        monkeypatch.setenv("TOOLSPAN_STORE", url)
        connector = connect()
        await connector.store.sync(["orders"], since="2026-11-15")
        with pytest.raises(ConfigurationError, match="needs a DuckDB file"):
            await connector.store.export()
        await connector.store.export(tmp_path / "lake", ["orders"])
        assert await connector.store.delete() == [str(tmp_path / "lake")]


async def test_an_unknown_table_is_refused_with_the_choices(connect, tmp_path):
    with pytest.raises(InvalidInput, match="no table order"):
        await connect().store.export(tmp_path, ["order"])
