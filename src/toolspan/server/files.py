"""File descriptors: every caller, every socket to Amazon and every open file takes one, and there are only so many."""

from __future__ import annotations

import logging
import resource
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from toolspan.server.settings import Settings

logger = logging.getLogger("toolspan.server")
RESERVE = 64
"""Descriptors for the database, the listening socket, logs and keys."""
_ENOUGH = 2**20
_MINUTE = 60.0
_MOST_LINES = 10


def raise_limit() -> int:
    """Raise the soft limit of this process to the hard one, and return how many descriptors it may have."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = _ENOUGH if hard == resource.RLIM_INFINITY else hard
    if soft != resource.RLIM_INFINITY and soft < wanted:
        try:
            resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
        except (ValueError, OSError):  # some systems allow less than they say
            wanted = soft
    return wanted


def fitted(settings: Settings, files: int) -> Settings:
    """Return the settings with so few callers and sockets that the descriptors suffice, and say so where that is fewer."""
    spare = max(files - RESERVE, 8)
    if settings.max_connections + settings.upstream_connections <= spare:
        return settings
    upstream = min(settings.upstream_connections, spare // 3)
    callers = min(settings.max_connections, spare - upstream)
    logger.warning(
        "There are only %d file descriptors: at most %d callers and %d sockets to Amazon at once. Raise the hard limit "
        "(ulimit -n, or LimitNOFILE= of systemd).",
        files, callers, upstream,
    )  # fmt: skip
    return settings.model_copy(update={"max_connections": callers, "upstream_connections": upstream})


class Seldom(logging.Filter):
    """Lets the same line through ten times a minute, and then says how often it would have come."""

    def __init__(self) -> None:
        super().__init__()
        self._since = 0.0
        self._counts: dict[str, int] = {}
        self._before: dict[str, int] = {}

    def filter(self, record: logging.LogRecord) -> bool:
        """Return whether a line is written."""
        if not 0 <= record.created - self._since < _MINUTE:
            self._before, self._counts, self._since = self._counts, {}, record.created
        line = str(record.msg)
        count = self._counts[line] = self._counts.get(line, 0) + 1
        if count == 1 and (left_out := self._before.pop(line, 0) - _MOST_LINES) > 0:
            record.msg = f"{line} ({left_out} more like it in the minute before)"
        return count <= _MOST_LINES
