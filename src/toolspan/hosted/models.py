"""Response models: connectors, workspaces, jobs. Unknown fields are kept."""

from __future__ import annotations

from datetime import datetime  # noqa: TC003 - pydantic reads the annotations
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, SecretStr

from toolspan.errors import AuthenticationError, NeedsReauthorization, ToolspanError

_REFUSALS: dict[str, type[ToolspanError]] = {
    kind.code: kind for kind in (AuthenticationError, NeedsReauthorization)
}
_FORBIDDEN = 403


class ServerModel(BaseModel):
    """Base model: accepts the responses of several server versions."""

    model_config = ConfigDict(extra="allow", frozen=True)


class HostedConnectorSummary(ServerModel):
    """A connector in a list."""

    id: str
    name: str
    summarized_source_template: dict[str, Any] = Field(default_factory=dict)
    state: str | None = None
    created_at: datetime | None = None
    updated_at: datetime | None = None


class HostedConnectorDetails(ServerModel):
    """A connector.

    `state` is `active`, `unchecked` (nobody has proved yet that its credentials work), `needs_reauth`
    or `disabled`; `state_reason` says what to do.
    """

    id: str
    name: str
    workspace_id: str | None = None
    workspace_name: str | None = None
    source_template: dict[str, Any] = Field(default_factory=dict)
    replication_config: dict[str, Any] | None = None
    environment: dict[str, Any] | None = None
    entities: list[dict[str, Any]] | None = None
    region: str | None = None
    seller_id: str | None = None
    state: str | None = None
    state_reason: str | None = None
    created_at: datetime | None = None
    updated_at: datetime | None = None


class Job(ServerModel):
    """A job running on the server."""

    id: str
    kind: str | None = None
    status: str = "pending"
    progress: dict[str, Any] | None = None
    detail: dict[str, Any] | None = None
    error: dict[str, Any] | None = None

    @property
    def message(self) -> str:
        """Its progress, as one sentence; empty where there is none."""
        return str((self.progress or {}).get("message") or "")

    @property
    def ended(self) -> bool:
        """Whether it has finished, successfully or not."""
        return self.status not in ("pending", "running")


class Check(ServerModel):
    """The result of a credentials check, or its running job."""

    id: str
    status: str
    error_message: str | None = None
    failure_reason: dict[str, Any] | None = None
    entity_check_results: list[dict[str, Any]] = Field(default_factory=list)

    @property
    def ok(self) -> bool:
        """Whether the credentials work."""
        return self.status == "succeeded"

    def refusal(self) -> ToolspanError | None:
        """Return the error for credentials that were rejected for good; None if that is not certain.

        A 403 may be a missing role or another region, and a busy or broken API says nothing of credentials.
        """
        reason = self.failure_reason or {}
        code = reason.get("error_code")
        refused = code in _REFUSALS or (code is None and reason.get("failure_type") == "config_error")
        if self.status != "failed" or not refused or reason.get("upstream_status") == _FORBIDDEN:
            return None
        said = self.error_message or reason.get("external_message") or "the server gives no reason"
        hint = reason.get("hint")
        return _REFUSALS.get(str(code), AuthenticationError)(
            f"The credentials were refused, and no connector was made: {said}",
            hint=hint if isinstance(hint, str) else None,
        )


class OAuthFlow(ServerModel):
    """A started consent: send the seller's browser to `consent_url`."""

    consent_url: str


class OAuthApp(ServerModel):
    """The organization's own OAuth application, without its secret."""

    id: str
    scope_type: str | None = None
    scope_id: str | None = None
    connector_definition_id: str | None = None
    created_at: datetime | None = None
    updated_at: datetime | None = None


class ScopedToken(ServerModel):
    """A token for one workspace, valid for 20 minutes."""

    token: SecretStr


class ScopedTokenInfo(ServerModel):
    """The scope of a scoped token."""

    organization_id: str
    workspace_id: str
    workspace_name: str


class Workspace(ServerModel):
    """A workspace. An inactive one disables its connectors."""

    id: str
    name: str
    organization_id: str | None = None
    status: str | None = None
    created_at: datetime | None = None
    updated_at: datetime | None = None


class AuditEvent(ServerModel):
    """An audit event of a connector."""

    action: str
    outcome: str | None = None
    at: datetime | None = None
    actor: str | None = None
    request_id: str | None = None
