"""File descriptor limits. Each client connection, each socket to Amazon and each open file needs a descriptor."""

from __future__ import annotations

import logging
import resource
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from toolspan.server.settings import Settings

logger = logging.getLogger("toolspan.server")
RESERVE = 64
"""Descriptors reserved for the database, the listening socket, logs and keys."""
_ENOUGH = 2**20
_MINUTE = 60.0
_MOST_LINES = 10


def raise_limit() -> int:
    """Raise the soft limit of this process to the hard limit, and return it."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = _ENOUGH if hard == resource.RLIM_INFINITY else hard
    if soft != resource.RLIM_INFINITY and soft < wanted:
        try:
            resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
        except (ValueError, OSError):  # some systems report a higher limit than they grant
            wanted = soft
    return wanted


def fitted(settings: Settings, files: int) -> Settings:
    """Return the settings with connection limits that fit the descriptors; log a warning if they were reduced."""
    spare = max(files - RESERVE, 8)
    if settings.max_connections + settings.upstream_connections <= spare:
        return settings
    upstream = min(settings.upstream_connections, spare // 3)
    callers = min(settings.max_connections, spare - upstream)
    logger.warning(
        "Only %d file descriptors: limited to %d client connections and %d sockets to Amazon. Raise the hard limit "
        "(ulimit -n, or LimitNOFILE= of systemd).",
        files, callers, upstream,
    )  # fmt: skip
    return settings.model_copy(update={"max_connections": callers, "upstream_connections": upstream})


class Seldom(logging.Filter):
    """Log filter: passes the same line ten times a minute, then reports how many were suppressed."""

    def __init__(self) -> None:
        super().__init__()
        self._since = 0.0
        self._counts: dict[str, int] = {}
        self._before: dict[str, int] = {}

    def filter(self, record: logging.LogRecord) -> bool:
        """Return True if the line is written."""
        if not 0 <= record.created - self._since < _MINUTE:
            self._before, self._counts, self._since = self._counts, {}, record.created
        line = str(record.msg)
        count = self._counts[line] = self._counts.get(line, 0) + 1
        if count == 1 and (left_out := self._before.pop(line, 0) - _MOST_LINES) > 0:
            record.msg = f"{line} ({left_out} more in the previous minute)"
        return count <= _MOST_LINES
