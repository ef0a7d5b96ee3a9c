"""Token buckets, one per application, selling partner and operation."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from toolspan.emulator.errors import quota_exceeded
from toolspan.emulator.recorder import is_operation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from toolspan.emulator.clock import EmulatorClock
    from toolspan.emulator.facts import Operation

__all__ = ["Limits"]

SANDBOX_PLAN = (5.0, 15)


@dataclass(slots=True)
class _Bucket:
    rate: float
    burst: int
    tokens: float
    at: float

    def refill(self, now: float) -> None:
        """Add the tokens refilled since the last call."""
        self.tokens = min(self.burst, self.tokens + (now - self.at) * self.rate)
        self.at = now


class Limits:
    """Usage plans in force.

    ``enabled = False`` switches throttling off (the header stays). ``set_rate`` is Amazon's
    dynamic usage plan: it changes an operation's rate, and its header, at run time.
    """

    def __init__(self, clock: EmulatorClock, *, enabled: bool = True, sandbox: bool = False) -> None:
        self._clock = clock
        self._sandbox = sandbox
        self.enabled = enabled
        self._changed: dict[str, tuple[float, int | None]] = {}
        self._shared: dict[str, tuple[float, int]] = {}
        self._buckets: dict[tuple[tuple[str, str], str], _Bucket] = {}

    def set_rate(self, operation: str, rate: float, burst: int | None = None) -> None:
        """Change an operation's rate, and its burst if given."""
        now = self._clock.monotonic()
        for bucket in self._buckets.values():
            bucket.refill(now)
        self._changed[operation] = (rate, burst)

    def limit_application(self, operation: str, rate: float, burst: int) -> None:
        """Add a second limit for an operation, shared by all sellers of an application."""
        self._shared[operation] = (rate, burst)

    def reset(self) -> None:
        """Fill all buckets and restore the published plans."""
        self._changed.clear()
        self._shared.clear()
        self._buckets.clear()

    def plan(self, operation: Operation) -> tuple[float, int] | None:
        """Return rate per second and burst of an operation, or None if unlimited."""
        if self._sandbox:
            return SANDBOX_PLAN
        rate, burst = operation.rate, operation.burst
        for name, (new_rate, new_burst) in self._changed.items():
            if is_operation(operation.name, name):
                rate, burst = new_rate, new_burst or burst
        return None if rate is None else (rate, burst or 1)

    def header(self, operation: Operation) -> dict[str, str]:
        """Return the rate limit header, sent with 2xx, 400 and 404 only."""
        plan = self.plan(operation)
        return {} if plan is None else {"x-amzn-RateLimit-Limit": str(plan[0])}

    def take(self, owner: tuple[str, str], operation: Operation) -> None:
        """Take a token from each bucket that applies, or raise the 429 of an empty one."""
        if not self.enabled:
            return
        buckets = list(self._concerned(owner, operation))
        # Small tolerance: a client that waits exactly 1/rate must not fail by rounding.
        if any(bucket.tokens < 1 - 1e-9 for bucket in buckets):
            raise quota_exceeded()
        for bucket in buckets:
            bucket.tokens -= 1

    def _concerned(self, owner: tuple[str, str], operation: Operation) -> Iterator[_Bucket]:
        if (plan := self.plan(operation)) is not None:
            yield self._bucket(owner, operation.name, plan)
        for name, plan in self._shared.items():
            if is_operation(operation.name, name):
                yield self._bucket((owner[0], "every seller"), operation.name, plan)

    def _bucket(self, owner: tuple[str, str], name: str, plan: tuple[float, int]) -> _Bucket:
        rate, burst = plan
        now = self._clock.monotonic()
        bucket = self._buckets.setdefault((owner, name), _Bucket(rate, burst, burst, now))
        bucket.rate, bucket.burst = plan
        bucket.refill(now)
        return bucket
