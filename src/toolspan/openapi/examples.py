"""Examples of calls, put together from what a document gives as examples."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from toolspan.openapi.route import Route
    from toolspan.openapi.schemas import Schemas

_LARGEST = 600
"""Characters of an example at most: it is shown in every error about a call."""
_KINDS: dict[str, tuple[type, ...]] = {
    "string": (str,),
    "integer": (int,),
    "number": (int, float),
    "boolean": (bool,),
    "array": (list,),
    "object": (dict,),
}


def example_of(route: Route, record: Mapping[str, Any], schemas: Schemas) -> dict[str, Any]:
    """Return the parameters of a valid call; {} if the document's examples do not make one.

    Args:
        route: The route.
        record: Its operation record, so far.
        schemas: Resolve what it refers to.
    """
    found: dict[str, Any] = {}
    given = {(each.value["name"], each.value["in"]): each.value for each in route.parameters}
    for parameter in record["parameters"]:
        if not parameter["required"]:
            continue
        stated = given.get((parameter["name"], parameter["in"]), {})
        value = next((each for each in _examples(stated) if _fits(each, parameter["schema"], schemas)), None)
        if value is None:
            return {}
        found[parameter["argument"]] = value
    body = record.get("body")
    if body and body["media"] in ("json", "merge-patch", "form"):
        fields = _fields(route, body, schemas)
        if fields is None:
            return {}
        found |= {name: value for name, value in fields.items() if name not in found}
    elif body and body["required"]:
        return {}
    return found if len(str(found)) <= _LARGEST else {}


def _examples(stated: Any) -> Iterator[Any]:
    """Yield the examples of a parameter, a media type or a schema, the owner's own words first."""
    if not isinstance(stated, dict):
        return
    if "example" in stated:
        yield stated["example"]
    examples = stated.get("examples")
    if isinstance(examples, dict):
        yield from (each["value"] for each in examples.values() if isinstance(each, dict) and "value" in each)
    if isinstance(examples, list):
        yield from examples
    if isinstance(stated.get("x-example"), (str, int, float, bool, list, dict)):
        yield stated["x-example"]
    if isinstance(stated.get("schema"), dict):
        yield from _examples(stated["schema"])
    if isinstance(choices := stated.get("enum"), list) and choices:
        yield choices[0]


def _fields(route: Route, body: Mapping[str, Any], schemas: Schemas) -> dict[str, Any] | None:
    """Return the fields of an example of the body; None if one is needed and there is none."""
    content = route.body.value.get("content", {}) if route.body else {}
    schema = schemas.resolved(body["schema"])
    needed = schema.get("required", ())
    for media in content.values():
        for each in _examples(media):
            if (
                isinstance(each, dict)
                and all(name in each for name in needed)
                and _all_fit(each, schema, schemas)
            ):
                return each
    return None if needed or body["required"] else {}


def _all_fit(value: Mapping[str, Any], schema: Mapping[str, Any], schemas: Schemas) -> bool:
    properties = schema.get("properties")
    if not isinstance(properties, dict) or any(key in schema for key in ("oneOf", "anyOf", "allOf")):
        return False
    return all(name in properties and _fits(each, properties[name], schemas) for name, each in value.items())


def _fits(value: Any, schema: Mapping[str, Any], schemas: Schemas) -> bool:
    """Return whether an example is of the type that its schema says; documents have many that are not."""
    schema = schemas.resolved(schema)
    kind = schema.get("type")
    kinds = kind if isinstance(kind, list) else [kind] if kind else list(_KINDS)
    if isinstance(value, bool) and "boolean" not in kinds:
        return False
    if not isinstance(value, tuple(each for name in kinds for each in _KINDS.get(name, ()))):
        return False
    if "enum" in schema:
        return value in schema["enum"]
    if isinstance(value, list) and isinstance(schema.get("items"), dict):
        return all(_fits(each, schema["items"], schemas) for each in value)
    return not isinstance(value, dict) or "properties" not in schema or _all_fit(value, schema, schemas)
