"""Valid calls made from the index: every parameter of every operation is in at least one of them."""

from __future__ import annotations

import re
from copy import deepcopy
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from toolspan.connectors.amazon_seller_partner.auth import DATA_ELEMENTS
from toolspan.operations.names import snake

from .conftest import CA, MX, NOW, SELLER, US

if TYPE_CHECKING:
    from collections.abc import Mapping

    from toolspan.operations.model import Operation

TEXT = 'Ä/b c?d&e=f+g%2F#"日本'
"""What no path and no query can hold as it is."""


def schemas_of(operation: Operation) -> dict[str, Mapping[str, Any]]:
    return {each.name: each.schema for each in operation.parameters} | dict(operation.body_fields)


def call_with(operation: Operation, focus: str | None) -> dict[str, Any]:
    """A valid call that holds `focus` and as much else as the rules allow; with no focus, only what must be there."""
    schemas = schemas_of(operation)
    chosen = _closed(operation, {focus} if focus else set())
    for name in schemas if focus else ():
        wider = _closed(operation, {*chosen, name})
        if _allowed(operation, wider) and focus in wider:
            chosen = wider
    values = {name: _value(operation, name, schemas[name]) for name in schemas if name in chosen}
    for rule in operation.rules:
        if rule["kind"] == "required_when" and rule["name"] in values:
            values |= {name: allowed[0] for name, allowed in rule["when"].items()}
    return values


def added_to(operation: Operation, values: Mapping[str, Any]) -> dict[str, Any]:
    """What the connector must add to these values: marketplace, granularity, seller id, and nothing else."""
    if any(rule["kind"] == "alone" and rule["name"] in values for rule in operation.rules):
        return {}
    added = {name: value for name, value in operation.defaults.items() if "." not in name}
    added |= _added_inside(operation, values)
    given = values.get("marketplaceIds", [values.get("granularityId", US)])
    for name, word in operation.fill.items():
        if word == "marketplace" and "." not in name:
            added[name] = given if name.lower().endswith("ids") else given[0]
    by_sku = values.get("identifiersType") == "SKU" and "sellerId" in schemas_of(operation)
    if by_sku or "sellerId" in operation.required:
        added["sellerId"] = SELLER
    inside = {path.split(".")[0] for path in _inside(operation)}
    return {name: value for name, value in added.items() if name not in values or name in inside}


def _inside(operation: Operation) -> dict[str, Any]:
    """What is filled in inside a body, by its path."""
    filled = {**dict.fromkeys(operation.fill, US), **operation.defaults}
    return {path: value for path, value in filled.items() if "." in path}


def _added_inside(operation: Operation, values: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of the body with what is added inside them."""
    bodies = deepcopy({name: values[name] for name in operation.body_fields if name in values})
    for path, value in _inside(operation).items():
        *way, last = path.split(".")
        holders: list[Any] = [bodies]
        for key in way:
            holders = [x for one in holders for x in (one if key == "*" else [one[key]])]
        for holder in holders:
            parts = re.findall(r"{(\w+)}", str(value))
            holder[last] = value
            for part in parts:
                holder[last] = value.replace(f"{{{part}}}", quote(holder.pop(part), safe=""))
    return bodies


def _closed(operation: Operation, names: set[str]) -> set[str]:
    """With all that the rules want beside these names."""
    if _alone(operation) & names:
        return names
    filled = {*operation.defaults, *operation.fill}
    names = names | (set(operation.required) - filled)
    for rule in operation.rules:
        if rule["kind"] == "requires" and rule["name"] in names:
            names = names | set(rule["needs"])
    for rule in operation.rules:
        if rule["kind"] in ("exactly_one", "at_least_one") and not names & set(rule["names"]):
            return _closed(operation, names | {rule["names"][0]})
    return names


def _allowed(operation: Operation, names: set[str]) -> bool:
    crowded = (
        len(names & set(each["names"])) > 1
        for each in operation.rules
        if each["kind"] in ("exactly_one", "at_most_one")
    )
    return not any(crowded) and (len(names) == 1 or not _alone(operation) & names)


def _alone(operation: Operation) -> set[str]:
    return {rule["name"] for rule in operation.rules if rule["kind"] == "alone"}


def _value(operation: Operation, name: str, schema: Mapping[str, Any]) -> Any:
    if "marketplace" in name.lower() or name == "granularityId":
        ids = [CA, US, MX][: schema.get("maxItems", 3)]
        return ids if schema["type"] == "array" else ids[0]
    filled = {path.split(".")[0] for path in _inside(operation)}
    nested = schema["type"] == "object" or schema.get("items", {}).get("type") == "object"
    if nested and name not in filled:
        shaped = schema.get("properties") or schema.get("items", {}).get("properties")
        made = _of(schema, 10, set()) if shaped else {"option": TEXT}  # what is inside has a shape of its own
        return _as_sent(schema, operation.example.get(snake(name), made))
    if name == "contentType":
        return "text/tab-separated-values; charset=UTF-8"  # other text is refused
    if name in {rule.get("zone") for rule in operation.rules}:
        return "UTC"
    ends = {rule["end"] for rule in operation.rules if "end" in rule}
    left_out = {path.split(".")[-1] for path in _inside(operation)}
    return _of(schema, 5 if name in ends else 10, left_out)


def _as_sent(schema: Mapping[str, Any], given: Any) -> Any:
    """An example, which is written in snake case, in the names of Amazon's model."""
    if isinstance(given, list):
        return [_as_sent(schema.get("items", {}), one) for one in given]
    if not isinstance(given, dict):
        return given
    inside = {snake(name): (name, each) for name, each in schema.get("properties", {}).items()}
    named = {key: inside.get(key, (key, {})) for key in given}
    return {named[key][0]: _as_sent(named[key][1], value) for key, value in given.items()}


def _of(schema: Mapping[str, Any], days: int, left_out: set[str]) -> Any:
    kind = schema.get("type", "object")
    if "enum" in schema:
        return schema["enum"][0]
    if schema.get("format") == "interval":
        return "2026-11-10T00:00:00Z--2026-11-12T00:00:00Z"
    if kind == "array":
        return _items(schema, left_out)
    if properties := schema.get("properties"):
        return {name: _of(each, days, left_out) for name, each in properties.items() if name not in left_out}
    if schema.get("format") == "date-time":
        return (datetime.fromtimestamp(NOW, UTC) - timedelta(days=days)).strftime("%Y-%m-%dT%H:%M:%SZ")
    values = {
        "string": TEXT,
        "boolean": True,
        "integer": schema.get("maximum", 7),
        "number": 7.25,
        "object": {"option": TEXT},
    }
    return values[kind]


def _items(schema: Mapping[str, Any], left_out: set[str]) -> list[Any]:
    few = schema.get("maxItems", 3)
    if schema["items"].get("type") != "string":
        return [_of(schema["items"], 10, left_out) for _ in range(few)]
    return (schema["items"].get("enum") or [f"{TEXT}{number}" for number in range(few)])[:few]


def foci(operation: Operation) -> list[str | None]:
    """As few parameters as make calls that together hold all of them; None stands for the least call."""
    found: list[str | None] = [None]
    covered = {DATA_ELEMENTS}
    for name in schemas_of(operation):
        if name not in covered:
            found.append(name)
            covered |= set(call_with(operation, name))
    return found
