"""Two ways to the same seller: straight to an emulator, and through a server to another emulator just like it."""

from __future__ import annotations

import re
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import anyio
import pytest
from tests.hosted.serving import first_start, serving

from toolspan import Page, Policy, ToolspanError
from toolspan.connectors.amazon_seller_partner import AmazonSellerPartnerConnector
from toolspan.connectors.amazon_seller_partner.models import AmazonSellerPartnerAuthConfig
from toolspan.emulator import Emulator

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable
    from pathlib import Path

NOW = datetime(2026, 11, 24, 6, 0, tzinfo=UTC)
EVERYTHING = Policy(writes=["*"])


def every_entity() -> list[dict[str, Any]]:
    """All that there is, allowed in both modes, as a server is told it."""
    modes: dict[str, set[str]] = {}
    for operation in AmazonSellerPartnerConnector.operations:
        modes.setdefault(operation.entity, set()).add(operation.effect)
    return [{"entity": entity, "modes": sorted(effects)} for entity, effects in modes.items()]


@dataclass
class Side:
    """A connector and the emulator behind it."""

    name: str
    connector: AmazonSellerPartnerConnector
    emulator: Emulator

    @property
    def calls(self) -> list[tuple[str, str, str]]:
        """What Amazon was asked, tokens left out."""
        return [
            (r.method, r.path, r.query) for r in self.emulator.requests if not r.path.startswith("/auth/")
        ]


@dataclass
class Pair:
    """The same connector in both modes. `both` runs a scenario on each and gives the outcomes."""

    local: Side
    hosted: Side

    async def both(self, scenario: Callable[[Side], Awaitable[Any]]) -> list[Any]:
        return [await settled(scenario, side) for side in (self.local, self.hosted)]

    async def same(self, scenario: Callable[[Side], Awaitable[Any]]) -> Any:
        """Run a scenario on each side, see that nothing tells them apart, and give what came out."""
        local, hosted = await self.both(scenario)
        assert hosted == local
        assert self.hosted.calls == self.local.calls, "Amazon was asked differently"
        return local


async def settled(scenario: Callable[[Side], Awaitable[Any]], side: Side) -> Any:
    try:
        outcome = await scenario(side)
    except ToolspanError as error:
        return told(error)
    return plain(outcome)


def plain(outcome: Any) -> Any:
    """A page as data, without what differs from request to request: its request id."""
    if isinstance(outcome, Page):
        page = outcome.model_dump(mode="json")
        page["meta"].pop("request_id")
        return page
    return [plain(one) for one in outcome] if isinstance(outcome, list) else outcome


def told(error: ToolspanError) -> dict[str, Any]:
    """An error as data, without request ids; the seconds of a timeout are rounded, since a server gets a little less."""
    said = error.to_dict()
    upstream = {name: value for name, value in said.pop("upstream", {}).items() if name != "request_id"}
    message = re.sub(r"\d+(\.\d+)? s allowed", "N s allowed", said["message"])
    return (
        said
        | {"kind": type(error).__name__, "message": message}
        | ({"upstream": upstream} if upstream else {})
    )


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
        local = AmazonSellerPartnerConnector(
            AmazonSellerPartnerAuthConfig(**here.credentials), region="US", seller_id=here.seller_id,
            base_url=here.url, token_url=here.token_url, clock=here.clock, policy=EVERYTHING,
        )  # fmt: skip
        hosted = served.connect(policy=EVERYTHING)
        await stack.enter_async_context(local)
        await stack.enter_async_context(hosted)
        yield Pair(Side("local", local, here), Side("hosted", hosted, there))
