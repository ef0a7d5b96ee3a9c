"""Validates URLs from requests: where browsers are redirected, and where webhooks are sent."""

from __future__ import annotations

import re
from ipaddress import ip_address
from typing import TYPE_CHECKING
from urllib.parse import SplitResult, parse_qsl, urlencode, urlsplit, urlunsplit

from toolspan.server.problems import Problem
from toolspan.server.security.addresses import permitted
from toolspan.server.settings import LOOPBACK

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from toolspan.server.security.addresses import Network

_HOST = re.compile(r"[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)*", re.ASCII)
_OURS = frozenset({"connector_id", "error", "error_description"})


def check_redirect(url: str, hosts: Collection[str]) -> None:
    """Reject a redirect URL that is not allowed, or that browsers may parse differently.

    Args:
        url: https, or http on loopback; without user and fragment.
        hosts: Allowed hosts; empty for any.

    Raises:
        Problem: 422 with the reason.
    """
    parts = _split(url, "redirect_url")
    local = parts.hostname in LOOPBACK
    if parts.scheme != "https" and not (parts.scheme == "http" and local):
        raise _refused("redirect_url", "it must be https; http only on loopback")
    if not local and ":" in (parts.hostname or ""):
        raise _refused("redirect_url", "it names no valid host")
    if any(name in _OURS for name, _ in parse_qsl(parts.query, keep_blank_values=True)):
        raise _refused("redirect_url", "connector_id, error and error_description are added by this server")
    if hosts and parts.hostname not in {allowed.lower() for allowed in hosts}:
        raise _refused(
            "redirect_url", "its host is not one of those that this server allows (TOOLSPAN_REDIRECT_HOSTS)"
        )


def check_target(url: str, networks: Sequence[Network]) -> None:
    """Reject a URL to which this server must not send requests.

    A host name is checked again at each request, by the addresses that it then has.

    Args:
        url: https, or http to a private network that is allowed; without user and fragment.
        networks: Private networks that are allowed.

    Raises:
        Problem: 422 with the reason.
    """
    parts = _split(url, "url")
    if parts.scheme != "https" and not (parts.scheme == "http" and networks):
        raise _refused("url", "it must be https; http only to a network of TOOLSPAN_WEBHOOK_NETWORKS")
    try:
        address = ip_address(parts.hostname or "")
    except ValueError:
        return
    if not permitted(address, networks, public=parts.scheme == "https"):
        raise _refused("url", "its address is not public, and in no network of TOOLSPAN_WEBHOOK_NETWORKS")


def _split(url: str, field: str) -> SplitResult:
    """Return the parts of a URL in which no parser can find another host."""
    if not url.isascii() or not url.isprintable() or any(character in url for character in ' \\<>"^`{|}'):
        raise _refused(field, "it holds characters that do not belong in a URL")
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        raise _refused(field, "it is not a URL") from None
    if not _HOST.fullmatch(host) and ":" not in host:
        raise _refused(field, "it names no valid host")
    if "@" in parts.netloc or "#" in url:
        raise _refused(field, "it must hold no user and no fragment")
    return parts


def with_query(url: str, **values: str) -> str:
    """Return the URL with additional query parameters. Existing ones stay unchanged."""
    parts = urlsplit(url)
    query = "&".join(part for part in (parts.query, urlencode(values)) if part)
    return urlunsplit(parts._replace(query=query))


def _refused(field: str, why: str) -> Problem:
    return Problem(422, "invalid_input", f"The {field} is refused: {why}.", field=field)
