"""Where the browser comes back to: a page on this machine, or a line that a person pastes."""

from __future__ import annotations

import asyncio
import sys
import webbrowser
from contextlib import suppress
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from toolspan.cli.console import WrongUsageError, tell
from toolspan.connectors.amazon_seller_partner.commands.consent import LONGEST, read_landing
from toolspan.errors import ConfigurationError, InvalidInput, NeedsReauthorization

if TYPE_CHECKING:
    from toolspan.connectors.amazon_seller_partner.commands.consent import Landed, Question

    _Found = Landed | NeedsReauthorization

LOOPBACK = ("127.0.0.1", "localhost", "::1")
_PAGE = (
    "HTTP/1.1 {status}\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: {length}\r\n"
    "Cache-Control: no-store\r\nReferrer-Policy: no-referrer\r\nX-Content-Type-Options: nosniff\r\n"
    "Content-Security-Policy: default-src 'none'; frame-ancestors 'none'\r\nConnection: close\r\n\r\n{text}"
)
_PATIENCE = 10.0  # seconds for the head of one request


def is_loopback(url: str | None) -> bool:
    """Return whether a redirect leads to this machine, without TLS."""
    try:
        parts = urlsplit(url or "")
    except ValueError:
        return False
    return parts.scheme == "http" and parts.hostname in LOOPBACK


class LandingPage:
    """Waits for the browser. A request that does not answer the question is refused and changes nothing."""

    def __init__(self, question: Question, path: str) -> None:
        self._question = question
        self._path = path or "/"
        self._found: asyncio.Future[_Found] = asyncio.get_running_loop().create_future()

    async def visit(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer one connection; what it brought counts once the browser has its page."""
        try:
            line = await asyncio.wait_for(reader.readline(), _PATIENCE)
            status, text, found = self._answer(line.decode("latin-1").split(" "))
            writer.write(
                _PAGE.format(status=status, length=len(text), text=text).encode("latin-1", "replace")
            )
            await writer.drain()
        except (OSError, TimeoutError, ValueError):
            return  # a browser that went away, or a line without end: the next one may be ours
        finally:
            writer.close()
        with suppress(OSError):
            await writer.wait_closed()
        if found is not None and not self._found.done():
            self._found.set_result(found)

    def _answer(self, words: list[str]) -> tuple[str, str, _Found | None]:
        method, target = words[0], words[1] if len(words) > 1 else ""
        if method != "GET" or target.partition("?")[0] != self._path:
            return "404 Not Found", "There is nothing here.\n", None
        try:
            landed = read_landing(self._question, target)
        except NeedsReauthorization as error:
            return "200 OK", "No access was given. You can close this window.\n", error
        except InvalidInput:
            return "400 Bad Request", "This link is not the answer to the question that was asked.\n", None
        return "200 OK", "Done. You can close this window and go back to the terminal.\n", landed

    async def landed(self, seconds: float) -> Landed:
        """Return what the seller came back with.

        Raises:
            InvalidInput: Nobody came in time.
            NeedsReauthorization: The seller did not consent.
        """
        try:
            found = await asyncio.wait_for(self._found, seconds)
        except TimeoutError:
            raise InvalidInput(f"Nobody came back within {seconds:.0f} seconds.") from None
        if isinstance(found, NeedsReauthorization):
            raise found
        return found


async def received(question: Question, seconds: float, *, browser: bool) -> Landed:
    """Ask, and return what the seller comes back with to the page that the question's redirect names.

    Raises:
        WrongUsageError: Its address cannot be used.
        InvalidInput: Nobody came in time.
        NeedsReauthorization: The seller did not consent.
    """
    parts = urlsplit(question.redirect_uri or "")
    page = LandingPage(question, parts.path)
    host = LOOPBACK[0] if parts.hostname == "localhost" else parts.hostname
    try:
        server = await asyncio.start_server(page.visit, host, parts.port or 80, limit=LONGEST)
    except OSError as error:
        raise WrongUsageError(
            ConfigurationError(
                f"{parts.netloc} cannot be used: {error.strerror}.", hint="Is another login under way?"
            )
        ) from None
    async with server:
        await asyncio.to_thread(show, question.url, browser=browser)
        return await page.landed(seconds)


def pasted(question: Question) -> Landed:
    """Return what the address says that a person pastes; a wrong one can be pasted again.

    Raises:
        InvalidInput: Nothing more is pasted.
        NeedsReauthorization: The seller did not consent.
    """
    tell("Afterwards the browser ends on a page of your application. Paste its complete address here:")
    while line := sys.stdin.readline():
        if not line.strip():
            continue
        try:
            return read_landing(question, line)
        except InvalidInput as error:
            tell(f"{error.message} {error.hint or ''}")
    raise InvalidInput("No address was pasted.")


def show(url: str, *, browser: bool) -> None:
    """Tell where the seller is asked, and open it."""
    tell(f"The seller gives consent here:\n{url}")
    if browser and not webbrowser.open(url):
        tell("No browser could be opened: open the address yourself.")
