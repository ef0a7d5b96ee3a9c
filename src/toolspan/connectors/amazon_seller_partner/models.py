"""What a user gives to the connector."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any, NoReturn

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    SecretStr,
    ValidationError,
    field_validator,
    model_validator,
)

from toolspan.errors import ConfigurationError

if TYPE_CHECKING:
    from pydantic import ModelWrapValidatorHandler

ENVIRONMENT = {
    "lwa_app_id": "LWA_APP_ID",
    "lwa_client_secret": "LWA_CLIENT_SECRET",
    "refresh_token": "SP_API_REFRESH_TOKEN",
}
"""Environment variables that hold the credentials when none are given in code."""


class AmazonSellerPartnerAuthConfig(BaseModel):
    """Credentials of one application for one selling account.

    Args:
        lwa_app_id: Login with Amazon client id of the application.
        lwa_client_secret: Login with Amazon client secret; Amazon wants it rotated every 180 days.
        refresh_token: From the seller's consent; valid for 365 days.
        access_token: Used first when given; when it is refused, the refresh token gets a new one.

    Raises:
        ConfigurationError: A field is missing, empty or unknown. No value is ever shown.
    """

    model_config = ConfigDict(
        extra="forbid", frozen=True, hide_input_in_errors=True, str_strip_whitespace=True
    )

    lwa_app_id: str = Field(min_length=1)
    lwa_client_secret: SecretStr = Field(min_length=1)
    refresh_token: SecretStr = Field(min_length=1)
    access_token: SecretStr | None = None

    if not TYPE_CHECKING:  # type checkers read the fields

        def __init__(self, **data: Any) -> None:
            try:
                super().__init__(**data)
            except ConfigurationError as error:
                fault = error.with_traceback(None)
            else:
                return
            data.clear()  # neither this frame nor those below may show a value in a traceback
            raise fault

    @field_validator("lwa_app_id", "lwa_client_secret", "refresh_token", "access_token")
    @classmethod
    def _sendable(cls, value: str | SecretStr | None) -> str | SecretStr | None:
        text = value.get_secret_value() if isinstance(value, SecretStr) else value or ""
        if not text.isascii() or not text.isprintable():
            raise ValueError("only printable ASCII characters can be part of a credential")
        return value

    @model_validator(mode="wrap")
    @classmethod
    def _without_values(
        cls, data: Any, handler: ModelWrapValidatorHandler[AmazonSellerPartnerAuthConfig]
    ) -> AmazonSellerPartnerAuthConfig:
        try:
            return handler(data)
        except ValidationError as error:
            faults = "; ".join(
                f"{'.'.join(map(str, e['loc']))}: {e['msg']}"
                for e in error.errors(include_input=False, include_context=False)
            )
        raise ConfigurationError(
            f"AmazonSellerPartnerAuthConfig: {faults}",
            hint=f"It takes {', '.join(cls.model_fields)}.",
        )

    @classmethod
    def from_env(cls) -> AmazonSellerPartnerAuthConfig:
        """Return the credentials that the environment holds.

        Raises:
            ConfigurationError: A variable is not set.
        """
        missing = [variable for variable in ENVIRONMENT.values() if not os.environ.get(variable)]
        if missing:
            raise ConfigurationError(
                f"There are no credentials: {', '.join(missing)} not set.",
                hint="Pass auth_config=AmazonSellerPartnerAuthConfig(...), or set these variables.",
            )
        return cls(**{name: os.environ[variable] for name, variable in ENVIRONMENT.items()})  # type: ignore[arg-type]

    def __reduce__(self) -> NoReturn:
        raise TypeError("credentials are not pickled: pass them to the other process by its environment")
