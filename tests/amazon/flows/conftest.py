"""A connector that may write, on an emulated seller; the clock moves only when somebody waits."""

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
WRITES = Policy(writes=["*"])
ADDRESS = {"name": "Ada", "address_line1": "1 Main St", "city": "Reno", "postal_code": "89501", "country_code": "US"}  # fmt: skip


@pytest.fixture
async def emulator() -> AsyncIterator[Emulator]:
    """An emulator whose clock moves only when somebody waits."""
    async with Emulator(seed=7, now=NOW) as running:
        yield running


@pytest.fixture
async def connector(
    connect: Callable[..., AmazonSellerPartnerConnector],
) -> AsyncIterator[AmazonSellerPartnerConnector]:
    async with connect(policy=WRITES) as made:
        yield made


def fulfilled_by(emulator: Emulator, channel: str) -> str:
    """Return the SKU of a product of which there is stock."""
    products = emulator.seller.world.products
    return next(one.sku for one in products if one.channel == channel and one.stock >= 10)


def plan_params(emulator: Emulator, sku: str | None = None) -> dict:
    """Return what a plan of ten units is made with."""
    item = {"msku": sku or fulfilled_by(emulator, "AFN"), "quantity": 10, "prep_owner": "SELLER", "label_owner": "SELLER"}  # fmt: skip
    source = {**ADDRESS, "phone_number": "1", "email": "a@example.com", "state_or_province_code": "NV"}
    return {"items": [item], "source_address": source}
