"""Access log: one entry per request, with what it waited for and how it ended. It holds ids, no names, no values."""

from __future__ import annotations

import logging
import time
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from toolspan.runtime.progress import Attempt

if TYPE_CHECKING:
    from collections.abc import Callable

    from toolspan.runtime.progress import Progress

logger = logging.getLogger("toolspan.access")
_PROBES = frozenset({"/healthz", "/readyz", "/metrics"})
"""Routes that machines ask all the time: written only if they fail."""


@dataclass(slots=True)
class Entry:
    """What is known of a request while it runs; `waits` are seconds by reason."""

    request_id: str
    method: str
    route: str = "-"
    status: int = 0
    outcome: str | None = None
    organization_id: str | None = None
    workspace_id: str | None = None
    client_id: str | None = None
    connector_id: str | None = None
    operation: str | None = None
    attempts: int = 0
    replayed: bool = False
    waits: dict[str, float] = field(default_factory=dict)
    started: float = field(default_factory=time.perf_counter)

    def write(self) -> None:
        """Write the entry, now that the response was sent or the caller is gone."""
        if not logger.isEnabledFor(logging.INFO) or (self.route in _PROBES and self.status < 400):  # noqa: PLR2004
            return
        took = round((time.perf_counter() - self.started) * 1000, 1)
        # A status of 0: the caller was gone, or the process stopped, before there was a response.
        logger.info(
            "%s %s %s", self.method, self.route, self.status, extra={"fields": {"ms": took, **self._fields()}}
        )

    def _fields(self) -> dict[str, Any]:
        named = {
            "method": self.method,
            "route": self.route,
            "status": self.status,
            "outcome": self.outcome or ("ok" if 0 < self.status < 400 else "failed"),  # noqa: PLR2004
            "organization_id": self.organization_id,
            "workspace_id": self.workspace_id,
            "client_id": self.client_id,
            "connector_id": self.connector_id,
            "operation": self.operation,
            "attempts": self.attempts or None,
            "replayed": self.replayed or None,
        }
        waits = {f"{reason}_wait_ms": round(seconds * 1000, 1) for reason, seconds in self.waits.items()}
        return {name: value for name, value in {**named, **waits}.items() if value is not None}


_current: ContextVar[Entry | None] = ContextVar("toolspan_access_entry", default=None)


def begin(request_id: str, method: str) -> Entry:
    """Return the entry of a request, and make it the current one of this task and those that it starts."""
    entry = Entry(request_id, method)
    _current.set(entry)
    return entry


def current() -> Entry | None:
    """Return the entry of the request that runs; None outside of requests."""
    return _current.get()


def waited(reason: str, seconds: float) -> None:
    """Add a wait to the current entry."""
    entry = _current.get()
    if entry is not None:
        entry.waits[reason] = entry.waits.get(reason, 0.0) + seconds


class Watcher:
    """Listens to the progress of a call, and passes on its waits for rate limits, retries and reports.

    Args:
        waited: Called with the reason and the seconds of a wait.
    """

    def __init__(self, waited: Callable[[str, float], None]) -> None:
        self._waited = waited

    def __call__(self, event: Progress | Attempt) -> None:
        """Take an event of the call."""
        if isinstance(event, Attempt):
            entry = _current.get()
            if entry is not None:
                entry.attempts += 1
        elif event.seconds:
            self._waited("upstream", event.seconds)
