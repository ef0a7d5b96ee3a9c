"""Seller Central's consent pages, and the Appstore page that leads to them.

Facts: https://developer-docs.amazon.com/sp-api/docs/website-authorization-workflow. What happens
on "cancel" is not documented; here the browser goes back with ``error=access_denied`` and without
a code, as Login with Amazon does it elsewhere. Pages hold no scripts.
"""

from __future__ import annotations

import secrets
from html import escape
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlencode, urlsplit

from starlette.responses import HTMLResponse, RedirectResponse
from starlette.routing import Route

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping

    from starlette.requests import Request
    from starlette.responses import Response

    from toolspan.emulator.accounts import App, Directory, Seller

    _Handler = Callable[[Request], Awaitable[Response]]

__all__ = ["Consent"]

CONSENT = "/apps/authorize/consent"
STORE = "/apps/store/{application_id}"
CONFIRM = "/apps/authorize/confirm/{application_id}"
_HEADERS = {
    "cache-control": "no-store",
    "content-security-policy": "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
    "referrer-policy": "no-referrer",
    "x-frame-options": "DENY",
}
_PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>{title}</title>
<style>body {{ font: 16px/1.5 sans-serif; max-width: 36em; margin: 4em auto }} form {{ display: inline }}</style>
</head><body><h1>{title}</h1>
{content}
</body></html>
"""
_FORM = '<form method="post" action="{action}">{fields}<button type="submit">{label}</button></form>\n'


class _Refused(Exception):
    """Error page shown instead of a consent page; the browser is not redirected."""


class Consent:
    """The pages on which a seller authorizes an application.

    Attributes:
        seller: who is signed in.
    """

    def __init__(self, directory: Directory, seller: Seller, base_url: Callable[[], str]) -> None:
        self.seller = seller
        self._directory = directory
        self._base_url = base_url
        self._visits: dict[str, tuple[App, Seller]] = {}

    @property
    def routes(self) -> list[Route]:
        """Routes of the pages."""
        return [
            Route(CONSENT, _or_refusal(self.show), methods=["GET"]),
            Route(CONSENT, _or_refusal(self.decide), methods=["POST"]),
            Route(STORE, _or_refusal(self.show_store), methods=["GET"]),
            Route(STORE, _or_refusal(self.open_login), methods=["POST"]),
            Route(CONFIRM, _or_refusal(self.confirm), methods=["GET"]),
        ]

    async def show(self, request: Request) -> Response:
        """Show the consent page, with one form for each choice."""
        fields = _once(request.query_params.multi_items())
        app, redirect_uri = self._asked(fields)
        kept = fields | {"redirect_uri": redirect_uri}
        said = (
            f"<p>{escape(app.application_id)} asks for access to the selling account of {self._signed_in}.</p>\n"
            f"<p>You will go back to {escape(redirect_uri)}.</p>\n"
        )
        agree = _form(CONSENT, kept | {"decision": "authorize"}, "Authorize")
        cancel = _form(CONSENT, kept | {"decision": "cancel"}, "Cancel")
        return _page("Authorize an application", said + agree + cancel)

    async def decide(self, request: Request) -> Response:
        """Redirect back to the application, with a code if the seller consented."""
        fields = _once(await _form_of(request))
        app, redirect_uri = self._asked(fields)
        if fields.get("decision") == "authorize":
            return self._granted(app, self.seller, fields["state"], redirect_uri)
        if fields.get("decision") == "cancel":
            return _back(redirect_uri, {"state": fields["state"], "error": "access_denied"})
        raise _Refused("This form was changed.")

    async def show_store(self, request: Request) -> Response:
        """Show the application's Appstore page."""
        app = self._app(request.path_params["application_id"])
        said = f"<p>{escape(app.application_id)} works with the selling account of {self._signed_in}.</p>\n"
        return _page("Selling Partner Appstore", said + _form(request.url.path, {}, "Authorize now"))

    async def open_login(self, request: Request) -> Response:
        """Redirect to the application's Login URI, as the Appstore does after the seller has consented."""
        app = self._app(request.path_params["application_id"])
        if not app.login_uri:
            raise _Refused("The application has registered no Login URI.")
        amazon_state = secrets.token_urlsafe(24)
        self._visits[amazon_state] = (app, self.seller)
        query = {
            "amazon_callback_uri": self._base_url() + CONFIRM.format(application_id=app.application_id),
            "amazon_state": amazon_state,
            "selling_partner_id": self.seller.seller_id,
        }
        return _back(app.login_uri, query | ({"version": "beta"} if app.draft else {}))

    async def confirm(self, request: Request) -> Response:
        """Receive the browser from the Login URI and redirect it with a code."""
        fields = _once(request.query_params.multi_items())
        app, redirect_uri = self._asked(fields | {"application_id": request.path_params["application_id"]})
        visit = self._visits.pop(fields.get("amazon_state", ""), None)
        if visit is None or visit[0] is not app:
            raise _Refused("The amazon_state is not one that was given out, or was used before.")
        return self._granted(app, visit[1], fields["state"], redirect_uri)

    @property
    def _signed_in(self) -> str:
        return escape(f"{self.seller.store_name} ({self.seller.seller_id})")

    def _app(self, application_id: str) -> App:
        for app in self._directory.apps.values():
            if app.application_id == application_id:
                return app
        raise _Refused(
            "There is no application of this id. The id of an application is not its LWA client id."
        )

    def _asked(self, fields: Mapping[str, str]) -> tuple[App, str]:
        app = self._app(fields.get("application_id", ""))
        if (fields.get("version") == "beta") is not app.draft or fields.get("version") not in (None, "beta"):
            raise _Refused("version=beta belongs to applications that are drafts, and to those alone.")
        if not fields.get("state"):
            raise _Refused("The state is missing.")
        redirect_uri = fields.get("redirect_uri") or next(iter(app.redirect_uris), "")
        if redirect_uri not in app.redirect_uris:
            raise _Refused("The redirect_uri is not one that the application has registered.")
        return app, redirect_uri

    def _granted(self, app: App, seller: Seller, state: str, redirect_uri: str) -> Response:
        code = self._directory.issue_code(app, seller, redirect_uri).value
        back = {"state": state, "selling_partner_id": seller.seller_id, "spapi_oauth_code": code}
        return _back(redirect_uri, back)


def _or_refusal(answer: _Handler) -> _Handler:
    """Return a handler that shows an error page when the request is rejected."""

    async def answered(request: Request) -> Response:
        try:
            return await answer(request)
        except _Refused as refused:
            text = f"<p>{escape(str(refused))}</p>"
            return _page("This request cannot be authorized", text, 400)

    return answered


async def _form_of(request: Request) -> list[tuple[str, str]]:
    return parse_qsl((await request.body()).decode("utf-8", "replace"), keep_blank_values=True)


def _once(pairs: list[tuple[str, str]]) -> dict[str, str]:
    fields = dict(pairs)
    if len(fields) != len(pairs):
        raise _Refused("A parameter is there twice.")
    return fields


def _form(action: str, fields: Mapping[str, str], label: str) -> str:
    hidden = "".join(
        f'<input type="hidden" name="{escape(name)}" value="{escape(value)}">'
        for name, value in fields.items()
    )
    return _FORM.format(action=escape(action), fields=hidden, label=label)


def _page(title: str, content: str, status: int = 200) -> Response:
    return HTMLResponse(_PAGE.format(title=title, content=content), status, _HEADERS)


def _back(url: str, query: Mapping[str, str]) -> Response:
    joined = f"{url}{'&' if urlsplit(url).query else '?'}{urlencode(query)}"
    return RedirectResponse(joined, 302, _HEADERS)
