"""Limits of an organisation."""

from __future__ import annotations

from toolspan.server.models.base import Answer


class LimitState(Answer):
    """One limit: what is allowed, null for no limit, and what is used."""

    allowed: int | None
    used: int


class OrganizationLimitsOut(Answer):
    """The limits of an organisation, and what it uses of them."""

    organization_id: str
    calls_per_minute: LimitState
    calls_per_day: LimitState
    concurrent_calls: LimitState
    connectors: LimitState
    stored_mb: LimitState
    store_mb: LimitState
