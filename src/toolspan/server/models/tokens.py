"""Tokens."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import urlsplit

from pydantic import AfterValidator, AliasChoices, Field, SecretStr

from toolspan.server.models.base import Answer, Given, Name, Strict, Uuid
from toolspan.server.settings import LOOPBACK


def _origin(value: str) -> str:
    try:
        parts = urlsplit(value)
        port = parts.port
    except ValueError:
        raise ValueError("must be an origin, such as https://yourapp.com") from None
    secure = parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in LOOPBACK)
    if (
        not secure
        or not parts.hostname
        or parts.path.strip("/")
        or parts.query
        or parts.fragment
        or "@" in value
    ):
        raise ValueError("must be an origin with https (http only on loopback), such as https://yourapp.com")
    usual = port in (None, 443 if parts.scheme == "https" else 80)
    return f"{parts.scheme}://{parts.hostname}" + ("" if usual else f":{port}")


Origin = Annotated[str, Field(min_length=1, max_length=300, pattern=r"^[!-~]+$"), AfterValidator(_origin)]


class TokenRequest(Given):
    """A client's id and secret."""

    client_id: str = Field(min_length=1, max_length=200)
    client_secret: SecretStr = Field(min_length=1, max_length=200)


class AccessToken(Answer):
    """An application token."""

    access_token: str
    token_type: str
    expires_in: int
    organization_id: str | None
    features: list[str] = Field(
        description="What the server does beyond the common API: `idempotency_keys` says that an execute with an Idempotency-Key is carried out once."
    )


class WidgetTokenRequest(Given):
    """The workspace that a token is for, and the only web origin that may use it."""

    workspace_name: Name = Field(
        validation_alias=AliasChoices("workspace_name", "customer_name", "external_user_id")
    )
    allowed_origin: Origin
    region_id: Uuid | None = None


class ScopedTokenRequest(Given):
    """The workspace that a token is for; it is made if its name is new."""

    workspace_name: Name = Field(
        validation_alias=AliasChoices("workspace_name", "customer_name", "external_user_id")
    )
    region_id: Uuid | None = None


class ScopedToken(Answer):
    """A token for one workspace, good for 20 minutes."""

    token: str


class ScopedTokenInfo(Answer):
    """What a scoped token is for."""

    organization_id: str
    workspace_id: str
    workspace_name: str


class RevokeRequest(Strict):
    """The token to revoke; the one that the request carries when left out."""

    token: SecretStr | None = Field(default=None, max_length=4_096)
