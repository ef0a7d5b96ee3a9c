"""Replication of one stream: what has changed, then the past, newest periods first, page by page."""

from __future__ import annotations

from asyncio import to_thread
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from toolspan.clock import now
from toolspan.errors import (
    Cancelled,
    ConfigurationError,
    DeadlineExceeded,
    InvalidInput,
    NotFound,
    ToolspanError,
    UpstreamError,
)
from toolspan.runtime.progress import wait
from toolspan.store.change import Change
from toolspan.store.coverage import Coverage
from toolspan.store.files import JobFile
from toolspan.store.plan import Plan, planned, planned_changes
from toolspan.store.points import COMMITTED, FETCHED, REQUESTED, SAVED, reached
from toolspan.store.rows import RowReader
from toolspan.store.tables import hook
from toolspan.transport.pace import in_words

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Mapping, Sequence

    from toolspan.base import BaseConnector
    from toolspan.page import Page
    from toolspan.runtime.progress import Progress as Event
    from toolspan.store.database import Database
    from toolspan.store.tables import Source, Stream

State = dict[str, Any]
RETENTION = timedelta(days=30)
"""How long personal data stays after delivery: 30 days is the strictest rule of APIs."""
PORTION = 10_000
"""Rows of a file that are read and written at a time."""
_REQUESTED = "requested a file"
_AHEAD = 20
"""Files that are requested before the one that is read now: an API makes several at once."""
_MADE_WITHIN = 86_400.0
_WORTH = timedelta(days=1)
"""Files that were made before are read instead of new ones: how old they are at most, in seconds, and the period at least."""
_SOON = 60.0
"""Seconds to another try of a failed file that are waited for; what takes longer is left to a later run."""
_TRIES = 3
"""Failed files of one period before the replication gives up on it."""


@dataclass(frozen=True, slots=True)
class Progress:
    """Progress of a replication after one step, or before a wait.

    `starts` and `ends` are the period being read, `left` the seconds of time that are still to be read, `total` those
    of the whole; `doing` says in words what was done, or what it waits for. `waits` is how long it waits now, in seconds.
    `warning` is a sentence on what this run does not read, and why.
    """

    entity: str
    records: int
    starts: datetime
    ends: datetime
    left: float
    total: float
    doing: str
    waits: float | None = None
    warning: str | None = None


class Replication:
    """Replication of a stream into a store; resumes where an earlier one ended.

    The state is committed with each page: `since` and `high` bound what was asked for so far; `open` are the periods
    still to be read, newest last; `slice` is the one being read, with the parameters of its next page or the id of its
    job. What is read by no period has `done`, the moment of the last time. `definition` is that of the stream: once it
    has changed, all is read again.

    Args:
        connector: Reads the API.
        database: The store.
        stream: What is read, and how.
        since: From when on, if it is the first time; earlier than before extends the store.
        places: Places of the account, such as countries.
        extend: Whether `since` was asked for, and extends what is held.
    """

    def __init__(
        self,
        connector: BaseConnector,
        database: Database,
        stream: Stream,
        since: datetime,
        places: Sequence[str] = (),
        *,
        extend: bool = False,
    ) -> None:
        self._connector = connector
        self._database = database
        self._stream = stream
        self._places = list(places)
        self._entity = stream.table.entity
        self.name = stream.name
        self.after = stream.after or ""
        self._until = now(connector.clock) - timedelta(seconds=stream.lag)
        if any(source.whole_days for source in stream.sources.values()):
            self._until, since = (_midnight(moment) for moment in (self._until, since))
        earliest = self._earliest()
        self._since = min(max(since, earliest), self._until)
        self._cut: str | None = None
        if extend and stream.by_period and since < earliest:
            days = f"{stream.history_days:,g}"
            self._cut = f"{self._entity}: read from {earliest:%Y-%m-%d} on; the API has nothing older than {days} days"
        self._extend = extend
        self._total = 0.0
        self._readers: dict[str, RowReader] = {}
        self._file: JobFile | None = None
        self._at: tuple[State, State] | None = None

    def _earliest(self) -> datetime:
        days = self._stream.history_days
        moment = now(self._connector.clock)
        return moment - timedelta(days=days) if days else datetime.fromtimestamp(0, UTC)

    async def plan(self) -> Plan:
        """Return what a run would read, from where and how long it would take; reads nothing but the size of the past."""
        _, state = await self._known()
        gap = self._gap(state)
        if gap is None and state and self._stream.changes:
            plan = await self._planned_changes(_moment(state["high"]))
        else:
            plan = await planned(self._connector, self._stream, gap, self._places)
        return replace(plan, warning=self._cut)

    async def _planned_changes(self, high: datetime) -> Plan:
        """Return how the changes since a moment are read: as many in a day as in the last one that is held."""
        day = timedelta(days=1)
        held = await to_thread(self._database.changed, self._stream.table, high - day)
        records = round(held * ((self._until - high) / day))
        return await planned_changes(self._connector, self._stream, (high, self._until), records)

    async def run(self) -> AsyncIterator[Progress]:
        """Read until all is held up to now; yields after each step that was committed.

        A file that failed and may not be requested again yet is left to a later run, which a warning says.
        """
        key = await to_thread(self._database.key)
        self._readers = {
            name: RowReader(self._stream.tables, source, self._connector.zone_at, key=key)
            for name, source in self._stream.sources.items()
        }
        version, known = await self._known()
        if version and known is None:
            await to_thread(self._database.forget, self._stream)
            version = 0
        state: State = {**await self._begun(known), "definition": self._stream.definition}
        if self._cut:
            yield self._warned(state, self._cut)
        try:
            while self._next(state):
                reading = state["slice"]
                self._at = state, reading
                source = self._stream.sources[reading["source"]]
                step = self._read_page if reading["source"] == "call" else self._read_job
                change, records, doing = await step(state, version, source, reading)
                version = await to_thread(self._database.write, change)
                state = dict(change.state)
                reached(REQUESTED if doing == _REQUESTED else COMMITTED)
                yield self._progress(state, reading, records, doing)
        finally:
            await self._close_file()
        if waiting := [_moment(each["not_before"]) for each in state["open"] if self._waits(each)]:
            again = min(waiting) + timedelta(minutes=1)
            failed = f"{self._entity}: a file could not be made, and may not be requested again yet"
            yield self._warned(
                state, f"{failed}; run again after {again:%Y-%m-%d %H:%M} UTC for what is left"
            )

    def _warned(self, state: State, warning: str) -> Progress:
        left = _left(state)
        return Progress(
            self._entity, 0, self._since, self._until, left, max(self._total, left), warning, warning=warning
        )

    async def _known(self) -> tuple[int, State | None]:
        """Return version and state of the stream; None for the state if what is held was read by another definition."""
        version, known = await to_thread(self._database.state, self._stream.name)
        if known and known.get("definition", self._stream.definition) != self._stream.definition:
            if "since" in known:
                self._since = min(self._since, max(_moment(known["since"]), self._earliest()))
            return version, None
        return version, known

    def _progress(
        self, state: State, reading: State, records: int, doing: str, waits: float | None = None
    ) -> Progress:
        starts, ends, left = _moment(reading["starts"]), _moment(reading["ends"]), _left(state)
        return Progress(self._entity, records, starts, ends, left, max(self._total, left), doing, waits)

    def waiting(self, event: Event) -> Progress | None:
        """Return the progress of a replication of which a call says that it waits; None of any other event."""
        if not event.seconds:
            return None
        state, reading = self._at or ({}, {"starts": _text(self._since), "ends": _text(self._until)})
        source = self._stream.sources[reading["source"]] if "source" in reading else self._stream.source
        what = event.operation
        if reading.get("job") and what not in (source.operation, *source.uses):
            what = f"file {reading['job']}"
        doing = f"waiting {in_words(event.seconds)} for {what}: {event.why}"
        return self._progress(state, reading, 0, doing, event.seconds)

    # ------------------------------------------------------------------ periods

    def _gap(self, known: State | None) -> tuple[datetime, datetime] | None:
        """Return the part of the past that was never asked for."""
        if not self._stream.by_period:
            return None
        if known is None:
            return self._since, self._until
        since = _moment(known["since"])
        return (self._since, since) if self._extend and self._since < since else None

    async def _begun(self, known: State | None) -> State:
        """Return the state with which this run begins."""
        if not self._stream.by_period:
            return await self._begun_whole(known or {})
        state: State = (
            {"high": _text(self._until), "open": []}
            if known is None
            else {**known, "open": list(known["open"])}
        )
        if gap := self._gap(known):
            plan = await planned(self._connector, self._stream, gap, self._places)
            made = await self._made(gap, plan.chosen)
            state["open"] = [*self._tiled(gap, plan, made), *state["open"]]
            state["since"] = _text(gap[0])
            high = min(_moment(state["high"]), *(_moment(each["asked"]) for each in made), self._until)
            state["high"] = _text(high)
        high = _moment(state["high"])
        if self._until > high:
            starts = await self._overlapped(high)
            name = next(iter(self._stream.sources))
            if self._stream.changes:
                name = (await self._planned_changes(high)).chosen
            state["update"] = [_text(starts), state["high"], _text(self._until), name]
        self._total = _left(state)
        return state

    async def _made(self, gap: tuple[datetime, datetime], name: str) -> list[State]:
        """Return the slices of a period that are in files which were made lately, newest first."""
        source = self._stream.sources[name]
        if source.made is None:
            return []
        try:
            found = await hook(source.made)(self._connector, source.params, self._places, _MADE_WITHIN)
        except ToolspanError:  # they only save time
            return []
        slices: list[State] = []
        starts, ends = gap
        for each in sorted(found, key=lambda each: _moment(each["dataEndTime"]), reverse=True):
            begins = max(starts, _moment(each["dataStartTime"]))
            until = min(ends, _moment(each["dataEndTime"]))
            if until - begins >= _WORTH:
                about = {"source": name, "place": None, "job": each[source.job_id], "made": True}
                period = {"starts": _text(begins), "ends": _text(until)}
                slices.append({**period, **about, "asked": each["createdTime"]})
                ends = begins
        return slices

    def _tiled(self, gap: tuple[datetime, datetime], plan: Plan, made: Sequence[State]) -> list[State]:
        """Return the slices of a period, oldest first: those of files that are there, and what lies between."""
        windows: list[State] = []
        starts, ends = gap

        def between(begins: datetime) -> list[State]:
            share = (ends - begins) / (gap[1] - gap[0]) if made else 1.0
            return self._windows(begins, ends, plan.chosen, plan.records and round(plan.records * share))

        for each in made:
            windows = [each, *between(_moment(each["ends"])), *windows]
            ends = _moment(each["starts"])
        return [*between(starts), *windows]

    async def _begun_whole(self, known: State) -> State:
        state = {**known, "open": list(known.get("open", ()))}
        name, source = next(iter(self._stream.sources.items()))
        moment = now(self._connector.clock)
        if source.found:
            state["open"] = await self._found(source, set(state.get("seen", ())))
            return state
        done = state.get("done")
        if state.get("slice") or state["open"]:
            return state
        if done and (moment - _moment(done)).total_seconds() < self._stream.every:
            return state
        parts = [{"given": values} for values in await self._values(source)] if source.each else [{}]
        instant = {"starts": _text(moment), "ends": _text(moment), "source": name}
        state["open"] = [
            {**instant, "place": place, **part} for place in self._each_place(source) for part in parts
        ]
        return state

    async def _values(self, source: Source) -> list[list[Any]]:
        """Return the values of which the records are read, as many together as one call takes."""
        each = source.each or {}
        table = self._database.facts.tables[each["table"]]
        values = await to_thread(self._database.values, table, each["column"])
        return [values[start : start + each["size"]] for start in range(0, len(values), each["size"])]

    async def _found(self, source: Source, seen: set[str]) -> list[State]:
        """Return the files that there are and that were not read yet, newest last."""
        entity, action = source.operation.split(".")
        open_: list[State] = []
        since = max(self._since, now(self._connector.clock) - timedelta(days=source.window_days))
        params = {**source.params, **({source.lower: _text(since)} if source.lower else {})}
        async for record in self._connector.iterate(entity, action, params):
            if record[source.job_id] not in seen:
                starts = record.get("dataStartTime") or record.get("createdTime") or _text(since)
                ends = record.get("dataEndTime") or starts
                open_.append({"starts": starts, "ends": ends, "source": "job", "job": record[source.job_id]})
        return sorted(open_, key=lambda each: str(each["ends"]))

    async def _overlapped(self, high: datetime) -> datetime:
        """Return from when on periods are read again: rows that may still change reach back farther."""
        starts = high - timedelta(seconds=self._stream.overlap)
        stream = self._stream
        if stream.open_while and stream.replaces:
            oldest = await to_thread(self._database.oldest, stream.table, stream.replaces, stream.open_while)
            starts = min(starts, oldest or starts)
        return starts

    def _windows(self, starts: datetime, ends: datetime, name: str, records: int | None) -> list[State]:
        """Return the slices of a period, oldest first, none longer than the source takes."""
        source = self._stream.sources[name]
        longest = timedelta(days=source.window_days) if source.upper else ends - starts
        if records and source.rows and records > source.most_records:
            longest = min(longest, max(timedelta(days=1), (ends - starts) * (source.most_records / records)))
        length = timedelta(days=source.first_window_days) if source.first_window_days else longest
        windows: list[State] = []
        while ends > starts:
            begins = max(starts, ends - length)
            for place in self._each_place(source):
                windows.insert(
                    0, {"starts": _text(begins), "ends": _text(ends), "source": name, "place": place}
                )
            ends, length = begins, longest
        return windows

    def _each_place(self, source: Source) -> Sequence[str | None]:
        return self._places if source.one_place and self._places else [None]

    def _next(self, state: State) -> bool:
        """Put the next period to be read into the state; False if none is left, or all that are left must wait."""
        if reading := state.get("slice"):
            if not self._waits(reading):
                return True
            state["open"] = [*state["open"], reading]
            state["slice"] = None
        # Changes are read in their order, so those of an earlier run come first.
        earlier = any(each.get("updating") for each in state["open"])
        if not earlier and (update := state.pop("update", None)):
            starts, high, until, name = update
            windows = self._windows(_moment(starts), _moment(until), name, None)
            if self._stream.sources[
                name
            ].updated_lower:  # changes are found by the time of the change: in one go
                windows = [{"starts": starts, "ends": until, "source": name, "place": None}]
            for window in windows:
                window |= {
                    "updating": True,
                    "last_update": window is windows[-1],
                    "from": high,
                    "until": until,
                }
            # They are read oldest first, so that a run that ends in between leaves no gap below `high`.
            state["open"] = [*state["open"], *reversed(windows)]
        if (number := self._free(state)) is None:
            return False
        state["slice"] = {
            "token": None,
            "first": True,
            "asked": _text(now(self._connector.clock)),
            **state["open"].pop(number),
        }
        return True

    def _free(self, state: State) -> int | None:
        """Return the place of the next period that need not wait; changes are not read before earlier ones that must."""
        held = False
        windows: list[State] = state["open"]
        for number, each in reversed(list(enumerate(windows))):
            if not self._waits(each) and not (held and each.get("updating")):
                return number
            held = held or bool(each.get("updating"))
        return None

    def _waits(self, reading: State) -> bool:
        """Return whether another try of a failed file is too far off to be waited for."""
        if reading.get("job") or not (moment := reading.get("not_before")):
            return False
        return (_moment(moment) - now(self._connector.clock)).total_seconds() > _SOON

    # ------------------------------------------------------------------ pages

    async def _read_page(
        self, state: State, version: int, source: Source, reading: State
    ) -> tuple[Change, int, str]:
        await self._turn(source.operation)
        page = await self._page(source, reading)
        reached(FETCHED)
        following = page.meta.next_params
        if following is not None and following == reading["token"]:
            raise UpstreamError(f"{source.operation}: the API repeats a page token; the pages form a loop.")
        after = {**reading, "token": following, "first": False} if following is not None else None
        change = self._change(state, version, reading, after, page.data)
        return change, len(page.data), "reading"

    async def _page(self, source: Source, reading: State) -> Page:
        entity, action = source.operation.split(".")
        if reading["token"] is not None:
            try:
                return await self._connector.execute(entity, action, reading["token"], timeout=None)
            except (
                InvalidInput
            ):  # the token has expired: the period is read from its start, which changes nothing
                reading.update(token=None, first=True, asked=_text(now(self._connector.clock)))
        return await self._connector.execute(entity, action, self._params(source, reading), timeout=None)

    def _params(self, source: Source, reading: State) -> State:
        params = {**source.params, **source.pseudonyms, **source.personal}
        if source.places and self._places:
            place = reading.get("place")
            params[source.places] = [place] if place else self._places
        if source.each:
            params[source.each["param"]] = reading["given"]
        if reading.get("updating") and source.updated_lower and source.updated_upper:
            params |= {source.updated_lower: reading["starts"], source.updated_upper: reading["ends"]}
        elif source.lower:
            ends = _moment(reading["ends"]) - timedelta(seconds=1 if source.whole_days else 0)
            params[source.lower] = reading["starts"]
            if source.upper:
                params[source.upper] = _text(ends)
        return params

    async def _turn(self, name: str) -> None:
        """Wait until more of an operation's burst is left than is reserved for other callers."""
        while self._stream.reserved and (seconds := await to_thread(self._free_in, name)):
            await wait(self._connector.clock, seconds, name, "its rate limit, of which others have a share")

    def _free_in(self, name: str) -> float:
        """Return the seconds until more of an operation's burst is left than is reserved for other callers."""
        try:
            limit = self._connector.limit(self._connector.find(*name.split(".")))
        except ConfigurationError:  # a server counts
            return 0.0
        missing = min(self._stream.reserved, limit["burst"] - 1) + 1 - limit["left"] if limit else 0.0
        return max(limit["next_free_in"], missing / limit["rate"]) if limit and missing > 0 else 0.0

    # ------------------------------------------------------------------ jobs

    async def _read_job(
        self, state: State, version: int, source: Source, reading: State
    ) -> tuple[Change, int, str]:
        if not reading.get("job"):
            after = await self._requested(source, reading)
            return self._aside(state | {"slice": after}, version), 0, _REQUESTED
        number = self._following(state, source, reading)
        free_in = await to_thread(self._free_in, source.operation) if number is not None else None
        try:
            if free_in != 0:
                return await self._read_portion(state, version, source, reading, free_in)
        except DeadlineExceeded:  # it is still made when the next one can be requested
            if number is None:
                raise
            await self._close_file()
        except (Cancelled, UpstreamError, NotFound) as error:
            await self._close_file()
            return self._failed(state, version, source, reading, error), 0, "a file could not be made"
        after = await self._requested(source, state["open"][number])
        later = [after if place == number else each for place, each in enumerate(state["open"])]
        return self._aside(state | {"open": later}, version), 0, _REQUESTED

    async def _read_portion(
        self, state: State, version: int, source: Source, reading: State, timeout: float | None
    ) -> tuple[Change, int, str]:
        """Read the next rows of a file; a process that ended within one begins it again, and nothing of it counts yet.

        Raises:
            DeadlineExceeded: The file cannot be read within the timeout, in seconds.
        """
        if self._file is None:
            for name in source.uses:
                await self._turn(name)
            rows = hook(source.rows or "")(self._connector, reading["job"], timeout=timeout)
            self._file = JobFile(rows, source.together, PORTION if source.in_portions else None)
        file = self._file
        if file.ended:
            return await self._end_file(state, version, source, reading)
        first, before = not file.read, file.records
        given = await file.portion()
        if reading.get("made") and given and (lacking := set(source.columns) - given[0].keys()):
            raise UpstreamError(f"The file that was made before lacks {', '.join(sorted(lacking))}.")
        if file.ended:
            reached(SAVED)
        alone = first and file.ended
        after = None if alone else reading
        change = self._change(
            state, version, reading, after, given, before=before, portion=not alone, first=first
        )
        file.records += len(change.batches[0])
        if alone:
            await self._close_file()
        return change, len(change.batches[0]), "read a file" if file.ended else "reading a file"

    async def _end_file(
        self, state: State, version: int, source: Source, reading: State
    ) -> tuple[Change, int, str]:
        """Write what was read of a file. What stood in several of its portions is read once more, as a whole."""
        given: list[Mapping[str, Any]] = []
        if source.together and (apart := await to_thread(self._database.apart, self._stream.table)):
            for name in source.uses:
                await self._turn(name)
            rows = hook(source.rows or "")(self._connector, reading["job"])
            given = [row async for row in rows if row[source.together] in apart]
        await self._close_file()
        change = self._change(state, version, reading, None, given, portion=True, first=False)
        return change, 0, "read a file"

    async def _close_file(self) -> None:
        if self._file is not None:
            await self._file.aclose()
        self._file = None

    def _following(self, state: State, source: Source, reading: State) -> int | None:
        """Return the place of the next period whose file can be requested while that of this one is made."""
        if source.found or self._file is not None:
            return None
        same = [number for number, each in enumerate(state["open"]) if each["source"] == reading["source"]]
        waiting = [
            number
            for number in same
            if not state["open"][number].get("job") and not self._waits(state["open"][number])
        ]
        return waiting[-1] if waiting and len(same) - len(waiting) < _AHEAD else None

    async def _requested(self, source: Source, reading: State) -> State:
        """Start the job of a period and return the period with its id, to be committed before anything waits for it."""
        if moment := reading.get("not_before"):
            seconds = max(0.0, (_moment(moment) - now(self._connector.clock)).total_seconds())
            await wait(self._connector.clock, seconds, source.operation, "the last file could not be made")
        await self._turn(source.operation)
        entity, action = source.operation.split(".")
        asked = now(self._connector.clock)
        page = await self._connector.execute(entity, action, self._params(source, reading), timeout=None)
        reached(FETCHED)
        return {**reading, "job": page.data[0][source.job_id], "asked": _text(asked)}

    def _aside(self, state: State, version: int) -> Change:
        """Return a change of the state alone."""
        return Change(self._stream.name, version, state, entity=self._entity)

    def _failed(self, state: State, version: int, source: Source, reading: State, error: Exception) -> Change:
        """Return the state in which a period waits for another try.

        Raises:
            UpstreamError: It has failed too often.
        """
        tries = reading.get("tries", 0) + 1
        if tries >= _TRIES or source.found or getattr(error, "retryable", None) is True:
            raise error
        later = now(self._connector.clock) + timedelta(seconds=0 if reading.get("made") else source.again)
        after = {**reading, "job": None, "made": False, "tries": tries, "not_before": _text(later)}
        return self._aside({**state, "slice": after}, version)

    # ------------------------------------------------------------------ writing

    def _change(
        self,
        state: State,
        version: int,
        reading: State,
        after: State | None,
        given: Sequence[Mapping[str, Any]],
        *,
        before: int = 0,
        portion: bool = False,
        first: bool | None = None,
    ) -> Change:
        """Return what to write of a page, a file or a portion of one, with the state after it."""
        state = {**state, "slice": after}
        source = self._stream.sources[reading["source"]]
        covered = as_of = None
        if after is None:
            covered, as_of = self._ended(state, reading, source)
        about = {
            "place": reading.get("place"),
            "day": reading["starts"][:10],
            "asked": reading["asked"],
            "job": reading.get("job"),
        }
        return Change(
            self._stream.name,
            version,
            state,
            self._readers[reading["source"]].batches(given, before=before, **about),
            source=source.operation,
            rank=source.rank,
            replace=self._replaced(reading),
            portion=portion,
            first=reading["first"] if first is None else first,
            last=after is None,
            covered=covered,
            as_of=as_of,
            purged=now(self._connector.clock) - RETENTION,
            entity=self._entity,
        )

    def _ended(self, state: State, reading: State, source: Source) -> tuple[Coverage | None, datetime | None]:
        """Advance the state past a period, and return what is covered now, and as of when."""
        starts, ends, asked = (_moment(reading[name]) for name in ("starts", "ends", "asked"))
        if source.found:
            state["seen"] = [*state.get("seen", ()), reading["job"]]
            return Coverage(self._entity, starts, ends, asked), asked
        if not self._stream.by_period:
            if not state["open"]:
                state["done"] = reading["asked"]
                return Coverage(self._entity, asked, asked, asked), asked
            return None, None
        more = any(
            each["starts"] == reading["starts"] for each in state["open"]
        )  # other places of the same period
        if reading.get("updating"):
            if reading["last_update"] and not more:
                state["high"] = reading["until"]
                until = _moment(reading["until"])
                return Coverage(self._entity, _moment(reading["from"]), until, until), until
            return None, None
        # The period was read later, but what has changed in others since `high` is read by the next run. What has changed
        # since a file was made that was there before, is read before the file.
        return (None if more else Coverage(self._entity, starts, ends, _moment(state["high"]))), None

    def _replaced(self, reading: State) -> tuple[str, Sequence[Any]] | None:
        """Return which rows the ones that are read replace together; None if each replaces its older version."""
        stream = self._stream
        if not stream.whole and not stream.replaces:
            return None
        terms, values = ["TRUE"], []
        if stream.replaces:
            days = stream.table.by_name[stream.replaces].type == "day"
            starts, ends = (reading[name][:10] if days else reading[name] for name in ("starts", "ends"))
            kind = "DATE" if days else "TIMESTAMPTZ"
            until = "<=" if starts == ends else "<"
            terms.append(
                f'"{stream.replaces}" >= CAST(? AS {kind}) AND "{stream.replaces}" {until} CAST(? AS {kind})'
            )
            values += [starts, ends]
        if reading.get("place") and stream.table.place:
            terms.append(f'"{stream.table.place}" = ?')
            values.append(reading["place"])
        return " AND ".join(terms), values


def _midnight(moment: datetime) -> datetime:
    return moment.replace(hour=0, minute=0, second=0, microsecond=0)


def _text(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text)


def _left(state: State) -> float:
    rest = [*state.get("open", ()), *([state["slice"]] if state.get("slice") else ())]
    return sum((_moment(each["ends"]) - _moment(each["starts"])).total_seconds() for each in rest)
