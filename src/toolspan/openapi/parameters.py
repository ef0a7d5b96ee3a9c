"""Parameters of a route as operation records have them: names for callers, and how each is written."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from toolspan.openapi.references import Found, Unusable
from toolspan.openapi.schemas import brief_text
from toolspan.operations.names import argument_name, squash

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from toolspan.openapi.route import Route
    from toolspan.openapi.schemas import Schemas
    from toolspan.openapi.security import Schemes

_LOCATIONS = ("path", "query", "header", "cookie")
_IGNORED = ("accept", "content-type", "authorization")
"""Headers that the specification says are none, as parameters."""
_TAKEN = ("select_fields", "dry_run", "body")
"""Arguments that a typed tool has of its own; `body` stands for the whole body."""
_STYLES = {
    "simple": "simple",
    "label": "label",
    "matrix": "matrix",
    "form": "form",
    "spaceDelimited": "space",
    "pipeDelimited": "pipe",
    "tabDelimited": "tsv",
    "deepObject": "deep",
}
_OF_LOCATION = {"path": "simple", "header": "simple", "query": "form", "cookie": "form"}
_ALLOWED = {
    "path": ("simple", "label", "matrix"),
    "header": ("simple",),
    "query": ("form", "space", "pipe", "deep", "tsv"),
    "cookie": ("form",),
}
_PLACE = re.compile(r"\{([^{}]*)\}")
_TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_CREDENTIAL = ("token", "accesstoken", "authtoken", "oauthtoken", "bearertoken")
_SAYS_SO = re.compile(r"authenticat|authoris|authoriz|access token|api token|oauth|bearer", re.IGNORECASE)
_LONGEST = 400


def parameters_of(
    route: Route, schemas: Schemas, schemes: Schemes, segments: Sequence[str]
) -> list[dict[str, Any]]:
    """Return the parameter records of a route.

    Args:
        route: The route.
        schemas: Converts the parameters' schemas.
        schemes: Their credentials are no parameters: they are filled in.
        segments: Names of path parameters whose values may hold slashes, as the owner says.

    Raises:
        Unusable: A parameter cannot be sent.
    """
    wanted = [found for found in route.parameters if _is_ours(found.value, route, schemes)]
    places = dict.fromkeys(_PLACE.findall(route.path.partition("#")[0].partition("?")[0]))
    named = {found.value["name"] for found in wanted if found.value["in"] == "path"}
    if missing := [name for name in places if name not in named]:
        raise Unusable(f"its path has {{{missing[0][:60]}}}, and no parameter says what that is")
    wanted = [found for found in wanted if found.value["in"] != "path" or found.value["name"] in places]
    records = [_record(found, schemas, segments) for found in wanted]
    for record, argument in zip(records, _arguments(records), strict=True):
        record["argument"] = argument
    return records


def _is_ours(parameter: Mapping[str, Any], route: Route, schemes: Schemes) -> bool:
    """Return whether a caller gives a parameter: not what HTTP itself needs, and no credential."""
    name, location = parameter["name"], parameter["in"]
    if location == "header" and name.lower() in _IGNORED:
        return False
    if schemes.holds(name, location, route.operation):
        return False
    return not is_credential(name, parameter.get("description"), route, schemes)


def is_credential(name: str, description: Any, route: Route, schemes: Schemes) -> bool:
    """Return whether a parameter or field is the access token that the operation's security scheme fills in."""
    says_so = isinstance(description, str) and _SAYS_SO.search(description)
    return bool(says_so) and squash(name) in _CREDENTIAL and schemes.takes_token(route.operation)


def _record(found: Found, schemas: Schemas, segments: Sequence[str]) -> dict[str, Any]:
    parameter = found.value
    name, location = parameter["name"], parameter["in"]
    if location not in _LOCATIONS:
        raise Unusable(f"its parameter {name[:60]!r} stands in {location[:40]!r}, which no request has")
    if location in ("header", "cookie") and not _TOKEN.fullmatch(name):
        raise Unusable(f"its {location} parameter {name[:60]!r} has a name that no {location} can have")
    record: dict[str, Any] = {"name": name, "in": location}
    record["required"] = location == "path" or parameter.get("required") is True
    schema, style = _schema(parameter, found, schemas)
    if text := brief_text(parameter.get("description"), _LONGEST):
        schema = {**schema, "description": f"{text} {_default_of(schema)}".strip()}
    if parameter.get("deprecated") is True:
        schema = {**schema, "description": f"{schema.get('description', '')} Deprecated.".strip()}
    record |= {"schema": schema, **style}
    if parameter.get("allowReserved") is True and location == "query":
        record["reserved"] = True
    if location == "path" and (parameter.get("x-multi-segment") is True or name in segments):
        record["multi_segment"] = True
    return record


def _default_of(schema: Mapping[str, Any]) -> str:
    """Return what a schema's description says of a default, which the parameter's own text does not."""
    return "".join(re.findall(r"Default: [^ ]+\.$", str(schema.get("description", ""))))


def _schema(
    parameter: Mapping[str, Any], found: Found, schemas: Schemas
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return the schema of a parameter, and its style."""
    content = parameter.get("content")
    if isinstance(content, dict) and content:
        kind, media = next(iter(content.items()))
        if "json" not in kind:
            raise Unusable(f"its parameter {parameter['name'][:60]!r} is written as {kind[:60]}")
        schema = media.get("schema", {}) if isinstance(media, dict) else {}
        return schemas.of(schema, found.source), {"style": "json", "media": kind}
    location = parameter["in"]
    stated = parameter.get("style") or {}
    style = _STYLES.get(str(stated)) if stated else _OF_LOCATION[location]
    if style not in _ALLOWED[location]:
        raise Unusable(
            f"its {location} parameter {parameter['name'][:60]!r} has the style {str(stated)[:40]!r}, which is none there"
        )
    explode = parameter.get("explode")
    exploded = explode if isinstance(explode, bool) else style in ("form", "deep")
    return schemas.of(parameter.get("schema", {}), found.source), {"style": style, "explode": exploded}


def _arguments(records: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    """Yield a name for each parameter that no other has: of several, the path's own goes before."""
    taken: set[str] = set()
    order = sorted(range(len(records)), key=lambda number: (_rank(records[number]), number))
    chosen: dict[int, str] = {}
    for number in order:
        record = records[number]
        name = next(name for name in _spellings(record) if name not in taken and name not in _TAKEN)
        taken.add(name)
        chosen[number] = name
    return (chosen[number] for number in range(len(records)))


def _rank(record: Mapping[str, Any]) -> tuple[int, bool]:
    return _LOCATIONS.index(record["in"]), argument_name(record["name"]) != record["name"]


def _spellings(record: Mapping[str, Any]) -> Iterable[str]:
    name = argument_name(record["name"])
    yield name
    longer = f"{name[:50]}_{record['in']}"
    yield longer
    number = 2
    while True:
        yield f"{longer}_{number}"
        number += 1
