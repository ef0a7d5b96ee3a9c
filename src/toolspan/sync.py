"""Synchronous connector: calls run on one private event loop in its own thread."""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, Any, Generic, Self, TypeVar

from toolspan.entity import Entity
from toolspan.runtime.loop import LOOP
from toolspan.runtime.single import Single

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from toolspan.base import BaseConnector
    from toolspan.page import Page

T = TypeVar("T")
_end = object()


class SyncConnector(Single):
    """Synchronous version of a connector.

    Close it, or use it as a context: `with connector.sync as rows:`.

    Args:
        connector: The connector behind it.
    """

    def __init__(self, connector: BaseConnector) -> None:
        self._connector = connector

    def execute(self, entity: str, action: str, params: Any = None, **options: Any) -> Page:
        """Run `Connector.execute`."""
        return LOOP.run(self._connector.execute(entity, action, params, **options))

    def iterate(
        self, entity: str, action: str, params: Any = None, **options: Any
    ) -> SyncRecords[dict[str, Any]]:
        """Iterate as `Connector.iterate` does."""
        return SyncRecords(self._connector.iterate(entity, action, params, **options))

    def raw(self, method: str, path: str, **options: Any) -> Page:
        """Run `Connector.raw`."""
        return LOOP.run(self._connector.raw(method, path, **options))

    def check(self) -> Page:
        """Run `Connector.check`."""
        return LOOP.run(self._connector.check())

    def close(self) -> None:
        """Close the connections of synchronous calls; `aclose` closes those of asynchronous ones."""
        LOOP.run(self._connector.aclose())

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __dir__(self) -> list[str]:
        operations = self._connector.operations
        return [*super().__dir__(), *operations.entities, *operations.aliases]

    if not TYPE_CHECKING:  # type checkers read the entities of a connector from its own `sync`

        def __getattr__(self, name: str) -> SyncEntity:
            entity = None if name.startswith("_") else getattr(self._connector, name, None)
            if not isinstance(entity, Entity):
                raise AttributeError(  # noqa: TRY004 - what getattr must raise
                    f"{type(self._connector).__name__} has no entity {name!r}"
                )
            return SyncEntity(entity)


class SyncEntity(Single):
    """Synchronous version of an entity."""

    def __init__(self, entity: Entity) -> None:
        self._entity = entity

    def __dir__(self) -> list[str]:
        return [name for name in dir(self._entity) if not name.startswith("_")]

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        method = getattr(self._entity, name)

        @wraps(method)
        def blocking(**params: Any) -> Any:
            result = method(**params)
            return SyncRecords(result) if hasattr(result, "__anext__") else LOOP.run(result)

        return blocking


class SyncRecords(Generic[T]):
    """Synchronous version of `Records`.

    Args:
        records: Where they come from.
    """

    def __init__(self, records: AsyncIterator[T]) -> None:
        self._records = records

    def __iter__(self) -> Self:
        return self

    def __next__(self) -> T:
        record = LOOP.run(_next(self._records))
        if record is _end:
            raise StopIteration
        return record  # type: ignore[return-value]

    @property
    def warnings(self) -> list[str]:
        """Warnings about the records; complete after the last one."""
        return getattr(self._records, "warnings", [])

    def close(self) -> None:
        """Stop reading and release what the iteration holds."""
        close = getattr(self._records, "aclose", None)
        if close:
            LOOP.run(close())


async def _next(records: AsyncIterator[T]) -> T | object:
    return await anext(records, _end)
