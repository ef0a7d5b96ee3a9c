"""Credentials of an API, as a program gives them to a connector: one class for each way in which APIs take them."""

from __future__ import annotations

import os
from base64 import b64encode
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, ClassVar, Self

from pydantic import Field, SecretStr, field_validator

from toolspan.errors import ConfigurationError
from toolspan.runtime.credentials import AuthConfig, printable

if TYPE_CHECKING:
    from collections.abc import Mapping

Provide = Callable[[], Awaitable[str] | str]
"""Returns a token; may be async."""


class Credential(AuthConfig):
    """Base of the credentials of one account at one API.

    Raises:
        ConfigurationError: A field is missing, empty, unknown or cannot be sent. No value is ever shown.
    """

    environment: ClassVar[Mapping[str, str]] = {}
    """The end of the environment variable of each field; it begins with the connector's name."""

    def value(self) -> str | None:
        """Return what a request holds; None if an access token has to be got first."""
        return None

    def grant(self) -> dict[str, str]:
        """Return the form fields of a token request, without id and secret of the client."""
        return {}

    def account(self) -> str | None:
        """Return a text that differs by account, and may be secret; None if there is none."""
        return self.value()

    @classmethod
    def variables(cls, prefix: str) -> dict[str, str]:
        """Return the environment variable of each field."""
        return {field: f"{prefix}_{end}" for field, end in cls.environment.items()}

    @classmethod
    def from_env(cls, prefix: str) -> Self:
        """Return the credentials from the environment.

        Args:
            prefix: Start of the variables, such as `HELPDESK` for `HELPDESK_API_KEY`.

        Raises:
            ConfigurationError: A variable that is needed is not set.
        """
        variables = cls.variables(prefix)
        given = {field: value for field, name in variables.items() if (value := os.environ.get(name))}
        missing = [
            name
            for field, name in variables.items()
            if field not in given and cls.model_fields[field].is_required()
        ]
        if missing:
            raise ConfigurationError(
                f"No credentials: {', '.join(missing)} not set.",
                hint=f"Pass auth_config={cls.__name__}(...), or set {'this variable' if len(missing) == 1 else 'these variables'}.",
            )
        return cls(**given)


class ApiKey(Credential):
    """A key that is sent with each request: `ApiKey("...")`.

    Args:
        key: The key.
    """

    positional: ClassVar[tuple[str, ...]] = ("key",)
    environment: ClassVar[Mapping[str, str]] = {"key": "API_KEY"}
    key: SecretStr = Field(min_length=1)

    _sendable = field_validator("key")(printable)

    if TYPE_CHECKING:  # the constructors accept plain text; the fields hold SecretStr

        def __init__(self, key: str | SecretStr) -> None: ...

    def value(self) -> str:
        """Return the key."""
        return self.key.get_secret_value()


class Basic(Credential):
    """A user's name and password, sent as HTTP's basic authentication: `Basic("ann", "...")`.

    Args:
        username: The name; it holds no colon.
        password: The password; may be empty.
    """

    positional: ClassVar[tuple[str, ...]] = ("username", "password")
    environment: ClassVar[Mapping[str, str]] = {"username": "USERNAME", "password": "PASSWORD"}
    username: str = Field(min_length=1, pattern=r"^[^:]*$")
    password: SecretStr = SecretStr("")

    if TYPE_CHECKING:

        def __init__(self, username: str, password: str | SecretStr = "") -> None: ...

    def value(self) -> str:
        """Return name and password as the header has them."""
        return b64encode(f"{self.username}:{self.password.get_secret_value()}".encode()).decode()

    def secrets(self) -> list[str]:
        """Return the password, and the header's form of both."""
        return [*super().secrets(), self.value()]


class Bearer(Credential):
    """A bearer token: `Bearer("...")`, or `Bearer(provide)` with a function that returns one.

    Args:
        token: The token. A function is called at the first request, and again when the API rejects its token;
            it may be async.
    """

    positional: ClassVar[tuple[str, ...]] = ("token",)
    environment: ClassVar[Mapping[str, str]] = {"token": "TOKEN"}
    token: SecretStr | Provide

    if TYPE_CHECKING:

        def __init__(self, token: str | SecretStr | Provide) -> None: ...

    @field_validator("token")
    @classmethod
    def _sendable(cls, token: SecretStr | Provide) -> SecretStr | Provide:
        if isinstance(token, SecretStr):
            if not token.get_secret_value():
                raise ValueError("the token is empty")
            return printable(token)
        return token

    def value(self) -> str | None:
        """Return the token; None if a function returns it."""
        return self.token.get_secret_value() if isinstance(self.token, SecretStr) else None

    @property
    def provide(self) -> Provide | None:
        """The function that returns the token, if there is one."""
        return None if isinstance(self.token, SecretStr) else self.token


class _Client(Credential):
    """Base of the credentials of an OAuth client."""

    client_id: str = Field(min_length=1)
    scopes: tuple[str, ...] | None = None

    _sendable_client = field_validator("client_id")(printable)


class ClientCredentials(_Client):
    """An OAuth client that acts for itself: `ClientCredentials(client_id=..., client_secret=...)`.

    Args:
        client_id: The client's id.
        client_secret: The client's secret.
        scopes: What the token is for; by default what the connector names.
    """

    environment: ClassVar[Mapping[str, str]] = {"client_id": "CLIENT_ID", "client_secret": "CLIENT_SECRET"}
    client_secret: SecretStr = Field(min_length=1)

    _sendable = field_validator("client_secret")(printable)

    if TYPE_CHECKING:

        def __init__(
            self, *, client_id: str, client_secret: str | SecretStr, scopes: tuple[str, ...] | None = None
        ) -> None: ...

    def grant(self) -> dict[str, str]:
        """Return the fields of a request for the client's own token."""
        return {"grant_type": "client_credentials"}

    def account(self) -> str:
        """Return the client's id."""
        return self.client_id


class RefreshToken(_Client):
    """An OAuth client that acts for a user who consented.

    Args:
        client_id: The client's id.
        refresh_token: The token from the user's consent.
        client_secret: The client's secret; a public client has none.
        access_token: Access token to start with. Once the API rejects it, the refresh token gets a new one.
        scopes: What the token is for; by default what the connector names.
    """

    environment: ClassVar[Mapping[str, str]] = {
        "client_id": "CLIENT_ID",
        "client_secret": "CLIENT_SECRET",
        "refresh_token": "REFRESH_TOKEN",
    }
    client_secret: SecretStr | None = Field(default=None, min_length=1)
    refresh_token: SecretStr = Field(min_length=1)
    access_token: SecretStr | None = Field(default=None, min_length=1)

    _sendable_tokens = field_validator("client_secret", "refresh_token", "access_token")(printable)

    if TYPE_CHECKING:

        def __init__(
            self,
            *,
            client_id: str,
            refresh_token: str | SecretStr,
            client_secret: str | SecretStr | None = None,
            access_token: str | SecretStr | None = None,
            scopes: tuple[str, ...] | None = None,
        ) -> None: ...

    def grant(self) -> dict[str, str]:
        """Return the fields of a request for a token of the user."""
        return {"grant_type": "refresh_token", "refresh_token": self.refresh_token.get_secret_value()}

    def account(self) -> str:
        """Return the client's id and the refresh token."""
        return f"{self.client_id}\0{self.refresh_token.get_secret_value()}"
