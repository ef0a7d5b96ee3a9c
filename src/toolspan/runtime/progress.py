"""Progress of calls that take long, reported to listeners in the context of the call.

Nobody listens unless asked to, and then a call costs what it did before. Adapters listen for their
framework and pass on through its own channel; a program listens with `on_progress`.
"""

from __future__ import annotations

import inspect
import logging
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from toolspan.runtime.calling import channels, framework_call

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from contextlib import AbstractContextManager

    from toolspan.clock import Clock

    Listener = Callable[["Progress"], Awaitable[None] | None]
    Watcher = Callable[["Progress | Attempt"], Awaitable[None] | None]

logger = logging.getLogger("toolspan")


@dataclass(frozen=True, slots=True)
class Progress:
    """Progress of a call, as one sentence without any of its data.

    `seconds` is how long it waits now, where it waits, and `why` the reason.
    """

    operation: str
    message: str
    seconds: float | None = None
    why: str = field(default="", kw_only=True, compare=False)

    def to_dict(self) -> dict[str, Any]:
        """Return it as JSON-safe data; the message has the reason of a wait."""
        return {"operation": self.operation, "message": self.message, "seconds": self.seconds}


@dataclass(frozen=True, slots=True)
class Attempt:
    """One request of an operation ended; `status` is None where there was no response."""

    operation: str
    status: int | None


_watchers: ContextVar[tuple[Watcher, ...]] = ContextVar("toolspan_watchers", default=())


class watching:  # noqa: N801 - used as a function is
    """Call `watcher` with every event of the calls in the block."""

    __slots__ = ("_token", "_watcher")

    def __init__(self, watcher: Watcher) -> None:
        self._watcher = watcher

    def __enter__(self) -> None:
        self._token = _watchers.set((*_watchers.get(), self._watcher))

    def __exit__(self, *_: object) -> None:
        _watchers.reset(self._token)


def on_progress(listener: Listener) -> AbstractContextManager[None]:
    """Call `listener` with the progress of every call in the block.

    Args:
        listener: Takes a `Progress`; may be async. What it raises is logged and does not end the call.
    """
    return watching(lambda event: listener(event) if isinstance(event, Progress) else None)


async def tell(event: Progress | Attempt) -> None:
    """Report to the listeners in this context, and progress to the frameworks that made the call."""
    heard_by: tuple[Watcher, ...] = _watchers.get()
    if isinstance(event, Progress):
        heard_by = (*heard_by, *channels())
    for watcher in heard_by:
        try:
            heard = watcher(event)
            if inspect.isawaitable(heard):
                await heard
        except Exception as fault:  # noqa: BLE001 - a broken channel must not break the call
            logger.warning("Progress could not be reported (%s).", type(fault).__name__)


async def wait(clock: Clock, seconds: float, operation: str, why: str) -> None:
    """Wait, and report it to the listeners."""
    if _watchers.get() or framework_call():
        await tell(Progress(operation, f"{operation} waits {seconds:.0f} s: {why}.", seconds, why=why))
    await clock.sleep(seconds)


async def answered(operation: str, status: int | None) -> None:
    """Report that a request ended."""
    if _watchers.get():
        await tell(Attempt(operation, status))
