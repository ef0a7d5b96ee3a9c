"""Redirects of reads: followed on the same host, and to another host without credentials."""

from __future__ import annotations

from ipaddress import ip_address
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

from toolspan.runtime.tracebacks import Hidden
from toolspan.transport.http import Response, TransportFailure

if TYPE_CHECKING:
    from collections.abc import Mapping

    from toolspan.clock import Deadline
    from toolspan.transport.http import Http

MOST = 5
"""Redirects of one request that are followed."""
_STATUSES = range(300, 400)
_HARMLESS = ("accept", "accept-encoding")
"""Headers that go to another host: all others may hold credentials, or what is nobody else's business."""
_PORTS = {"https": 443, "http": 80}


async def followed(  # noqa: PLR0917 - a request
    http: Http,
    method: str,
    url: Hidden[str],
    headers: Hidden[dict[str, str]],
    response: Response,
    deadline: Deadline,
) -> Response | TransportFailure:
    """Return what redirects lead to.

    Args:
        http: Sends the requests.
        method: GET or HEAD.
        url: The URL that was redirected.
        headers: Headers of that request.
        response: The redirect.
        deadline: When to give up.
    """
    trusted = True
    for _ in range(MOST):
        target = _target(url.value, response.headers.get("location", ""))
        if isinstance(target, TransportFailure):
            return target
        # Credentials do not come back with the next redirect.
        trusted = trusted and _origin(target.value) == _origin(url.value)
        url = target
        outcome = await http.send(
            method, url.value, headers.value if trusted else _harmless(headers.value), deadline
        )
        if isinstance(outcome, TransportFailure) or outcome.status not in _STATUSES:
            return outcome
        response = outcome
    return TransportFailure("invalid", f"the API redirected more than {MOST} times")


def _harmless(headers: Mapping[str, str]) -> dict[str, str]:
    return {name: value for name, value in headers.items() if name.lower() in _HARMLESS}


def _target(url: str, location: str) -> Hidden[str] | TransportFailure:
    """Return the URL that a redirect leads to, or why it is not followed."""
    try:
        target = urljoin(url, location)
        there, here = urlsplit(target), urlsplit(url)
        _ = there.port
    except ValueError:
        return TransportFailure("invalid", "the API redirected to what is no URL")
    if (
        not location
        or not there.hostname
        or not target.isascii()
        or not target.isprintable()
        or " " in target
    ):
        return TransportFailure("invalid", "the API redirected to what is no URL")
    if "@" in there.netloc or there.scheme not in ("https", here.scheme):
        return TransportFailure(
            "invalid",
            f"the API redirected to {there.hostname} without https, or with a user; it was not followed",
        )
    if _is_inside(there.hostname) and not _is_inside(here.hostname or ""):
        return TransportFailure(
            "invalid", f"the API redirected to {there.hostname}, inside a network; it was not followed"
        )
    return Hidden(there._replace(fragment="").geturl())


def _origin(url: str) -> tuple[str, str, int | None]:
    parts = urlsplit(url)
    return parts.scheme, (parts.hostname or "").lower(), parts.port or _PORTS.get(parts.scheme)


def _is_inside(host: str) -> bool:
    """Return whether a host is this machine, or an address that only this network has."""
    if host == "localhost" or host.endswith((".localhost", ".internal", ".local")):
        return True
    try:
        return not ip_address(host).is_global
    except ValueError:
        return False
