"""Login with Amazon: the token endpoint."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl

from starlette.responses import JSONResponse

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from starlette.requests import Request
    from starlette.responses import Response

    from toolspan.emulator.accounts import App, Directory, Token
    from toolspan.emulator.clock import EmulatorClock
from toolspan.emulator.parameters import standard_json

__all__ = ["TokenEndpoint"]

KNOWN_SCOPES = (
    "sellingpartnerapi::notifications",
    "sellingpartnerapi::client_credential:rotation",
    "sellingpartnerapi::migration",
)
_LIFETIME = 3600


class _OAuthError(Exception):
    def __init__(self, error: str, description: str, status: int = 400) -> None:
        super().__init__(description)
        self.error = error
        self.description = description
        self.status = status


class TokenEndpoint:
    """``POST /auth/o2/token`` with its three grants, as a form or as JSON."""

    def __init__(self, directory: Directory, clock: EmulatorClock) -> None:
        self._directory = directory
        self._clock = clock
        self._grants: dict[str, Callable[[App, Mapping[str, str]], dict[str, Any]]] = {
            "refresh_token": self._refresh,
            "client_credentials": self._client_credentials,
            "authorization_code": self._authorization_code,
        }

    async def __call__(self, request: Request) -> Response:
        """Handle one token request."""
        headers = {"cache-control": "no-store", "pragma": "no-cache"}
        try:
            answer = self._exchange(_fields(request, await request.body()))
        except _OAuthError as error:
            body = {"error_description": error.description, "error": error.error}
            return JSONResponse(body, error.status, headers)
        return JSONResponse(answer, headers=headers)

    def _exchange(self, fields: Mapping[str, str]) -> dict[str, Any]:
        grant = self._grants.get(_need(fields, "grant_type"))
        if grant is None:
            raise _OAuthError("invalid_request", "This grant_type is not supported")
        return grant(self._client(fields), fields)

    def _client(self, fields: Mapping[str, str]) -> App:
        app = self._directory.apps.get(_need(fields, "client_id"))
        given = _need(fields, "client_secret")
        if app is None or not any(self._alive(one.expires) for one in app.secrets if one.value == given):
            raise _OAuthError("invalid_client", "Client authentication failed", 401)
        return app

    def _refresh(self, app: App, fields: Mapping[str, str]) -> dict[str, Any]:
        grant = self._directory.grants.get(_need(fields, "refresh_token"))
        if grant is None or grant.revoked or not self._alive(grant.expires):
            raise _OAuthError("invalid_grant", "The request has an invalid grant parameter : refresh_token")
        if grant.app is not app:
            raise _OAuthError("unauthorized_client", "Not authorized for requested operation")
        return _answer(self._directory.issue_access(grant), grant.refresh_token)

    def _client_credentials(self, app: App, fields: Mapping[str, str]) -> dict[str, Any]:
        scope = _need(fields, "scope")
        if scope not in KNOWN_SCOPES:
            raise _OAuthError("invalid_scope", "The request has an invalid scope parameter")
        return _answer(self._directory.issue_grantless(app, scope))

    def _authorization_code(self, app: App, fields: Mapping[str, str]) -> dict[str, Any]:
        code = self._directory.codes.pop(_need(fields, "code"), None)
        if code is None or code.app is not app or not self._alive(code.expires):
            raise _OAuthError("invalid_grant", "The request has an invalid grant parameter : code")
        if code.redirect_uri is not None and fields.get("redirect_uri") != code.redirect_uri:
            raise _OAuthError("invalid_grant", "The redirect_uri is not the one of the consent")
        grant = self._directory.authorize(app, code.seller)
        return _answer(self._directory.issue_access(grant), grant.refresh_token)

    def _alive(self, expires: float | None) -> bool:
        return expires is None or self._clock.monotonic() < expires


def _fields(request: Request, body: bytes) -> Mapping[str, str]:
    if "json" not in request.headers.get("content-type", ""):
        return dict(parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True))
    try:
        fields = standard_json(body)
    except ValueError:
        fields = None
    if not isinstance(fields, dict):
        raise _OAuthError("invalid_request", "The request body is not a JSON object")
    return {str(key): str(value) for key, value in fields.items() if value is not None}


def _need(fields: Mapping[str, str], name: str) -> str:
    if not fields.get(name):
        raise _OAuthError("invalid_request", f"The request is missing a required parameter : {name}")
    return fields[name]


def _answer(token: Token, refresh_token: str | None = None) -> dict[str, Any]:
    answer: dict[str, Any] = {"access_token": token.value}
    if refresh_token is not None:
        answer["refresh_token"] = refresh_token
    return answer | {"token_type": "bearer", "expires_in": _LIFETIME}
