"""Fixtures: a connector on an emulator in the same process, without sockets, waits or cleanup.

The fixtures run no event loop, so they work in synchronous tests and with any async plugin.
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
    """Transport that passes requests to an emulator in the same process.

    Args:
        emulator: Handles the requests. A closed connection raises `ReadError`, as over a socket.
    """

    def __init__(self, emulator: Emulator) -> None:
        self._inner = httpx2.ASGITransport(app=emulator.app)

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        """Return the emulator's response.

        Raises:
            httpx2.ReadError: An injected fault closed the connection.
        """
        try:
            return await self._inner.handle_async_request(request)
        except ConnectionCut as cut:
            raise httpx2.ReadError(str(cut), request=request) from cut


def connected(emulator: Emulator, **options: Any) -> AmazonSellerPartnerConnector:
    """Return a connector on this emulator: over sockets if the emulator listens, else in process.

    Args:
        emulator: Provides credentials, URLs, seller id and clock.
        options: Other arguments of the connector, such as `policy`.

    Raises:
        ConfigurationError: An argument is not valid.
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
    """An emulated Selling Partner API: seed 7, North America, every role, a clock that tests advance."""
    return Emulator(seed=7)


@pytest.fixture
def connector(emulator: Emulator) -> AmazonSellerPartnerConnector:
    """A read-only connector on the `emulator` of this test."""
    return connected(emulator)
