"""Remembers writes: what was sent, how it ended, how many there were, and what a person was asked.

A write is recorded before it is sent and again when its answer is there. So a crash in between
leaves a trace, and the same write is never sent twice unseen. `MemoryJournal` lasts as long as the
process, `SQLiteJournal` outlives it and is shared by all processes on its file. Anything with the
methods of `Journal` will do; `toolspan.journal` keeps no parameter of a write, only hashes.
"""

from __future__ import annotations

import hashlib
import os
import secrets
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, Any, Protocol

from pydantic_core import to_json, to_jsonable_python

if TYPE_CHECKING:
    from collections.abc import Sequence

    from toolspan.journal.memory import MemoryJournal
    from toolspan.journal.sqlite import SQLiteJournal

DAY = 86_400.0
"""Seconds over which a budget of writes is counted, and for which a write whose outcome is unknown blocks its repetition."""
_TOKEN = secrets.token_hex(8)
_UNFINISHED = '{"resume":'
_LATER = {"MemoryJournal": "toolspan.journal.memory", "SQLiteJournal": "toolspan.journal.sqlite"}


@dataclass(frozen=True, slots=True)
class Intent:
    """A write that is about to be sent.

    Args:
        owner: Stands for the account that it acts on; nothing is shared between owners.
        key: Stands for the logical action.
        digest: Stands for operation and arguments.
        attempt: This try, a random name.
        operation: Name of the operation.
        target: Stands for what the write sets the state of, if it is of that kind: any other write
            to it ends the time in which an older receipt answers.
        now: Seconds since the epoch.
        fresh: Receipts of writes that began before this moment answer no more.
        busy_until: Until when somebody may be at work on it.
        until: When it may be forgotten.
    """

    owner: str
    key: str
    digest: str
    attempt: str
    operation: str
    target: str | None
    now: float
    fresh: float
    busy_until: float
    until: float


@dataclass(frozen=True, slots=True)
class Entry:
    """A write as it was recorded.

    Without a `receipt` it is under way, or nobody knows how it ended. One of `unfinished` says that the
    write was taken, and how to ask for its end.
    """

    digest: str
    attempt: str
    holder: str
    began: float
    busy_until: float
    until: float
    receipt: str | None = None

    @property
    def unfinished(self) -> bool:
        """Whether the write was taken, and has not ended as far as is known."""
        return self.receipt is not None and self.receipt.startswith(_UNFINISHED)

    def stands_against(self, intent: Intent, *, overtaken: bool) -> bool:
        """Return whether this entry answers, or forbids, a write under the same key.

        Args:
            intent: The write.
            overtaken: Whether another write to the same target was recorded after this one.
        """
        if self.until <= intent.now:
            return False
        if self.receipt is None or self.unfinished or self.digest != intent.digest:
            return True
        return self.began >= intent.fresh and not overtaken


class Journal(Protocol):
    """Where writes are remembered. Every method is one step that either happens whole or not at all."""

    async def begin(self, intent: Intent, /) -> Entry | None:
        """Record a write that is about to be sent; return the entry that stands against it, if one does.

        Raises:
            ToolspanError: It cannot be recorded; nothing may be sent.
        """
        ...

    async def settle(self, intent: Intent, receipt: str | None, /) -> None:
        """Record the answer of a write; None where nobody works on it any more and its outcome is unknown.

        It may be called again: first with a receipt of `unfinished`, later with the answer.
        """
        ...

    async def withdraw(self, intent: Intent, /) -> None:
        """Forget a write that certainly was not carried out."""
        ...

    async def begun_before(self, intent: Intent, since: float, /) -> Sequence[float]:
        """Return when the owner's writes began that were recorded before this one, from `since` on, oldest first."""
        ...

    async def ask(self, owner: str, ticket: str, digest: str, until: float, /) -> None:
        """Remember what a person is being asked under a ticket."""
        ...

    async def take(self, owner: str, ticket: str, digest: str, now: float, /) -> bool:
        """Return whether a person was asked exactly this under the ticket, which is good for one time."""
        ...

    async def drop(self, owner: str, ticket: str, /) -> None:
        """Forget what a person was asked under a ticket: the answer was no."""
        ...


def digest_of(*parts: Any) -> str:
    """Return a hash that stands for JSON-like values; the order of keys makes no difference."""
    plain = to_jsonable_python(parts, serialize_unknown=True)
    return hashlib.sha256(to_json(_ordered(plain))).hexdigest()


def unfinished(resume: Any) -> str:
    """Return the receipt of a write that was taken and has not ended; `resume` is the call that goes on with it."""
    return f"{_UNFINISHED}{to_json(resume, serialize_unknown=True).decode()}}}"


def this_process() -> str:
    """Return what stands for this process in entries."""
    return f"{os.getpid()}-{_TOKEN}"


def _ordered(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _ordered(value[key]) for key in sorted(value)}
    return [_ordered(entry) for entry in value] if isinstance(value, list) else value


def __getattr__(name: str) -> Any:
    if name not in _LATER:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_LATER[name]), name)


__all__ = [
    "DAY",
    "Entry",
    "Intent",
    "Journal",
    "MemoryJournal",
    "SQLiteJournal",
    "digest_of",
    "this_process",
    "unfinished",
]
