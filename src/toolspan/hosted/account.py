"""Who calls which server: what was given, and for the rest the environment at the first call."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from toolspan.errors import ConfigurationError
from toolspan.execution.urls import checked_url
from toolspan.types import AirbyteAuthConfig

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

API_URL = "TOOLSPAN_API_URL"
"""The variable that names the server."""
_FIELDS = {
    "airbyte_client_id": "CLIENT_ID",
    "airbyte_client_secret": "CLIENT_SECRET",
    "organization_id": "ORGANIZATION_ID",
}
_REQUIRED = ("airbyte_client_id", "airbyte_client_secret")


@dataclass(frozen=True, slots=True)
class Family:
    """Environment variables that belong together: all of a client are read from one family.

    Attributes:
        prefix: How their names begin.
        api_url: The server where none is named; None where one must be.
    """

    prefix: str
    api_url: str | None

    def name(self, field_name: str) -> str:
        """Return the variable of a field."""
        return self.prefix + _FIELDS[field_name]

    @property
    def client(self) -> tuple[str, str]:
        """The variables of the client's id and secret."""
        return self.name("airbyte_client_id"), self.name("airbyte_client_secret")

    def found(self, environment: Mapping[str, str]) -> dict[str, str]:
        """Return the fields that the environment holds; an empty variable holds none."""
        values = {name: environment.get(self.name(name), "").strip() for name in _FIELDS}
        return {name: value for name, value in values.items() if value}


TOOLSPAN = Family("TOOLSPAN_", None)
# Without a server of one's own these names mean Airbyte's, as in its documentation.
AIRBYTE = Family("AIRBYTE_", "https://api.airbyte.ai")


def family_of(environment: Mapping[str, str]) -> Family:
    """Return the variables that count: as soon as one TOOLSPAN_ name is set, those and no others."""
    return TOOLSPAN if TOOLSPAN.found(environment) else AIRBYTE


@dataclass(frozen=True, slots=True)
class Account:
    """A client of a server, complete."""

    client_id: str
    client_secret: str = field(repr=False)
    organization_id: str | None
    api_url: str


def account_of(auth: AirbyteAuthConfig, environment: Mapping[str, str] = os.environ) -> Account:
    """Return the account that a configuration and the environment name together.

    What is given goes before the environment, which fills in the rest from one family of variables.

    Raises:
        ConfigurationError: The client's id, its secret or the server is nowhere to be found, or a
            value cannot be used.
    """
    given: dict[str, Any] = {
        name: value for name in (*_FIELDS, "api_url") if (value := getattr(auth, name)) is not None
    }
    family = family_of(environment)
    found = family.found(environment)
    if missing := [name for name in _REQUIRED if name not in given and name not in found]:
        raise _incomplete(family if found else TOOLSPAN, missing, environment)
    url = given.get("api_url") or server_of(family, environment)
    whole = AirbyteAuthConfig(**found | given)
    return Account(
        whole.airbyte_client_id or "",
        whole.airbyte_client_secret.get_secret_value() if whole.airbyte_client_secret else "",
        whole.organization_id,
        checked_url(url, "api_url"),
    )


def server_of(family: Family, environment: Mapping[str, str]) -> str:
    """Return the server that the environment names, or the one that a family of variables stands for.

    Raises:
        ConfigurationError: It names none, and there is no default: a client's secret goes to nobody by mistake.
    """
    named = environment.get(API_URL)
    if named is not None and not named.strip():
        raise ConfigurationError(
            f"{API_URL} is empty, so it is not said which server is meant.",
            hint="Set it to the server's address, such as https://toolspan.yourcompany.com, or remove it.",
        )
    url = named.strip() if named else family.api_url
    if url is None:
        raise ConfigurationError(
            f"{API_URL} is not set, so it is not said which server is meant.",
            hint=f"Set it to the server's address, or pass api_url. With {family.prefix} variables there is no default.",
        )
    return url


def _incomplete(family: Family, missing: Iterable[str], environment: Mapping[str, str]) -> ConfigurationError:
    """Say which variables of a client lack, and that no other family fills in for them."""
    names = [family.name(name) for name in missing]
    empty = " (empty)" if any(name in environment for name in names) else ""
    other = AIRBYTE if family is TOOLSPAN else TOOLSPAN
    alone = f" {' and '.join(other.client)} do not stand in: id and secret come from one family of names."
    both = f" Airbyte's own names, {' and '.join(other.client)}, are read too." if family is TOOLSPAN else ""
    return ConfigurationError(
        f"There are no credentials of the server's client: {', '.join(names)} not set{empty}.",
        hint=f"Set what is missing, or pass {' and '.join(missing)}.{alone if family.found(environment) else both}",
    )
