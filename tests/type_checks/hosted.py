"""What an IDE knows of hosted mode. Read by pyright and mypy, never run."""

from __future__ import annotations

from typing import assert_type

from toolspan import HostedWorkspace, Page, connect
from toolspan.connector import Connector
from toolspan.connectors.amazon_seller_partner import AmazonSellerPartnerConnector
from toolspan.connectors.amazon_seller_partner.records import orders_2026_01_01
from toolspan.hosted.models import HostedConnectorDetails, Job, OAuthFlow
from toolspan.types import AirbyteAuthConfig


async def connecting() -> None:
    """The name of the connector decides its type, and with it its entities."""
    amazon = connect("amazon-seller-partner", workspace_name="acme")
    assert_type(amazon, AmazonSellerPartnerConnector)
    assert_type(await amazon.orders.list(created_after="-3d"), Page[orders_2026_01_01.Order])
    assert_type(connect("zendesk-support", workspace_name="acme"), Connector)
    auth = AirbyteAuthConfig(workspace_name="acme", airbyte_client_id="id")
    assert_type(AmazonSellerPartnerConnector(auth_config=auth), AmazonSellerPartnerConnector)


async def running() -> None:
    """What a workspace gives back is typed."""
    workspace = HostedWorkspace.from_env("acme")
    assert_type(workspace, HostedWorkspace)
    created = await workspace.create_connector("amazon-seller-partner", credentials={"refresh_token": "x"})
    assert_type(created, HostedConnectorDetails)
    assert_type(await workspace.delete_connector(created.id, wait=True), Job)
    assert_type(await workspace.initiate_oauth("x", redirect_url="https://y"), OAuthFlow)
    assert_type(HostedWorkspace.connector_id_from_callback("https://y?connector_id=1"), str)
