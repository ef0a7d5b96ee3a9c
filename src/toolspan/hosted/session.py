"""Server session: authenticated requests, under one deadline, with the common retry rule."""

from __future__ import annotations

import os
import platform
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, urlsplit

from toolspan.clock import Deadline, within
from toolspan.contract import Token
from toolspan.errors import ConfigurationError, UpstreamError
from toolspan.hosted.endpoints import TOKEN, path_of
from toolspan.hosted.errors import UNAUTHORIZED, error_of, proves_undone, told_error
from toolspan.operations.request import WireRequest, json_body, query_string
from toolspan.transport.credentials import Credentials
from toolspan.transport.http import Http
from toolspan.transport.responses import decode, unusable
from toolspan.transport.sender import Sender
from toolspan.transport.tokens import TokenProvider, lifetime, usable
from toolspan.transport.urls import checked_url
from toolspan.types import AirbyteAuthConfig
from toolspan.version import __version__

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    import httpx2

    from toolspan.clock import Clock
    from toolspan.errors import ToolspanError
    from toolspan.operations.model import Operation
    from toolspan.runtime.redaction import Redactor
    from toolspan.transport.http import Response


API_URL = "TOOLSPAN_API_URL"
"""The environment variable with the server's URL."""
_FIELDS = {
    "airbyte_client_id": "CLIENT_ID",
    "airbyte_client_secret": "CLIENT_SECRET",
    "organization_id": "ORGANIZATION_ID",
}
_REQUIRED = ("airbyte_client_id", "airbyte_client_secret")


@dataclass(frozen=True, slots=True)
class Family:
    """A family of environment variables: a client's settings are all read from one family.

    Attributes:
        prefix: Prefix of their names.
        api_url: Default server; None if it has to be set.
    """

    prefix: str
    api_url: str | None

    def name(self, field_name: str) -> str:
        """Return the name of a field's variable."""
        return self.prefix + _FIELDS[field_name]

    @property
    def client(self) -> tuple[str, str]:
        """Names of the variables for the client's id and secret."""
        return self.name("airbyte_client_id"), self.name("airbyte_client_secret")

    def found(self, environment: Mapping[str, str]) -> dict[str, str]:
        """Return the fields set in the environment; an empty variable counts as not set."""
        values = {name: environment.get(self.name(name), "").strip() for name in _FIELDS}
        return {name: value for name, value in values.items() if value}


TOOLSPAN = Family("TOOLSPAN_", None)
# As in Airbyte's documentation, these names mean Airbyte's server unless another is set.
AIRBYTE = Family("AIRBYTE_", "https://api.airbyte.ai")


def family_of(environment: Mapping[str, str]) -> Family:
    """Return the family to read: TOOLSPAN_ as soon as one of its variables is set, else AIRBYTE_."""
    return TOOLSPAN if TOOLSPAN.found(environment) else AIRBYTE


@dataclass(frozen=True, slots=True)
class Account:
    """Complete settings of a server's client."""

    client_id: str
    client_secret: str = field(repr=False)
    organization_id: str | None
    api_url: str


def account_of(auth: AirbyteAuthConfig, environment: Mapping[str, str] = os.environ) -> Account:
    """Return the client's settings from a configuration and the environment.

    The configuration wins; the environment fills in the rest, from one family of variables.

    Raises:
        ConfigurationError: The client's id, its secret or the server is not set, or a value is invalid.
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
    """Return the server's URL from the environment, or the family's default.

    Raises:
        ConfigurationError: Neither exists; without a default, no secret is sent to the wrong server.
    """
    named = environment.get(API_URL)
    if named is not None and not named.strip():
        raise ConfigurationError(
            f"{API_URL} is empty, so no server is specified.",
            hint="Set it to the server's address, such as https://toolspan.yourcompany.com, or remove it.",
        )
    url = named.strip() if named else family.api_url
    if url is None:
        raise ConfigurationError(
            f"{API_URL} is not set, so no server is specified.",
            hint=f"Set it to the server's address, or pass api_url. With {family.prefix} variables there is no default.",
        )
    return url


def _incomplete(family: Family, missing: Iterable[str], environment: Mapping[str, str]) -> ConfigurationError:
    """Return the error for missing variables; another family does not fill in for them."""
    names = [family.name(name) for name in missing]
    empty = " (empty)" if any(name in environment for name in names) else ""
    other = AIRBYTE if family is TOOLSPAN else TOOLSPAN
    alone = f" {' and '.join(other.client)} do not stand in: id and secret come from one family of names."
    both = f" Airbyte's own names, {' and '.join(other.client)}, are read too." if family is TOOLSPAN else ""
    return ConfigurationError(
        f"There are no credentials of the server's client: {', '.join(names)} not set{empty}.",
        hint=f"Set what is missing, or pass {' and '.join(missing)}.{alone if family.found(environment) else both}",
    )


USER_AGENT = f"toolspan/{__version__} (Language=Python/{platform.python_version()}; Platform={platform.system()}; Caller=AI-agent)"
PATIENCE = 20.0
"""Seconds for a shared lookup: an access token, a connector's id."""
CHECKED_CONNECTORS = "checked_connectors"
"""Server feature: a new connector's credentials are checked, and their state is reported."""
IDEMPOTENCY_KEYS = "idempotency_keys"
"""Server feature: a write with the same idempotency key is carried out once."""
_BEARER = "bearer"


@dataclass(frozen=True, slots=True)
class Sealed:
    """Credentials for a request body; kept out of its `repr`, so tracebacks do not show them."""

    fields: Mapping[str, Any] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Bearer(Credentials):
    """The bearer token of one request; a given token is not renewed."""

    token: str | None = field(repr=False)
    organization_id: str | None
    given: bool = False

    def headers(self) -> Mapping[str, str]:
        """Return the authentication headers."""
        headers = {"user-agent": USER_AGENT}
        if self.token:
            headers["authorization"] = f"Bearer {self.token}"
        if self.organization_id:
            headers["x-organization-id"] = self.organization_id
        return headers


class ServerUpstream:
    """A server, described to `Sender`.

    Args:
        auth: The client's credentials; completed from the environment at the first call.
        clock: Time for the token's expiry.
        redact: Secret and tokens are registered with it.
    """

    follows_redirects = False

    sender: Sender

    def __init__(self, auth: AirbyteAuthConfig, clock: Clock, redact: Redactor) -> None:
        self._auth = auth
        self._clock = clock
        self._redact = redact
        self._tokens = TokenProvider(self._fetch, clock=clock)
        self.features: frozenset[str] = frozenset()

    @cached_property
    def account(self) -> Account:
        """Complete settings of the client."""
        account = account_of(self._auth)
        self._redact.keep(account.client_secret)
        return account

    def url_of(self, operation: Operation) -> str:  # noqa: ARG002 - all is at the one server
        """Return where requests go."""
        return self.base_url

    @property
    def base_url(self) -> str:
        """Base URL of requests."""
        return self.account.api_url

    def plan(self, operation: Operation) -> None:
        """Return None: the server keeps the rate limits."""

    def rate(self, response: Response) -> None:
        """Return None: the server keeps the rate limits."""

    async def credentials(
        self,
        operation: Operation,
        request: WireRequest,  # noqa: ARG002 - the contract's
        values: Mapping[str, Any],
        deadline: Deadline,
    ) -> Bearer:
        """Return the token for this request."""
        organization = self.account.organization_id
        if operation is TOKEN or _BEARER in values:
            return Bearer(values.get(_BEARER), organization, given=True)
        token = await within(deadline, self._tokens.get(), "getting an access token")
        return Bearer(token, organization)

    async def renewed(
        self, credentials: Bearer, response: Response, deadline: Deadline, *, again: bool
    ) -> bool:
        """Return True if the response rejected the token and it has been renewed."""
        if again or credentials.given or not credentials.token or response.status != UNAUTHORIZED:
            return False
        await within(deadline, self._tokens.renew(credentials.token), "getting an access token")
        return True

    def verdict(self, operation: Operation, response: Response) -> ToolspanError | None:  # noqa: ARG002 - the contract's
        """Return the error that a toolspan server sent: it has already made all useful retries."""
        return told_error(response, self._redact)

    def error(self, operation: Operation, response: Response) -> ToolspanError:
        """Return the error for an unsuccessful response."""
        return error_of(operation, response, self._redact)

    async def _fetch(self) -> Token:
        account = self.account
        request = WireRequest(
            "POST",
            TOKEN.path,
            body=json_body({"client_id": account.client_id, "client_secret": account.client_secret}),
        )
        answer = await self.sender.perform(TOKEN, request, {}, Deadline(self._clock, PATIENCE))
        fields = decode(TOKEN, answer)
        value = fields.get("access_token")
        if not usable(value):
            raise UpstreamError("The server answered without a usable access token.", retryable=True)
        self._redact.add(value)
        features = fields.get("features")
        self.features = frozenset(map(str, features)) if isinstance(features, list) else frozenset()
        return Token(value, lifetime(fields.get("expires_in")))


class Session:
    """Calls the endpoints of a server.

    Args:
        auth: Who calls.
        clock: Time for waits and expiry.
        redact: Masks what the server says.
        transport: An httpx2 async transport, or a function that makes one per event loop.
    """

    def __init__(
        self,
        auth: AirbyteAuthConfig,
        *,
        clock: Clock,
        redact: Redactor,
        transport: httpx2.AsyncBaseTransport | Callable[[], httpx2.AsyncBaseTransport] | None = None,
    ) -> None:
        self.clock = clock
        self.redact = redact
        self._upstream = ServerUpstream(auth, clock, redact)
        self._sender = self._upstream.sender = Sender(
            self._upstream, Http(transport), clock, rate_limits=False, undone=proves_undone
        )

    @property
    def base_url(self) -> str:
        """URL of the server."""
        return self._upstream.base_url

    @property
    def account(self) -> Account:
        """Complete settings of the client."""
        return self._upstream.account

    def has(self, feature: str) -> bool:
        """Return whether the server has announced a feature."""
        return feature in self._upstream.features

    async def perform(
        self, operation: Operation, request: WireRequest, deadline: Deadline, *, bearer: str | None = None
    ) -> dict[str, Any] | None:
        """Return the JSON object in the response; None for a response without content.

        Raises:
            ToolspanError: It failed, or the response is not an object.
        """
        values = {_BEARER: bearer} if bearer else {}
        answer = await self._sender.perform(operation, request, values, deadline)
        return decode(operation, answer, dict)  # type: ignore[no-any-return]

    async def call(
        self,
        operation: Operation,
        deadline: Deadline,
        *ids: str,
        query: Mapping[str, Any] | None = None,
        body: Mapping[str, Any] | None = None,
        bearer: str | None = None,
    ) -> dict[str, Any]:
        """Call an endpoint and return its JSON object.

        Raises:
            ToolspanError: As `perform`.
        """
        given = {name: value for name, value in (query or {}).items() if value is not None}
        path = path_of(operation.path, ids)
        request = WireRequest(operation.method, path, query_string(given.items()), body=_content(body))
        del body  # a traceback of what follows must not hold it
        return await self.perform(operation, request, deadline, bearer=bearer) or {}

    async def pages(
        self, operation: Operation, deadline: Deadline, *ids: str, query: Mapping[str, Any]
    ) -> list[dict[str, Any]]:
        """Return the rows of all pages of a list.

        Raises:
            UpstreamError: The pages form a loop, or hold something other than rows.
        """
        rows: list[dict[str, Any]] = []
        seen: list[Mapping[str, str]] = []
        following: Mapping[str, str] = {}
        while following not in seen:
            seen.append(following)
            body = await self.call(operation, deadline, *ids, query={**query, **following})
            rows.extend(_rows(operation, body))
            following = _following(body.get("next") or body.get("next_cursor"))
            if not following:
                return rows
        raise UpstreamError(f"{operation.name}: the server repeats a page; the pages form a loop.")

    async def aclose(self) -> None:
        """Close the connections of the running event loop."""
        await self._sender.aclose()


def _content(body: Mapping[str, Any] | None) -> bytes | None:
    """Return the given fields as JSON."""
    if body is None:
        return None
    given = {name: value for name, value in body.items() if value is not None}
    return json_body({n: v.fields if isinstance(v, Sealed) else v for n, v in given.items()})


def _rows(operation: Operation, body: Mapping[str, Any]) -> Sequence[dict[str, Any]]:
    data = body.get("data")
    if not isinstance(data, list) or not all(isinstance(row, dict) for row in data):
        raise unusable(operation, None, "without rows in data")
    return data


def _following(reference: Any) -> dict[str, str]:
    """Return the query of the next page. Only the query of a URL is used, so that no token goes to another host."""
    if not isinstance(reference, str) or not reference:
        return {}
    query = urlsplit(reference).query
    return dict(parse_qsl(query, keep_blank_values=True)) if query else {"cursor": reference}
