"""Fetching of documents: https only, from public addresses, within a size, and never onwards to somewhere private."""

from __future__ import annotations

import socket
from ipaddress import ip_address
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

from toolspan.errors import ConfigurationError

if TYPE_CHECKING:
    from urllib.parse import SplitResult

_HOPS = 4
_TIMEOUT = 30.0
_LOOPBACK = ("127.0.0.1", "localhost", "::1")
_REDIRECTS = (301, 302, 303, 307, 308)
_SHOWN = 120


def fetch_text(url: str, most: int) -> tuple[bytes, str]:
    """Return the content behind a URL, and the URL that gave it.

    Args:
        url: https; http on this machine alone.
        most: Bytes at most.

    Raises:
        ConfigurationError: The URL may not be fetched, or gives nothing that can be used.
    """
    import httpx2  # noqa: PLC0415 - few documents are fetched

    start = checked(url)
    try:
        with httpx2.Client(timeout=_TIMEOUT, follow_redirects=False) as client:
            for _ in range(_HOPS):
                with client.stream(
                    "GET", url, headers={"accept": "application/json, application/yaml, */*"}
                ) as response:
                    if response.status_code in _REDIRECTS and "location" in response.headers:
                        url = urljoin(url, response.headers["location"])
                        checked(url, start)
                        continue
                    if response.status_code != httpx2.codes.OK:
                        raise ConfigurationError(
                            f"{url[:_SHOWN]} gave HTTP {response.status_code}, and no document."
                        )
                    return _content(response.iter_bytes(), most, url), url
    except httpx2.HTTPError as error:
        raise ConfigurationError(f"{url[:_SHOWN]} could not be fetched: {type(error).__name__}.") from None
    raise ConfigurationError(f"{url[:_SHOWN]} leads on and on, and to no document.")


def _content(chunks: object, most: int, url: str) -> bytes:
    content = bytearray()
    for chunk in chunks:  # type: ignore[attr-defined]
        content += chunk
        if len(content) > most:
            raise ConfigurationError(f"{url[:_SHOWN]} gives more than {most // 2**20} MB.")
    return bytes(content)


def checked(url: str, start: SplitResult | None = None) -> SplitResult:
    """Return the parts of a URL that a document may come from.

    Args:
        url: The URL.
        start: The one that the owner gave, if this one is where it leads.

    Raises:
        ConfigurationError: It is not https, holds a user, or its host is inside a network.
    """
    try:
        parts = urlsplit(url) if url.isascii() and url.isprintable() and " " not in url else urlsplit("")
        port = parts.port
    except ValueError:
        raise ConfigurationError(f"{url[:_SHOWN]!r} is no URL.") from None
    host = parts.hostname or ""
    local = host in _LOOPBACK and (start is None or start.hostname in _LOOPBACK)
    if "@" in parts.netloc:
        raise ConfigurationError("The URL of a document must hold no user or password.")
    if not host or not (parts.scheme == "https" or (parts.scheme == "http" and local)):
        raise ConfigurationError(
            f"The document must come from an https URL (http on this machine alone), not {url[:_SHOWN]!r}.",
            hint="A file on this machine is given by its path.",
        )
    if not local:
        _check_public(host, port or 443)
    return parts


def _check_public(host: str, port: int) -> None:
    """Refuse a host inside a network: such an address would make this process fetch what only it can reach."""
    try:
        found = {str(entry[4][0]) for entry in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)}
    except (OSError, UnicodeError):
        raise ConfigurationError(f"The host {host[:_SHOWN]} is not known.") from None
    for address in found:
        if not ip_address(address.partition("%")[0]).is_global:
            raise ConfigurationError(
                f"The host {host[:_SHOWN]} is inside a network ({address}), and no document is fetched from there.",
                hint="Save the document to a file, and give its path.",
            )
