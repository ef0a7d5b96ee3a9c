"""Limit on failed logins at the token endpoint, per client and address.

Only failures are limited: a correct secret always passes, whatever others do behind the same proxy. That
does not help an attacker, since secrets have 256 random bits; the limit protects against load and audit noise.
"""

from __future__ import annotations

import math
from collections import OrderedDict, deque
from typing import TYPE_CHECKING

from toolspan.server.problems import Problem

if TYPE_CHECKING:
    from toolspan.clock import Clock

WINDOW = 60.0
"""Length of the window, in seconds."""
_ADDRESS, _CLIENT = 3, 10  # multiple of the limit of one client at one address
_REMEMBERED = 10_000


class Attempts:
    """Counts failures in a sliding window of one minute.

    The limit applies to one client at one address. All failures of a client, and all of an address,
    have wider limits.

    Args:
        clock: Monotonic clock.
        limit: Maximum failures of one client at one address.
    """

    def __init__(self, clock: Clock, limit: int) -> None:
        self._clock = clock
        self._limit = limit
        self._failures: OrderedDict[tuple[str, str], deque[float]] = OrderedDict()

    def failed(self, client: str, address: str) -> None:
        """Count one failure; reject it, without counting, if the limit is reached.

        Raises:
            Problem: 429 with the seconds until the next attempt.
        """
        now = self._clock.monotonic()
        waits = [self._wait(key, limit, now) for key, limit in self._keys(client, address)]
        if (wait := max(waits)) > 0:
            raise Problem(
                429,
                "rate_limited",
                "Too many failed attempts. Wait as long as Retry-After says.",
                retry_after=math.ceil(wait),
            )
        for key, limit in self._keys(client, address):
            failures = self._failures.setdefault(key, deque())
            failures.append(now)
            while len(failures) > limit:
                failures.popleft()
            self._failures.move_to_end(key)
        while len(self._failures) > _REMEMBERED:
            self._failures.popitem(last=False)

    def _keys(self, client: str, address: str) -> tuple[tuple[tuple[str, str], int], ...]:
        client = client[:64]
        return (
            ((client, address), self._limit),
            (("", address), self._limit * _ADDRESS),
            ((client, ""), self._limit * _CLIENT),
        )

    def _wait(self, key: tuple[str, str], limit: int, now: float) -> float:
        failures = self._failures.get(key)
        return failures[0] + WINDOW - now if failures and len(failures) >= limit else 0.0
