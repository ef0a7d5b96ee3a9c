"""Consent of sellers."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AliasChoices, Field

from toolspan.server.amazon.credentials import Secret  # noqa: TC001 - pydantic reads it
from toolspan.server.models.base import Answer, Given, Name, Strict, Uuid
from toolspan.server.models.connectors import (
    ConnectorKind,
    EntityModes,
    Environment,
    ReplicationConfig,
    SellerId,
)

Url = Annotated[str, Field(min_length=1, max_length=2_048)]


class InitiateOAuth(ConnectorKind):
    """Where a seller's consent leads. With `connector_id` it renews the consent of that connector.

    The `amazon_` fields and `selling_partner_id` are what Amazon's Appstore passed to your login page.
    """

    workspace_name: Name = Field(
        validation_alias=AliasChoices("workspace_name", "customer_name", "external_user_id")
    )
    redirect_url: Url
    name: Name | None = None
    environment: Environment | None = None
    replication_config: ReplicationConfig | None = None
    entities: list[EntityModes] | None = Field(default=None, max_length=200)
    connector_id: Uuid | None = None
    amazon_callback_uri: Url | None = None
    amazon_state: str | None = Field(default=None, min_length=1, max_length=1_024)
    selling_partner_id: SellerId | None = None
    version: Literal["beta"] | None = None


class ConsentUrl(Answer):
    """Where to send the seller's browser, within ten minutes: a page of this server that leads on to Amazon.

    Where the application's own redirect is not this server's callback, it is Amazon's page itself.
    """

    consent_url: str


class OAuthApplication(Strict):
    """An application registered with Amazon. `application_id` is not its Login with Amazon client id."""

    application_id: str = Field(pattern=r"^amzn1\.(sp\.solution|sellerapps\.app)\.[A-Za-z0-9-]{1,80}$")
    lwa_app_id: Secret = Field(validation_alias=AliasChoices("lwa_app_id", "client_id"))
    lwa_client_secret: Secret = Field(validation_alias=AliasChoices("lwa_client_secret", "client_secret"))
    redirect_uri: Url | None = None
    draft: bool = False


class PutOAuthCredentials(Strict):
    """The application whose consent an organisation asks for."""

    connector_type: str | None = Field(default=None, max_length=200)
    connector_definition_id: Uuid | None = None
    configuration: OAuthApplication


class OAuthCredentials(Answer):
    """An application that was stored; its configuration is not shown."""

    id: str
    scope_type: Literal["organization", "global"]
    scope_id: str
    connector_type: str
    connector_definition_id: str
    created_at: str
    updated_at: str


class StartQuery(Given):
    """Which consent begins."""

    state: str = Field(min_length=1, max_length=200)


class CallbackQuery(StartQuery):
    """What Amazon sends a seller back with."""

    spapi_oauth_code: str | None = Field(default=None, min_length=1, max_length=2_048)
    selling_partner_id: SellerId | None = None
    error: str | None = Field(default=None, max_length=200)
