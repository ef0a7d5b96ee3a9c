"""What a long call is doing, told to whoever listens.

with listening(print):
page = await connector.reports.run(report_type=...)
"""

from __future__ import annotations

from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    Listener = Callable[[str], object]

_LISTENER: ContextVar[Listener | None] = ContextVar("toolspan_progress", default=None)


@contextmanager
def listening(listener: Listener) -> Iterator[None]:
    """Tell `listener` in one short line each what the calls in the block are doing."""
    before = _LISTENER.set(listener)
    try:
        yield
    finally:
        _LISTENER.reset(before)


def tell_progress(text: str) -> None:
    """Say what is being done now; nothing happens where nobody listens."""
    if listener := _LISTENER.get():
        listener(text)
