"""Authorization of requests: token, operation, region and role checks, with Amazon's 403 responses."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from toolspan.emulator import roles
from toolspan.emulator.errors import DETAILS_EXPIRED, DETAILS_INVALID, DETAILS_MISSING, denied
from toolspan.emulator.routing import matches_path

if TYPE_CHECKING:
    from collections.abc import Mapping

    from toolspan.emulator.accounts import App, Directory, Seller, Token
    from toolspan.emulator.clock import EmulatorClock
    from toolspan.emulator.facts import Operation

__all__ = ["Caller", "Gatekeeper"]


@dataclass(frozen=True, slots=True)
class Caller:
    """Authenticated caller: an application acting for a seller, or for itself if ``seller`` is None."""

    token: Token
    app: App
    seller: Seller | None
    restricted: bool = False
    data_elements: frozenset[str] = frozenset()

    @property
    def key(self) -> tuple[str, str]:
        """Key of application and seller, to which usage plans, page tokens and reports are bound."""
        return self.app.client_id, self.seller.seller_id if self.seller else ""


class Gatekeeper:
    """Checks a request's token against the operation, the path, the region and the roles."""

    def __init__(self, directory: Directory, clock: EmulatorClock, region: str) -> None:
        self._directory = directory
        self._clock = clock
        self._region = region

    def admit(self, headers: Mapping[str, str], operation: Operation, path: str) -> Caller:
        """Return the caller of a request, or raise the 403 that Amazon would return."""
        token = self._token(headers.get("x-amz-access-token"))
        if token.scope != operation.grantless_scope:
            raise denied()
        caller = _caller(token, operation.method, path)
        if caller.seller is not None and caller.seller.region != self._region:
            raise denied()
        if not roles.allowed(operation.api, caller.app.roles):
            raise denied()
        if caller.seller is not None and not roles.serves(operation.api, caller.seller.account_type):
            raise denied()
        return caller

    def _token(self, value: str | None) -> Token:
        if not value:
            raise denied(DETAILS_MISSING)
        token = self._directory.tokens.get(value)
        if token is None or token.revoked or (token.grant is not None and token.grant.revoked):
            raise denied(DETAILS_INVALID)
        if self._clock.monotonic() >= token.expires:
            raise denied(DETAILS_EXPIRED)
        return token


def _caller(token: Token, method: str, path: str) -> Caller:
    seller = token.grant.seller if token.grant else None
    if token.resources is None:
        return Caller(token, token.app, seller)
    for resource in token.resources:
        if resource.method == method and matches_path(resource.path, path):
            return Caller(token, token.app, seller, True, resource.data_elements)
    raise denied()
