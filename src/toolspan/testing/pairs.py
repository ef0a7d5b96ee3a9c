"""Two ways of carrying out calls, side by side, and what tells their outcomes apart."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from toolspan.errors import ToolspanError
from toolspan.page import Page

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from toolspan.connector import Connector
    from toolspan.emulator import Emulator


if TYPE_CHECKING:
    Scenario = Callable[["Side"], Awaitable[Any]]


@dataclass
class Side:
    """A connector and the emulator behind it."""

    name: str
    connector: Connector
    emulator: Emulator

    @property
    def calls(self) -> list[tuple[str, str, str]]:
        """What Amazon was asked, tokens left out."""
        return [
            (r.method, r.path, r.query) for r in self.emulator.requests if not r.path.startswith("/auth/")
        ]


@dataclass
class Pair:
    """The same connector in two ways: straight to the API, and in another way to another API just like it."""

    local: Side
    other: Side

    async def both(self, scenario: Scenario) -> list[Any]:
        """Run a scenario on each side and give the outcomes."""
        return [await settled(scenario, side) for side in (self.local, self.other)]

    async def same(self, scenario: Scenario) -> Any:
        """Run a scenario on each side, see that nothing tells them apart, and give what came out."""
        local, other = await self.both(scenario)
        assert other == local, "the two ways differ"
        assert self.other.calls == self.local.calls, "the API was asked differently"
        return local


async def settled(scenario: Scenario, side: Side) -> Any:
    """Return what comes out of a scenario as data, errors too."""
    try:
        outcome = await scenario(side)
    except ToolspanError as error:
        said = told(error)
        # Each emulator has a port of its own, which messages about connections name.
        place = side.emulator.url.partition("://")[2]
        return said | {"message": said["message"].replace(place, "HOST")}
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
