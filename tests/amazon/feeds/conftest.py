"""A connector that may write to an emulated seller's listings."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from toolspan import Policy
from toolspan.connectors.amazon_seller_partner import AmazonSellerPartnerConnector
from toolspan.connectors.amazon_seller_partner.models import AmazonSellerPartnerAuthConfig
from toolspan.emulator import Emulator

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

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


@pytest.fixture
async def tokyo() -> AsyncIterator[tuple[Emulator, AmazonSellerPartnerConnector]]:
    """An emulator of the Far East, and a connector of Japan that may write."""
    async with Emulator(seed=7, now=NOW, region="FE") as running:
        made = AmazonSellerPartnerConnector(
            AmazonSellerPartnerAuthConfig(**running.credentials), region="JP", base_url=running.url,
            token_url=running.token_url, seller_id=running.seller_id, clock=running.clock,
            policy=Policy(writes=["*"]),
        )  # fmt: skip
        async with made:
            yield running, made
