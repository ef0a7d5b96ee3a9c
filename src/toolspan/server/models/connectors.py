"""Connectors."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    AliasChoices,
    BaseModel,
    ConfigDict,
    Field,
    field_validator,
    model_validator,
)

from toolspan.connectors.amazon_seller_partner.regions import resolve_region
from toolspan.errors import ConfigurationError
from toolspan.server.amazon.credentials import (  # noqa: TC001 - pydantic reads them
    AmazonCredentials,
    NewAmazonCredentials,
)
from toolspan.server.models.base import Answer, Given, Name, Strict, Uuid

_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?Z", re.ASCII)
_WORKSPACE_NAMES = AliasChoices("workspace_name", "customer_name", "external_user_id")
State = Literal["active", "unchecked", "needs_reauth", "disabled"]


def _moment(value: str) -> str:
    text = value.strip()
    try:
        datetime.fromisoformat(text if _MOMENT.fullmatch(text) else "")
    except ValueError:
        raise ValueError(
            "must be a UTC date and time in ISO 8601 with the time and a Z at its end, such as 2024-01-01T00:00:00Z"
        ) from None
    return text


def _region(value: str) -> str:
    try:
        place = resolve_region(value)
    except ConfigurationError as error:
        raise ValueError(str(error)) from None
    return place.country or place.region


Region = Annotated[str, Field(min_length=2, max_length=40), AfterValidator(_region)]
SellerId = Annotated[str, Field(pattern=r"^[A-Za-z0-9]{8,32}$")]


class ReplicationConfig(Strict):
    """What data the connector is for."""

    replication_start_date: Annotated[str, AfterValidator(_moment)] | None = Field(
        default=None,
        description="UTC with time and Z: the lower bound of order and finance queries that name none.",
        examples=["2024-01-01T00:00:00Z"],
    )
    region: Region | None = None


class Environment(Strict):
    """Where the seller sells, and as whom."""

    region: Region | None = Field(
        default=None, description="Country code such as US or DE; NA, EU, FE for an endpoint."
    )
    seller_id: SellerId | None = Field(default=None, description="The seller's merchant token.")


class EntityModes(Strict):
    """What may be done with one entity."""

    entity: str = Field(min_length=1, max_length=100)
    modes: list[Literal["read", "write"]] | None = None


class ConnectorKind(Given):
    """Which kind of connector is meant: exactly one of the three."""

    connector_type: str | None = Field(default=None, max_length=200)
    definition_id: Uuid | None = None
    source_template_id: Uuid | None = None


class CreateConnector(ConnectorKind):
    """A new connector."""

    workspace_name: Name = Field(validation_alias=_WORKSPACE_NAMES)
    name: Name | None = None
    credentials: AmazonCredentials | None = None
    environment: Environment | None = None
    replication_config: ReplicationConfig | None = None
    entities: list[EntityModes] | None = Field(default=None, max_length=200)
    checked: bool = Field(
        default=False,
        description="Whether POST .../check has just found that the credentials work; the connector is `unchecked` until its first call otherwise.",
    )
    server_side_oauth_secret_id: str | None = Field(
        default=None,
        max_length=200,
        description="Always refused: consents leave no secrets behind, they make connectors.",
    )

    @model_validator(mode="after")
    def _has_credentials(self) -> CreateConnector:
        if self.server_side_oauth_secret_id is not None:
            raise ValueError(
                "server_side_oauth_secret_id names nothing here: after a consent that began with oauth/initiate this server makes the connector itself, and its connector_id is in the redirect"
            )
        if self.credentials is None:
            raise ValueError(
                "credentials are required: lwa_app_id, lwa_client_secret and refresh_token; without them start with oauth/initiate"
            )
        return self


class UpdateConnector(Given):
    """What to change; whatever is left out stays. Credentials are replaced in place and never shown."""

    name: Name | None = None
    credentials: NewAmazonCredentials | None = None
    environment: Environment | None = None
    replication_config: ReplicationConfig | None = None
    entities: list[EntityModes] | None = Field(default=None, max_length=200)


class ConnectorQuery(Given):
    """Whose connectors to list."""

    workspace_name: Name | None = Field(default=None, validation_alias=_WORKSPACE_NAMES)
    workspace_id: Uuid | None = None
    definition_id: Uuid | None = None
    limit: int | None = Field(default=None, ge=1, le=1_000, description="Of the oldest; all when left out.")


class Connector(Answer):
    """A connector. `state_reason` says what to do where it is not active."""

    id: str
    name: str
    workspace_id: str
    workspace_name: str
    source_template: dict[str, Any]
    replication_config: dict[str, Any]
    environment: dict[str, Any]
    entities: list[dict[str, Any]] | None
    region: str | None
    region_source: str | None
    seller_id: str | None
    state: State
    state_reason: str | None
    created_at: str
    updated_at: str


class ConnectorSummary(Answer):
    """A connector as lists show it."""

    id: str
    name: str
    summarized_source_template: dict[str, Any]
    state: State
    created_at: str
    updated_at: str


class ConnectorList(Answer):
    """All connectors of a workspace."""

    data: list[ConnectorSummary]


class SyncRequest(Given):
    """What is replicated. Unknown names are rejected: a misspelt one would have all replicated."""

    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)

    entities: list[str] | None = Field(
        default=None,
        min_length=1,
        max_length=50,
        description="Entities to replicate, such as orders; all by default.",
    )


class JobStarted(Answer):
    """A job that was started."""

    job_id: str


class CheckOut(Answer):
    """How a check ended, or that it still runs."""

    id: str
    status: Literal["pending", "running", "cancelled", "failed", "succeeded", "inconclusive", "skipped"]
    error_message: str | None = None
    failure_reason: dict[str, Any] | None = None
    entity_check_results: list[dict[str, Any]] = Field(default_factory=list)


class Inspection(Answer):
    """What an agent should know of a connector before it calls it."""

    connector_id: str
    name: str
    workspace_id: str
    organization_id: str
    source_definition_id: str
    source_definition_name: str
    docs_skill_id: str
    state: State
    state_reason: str | None
    region: str | None
    context_store_readiness: dict[str, Any]
    operations: list[dict[str, Any]]
    warnings: list[str]


class Switch(Given):
    """Stops all calls, or lets them go on."""

    stopped: bool
    reason: str | None = Field(default=None, max_length=500)

    @field_validator("reason")
    @classmethod
    def _plain(cls, value: str | None) -> str | None:
        return " ".join(value.split()) or None if value else None


class SwitchState(Answer):
    """Whether calls are stopped, and how many were ended by it."""

    stopped: bool
    reason: str | None
    ended_calls: int


class EventsQuery(Given):
    """Which events to list."""

    limit: int = Field(default=100, ge=1, le=1_000)
    before: str | None = Field(default=None, max_length=40)


class EventList(Answer):
    """Audit events, the newest first."""

    data: list[dict[str, Any]]


def dumped(model: BaseModel | None) -> dict[str, Any]:
    """Return what was given of a model."""
    return model.model_dump(mode="json", exclude_none=True) if model else {}
