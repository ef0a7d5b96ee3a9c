"""Applies the start date of a connector as the default lower bound of queries."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from toolspan.clock import now
from toolspan.operations.dates import read_moment
from toolspan.operations.names import snake, squash

if TYPE_CHECKING:
    from collections.abc import Mapping

    from toolspan.clock import Clock
    from toolspan.operations.model import Operation

_MARGIN = timedelta(minutes=5)
"""Safety margin: Amazon rejects bounds within the last two minutes, and checks periods to the second."""


def with_start(
    operation: Operation, params: Mapping[str, Any], start: str | None, clock: Clock
) -> tuple[Mapping[str, Any], str | None]:
    """Return the parameters with the connector's start date where it applies, and a warning about it."""
    stream = operation.stream
    if start is None or stream is None:
        return params, None
    lower, upper = stream.lower, stream.upper
    given = {squash(str(name)): value for name, value in params.items() if value is not None}
    if any(squash(name) in given for name in (lower, *stream.unless)):
        return params, None
    moment, end = datetime.fromisoformat(start).astimezone(UTC), _end(given.get(squash(upper)), clock)
    days = next(
        (rule["days"] for rule in operation.rules if rule["kind"] == "max_span" and rule["start"] == lower),
        None,
    )
    bound = max(moment, end - timedelta(days=days) + _MARGIN) if days else moment
    if bound > end - _MARGIN:
        return params, None
    text = bound.strftime("%Y-%m-%dT%H:%M:%SZ")
    why = "replication_start_date" if bound == moment else f"the longest period of {days} days"
    return {**params, snake(lower): text}, f"{snake(lower)} was not given: {text}, from {why}, was used."


def _end(value: Any, clock: Clock) -> datetime:
    """Return the given upper bound, or now. Invalid ones are rejected later by the operation's validation."""
    moment = now(clock)
    try:
        return moment if value is None else min(read_moment(value, moment), moment)
    except ValueError:
        return moment
