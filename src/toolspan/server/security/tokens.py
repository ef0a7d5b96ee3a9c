"""Access tokens: short-lived signed JWTs, valid for this deployment only, revocable by id."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING, Any, Literal
from uuid import UUID, uuid4

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet as JwkSet
from joserfc.jwk import OctKey

if TYPE_CHECKING:
    from toolspan.clock import Clock
    from toolspan.server.security.keys import KeyFile, KeySet

ALGORITHM = "HS256"
AUDIENCE = "toolspan-api"
APPLICATION_SECONDS = 900
SCOPED_SECONDS = 1_200
_WORKSPACE = "io.airbyte.auth.workspace_scope"
_LONGEST = 4_096
_KEPT = 10_000
"""Maximum number of cached tokens, whose signature is not verified again."""

Kind = Literal["application", "scoped"]


class TokenRefused(Exception):
    """A token is invalid. The caller does not learn why."""


@dataclass(frozen=True, slots=True)
class Claims:
    """Claims of a valid token.

    `organizations` are those that its holder may act for; `origin`, if set, is the only web origin that may use it.
    """

    kind: Kind
    client_id: str
    jti: str
    expires_at: int
    organizations: tuple[str, ...]
    workspace_id: str | None = None
    origin: str | None = None


class Tokens:
    """Issues and verifies access tokens.

    Args:
        keys: Signing keys.
        clock: Clock for their expiry.
    """

    def __init__(self, keys: KeyFile, clock: Clock) -> None:
        self._keys = keys
        self._clock = clock
        self._for: KeySet | None = None
        self._jwks = JwkSet([])
        self._checked: OrderedDict[bytes, Claims] = OrderedDict()

    def issue(
        self,
        kind: Kind,
        client_id: str,
        organizations: tuple[str, ...],
        workspace_id: str | None = None,
        origin: str | None = None,
    ) -> str:
        """Issue a token."""
        keys = self._current()
        now = int(self._clock.time())
        claims: dict[str, Any] = {
            "iss": keys.deployment,
            "aud": AUDIENCE,
            "sub": client_id,
            "jti": str(uuid4()),
            "iat": now,
            "exp": now + (APPLICATION_SECONDS if kind == "application" else SCOPED_SECONDS),
            "typ": kind,
            "orgs": list(organizations),
        }
        if workspace_id:
            claims[_WORKSPACE] = {"workspaceId": workspace_id}
        if origin:
            claims["origin"] = origin
        return jwt.encode({"alg": ALGORITHM, "kid": keys.signer}, claims, self._jwks, algorithms=[ALGORITHM])

    def read(self, token: str) -> Claims:
        """Verify a token and return its claims.

        The signature is verified once per token while the keys stay the same; the expiry is checked every time.

        Raises:
            TokenRefused: The token is not of this deployment, or has expired.
        """
        if len(token) > _LONGEST:
            raise TokenRefused
        keys = self._current()
        fingerprint = sha256(token.encode()).digest()
        claims = self._checked.get(fingerprint) or self._decoded(keys, token)
        if claims.expires_at <= self._clock.time():
            self._checked.pop(fingerprint, None)
            raise TokenRefused
        self._checked[fingerprint] = claims
        if len(self._checked) > _KEPT:
            self._checked.popitem(last=False)
        return claims

    def _decoded(self, keys: KeySet, token: str) -> Claims:
        try:
            decoded = jwt.decode(token, self._jwks, algorithms=[ALGORITHM])
            if decoded.header.get("kid") not in keys.signing:
                raise TokenRefused
            return _claims(keys, decoded.claims)
        except (JoseError, ValueError, KeyError, TypeError, AttributeError):
            raise TokenRefused from None

    def _current(self) -> KeySet:
        keys = self._keys.current
        if keys is not self._for:
            self._jwks = JwkSet(
                [
                    OctKey.import_key(key, {"kid": name, "alg": ALGORITHM, "use": "sig"})
                    for name, key in keys.signing.items()
                ]
            )
            self._checked.clear()
            self._for = keys
        return keys


def _claims(keys: KeySet, claims: dict[str, Any]) -> Claims:
    if (
        claims["iss"] != keys.deployment
        or claims["aud"] != AUDIENCE
        or claims["typ"] not in ("application", "scoped")
    ):
        raise TokenRefused
    if not isinstance(claims["exp"], int):
        raise TokenRefused
    scope = claims.get(_WORKSPACE)
    workspace = str(UUID(scope["workspaceId"])) if scope else None
    if (claims["typ"] == "scoped") != (workspace is not None):
        raise TokenRefused
    return Claims(
        claims["typ"],
        str(claims["sub"]),
        str(UUID(claims["jti"])),
        claims["exp"],
        tuple(claims["orgs"]),
        workspace,
        claims.get("origin"),
    )
