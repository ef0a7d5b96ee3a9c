"""Token buckets, one per application, selling partner and operation."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from toolspan.emulator.errors import quota_exceeded
from toolspan.emulator.recorder import is_operation

if TYPE_CHECKING:
    from toolspan.emulator.clock import EmulatorClock
    from toolspan.emulator.facts import Operation

__all__ = ["Limits"]

SANDBOX_PLAN = (5.0, 15)


@dataclass(slots=True)
class _Bucket:
    tokens: float
    at: float


class Limits:
    """The usage plans in force.

    ``enabled = False`` switches throttling off (the header stays). ``set_rate`` is Amazon's
    dynamic usage plan: it changes the rate of an operation in mid-run, and its header.
    """

    def __init__(self, clock: EmulatorClock, *, enabled: bool = True, sandbox: bool = False) -> None:
        self._clock = clock
        self._sandbox = sandbox
        self.enabled = enabled
        self._changed: dict[str, tuple[float, int | None]] = {}
        self._buckets: dict[tuple[tuple[str, str], str], _Bucket] = {}

    def set_rate(self, operation: str, rate: float, burst: int | None = None) -> None:
        """Give an operation another rate from now on, and another burst if one is named."""
        self._changed[operation] = (rate, burst)

    def reset(self) -> None:
        """Fill every bucket and go back to the published plans."""
        self._changed.clear()
        self._buckets.clear()

    def plan(self, operation: Operation) -> tuple[float, int] | None:
        """Rate per second and burst of an operation, or None where there is no limit."""
        if self._sandbox:
            return SANDBOX_PLAN
        rate, burst = operation.rate, operation.burst
        for name, (new_rate, new_burst) in self._changed.items():
            if is_operation(operation.name, name):
                rate, burst = new_rate, new_burst or burst
        return None if rate is None else (rate, burst or 1)

    def header(self, operation: Operation) -> dict[str, str]:
        """The header that tells the rate; it goes with 2xx, 400 and 404 only."""
        plan = self.plan(operation)
        return {} if plan is None else {"x-amzn-RateLimit-Limit": str(plan[0])}

    def take(self, owner: tuple[str, str], operation: Operation) -> None:
        """Take one token, or raise the 429 of an empty bucket."""
        plan = self.plan(operation)
        if plan is None or not self.enabled:
            return
        rate, burst = plan
        now = self._clock.monotonic()
        bucket = self._buckets.setdefault((owner, operation.name), _Bucket(burst, now))
        bucket.tokens = min(burst, bucket.tokens + (now - bucket.at) * rate)
        bucket.at = now
        # A hair of tolerance: a client that waits exactly 1/rate must not lose to rounding.
        if bucket.tokens < 1 - 1e-9:
            raise quota_exceeded()
        bucket.tokens -= 1
