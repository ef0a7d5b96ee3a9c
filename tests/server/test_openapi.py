"""The OpenAPI document tells what the server does."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import jsonschema
import pytest

from toolspan.server.api import ENDPOINTS
from toolspan.server.http.openapi import document

if TYPE_CHECKING:
    from tests.server.conftest import Server

DOCUMENT = document(ENDPOINTS)


def test_every_endpoint_is_described_and_named_once() -> None:
    operations = [operation for path in DOCUMENT["paths"].values() for operation in path.values()]
    assert len(operations) == len(ENDPOINTS)
    assert len({operation["operationId"] for operation in operations}) == len(operations)
    assert all(operation["summary"] and "default" not in operation["responses"] for operation in operations)


def test_every_reference_leads_somewhere() -> None:
    schemas = DOCUMENT["components"]["schemas"]

    def walk(item: Any) -> None:
        if isinstance(item, dict):
            if "$ref" in item:
                assert item["$ref"].removeprefix("#/components/schemas/") in schemas
            for value in item.values():
                walk(value)
        elif isinstance(item, list):
            for value in item:
                walk(value)

    walk(DOCUMENT)


@pytest.mark.parametrize("backend", ["sqlite"])
async def test_answers_are_as_described(server: Server) -> None:
    created = await server.create(environment={"region": "US"})
    one = f"/api/v1/integrations/connectors/{created['id']}"
    for method, path, body, pattern in (
        ("GET", one, None, "/api/v1/integrations/connectors/{connector_id}"),
        (
            "GET",
            "/api/v1/integrations/connectors?workspace_name=acme",
            None,
            "/api/v1/integrations/connectors",
        ),
        ("POST", f"{one}/check", {}, "/api/v1/integrations/connectors/{connector_id}/check"),
        ("GET", f"{one}/inspect", None, "/api/v1/integrations/connectors/{connector_id}/inspect"),
        ("GET", f"{one}/events", None, "/api/v1/integrations/connectors/{connector_id}/events"),
        (
            "POST",
            f"{one}/execute",
            {"entity": "orders", "action": "list"},
            "/api/v1/integrations/connectors/{connector_id}/execute",
        ),
        ("GET", "/api/v1/workspaces", None, "/api/v1/workspaces"),
        ("GET", "/api/v1/workspaces/stats", None, "/api/v1/workspaces/stats"),
        ("GET", "/api/v1/workspaces/x", None, "/api/v1/workspaces/{workspace_id}"),
        ("GET", "/api/v1/skills", None, "/api/v1/skills"),
        ("GET", "/api/v1/skills/docs?id=amazon-seller-partner", None, "/api/v1/skills/docs"),
    ):
        answer = await server.call(method, path, body)
        responses = DOCUMENT["paths"][pattern][method.lower()]["responses"]
        schema = responses[str(answer.status_code)]["content"]["application/json"]["schema"]
        jsonschema.validate(answer.json(), {**schema, "components": DOCUMENT["components"]})
    assert (await server.http.get("/openapi.json")).json() == DOCUMENT
