"""URLs that a user or an author gives."""

from __future__ import annotations

from urllib.parse import urlsplit

from toolspan.errors import ConfigurationError, quoted

_PORTS = {"https": 443, "http": 80}


def host_of(url: str) -> str:
    """Return the host of a URL, with its port unless that is the scheme's own."""
    parts = urlsplit(url)
    host = (parts.hostname or "").lower()
    return f"{host}:{parts.port}" if parts.port and parts.port != _PORTS.get(parts.scheme) else host


def is_downgrade(url: str, base_url: str) -> bool:
    """Return whether a URL is plain http while the base URL is not."""
    return url.startswith("http:") and not base_url.startswith("http:")


def checked_url(url: str, name: str) -> str:
    """Return a base URL without a slash at its end.

    Args:
        url: As a user gave it.
        name: What the user calls it, for the error.

    Raises:
        ConfigurationError: It is not https (http only on loopback), or holds more than host and path.
    """
    try:
        parts = urlsplit(url) if url.isascii() and url.isprintable() and " " not in url else urlsplit("")
        _ = parts.port
    except ValueError:
        parts = urlsplit("")
    if "@" in parts.netloc or parts.query or parts.fragment:
        raise ConfigurationError(f"{name} must hold no query, fragment or user.")
    local = parts.hostname in ("127.0.0.1", "localhost", "::1")
    if not parts.hostname or (parts.scheme != "https" and not (parts.scheme == "http" and local)):
        raise ConfigurationError(
            f"{name} must be an https URL (http only on loopback), not {quoted(url) if '://' not in url else repr(url[:80])}."
        )
    return parts.geturl().rstrip("/")  # with the scheme in small letters
