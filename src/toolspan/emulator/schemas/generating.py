"""Responses generated from a schema: valid, the same for the same request, with the seller's own ids where a name asks for one."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from toolspan.emulator.schemas.checking import first_error
from toolspan.emulator.schemas.table import resolve

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from toolspan.emulator.handling import Call
    from toolspan.emulator.schemas.table import Schema

__all__ = ["generated_response"]

# A token would promise a next page; an error in a response of success would deny it.
_LEFT_OUT = re.compile(
    r"(next|previous|page|pagination|continuation)_?-?token|^errors?$|^warnings?$", re.IGNORECASE
)
_DEEPEST = 12
_SHAPES = (
    "2026-01-15",
    "3f2b1c9e-7d54-4a08-9c1e-5b6a7d8e9f01",
    "2026-01-15T08:00:00Z",
    "US",
    "en_US",
    "2026",
    "ABC123",
    "UN1234",
    "seller@example.com",
    "https://example.com/",
    "arn:aws:sqs:us-east-2:123456789012:queue",
    "1.5",
    "12",
    "rL0Y20zC+Fzt72VPzMSk2A==",
)
"""Texts for patterns: the first that matches is taken."""


def generated_response(schema: Schema, call: Call, body: Any) -> Any:
    """Return a valid response.

    Args:
        schema: Of the response.
        call: The request; its path arguments are repeated under the same names.
        body: Of the request, decoded; its values are repeated under the same names.
    """
    return _Generator(call, body).value(schema, "", ())


class _Generator:
    """Values for one response."""

    def __init__(self, call: Call, body: Any) -> None:
        self._now = datetime.fromtimestamp(int(call.now), UTC)
        self._sent: dict[str, Any] = {}
        _collect(self._sent, body)
        self._sent |= {name.lower(): value for name, value in call.path.items()}
        self._known = _known_values(call)

    def value(self, schema: Schema, name: str, parents: Sequence[int]) -> Any:
        """Return a value for a schema, of a property of this name."""
        if "$ref" in schema:
            parents = (*parents, schema["$ref"])
        schema = resolve(schema)
        sent = self._sent.get(name.lower())
        if sent is not None and first_error(schema, sent) is None:
            return sent
        if "enum" in schema:
            return schema["enum"][0]
        return self._of_kind(schema, name, parents)

    def _of_kind(self, schema: Schema, name: str, parents: Sequence[int]) -> Any:
        match schema.get("type") or ("object" if "properties" in schema else "string"):
            case "object":
                return self._object(schema, parents)
            case "array":
                return self._list(schema, name, parents)
            case "integer" | "number":
                return _number(schema)
            case "boolean":
                return False
        return self._text(schema, name)

    def _list(self, schema: Schema, name: str, parents: Sequence[int]) -> list[Any]:
        item = schema.get("items", {})
        least = schema.get("minItems", 0)
        if item.get("$ref") in parents and not least:
            return []
        first = self.value(item, name.removesuffix("s"), parents)
        return [first] * (1 if schema.get("uniqueItems") else max(1, least))

    def _object(self, schema: Schema, parents: Sequence[int]) -> dict[str, Any]:
        required = schema.get("required", ())
        made: dict[str, Any] = {}
        for name, inner in schema.get("properties", {}).items():
            repeats = inner.get("$ref") in parents or len(parents) > _DEEPEST
            if name in required or not (repeats or _LEFT_OUT.search(name)):
                made[name] = self.value(inner, name, parents)
        for name in required:  # some models require what they do not define
            made.setdefault(name, "")
        return made

    def _text(self, schema: Schema, name: str) -> str:
        if schema.get("format") == "date-time":
            return self._now.strftime("%Y-%m-%dT%H:%M:%SZ")
        if schema.get("format") == "date":
            return self._now.strftime("%Y-%m-%d")
        form = name.lower().replace("_", "")
        candidates = [value for ending, value in self._known if form.endswith(ending)]
        candidates += [name or "text", f"{name}-1", *_SHAPES, "x" * max(1, schema.get("minLength", 1))]
        most = schema.get("maxLength")
        candidates += [candidates[0][:most]] if most else []
        return next((text for text in candidates if first_error(schema, text) is None), "")


def _collect(found: dict[str, Any], value: Any) -> None:
    """Collect the scalar values of a request body by name; the outermost wins."""
    if isinstance(value, dict):
        for name, item in value.items():
            if isinstance(item, str | int | float | bool):
                found.setdefault(name.lower(), item)
        for item in value.values():
            _collect(found, item)
    elif isinstance(value, list):
        for item in value:
            _collect(found, item)


def _number(schema: Mapping[str, Any]) -> float:
    number: float = max(schema.get("minimum", 1), min(1, schema.get("maximum", 1)))
    step = schema.get("multipleOf")
    return float(step * -(-number // step)) if step else number


def _known_values(call: Call) -> list[tuple[str, str]]:
    """Return values of the seller's own data by the ending of a property's name."""
    seller = call.caller.seller
    if seller is None:
        return []
    world = seller.world
    home, product = world.marketplaces[0], world.products[0]
    return [
        ("marketplaceid", home.marketplace_id),
        ("marketplace", home.marketplace_id),
        ("currencycode", home.currency),
        ("currency", home.currency),
        ("countrycode", home.country),
        ("country", home.country),
        ("sellerid", seller.seller_id),
        ("fnsku", product.fn_sku),
        ("sku", product.sku),
        ("asin", product.asin),
        ("orderid", world.orders[-1].order_id),
        ("url", "https://example.com/document"),
        ("email", "seller@example.com"),
        ("amount", "1.00"),
        ("value", "1"),
    ]
