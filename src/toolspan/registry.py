"""From the name of a connector to one that works through a server."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Literal, overload

from toolspan.clock import SYSTEM_CLOCK
from toolspan.errors import ConfigurationError
from toolspan.operations.names import squash
from toolspan.types import AirbyteAuthConfig

if TYPE_CHECKING:
    from collections.abc import Callable

    import httpx2

    from toolspan.clock import Clock
    from toolspan.connectors.amazon_seller_partner import AmazonSellerPartnerConnector
    from toolspan.hosted.generic import HostedConnector
    from toolspan.policy import Policy

    Transport = httpx2.AsyncBaseTransport | Callable[[], httpx2.AsyncBaseTransport] | None

_SLUG = re.compile(r"[A-Za-z0-9][A-Za-z0-9 _-]{0,99}")
_AMAZON = squash("amazon-seller-partner")


# A literal is a str too: the first that fits is meant.
@overload
def connect(  # type: ignore[overload-overlap]
    slug: Literal["amazon-seller-partner"],
    *,
    workspace_name: str | None = None,
    connector_id: str | None = None,
    organization_id: str | None = None,
    airbyte_client_id: str | None = None,
    airbyte_client_secret: str | None = None,
    api_url: str | None = None,
    policy: Policy | None = None,
    timeout: float | None = 30.0,
    clock: Clock = SYSTEM_CLOCK,
    transport: Transport = None,
) -> AmazonSellerPartnerConnector: ...


@overload
def connect(
    slug: str,
    *,
    workspace_name: str | None = None,
    connector_id: str | None = None,
    organization_id: str | None = None,
    airbyte_client_id: str | None = None,
    airbyte_client_secret: str | None = None,
    api_url: str | None = None,
    policy: Policy | None = None,
    timeout: float | None = 30.0,
    clock: Clock = SYSTEM_CLOCK,
    transport: Transport = None,
) -> HostedConnector: ...


def connect(
    slug: str,
    *,
    workspace_name: str | None = None,
    connector_id: str | None = None,
    organization_id: str | None = None,
    airbyte_client_id: str | None = None,
    airbyte_client_secret: str | None = None,
    api_url: str | None = None,
    policy: Policy | None = None,
    timeout: float | None = 30.0,
    clock: Clock = SYSTEM_CLOCK,
    transport: Transport = None,
) -> AmazonSellerPartnerConnector | HostedConnector:
    """Return a connector that works through a server, which keeps the credentials.

    Nothing is requested before the first call; what is left out may be put into the environment
    until then.

    Args:
        slug: Such as `amazon-seller-partner`. Of any other connector the server of Airbyte, or
            another that has it, knows the operations.
        workspace_name: The tenant; its only connector of this kind is used.
        connector_id: The connector itself.
        organization_id: For clients of several organizations (`TOOLSPAN_ORGANIZATION_ID`).
        airbyte_client_id: `TOOLSPAN_CLIENT_ID` when left out. Where no TOOLSPAN_ name is set, the
            AIRBYTE_ ones are read, for the secret and the organization too.
        airbyte_client_secret: `TOOLSPAN_CLIENT_SECRET` when left out.
        api_url: The server (`TOOLSPAN_API_URL`). With TOOLSPAN_ variables there is no default; otherwise
            it is https://api.airbyte.ai.
        policy: What the connector may do, within what the server allows; reads only by default.
        timeout: Seconds for one call, waits and retries included.
        clock: Time for dates and waits.
        transport: An httpx2 async transport, or a function that makes one per event loop.

    Raises:
        ConfigurationError: Neither workspace_name nor connector_id is given, or a value is not valid.
    """
    if not isinstance(slug, str) or not _SLUG.fullmatch(slug):
        raise ConfigurationError(f"connect() takes the name of a connector, not {str(slug)[:80]!r}.")
    given: dict[str, Any] = {
        "workspace_name": workspace_name,
        "connector_id": connector_id,
        "organization_id": organization_id,
        "airbyte_client_id": airbyte_client_id,
        "airbyte_client_secret": airbyte_client_secret,
        "api_url": api_url,
    }
    auth = AirbyteAuthConfig(**given)
    given.clear()
    del airbyte_client_secret  # a traceback of what follows must not hold it
    options: dict[str, Any] = {
        "policy": policy, "timeout": timeout, "clock": clock, "transport": transport,
    }  # fmt: skip
    if squash(slug) == _AMAZON:
        from toolspan.connectors.amazon_seller_partner import (  # noqa: PLC0415 - only the connector that is used
            AmazonSellerPartnerConnector,
        )

        return AmazonSellerPartnerConnector(auth, **options)
    from toolspan.hosted.generic import hosted_class  # noqa: PLC0415 - as above

    return hosted_class(slug)(auth, **options)
