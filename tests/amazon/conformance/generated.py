"""Valid calls made from the index: every parameter of every operation is in at least one of them."""

from __future__ import annotations

import re
from base64 import b64decode
from copy import deepcopy
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from toolspan.connectors.amazon_seller_partner.auth import DATA_ELEMENTS
from toolspan.operations.names import snake
from toolspan.operations.schemas import merged
from toolspan.runtime.files import content_md5

from .conftest import CA, MX, NOW, SELLER, US

if TYPE_CHECKING:
    from collections.abc import Mapping

    from toolspan.operations.model import Operation

TEXT = 'Ä/b c?d&e=f+g%2F#"日本'
"""What no path and no query can hold as it is."""


def schemas_of(operation: Operation) -> dict[str, Mapping[str, Any]]:
    """Schemas of everything that a call may hold, by key; what merely repeats the path is left out."""
    bodies = {
        name: merged(each, operation.schemas)
        for name, each in operation.body_fields.items()
        if "{" not in operation.fill.get(name, "")
    }
    sent = (each for each in operation.parameters if each.location != "local" or each.key == DATA_ELEMENTS)
    return {each.key: each.schema for each in sent} | bodies


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
    added |= {name: values[word.strip("{}")] for name, word in operation.fill.items() if word.startswith("{")}
    files = {name: word.partition(":")[2] for name, word in operation.fill.items() if word.startswith("md5:")}
    added |= {name: content_md5(b64decode(values[file])) for name, file in files.items()}
    added |= _added_inside(operation, values)
    given = values.get("marketplaceIds", [values.get("granularityId", US)])
    for name, word in operation.fill.items():
        if word == "marketplace" and "." not in name:
            many = schemas_of(operation)[name].get("type") == "array"
            added[name] = given if many else given[0]
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
        if (
            rule["kind"] == "required_when"
            and rule["name"] not in names | filled
            and _first(operation, rule, names)
        ):
            names = names | {rule["name"]}
    for rule in operation.rules:
        if rule["kind"] in ("exactly_one", "at_least_one") and not names & set(rule["names"]):
            return _closed(operation, names | {rule["names"][0]})
    return names


def _first(operation: Operation, rule: Mapping[str, Any], names: set[str]) -> bool:
    """Whether the rule holds for the first value of each choice, which is the one that is generated."""
    if not _allowed(operation, {*names, rule["name"]}):
        return False
    schemas = schemas_of(operation)
    return all(
        name in operation.required and schemas[name].get("enum", [None])[0] in allowed
        for name, allowed in rule["when"].items()
    )


def _allowed(operation: Operation, names: set[str]) -> bool:
    crowded = (
        len(names & set(each["names"])) > 1
        for each in operation.rules
        if each["kind"] in ("exactly_one", "at_most_one")
    )
    return not any(crowded) and (len(names) == 1 or not _alone(operation) & names)


def _alone(operation: Operation) -> set[str]:
    return {rule["name"] for rule in operation.rules if rule["kind"] == "alone"}


def _value(operation: Operation, name: str, schema: Mapping[str, Any]) -> Any:  # noqa: PLR0911 - one for each kind
    if "marketplace" in name.lower() or name == "granularityId":
        ids = [CA, US, MX][: schema.get("maxItems", 3)]
        return ids if schema["type"] == "array" else ids[0]
    if operation.name in BY_EXAMPLE and snake(name) in operation.example:
        return _as_sent(schema, operation.example[snake(name)])
    if "enum" not in schema and name in {
        each.key for each in operation.parameters if each.location == "header"
    }:
        return "ASCII-1"
    if name == "contentType" and "enum" not in schema:
        return "text/tab-separated-values; charset=UTF-8"  # other text is refused
    if name in {rule.get("zone") for rule in operation.rules}:
        return "UTC"
    inner = merged(schema.get("items", schema), operation.schemas)
    if "properties" in inner:
        return _stripped(deep(operation, schema), {path.split(".")[-1] for path in _inside(operation)})
    if inner.get("type") == "object" or "type" not in inner:
        return _as_sent(schema, operation.example.get(snake(name), {"option": TEXT}))
    ends = {rule["end"] for rule in operation.rules if "end" in rule}
    return _of(schema, 5 if name in ends else 10)


BY_EXAMPLE = ("listings_items.patch",)
"""What is checked by more than schemas, such as the paths of patches."""


def _stripped(value: Any, names: set[str]) -> Any:
    """The value without what the connector fills in inside it."""
    if isinstance(value, list):
        return [_stripped(each, names) for each in value]
    if not isinstance(value, dict):
        return value
    return {name: _stripped(each, names) for name, each in value.items() if name not in names}


def deep(operation: Operation, schema: Mapping[str, Any], depth: int = 0) -> Any:
    """A value that holds all properties of the upper levels, and further down only what must be there."""
    schema = merged(schema, operation.schemas)
    if schema.get("type") == "array":
        few = max(schema.get("minItems", 0), min(schema.get("maxItems", 2), 2 if depth < ALL else 1))
        values = [deep(operation, schema["items"], depth + 1) for _ in range(few)]
        return (
            _distinct(values, merged(schema["items"], operation.schemas))
            if schema.get("uniqueItems")
            else values
        )
    if properties := schema.get("properties"):
        chosen = properties if depth < ALL else schema.get("required", ())
        return {name: deep(operation, properties[name], depth + 1) for name in chosen}
    if "pattern" in schema:
        return patterned(schema)
    if schema.get("type") == "string" and "enum" not in schema and "format" not in schema:
        return (TEXT * 40)[: schema.get("maxLength", max(9, schema.get("minLength", 0)))]
    return _of(schema, 10)


def patterned(schema: Mapping[str, Any]) -> str:
    """A text that satisfies a pattern and the bounds of its length."""
    least, most = schema.get("minLength", 0), schema.get("maxLength", 999)
    return next(
        text for text in PATTERNED if re.search(schema["pattern"], text) and least <= len(text) <= most
    )


def least_value(schema: Mapping[str, Any]) -> Any:
    """A valid value of a schema that is neither a list nor an object with properties, as short as may be."""
    if schema.get("type") == "string" and not schema.keys() & {"enum", "format", "pattern"}:
        return "a" * max(1, schema.get("minLength", 1))
    return _of(schema, 10)


def _distinct(values: list[Any], item: Mapping[str, Any]) -> list[Any]:
    if "enum" in item:
        return list(item["enum"][: len(values)])
    return (
        values[:1]
        if not all(isinstance(value, str) for value in values)
        else [f"{number}{value}"[: item.get("maxLength", 99)] for number, value in enumerate(values)]
    )


ALL = 3
"""Levels of a body of which every property is in a call."""
PATTERNED = ("US", "USD", "en-US", "2026-11-02", "12:30", "B07N4M94XL", "00", "AFTN987654321", "1",
             "wf00000000-0000-0000-0000-000000000000", "a" * 38, "arn:aws:sqs:us-east-1:123456789012:queue",
             "sh00000000-0000-0000-0000-000000000000", "10.00", "0123456789", "https://www.example.com/a",
             "UN3480", "ada@example.com", "en_US", "1B2M2Y8AsgTpgAmY7PhCfg==")  # fmt: skip
"""Texts that satisfy Amazon's patterns."""


def _as_sent(schema: Mapping[str, Any], given: Any) -> Any:
    """An example, which is written in snake case, in the names of Amazon's model."""
    if isinstance(given, list):
        return [_as_sent(schema.get("items", {}), one) for one in given]
    if not isinstance(given, dict):
        return given
    inside = {snake(name): (name, each) for name, each in schema.get("properties", {}).items()}
    named = {key: inside.get(key, (key, {})) for key in given}
    return {named[key][0]: _as_sent(named[key][1], value) for key, value in given.items()}


def _of(schema: Mapping[str, Any], days: int) -> Any:
    kind = schema.get("type", "object")
    if "enum" in schema:
        return schema["enum"][0]
    moment = datetime.fromtimestamp(NOW, UTC) - timedelta(days=days)
    if form := _FORMS.get(schema.get("format", "")):
        return moment.strftime(form)
    if kind == "array":
        return _items(schema, days)
    if "pattern" in schema:
        return patterned(schema)
    least = max(7.25, schema.get("minimum", 7.25))
    number = schema["multipleOf"] * 100 if "multipleOf" in schema else least
    values = {
        "string": (TEXT * 9)[: schema.get("maxLength", max(len(TEXT), schema.get("minLength", 0)))],
        "boolean": True,
        "integer": schema.get("maximum", max(7, schema.get("minimum", 7))),
        "number": min(schema.get("maximum", number), number),
        "object": {"option": TEXT},
    }
    return values[kind]


_FORMS = {
    "date-time": "%Y-%m-%dT%H:%M:%SZ",
    "date": "%Y-%m-%d",
    "byte": "JVBERi0xLjQ=",
    "interval": "2026-11-10T00:00:00Z--2026-11-12T00:00:00Z",
}


def _items(schema: Mapping[str, Any], days: int) -> list[Any]:
    few, item = schema.get("maxItems", 3), schema["items"]
    if "enum" in item:
        return list(item["enum"][:few])
    if item.get("type") == "string" and "pattern" not in item:
        return [f"{number}{TEXT}"[: item.get("maxLength", 99)] for number in range(few)]
    return [_of(item, days)] * (1 if schema.get("uniqueItems") or "pattern" in item else few)


def foci(operation: Operation) -> list[str | None]:
    """As few parameters as make calls that together hold all of them; None stands for the least call."""
    found: list[str | None] = [None]
    covered = {DATA_ELEMENTS}
    for name in schemas_of(operation):
        if name not in covered:
            found.append(name)
            covered |= set(call_with(operation, name))
    return found
