"""A bench runs tool calls through one framework and returns what the model sees."""

from __future__ import annotations

import asyncio
import json
from contextlib import asynccontextmanager, nullcontext
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from toolspan.testing.script import FINAL, call

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Coroutine, Sequence

    from toolspan.connectors.amazon_seller_partner import AmazonSellerPartnerConnector as Connector
    from toolspan.contract import ToolSpec
    from toolspan.emulator import Emulator
    from toolspan.testing.script import Driver, Transcript, Turn

LIST: dict[str, Any] = {
    "entity": "orders",
    "action": "list",
    "params": {"created_after": "-30d", "max_results_per_page": 5},
}
MONTH: dict[str, Any] = {"entity": "orders", "action": "list", "params": {"created_after": "-30d"}}
ORDERS_PATH = "/orders/2026-01-01/orders"


@dataclass
class Bench:
    """Tools of one framework, built in one way, on an emulator.

    `native` tools validate their arguments themselves; for functions under a framework's own
    decorator, the framework validates first. `build` makes one native tool, where the adapter does.
    """

    driver: Driver
    make: Callable[..., list[Any]]
    connect: Callable[..., Connector]
    emulator: Emulator
    native: bool = True
    model: str = "own"
    tool: str = "execute"
    build: Callable[[ToolSpec], Any] | None = None

    @asynccontextmanager
    async def connected(self) -> AsyncIterator[Connector]:
        """Open a connector; closes it and its synchronous facade afterwards."""
        async with self.connect() as connector:
            yield connector
            if connector._sync:  # noqa: SLF001 - the property would start the facade
                await asyncio.to_thread(connector.sync.close)

    async def play(
        self, *script: Turn | dict[str, Any], connector: Connector | None = None, **options: Any
    ) -> Transcript:
        """Run an agent that makes these calls in sequence."""
        turns = [call(self.tool, turn) if isinstance(turn, dict) else turn for turn in script]
        async with nullcontext(connector) if connector else self.connected() as used:
            transcript = await self.driver.run(self.make(used, **options), turns, self.model)
        assert transcript.final == FINAL, "the run did not end as the script does"
        assert len(transcript.results) == sum(map(len, turns)), "a call got no answer"
        return transcript

    async def ask(self, arguments: dict[str, Any], **options: Any) -> dict[str, Any]:
        """Return what the model sees of one call."""
        transcript = await self.play(arguments, **options)
        return parsed(transcript.results[0])

    async def fail(self, arguments: dict[str, Any], **options: Any) -> dict[str, Any]:
        """Return the error that the model sees of one call."""
        transcript = await self.play(arguments, **options)
        return error_in(transcript.results[0])


def parsed(text: str) -> dict[str, Any]:
    """Return the JSON object that a model sees; fails if it is anything else."""
    assert isinstance(text, str), f"the model gets {type(text).__name__}, not text"
    try:
        value = json.loads(text, parse_constant=_no_json)
    except ValueError:
        raise AssertionError(f"the model sees something that is not JSON: {text[:200]}") from None
    assert isinstance(value, dict), "a result must be an object"
    return value


def _no_json(name: str) -> None:
    raise AssertionError(f"{name} is not JSON")


def error_in(text: str) -> dict[str, Any]:
    """Return the toolspan error of a tool message. Pydantic AI wraps its text in another object."""
    error = parsed(text).get("error")
    if isinstance(error, str):
        error = parsed(error).get("error")
    assert isinstance(error, dict), f"the message holds no error: {text[:200]}"
    assert {"code", "message", "retryable"} <= set(error), f"the error is incomplete: {error}"
    return error


def huge(emulator: Emulator, text: str, **more: Any) -> None:
    """Make the emulator return an order with a long text, followed by a small one."""
    order = {"orderId": "1", "comment": text, **more}
    body = {"orders": [order, {"orderId": "2"}]}
    emulator.faults.add("status", status=200, path=ORDERS_PATH, body=body, times=None)


if TYPE_CHECKING:
    Check = Callable[[Bench], Coroutine[Any, Any, None]]


async def all_hold(bench: Bench, checks: Sequence[Check]) -> None:
    """Run several checks on one bench; advances the emulator by a day after each."""
    for check in checks:
        bench.emulator.faults.clear()
        bench.emulator.clock.advance(600)  # refills the quotas
        await check(bench)
