"""Clock: the time that connectors use, which tests and the emulator can control."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Protocol, TypeVar

from toolspan.errors import ConfigurationError, DeadlineExceeded, quoted

if TYPE_CHECKING:
    from collections.abc import Awaitable

T = TypeVar("T")


class Clock(Protocol):
    """Wall time for dates, monotonic time for waiting and expiry, and a way to wait."""

    def time(self) -> float:
        """Return seconds since the epoch; may jump."""
        ...

    def monotonic(self) -> float:
        """Return seconds that never go backwards."""
        ...

    async def sleep(self, seconds: float, /) -> None:
        """Wait for `seconds`."""
        ...


class SystemClock:
    """The machine's own clock."""

    def time(self) -> float:
        """Return seconds since the epoch."""
        return time.time()

    def monotonic(self) -> float:
        """Return seconds that never go backwards."""
        return time.monotonic()

    async def sleep(self, seconds: float, /) -> None:
        """Wait for `seconds` of real time."""
        import asyncio  # noqa: PLC0415 - half the cost of importing this package, and needed only here

        await asyncio.sleep(seconds)


SYSTEM_CLOCK = SystemClock()
"""Default clock of all connectors; those with the same clock share rate limits and tokens."""


def now(clock: Clock) -> datetime:
    """Return the clock's wall time as an aware UTC datetime."""
    return datetime.fromtimestamp(clock.time(), UTC)


class _Default:
    """Marks a timeout that was not given, since None means no limit."""


DEFAULT_TIMEOUT = _Default()
Timeout = float | None | _Default


class Deadline:
    """The deadline of a call, all waits included.

    Args:
        clock: Whose monotonic time counts.
        seconds: Time allowed from now; None allows any time.
    """

    __slots__ = ("_clock", "_end", "seconds")

    def __init__(self, clock: Clock, seconds: float | None) -> None:
        self._clock = clock
        self.seconds = seconds
        self._end = None if seconds is None else clock.monotonic() + seconds

    def remaining(self) -> float | None:
        """Return the seconds left, never below zero; None when there is no limit."""
        return None if self._end is None else max(0.0, self._end - self._clock.monotonic())

    def allows(self, wait: float) -> bool:
        """Return whether time is left after waiting that many seconds."""
        left = self.remaining()
        return left is None or wait < left

    def now(self) -> float:
        """Return seconds since the epoch, by the deadline's clock."""
        return self._clock.time()

    async def sleep(self, seconds: float) -> None:
        """Wait, by the deadline's clock."""
        await self._clock.sleep(seconds)

    def exceeded(self, doing: str) -> DeadlineExceeded:
        """Return the error for a call that ran out of time while `doing` something."""
        return DeadlineExceeded(
            f"The {self.seconds:g} s allowed for this call ran out while {doing}.",
            hint="Ask for less: a shorter period, a smaller page. In code, timeout= allows more time.",
        )


async def within(deadline: Deadline, work: Awaitable[T], doing: str) -> T:
    """Return the result of `work`, or raise at the deadline.

    Raises:
        DeadlineExceeded: It does not; `doing` says what was waited for.
    """
    import asyncio  # noqa: PLC0415 - as above

    try:
        async with asyncio.timeout(deadline.remaining()):
            return await work
    except TimeoutError:
        raise deadline.exceeded(doing) from None


def checked_timeout(timeout: float | None) -> float | None:
    """Return the seconds of a timeout.

    Raises:
        ConfigurationError: It is no positive number.
    """
    if timeout is None or (
        isinstance(timeout, (int, float)) and not isinstance(timeout, bool) and timeout >= 0
    ):
        return timeout
    raise ConfigurationError(
        f"timeout must be a number of seconds from 0 on, or None for any time, not {quoted(timeout)}."
    )


def seconds_of(timeout: Timeout, usual: float | None) -> float | None:
    """Return the seconds of a timeout, or the default if none was given.

    Raises:
        ConfigurationError: As in `checked_timeout`.
    """
    return usual if isinstance(timeout, _Default) else checked_timeout(timeout)
