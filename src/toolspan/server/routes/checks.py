"""Checks of credentials before they are stored."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import uuid4

from toolspan.errors import ToolspanError
from toolspan.server.amazon import definition
from toolspan.server.amazon.building import build
from toolspan.server.amazon.places import discover_region
from toolspan.server.http.exchange import Endpoint
from toolspan.server.models.connectors import CheckOut, CreateConnector, dumped
from toolspan.server.routes.connectors import BASE, checked_entities, checked_start, region_of
from toolspan.server.routes.serializers import check_view
from toolspan.server.runtime.calls import failure_type

if TYPE_CHECKING:
    from toolspan.server.http.exchange import Exchange
    from toolspan.server.services import Services

Row = dict[str, Any]


async def check_new(exchange: Exchange[CreateConnector]) -> CheckOut:
    """Prove that credentials work before they are stored."""
    body = exchange.body
    definition.resolve(body.connector_type, body.definition_id, body.source_template_id)
    checked_entities(body)
    checked_start(exchange.services, body.replication_config)
    return await tried(exchange.services, *_of(exchange.services, body))


async def proved(services: Services, body: CreateConnector) -> None:
    """Test the credentials of a new connector.

    Raises:
        ToolspanError: They are refused, or could not be tested.
    """
    await _ask(services, *_of(services, body))


def _of(services: Services, body: CreateConnector) -> tuple[Row, Row]:
    """Return the row and the credentials to test of a new connector."""
    environment, replication = dumped(body.environment), dumped(body.replication_config)
    region, _ = region_of(environment, replication, services.settings.region)
    row = {"region": region, "seller_id": None, "entities": None}
    return row, body.credentials.contents() if body.credentials else {}


async def _ask(services: Services, row: Row, contents: Row) -> None:
    if row["region"] is None:
        await discover_region(row, contents, services.live.shared)
        return
    async with build(row, contents, services.live.shared) as connector:
        await connector.check()


async def tried(services: Services, row: Row, contents: Row) -> CheckOut:
    """Test credentials without storing them."""
    ended: Row = {
        "id": str(uuid4()),
        "status": "succeeded",
        "error": None,
        "updated_at": services.now(),
    }
    try:
        await _ask(services, row, contents)
    except ToolspanError as error:
        ended |= {"status": "failed", "error": {**error.to_dict(), "failure_type": failure_type(error)}}
    return check_view(ended)


ENDPOINTS = (
    Endpoint(
        "POST", f"{BASE}/check", check_new, "Check credentials before they are stored", "connectors",
        body=CreateConnector, answer=CheckOut, seconds=90.0, fails=(404,),
    ),
)  # fmt: skip
