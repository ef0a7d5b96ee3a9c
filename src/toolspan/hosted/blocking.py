"""A workspace without `await`."""

from __future__ import annotations

from functools import wraps
from inspect import iscoroutinefunction
from typing import TYPE_CHECKING, Any

from toolspan.sync import LOOP

if TYPE_CHECKING:
    from toolspan.hosted.workspace import HostedWorkspace


class SyncHostedWorkspace:
    """A workspace whose calls block until they are done; methods are those of `HostedWorkspace`.

    Args:
        workspace: The workspace behind it.
    """

    def __init__(self, workspace: HostedWorkspace) -> None:
        self._workspace = workspace

    def close(self) -> None:
        """Give back the connections of the private loop."""
        LOOP.run(self._workspace.aclose())

    def __dir__(self) -> list[str]:
        return [name for name in dir(self._workspace) if not name.startswith("_") and name != "sync"]

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        method = getattr(self._workspace, name)
        if not iscoroutinefunction(method):
            return method

        @wraps(method)
        def blocking(*arguments: Any, **options: Any) -> Any:
            return LOOP.run(method(*arguments, **options))

        return blocking
