"""Live connectors: one object per stored connector, replaced when its row changes."""

from __future__ import annotations

import asyncio
import logging
from collections import OrderedDict
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from time import perf_counter
from typing import TYPE_CHECKING, Any

from toolspan.errors import AuthenticationError
from toolspan.server.amazon.building import build, client_secrets
from toolspan.server.amazon.places import discover_region
from toolspan.server.runtime.slots import SharedSlots, Slots

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable, Mapping

    from toolspan.connector import Connector
    from toolspan.server.amazon.shared import Shared

logger = logging.getLogger("toolspan.server")
Row = dict[str, Any]


@dataclass(eq=False)
class Live:
    """A live connector; `version` identifies the rows that it was created from."""

    version: tuple[Any, ...]
    credentials: Mapping[str, Any] = field(repr=False)
    region: str
    connector: Connector
    secret: int = 0
    users: int = 0
    retired: bool = False


@dataclass(eq=False)
class _Lane:
    """Concurrency limit of one connector: running and waiting calls. Does not affect other connectors."""

    slots: Slots
    making: asyncio.Lock = field(default_factory=asyncio.Lock)
    calls: int = 0
    running: set[asyncio.Task[Any]] = field(default_factory=set)
    live: Live | None = None


class Stopped(Exception):
    """A call was stopped because its connector was switched off."""


class LiveConnectors:
    """Creates, caches and closes connectors for stored rows.

    Args:
        shared: Settings, clock, sockets and tokens that all connectors share.
        open_credentials: Reads and decrypts the credentials of a row.
        found_region: Called with a discovered region.
        waited: Called with the reason and the seconds of a wait.
    """

    def __init__(
        self,
        shared: Shared,
        open_credentials: Callable[[Row], Awaitable[Mapping[str, Any]]],
        found_region: Callable[[Row, str], Awaitable[None]],
        waited: Callable[[str, float], None],
    ) -> None:
        self._waited = waited
        self.shared = shared
        self.evicted = 0
        self._settings = shared.settings
        stores = shared.stores
        self._slots = SharedSlots(stores.connection, self._settings.connector_concurrency) if stores else None
        self._open = open_credentials
        self._found_region = found_region
        self._lanes: OrderedDict[str, _Lane] = OrderedDict()

    @property
    def in_flight(self) -> int:
        """Number of running and waiting calls."""
        return sum(lane.calls for lane in self._lanes.values())

    @property
    def count(self) -> int:
        """Number of connectors in memory."""
        return sum(lane.live is not None for lane in self._lanes.values())

    @property
    def busy_ids(self) -> list[str]:
        """Ids of connectors with running calls."""
        return [connector_id for connector_id, lane in self._lanes.items() if lane.running]

    @asynccontextmanager
    async def use(self, row: Row) -> AsyncIterator[Live]:
        """Wait for a free slot and yield the connector of a row.

        Raises:
            Problem: 429 if too many calls of this connector are waiting.
            ToolspanError: The connector cannot be created.
        """
        lane = self._lane(row["id"])
        lane.calls += 1
        try:
            start = perf_counter()
            async with lane.slots.hold(self._settings.execute_timeout):
                self._waited("connector", perf_counter() - start)
                live = await self._current(lane, row)
                live.users += 1
                try:
                    yield live
                finally:
                    live.users -= 1
                    await _close_if_done(live)
        finally:
            lane.calls -= 1

    async def run(self, row: Row, work: Callable[[Live], Awaitable[Any]]) -> Any:
        """Run `work` on the connector of a row; `stop` can cancel it.

        Raises:
            Stopped: The call was stopped.
        """
        lane = self._lane(row["id"])
        task = asyncio.current_task()
        assert task is not None  # noqa: S101 - a coroutine always runs in a task
        lane.running.add(task)
        try:
            async with self.use(row) as live:
                result = await work(live)
                lane.running.discard(task)  # the result is there, so nothing is left to stop
                return result
        except asyncio.CancelledError:
            if task not in lane.running:  # stop() removed it, so it caused the cancellation
                task.uncancel()
                raise Stopped from None
            raise
        finally:
            lane.running.discard(task)

    def stop(self, connector_ids: list[str]) -> int:
        """Stop the running calls of these connectors; return their number."""
        ended = 0
        for connector_id in connector_ids:
            lane = self._lanes.get(connector_id)
            while lane and lane.running:
                lane.running.pop().cancel()
                ended += 1
        return ended

    async def renew(self) -> None:
        """Renew the slots of the calls of this process."""
        if self._slots is not None:
            await self._slots.renew()

    async def forget(self, connector_ids: list[str]) -> None:
        """Drop connectors that were deleted or have other credentials, with their access tokens."""
        for connector_id in connector_ids:
            await self.shared.forget(connector_id)
            if lane := self._lanes.get(connector_id):
                await self._replace(lane, None)

    def secret_in_use(self, connector_id: str) -> int:
        """Return the index of the client secret in use; 0 is the newest."""
        lane = self._lanes.get(connector_id)
        return lane.live.secret if lane and lane.live else 0

    async def next_secret(self, row: Row, live: Live) -> bool:
        """Switch a connector to its next client secret; return False if all were tried."""
        lane = self._lane(row["id"])
        if live.secret + 1 >= len(client_secrets(live.credentials)):
            return False
        async with lane.making:
            if lane.live is live:
                connector = build(
                    row,
                    live.credentials,
                    self.shared,
                    region=live.region,
                    attempt=live.secret + 1,
                    tokens=self.shared.tokens(row),
                )
                await self._replace(
                    lane, Live(live.version, live.credentials, live.region, connector, live.secret + 1)
                )
        return True

    async def close(self) -> None:
        """Close all connectors."""
        for lane in self._lanes.values():
            await self._replace(lane, None)
        self._lanes.clear()
        await self.shared.aclose()

    def _lane(self, connector_id: str) -> _Lane:
        lane = self._lanes.get(connector_id)
        if lane is None:
            lane = self._lanes[connector_id] = _Lane(Slots(self._settings, self._slots, connector_id))
        self._lanes.move_to_end(connector_id)
        return lane

    async def _current(self, lane: _Lane, row: Row) -> Live:
        version = (row["version"], row["secret_version"], row["oauth_app"], row["oauth_secret_version"])
        if lane.live is not None and lane.live.version == version:
            return lane.live
        async with lane.making:
            if lane.live is None or lane.live.version != version:
                await self._replace(lane, await self._make(row, version))
                await self._evict()
        assert lane.live is not None  # noqa: S101 - it was made just now
        return lane.live

    async def _make(self, row: Row, version: tuple[Any, ...]) -> Live:
        credentials = await self._open(row)
        region, secret = row["region"], 0
        if region is None:
            region, secret = await self._discover(row, credentials)
            await self._found_region(row, region)
        tokens = self.shared.tokens(row)
        connector = build(row, credentials, self.shared, region=region, attempt=secret, tokens=tokens)
        return Live(version, credentials, region, connector, secret)

    async def _discover(self, row: Row, credentials: Mapping[str, Any]) -> tuple[str, int]:
        """Return the region of the account, and the index of the valid client secret."""
        last, tokens = len(client_secrets(credentials)) - 1, self.shared.tokens(row)
        for attempt in range(last):
            try:
                return await discover_region(row, credentials, self.shared, attempt, tokens), attempt
            except AuthenticationError as error:
                if not refuses_client(error):
                    raise
        attempt = max(last, 0)
        return await discover_region(row, credentials, self.shared, attempt, tokens), attempt

    async def _replace(self, lane: _Lane, live: Live | None) -> None:
        old, lane.live = lane.live, live
        if old is not None:
            old.retired = True
            await _close_if_done(old)

    async def _evict(self) -> None:
        """Close the connectors that were idle longest. Their access tokens stay cached."""
        for connector_id, lane in list(self._lanes.items()):
            if len(self._lanes) <= self._settings.live_connectors:
                return
            if not lane.calls:
                del self._lanes[connector_id]
                self.evicted += lane.live is not None
                await self._replace(lane, None)


def refuses_client(error: AuthenticationError) -> bool:
    """Return True if the client secret was rejected, so that another one may help."""
    return error.upstream_code == "invalid_client"


async def _close_if_done(live: Live) -> None:
    if live.retired and not live.users:
        await live.connector.aclose()
