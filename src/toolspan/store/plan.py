"""Plan of a replication: from where the past of a stream is read, in how many calls, and how long that takes."""

from __future__ import annotations

import math
from asyncio import to_thread
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from toolspan.errors import ConfigurationError, ToolspanError
from toolspan.store.tables import hook
from toolspan.transport.pace import in_words, seconds_for

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from toolspan.base import BaseConnector
    from toolspan.store.tables import Source, Stream


_CHANGES = "only what has changed since the last time"


@dataclass(frozen=True, slots=True)
class Option:
    """One way to read the past of a stream. `seconds` is what it takes under the rate limits as they are now."""

    source: str
    operation: str
    calls: int
    seconds: float

    @property
    def takes(self) -> str:
        """The time in words."""
        return in_words(self.seconds)


@dataclass(frozen=True, slots=True)
class Plan:
    """How the past of a stream is read: the option that is sooner done.

    `records` is about how many there are, None where the API does not say; `period` is what is still to be read, None if
    only changes are. `by_period` is False for what has no past to read, such as stock. `warning` is a sentence on what of the
    asked period is not read, and why.
    """

    entity: str
    period: tuple[datetime, datetime] | None
    records: int | None
    options: tuple[Option, ...]
    chosen: str
    by_period: bool = True
    warning: str | None = None

    @property
    def option(self) -> Option | None:
        """The option that was chosen."""
        return next((option for option in self.options if option.source == self.chosen), None)

    @property
    def text(self) -> str:
        """The plan as one sentence."""
        return f"{self._how}; {self.warning}" if self.warning else self._how

    @property
    def _how(self) -> str:
        option = self.option
        if not self.by_period:
            return "all that is there and was not read lately"
        if option is None:
            return _CHANGES
        known = (
            f"about {self.records:,} records" if self.records is not None else "an unknown number of records"
        )
        sentence = f"{known} by {option.calls} calls of {option.operation}: {option.takes}"
        others = [each for each in self.options if each is not option]
        return (
            ("" if self.period else f"{_CHANGES}, ")
            + sentence
            + "".join(f"; {each.calls} of {each.operation} would take {each.takes}" for each in others)
        )


async def planned(
    connector: BaseConnector, stream: Stream, gap: tuple[datetime, datetime] | None, places: Sequence[str]
) -> Plan:
    """Return how a part of the past is read.

    Args:
        connector: Whose limits count.
        stream: The stream.
        gap: The part of the past; None if there is none to be read.
        places: Places of the account.
    """
    entity = stream.table.entity
    names = list(stream.sources)
    if gap is None:
        return Plan(entity, None, None, (), names[0], stream.by_period)
    records = await _count(connector, stream, gap, places)
    days = (gap[1] - gap[0]).total_seconds() / 86400
    options = await _options(connector, stream, stream.past, days=days, records=records, places=len(places))
    if records is None:  # pages are never wrong, only slow
        return Plan(entity, gap, None, options, names[0])
    return Plan(entity, gap, records, options, min(options, key=_time).source)


async def planned_changes(
    connector: BaseConnector, stream: Stream, period: tuple[datetime, datetime], records: int
) -> Plan:
    """Return how the changes of a period are read.

    Args:
        connector: Whose limits count.
        stream: The stream.
        period: In which they were made.
        records: About how many records were changed.
    """
    days = (period[1] - period[0]).total_seconds() / 86400
    options = await _options(connector, stream, stream.updates, days=days, records=records, places=1)
    return Plan(stream.table.entity, None, records, options, min(options, key=_time).source)


def _time(option: Option) -> float:
    return option.seconds


async def _options(
    connector: BaseConnector,
    stream: Stream,
    sources: Mapping[str, Source],
    *,
    days: float,
    records: int | None,
    places: int,
) -> tuple[Option, ...]:
    options: list[Option] = []
    for name, source in sources.items():
        if options and not source.allowed(connector.policy, connector.operations):
            continue  # only the first is asked for here whatever the policy says, which then refuses it
        calls = _calls(source, days, records, places)
        options.append(await to_thread(_option, connector, stream, (name, source), calls))
    return tuple(options)


async def _count(
    connector: BaseConnector, stream: Stream, gap: tuple[datetime, datetime], places: Sequence[str]
) -> int | None:
    if stream.count is None:
        return None
    try:
        return int(await hook(stream.count)(connector, *gap, places))
    except ToolspanError:  # the size only helps to choose
        return None


def _calls(source: Source, days: float, records: int | None, places: int) -> int:
    windows = 1 + math.ceil(
        max(0.0, days - (source.first_window_days or source.window_days)) / source.window_days
    )
    windows *= max(1, places) if source.one_place else 1
    if source.rows:
        return max(windows, math.ceil((records or 0) / source.most_records))
    return windows + math.floor((records or 0) / source.page_records)


def _option(connector: BaseConnector, stream: Stream, named: tuple[str, Source], calls: int) -> Option:
    name, source = named
    used = dict.fromkeys((source.operation, *source.uses))
    seconds = max(_seconds(connector, stream, operation, calls) for operation in used)
    return Option(name, source.operation, calls, seconds + (source.wait if source.rows else 0.0))


def _seconds(connector: BaseConnector, stream: Stream, name: str, calls: int) -> float:
    operation = connector.find(*name.split("."))
    state: dict[str, Any] | None
    try:
        state = connector.limit(operation)
    except ConfigurationError:  # a server counts: as published
        state = None
    if state is None:
        if not operation.rate:
            return 0.0
        state = {"rate": operation.rate, "left": operation.burst or 1, "next_free_in": 0.0}
    at_once = max(0, state["left"] - stream.reserved)
    return seconds_for(calls, state["rate"], at_once, state["next_free_in"])
