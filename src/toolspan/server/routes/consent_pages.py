"""What a seller's browser meets here: the page at which a consent begins, and pages that say what went wrong.

A state tells for which workspace a consent is; that it comes back in the browser that set out with it, a cookie
tells. Without one, the answer to one person's question could be handed in by another (RFC 9700, 2.1).
"""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING
from uuid import uuid4

from pydantic import ValidationError
from starlette.responses import HTMLResponse, RedirectResponse, Response

from toolspan.server.data import oauth
from toolspan.server.http.exchange import Access, Endpoint
from toolspan.server.http.redirects import with_query
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
    """Return the page at which a consent begins: on the host to which Amazon sends browsers back.

    None where that address is not this server's own path, so that a cookie might not come back either.
    """
    own = redirect_uri.removesuffix(CALLBACK)
    return own + START if own != redirect_uri else None


async def start(exchange: Exchange) -> Response:
    """Mark the browser as the one that sets out, and send it to Amazon. The state stays as good as it was."""
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
        samesite="lax",  # it must come along when Amazon's page sends the browser back
    )
    return response


def set_out(request: Request, state: str) -> bool:
    """Return whether this browser is one that set out with this state."""
    return any(_cookie(state, secure=secure) in request.cookies for secure in (True, False))


def page(exchange: Exchange, problem: Problem) -> Response:
    """Return a page that tells a person what went wrong, and nothing else to anybody."""
    content = _PAGE.format(
        title="The connection was not made",
        text=escape(problem.message),
        request_id=escape(exchange.request_id or str(uuid4())),
    )
    return HTMLResponse(content, problem.status)


def refused() -> Problem:
    """Return the page for a person whose link is not valid."""
    return Problem(
        400,
        "invalid_state",
        "This link is not valid any more: it was used before, took longer than ten minutes, was changed, "
        "or was opened in another browser. Start again from where you came from.",
    )


def _cookie(state: str, *, secure: bool) -> str:
    """Return the cookie's name. `__Host-` keeps other hosts of the same domain from setting it."""
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
