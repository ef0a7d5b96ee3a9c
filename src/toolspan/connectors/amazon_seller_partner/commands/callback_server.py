"""Receives the redirect after a seller's consent: by a local HTTP server, or pasted by a person."""

from __future__ import annotations

import asyncio
import sys
import webbrowser
from contextlib import suppress
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from toolspan.cli.console import WrongUsageError, tell
from toolspan.connectors.amazon_seller_partner.commands.consent import LONGEST, parse_redirect
from toolspan.errors import ConfigurationError, InvalidInput, NeedsReauthorization

if TYPE_CHECKING:
    from toolspan.connectors.amazon_seller_partner.commands.consent import Authorization, ConsentRequest

    _Found = Authorization | NeedsReauthorization

LOOPBACK = ("127.0.0.1", "localhost", "::1")
_PAGE = (
    "HTTP/1.1 {status}\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: {length}\r\n"
    "Cache-Control: no-store\r\nReferrer-Policy: no-referrer\r\nX-Content-Type-Options: nosniff\r\n"
    "Content-Security-Policy: default-src 'none'; frame-ancestors 'none'\r\nConnection: close\r\n\r\n{text}"
)
_PATIENCE = 10.0  # seconds for the head of one request


def is_loopback(url: str | None) -> bool:
    """Return True for an http URL on this machine."""
    try:
        parts = urlsplit(url or "")
    except ValueError:
        return False
    return parts.scheme == "http" and parts.hostname in LOOPBACK


class CallbackPage:
    """Handles the browser's redirect. Rejects requests that do not belong to this consent, and keeps waiting."""

    def __init__(self, request: ConsentRequest, path: str) -> None:
        self._request = request
        self._path = path or "/"
        self._found: asyncio.Future[_Found] = asyncio.get_running_loop().create_future()

    async def visit(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Serve one connection. Its result counts once the browser has received the page."""
        try:
            line = await asyncio.wait_for(reader.readline(), _PATIENCE)
            status, text, found = self._answer(line.decode("latin-1").split(" "))
            writer.write(
                _PAGE.format(status=status, length=len(text), text=text).encode("latin-1", "replace")
            )
            await writer.drain()
        except (OSError, TimeoutError, ValueError):
            return  # a closed or malformed connection: the redirect may still come on the next one
        finally:
            writer.close()
        with suppress(OSError):
            await writer.wait_closed()
        if found is not None and not self._found.done():
            self._found.set_result(found)

    def _answer(self, words: list[str]) -> tuple[str, str, _Found | None]:
        method, target = words[0], words[1] if len(words) > 1 else ""
        if method != "GET" or target.partition("?")[0] != self._path:
            return "404 Not Found", "Not found.\n", None
        try:
            authorization = parse_redirect(self._request, target)
        except NeedsReauthorization as error:
            return "200 OK", "The seller did not consent. You can close this window.\n", error
        except InvalidInput:
            return "400 Bad Request", "This link does not belong to the login in progress.\n", None
        return "200 OK", "Done. You can close this window and go back to the terminal.\n", authorization

    async def result(self, seconds: float) -> Authorization:
        """Wait for the redirect and return the authorization.

        Raises:
            InvalidInput: No redirect arrived in time.
            NeedsReauthorization: The seller did not consent.
        """
        try:
            found = await asyncio.wait_for(self._found, seconds)
        except TimeoutError:
            raise InvalidInput(f"The seller did not finish within {seconds:.0f} seconds.") from None
        if isinstance(found, NeedsReauthorization):
            raise found
        return found


async def wait_for_redirect(request: ConsentRequest, seconds: float, *, browser: bool) -> Authorization:
    """Show the consent page and wait for its redirect on this machine.

    Raises:
        WrongUsageError: The address of the redirect URI cannot be used.
        InvalidInput: No redirect arrived in time.
        NeedsReauthorization: The seller did not consent.
    """
    parts = urlsplit(request.redirect_uri or "")
    page = CallbackPage(request, parts.path)
    host = LOOPBACK[0] if parts.hostname == "localhost" else parts.hostname
    try:
        server = await asyncio.start_server(page.visit, host, parts.port or 80, limit=LONGEST)
    except OSError as error:
        raise WrongUsageError(
            ConfigurationError(
                f"{parts.netloc} cannot be used: {error.strerror}.", hint="Is another login still running?"
            )
        ) from None
    async with server:
        await asyncio.to_thread(show_consent_url, request.url, browser=browser)
        return await page.result(seconds)


def read_pasted_address(request: ConsentRequest) -> Authorization:
    """Read the redirected address from standard input; asks again after an invalid one.

    Raises:
        InvalidInput: The input ended without a valid address.
        NeedsReauthorization: The seller did not consent.
    """
    tell("Afterwards the browser shows a page of your application. Paste its complete address here:")
    while line := sys.stdin.readline():
        if not line.strip():
            continue
        try:
            return parse_redirect(request, line)
        except InvalidInput as error:
            tell(f"{error.message} {error.hint or ''}")
    raise InvalidInput("No address was pasted.")


def show_consent_url(url: str, *, browser: bool) -> None:
    """Print the address of the consent page, and open it in a browser."""
    tell(f"Open this page to give consent:\n{url}")
    if browser and not webbrowser.open(url):
        tell("No browser could be opened. Open the address yourself.")
