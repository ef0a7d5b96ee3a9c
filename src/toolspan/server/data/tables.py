"""Tables. Times are milliseconds since the epoch; ids are UUIDs as text.

Rows of a tenant have its organisation and workspace, and every query filters by them. Only
`toolspan.server.security.envelope` writes the encrypted columns (`kek_id` to `ciphertext`).
"""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    false,
)

metadata = MetaData()
_ID = String(36)
_HASH = String(64)


def _key(name: str = "id") -> Column[str]:
    return Column(name, _ID, primary_key=True)


def _tenant(*, index: bool = False) -> tuple[Column[str], Column[str]]:
    return (
        Column("organization_id", _ID, nullable=False, index=index),
        Column("workspace_id", _ID, nullable=False, index=index),
    )


def _moments() -> tuple[Column[int], Column[int]]:
    return Column("created_at", BigInteger, nullable=False), Column("updated_at", BigInteger, nullable=False)


def _sealed() -> tuple[Column[str], ...]:
    columns: tuple[Column[bytes], ...] = tuple(
        Column(name, LargeBinary, nullable=False)
        for name in ("wrap_nonce", "wrapped_key", "nonce", "ciphertext")
    )
    return (Column("kek_id", String(40), nullable=False, index=True), *columns)  # type: ignore[arg-type]


deployment = Table("deployment", metadata, _key(), Column("name", Text, nullable=False))
"""One row: the name in the key file of this database."""

organizations = Table(
    "organizations",
    metadata,
    _key(),
    Column("name", Text, nullable=False),
    Column("stopped", Boolean, nullable=False, default=False),
    Column("stop_reason", Text),
    Column("stopped_by_operator", Boolean, nullable=False, default=False, server_default=false()),
    Column("limits", JSON(none_as_null=True)),
    *_moments(),
)

clients = Table(
    "clients",
    metadata,
    _key(),
    Column("name", Text, nullable=False),
    Column("secret_hash", _HASH, nullable=False),
    Column("disabled", Boolean, nullable=False, default=False),
    *_moments(),
)

memberships = Table("memberships", metadata, _key("client_id"), _key("organization_id"))

revoked_tokens = Table(
    "revoked_tokens", metadata, _key("jti"), Column("expires_at", BigInteger, nullable=False, index=True)
)
"""Revoked tokens and used consent codes, until they expire."""

workspaces = Table(
    "workspaces",
    metadata,
    _key(),
    Column("organization_id", _ID, nullable=False),
    Column("name", Text, nullable=False),
    Column("status", String(16), nullable=False, default="active"),
    Column("cache_enabled", Boolean),
    Column("color", String(32)),
    *_moments(),
    Column("deleted_at", BigInteger),
    Index("workspaces_by_organization", "organization_id", "deleted_at", "created_at", "id"),
)

workspace_names = Table(
    "workspace_names",
    metadata,
    _key("organization_id"),
    Column("folded", String(512), primary_key=True),
    Column("name", Text, nullable=False),
    Column("workspace_id", _ID, nullable=False),
)
"""Current and former names. Former names stay reserved, so that an old name never creates an empty workspace."""

connectors = Table(
    "connectors",
    metadata,
    _key(),
    *_tenant(),
    Column("definition_id", _ID, nullable=False),
    Column("name", Text, nullable=False),
    Column("region", String(8)),
    Column("region_source", String(16)),
    Column("seller_id", String(64)),
    Column("replication_config", JSON, nullable=False),
    Column("environment", JSON, nullable=False),
    Column("entities", JSON),
    Column("state", String(16), nullable=False, default="active"),
    Column("state_reason", Text),
    Column("stopped", Boolean, nullable=False, default=False),
    Column("stop_reason", Text),
    Column("stopped_by_operator", Boolean, nullable=False, default=False, server_default=false()),
    Column("version", Integer, nullable=False, default=1),
    Column("secret_version", Integer, nullable=False, default=0),
    Column("secret_at", BigInteger, nullable=False),
    Column("oauth_app", Text),
    *_moments(),
    Column("deleted_at", BigInteger),
    Index("connectors_by_workspace", "organization_id", "workspace_id", "deleted_at", "created_at"),
)

secrets = Table(
    "secrets",
    metadata,
    _key("owner_id"),
    Column("kind", String(24), primary_key=True),
    *_tenant(),
    Column("version", Integer, nullable=False),
    *_sealed(),
    Column("created_at", BigInteger, nullable=False),
    Index("secrets_by_organization", "organization_id"),
)

oauth_apps = Table(
    "oauth_apps",
    metadata,
    _key(),
    Column("organization_id", _ID, nullable=False),
    Column("definition_id", _ID, nullable=False),
    Column("application_id", Text, nullable=False),
    Column("lwa_app_id", Text, nullable=False),
    Column("redirect_uri", Text),
    Column("draft", Boolean, nullable=False, default=False),
    Column("active", Boolean, nullable=False, default=True),
    Column("secret_version", Integer, nullable=False, default=1),
    *_moments(),
    Index("oauth_apps_by_client", "organization_id", "definition_id", "lwa_app_id", unique=True),
)
"""Applications of organisations. One is active; older ones stay for the consents that belong to them."""

oauth_states = Table(
    "oauth_states",
    metadata,
    Column("state_hash", _HASH, primary_key=True),
    *_tenant(),
    Column("definition_id", _ID, nullable=False),
    Column("oauth_app", Text, nullable=False),
    Column("redirect_url", Text, nullable=False),
    Column("request", JSON, nullable=False),
    Column("actor", _ID, nullable=False),
    Column("expires_at", BigInteger, nullable=False, index=True),
)

idempotency = Table(
    "idempotency",
    metadata,
    _key("connector_id"),
    Column("key_hash", _HASH, primary_key=True),
    *_tenant(),
    Column("body_hash", _HASH, nullable=False),
    Column("attempt", _ID, nullable=False),
    Column("repeatable", Boolean, nullable=False),
    Column("status", Integer),
    Column("busy_until", BigInteger, nullable=False),
    Column("leased_until", BigInteger),
    Column("expires_at", BigInteger, nullable=False, index=True),
)
"""A call without a status runs until `busy_until` at most; until `leased_until` its process certainly lives."""

results = Table(
    "results",
    metadata,
    _key(),
    *_tenant(),
    Column("connector_id", _ID, nullable=False, index=True),
    Column("size", Integer, nullable=False),
    Column("expires_at", BigInteger, nullable=False, index=True),
    Index("results_by_organization", "organization_id", "expires_at"),
)
"""Results that were cut. Their content lies in `secrets`."""

jobs = Table(
    "jobs",
    metadata,
    _key(),
    *_tenant(),
    Column("kind", String(24), nullable=False),
    Column("subject_id", _ID, nullable=False),
    Column("status", String(16), nullable=False, index=True),
    Column("detail", JSON),
    Column("error", JSON),
    Column("progress", JSON),
    Column("attempts", Integer, nullable=False, default=0, server_default="0"),
    Column("runner", _ID),
    Column("leased_until", BigInteger),
    *_moments(),
    Index("jobs_by_subject", "subject_id", "created_at"),
)
"""A job belongs to the process `runner` until `leased_until`, which that process moves on while it runs the job."""

schedules = Table(
    "schedules",
    metadata,
    _key("connector_id"),
    Column("kind", String(24), primary_key=True),
    *_tenant(),
    Column("every_ms", BigInteger, nullable=False),
    Column("next_at", BigInteger, nullable=False, index=True),
    Column("last_job", _ID),
    Column("status", String(16), nullable=False, default="set", server_default="set"),
    *_moments(),
)
"""`status` is `set` by a request, `default`, or `removed`: a default that was removed does not come back."""

audit = Table(
    "audit",
    metadata,
    _key(),
    Column("at", BigInteger, nullable=False),
    Column("organization_id", _ID),
    Column("workspace_id", _ID),
    Column("subject_id", _ID),
    Column("actor", _ID),
    Column("action", String(40), nullable=False),
    Column("outcome", String(40), nullable=False),
    Column("request_id", _ID),
    Column("detail", JSON),
    Index("audit_by_subject", "subject_id", "at"),
    Index("audit_by_organization", "organization_id", "at"),
)

webhooks = Table(
    "webhooks",
    metadata,
    _key(),
    Column("organization_id", _ID, nullable=False, index=True),
    Column("url", Text, nullable=False),
    Column("events", JSON, nullable=False),
    Column("active", Boolean, nullable=False, default=True),
    Column("reason", Text),
    Column("secret_version", Integer, nullable=False, default=1),
    *_moments(),
)

webhook_messages = Table(
    "webhook_messages",
    metadata,
    _key(),
    Column("webhook_id", _ID, nullable=False),
    Column("organization_id", _ID, nullable=False),
    Column("event", String(40), nullable=False),
    Column("payload", Text, nullable=False),
    Column("status", String(16), nullable=False),
    Column("attempts", Integer, nullable=False, default=0),
    Column("due_at", BigInteger, nullable=False),
    Column("response", Integer),
    Column("error", Text),
    *_moments(),
    Index("webhook_messages_due", "status", "due_at"),
    Index("webhook_messages_by_webhook", "webhook_id", "created_at"),
)
"""Outbox of webhooks: a pending message is sent from `due_at` on, by whichever process claims it."""
