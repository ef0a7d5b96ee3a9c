"""Applications, selling partners, grants and tokens, and their expiry, rotation and revocation."""

from __future__ import annotations

import base64
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from toolspan.emulator.roles import ALL_ROLES

if TYPE_CHECKING:
    import random

    from toolspan.emulator.clock import EmulatorClock
    from toolspan.emulator.seller.world import World

__all__ = ["App", "Code", "Directory", "Grant", "Resource", "Secret", "Seller", "Token"]

HOUR = 3600.0
DAY = 24 * HOUR
CODE_LIFETIME = 300.0
SECRET_OVERLAP = 7 * DAY
GRANT_LIFETIME = 365 * DAY


@dataclass(slots=True)
class Secret:
    """Client secret with its expiry time (None: never)."""

    value: str
    expires: float | None = None


@dataclass(slots=True, eq=False)
class App:
    """Registered application: secrets, roles and consent settings."""

    application_id: str
    client_id: str
    secrets: list[Secret]
    roles: set[str] = field(default_factory=lambda: set(ALL_ROLES))
    draft: bool = False
    redirect_uris: list[str] = field(default_factory=list)
    login_uri: str | None = None

    @property
    def secret(self) -> str:
        """The newest client secret."""
        return self.secrets[-1].value


@dataclass(slots=True, eq=False)
class Seller:
    """Selling partner account in one region, with its business data."""

    seller_id: str
    region: str
    store_name: str
    world: World
    account_type: str = "seller"


@dataclass(slots=True, eq=False)
class Grant:
    """A seller's authorization of an application."""

    refresh_token: str
    app: App
    seller: Seller
    expires: float
    revoked: bool = False


@dataclass(frozen=True, slots=True)
class Resource:
    """One resource that a restricted data token opens."""

    method: str
    path: str
    data_elements: frozenset[str] = frozenset()


@dataclass(slots=True, eq=False)
class Token:
    """Access token: of a grant, grantless with a scope, or restricted to resources."""

    value: str
    app: App
    expires: float
    grant: Grant | None = None
    scope: str | None = None
    resources: tuple[Resource, ...] | None = None
    revoked: bool = False


@dataclass(slots=True, eq=False)
class Code:
    """Authorization code, valid for one exchange within five minutes."""

    value: str
    app: App
    seller: Seller
    expires: float
    redirect_uri: str | None = None


class Directory:
    """Registry of applications, sellers, grants and tokens, shared by LWA and the SP-API."""

    def __init__(self, clock: EmulatorClock, randomness: random.Random) -> None:
        self._clock = clock
        self._random = randomness
        self.apps: dict[str, App] = {}
        self.grants: dict[str, Grant] = {}
        self.tokens: dict[str, Token] = {}
        self.codes: dict[str, Code] = {}

    def add_app(self, roles: set[str] | None = None) -> App:
        """Register an application, by default with every role."""
        app = App(
            application_id=f"amzn1.sp.solution.{self._uuid()}",
            client_id=f"amzn1.application-oa2-client.{self._hex(16)}",
            secrets=[self._secret()],
            roles=set(ALL_ROLES if roles is None else roles),
        )
        self.apps[app.client_id] = app
        return app

    def authorize(self, app: App, seller: Seller) -> Grant:
        """Create a grant by a seller's consent; older grants stay valid."""
        expires = self._clock.monotonic() + GRANT_LIFETIME
        grant = Grant(self._token("Atzr|", 96), app, seller, expires)
        self.grants[grant.refresh_token] = grant
        return grant

    def issue_code(self, app: App, seller: Seller, redirect_uri: str | None = None) -> Code:
        """Issue the authorization code that a consent page would send back."""
        expires = self._clock.monotonic() + CODE_LIFETIME
        code = Code(self._text(15), app, seller, expires, redirect_uri)
        self.codes[code.value] = code
        return code

    def issue_access(self, grant: Grant) -> Token:
        """Issue an access token for a grant, valid for an hour."""
        return self._issue("Atza|", grant.app, grant=grant)

    def issue_grantless(self, app: App, scope: str) -> Token:
        """Issue an access token for operations that need no seller."""
        return self._issue("Atc|", app, scope=scope)

    def issue_restricted(self, token: Token, resources: tuple[Resource, ...]) -> Token:
        """Issue a restricted data token for the holder of an access token."""
        return self._issue("Atz.sprdt|", token.app, grant=token.grant, resources=resources)

    def rotate_secret(self, app: App) -> str:
        """Give the application a new secret; the old one works for seven more days."""
        for old in app.secrets:
            if old.expires is None:
                old.expires = self._clock.monotonic() + SECRET_OVERLAP
        app.secrets.append(self._secret())
        return app.secret

    def _issue(
        self,
        prefix: str,
        app: App,
        *,
        grant: Grant | None = None,
        scope: str | None = None,
        resources: tuple[Resource, ...] | None = None,
    ) -> Token:
        value = self._token(prefix, 120)
        expires = self._clock.monotonic() + HOUR
        token = Token(value, app, expires, grant=grant, scope=scope, resources=resources)
        self.tokens[value] = token
        return token

    def _secret(self) -> Secret:
        return Secret(f"amzn1.oa2-cs.v1.{self._hex(32)}")

    def _hex(self, size: int) -> str:
        return self._random.randbytes(size).hex()

    def _text(self, size: int) -> str:
        return base64.urlsafe_b64encode(self._random.randbytes(size)).decode().rstrip("=")

    def _token(self, prefix: str, size: int) -> str:
        return f"{prefix}IwEB{self._text(size)}"

    def _uuid(self) -> str:
        digits = self._hex(16)
        return "-".join((digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:]))
