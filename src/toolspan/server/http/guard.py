"""Authentication: bearer tokens, and the organisation of a request."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from toolspan.server.data.clients import still_good
from toolspan.server.http.exchange import Access, Caller
from toolspan.server.problems import Problem
from toolspan.server.security.tokens import TokenRefused

if TYPE_CHECKING:
    from starlette.requests import Request

    from toolspan.server.security.tokens import Claims
    from toolspan.server.services import Services

HEADER = "x-organization-id"


async def admit(request: Request, services: Services, access: Access) -> Caller | None:
    """Authenticate a request and return its caller; None for a public endpoint.

    Raises:
        Problem: 401 for an invalid token, 403 for one without permission.
    """
    if access is Access.PUBLIC:
        return None
    claims = _claims(request, services)
    if claims.origin is not None and request.headers.getlist("origin") != [claims.origin]:
        raise Problem(
            403, "forbidden", "This token is good only in requests of the web origin that it was made for."
        )
    async with services.database.read() as connection:
        if not await still_good(connection, claims.client_id, claims.jti):
            raise _refused()
    wanted = Access.SCOPED if claims.workspace_id else Access.APPLICATION
    if access not in (Access.ANY, wanted):
        kind = "workspace (scoped)" if claims.workspace_id else "application"
        raise Problem(403, "forbidden", f"A {kind} token may not do this.")
    organization_id = chosen_organization(request, claims.organizations)
    return Caller(claims.client_id, claims.jti, claims.expires_at, organization_id, claims.workspace_id)


def chosen_organization(request: Request, organizations: tuple[str, ...]) -> str:
    """Return the organisation that a request is for.

    Raises:
        Problem: 400 if the caller has several and the header is missing, 403 if it is not one of the caller's.
    """
    named = named_organization(request)
    if named is None:
        if len(organizations) == 1:
            return organizations[0]
        raise Problem(
            400, "organization", "Your client belongs to several organizations: specify target organization with the "
            "X-Organization-Id header.", field="X-Organization-Id",
        )  # fmt: skip
    if named not in organizations:
        raise Problem(
            403, "forbidden", "Your client does not belong to this organization.", field="X-Organization-Id"
        )
    return named


def named_organization(request: Request) -> str | None:
    """Return the organisation id of the header, or None.

    Raises:
        Problem: 400 if the header is repeated, 422 if it is not an id.
    """
    given = request.headers.getlist(HEADER)
    if len(given) > 1:
        raise Problem(400, "organization", "X-Organization-Id was given twice.", field="X-Organization-Id")
    if not given:
        return None
    try:
        return str(UUID(given[0].strip()))
    except ValueError:
        raise Problem(
            422, "invalid_input", "X-Organization-Id must be a UUID.", field="X-Organization-Id"
        ) from None


def _claims(request: Request, services: Services) -> Claims:
    given = request.headers.getlist("authorization")
    scheme, _, token = (given[0] if len(given) == 1 else "").partition(" ")
    if scheme.lower() != "bearer":
        raise _refused()
    try:
        return services.tokens.read(token.strip())
    except TokenRefused:
        raise _refused() from None


def _refused() -> Problem:
    return Problem(
        401,
        "unauthorized",
        "The bearer token is missing, not valid, expired or revoked.",
        headers={"www-authenticate": 'Bearer realm="toolspan", error="invalid_token"'},
    )
