"""Access tokens: application tokens, workspace tokens, revocation."""

from __future__ import annotations

from typing import TYPE_CHECKING

from toolspan.server.data import clients, workspaces
from toolspan.server.data.audit import record
from toolspan.server.http.exchange import Access, Endpoint
from toolspan.server.http.guard import chosen_organization, named_organization
from toolspan.server.models.tokens import (
    AccessToken,
    RevokeRequest,
    ScopedToken,
    ScopedTokenInfo,
    ScopedTokenRequest,
    TokenRequest,
    WidgetTokenRequest,
)
from toolspan.server.problems import Problem
from toolspan.server.routes.common import workspace_named
from toolspan.server.security.tokens import APPLICATION_SECONDS, TokenRefused

if TYPE_CHECKING:
    from toolspan.server.http.exchange import Exchange

_BEARER = "bearer"
BASE = "/api/v1/account/applications"
FEATURES = ("idempotency_keys", "checked_connectors", "jobs")


async def application_token(exchange: Exchange[TokenRequest]) -> AccessToken:
    """Give an application token for a client's id and secret."""
    services, body = exchange.services, exchange.body
    address = exchange.request.client.host if exchange.request.client else ""
    async with services.database.read() as connection:
        client = await clients.authenticate(connection, body.client_id, body.client_secret.get_secret_value())
    if client is None:
        await services.attempts.failed(body.client_id, address)
        services.audit_log.note(exchange.event("token.issue", "refused"))
        raise Problem(
            401, "unauthorized", "The client id or the client secret is wrong.",
            headers={"www-authenticate": 'Bearer realm="toolspan"'},
        )  # fmt: skip
    organizations = client.organizations
    if named_organization(exchange.request):
        organizations = (chosen_organization(exchange.request, organizations),)
    token = services.tokens.issue("application", client.id, organizations)
    only = organizations[0] if len(organizations) == 1 else None
    return AccessToken(
        access_token=token,
        token_type=_BEARER,
        expires_in=APPLICATION_SECONDS,
        organization_id=only,
        features=list(FEATURES),
    )


async def scoped_token(exchange: Exchange[ScopedTokenRequest]) -> ScopedToken:
    """Give a token for one workspace, and make the workspace if its name is new."""
    services, caller = exchange.services, exchange.caller
    async with services.database.write() as connection:
        workspace = await workspace_named(exchange, connection, exchange.body.workspace_name)
        await record(connection, exchange.event("token.scope", workspace_id=workspace["id"]))
    token = services.tokens.issue("scoped", caller.client_id, (caller.organization_id,), workspace["id"])
    return ScopedToken(token=token)


async def widget_token(exchange: Exchange[WidgetTokenRequest]) -> ScopedToken:
    """Give a token for one workspace that is good only in requests of one web origin."""
    services, caller, body = exchange.services, exchange.caller, exchange.body
    async with services.database.write() as connection:
        workspace = await workspace_named(exchange, connection, body.workspace_name)
        detail = {"origin": body.allowed_origin}
        await record(connection, exchange.event("token.widget", workspace_id=workspace["id"], detail=detail))
    token = services.tokens.issue(
        "scoped", caller.client_id, (caller.organization_id,), workspace["id"], body.allowed_origin
    )
    return ScopedToken(token=token)


async def scoped_token_info(exchange: Exchange) -> ScopedTokenInfo:
    """Say which workspace a scoped token is for."""
    caller = exchange.caller
    async with exchange.services.database.read() as connection:
        workspace = await workspaces.by_id(connection, caller.organization_id, caller.workspace_id or "")
    return ScopedTokenInfo(
        organization_id=caller.organization_id, workspace_id=workspace["id"], workspace_name=workspace["name"]
    )


async def revoke_token(exchange: Exchange[RevokeRequest]) -> None:
    """Make a token invalid: the caller's own, or another of the same client."""
    services, caller, given = exchange.services, exchange.caller, exchange.body.token
    jti, expires_at = caller.jti, caller.expires_at
    if given is not None:
        try:
            claims = services.tokens.read(given.get_secret_value())
        except TokenRefused:
            return  # invalid or expired already
        if claims.client_id != caller.client_id or (caller.workspace_id and claims.jti != caller.jti):
            raise Problem(403, "forbidden", "Only tokens of your own client can be revoked.", field="token")
        jti, expires_at = claims.jti, claims.expires_at
    async with services.database.write() as connection:
        await clients.revoke(connection, jti, expires_at * 1000, services.now())
        await record(connection, exchange.event("token.revoke", subject_id=jti))


ENDPOINTS = (
    Endpoint(
        "POST", f"{BASE}/token", application_token, "Get an application token", "tokens",
        access=Access.PUBLIC, body=TokenRequest, answer=AccessToken, headers=("X-Organization-Id",),
        fails=(400, 401, 403, 429),
    ),
    Endpoint(
        "POST", f"{BASE}/scoped-token", scoped_token, "Get a token for one workspace", "tokens",
        access=Access.APPLICATION, body=ScopedTokenRequest, answer=ScopedToken, fails=(404, 409),
    ),
    Endpoint(
        "POST", f"{BASE}/widget-token", widget_token, "Get a token for one workspace and one web origin", "tokens",
        access=Access.APPLICATION, body=WidgetTokenRequest, answer=ScopedToken, fails=(404, 409),
    ),
    Endpoint(
        "GET", f"{BASE}/scoped-token/info", scoped_token_info, "Say what a scoped token is for", "tokens",
        access=Access.SCOPED, answer=ScopedTokenInfo, fails=(404,),
    ),
    Endpoint(
        "POST", f"{BASE}/token/revoke", revoke_token, "Revoke a token", "tokens",
        body=RevokeRequest, body_required=False, status=204,
    ),
)  # fmt: skip
