"""Replication of one stream: newest periods first, then what has changed, page by page."""

from __future__ import annotations

from asyncio import to_thread
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from toolspan.clock import now
from toolspan.errors import InvalidInput, UpstreamError
from toolspan.store.coverage import Coverage
from toolspan.store.duckdb_file import Change
from toolspan.store.rows import RowReader

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from toolspan.base import BaseConnector
    from toolspan.page import Page
    from toolspan.store.duckdb_file import DuckDBFile
    from toolspan.store.tables import Stream

State = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Progress:
    """Progress of a replication after one page.

    `starts` and `ends` are the period being read, `left` the seconds of time that are still to be read.
    """

    entity: str
    records: int
    starts: datetime
    ends: datetime
    left: float
    updating: bool


def reached(point: str) -> None:
    """Do nothing: tests kill the process at a named point of a replication here."""


class Replication:
    """Replication of a stream into a store; resumes where an earlier one ended.

    The state, committed with each page: `since` and `high` bound what was asked for so far; `open` are periods still to
    be read, newest last; `slice` is the one being read, with its page token.

    Args:
        connector: Reads the API.
        file: The store.
        stream: What is read, and how.
        since: From when on; earlier than before extends the store.
    """

    def __init__(self, connector: BaseConnector, file: DuckDBFile, stream: Stream, since: datetime) -> None:
        self._connector = connector
        self._file = file
        self._stream = stream
        self._since = since
        self._reader = RowReader(stream.tables, stream.call, connector.zone_at)
        self._entity = stream.table.entity

    async def run(self) -> AsyncIterator[Progress]:
        """Read until all is held up to now; yields after each page that was committed."""
        version, known = await to_thread(self._file.state, self._stream.name)
        state = self._begun(known)
        while self._next(state):
            reading = state["slice"]
            page = await self._page(reading)
            reached("page fetched")
            state, change = self._change(state, version, page)
            version = await to_thread(self._file.write, change)
            reached("page committed")
            yield Progress(
                self._entity,
                len(page.data),
                _moment(reading["starts"]),
                _moment(reading["ends"]),
                _left(state),
                reading["updating"],
            )

    def _begun(self, known: State | None) -> State:
        """Return the state with which this run begins: what has passed since the last one comes first."""
        until = now(self._connector.clock) - timedelta(seconds=self._stream.lag)
        if known is None:
            high, since = until, until
            state: State = {"open": []}
        else:
            state = {**known, "open": list(known["open"])}
            high, since = _moment(state["high"]), _moment(state["since"])
            if until > high:
                state["update"] = [_text(high), _text(until)]
        if self._since < since:
            state["open"] = [*self._windows(self._since, since), *state["open"]]
            since = self._since
        return {**state, "since": _text(since), "high": _text(max(high, until) if known is None else high)}

    def _windows(self, starts: datetime, ends: datetime) -> list[list[str]]:
        """Return the periods of a longer one, oldest first, none longer than the API takes."""
        longest = timedelta(days=self._stream.window_days)
        windows: list[list[str]] = []
        while ends > starts:
            begins = max(starts, ends - longest)
            windows.insert(0, [_text(begins), _text(ends)])
            ends = begins
        return windows

    def _next(self, state: State) -> bool:
        """Put the next period to be read into the state; False if none is left."""
        if state.get("slice"):
            return True
        if update := state.pop("update", None):
            state["slice"] = {"starts": update[0], "ends": update[1], "updating": True, "token": None}
        elif state["open"]:
            starts, ends = state["open"].pop()
            state["slice"] = {"starts": starts, "ends": ends, "updating": False, "token": None}
        else:
            return False
        state["slice"]["asked"] = _text(now(self._connector.clock))
        return True

    async def _page(self, reading: State) -> Page:
        source = self._stream.call
        entity, action = source.operation.split(".")
        following = reading["token"]
        if following is None:
            return await self._connector.execute(entity, action, self._bounds(reading), timeout=None)
        try:
            return await self._connector.execute(entity, action, following, timeout=None)
        except (
            InvalidInput
        ):  # the token has expired: the period is read from its start, which changes nothing
            reading["token"] = None
            return await self._connector.execute(entity, action, self._bounds(reading), timeout=None)

    def _bounds(self, reading: State) -> State:
        source = self._stream.call
        starts, ends = _moment(reading["starts"]), _moment(reading["ends"])
        if reading["updating"] and source.updated_lower and source.updated_upper:
            starts -= timedelta(seconds=self._stream.overlap)
            bounds = {source.updated_lower: _text(starts), source.updated_upper: _text(ends)}
        else:
            bounds = {source.lower: _text(starts), source.upper: _text(ends)}
        return {**source.params, **bounds}

    def _change(self, state: State, version: int, page: Page) -> tuple[State, Change]:
        """Return the state after a page, and what to write."""
        reading = state["slice"]
        covered = as_of = None
        if page.meta.next_params is not None:
            if page.meta.next_params == reading["token"]:
                raise UpstreamError(
                    f"{self._stream.call.operation}: the API repeats a page token; the pages form a loop."
                )
            state = {**state, "slice": {**reading, "token": page.meta.next_params}}
        else:
            state = {**state, "slice": None}
            starts, ends = _moment(reading["starts"]), _moment(reading["ends"])
            seen = ends if reading["updating"] else _moment(reading["asked"])
            covered = Coverage(self._entity, starts, ends, seen)
            if reading["updating"]:
                state["high"], as_of = reading["ends"], ends
        change = Change(
            self._stream.name,
            version,
            state,
            self._reader.batches(page.data),
            source=self._stream.call.operation,
            rank=self._stream.call.rank,
            covered=covered,
            as_of=as_of,
            entity=self._entity,
        )
        return state, change


def _text(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text)


def _left(state: State) -> float:
    return sum((_moment(ends) - _moment(starts)).total_seconds() for starts, ends in state["open"])
