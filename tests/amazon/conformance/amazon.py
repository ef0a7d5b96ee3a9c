"""Amazon's Swagger models as a judge of requests: reads them anew and shares no code with the connector."""

from __future__ import annotations

import json
import re
from functools import cache
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, unquote

from jsonschema import Draft4Validator, FormatChecker

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from .listener import Recorded

FORMATS = FormatChecker(formats=())
READ: dict[str, Any] = {
    "integer": int,
    "number": float,
    "boolean": lambda text: {"true": True, "false": False}.get(text, text),
}
"""From text to the type that the model states; what is not such text stays text, and so fails."""


@FORMATS.checks("date-time")
def is_moment(value: object) -> bool:
    """Whether it is ISO 8601; the day alone, and times without seconds or offset, as Amazon's own cases have them."""
    return _MOMENT.fullmatch(str(value)) is not None


_MOMENT = re.compile(r"\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[-+]\d\d:?\d\d)?)?")


@cache
def documents(folder: Path) -> dict[str, dict[str, Any]]:
    return {file.stem: json.loads(file.read_text("utf-8")) for file in folder.glob("*/*.json")}


class AmazonOperation:
    """One operation as Amazon published it.

    Args:
        document: The Swagger document.
        operation_id: Amazon's name of the operation.
        method: Its HTTP method, since one id may name two.
    """

    def __init__(self, document: dict[str, Any], operation_id: str, method: str) -> None:
        self.document = document
        found = [
            (path, item)
            for path, item in document["paths"].items()
            if item.get(method.lower(), {}).get("operationId") == operation_id
        ]
        ((self.path, item),) = found
        self.method = method
        self._validators: dict[int, tuple[Any, Draft4Validator]] = {}
        self.raw = item[method.lower()]
        given = [
            self.resolve(each) for each in [*item.get("parameters", []), *self.raw.get("parameters", [])]
        ]
        self.parameters = {each["name"]: each for each in given if each["in"] != "body"}
        self.body = next((each for each in given if each["in"] == "body"), None)

    def resolve(self, schema: dict[str, Any]) -> dict[str, Any]:
        while "$ref" in schema:
            _, section, name = schema["$ref"].split("/")
            schema = self.document[section][name]
        return schema

    def whole(self, schema: dict[str, Any]) -> dict[str, Any]:
        """The schema with references followed and `allOf` merged."""
        found = self.resolve(schema)
        parts = [self.whole(part) for part in found.get("allOf", [])]
        properties = [part.get("properties", {}) for part in (*parts, found)]
        merged = {name: each for some in properties for name, each in some.items()}
        wanted = [part.get("required", []) for part in (*parts, found)]  # of a parameter it is a boolean
        required = sorted({name for some in wanted if isinstance(some, list) for name in some})
        return {"type": "object", **found, "properties": merged, "required": required} if parts else found

    def located(self, place: str) -> dict[str, dict[str, Any]]:
        return {name: each for name, each in self.parameters.items() if each["in"] == place}

    def invalid(self, schema: Mapping[str, Any], value: Any) -> list[str]:
        """What is wrong with `value`."""
        if id(schema) not in self._validators:
            whole = {**schema, "definitions": self.document.get("definitions", {})}
            if schema.get("in"):  # a parameter states `required` as a boolean
                whole.pop("required", None)
            self._validators[id(schema)] = schema, Draft4Validator(whole, format_checker=FORMATS)
        return [error.message for error in self._validators[id(schema)][1].iter_errors(value)]

    def invalid_in(self, sent: Recorded) -> list[str]:
        """What of a request the model does not allow, whatever was meant."""
        found = []
        pairs = [pair.partition("=") for pair in sent.query.split("&")] if sent.query else []
        texts: dict[str, list[str]] = {}
        for name, _, text in pairs:
            known = self.parameters.get(name, {})
            many = known.get("type") == "array" and known.get("collectionFormat") != "multi"
            texts.setdefault(name, []).extend(map(unquote, text.split(",") if many else [text]))
        for name, each in self.located("query").items():
            if name in texts:
                found += self.invalid(each, _typed(each, texts[name]))
            elif each.get("required"):
                found.append(f"{name} is missing")
        if self.body and (sent.body or self.body.get("required")):
            found += self.invalid(self.body["schema"], json.loads(sent.body))
        return found

    def faults(self, sent: Recorded, values: Mapping[str, Any], *, valid: bool = True) -> Iterator[str]:
        """Everything in a request that differs from what these values, and no others, should make of it.

        Args:
            sent: The request as it came.
            values: What should have been sent, by wire name; what belongs to the body lies under `body`.
            valid: Whether the values must be valid for the model too.
        """
        if sent.method != self.method:
            yield f"method {sent.method}"
        yield from self._path_faults(sent, values)
        yield from self._query_faults(sent, values, valid=valid)
        yield from self._body_faults(sent, values.get("body"), valid=valid)
        unplaced = set(values) - set(self.parameters) - {"body"}
        if unplaced:
            yield f"the model knows no {sorted(unplaced)}"

    def _path_faults(self, sent: Recorded, values: Mapping[str, Any]) -> Iterator[str]:
        def encoded(name: re.Match[str]) -> str:
            return quote(str(values[name[1]]), safe="/" if name[1] == "resource" else "")

        wanted = re.sub(r"\{(\w+)\}", encoded, self.path)
        if sent.path != wanted:
            yield f"path {sent.path}, not {wanted}"

    def _query_faults(self, sent: Recorded, values: Mapping[str, Any], *, valid: bool) -> Iterator[str]:
        known = self.located("query")
        wanted = {name: value for name, value in values.items() if name in known}
        pairs = [pair.partition("=") for pair in sent.query.split("&")] if sent.query else []
        sent_names = {name for name, _, _ in pairs}
        if sent_names != set(wanted):
            yield f"query names {sorted(sent_names)}, not {sorted(wanted)}"
            return
        for name in sorted(wanted):
            texts = [text for each, _, text in pairs if each == name]
            if known[name].get("collectionFormat") == "multi":
                parts = texts
            else:
                (text,) = texts
                parts = text.split(",") if known[name]["type"] == "array" else texts
            text = ",".join(parts)
            decoded: Any = [unquote(part) for part in parts]
            if [quote(part, safe="-._~") for part in decoded] != parts:
                yield f"{name} is not percent-encoded once: {text}"
            value = wanted[name] if isinstance(wanted[name], list) else [wanted[name]]
            if decoded != [_text(item) for item in value]:
                yield f"{name} is {decoded}, not {value}"
            if valid:
                yield from (
                    f"{name}: {fault}" for fault in self.invalid(known[name], _typed(known[name], decoded))
                )
        needed = {name for name, each in known.items() if each.get("required")}
        if valid and needed - set(wanted):
            yield f"the model requires {sorted(needed - set(wanted))}"

    def _body_faults(self, sent: Recorded, wanted: Any, *, valid: bool) -> Iterator[str]:
        if self.body is None or wanted is None or (wanted == {} and not self.body.get("required")):
            if sent.body or (sent.method in ("GET", "DELETE") and "content-length" in sent.headers):
                yield f"a body: {sent.body!r}"
            return
        if sent.headers.get("content-type") != "application/json":
            yield f"content type {sent.headers.get('content-type')}"
        if (got := json.loads(sent.body)) != wanted:
            yield f"body {got}, not {wanted}"
        if valid:
            yield from (f"body: {fault}" for fault in self.invalid(self.body["schema"], got))


def _text(value: Any) -> str:
    if isinstance(value, float) and value.is_integer():
        return str(int(value))  # JSON has one number for both
    return json.dumps(value) if isinstance(value, bool) else str(value)


def _typed(schema: Mapping[str, Any], texts: list[str]) -> Any:
    if schema["type"] == "array":
        read = READ.get(schema["items"].get("type", "string"), str)
        return [read(text) for text in texts]
    return READ.get(schema["type"], str)(texts[0])
