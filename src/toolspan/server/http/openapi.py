"""OpenAPI document, generated from the endpoints and their models."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Any

from pydantic.json_schema import models_json_schema

from toolspan.server.http.exchange import Access
from toolspan.server.http.statuses import MEANINGS, failures_of
from toolspan.server.models.base import Failure
from toolspan.version import __version__

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pydantic import BaseModel

    from toolspan.server.http.exchange import Endpoint

REF = "#/components/schemas/{model}"
_PLACE = re.compile(r"{(\w+)}")
_HEADERS = {
    "X-Organization-Id": "The organisation that is meant; needed by clients of several.",
    "Idempotency-Key": "Makes a repeated call answer as the first did, for 24 hours.",
    "Prefer": "`respond-async`: a call that takes longer continues as a job; `respond-async, wait=10` after 10 seconds.",
}


@cache
def document(endpoints: tuple[Endpoint, ...]) -> dict[str, Any]:
    """Return the OpenAPI document."""
    names, definitions = models_json_schema(list(_models(endpoints)), ref_template=REF)
    paths: dict[str, dict[str, Any]] = {}
    for endpoint in endpoints:
        paths.setdefault(endpoint.path, {})[endpoint.method.lower()] = _operation(endpoint, names)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "toolspan server",
            "version": __version__,
            "description": "Connectors whose credentials stay on the server; every failure has one envelope.",
        },
        "paths": paths,
        "components": {
            "schemas": definitions.get("$defs", {}),
            "securitySchemes": {"bearer": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"}},
        },
    }


def _models(endpoints: Iterable[Endpoint]) -> dict[tuple[type[BaseModel], Any], None]:
    wanted: dict[tuple[type[BaseModel], Any], None] = {(Failure, "serialization"): None}
    for endpoint in endpoints:
        if endpoint.body:
            wanted[endpoint.body, "validation"] = None
        for answer in filter(None, (endpoint.answer, endpoint.accepted)):
            wanted[answer, "serialization"] = None
    return wanted


def _operation(endpoint: Endpoint, names: Any) -> dict[str, Any]:
    operation: dict[str, Any] = {
        "operationId": re.sub(r"\W+", "_", endpoint.summary.lower()).strip("_"),
        "summary": endpoint.summary,
        "description": (endpoint.run.__doc__ or endpoint.summary).strip().split("\n\n")[0],
        "tags": [endpoint.tag],
        "parameters": [*_path(endpoint), *_query(endpoint), *_headers(endpoint)],
        "responses": _responses(endpoint, names),
    }
    if endpoint.body:
        schema = names[endpoint.body, "validation"]
        operation["requestBody"] = {
            "required": endpoint.body_required,
            "content": {"application/json": {"schema": schema}},
        }
    if endpoint.access is not Access.PUBLIC:
        operation["security"] = [{"bearer": []}]
    return operation


def _responses(endpoint: Endpoint, names: Any) -> dict[str, Any]:
    schema: Any = names[endpoint.answer, "serialization"] if endpoint.answer else {}
    success: dict[str, Any] = {"description": "Done."}
    if endpoint.status not in (204, 303):
        success["content"] = {endpoint.produces: {"schema": schema}}
    done = {} if endpoint.status in MEANINGS else {str(endpoint.status): success}
    if endpoint.accepted:
        content = {"application/json": {"schema": names[endpoint.accepted, "serialization"]}}
        done["202"] = {"description": "It continues as a job.", "content": content}
    failure = {"application/json": {"schema": names[Failure, "serialization"]}}
    if endpoint.produces == "text/html":  # a browser shows it to a person
        failure["text/html"] = {"schema": {"type": "string"}}
    return done | {
        str(status): {"description": MEANINGS[status], "content": failure} for status in failures_of(endpoint)
    }


def _path(endpoint: Endpoint) -> list[dict[str, Any]]:
    return [
        {"name": name, "in": "path", "required": True, "schema": {"type": "string"}}
        for name in _PLACE.findall(endpoint.path)
    ]


def _query(endpoint: Endpoint) -> list[dict[str, Any]]:
    if endpoint.query is None:
        return []
    schema = endpoint.query.model_json_schema(ref_template=REF)
    required = schema.get("required", ())
    return [
        {"name": name, "in": "query", "required": name in required, "schema": _plain(part)}
        for name, part in schema["properties"].items()
    ]


def _plain(schema: dict[str, Any]) -> dict[str, Any]:
    """Return a schema without null, which a query cannot express."""
    options = [option for option in schema.get("anyOf", ()) if option.get("type") != "null"]
    return (
        options[0]
        if len(options) == 1
        else {k: v for k, v in schema.items() if k != "default" or v is not None}
    )


def _headers(endpoint: Endpoint) -> list[dict[str, Any]]:
    common = () if endpoint.access is Access.PUBLIC else ("X-Organization-Id",)
    wanted: dict[str, None] = dict.fromkeys((*common, *endpoint.headers))
    schema = {
        "X-Organization-Id": {"type": "string", "format": "uuid"},
        "Idempotency-Key": {"type": "string", "maxLength": 255},
        "Prefer": {"type": "string"},
    }
    return [
        {
            "name": name,
            "in": "header",
            "required": False,
            "description": _HEADERS[name],
            "schema": schema[name],
        }
        for name in wanted
    ]
