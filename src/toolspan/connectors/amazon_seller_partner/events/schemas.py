"""Schemas of payloads: what in an event differs from what Amazon publishes of its type and version."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from toolspan.connectors.amazon_seller_partner.schemas import published_schemas
from toolspan.operations.differences import Differences
from toolspan.operations.names import squash
from toolspan.operations.schemas import merged


def payload_differences(kind: Any, version: Any, payload: Any) -> list[str]:
    """Return a warning that names what differs; none for a type or version of which Amazon publishes nothing.

    Args:
        kind: Type of the event.
        version: Version of the payload; the newest is meant where the event states none.
        payload: Without the object that some types put around it.
    """
    published = published_schemas("notification")
    versions = published.types.get(str(kind), {})
    name = versions.get(str(version)) if version else next(reversed(versions.values()), None)
    if name is None:
        return []
    definitions = published.definitions
    schema = _payload_schema(published.schemas[name], definitions)
    found = Differences()
    found.add(schema, _spelled(schema, payload, definitions), definitions)
    said = found.words()
    return [f"The payload differs from Amazon's schema of {kind}: {said}."] if said else []


def is_wrapper(name: Any) -> bool:
    """Return whether an object of this name stands around a payload, as in some types."""
    return str(name).lower().endswith("notification")


def _payload_schema(schema: Any, definitions: Mapping[str, Any]) -> Any:
    fields = merged(schema, definitions)["properties"]
    found = next(part for name, part in fields.items() if squash(name) == "payload")
    inner = merged(found, definitions).get("properties", {})
    wrapped = [part for name, part in inner.items() if is_wrapper(name)]
    return wrapped[0] if len(inner) == len(wrapped) == 1 else found


def _spelled(schema: Any, value: Any, definitions: Mapping[str, Any]) -> Any:
    """Return a value with the names of its fields as the schema spells them: case differs between what is sent."""
    whole = merged(schema, definitions)
    if isinstance(value, list) and "items" in whole:
        return [_spelled(whole["items"], each, definitions) for each in value]
    if not isinstance(value, Mapping):
        return value
    names = {squash(name): name for name in whole.get("properties", {})}
    fields = {names.get(squash(str(key)), str(key)): each for key, each in value.items()}
    parts = whole.get("properties", {})
    return {
        name: _spelled(parts[name], each, definitions) if name in parts else each
        for name, each in fields.items()
    }
