"""Conformance suite for connectors: subclass it, name the connector and its API's answers, run pytest."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any, ClassVar

import pytest

from toolspan.testing.api_trial import TOKENS, Trial
from toolspan.testing.connector_checks import CHECKS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from toolspan.connector import Connector
    from toolspan.runtime.credentials import AuthConfig
    from toolspan.testing.connector_checks import ConnectorCheck


class ConnectorConformance:
    """Every check that a connector must pass, over a local HTTP server that gives the answers of its API.

    Wrong calls are refused before they are sent, every parameter arrives, records and pages are found, quotas are
    waited for, a write is never sent twice, a person approves it, no error, log line or tool shows a secret, every
    framework gets its tools, and every operation has its guide.

    Example:
        ```python
        class TestTickets(ConnectorConformance):
            connector = TicketsConnector
            auth = ApiKey("test-key-of-the-tickets")
            answers = {
                "tickets.list": Pages({"tickets": [{"id": 1}], "page": 1}, {"tickets": [{"id": 2}], "page": 2}),
                "tickets.create": {"id": 3},
            }
        ```

    Attributes:
        connector: The connector's class.
        answers: By operation, what its API sends back: JSON, a `Reply` with a status or headers, or `Pages` of
            either. `{base_url}` in a text becomes the server's URL.
        auth: Credentials to test with; their secrets should have eight characters or more.
        params: By operation, the parameters of a call, where the record's example does not fit the answers.
        values: Values of parameters, by name, where their schema shows none.
        settings: Values of the connector's `[fill]`.
        secrets: More texts that must never be shown.
    """

    connector: ClassVar[type[Connector]]
    answers: ClassVar[Mapping[str, Any]]
    auth: ClassVar[AuthConfig | None] = None
    params: ClassVar[Mapping[str, Mapping[str, Any]]] = {}
    values: ClassVar[Mapping[str, Any]] = {}
    settings: ClassVar[Mapping[str, str]] = {}
    secrets: ClassVar[Sequence[str]] = ()

    @pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
    def test_connector(self, check: ConnectorCheck) -> None:
        """Run one check of the connector."""
        shown = [secret for secret in (self.auth.secrets() if self.auth else ()) if secret]
        trial = Trial(self.connect, self.answers, self.params, self.values, [*shown, *self.secrets])
        asyncio.run(check(trial))

    def connect(self, base_url: str, **options: Any) -> Connector:
        """Return the connector on a server at this URL; a connector with other arguments replaces this."""
        make: Any = self.connector
        given: dict[str, Any] = {"base_url": base_url, **options}
        description = getattr(make, "description", None)
        if description is not None and any(rules.token_url for rules in description.auth):
            given["token_url"] = base_url + TOKENS
        if self.settings:
            given["settings"] = self.settings
        if self.auth is not None:
            given["auth_config"] = self.auth
        made: Connector = make(**given)
        return made
