"""Authorization by document: each operation gets the credentials of the first alternative that the owner can meet."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from toolspan.errors import ConfigurationError
from toolspan.operations.names import suggestion
from toolspan.policy import RAW
from toolspan.transport.authorization import (
    BASIC,
    BEARER,
    AccountAuthorization,
    Authorization,
    Placement,
    TokenEndpoint,
)
from toolspan.transport.credentials import NO_CREDENTIALS, Credentials
from toolspan.transport.urls import checked_url, host_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from toolspan.auth import Credential
    from toolspan.clock import Clock, Deadline
    from toolspan.contract import Token, TokenStore
    from toolspan.openapi.security import Alternative, Scheme, Schemes
    from toolspan.openapi.servers import Servers
    from toolspan.operations.model import Operation
    from toolspan.operations.request import WireRequest
    from toolspan.runtime.redaction import Redactor
    from toolspan.transport.http import Http, Response

    Auth = Credential | Mapping[str, Credential] | None

_WHOLE = ""
"""Name of a credential that the owner gave without saying for which scheme."""


@dataclass(frozen=True, slots=True)
class JoinedCredentials(Credentials):
    """Several credentials that one request needs together."""

    parts: tuple[Any, ...] = field(repr=False)
    names: tuple[str, ...]

    def apply(self, request: WireRequest) -> WireRequest:
        """Return the request with all of them in it."""
        for part in self.parts:
            request = part.apply(request)
        return request


@dataclass(frozen=True, slots=True)
class Wiring:
    """What requests for tokens are made with."""

    http: Http
    clock: Clock
    redactor: Redactor
    token_store: TokenStore | None = None
    on_token_refresh: Callable[[Token], Any] | None = None


class DocumentAuthorization(Authorization):
    """Authorises each operation as the document says, with what the owner has.

    Args:
        by_scheme: Authorization by name of the scheme.
        default: The alternatives of calls of which the document says nothing.
    """

    def __init__(
        self, by_scheme: Mapping[str, AccountAuthorization], default: Sequence[Alternative] | None
    ) -> None:
        self._by_scheme = by_scheme
        self._default = default

    async def credentials(self, operation: Operation, deadline: Deadline) -> Credentials:
        """Return the credentials of the first alternative whose schemes are all given.

        Raises:
            ConfigurationError: There is none.
        """
        names = self._chosen(operation)
        if not names:
            return NO_CREDENTIALS
        parts = [await self._by_scheme[name].credentials(operation, deadline) for name in names]
        return JoinedCredentials(tuple(parts), names)

    async def renewed(self, credentials: Any, response: Response, deadline: Deadline, *, again: bool) -> bool:
        """Return True if the response rejected a token and there is another one."""
        if not isinstance(credentials, JoinedCredentials):
            return False
        found = False
        for name, part in zip(credentials.names, credentials.parts, strict=True):
            found = await self._by_scheme[name].renewed(part, response, deadline, again=again) or found
        return found

    def account(self) -> str | None:
        """Return a hash of the credentials of all schemes."""
        accounts = [
            f"{name}={account}"
            for name, each in sorted(self._by_scheme.items())
            if (account := each.account())
        ]
        return hashlib.sha256("\0".join(accounts).encode()).hexdigest()[:24] if accounts else None

    def _chosen(self, operation: Operation) -> tuple[str, ...]:
        """Return the names of the schemes to use; of alternatives, one with credentials goes before none."""
        stated = self._default if operation.entity == RAW else operation.security
        if stated is None:
            return (_WHOLE,) if _WHOLE in self._by_scheme else ()
        met = [tuple(each) for each in stated if all(name in self._by_scheme for name in each)]
        if met or not stated:
            return next((each for each in met if each), ())
        if operation.entity == RAW:
            return ()
        wanted = " or ".join(" and ".join(each) for each in stated)
        raise ConfigurationError(
            f"{operation.name} needs credentials for {wanted}.",
            hint=f'Whoever owns the connector can give them: auth={{"{next(iter(stated[0]))}": ...}}.',
        )


def authorization_of(auth: Auth, schemes: Schemes, servers: Servers, wiring: Wiring) -> Authorization:
    """Return the authorization for what the owner gave.

    Args:
        auth: Credentials by name of the scheme; or one for every scheme that takes it, or for all calls where
            the document names no scheme.
        schemes: Those of the document.
        servers: Credentials go to their hosts alone.
        wiring: What requests for tokens are made with.

    Raises:
        ConfigurationError: There is no such scheme, it takes other credentials, or its token URL is elsewhere.
    """
    if auth is None:
        return DocumentAuthorization({}, schemes.default)
    given, alone = _by_scheme(auth, schemes)
    made: dict[str, AccountAuthorization] = {}
    refused: ConfigurationError | None = None
    for name, credential in given.items():
        wiring.redactor.keep(*credential.secrets())
        try:
            placement, endpoint = _placement(name, credential, schemes.by_name.get(name), servers)
        except ConfigurationError as error:
            if not alone:
                raise
            refused = refused or error
            continue
        made[name] = _account(credential, placement, endpoint, wiring)
    if refused and not made:
        raise refused
    if alone:  # calls of which the document says nothing get it too
        made.setdefault(_WHOLE, next(iter(made.values())))
    return DocumentAuthorization(made, schemes.default)


def _account(
    credential: Credential, placement: Placement, endpoint: TokenEndpoint | None, wiring: Wiring
) -> AccountAuthorization:
    def read() -> Credential:
        return credential

    return AccountAuthorization(
        read,
        placement,
        http=wiring.http,
        clock=wiring.clock,
        redactor=wiring.redactor,
        endpoint=endpoint,
        token_store=wiring.token_store,
        on_token_refresh=wiring.on_token_refresh,
    )


def _by_scheme(
    auth: Credential | Mapping[str, Credential], schemes: Schemes
) -> tuple[dict[str, Credential], bool]:
    """Return the credentials by scheme, and whether they are one that was given alone.

    Raises:
        ConfigurationError: No scheme takes them, or they are none.
    """
    from toolspan.auth import Credential  # noqa: PLC0415 - brings pydantic's models

    if isinstance(auth, Credential):
        kind = type(auth).__name__
        fitting = [name for name, scheme in schemes.by_name.items() if kind in scheme.takes]
        if schemes.by_name and not fitting:
            raise ConfigurationError(
                f"No security scheme of the document takes {kind}.", hint=_choices(schemes)
            )
        return dict.fromkeys(fitting or [_WHOLE], auth), True
    if not isinstance(auth, dict) or not all(isinstance(each, Credential) for each in auth.values()):
        raise ConfigurationError(
            "auth takes credentials of toolspan.auth, such as Bearer(...), or a dict of them by security scheme.",
            hint=_choices(schemes),
        )
    for name in auth:
        if name not in schemes.by_name:
            raise ConfigurationError(
                f'The document has no security scheme "{str(name)[:60]}".{suggestion(str(name), schemes.by_name)}',
                hint=_choices(schemes),
            )
    return dict(auth), False


def _choices(schemes: Schemes) -> str:
    if not schemes.by_name:
        return "The document names no security scheme: give the credentials alone, such as auth=Bearer(...)."
    told = (
        f"{name} takes {' or '.join(scheme.takes) or 'nothing'}" for name, scheme in schemes.by_name.items()
    )
    return f"{'; '.join(told)}."


def _placement(
    name: str, credential: Credential, scheme: Scheme | None, servers: Servers
) -> tuple[Placement, TokenEndpoint | None]:
    """Return where requests hold a credential, and where its tokens come from."""
    kind = type(credential).__name__
    if scheme is not None and kind not in scheme.takes:
        wanted = f"takes {' or '.join(scheme.takes)}" if scheme.takes else f"cannot be used: {scheme.refused}"
        raise ConfigurationError(f'The security scheme "{name}" {wanted}, not {kind}.')
    if kind == "ApiKey":
        if scheme is None:
            raise ConfigurationError("The document does not say where an API key stands.", hint=_KEY_HINT)
        return Placement(scheme.location, scheme.parameter), None  # type: ignore[arg-type]
    if kind == "Basic":
        return BASIC, None
    if kind == "Bearer":
        return BEARER, None
    return BEARER, _endpoint(kind, scheme, servers)


_KEY_HINT = 'An overlay can: {"auth": {"key": {"type": "apiKey", "in": "header", "name": "X-Api-Key"}}}.'


def _endpoint(kind: str, scheme: Scheme | None, servers: Servers) -> TokenEndpoint:
    url = scheme and (scheme.client_url if kind == "ClientCredentials" else scheme.refresh_url)
    if not scheme or not url:
        raise ConfigurationError(
            f"The document does not say where {kind} gets its tokens.", hint="Give a Bearer token."
        )
    whole = checked_url(
        url if "://" in url else servers.base_url + "/" + url.lstrip("/"), f"The token URL of {scheme.name}"
    )
    if host_of(whole) not in servers.hosts:
        raise ConfigurationError(
            f"The token URL of {scheme.name} is at {host_of(whole)}, and no credentials go there unasked.",
            hint=f'If that is right, say so with hosts=["{host_of(whole)}"].',
        )
    return TokenEndpoint(whole)
