"""A connector that may write to an emulated seller's listings."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from toolspan import Policy
from toolspan.emulator import Emulator

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

    from toolspan.connectors.amazon_seller_partner import AmazonSellerPartnerConnector

NOW = datetime(2026, 11, 24, 6, 0, tzinfo=UTC)
US = "ATVPDKIKX0DER"


@pytest.fixture
async def emulator() -> AsyncIterator[Emulator]:
    """An emulator whose clock moves only when somebody waits."""
    async with Emulator(seed=7, now=NOW) as running:
        yield running


@pytest.fixture
async def connector(
    connect: Callable[..., AmazonSellerPartnerConnector],
) -> AsyncIterator[AmazonSellerPartnerConnector]:
    async with connect(policy=Policy(writes=["*"])) as made:
        yield made
