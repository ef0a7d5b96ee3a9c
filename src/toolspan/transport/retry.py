"""The one retry rule. Nothing above or below it repeats a request.

Reads, and writes that are idempotent, are repeated after connection faults, 429 and 500, 502,
503, 504. Any other write is repeated only when it provably was not carried out: the connection
was never made, or the answer is 429. Tries are few, waits are jittered, and a budget keeps an
outage from being answered with a storm.
"""

from __future__ import annotations

import math
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING

from toolspan.transport.http import Answer, Fault

if TYPE_CHECKING:
    import random

    from toolspan.operations.model import Operation

TRIES = 3
"""Requests per call at most, renewals of the token not counted."""
FIRST_WAIT = 0.5
LONGEST_WAIT = 20.0
"""Seconds of back-off: doubled each time, full jitter below it."""
LONGEST_ASKED = 3_600.0
"""Seconds that a Retry-After may ask for at most; one that asks for more is not meant for a program."""
BUDGET = 10.0
REFUND = 0.1
"""Retries in a row that one connector may spend, and what each success gives back."""
THROTTLED = 429
_UNCLEAR = (303, 408)
"""See Other, after which the work may be done, and a timeout in front of it."""
REPEATABLE = frozenset({THROTTLED, 500, 502, 503, 504})


class RetryBudget:
    """Retries that may still be spent; an outage empties it, successes fill it."""

    def __init__(self) -> None:
        self._left = BUDGET

    def spend(self) -> bool:
        """Take one retry; return whether there was one."""
        if self._left < 1:
            return False
        self._left -= 1
        return True

    def refund(self) -> None:
        """Give back a tenth of a retry after a success."""
        if self._left < BUDGET:
            self._left = min(BUDGET, self._left + REFUND)


def provably_not_done(outcome: Answer | Fault) -> bool:
    """Return whether the request certainly changed nothing."""
    return not outcome.sent if isinstance(outcome, Fault) else outcome.status == THROTTLED


def refused(answer: Answer) -> bool:
    """Return whether an answer proves that its request changed nothing."""
    return 300 <= answer.status < 500 and answer.status not in _UNCLEAR  # noqa: PLR2004 - the 3xx and 4xx classes


def repeatable(operation: Operation, outcome: Answer | Fault) -> bool:
    """Return whether repeating this call after this outcome is safe and may help."""
    if isinstance(outcome, Fault):
        passing = outcome.kind in ("connect", "timeout", "dropped")
    else:
        passing = outcome.status in REPEATABLE
    return passing and (operation.idempotent or provably_not_done(outcome))


def back_off(outcome: Answer | Fault, attempt: int, dice: random.Random, *, paced: bool = False) -> float:
    """Return the seconds to wait before the next try.

    Args:
        outcome: What came back; a Retry-After in it is a lower bound.
        attempt: Tries made so far.
        dice: Source of the jitter.
        paced: Whether a bucket, emptied by a 429, adds a wait of its own.
    """
    asked = retry_after(outcome) or 0.0
    if paced and isinstance(outcome, Answer) and outcome.status == THROTTLED:
        return asked
    return max(asked, dice.uniform(0, min(LONGEST_WAIT, FIRST_WAIT * 2 ** (attempt - 1))))


def retry_after(outcome: Answer | Fault) -> float | None:
    """Return the seconds of a Retry-After header, given as seconds or as a date; None without one."""
    text = outcome.headers.get("retry-after", "") if isinstance(outcome, Answer) else ""
    if not text or isinstance(outcome, Fault):
        return None
    try:
        seconds = float(text)
    except ValueError:
        seconds = _between(outcome.headers.get("date", ""), text)
    return min(seconds, LONGEST_ASKED) if math.isfinite(seconds) and seconds >= 0 else None


def _between(sent: str, until: str) -> float:
    """Return the seconds from one HTTP date to another; both are the server's own."""
    try:
        return parsedate_to_datetime(until).timestamp() - parsedate_to_datetime(sent).timestamp()
    except (ValueError, TypeError):
        return math.nan
