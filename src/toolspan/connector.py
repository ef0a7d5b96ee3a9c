"""`Connector`: a `BaseConnector` with tools and a synchronous version."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any, ClassVar

from toolspan.base import BaseConnector
from toolspan.entity import Entity
from toolspan.operations.names import suggestion
from toolspan.tools.mixin import ToolsMixin
from toolspan.tools.virtual_operations import VIRTUAL_OPERATIONS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from toolspan.operations.index import OperationIndex
    from toolspan.store.store import Store
    from toolspan.sync import SyncConnector


class Connector(ToolsMixin, BaseConnector):
    """Base of all connectors; arguments as in `BaseConnector`."""

    client_operations: OperationIndex = VIRTUAL_OPERATIONS
    entity_classes: ClassVar[Mapping[str, type[Entity]]] = {}
    """Classes of entities with methods beyond their operations, by entity name."""
    _sync: SyncConnector | None = None
    _store: Store | None = None

    @property
    def sync(self) -> SyncConnector:
        """The same connector without `await`, for scripts and notebooks."""
        if self._sync is None:
            from toolspan.sync import SyncConnector  # noqa: PLC0415 - brings asyncio, which scripts alone need here

            self._sync = SyncConnector(self)
        return self._sync

    @property
    def store(self) -> Store:
        """The account's data replicated into a local database (extra `store`)."""
        if self._store is None:
            from toolspan.store.store import Store  # noqa: PLC0415 - few programs have one

            self._store = Store(self)
        return self._store

    @store.setter
    def store(self, store: Store) -> None:
        self._store = store

    @classmethod
    def from_openapi(
        cls,
        document: Mapping[str, Any] | str | Path,
        *,
        auth: Any = None,
        base_url: str | None = None,
        hosts: Sequence[str] = (),
        overlay: Mapping[str, Any] | str | Path | None = None,
        name: str | None = None,
        **options: Any,
    ) -> Connector:
        """Return the connector of an API that an OpenAPI document describes: versions 2.0, 3.0 and 3.1.

        Nothing is sent before the first call; a document by URL is fetched at once. An operation that cannot be
        served is left out with its reason in `skipped` and `about()`; the others are served.

        Args:
            document: The document as a mapping, the path of its JSON or YAML file, or its https URL.
            auth: Credentials of `toolspan.auth`, such as `Bearer(...)`: one for every security scheme that takes
                it, or a dict of them by scheme.
            base_url: Where the API is served, if not where the document says.
            hosts: More hosts that requests, and with them credentials, may go to.
            overlay: What you say of operations beyond the document, or against it: a TOML file, or a mapping.
            name: What the connector is called, such as `my-api`. Default: the title of the document.
            options: `variables` of the document's servers; `transport`, `clock`, `rate_limits`, `rate_limiter`,
                `token_store` and `on_token_refresh`; and those of every connector: `policy`, `timeout`, `journal`,
                `on_write`, `results`.

        Raises:
            ConfigurationError: The document cannot be used as a whole, or what is given does not fit it.
        """
        # OpenAPI is a room above this one, so it is looked up by its name, as the handlers of operations are.
        make = import_module("toolspan.openapi.connector").from_openapi
        given = {"auth": auth, "base_url": base_url, "hosts": hosts, "overlay": overlay, "name": name}
        return make(document, **given, **options)  # type: ignore[no-any-return]

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
