"""Short ways of playing scripts to functions under a framework's own decorator."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from toolspan.testing.script import call

from .drivers import DRIVERS

if TYPE_CHECKING:
    from toolspan.emulator import Emulator

ASKED = call("fn", {"entity": "orders", "action": "list"})


async def until_asked(emulator: Emulator) -> None:
    """Wait until a request for orders is under way."""
    while not any(request.path.startswith("/orders") for request in emulator.requests):  # noqa: ASYNC110 - no event
        await asyncio.sleep(0)


async def play(framework: str, fn: Any, *script: Any) -> list[str]:
    """Return what the model sees of calls of one decorated function."""
    return (await DRIVERS[framework].run([DRIVERS[framework].decorate(fn)], list(script or (ASKED,)))).results
