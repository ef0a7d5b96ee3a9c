"""Checks of the environment for hosted mode."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from toolspan.cli.doctor.findings import Finding, failed
from toolspan.errors import ConfigurationError
from toolspan.hosted.session import AIRBYTE, TOOLSPAN, account_of, family_of
from toolspan.types import AirbyteAuthConfig

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


def server_settings(environment: Mapping[str, str] = os.environ) -> Iterator[Finding]:
    """Yield findings on the server's URL and client credentials."""
    try:
        account = account_of(AirbyteAuthConfig(), environment)
    except ConfigurationError as error:
        yield failed("credentials", error)
        return
    family = family_of(environment)
    yield Finding("credentials", "ok", f"{' and '.join(family.client)} are set.")
    yield Finding("server", "ok", f"Calls go to {account.api_url}.")
    if family is TOOLSPAN and AIRBYTE.found(environment):
        yield Finding(
            "credentials",
            "note",
            f"{' and '.join(AIRBYTE.client)} are ignored, since the TOOLSPAN_ variables are set.",
            "Remove those that you do not need.",
        )
