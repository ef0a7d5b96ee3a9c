"""A connector on an emulator in the same process: no socket, no waiting, nothing to close.

Nothing here runs an event loop, so the fixtures serve blocking tests and those of any async plugin.
"""

from __future__ import annotations

from typing import Any

import httpx2
import pytest

from toolspan.connectors.amazon_seller_partner import AmazonSellerPartnerConnector
from toolspan.connectors.amazon_seller_partner.models import AmazonSellerPartnerAuthConfig
from toolspan.emulator import ConnectionCut, Emulator

_COUNTRIES = {"NA": "US", "EU": "DE", "FE": "JP"}


class InProcess(httpx2.AsyncBaseTransport):
    """Hands requests to an emulator that listens nowhere.

    Args:
        emulator: Answers them; a connection that it cuts is a `ReadError`, as over a socket.
    """

    def __init__(self, emulator: Emulator) -> None:
        self._inner = httpx2.ASGITransport(app=emulator.app)

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        """Return the emulator's answer.

        Raises:
            httpx2.ReadError: The emulator cut the connection, as a planned fault told it to.
        """
        try:
            return await self._inner.handle_async_request(request)
        except ConnectionCut as cut:
            raise httpx2.ReadError(str(cut), request=request) from cut


def connected(emulator: Emulator, **options: Any) -> AmazonSellerPartnerConnector:
    """Return a connector whose Amazon is this emulator, over sockets if it listens, else in process.

    Args:
        emulator: Gives credentials, addresses, seller and clock.
        options: Settings of the connector that differ, such as `policy`.

    Raises:
        ConfigurationError: A setting makes no sense.
    """
    settings: dict[str, Any] = {
        "auth_config": AmazonSellerPartnerAuthConfig(**emulator.credentials),
        "region": _COUNTRIES[emulator.region],
        "base_url": emulator.url,
        "token_url": emulator.token_url,
        "seller_id": emulator.seller_id,
        "clock": emulator.clock,
        "transport": None if emulator.listening else InProcess(emulator),
    }
    return AmazonSellerPartnerConnector(**settings | options)


@pytest.fixture
def emulator() -> Emulator:
    """Amazon's Selling Partner API in this process: seller 7 in North America, every role, a clock to move."""
    return Emulator(seed=7)


@pytest.fixture
def connector(emulator: Emulator) -> AmazonSellerPartnerConnector:
    """A connector on the `emulator` of this test, reads only."""
    return connected(emulator)
