"""Settings of hosted mode."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic import AliasChoices, ConfigDict, Field, SecretStr, field_validator

from toolspan.runtime.credentials import AuthConfig, printable


class AirbyteAuthConfig(AuthConfig):
    """The client's credentials for a server, and the connector to use.

    What is left out of `airbyte_client_id`, `airbyte_client_secret`, `organization_id` and
    `api_url` is read at the first call from `TOOLSPAN_CLIENT_ID`, `TOOLSPAN_CLIENT_SECRET`,
    `TOOLSPAN_ORGANIZATION_ID` and `TOOLSPAN_API_URL`. Where none of the first three is set, it is
    read from `AIRBYTE_CLIENT_ID`, `AIRBYTE_CLIENT_SECRET` and `AIRBYTE_ORGANIZATION_ID`. The two
    families are never mixed.

    Args:
        workspace_name: The tenant whose connector is meant; `customer_name` and
            `external_user_id` are its older names.
        organization_id: Sent with every request; needed by clients of several organisations.
        airbyte_client_id: The client's id.
        airbyte_client_secret: The client's secret.
        connector_id: The connector itself; without it the workspace's only one of its kind is meant.
        api_url: The server. With TOOLSPAN_ variables it must be named, here or in `TOOLSPAN_API_URL`;
            otherwise https://api.airbyte.ai by default.

    Raises:
        ConfigurationError: A field is empty, unknown or cannot be sent. No value is ever shown.
    """

    model_config = ConfigDict(populate_by_name=True)

    workspace_name: str | None = Field(
        default=None,
        min_length=1,
        validation_alias=AliasChoices("workspace_name", "customer_name", "external_user_id"),
    )
    organization_id: str | None = Field(default=None, min_length=1)
    airbyte_client_id: str | None = Field(default=None, min_length=1)
    airbyte_client_secret: SecretStr | None = Field(default=None, min_length=1)
    connector_id: str | None = Field(default=None, min_length=1)
    api_url: str | None = Field(default=None, min_length=1)

    _sendable = field_validator(
        "organization_id", "airbyte_client_id", "airbyte_client_secret", "connector_id", "api_url"
    )(printable)

    if TYPE_CHECKING:  # what may be given, where the fields say what is held

        def __init__(
            self,
            *,
            workspace_name: str | None = None,
            customer_name: str | None = None,
            external_user_id: str | None = None,
            organization_id: str | None = None,
            airbyte_client_id: str | None = None,
            airbyte_client_secret: str | SecretStr | None = None,
            connector_id: str | None = None,
            api_url: str | None = None,
        ) -> None: ...
