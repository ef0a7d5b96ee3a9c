"""How long calls take under a rate limit, in seconds and in words."""

from __future__ import annotations

MARGIN = 0.97
"""Share of the published rate that is used, as network jitter can bring two calls together."""
LATENESS = 1.0
"""Seconds by which a call may reach the API after it was sent: the API's count begins with the first arrival, and
calls that come less late must not be ahead of it."""
_UNITS = ((86_400, "d"), (3_600, "h"), (60, "min"), (1, "s"))


def allowance(interval: float, burst: float) -> float:
    """Return the seconds that calls beyond the burst wait longer, for the lateness of the first one; none of burst 1.

    It comes once in a row of calls and takes nothing of the rate.
    """
    return min(LATENESS, (burst - 1) * interval)


def seconds_for(calls: int, rate: float, at_once: int, wait: float) -> float:
    """Return the seconds until the last of some calls is sent.

    Args:
        calls: How many.
        rate: Calls per second.
        at_once: Calls that could be sent now.
        wait: Seconds until the next free call.
    """
    interval = 1 / (rate * MARGIN)
    if at_once > 0:
        return max(0, calls - at_once) * interval
    return wait + (calls - 1) * interval


def in_words(seconds: float) -> str:
    """Return a duration in its two largest units, such as `4 h 51 min`."""
    left = max(0, round(seconds))
    parts: list[str] = []
    for size, unit in _UNITS:
        count, left = divmod(left, size)
        if count:
            parts.append(f"{count} {unit}")
        if len(parts) == 2 or (parts and not count):  # noqa: PLR2004 - two units say enough
            break
    return " ".join(parts) or "no time"
