"""`CallContext`: what a function may know of the call that runs it, in every framework."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any, Generic

from typing_extensions import TypeVar

from toolspan.runtime.progress import Progress, tell

if TYPE_CHECKING:
    from collections.abc import Awaitable, Generator

Deps = TypeVar("Deps", default=Any)


class CallContext(Generic[Deps]):
    """Context of one call; a parameter with this annotation gets it, and no model sees that parameter.

    Attributes:
        tool: Name of the tool.
        call_id: The framework's id of this call; None where it has none.
        deps: The user's own object: `deps` of a Pydantic AI run, `context` of a LangChain run or an OpenAI Agents
            run, the lifespan of a FastMCP server; else what the toolkit's own lifespan gave.
        resources: What the toolkit's own `lifespan` gave; None without one.
        framework: The framework's own context object of this call; None where there is none.
    """

    __slots__ = ("_loop", "call_id", "deps", "framework", "resources", "tool")

    def __init__(
        self,
        tool: str,
        *,
        call_id: str | None = None,
        deps: Deps | None = None,
        resources: Any = None,
        framework: Any = None,
    ) -> None:
        self.tool = tool
        self.call_id = call_id
        self.deps: Deps = deps if deps is not None else resources
        self.resources = resources
        self.framework = framework
        self._loop = asyncio.get_running_loop()

    def progress(self, message: str, *, seconds: float | None = None) -> Awaitable[None]:
        """Report what the call is doing, through the framework's own channel and to `on_progress`.

        In an async function, await it; in a plain one, just call it.

        Args:
            message: One sentence, without data of the call.
            seconds: How long it waits now, if it waits.
        """
        event = tell(Progress(self.tool, message, seconds))
        if _running() is self._loop:
            return self._loop.create_task(event)
        asyncio.run_coroutine_threadsafe(event, self._loop).result()
        return _Done()


def _running() -> asyncio.AbstractEventLoop | None:
    try:
        return asyncio.get_running_loop()
    except RuntimeError:  # in the thread of a plain function
        return None


class _Done:
    """Awaitable of what has been done already."""

    def __await__(self) -> Generator[Any, None, None]:
        return
        yield
