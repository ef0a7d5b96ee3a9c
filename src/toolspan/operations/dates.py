"""Reads the dates that people and models write, and gives the one spelling that the API takes."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from typing import Any

_RELATIVE = re.compile(r"([+-])\s*(\d{1,5})\s*(s|min|h|d|w)", re.IGNORECASE)
_UNITS = {"s": "seconds", "min": "minutes", "h": "hours", "d": "days", "w": "weeks"}
_DAYS = {"today": 0, "yesterday": -1, "tomorrow": 1}
ACCEPTED = 'ISO 8601 such as "2026-11-01T00:00:00Z" or "2026-11-01", or relative: "-30d", "-12h", "-45min", "today", "yesterday", "now"'
"""What may be written where a date is expected, for error messages and descriptions."""


INTERVAL = "2026-11-01T00:00:00-07:00--2026-11-08T00:00:00-08:00"
"""An interval, for error messages."""


def read_moment(value: Any, now: datetime) -> datetime:
    """Return the moment that `value` means, in UTC.

    Args:
        value: A `datetime` (naive means UTC), a `date` (its first moment), ISO 8601 text, or
            relative text such as `-30d`, `today` or `now`.
        now: The moment from which relative text counts.

    Raises:
        ValueError: `value` is none of these.
    """
    if isinstance(value, datetime):
        return (value if value.tzinfo else value.replace(tzinfo=UTC)).astimezone(UTC)
    if isinstance(value, date):
        return datetime(value.year, value.month, value.day, tzinfo=UTC)
    if not isinstance(value, str):
        raise ValueError(f"expected a date: {ACCEPTED}")  # noqa: TRY004 - pydantic collects ValueError
    text = value.strip()
    try:
        return _relative(text.lower(), now) or _absolute(text)
    except OverflowError:
        raise ValueError("expected a date between the years 1 and 9999") from None


def _relative(text: str, now: datetime) -> datetime | None:
    if text == "now":
        return now
    if text in _DAYS:
        return now.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=_DAYS[text])
    if match := _RELATIVE.fullmatch(text):
        sign, amount, unit = match.groups()
        step = timedelta(**{_UNITS[unit]: int(amount)})
        return now - step if sign == "-" else now + step
    return None


def _absolute(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise ValueError(f"expected a date: {ACCEPTED}") from None
    return read_moment(moment, moment)


def wire_moment(moment: datetime) -> str:
    """Return the spelling for the wire: UTC with a Z, milliseconds only where there are any."""
    text = moment.isoformat(timespec="milliseconds" if moment.microsecond else "seconds")
    return text.replace("+00:00", "Z")


def wire_interval(value: Any, now: datetime) -> str:
    """Return an interval as the API takes it: two moments with "--" between them, offsets kept as they are.

    Args:
        value: Such text; its moments may be written in any way that `read_moment` takes.
        now: The moment from which relative text counts.

    Raises:
        ValueError: It is no such text.
    """
    start, between, end = str(value).strip().partition("--")
    if not between or not start:
        raise ValueError(f'expected two dates with "--" between them, such as {INTERVAL}')
    return "--".join(_with_offset(part.strip(), now) for part in (start, end))


def _with_offset(text: str, now: datetime) -> str:
    moment = read_moment(text, now)
    try:
        written = datetime.fromisoformat(text)
    except ValueError:
        return wire_moment(moment)
    return (
        written.isoformat(timespec="seconds").replace("+00:00", "Z")
        if written.utcoffset()
        else wire_moment(moment)
    )
