"""Authorization: puts an account's credentials into requests, and renews its access tokens."""

from __future__ import annotations

import hashlib
import inspect
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Literal
from urllib.parse import quote

from toolspan.transport.credentials import NO_CREDENTIALS, Credentials

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from toolspan.auth import Credential
    from toolspan.clock import Clock, Deadline
    from toolspan.contract import Token, TokenStore
    from toolspan.operations.model import Operation
    from toolspan.operations.request import WireRequest
    from toolspan.runtime.redaction import Redactor
    from toolspan.transport.http import Http, Response
    from toolspan.transport.tokens import TokenProvider

REJECTED = 401
"""The status with which an API rejects credentials."""
GETTING = "getting an access token"


@dataclass(frozen=True, slots=True)
class Placement:
    """Where a request holds a credential: a header, a query parameter or a cookie, and what stands before the value."""

    location: Literal["header", "query", "cookie"] = "header"
    name: str = "authorization"
    prefix: str = ""


BEARER = Placement(prefix="Bearer ")
BASIC = Placement(prefix="Basic ")


@dataclass(frozen=True, slots=True)
class TokenEndpoint:
    """Where access tokens come from.

    Attributes:
        url: Its complete URL.
        scopes: What a token is for, unless the credentials say.
        basic: Whether id and secret of the client are sent as basic authentication, and not in the form.
        fields: Other fields of the form, such as `audience`.
    """

    url: str
    scopes: tuple[str, ...] = ()
    basic: bool = False
    fields: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PlacedCredential(Credentials):
    """One credential of one request; kept out of its `repr`, so tracebacks do not show it."""

    placement: Placement
    value: str = field(repr=False)
    renewable: bool = False

    def apply(self, request: WireRequest) -> WireRequest:
        """Return the request with the credential in it."""
        name, text = self.placement.name, f"{self.placement.prefix}{self.value}"
        if self.placement.location == "query":
            pair = f"{quote(name, safe='')}={quote(text, safe='')}"
            return replace(request, query=f"{request.query}&{pair}" if request.query else pair)
        if self.placement.location == "cookie":
            cookies = [value for known, value in request.headers.items() if known.lower() == "cookie"]
            others = {known: value for known, value in request.headers.items() if known.lower() != "cookie"}
            return replace(request, headers={**others, "cookie": "; ".join([*cookies, f"{name}={text}"])})
        return replace(request, headers={**request.headers, name: text})


class Authorization:
    """Authorises the requests of one account; the base class sends no credentials."""

    async def credentials(self, operation: Operation, deadline: Deadline) -> Credentials:  # noqa: ARG002 - for subclasses
        """Return valid credentials for one request.

        Raises:
            ToolspanError: There are none, or no access token was issued.
        """
        return NO_CREDENTIALS

    async def renewed(self, credentials: Any, response: Response, deadline: Deadline, *, again: bool) -> bool:  # noqa: ARG002 - as above
        """Return True if the response rejected the credentials and they have been renewed."""
        return False

    def account(self) -> str | None:
        """Return a hash that differs by account; None if there are no credentials to tell accounts apart."""
        return None


class AccountAuthorization(Authorization):
    """Authorises requests with one account's `Credential`, read at the first call.

    Args:
        read: Returns the credentials.
        placement: Where requests hold them.
        http: Requests access tokens.
        clock: Time for their expiry.
        redactor: Learns every secret.
        endpoint: Issues access tokens, for credentials of OAuth clients.
        token_store: Shares access tokens with other connectors and processes.
        on_token_refresh: Called with each new token; may be async.
    """

    def __init__(
        self,
        read: Callable[[], Credential],
        placement: Placement,
        *,
        http: Http,
        clock: Clock,
        redactor: Redactor,
        endpoint: TokenEndpoint | None = None,
        token_store: TokenStore | None = None,
        on_token_refresh: Callable[[Token], Any] | None = None,
    ) -> None:
        self._read = read
        self._placement = placement
        self._http = http
        self._clock = clock
        self._redactor = redactor
        self._endpoint = endpoint
        self._token_store = token_store
        self._on_token_refresh = on_token_refresh
        self._credential: Credential | None = None
        self._tokens: TokenProvider | None = None
        self._refresh_token: str | None = None

    @property
    def credential(self) -> Credential:
        """The credentials.

        Raises:
            ConfigurationError: There are none.
        """
        if self._credential is None:
            credential = self._read()
            self._redactor.keep(*credential.secrets())
            self._credential = credential
        return self._credential

    async def credentials(self, operation: Operation, deadline: Deadline) -> Credentials:  # noqa: ARG002 - one for all
        """Return the credential, or a valid access token."""
        value = self.credential.value()
        if value is not None:
            return PlacedCredential(self._placement, value)
        from toolspan.clock import within  # noqa: PLC0415 - imports nothing heavy, but is needed here alone

        token = await within(deadline, self._provider().get(), GETTING)
        self._redactor.add(token)
        return PlacedCredential(self._placement, token, renewable=True)

    async def renewed(
        self, credentials: PlacedCredential, response: Response, deadline: Deadline, *, again: bool
    ) -> bool:
        """Return True if the response rejected the access token and there is another one; once for each call."""
        if again or response.status != REJECTED or not credentials.renewable:
            return False
        from toolspan.clock import within  # noqa: PLC0415 - as above

        await within(deadline, self._provider().renew(credentials.value), GETTING)
        return True

    def account(self) -> str | None:
        """Return a hash of what tells the account apart."""
        text = self.credential.account()
        return hashlib.sha256(text.encode()).hexdigest()[:24] if text else None

    def _provider(self) -> TokenProvider:
        if self._tokens is None:
            from toolspan.auth import RefreshToken  # noqa: PLC0415 - brings pydantic's models, which the first call needs
            from toolspan.transport.tokens import TokenProvider, sealed  # noqa: PLC0415 - brings asyncio

            auth = self.credential
            initial = auth.access_token if isinstance(auth, RefreshToken) else None
            scopes = " ".join(self._scopes())
            url = self._endpoint.url if self._endpoint else ""
            self._tokens = TokenProvider(
                self._fetch,
                clock=self._clock,
                store=sealed(self._token_store, *auth.secrets()),
                key=hashlib.sha256(f"{url}\0{scopes}\0{auth.account()}".encode()).hexdigest()[:24],
                initial=initial.get_secret_value() if initial else None,
                on_token=self._on_token_refresh,
            )
        return self._tokens

    def _scopes(self) -> tuple[str, ...]:
        given = getattr(self.credential, "scopes", None)
        return given if given is not None else self._endpoint.scopes if self._endpoint else ()

    async def _fetch(self) -> Token:
        from toolspan.auth import Bearer, ClientCredentials, RefreshToken  # noqa: PLC0415 - as above
        from toolspan.contract import Token  # noqa: PLC0415 - as above
        from toolspan.errors import ConfigurationError  # noqa: PLC0415 - as above
        from toolspan.transport.oauth import TokenClient, with_client  # noqa: PLC0415 - as above
        from toolspan.transport.tokens import usable  # noqa: PLC0415 - as above

        auth = self.credential
        if isinstance(auth, Bearer) and auth.provide:
            given = auth.provide()
            value = await given if inspect.isawaitable(given) else given
            if not usable(value):
                raise ConfigurationError(
                    "The function that provides the bearer token returned no token.",
                    hint="It must return text of printable ASCII characters.",
                )
            self._redactor.add(value)
            return Token(value)
        if not isinstance(auth, ClientCredentials | RefreshToken) or self._endpoint is None:
            raise ConfigurationError(f"{type(auth).__name__} needs a token URL, and there is none.")
        fields = {**auth.grant(), **self._endpoint.fields}
        if self._refresh_token:
            fields["refresh_token"] = self._refresh_token
        if scopes := self._scopes():
            fields["scope"] = " ".join(scopes)
        secret = auth.client_secret.get_secret_value() if auth.client_secret else None
        grant = with_client(fields, auth.client_id, secret, basic=self._endpoint.basic)
        client = TokenClient(self._http, self._clock, self._endpoint.url, self._redactor)
        token = await client.token(grant)
        if token.refresh_token and isinstance(auth, RefreshToken):
            self._refresh_token = (
                token.refresh_token
            )  # some servers change it each time, and refuse the old one
        return token


class FirstAuthorization(Authorization):
    """Authorises requests in the first of several ways for which there are credentials, chosen at the first call.

    Args:
        ways: One for each kind of credentials.
    """

    def __init__(self, ways: Sequence[AccountAuthorization]) -> None:
        self._ways = ways
        self._chosen: AccountAuthorization | None = None

    async def credentials(self, operation: Operation, deadline: Deadline) -> Credentials:
        """Return the credentials of that way."""
        return await self._way().credentials(operation, deadline)

    async def renewed(self, credentials: Any, response: Response, deadline: Deadline, *, again: bool) -> bool:
        """Return True if the response rejected the access token and there is another one."""
        return await self._way().renewed(credentials, response, deadline, again=again)

    def account(self) -> str | None:
        """Return a hash of what tells the account apart."""
        return self._way().account()

    def _way(self) -> AccountAuthorization:
        """Return the first way that has credentials.

        Raises:
            ConfigurationError: None has; the message names what each needs.
        """
        from toolspan.errors import ConfigurationError  # noqa: PLC0415 - as above

        missing: list[str] = []
        for way in (self._chosen,) if self._chosen else self._ways:
            try:
                _ = way.credential
            except ConfigurationError as error:
                missing.append(error.message.removeprefix("No credentials: ").removesuffix(" not set."))
            else:
                self._chosen = way
                return way
        raise ConfigurationError(
            f"No credentials: {', or '.join(missing)} not set.",
            hint="Pass auth_config, or set the variables of one kind of credentials.",
        )
