"""ContextVar with the framework that made the current tool call, and its own context object."""

from __future__ import annotations

import sys
from contextvars import ContextVar, Token
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    Channel = Callable[[Any], Any]


class FrameworkCall:
    """Call of a tool by a framework; as a context manager, the current one of its block.

    Args:
        callers: Modules of the framework, as in `Adapter.callers`.
        native: The framework's own context object of the call, such as a `RunContext`; None where it has none.
        call_id: The framework's id of the call; None where it has none.
        conversation: What the id is unique in, and what a run that is resumed still has; empty where such ids are
            unique for all time, None where they do not outlive the connection.
        deps: The user's own object of the run.
        report: The framework's channel for progress of calls in the block; None where it has none.
    """

    __slots__ = ("_token", "call_id", "callers", "conversation", "deps", "native", "report")

    def __init__(
        self,
        callers: Sequence[str],
        native: Any = None,
        *,
        call_id: str | None = None,
        conversation: str | None = None,
        deps: Any = None,
        report: Channel | None = None,
    ) -> None:
        self.callers, self.native, self.report = callers, native, report
        self.call_id, self.conversation, self.deps = call_id, conversation, deps

    def __enter__(self) -> None:
        self._token: Token[FrameworkCall | None] = _current.set(self)

    def __exit__(self, *_: object) -> None:
        _current.reset(self._token)

    @property
    def outer(self) -> FrameworkCall | None:
        """The call that this one was made in; None where there is none."""
        before = self._token.old_value
        return None if before is Token.MISSING else before


_current: ContextVar[FrameworkCall | None] = ContextVar("toolspan_framework_call", default=None)


def framework_call() -> FrameworkCall | None:
    """Return the call of a framework that is the current one; None outside of one."""
    return _current.get()


def channels() -> Iterator[Channel]:
    """Yield the channels for progress of the frameworks that made the current call and those around it."""
    call = _current.get()
    while call is not None:
        if call.report is not None:
            yield call.report
        call = call.outer


def native_context() -> Any:
    """Return the context object of the framework that made the current tool call; None outside of one."""
    call = _current.get()
    return call.native if call else None


def is_signal(fault: BaseException) -> bool:
    """Return whether the framework that made the current call defines this exception, or a class that it is made from.

    Such an exception is the framework's business (`ModelRetry`, `GraphInterrupt`): it passes untouched.
    """
    call = _current.get()
    return call is not None and any(
        belongs(kind.__module__, caller) for kind in type(fault).__mro__ for caller in call.callers
    )


def belongs(module: str, caller: str) -> bool:
    """Return whether a module is the one that an entry of `Adapter.callers` names, or lies in it."""
    prefix, _, attribute = caller.partition(":")
    inside = module == prefix or module.startswith(f"{prefix}.")
    return inside and (not attribute or hasattr(sys.modules.get(prefix), attribute))
