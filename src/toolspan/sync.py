"""The connector without `await`: every call runs on one private event loop in its own thread."""

from __future__ import annotations

import asyncio
import contextvars
from threading import Lock, Thread
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Coroutine, Iterator

    from toolspan.connector import Connector, Entity
    from toolspan.page import Page

T = TypeVar("T")
_end = object()


class LoopThread:
    """An event loop in a daemon thread, started at first use; works beside any running loop."""

    def __init__(self) -> None:
        self._loop: asyncio.AbstractEventLoop | None = None
        self._lock = Lock()

    def _running(self) -> asyncio.AbstractEventLoop:
        with self._lock:
            if self._loop is None:
                self._loop = asyncio.new_event_loop()
                Thread(target=self._loop.run_forever, name="toolspan-sync", daemon=True).start()
            return self._loop

    def run(self, coroutine: Coroutine[Any, Any, T]) -> T:
        """Return the result of `coroutine`, run with the caller's context variables."""
        loop = self._running()
        context = contextvars.copy_context()

        async def inside() -> T:
            return await loop.create_task(coroutine, context=context)

        future = asyncio.run_coroutine_threadsafe(inside(), loop)
        try:
            return future.result()
        except BaseException:
            future.cancel()
            raise


LOOP = LoopThread()
"""One for the process: connectors keep their connections apart by themselves."""


class SyncConnector:
    """A connector whose calls block until they are done.

    Args:
        connector: The connector behind it.
    """

    def __init__(self, connector: Connector) -> None:
        self._connector = connector

    def execute(self, entity: str, action: str, params: Any = None, **options: Any) -> Page:
        """Return what `Connector.execute` returns."""
        return LOOP.run(self._connector.execute(entity, action, params, **options))

    def iterate(
        self, entity: str, action: str, params: Any = None, **options: Any
    ) -> Iterator[dict[str, Any]]:
        """Yield what `Connector.iterate` yields."""
        return _drain(self._connector.iterate(entity, action, params, **options))

    def raw(self, method: str, path: str, **options: Any) -> Page:
        """Return what `raw` of the connector returns."""
        return LOOP.run(self._connector.raw(method, path, **options))  # type: ignore[attr-defined]

    def check(self) -> Page:
        """Return what `Connector.check` returns."""
        return LOOP.run(self._connector.check())

    def close(self) -> None:
        """Give back the connections of the private loop."""
        LOOP.run(self._connector.aclose())

    def __getattr__(self, name: str) -> SyncEntity:
        from toolspan.connector import Entity  # noqa: PLC0415 - the connector imports this module

        entity = getattr(self._connector, name)
        if not isinstance(entity, Entity):
            raise AttributeError(  # noqa: TRY004 - what getattr must raise
                f"{type(self._connector).__name__} has no entity {name!r}"
            )
        return SyncEntity(entity)


class SyncEntity:
    """One entity whose methods block until they are done."""

    def __init__(self, entity: Entity[Any]) -> None:
        self._entity = entity

    def __getattr__(self, name: str) -> Any:
        method = getattr(self._entity, name)
        if name == "iterate":
            return lambda **params: _drain(method(**params))
        return lambda **params: LOOP.run(method(**params))


async def _next(records: AsyncIterator[T]) -> T | object:
    return await anext(records, _end)


def _drain(records: AsyncIterator[T]) -> Iterator[T]:
    while (record := LOOP.run(_next(records))) is not _end:
        yield record  # type: ignore[misc]
