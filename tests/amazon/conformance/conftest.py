from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from toolspan import Policy
from toolspan.connectors.amazon_seller_partner import AmazonSellerPartnerConnector
from toolspan.connectors.amazon_seller_partner.models import AmazonSellerPartnerAuthConfig

from .amazon import AmazonOperation, documents
from .listener import TOKEN_PATH, Listener

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

    from toolspan.operations.model import Operation

SHARED = Path(__file__).resolve().parents[4] / "shared"
NOW = 1_795_500_000.0
"""A moment in November 2026."""
SELLER = "A3SELLER/ID"
US, CA, MX = "ATVPDKIKX0DER", "A2EUQ1WTGCTBG2", "A1AM78C64UM0Y8"
OPERATIONS = {each.name: each for each in AmazonSellerPartnerConnector.every_operation if each.path}


def cases() -> list[dict[str, Any]]:
    """Amazon's static cases that are complete: a path without holes, and all that is required."""
    file = SHARED / "data/sp_api_sandbox_cases.json"
    found = json.loads(file.read_text("utf-8"))["cases"] if file.exists() else []
    return [case for case in found if case["concrete_path"] and not case["missing_required"]]


def stem(case: dict[str, Any]) -> str:
    return case["model"].rsplit("/", 1)[-1].removesuffix(".json")


class Clock:
    """Time that passes only by sleeping, and then at once."""

    def __init__(self) -> None:
        self.passed = 0.0

    def time(self) -> float:
        return NOW + self.passed

    def monotonic(self) -> float:
        return self.passed

    async def sleep(self, seconds: float) -> None:
        self.passed += seconds


@pytest.fixture
async def listener() -> AsyncIterator[Listener]:
    async with Listener() as running:
        yield running


@pytest.fixture
async def local(listener: Listener) -> AsyncIterator[AmazonSellerPartnerConnector]:
    """A connector on the listener, for the US, which may do everything."""
    made = AmazonSellerPartnerConnector(
        AmazonSellerPartnerAuthConfig(lwa_app_id="a", lwa_client_secret="b", refresh_token="c"),
        region="US",
        seller_id=SELLER,
        account_type="both",
        environment="sandbox",
        base_url=listener.url,
        token_url=listener.url + TOKEN_PATH,
        policy=Policy(writes=["*", "raw"]),
        rate_limits=False,
        clock=Clock(),
    )
    async with made:
        yield made


@pytest.fixture
def judge(shared: Any) -> Callable[[Operation], AmazonOperation]:
    """A function that gives Amazon's own record of one of our operations."""
    known = documents(shared / "sp-api-models")
    return lambda operation: AmazonOperation(known[operation.api], operation.operation_id, operation.method)
