"""ASGI application: routes for Login with Amazon, consent pages, documents and the SP-API."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.routing import Mount, Route

from toolspan.emulator.lwa import TokenEndpoint

if TYPE_CHECKING:
    from starlette.types import Receive, Scope, Send

    from toolspan.emulator.accounts import Directory
    from toolspan.emulator.clock import EmulatorClock
    from toolspan.emulator.consent import Consent
    from toolspan.emulator.feeds.uploads import Uploads
    from toolspan.emulator.files import Files
    from toolspan.emulator.gateway import Gateway
    from toolspan.emulator.reports.documents import Documents

__all__ = ["build"]


def build(
    directory: Directory,
    clock: EmulatorClock,
    gateway: Gateway,
    consent: Consent,
    storage: tuple[Documents, Uploads, Files],
) -> Starlette:
    """Return the application; every path without a route of its own goes to the SP-API."""
    token = TokenEndpoint(directory, clock)
    documents, uploads, files = storage

    async def sp_api(scope: Scope, receive: Receive, send: Send) -> None:
        response = await gateway(Request(scope, receive))
        await response(scope, receive, send)

    return Starlette(
        routes=[
            Route("/auth/o2/token", token.__call__, methods=["POST"]),
            Route("/documents/{key}", documents.__call__, methods=["GET"]),
            Route("/uploads/{key}", uploads.__call__, methods=["PUT"]),
            Route("/files/{key}", files.__call__, methods=["PUT", "POST"]),
            *consent.routes,
            Mount("/", sp_api),
        ]
    )
