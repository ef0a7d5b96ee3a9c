"""A workspace without `await`."""

from __future__ import annotations

from functools import wraps
from inspect import iscoroutinefunction
from typing import TYPE_CHECKING, Any, Self

from toolspan.single import Single
from toolspan.sync import LOOP

if TYPE_CHECKING:
    from toolspan.hosted.workspace import HostedWorkspace


class SyncHostedWorkspace(Single):
    """A workspace whose calls block until they are done; methods are those of `HostedWorkspace`.

    Close it, or use it as a context: `with HostedWorkspace("acme").sync as workspace:`.

    Args:
        workspace: The workspace behind it.
    """

    def __init__(self, workspace: HostedWorkspace) -> None:
        self._workspace = workspace

    def close(self) -> None:
        """Close the connections of blocking calls; those of `await` are closed by `aclose`."""
        LOOP.run(self._workspace.aclose())

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

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
