"""The retry rule of API calls: no code above or below `Sender` retries them on its own.

Reads and idempotent writes are retried after connection failures, 429, 500, 502, 503 and 504.
Any other write is retried only if it provably was not carried out: the connection was never
made, or the response is 429. Attempts are few, back-off has full jitter, and a retry budget
prevents a retry storm during an outage.
"""

from __future__ import annotations

import math
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING

from toolspan.transport.http import Response, TransportFailure

if TYPE_CHECKING:
    import random

    from toolspan.operations.model import Operation

TRIES = 3
"""Attempts per call, token renewals not counted."""
FIRST_WAIT = 0.5
LONGEST_WAIT = 20.0
"""Back-off in seconds: doubled each time, with full jitter."""
LONGEST_ASKED = 3_600.0
"""Longest Retry-After in seconds that is kept; a longer one is cut to it."""
BUDGET = 10.0
REFUND = 0.1
"""Retries that one connector may spend in a row, and the part of one that a success gives back."""
THROTTLED = 429
_TIMEOUT = 408
"""Request Timeout: the work may have been done."""
REPEATABLE = frozenset({THROTTLED, 500, 502, 503, 504})


class RetryBudget:
    """Retry budget: an outage empties it, successes refill it."""

    def __init__(self) -> None:
        self._left = BUDGET

    def spend(self) -> bool:
        """Take one retry; return False if none is left."""
        if self._left < 1:
            return False
        self._left -= 1
        return True

    def refund(self) -> None:
        """Give back a tenth of a retry after a success."""
        if self._left < BUDGET:
            self._left = min(BUDGET, self._left + REFUND)


def provably_not_done(outcome: Response | TransportFailure) -> bool:
    """Return whether the request provably changed nothing."""
    return not outcome.sent if isinstance(outcome, TransportFailure) else outcome.status == THROTTLED


def refused(response: Response) -> bool:
    """Return whether a response proves that its request changed nothing.

    A redirect does not: many APIs send one after a success.
    """
    return 400 <= response.status < 500 and response.status != _TIMEOUT  # noqa: PLR2004 - the 4xx class


def repeatable(operation: Operation, outcome: Response | TransportFailure) -> bool:
    """Return whether a retry after this outcome is safe and may help."""
    if isinstance(outcome, TransportFailure):
        passing = outcome.kind in ("connect", "timeout", "dropped")
    else:
        passing = outcome.status in REPEATABLE
    return passing and (operation.idempotent or provably_not_done(outcome))


def back_off(
    outcome: Response | TransportFailure, attempt: int, dice: random.Random, *, paced: bool = False
) -> float:
    """Return the seconds to wait before the next attempt.

    Args:
        outcome: The response or failure; its Retry-After is a lower bound.
        attempt: Attempts made so far.
        dice: Source of the jitter.
        paced: Whether the rate limiter, penalised after a 429, adds a wait of its own.
    """
    asked = retry_after(outcome) or 0.0
    if paced and isinstance(outcome, Response) and outcome.status == THROTTLED:
        return asked
    return max(asked, dice.uniform(0, min(LONGEST_WAIT, FIRST_WAIT * 2 ** (attempt - 1))))


def retry_after(outcome: Response | TransportFailure) -> float | None:
    """Return a Retry-After header (seconds or an HTTP date) in seconds; None without one."""
    text = outcome.headers.get("retry-after", "") if isinstance(outcome, Response) else ""
    if not text or isinstance(outcome, TransportFailure):
        return None
    try:
        seconds = float(text)
    except ValueError:
        seconds = _between(outcome.headers.get("date", ""), text)
    return min(seconds, LONGEST_ASKED) if math.isfinite(seconds) and seconds >= 0 else None


def _between(sent: str, until: str) -> float:
    """Return the seconds between two HTTP dates, both from the server's clock."""
    try:
        return parsedate_to_datetime(until).timestamp() - parsedate_to_datetime(sent).timestamp()
    except (ValueError, TypeError):
        return math.nan
