"""Connector: a `BaseConnector` with tools and a blocking facade."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from toolspan.base import BaseConnector
from toolspan.tools.mixin import ToolFace
from toolspan.tools.virtual_operations import VIRTUAL_OPERATIONS

if TYPE_CHECKING:
    from toolspan.operations.index import OperationIndex
    from toolspan.sync import SyncConnector


class Connector(ToolFace, BaseConnector):
    """Base of all connectors; arguments as in `BaseConnector`."""

    client_operations: ClassVar[OperationIndex] = VIRTUAL_OPERATIONS
    _sync: SyncConnector | None = None

    @property
    def sync(self) -> SyncConnector:
        """The same connector without `await`, for scripts and notebooks."""
        if self._sync is None:
            from toolspan.sync import SyncConnector  # noqa: PLC0415 - brings asyncio, which scripts alone need here

            self._sync = SyncConnector(self)
        return self._sync
