"""Definition and template of the server's connector, under all names that clients use for it."""

from __future__ import annotations

from typing import Any
from uuid import NAMESPACE_URL, uuid5

from toolspan.connectors.amazon_seller_partner import AmazonSellerPartnerConnector
from toolspan.operations.names import squash
from toolspan.server.amazon.credentials import AmazonCredentials
from toolspan.server.problems import Problem

CONNECTOR = AmazonSellerPartnerConnector
SLUG = CONNECTOR.slug
TITLE = CONNECTOR.title
DEFINITION_ID = CONNECTOR.definition_id
TEMPLATE_ID = str(uuid5(NAMESPACE_URL, f"toolspan:template:{SLUG}"))
DOCS = "https://developer-docs.amazon.com/sp-api/"
_MOMENT = "2026-01-01T00:00:00.000Z"  # constant: the template belongs to the package, not to a database


def resolve(connector_type: str | None, definition_id: str | None, template_id: str | None) -> str:
    """Return the definition id for one of three names.

    Raises:
        Problem: 422 if not exactly one is given, 404 if it is unknown.
    """
    named = [name for name in (connector_type, definition_id, template_id) if name is not None]
    if len(named) != 1:
        raise Problem(
            422, "invalid_input", "Give exactly one of connector_type, definition_id and source_template_id.",
            field="connector_type",
        )  # fmt: skip
    if connector_type is not None:
        known = squash(connector_type).casefold() == squash(SLUG)
    else:
        known = (definition_id or TEMPLATE_ID).lower() == DEFINITION_ID or (
            template_id or ""
        ).lower() == TEMPLATE_ID
    if not known:
        raise Problem(
            404,
            "not_found",
            f'There is no such connector type. This server has "{TITLE}".',
            field="connector_type",
        )
    return DEFINITION_ID


def summary(*, context_store: bool) -> dict[str, Any]:
    """Return the template for lists, as it is on a server with or without context stores."""
    return {
        "id": TEMPLATE_ID,
        "name": TITLE,
        "icon": None,
        "actor_definition_id": DEFINITION_ID,
        "connector_name": SLUG,
        "mode": "DIRECT",
        "runtime_mode": "direct_and_context_store" if context_store else "direct_only",
        "supports_context_store": context_store,
        "tags": [],
    }


def template() -> dict[str, Any]:
    """Return the full template."""
    return {
        "id": TEMPLATE_ID,
        "name": TITLE,
        "icon": None,
        "source_definition_id": DEFINITION_ID,
        "user_config_spec": {
            "documentationUrl": DOCS,
            "connectionSpecification": _specification(),
            "advanced_auth": {
                "auth_flow_type": "oauth2.0",
                "predicate_key": None,
                "oauth_config_specification": {},
            },
        },
        "partial_default_config": {},
        "customization": {},
        "tags": [],
        "mode": "DIRECT",
        "is_experimental": False,
        "created_at": _MOMENT,
        "updated_at": _MOMENT,
    }


def definition() -> dict[str, Any]:
    """Return the full definition."""
    return {
        "sourceDefinitionId": DEFINITION_ID,
        "name": TITLE,
        "iconUrl": None,
        "supportLevel": "community",
        "custom": False,
        "dockerRepository": None,
    }


def _specification() -> dict[str, Any]:
    credentials = AmazonCredentials.model_json_schema(mode="validation")
    for schema in credentials["properties"].values():
        schema["airbyte_secret"] = True
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": TITLE,
        "type": "object",
        "properties": {
            "credentials": credentials,
            "replication_start_date": {
                "type": "string",
                "format": "date-time",
                "description": "UTC, with time and Z: the earliest date of order and finance queries that name none.",
            },
            "region": {
                "type": "string",
                "description": "Country code where the seller sells, such as US or DE.",
            },
        },
    }
