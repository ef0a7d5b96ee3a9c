"""What was executed inside a tool call, so that the tool layer knows it whatever the body returns."""

from __future__ import annotations

from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

    from toolspan.connector import Connector
    from toolspan.page import Page


@dataclass(slots=True)
class Executed:
    """The connector, page and call that were last executed inside one tool call."""

    connector: Connector | None = None
    page: Page | None = None
    call: dict[str, Any] = field(default_factory=dict)


_current: ContextVar[Executed | None] = ContextVar("toolspan_executed", default=None)


@contextmanager
def collecting() -> Iterator[Executed]:
    """Give a record that every `execute` inside the block writes to."""
    executed = Executed()
    token = _current.set(executed)
    try:
        yield executed
    finally:
        _current.reset(token)


def report(connector: Connector, page: Page, entity: str, action: str, params: Any) -> None:
    """Tell the surrounding tool call, if there is one, what was executed."""
    executed = _current.get()
    if executed is not None:
        executed.connector, executed.page = connector, page
        executed.call = {"entity": entity, "action": action, "params": params or {}}
