"""Validates the credentials of a request. They are never shown again."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, SecretStr, model_validator

from toolspan.runtime.credentials import printable
from toolspan.server.problems import Problem

if TYPE_CHECKING:
    from collections.abc import Mapping

LONGEST = 4_096
_PLAIN_KEY = re.compile(r"[a-z][a-z_]{0,30}")
_OAUTH = ("lwa_app_id", "lwa_client_secret", "refresh_token", "access_token")


def _stripped(value: Any) -> Any:
    return value.strip() if isinstance(value, str) else value


def _nothing(value: Any) -> Any:
    return None if isinstance(value, str) and not value.strip() else value


Secret = Annotated[
    SecretStr, BeforeValidator(_stripped), Field(min_length=1, max_length=LONGEST), AfterValidator(printable)
]


class _Credentials(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    @model_validator(mode="before")
    @classmethod
    def _of_a_known_scheme(cls, given: Any) -> Any:
        if isinstance(given, dict) and not any(name in given for name in _OAUTH):
            raise _no_scheme(given)
        return given

    def contents(self) -> dict[str, str]:
        """Return the given values, for encryption."""
        given = ((name, getattr(self, name)) for name in type(self).model_fields)
        return {name: value.get_secret_value() for name, value in given if value is not None}


class AmazonCredentials(_Credentials):
    """OAuth credentials of one application for one selling account."""

    lwa_app_id: Secret = Field(description="Login with Amazon client id.")
    lwa_client_secret: Secret = Field(description="Login with Amazon client secret.")
    refresh_token: Secret = Field(description="From the seller's consent.")
    access_token: Annotated[Secret | None, BeforeValidator(_nothing)] = Field(
        default=None,
        description="Used first when given; when it is refused, the refresh token gets a new one.",
    )


class NewAmazonCredentials(_Credentials):
    """Credentials that replace older ones. Omitted fields stay unchanged."""

    lwa_app_id: Secret | None = None
    lwa_client_secret: Secret | None = None
    refresh_token: Secret | None = None
    access_token: Annotated[Secret | None, BeforeValidator(_nothing)] = None


def rotated(old: Mapping[str, Any], new: NewAmazonCredentials) -> dict[str, Any]:
    """Return the credentials after a rotation.

    Keeps the previous client secret: Amazon may accept either for seven days, and only a request shows which.
    """
    given = new.contents()
    merged = {**old, **given}
    if "access_token" not in given:
        merged.pop("access_token", None)
    if "lwa_app_id" in given and given["lwa_app_id"] != old.get("lwa_app_id"):
        merged.pop("previous_lwa_client_secret", None)
    elif given.get("lwa_client_secret") not in (None, old.get("lwa_client_secret")):
        merged["previous_lwa_client_secret"] = old.get("lwa_client_secret")
    return merged


def _no_scheme(given: Mapping[Any, Any]) -> Problem:
    """Return the error for an unknown authentication scheme. Repeats given names only if they are plain words."""
    named = [str(name) for name in given if _PLAIN_KEY.fullmatch(str(name))]
    token = any("token" in name or "key" in name for name in named)
    start = (
        "Token (API key) authentication is not available for the Amazon-Seller-Partner connector."
        if token
        else "The credentials match no authentication scheme of the Amazon-Seller-Partner connector."
    )
    return Problem(
        400,
        "authentication_scheme",
        f"{start} It takes OAuth: lwa_app_id, lwa_client_secret, refresh_token and, optionally, access_token. "
        f"Given were: {', '.join(named) or 'none of these'}.",
        field="credentials",
    )
