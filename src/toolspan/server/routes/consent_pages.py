"""Pages for a seller's browser: the start of a consent, and error pages.

The state identifies the consent; a cookie proves that the redirect comes back to the browser that started it.
Without the cookie, an attacker could inject the redirect of another consent (CSRF; RFC 9700, 2.1).
"""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING
from uuid import uuid4

from pydantic import ValidationError
from starlette.responses import HTMLResponse, RedirectResponse, Response

from toolspan.server.data import oauth
from toolspan.server.http.exchange import Access, Endpoint
from toolspan.server.http.urls import with_query
from toolspan.server.models.oauth import StartQuery
from toolspan.server.problems import Problem
from toolspan.server.routes.connectors import BASE

if TYPE_CHECKING:
    from starlette.requests import Request

    from toolspan.server.http.exchange import Exchange

START = f"{BASE}/oauth/start"
CALLBACK = f"{BASE}/oauth/callback"
SEE_OTHER = 303
_PAGE = (
    '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{title}</title></head>'
    "<body><h1>{title}</h1><p>{text}</p><p>Request {request_id}</p></body></html>"
)


def start_page(redirect_uri: str) -> str | None:
    """Return the URL of the start page, on the host of the redirect URI.

    None if the redirect URI is not this server's callback, which then might not receive the cookie.
    """
    own = redirect_uri.removesuffix(CALLBACK)
    return own + START if own != redirect_uri else None


async def start(exchange: Exchange) -> Response:
    """Set the cookie that identifies this browser, and redirect it to Amazon. Does not consume the state."""
    services = exchange.services
    try:
        state = StartQuery.model_validate(dict(exchange.request.query_params)).state
    except ValidationError:
        return page(exchange, refused())
    async with services.database.read() as connection:
        row = await oauth.peek(connection, state, services.now())
    if row is None or not row["request"].get("start"):
        return page(exchange, refused())
    response = RedirectResponse(with_query(row["request"]["consent_url"], state=state), SEE_OTHER)
    secure = row["request"]["start"].startswith("https:")
    response.set_cookie(
        _cookie(state, secure=secure),
        "1",
        max_age=oauth.STATE_MS // 1000,
        secure=secure,
        httponly=True,
        samesite="lax",  # `Lax`: the cookie must be sent with Amazon's redirect
    )
    return response


def set_out(request: Request, state: str) -> bool:
    """Return True if this browser has the cookie of this state."""
    return any(_cookie(state, secure=secure) in request.cookies for secure in (True, False))


def page(exchange: Exchange, problem: Problem) -> Response:
    """Return an error page for a person. Shows no details."""
    content = _PAGE.format(
        title="The connection was not made",
        text=escape(problem.message),
        request_id=escape(exchange.request_id or str(uuid4())),
    )
    return HTMLResponse(content, problem.status)


def refused() -> Problem:
    """Return the error for an invalid or expired link."""
    return Problem(
        400,
        "invalid_state",
        "This link is not valid any more: it was used before, took longer than ten minutes, was changed, "
        "or was opened in another browser. Start again from where you came from.",
    )


def _cookie(state: str, *, secure: bool) -> str:
    """Return the name of the cookie. `__Host-` prevents other hosts of the domain from setting it."""
    return f"{'__Host-' if secure else ''}toolspan-consent-{oauth.hashed(state)[:32]}"


ENDPOINTS = (
    Endpoint(
        "GET",
        START,
        start,
        "Set out for consent",
        "oauth",
        Access.PUBLIC,
        status=303,
        produces="text/html",
        fails=(400,),
    ),
)
