"""The typed face of one entity: named parameters in, pages of typed records out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Generic, Self, TypeVar, overload

from toolspan.runtime.single import Single

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Mapping

    from toolspan.base import BaseConnector
    from toolspan.page import Page


class Entity(Single):
    """The operations of one entity of one connector.

    Subclasses add one method per action, which ends in `_call`, and `iterate` where there are pages.

    Args:
        connector: Carries out the calls.
        name: The entity, as `Connector.execute` takes it.
    """

    def __init__(self, connector: BaseConnector, name: str) -> None:
        self._connector = connector
        self._name = name

    def __repr__(self) -> str:
        return f"<{type(self._connector).__name__}.{self._name}>"

    async def _call(self, action: str, params: Mapping[str, Any]) -> Page[Any]:
        return await self._connector.execute(self._name, action, params)

    def _iterate(self, action: str, params: Mapping[str, Any]) -> AsyncIterator[Any]:
        return self._connector.iterate(self._name, action, params)


EntityT = TypeVar("EntityT", bound=Entity)


class EntityAttribute(Generic[EntityT]):
    """Makes an entity at the first use of the attribute and keeps it; the attribute's name is the entity's.

    Args:
        kind: The class of the entity.
    """

    def __init__(self, kind: type[EntityT]) -> None:
        self._kind = kind
        self.__doc__ = kind.__doc__

    def __set_name__(self, owner: type, name: str) -> None:
        self._name = name

    @overload
    def __get__(self, connector: None, owner: type) -> Self: ...

    @overload
    def __get__(self, connector: BaseConnector, owner: type) -> EntityT: ...

    def __get__(self, connector: BaseConnector | None, owner: type) -> EntityT | Self:
        if connector is None:
            return self
        entity = self._kind(connector, self._name)
        setattr(connector, self._name, entity)  # from now on found before this descriptor
        return entity
