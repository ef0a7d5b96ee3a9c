"""Security schemes of a document, and what the owner's credentials are for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from toolspan.openapi.references import References, Unusable

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from toolspan.openapi.document import Document

Alternative = dict[str, tuple[str, ...]]
"""Schemes that a request needs together, with the scopes of each."""


@dataclass(frozen=True, slots=True)
class Scheme:
    """One security scheme.

    Args:
        name: Its name in the document.
        kind: `key`, `basic`, `bearer`, `oauth2` or `openid`; empty if nothing of the kind can be sent.
        location: Where a key stands.
        parameter: The name of a key's header, parameter or cookie.
        client_url: Where a client gets a token for itself.
        refresh_url: Where a refresh token gets a new token.
        refused: Why it cannot be used.
    """

    name: str
    kind: str
    location: str = ""
    parameter: str = ""
    client_url: str | None = None
    refresh_url: str | None = None
    refused: str | None = None

    @property
    def takes(self) -> tuple[str, ...]:
        """Names of the credentials that it takes."""
        return _TAKES.get(self.kind, ())


_TAKES = {
    "key": ("ApiKey",),
    "basic": ("Basic",),
    "bearer": ("Bearer",),
    "oauth2": ("Bearer", "ClientCredentials", "RefreshToken"),
    "openid": ("Bearer",),
}


class Schemes:
    """Security schemes by name, and the alternatives of each operation.

    Args:
        document: The document.
        references: Those of the document.
        added: Schemes that the owner adds, as a document would have them.
    """

    def __init__(self, document: Document, references: References, added: Mapping[str, Any]) -> None:
        data = document.data
        components = data.get("components")
        stated = (
            data.get("securityDefinitions")
            if document.version == "2.0"
            else isinstance(components, dict) and components.get("securitySchemes")
        )
        self.by_name: dict[str, Scheme] = {}
        for name, scheme in {**(stated if isinstance(stated, dict) else {}), **added}.items():
            try:
                found, _ = references.mapping(scheme, references.root)
                self.by_name[name] = _scheme(name, found)
            except Unusable as error:
                self.by_name[name] = Scheme(name, "", refused=str(error))
        default = data.get("security")
        self._default = (
            default if isinstance(default, list) else [{name: []} for name in added] if added else None
        )
        self.default = self.alternatives({})
        """Alternatives of an operation of which the document says nothing."""

    def alternatives(self, operation: Mapping[str, Any]) -> tuple[Alternative, ...] | None:
        """Return the alternatives of an operation; None if the document says nothing of it.

        An alternative without schemes needs no credentials.
        """
        stated = operation.get("security", self._default)
        if not isinstance(stated, list):
            return None
        return tuple(
            {
                name: tuple(map(str, scopes)) if isinstance(scopes, list) else ()
                for name, scopes in each.items()
            }
            for each in stated
            if isinstance(each, dict)
        )

    def holds(self, name: str, location: str, operation: Mapping[str, Any]) -> bool:
        """Return whether a parameter is the key of a scheme that the operation has."""
        wanted = {scheme for each in self.alternatives(operation) or () for scheme in each}
        return any(
            scheme.kind == "key" and scheme.location == location and _equal(scheme.parameter, name, location)
            for scheme in self.by_name.values()
            if scheme.name in wanted
        )

    def takes_token(self, operation: Mapping[str, Any]) -> bool:
        """Return whether an access token authorises the operation."""
        wanted = {scheme for each in self.alternatives(operation) or () for scheme in each}
        return any(
            self.by_name[name].kind in ("oauth2", "bearer", "openid")
            for name in wanted
            if name in self.by_name
        )

    def reason(self, alternatives: Sequence[Alternative] | None) -> str | None:
        """Return why no credentials can ever authorise these alternatives; None if some can."""
        if not alternatives:
            return None
        reasons = [self._refused(each) for each in alternatives]
        return None if None in reasons else reasons[0]

    def _refused(self, alternative: Alternative) -> str | None:
        for name in alternative:
            scheme = self.by_name.get(name)
            if scheme is None:
                return f"it needs the security scheme {name[:60]!r}, which the document does not describe"
            if scheme.refused:
                return f"it needs {name[:60]!r}: {scheme.refused}"
        return None


def _equal(one: str, other: str, location: str) -> bool:
    return one.lower() == other.lower() if location == "header" else one == other


def _scheme(name: str, scheme: Mapping[str, Any]) -> Scheme:
    kind = str(scheme.get("type", ""))
    if kind == "apiKey":
        location, parameter = scheme.get("in"), scheme.get("name")
        if location not in ("header", "query", "cookie") or not isinstance(parameter, str) or not parameter:
            raise Unusable("it does not say where its key stands")
        return Scheme(name, "key", location, parameter)
    if kind == "basic" or (kind == "http" and str(scheme.get("scheme", "")).lower() == "basic"):
        return Scheme(name, "basic")
    if kind == "http" and str(scheme.get("scheme", "")).lower() == "bearer":
        return Scheme(name, "bearer")
    if kind == "oauth2":
        return _oauth2(name, scheme)
    if kind == "openIdConnect":
        return Scheme(name, "openid")
    if kind == "mutualTLS":
        raise Unusable("a client certificate cannot be given")
    raise Unusable(
        f"authentication of the kind {(str(scheme.get('scheme') or '') or kind)[:40]!r} is not known"
    )


def _oauth2(name: str, scheme: Mapping[str, Any]) -> Scheme:
    flows = scheme.get("flows")
    if not isinstance(flows, dict):  # Swagger 2.0 has one flow, with its keys beside the type
        flows = {
            {"application": "clientCredentials", "accessCode": "authorizationCode"}.get(
                str(scheme.get("flow")), "other"
            ): scheme
        }
    client, code = (
        flows.get("clientCredentials"),
        flows.get("authorizationCode") or flows.get("password") or flows.get("deviceAuthorization"),
    )
    return Scheme(
        name,
        "oauth2",
        client_url=_url(client, "tokenUrl"),
        refresh_url=_url(code, "refreshUrl") or _url(code, "tokenUrl"),
    )


def _url(flow: Any, key: str) -> str | None:
    found = flow.get(key) if isinstance(flow, dict) else None
    return found if isinstance(found, str) and found else None
