"""Two ways to the same seller: straight to an emulator, and through a server to another emulator just like it."""

from __future__ import annotations

from contextlib import AsyncExitStack
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import anyio
import pytest
from tests.hosted.serving import first_start, serving

from toolspan import Policy
from toolspan.connectors.amazon_seller_partner import AmazonSellerPartnerConnector
from toolspan.connectors.amazon_seller_partner.models import AmazonSellerPartnerAuthConfig
from toolspan.emulator import Emulator
from toolspan.testing.executor_checks import Pair, Side

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

NOW = datetime(2026, 11, 24, 6, 0, tzinfo=UTC)
EVERYTHING = Policy(writes=["*"])


def every_entity() -> list[dict[str, Any]]:
    """All that there is, allowed in both modes, as a server is told it."""
    modes: dict[str, set[str]] = {}
    for operation in AmazonSellerPartnerConnector.operations:
        modes.setdefault(operation.entity, set()).add(operation.effect)
    return [{"entity": entity, "modes": sorted(effects)} for entity, effects in modes.items()]


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, tuple[str, str]]:
    """What a server's first start leaves behind, made once."""
    folder = tmp_path_factory.mktemp("first-start") / "data"
    return folder, anyio.run(first_start, folder)


@pytest.fixture
async def pair(tmp_path: Path, template: Any) -> AsyncIterator[Pair]:
    """Both modes on emulators of one seed and one moment, with clocks that move only when someone waits."""
    async with AsyncExitStack() as stack:
        here = await stack.enter_async_context(Emulator(seed=7, now=NOW))
        there = await stack.enter_async_context(Emulator(seed=7, now=NOW))
        served = await stack.enter_async_context(serving(there, tmp_path / "data", template))
        await served.create(entities=every_entity())
        there.requests.clear()  # of the check that goes with creating it
        local = AmazonSellerPartnerConnector(
            AmazonSellerPartnerAuthConfig(**here.credentials), region="US", seller_id=here.seller_id,
            base_url=here.url, token_url=here.token_url, clock=here.clock, policy=EVERYTHING,
        )  # fmt: skip
        hosted = served.connect(policy=EVERYTHING)
        await stack.enter_async_context(local)
        await stack.enter_async_context(hosted)
        there.requests.clear()  # to create a connector asks Amazon too
        yield Pair(Side("local", local, here), Side("hosted", hosted, there))
