"""Validates the URLs to which browsers are redirected."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from toolspan.server.problems import Problem
from toolspan.server.settings import LOOPBACK

if TYPE_CHECKING:
    from collections.abc import Collection

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
    if not url.isascii() or not url.isprintable() or any(character in url for character in ' \\<>"^`{|}'):
        raise _refused("it holds characters that do not belong in a URL")
    try:
        parts = urlsplit(url)
        host, _ = (parts.hostname or "").lower(), parts.port
    except ValueError:
        raise _refused("it is not a URL") from None
    local = host in LOOPBACK
    if not host or (not local and not _HOST.fullmatch(host)):
        raise _refused("it names no valid host")
    if parts.scheme != "https" and not (parts.scheme == "http" and local):
        raise _refused("it must be https; http only on loopback")
    if "@" in parts.netloc or "#" in url:
        raise _refused("it must hold no user and no fragment")
    if any(name in _OURS for name, _ in parse_qsl(parts.query, keep_blank_values=True)):
        raise _refused("connector_id, error and error_description are added by this server")
    if hosts and host not in {allowed.lower() for allowed in hosts}:
        raise _refused("its host is not one of those that this server allows (TOOLSPAN_REDIRECT_HOSTS)")


def with_query(url: str, **values: str) -> str:
    """Return the URL with additional query parameters. Existing ones stay unchanged."""
    parts = urlsplit(url)
    query = "&".join(part for part in (parts.query, urlencode(values)) if part)
    return urlunsplit(parts._replace(query=query))


def _refused(why: str) -> Problem:
    return Problem(422, "invalid_input", f"The redirect_url is refused: {why}.", field="redirect_url")
