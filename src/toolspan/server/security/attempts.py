"""Failed attempts at the token endpoint: counted per client and address, refused when there are too many.

Only what failed is asked about: a right secret is never refused, whatever strangers do behind the same proxy.
That gives a guesser nothing, since secrets are 256 random bits; the limit keeps load and audit events away.
"""

from __future__ import annotations

import math
from collections import OrderedDict, deque
from typing import TYPE_CHECKING

from toolspan.server.problems import Problem

if TYPE_CHECKING:
    from toolspan.clock import Clock

WINDOW = 60.0
"""Seconds that a failure counts."""
_ADDRESS, _CLIENT = 3, 10  # times the limit of one client from one address
_REMEMBERED = 10_000


class Attempts:
    """Counts failures in a sliding minute.

    A client that fails from one address is refused there alone; its failures from all addresses, and
    those of an address, have wider limits.

    Args:
        clock: Monotonic time.
        limit: Failures of one client from one address.
    """

    def __init__(self, clock: Clock, limit: int) -> None:
        self._clock = clock
        self._limit = limit
        self._failures: OrderedDict[tuple[str, str], deque[float]] = OrderedDict()

    def failed(self, client: str, address: str) -> None:
        """Count one failure, or refuse it without counting where there were too many already.

        Raises:
            Problem: 429 with the seconds until the next failure is heard.
        """
        now = self._clock.monotonic()
        waits = [self._wait(key, limit, now) for key, limit in self._keys(client, address)]
        if (wait := max(waits)) > 0:
            raise Problem(
                429,
                "rate_limited",
                "Too many failed attempts. Wait as long as Retry-After says.",
                headers={"retry-after": str(math.ceil(wait))},
                details={"retryable": True, "retry_after": math.ceil(wait)},
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
