"""Who calls which server: what was given, and for the rest the environment at the first call."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from toolspan.errors import ConfigurationError
from toolspan.execution.urls import checked_url
from toolspan.types import AirbyteAuthConfig

if TYPE_CHECKING:
    from collections.abc import Mapping

API_URL = "https://api.airbyte.ai"
ENVIRONMENT: Mapping[str, str] = {
    "airbyte_client_id": "AIRBYTE_CLIENT_ID",
    "airbyte_client_secret": "AIRBYTE_CLIENT_SECRET",
    "organization_id": "AIRBYTE_ORGANIZATION_ID",
    "api_url": "TOOLSPAN_API_URL",
}
"""Environment variables that stand in for what was not given in code."""
_REQUIRED = ("airbyte_client_id", "airbyte_client_secret")


@dataclass(frozen=True, slots=True)
class Account:
    """A client of a server, complete."""

    client_id: str
    client_secret: str = field(repr=False)
    organization_id: str | None
    api_url: str


def account_of(auth: AirbyteAuthConfig) -> Account:
    """Return the account that a configuration and the environment name together.

    Raises:
        ConfigurationError: The client's id or secret is nowhere to be found, or a value cannot be used.
    """
    given: dict[str, Any] = {
        name: value for name in ENVIRONMENT if (value := getattr(auth, name)) is not None
    }
    found: dict[str, Any] = {
        n: os.environ[v] for n, v in ENVIRONMENT.items() if n not in given and os.environ.get(v)
    }
    if missing := [ENVIRONMENT[name] for name in _REQUIRED if name not in given and name not in found]:
        raise ConfigurationError(
            f"There are no credentials of the server's client: {', '.join(missing)} not set.",
            hint="Set these variables, or pass airbyte_client_id and airbyte_client_secret.",
        )
    whole = AirbyteAuthConfig(**given | found)
    return Account(
        whole.airbyte_client_id or "",
        whole.airbyte_client_secret.get_secret_value() if whole.airbyte_client_secret else "",
        whole.organization_id,
        checked_url(whole.api_url or API_URL, "api_url"),
    )
