"""The context store of a server through its client: synced, searched and asked in SQL as a local one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from toolspan.errors import ConfigurationError, InvalidInput, NotFound

from .serving import Served, serving

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from toolspan.emulator import Emulator

pytest.importorskip("duckdb")
SQL = {"sql": "SELECT count(*) AS orders, sum(total) AS total FROM orders"}


@pytest.fixture
async def served(emulator: Emulator, tmp_path: Path, template: Any) -> AsyncIterator[Served]:
    """A running server with context stores, and a connector that is replicated from here on."""
    async with serving(emulator, tmp_path / "data", template, store_sync_seconds=900) as running:
        yield running


def recent(served: Served) -> dict[str, str]:
    """A start of replication a few days ago."""
    started = served.emulator.clock.time() - 5 * 86_400
    from datetime import UTC, datetime

    return {"replication_start_date": datetime.fromtimestamp(started, UTC).strftime("%Y-%m-%dT00:00:00Z")}


async def test_search_and_sql_answer_from_what_the_server_has_replicated(served: Served) -> None:
    start = recent(served)
    allowed = [{"entity": entity, "modes": ["read"]} for entity in ("orders", "context_store")]
    connector_id = await served.create(replication_config=start, entities=allowed)
    async with served.workspace() as workspace:
        job = await (await workspace.sync_connector(connector_id)).wait()
        assert job.status == "succeeded", job.error
        details = await workspace.get_connector(connector_id)
        assert details.replication_config == start
    async with served.connect() as connector:
        (counted,) = (await connector.execute("context_store", "sql_query", SQL)).data
        page = await connector.execute("context_store", "search", {"table": "orders", "limit": 2})
        assert counted["orders"] > 2
        with pytest.raises(InvalidInput, match="DELETE"):
            await connector.execute("context_store", "sql_query", {"sql": "DELETE FROM orders"})
        assert len(page.data) == 2
        assert page.meta.has_more
        following = await connector.execute(
            "context_store", "search", {"table": "orders", "limit": 2, "cursor": page.meta.next_token}
        )
        assert {row["order_id"] for row in following.data}.isdisjoint(row["order_id"] for row in page.data)


async def test_what_the_server_refuses_comes_back_as_the_same_error_as_locally(served: Served) -> None:
    connector_id = await served.create()
    async with served.workspace() as workspace:
        with pytest.raises(ConfigurationError, match="replication_start_date"):
            await workspace.sync_connector(connector_id)
        with pytest.raises(InvalidInput, match="orders"):
            await workspace.sync_connector(connector_id, entities=["oders"])
    async with served.connect() as connector:
        with pytest.raises(NotFound, match="holds nothing yet") as caught:
            await connector.execute("context_store", "sql_query", SQL)
        assert "replication_start_date" in caught.value.hint
