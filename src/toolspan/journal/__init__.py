"""Write journals: what was sent and how it ended, so that the same write is never sent twice unseen.

A write is recorded before it is sent and again when its response is there: a crash in between leaves
a trace. `MemoryJournal` lasts as long as the process; `SQLiteJournal` outlives it and is shared by all
processes on its file, `PostgreSQLJournal` by those of several machines. Anything with the methods of `Journal` will do. A journal holds no parameter of
a write, only hashes.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from toolspan.contract import Journal
from toolspan.journal.base import DAY, Entry, Intent, digest_of, this_process, unfinished

if TYPE_CHECKING:
    from toolspan.journal.memory import MemoryJournal
    from toolspan.journal.postgresql import PostgreSQLJournal
    from toolspan.journal.sqlite import SQLiteJournal

_LATER = {
    "MemoryJournal": "toolspan.journal.memory",
    "PostgreSQLJournal": "toolspan.journal.postgresql",
    "SQLiteJournal": "toolspan.journal.sqlite",
}


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
    "PostgreSQLJournal",
    "SQLiteJournal",
    "digest_of",
    "this_process",
    "unfinished",
]
