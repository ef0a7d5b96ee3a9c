"""From a client id to a seller's orders."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.server.conftest import Server


async def test_a_client_creates_a_connector_and_reads_orders_with_it(server: Server) -> None:
    created = await server.create()
    assert created["replication_config"] == {"replication_start_date": "2025-01-01T00:00:00Z"}
    assert created["state"] == "unchecked"
    answer = await server.execute(created["id"], params={"created_after": "-30d"})
    assert answer.status_code == 200, answer.text
    body = answer.json()
    assert body["status"] == "success"
    assert isinstance(body["result"], list)
    assert body["result"][0]["orderId"]
    assert body["connector_metadata"]["operation"] == "orders.list"
    assert body["execution_metadata"]["connector_instance_id"] == created["id"]
    one = await server.execute(created["id"], "orders", "get", {"order_id": body["result"][0]["orderId"]})
    assert one.json()["result"]["orderId"] == body["result"][0]["orderId"]
