"""Tokens."""

from __future__ import annotations

from pydantic import AliasChoices, Field, SecretStr

from toolspan.server.models.base import Answer, Given, Name, Uuid


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


class RevokeRequest(Given):
    """The token to revoke; the one that the request carries when left out."""

    token: SecretStr | None = Field(default=None, max_length=4_096)
