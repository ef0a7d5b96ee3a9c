"""What was executed inside a tool call, so that the tool layer knows it whatever the body returns."""

from __future__ import annotations

from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from toolspan.connector import Connector
    from toolspan.page import Page


@dataclass(slots=True)
class Executed:
    """The connector and page of the last call inside one tool call."""

    connector: Connector | None = None
    page: Page | None = None
    calls: list[tuple[Connector, Page]] = field(default_factory=list)


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


def report(connector: Connector, page: Page) -> None:
    """Tell the surrounding tool call, if there is one, what was executed."""
    executed = _current.get()
    if executed is not None:
        executed.connector, executed.page = connector, page
        executed.calls.append((connector, page))
