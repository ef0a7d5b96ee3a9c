"""Records of a write journal: what is about to be sent, and what was recorded of it."""

from __future__ import annotations

import hashlib
import os
import secrets
from dataclasses import dataclass
from typing import Any

from pydantic_core import to_json, to_jsonable_python

DAY = 86_400.0
"""Seconds over which a daily limit of writes counts, and for which a write whose outcome is unknown blocks its repetition."""
_TOKEN = secrets.token_hex(8)
_UNFINISHED = '{"resume":'


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
    write was taken, and how to ask for its end. `holder_lives` is True where the journal knows that the
    other process which began it still runs.
    """

    digest: str
    attempt: str
    holder: str
    began: float
    busy_until: float
    until: float
    receipt: str | None = None
    holder_lives: bool = False

    @property
    def unfinished(self) -> bool:
        """Whether the write was accepted and, as far as is known, has not ended."""
        return self.receipt is not None and self.receipt.startswith(_UNFINISHED)

    def stands_against(self, intent: Intent, *, overtaken: bool) -> bool:
        """Return True if this entry replays or blocks a write with the same key.

        Args:
            intent: The write.
            overtaken: Whether another write to the same target was recorded after this one.
        """
        if self.until <= intent.now:
            return False
        if self.receipt is None or self.unfinished or self.digest != intent.digest:
            return True
        return self.began >= intent.fresh and not overtaken


def digest_of(*parts: Any) -> str:
    """Return a hash of JSON-like values; the order of keys makes no difference."""
    plain = to_jsonable_python(parts, serialize_unknown=True, bytes_mode="base64")
    return hashlib.sha256(to_json(_ordered(plain))).hexdigest()


def unfinished(resume: Any) -> str:
    """Return the receipt of a write that was accepted and has not ended; `resume` is the call that resumes it."""
    return f"{_UNFINISHED}{to_json(resume, serialize_unknown=True).decode()}}}"


def this_process() -> str:
    """Return the id of this process in entries."""
    return f"{os.getpid()}-{_TOKEN}"


def _ordered(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _ordered(value[key]) for key in sorted(value)}
    return [_ordered(entry) for entry in value] if isinstance(value, list) else value
