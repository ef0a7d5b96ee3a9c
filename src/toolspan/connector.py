"""`Connector`: a `BaseConnector` with tools and a synchronous version."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from toolspan.base import BaseConnector
from toolspan.entity import Entity
from toolspan.operations.names import suggestion
from toolspan.tools.mixin import ToolsMixin
from toolspan.tools.virtual_operations import VIRTUAL_OPERATIONS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from toolspan.operations.index import OperationIndex
    from toolspan.sync import SyncConnector


class Connector(ToolsMixin, BaseConnector):
    """Base of all connectors; arguments as in `BaseConnector`."""

    client_operations: ClassVar[OperationIndex] = VIRTUAL_OPERATIONS
    entity_classes: ClassVar[Mapping[str, type[Entity]]] = {}
    """Classes of entities with methods beyond their operations, by entity name."""
    _sync: SyncConnector | None = None

    @property
    def sync(self) -> SyncConnector:
        """The same connector without `await`, for scripts and notebooks."""
        if self._sync is None:
            from toolspan.sync import SyncConnector  # noqa: PLC0415 - brings asyncio, which scripts alone need here

            self._sync = SyncConnector(self)
        return self._sync

    def __dir__(self) -> list[str]:
        return [*super().__dir__(), *self.operations.entities, *self.operations.aliases]

    if not TYPE_CHECKING:  # a connector declares its entities for type checkers, or has a stub

        def __getattr__(self, name: str) -> Entity:
            index = None if name.startswith("_") else self.operations
            entity = index and (name if name in index.entities else index.aliases.get(name))
            if not entity:
                known = index.entities if index else ()
                raise AttributeError(
                    f"{type(self).__name__} has no attribute {name!r}.{suggestion(name, known)}"
                )
            if entity not in self.__dict__:
                self.__dict__[entity] = self.entity_classes.get(entity, Entity)(self, entity)
            return self.__dict__[entity]
