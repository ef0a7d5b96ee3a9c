"""Routes of a document: each method of each path, with what several of them share put together."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from toolspan.openapi.references import Found, References, Unusable
from toolspan.openapi.route import Route
from toolspan.openapi.swagger import upgraded

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from toolspan.openapi.document import Document
    from toolspan.openapi.references import Source

METHODS = ("get", "head", "post", "put", "patch", "delete", "options", "trace")


def routes_of(document: Document, references: References) -> Iterator[Route]:
    """Yield every route of a document, usable or not."""
    paths = document.data.get("paths") or {}
    for path, item in paths.items():
        if path.startswith("x-"):
            continue
        try:
            found, source = _item(item, references)
        except Unusable as error:
            yield Route("GET", path, {}, references.root, unusable=str(error))
            continue
        for method in METHODS:
            if method in found:
                yield _route(document, references, (path, method), found, source)


def _item(item: Any, references: References) -> tuple[Mapping[str, Any], Source]:
    """Return a path item; what stands beside its reference goes before what the reference leads to."""
    source = references.root
    beside: dict[str, Any] = {}
    if isinstance(item, dict) and "$ref" in item:
        beside = {key: value for key, value in item.items() if key != "$ref"}
    found, source = references.mapping(item, source)
    return ({**found, **beside} if beside else found), source


def _route(
    document: Document,
    references: References,
    key: tuple[str, str],
    item: Mapping[str, Any],
    source: Source,
) -> Route:
    path, method = key
    try:
        operation, own = references.mapping(item[method], source)
    except Unusable as error:
        return Route(method.upper(), path, {}, source, unusable=str(error))
    route = Route(
        method.upper(), path, operation, own, servers=operation.get("servers") or item.get("servers")
    )
    try:
        route.parameters = _parameters(
            references, (operation.get("parameters"), own), (item.get("parameters"), source)
        )
        if document.version == "2.0":
            upgraded(route, document.data, references)
        else:
            if operation.get("requestBody") is not None:
                route.body = Found(*references.mapping(operation["requestBody"], own))
            route.responses = _responses(references, operation.get("responses"), own)
    except Unusable as error:
        route.unusable = str(error)
    return route


def _parameters(references: References, *lists: tuple[Any, Source]) -> list[Found]:
    """Return the parameters of these lists; one of the same name and location in an earlier list goes before."""
    found: dict[tuple[str, str], Found] = {}
    for listed, source in lists:
        taken = set(found)
        if listed is not None and not isinstance(listed, list):
            raise Unusable("its parameters are no list")
        for each in listed if isinstance(listed, list) else ():
            parameter, at = references.mapping(each, source)
            name, location = parameter.get("name"), parameter.get("in")
            if not isinstance(name, str) or not isinstance(location, str):
                raise Unusable("a parameter has no name, or does not say where it stands")
            if (name, location) not in taken:
                found[name, location] = Found(parameter, at)
    return list(found.values())


def _responses(references: References, responses: Any, source: Source) -> dict[str, Found]:
    """Return the responses by status; what cannot be followed there says nothing of requests, and is left out."""
    found: dict[str, Found] = {}
    for status, response in responses.items() if isinstance(responses, dict) else ():
        try:
            found[str(status)] = Found(*references.mapping(response, source))
        except Unusable:
            continue
    return found
