"""Tracebacks without credentials: tools that print them may show the variables of every frame."""

from __future__ import annotations

from dataclasses import dataclass, field
from types import TracebackType
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Sequence

T = TypeVar("T")
E = TypeVar("E", bound=BaseException)


@dataclass(slots=True)
class Hidden(Generic[T]):
    """A value that no traceback shows, for a variable of a function that waits for something."""

    value: T = field(repr=False)


def without_frames(error: E, of: Sequence[str] | None = None) -> E:
    """Return an exception, and those that led to it, without the frames below that hold credentials.

    Args:
        error: The exception, where it is caught.
        of: Packages and modules whose frames are left out; all of them by default.
    """
    seen: BaseException | None = error
    while seen is not None:
        seen.__traceback__ = None if of is None else _kept(seen.__traceback__, of)
        seen = seen.__cause__ or seen.__context__
    return error


def _kept(traceback: TracebackType | None, of: Sequence[str]) -> TracebackType | None:
    frames = []
    while traceback is not None:
        module = f"{traceback.tb_frame.f_globals.get('__name__', '')}."
        if not module.startswith(tuple(f"{name}." for name in of)):
            frames.append(traceback)
        traceback = traceback.tb_next
    kept: TracebackType | None = None
    for one in reversed(frames):
        kept = TracebackType(kept, one.tb_frame, one.tb_lasti, one.tb_lineno)
    return kept
