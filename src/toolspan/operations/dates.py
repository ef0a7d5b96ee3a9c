"""Date parsing: accepts absolute and relative dates, and writes them as the API expects."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from functools import cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from datetime import tzinfo

_RELATIVE = re.compile(r"([+-])\s*(\d{1,5})\s*(s|min|h|d|w)", re.IGNORECASE)
_UNITS = {"s": "seconds", "min": "minutes", "h": "hours", "d": "days", "w": "weeks"}
_DAYS = {"today": 0, "yesterday": -1, "tomorrow": 1}
ACCEPTED = 'ISO 8601 such as "2026-11-01T00:00:00Z" or "2026-11-01", or relative: "-30d", "-12h", "-45min", "today", "yesterday", "now"'
"""Accepted date formats, for error messages and descriptions."""


INTERVAL = "2026-11-01T00:00:00-07:00--2026-11-08T00:00:00-08:00"
"""Example of an interval, for error messages."""


@cache
def find_zone(name: str) -> tzinfo:
    """Return the time zone with an IANA name such as `Europe/Berlin`.

    Raises:
        ValueError: The name is unknown, or this machine has no time zone database.
    """
    if name == "UTC":
        return UTC
    from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones  # noqa: PLC0415 - few calls need it

    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        pass
    if available_timezones():
        raise ValueError(f"{name[:40]!r} is not a time zone, such as Europe/Berlin or US/Pacific")
    raise ValueError(
        f"this machine has no table of time zones, so it is not known when a day begins in {name[:40]}: install tzdata "
        "(pip install tzdata), or write the date with its offset"
    )


def is_day(value: Any) -> bool:
    """Return whether a date is a day name such as `today`, whose start depends on a time zone."""
    return isinstance(value, str) and value.strip().lower() in _DAYS


def is_written_out(text: str) -> bool:
    """Return whether a date is absolute: ISO 8601 is, `-7d` is not."""
    try:
        datetime.fromisoformat(text)
    except ValueError:
        return False
    return True


def read_moment(value: Any, now: datetime, zone: tzinfo = UTC) -> datetime:
    """Return `value` as a UTC datetime.

    Args:
        value: A `datetime` (naive means UTC), a `date` (its first moment), ISO 8601 text, or
            relative text such as `-30d`, `today` or `now`.
        now: The moment from which relative text counts.
        zone: Where `today`, `yesterday` and `tomorrow` begin.

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
        return _relative(text.lower(), now, zone) or _absolute(text)
    except OverflowError:
        raise ValueError("expected a date between the years 1 and 9999") from None


def _relative(text: str, now: datetime, zone: tzinfo) -> datetime | None:
    if text == "now":
        return now
    if text in _DAYS:
        day = now.astimezone(zone).date() + timedelta(days=_DAYS[text])
        return datetime(day.year, day.month, day.day, tzinfo=zone).astimezone(UTC)
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
    """Return a datetime in wire format: UTC with a Z, milliseconds only if not zero."""
    text = moment.isoformat(timespec="milliseconds" if moment.microsecond else "seconds")
    return text.replace("+00:00", "Z")


def read_day(value: Any, now: datetime, zone: tzinfo = UTC) -> date:
    """Return `value` as a date; arguments and errors as in `read_moment`."""
    return read_moment(value, now, zone).astimezone(zone if is_day(value) else UTC).date()


def halves(value: Any) -> tuple[str, str]:
    """Return the two dates of an interval, unparsed.

    Raises:
        ValueError: There are not exactly two.
    """
    start, between, end = str(value).strip().partition("--")
    if not between or not start:
        raise ValueError(f'expected two dates with "--" between them, such as {INTERVAL}')
    return start.strip(), end.strip()


def wire_interval(value: Any, now: datetime, zone: tzinfo = UTC) -> str:
    """Return an interval in wire format: two datetimes joined by "--", with their offsets preserved.

    Args:
        value: Two dates joined by "--", each in any form that `read_moment` accepts.
        now: The moment from which relative text counts.
        zone: Time zone of day names, and of the offset that relative dates get.

    Raises:
        ValueError: `value` is not an interval.
    """
    return "--".join(_with_offset(half, now, zone) for half in halves(value))


def _with_offset(text: str, now: datetime, zone: tzinfo) -> str:
    moment = read_moment(text, now, zone)
    try:
        written = datetime.fromisoformat(text)
    except ValueError:
        written = moment.astimezone(zone)
    return (
        written.isoformat(timespec="seconds").replace("+00:00", "Z")
        if written.utcoffset()
        else wire_moment(moment)
    )
