"""Shared parts of a running server."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from toolspan.clock import Clock
    from toolspan.server.data.audit import AuditLog
    from toolspan.server.data.database import Database
    from toolspan.server.data.probing import WriteProbe
    from toolspan.server.runtime.access_log import Watcher
    from toolspan.server.runtime.claims import Claims
    from toolspan.server.runtime.context_stores import ContextStores
    from toolspan.server.runtime.endings import Endings
    from toolspan.server.runtime.heartbeat import Heartbeat
    from toolspan.server.runtime.jobs import JobRunner
    from toolspan.server.runtime.limits import OrganizationLimits
    from toolspan.server.runtime.metrics import Metrics
    from toolspan.server.runtime.pool import LiveConnectors
    from toolspan.server.runtime.webhooks import WebhookSender
    from toolspan.server.security.attempts import Attempts
    from toolspan.server.security.keys import KeyFile
    from toolspan.server.security.tokens import Tokens
    from toolspan.server.settings import Settings


@dataclass(slots=True)
class Services:
    """The parts of one server process."""

    settings: Settings
    clock: Clock
    database: Database
    keys: KeyFile
    tokens: Tokens
    attempts: Attempts
    audit_log: AuditLog
    endings: Endings
    claims: Claims
    heartbeat: Heartbeat
    live: LiveConnectors
    jobs: JobRunner
    metrics: Metrics
    watcher: Watcher
    probe: WriteProbe
    webhooks: WebhookSender
    context_stores: ContextStores
    limits: OrganizationLimits

    def now(self) -> int:
        """Return milliseconds since the epoch."""
        return int(self.clock.time() * 1000)
