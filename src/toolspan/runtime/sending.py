"""Tracks whether a request that changes something may have left.

What sends it says so, at the moment of sending. Who keeps the key of a write asks, whatever ended the
call: an error, a cancelled task, a kill switch.
"""

from __future__ import annotations

from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING, Self

from toolspan.errors import OutcomeUnknown, ToolspanError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from contextvars import Token

    from toolspan.operations.model import Operation


class Sending:
    """Whether a changing request of the calls in a block may have left.

    `left` is None until anybody tells, False while certainly nothing that changes something has been
    sent, or what was sent certainly changed nothing, and True from the moment on that one may have.
    """

    def __init__(self) -> None:
        self.left: bool | None = None
        self._token: Token[Sending | None] | None = None

    def __enter__(self) -> Self:
        self._token = _current.set(self)
        return self

    def __exit__(self, *_: object) -> None:
        if self._token is not None:
            _current.reset(self._token)
        around = _current.get()
        if around is not None and self.left is not None:
            around.left = around.left or self.left


_current: ContextVar[Sending | None] = ContextVar("toolspan_sending", default=None)


def sending() -> Sending:
    """Return the state of this block; from now on at least `left` is False, not None."""
    known = _current.get() or Sending()
    if known.left is None:
        known.left = False
    return known


def changes(operation: Operation) -> bool:
    """Return whether a call of an operation must not silently be repeated."""
    return operation.effect == "write" or not operation.idempotent


def in_doubt(operation: Operation, what: str) -> OutcomeUnknown:
    """Return the error for a write that was sent and whose outcome is unknown."""
    if operation.lookup:
        hint = f"Make the same call again: it is looked up first, by {operation.lookup['operation']}, and made only if it is not there."
    elif operation.verify:
        hint = f"Do not repeat it blindly. Look first: {operation.verify}."
    else:
        hint = "Do not repeat it blindly: read the state that it would have changed first."
    return OutcomeUnknown(
        f"{operation.name} was sent, but {what}: it may or may not have been carried out.", hint=hint
    )


@contextmanager
def sure(operation: Operation | None, state: Sending | None = None) -> Iterator[Sending]:
    """Turn every error after a write may have left into `OutcomeUnknown`.

    An error with a way to go on stays: it says that the write was taken.

    Raises:
        OutcomeUnknown: In place of any other error after a write may have left.
    """
    with state or Sending() as known:
        try:
            yield known
        except OutcomeUnknown:
            raise
        except Exception as error:
            goes_on = isinstance(error, ToolspanError) and error.resume
            if not known.left or goes_on or operation is None or not changes(operation):
                raise
            said = getattr(error, "message", None) or type(error).__name__
            doubt = in_doubt(operation, f"what followed failed ({said.rstrip('.')})")
            doubt.request_id = getattr(error, "request_id", None)
            raise doubt from error
