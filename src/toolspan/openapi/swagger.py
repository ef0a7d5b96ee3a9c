"""Swagger 2.0: its parameters, bodies and responses in the words of OpenAPI 3."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from toolspan.openapi.references import Found, References, Unusable

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from toolspan.openapi.route import Route

FORM, MULTIPART = "application/x-www-form-urlencoded", "multipart/form-data"
_FORMATS: dict[str, dict[str, Any]] = {
    "csv": {"style": "form", "explode": False},
    "ssv": {"style": "spaceDelimited", "explode": False},
    "tsv": {"style": "tabDelimited", "explode": False},
    "pipes": {"style": "pipeDelimited", "explode": False},
    "multi": {"style": "form", "explode": True},
}
_NO_SCHEMA = ("name", "in", "required", "schema", "collectionFormat", "allowEmptyValue", "style", "explode")


def upgraded(route: Route, document: Mapping[str, Any], references: References) -> None:
    """Give a route the parameters, the body and the responses that OpenAPI 3 would have.

    Raises:
        Unusable: What it says of its body fits no request.
    """
    consumes = _types(route.operation.get("consumes", document.get("consumes")))
    produces = _types(route.operation.get("produces", document.get("produces"))) or ["application/json"]
    given, route.parameters = route.parameters, []
    fields: list[Found] = []
    for found in given:
        location = found.value["in"]
        if location == "body":
            route.body = _body(found, consumes)
        elif location == "formData":
            fields.append(found)
        else:
            route.parameters.append(Found(_parameter(found.value), found.source))
    if fields and route.body:
        raise Unusable("it has a body and form fields at once")
    if fields:
        route.body = _form(fields, consumes)
    responses = route.operation.get("responses")
    for status, each in responses.items() if isinstance(responses, dict) else ():
        try:
            response, source = references.mapping(each, route.source)
        except Unusable:
            continue
        content = {kind: {"schema": response["schema"]} for kind in produces} if "schema" in response else {}
        headers = {name: {"schema": header} for name, header in (response.get("headers") or {}).items()}
        route.responses[str(status)] = Found({"headers": headers, "content": content}, source)


def _types(given: Any) -> list[str]:
    return [kind for kind in given if isinstance(kind, str)] if isinstance(given, list) else []


def _parameter(parameter: Mapping[str, Any]) -> dict[str, Any]:
    """Return a parameter with its schema apart, and the style that its collection format is."""
    schema = {key: value for key, value in parameter.items() if key not in _NO_SCHEMA}
    style = {}
    if parameter.get("type") == "array":
        style = _FORMATS.get(str(parameter.get("collectionFormat") or "csv"), _FORMATS["csv"])
        if parameter["in"] in ("path", "header"):
            style = {"style": "simple", "explode": False}
    made = {
        key: parameter[key]
        for key in ("name", "in", "required", "description", "allowEmptyValue")
        if key in parameter
    }
    return {
        **made,
        **style,
        "schema": schema,
        **{key: value for key, value in parameter.items() if key.startswith("x-")},
    }


def _body(found: Found, consumes: Sequence[str]) -> Found:
    parameter = found.value
    kinds = [kind for kind in consumes if kind not in (FORM, MULTIPART)] or ["application/json"]
    media = {kind: {"schema": parameter.get("schema", {})} for kind in kinds}
    return Found({"required": parameter.get("required") is True, "content": media}, found.source)


def _form(fields: Sequence[Found], consumes: Sequence[str]) -> Found:
    """Return the body of form fields: multipart where one is a file, or where only that is accepted."""
    properties, required, encoding = {}, [], {}
    for parameter, _ in fields:
        name = parameter["name"]
        properties[name] = _parameter(parameter)["schema"]
        if parameter.get("required") is True:
            required.append(name)
        if parameter.get("type") == "array":
            encoding[name] = _FORMATS.get(str(parameter.get("collectionFormat") or "csv"), _FORMATS["csv"])
    files = any(parameter.get("type") == "file" for parameter, _ in fields)
    kind = MULTIPART if files or (MULTIPART in consumes and FORM not in consumes) else FORM
    schema = {"type": "object", "properties": properties, "required": required}
    body = {"required": bool(required), "content": {kind: {"schema": schema, "encoding": encoding}}}
    return Found(body, fields[0].source)
