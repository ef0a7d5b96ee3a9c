"""Credentials of the connector."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from pydantic import Field, SecretStr, field_validator

from toolspan.errors import ConfigurationError
from toolspan.runtime.credentials import AuthConfig, printable

ENVIRONMENT = {
    "lwa_app_id": "LWA_APP_ID",
    "lwa_client_secret": "LWA_CLIENT_SECRET",
    "refresh_token": "SP_API_REFRESH_TOKEN",
}
"""Environment variables of the credentials, read when none are given in code."""


class AmazonSellerPartnerAuthConfig(AuthConfig):
    """Credentials of one application for one selling account.

    Args:
        lwa_app_id: Login with Amazon client id of the application.
        lwa_client_secret: Login with Amazon client secret; Amazon requires a rotation every 180 days.
        refresh_token: Refresh token from the seller's consent; valid for 365 days.
        access_token: Access token to start with. Once Amazon rejects it, the refresh token gets a new one.

    Raises:
        ConfigurationError: A field is missing, empty or unknown. The message never shows a value.
    """

    lwa_app_id: str = Field(min_length=1)
    lwa_client_secret: SecretStr = Field(min_length=1)
    refresh_token: SecretStr = Field(min_length=1)
    access_token: SecretStr | None = Field(default=None, min_length=1)

    _sendable = field_validator("lwa_app_id", "lwa_client_secret", "refresh_token", "access_token")(printable)

    if TYPE_CHECKING:  # the constructor accepts plain text; the fields hold SecretStr

        def __init__(
            self,
            *,
            lwa_app_id: str,
            lwa_client_secret: str | SecretStr,
            refresh_token: str | SecretStr,
            access_token: str | SecretStr | None = None,
        ) -> None: ...

    @classmethod
    def from_env(cls) -> AmazonSellerPartnerAuthConfig:
        """Return the credentials from the environment.

        Raises:
            ConfigurationError: A variable is not set.
        """
        missing = [variable for variable in ENVIRONMENT.values() if not os.environ.get(variable)]
        if missing:
            raise ConfigurationError(
                f"No credentials: {', '.join(missing)} not set.",
                hint="Pass auth_config=AmazonSellerPartnerAuthConfig(...), or set these variables.",
            )
        return cls(**{name: os.environ[variable] for name, variable in ENVIRONMENT.items()})
