"""Servers: the base URL of a document, and which of an operation's own servers may be called."""

from __future__ import annotations

import re
from dataclasses import dataclass
from ipaddress import ip_address
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin, urlsplit

from toolspan.errors import ConfigurationError
from toolspan.openapi.references import Unusable
from toolspan.operations.names import suggestion
from toolspan.transport.urls import checked_url, host_of, is_downgrade

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from toolspan.openapi.document import Document

_VARIABLE = re.compile(r"\{([^{}]+)\}")
_VALUE = re.compile(r"[A-Za-z0-9._~/-]*")
_HINT = 'Give base_url="https://...".'


@dataclass(frozen=True, slots=True)
class Servers:
    """Where the operations of a document are served.

    Args:
        base_url: Of operations that name no server of their own.
        stated: What the document gives for `base_url`; the owner may have given another.
        hosts: All that credentials may go to.
        variables: Values of server variables, in place of their defaults.
    """

    base_url: str
    stated: str | None
    hosts: frozenset[str]
    variables: Mapping[str, str]

    def of(self, servers: Sequence[Any] | None) -> str | None:
        """Return the base URL for an operation that names servers; None if it is the document's own.

        Raises:
            Unusable: None of its servers may be called.
        """
        if not isinstance(servers, list) or not servers:
            return None
        refused = ""
        for server in servers:
            try:
                url = self._usable(expanded(server, self.variables))
            except (ConfigurationError, Unusable) as error:
                refused = refused or str(error)
                continue
            return None if url == self.base_url else url
        raise Unusable(refused)

    def _usable(self, url: str) -> str:
        if "://" not in url:
            url = _joined(self.base_url, url)
        elif self.stated and self.stated != self.base_url and _origin(url) == _origin(self.stated):
            url = _moved(url, self.stated, self.base_url)
        url = checked_url(url, "its server")
        host = host_of(url)
        if is_downgrade(url, self.base_url):
            raise Unusable(f"its server is {host}, over http without encryption")
        if host not in self.hosts:
            raise Unusable(f'its server is {host}, which hosts=["{host}"] would allow')
        return url


def _origin(url: str) -> tuple[str, str]:
    try:
        return urlsplit(url).scheme, host_of(url)
    except ValueError:
        return "", ""


def _joined(base_url: str, path: str) -> str:
    return urljoin(base_url.rstrip("/") + "/", path).rstrip("/")


def _moved(url: str, stated: str, base_url: str) -> str:
    """Return a URL on the document's own host as it is under the base URL that the owner gave."""
    own, front = urlsplit(url).path.rstrip("/"), urlsplit(stated).path.rstrip("/")
    if own == front or own.startswith(f"{front}/"):
        return base_url + own[len(front) :]
    return base_url.removesuffix(front) + own


def servers_of(
    document: Document,
    listed: Sequence[Sequence[Any] | None],
    base_url: str | None,
    hosts: Collection[str],
    variables: Mapping[str, str],
) -> Servers:
    """Return the servers of a document.

    Args:
        document: The document.
        listed: The servers that its routes name, for a document that names none itself.
        base_url: The owner's base URL.
        hosts: More hosts that the owner names.
        variables: Values of server variables.

    Raises:
        ConfigurationError: No base URL follows from the document, or the one that does may not be called.
    """
    _check_variables(document, listed, variables)
    named = {_named_host(host) for host in hosts}
    try:
        stated = _stated(document, listed, variables)
    except Unusable as error:
        raise ConfigurationError(f"{document.source}: {error}.", hint=_HINT) from None
    if base_url is not None:
        base = checked_url(base_url, "base_url")
        return Servers(base, stated, frozenset({host_of(base), *named}), variables)
    if stated is None:
        raise ConfigurationError(f"{document.source} does not say where its API is served.", hint=_HINT)
    base = checked_url(stated, f"The server of {document.source}")
    host = host_of(base)
    if _is_inside(base) and host not in named and not _is_inside(document.url or ""):
        raise ConfigurationError(f"The server of {document.source} is inside a network: {host}.", hint=_HINT)
    if document.url and host != host_of(document.url) and host not in named:
        raise ConfigurationError(
            f"The document came from {host_of(document.url)}, and says that its API is at {host}.",
            hint=f'If that is right, say so with base_url="{base}" or hosts=["{host}"].',
        )
    return Servers(base, base, frozenset({host, *named}), variables)


def _named_host(host: str) -> str:
    """Return a host as the owner names it, without a scheme."""
    if not isinstance(host, str) or not host or re.search(r"[\s/@?#]", host.partition("://")[2] or host):
        raise ConfigurationError(f'hosts takes names such as "uploads.example.com", not {str(host)[:80]!r}.')
    return host_of(host if "://" in host else f"https://{host}")


def _stated(
    document: Document, listed: Sequence[Sequence[Any] | None], variables: Mapping[str, str]
) -> str | None:
    """Return the base URL that the document states; of one that states none, that of most of its routes."""
    if document.version == "2.0":
        return _swagger(document)
    own = document.data.get("servers")
    servers = own if isinstance(own, list) and own else _most(listed)
    if not servers:
        return _relative(document, "/") if document.url else None
    url = expanded(servers[0], variables)
    return url.rstrip("/") if "://" in url else _relative(document, url)


def _most(listed: Sequence[Sequence[Any] | None]) -> list[Any]:
    """Return the server that most routes name."""
    urls = [
        str(servers[0].get("url"))
        for servers in listed
        if isinstance(servers, list) and servers and isinstance(servers[0], dict)
    ]
    if not urls:
        return []
    wanted = max(dict.fromkeys(urls), key=urls.count)
    return next(
        [servers[0]]
        for servers in listed
        if servers and isinstance(servers[0], dict) and servers[0].get("url") == wanted
    )


def _relative(document: Document, url: str) -> str | None:
    return urljoin(document.url, url).rstrip("/") if document.url else None


def _swagger(document: Document) -> str | None:
    data = document.data
    base = str(data.get("basePath") or "").strip("/")
    host = data.get("host") or (urlsplit(document.url).netloc if document.url else None)
    if not host:
        return None
    schemes = data.get("schemes")
    listed = schemes if isinstance(schemes, list) and schemes else ["https"]
    scheme = "https" if "https" in listed else str(listed[0])
    return f"{scheme}://{host}/{base}".rstrip("/")


def expanded(server: Any, variables: Mapping[str, str]) -> str:
    """Return the URL of a server with its variables filled in.

    Raises:
        Unusable: It has no URL, or a variable without a value.
    """
    if not isinstance(server, dict) or not isinstance(server.get("url"), str):
        raise Unusable("a server has no url")
    stated = server.get("variables")
    known = stated if isinstance(stated, dict) else {}

    def value(found: re.Match[str]) -> str:
        entry = known.get(found[1])
        text = variables.get(found[1], entry.get("default") if isinstance(entry, dict) else None)
        if text is None:
            raise Unusable(f"the variable {found[1][:40]} of its server has no value")
        return str(text)

    return _VARIABLE.sub(value, server["url"])


def _check_variables(
    document: Document, listed: Sequence[Sequence[Any] | None], variables: Mapping[str, str]
) -> None:
    """Refuse values for server variables that there are not, or that may not be.

    Raises:
        ConfigurationError: As above.
    """
    own = document.data.get("servers")
    stated: dict[str, Any] = {}
    for servers in (own, *listed):
        for server in servers if isinstance(servers, list) else ():
            entries = server.get("variables") if isinstance(server, dict) else None
            stated |= entries if isinstance(entries, dict) else {}
    for name, value in variables.items():
        if name not in stated:
            raise ConfigurationError(
                f'No server of {document.source} has a variable "{name}".{suggestion(name, stated)}',
                hint=f"The variables are: {', '.join(stated) or 'none'}.",
            )
        choices = stated[name].get("enum") if isinstance(stated[name], dict) else None
        if choices and value not in choices:
            raise ConfigurationError(
                f"{name} is one of {', '.join(map(str, choices))}, not {str(value)[:40]!r}."
            )
        if not isinstance(value, str) or not _VALUE.fullmatch(value):
            raise ConfigurationError(f"{name}: {str(value)[:40]!r} cannot stand in an address.")


def _is_inside(url: str) -> bool:
    """Return whether a host is given by an address inside a network, or on this machine."""
    host = urlsplit(url).hostname or ""
    if host == "localhost":
        return True
    try:
        return not ip_address(host).is_global
    except ValueError:
        return False
