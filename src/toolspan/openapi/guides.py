"""Guides of a document: one per entity, with a section for each operation, written when they are first read."""

from __future__ import annotations

import json
import re
from functools import cached_property
from typing import TYPE_CHECKING, Any

from toolspan.openapi.schemas import brief_text
from toolspan.tools.guides import Guides

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from toolspan.openapi.answers import Answers
    from toolspan.openapi.document import Document
    from toolspan.openapi.records import Records
    from toolspan.openapi.route import Route
    from toolspan.openapi.schemas import Schemas

_LONGEST = 600
_OF_PARAMETER = 200
_CHOICES = 12
_FIELDS = 24
_KINDS: dict[str, str] = {
    "string": "text",
    "integer": "whole number",
    "number": "number",
    "boolean": "true or false",
    "array": "list",
    "object": "object",
}


class DocumentGuides(Guides):
    """Guides written from a document.

    Args:
        document: The document.
        records: Its operations.
        schemas: Resolve what they refer to.
        answers: Read what they answer.
    """

    def __init__(self, document: Document, records: Records, schemas: Schemas, answers: Answers) -> None:
        self._document = document
        self._records = records
        self._schemas = schemas
        self._answers = answers

    @cached_property
    def _texts(self) -> dict[str, str]:
        by_entity: dict[str, list[Mapping[str, Any]]] = {}
        for record in self._records.operations:
            by_entity.setdefault(record["entity"], []).append(record)
        about = _tags(self._document)
        return {entity: "\n\n".join(self._guide(entity, found, about)) for entity, found in by_entity.items()}

    def _guide(
        self, entity: str, records: Sequence[Mapping[str, Any]], about: Mapping[str, str]
    ) -> Iterator[str]:
        yield f"# {entity}"
        tags = self._records.routes[f"{entity}.{records[0]['action']}"].tags
        if text := about.get(tags[0] if tags else ""):
            yield text
        for record in records:
            yield from self._section(record, self._records.routes[f"{entity}.{record['action']}"])

    def _section(self, record: Mapping[str, Any], route: Route) -> Iterator[str]:
        yield f"## {record['action']}"
        first = _first_paragraph(route.operation.get("description"))
        yield record["summary"] + ("" if record["summary"].endswith((".", "!", "?")) else ".")
        if first and first.rstrip(".") != record["summary"].rstrip("."):
            yield first
        lines = [*self._parameters(record), *self._body(record)]
        if lines:
            yield "\n".join(["Parameters:", "", *lines])
        yield " ".join(self._facts(record, route))
        if record.get("example"):
            yield f"Example: `{json.dumps(record['example'], ensure_ascii=False)}`"

    def _parameters(self, record: Mapping[str, Any]) -> Iterator[str]:
        for parameter in record["parameters"]:
            yield self._line(parameter["argument"], parameter["schema"], required=parameter["required"])

    def _body(self, record: Mapping[str, Any]) -> Iterator[str]:
        body = record.get("body")
        if body is None:
            return
        schema = self._schemas.resolved(body["schema"])
        properties = {**schema.get("properties", {})}
        for part in schema.get("allOf", ()):
            properties |= self._schemas.resolved(part).get("properties", {})
        for name, part in properties.items():
            yield self._line(name, part, required=name in schema.get("required", ()))
        if not properties:
            yield self._line(
                "body", {"description": "The body of the request.", **schema}, required=body["required"]
            )

    def _line(self, name: str, schema: Mapping[str, Any], *, required: bool) -> str:
        schema = self._schemas.resolved(schema)
        told = [self._kind(schema), *(["required"] if required else [])]
        text = brief_text(schema.get("description"), _OF_PARAMETER)
        return f"- `{name}` ({', '.join(filter(None, told))})" + (f": {text}" if text else "")

    def _kind(self, schema: Mapping[str, Any]) -> str:
        """Return the type of a value in words, with its choices."""
        if choices := schema.get("enum"):
            shown = ", ".join(map(str, choices[:_CHOICES]))
            return f"one of {shown}" + (
                f" and {len(choices) - _CHOICES} more" if len(choices) > _CHOICES else ""
            )
        kind = schema.get("type")
        if isinstance(kind, list):
            return " or ".join(_KINDS.get(str(each), str(each)) for each in kind)
        if kind == "array" and isinstance(schema.get("items"), dict):
            inside = self._kind(self._schemas.resolved(schema["items"])) if "items" in schema else ""
            return f"list of {inside}" if inside else "list"
        stated = str(schema.get("format")) if kind == "string" else ""
        return stated if stated in ("date", "date-time") else _KINDS.get(str(kind), "")

    def _facts(self, record: Mapping[str, Any], route: Route) -> Iterator[str]:
        yield f"`{record['method']} {route.path}`."
        yield self._answer(record, route)
        if record.get("cursor"):
            yield "Pages: call it again with meta.next_params."
        if record["effect"] == "write":
            yield "Changes something." if not record["destructive"] else "Deletes or undoes something."
        if record.get("deprecated"):
            yield "Deprecated."
        if needed := [" and ".join(each) for each in record.get("security") or () if each]:
            yield f"Needs {' or '.join(dict.fromkeys(needed))}."

    def _answer(self, record: Mapping[str, Any], route: Route) -> str:
        kind = record["records_kind"]
        if kind == "none":
            return "Answers without content."
        if record.get("answer") in ("text", "bytes"):
            return f"Answers {record['answer']} ({record.get('accept', '')})."
        fields = ", ".join(list(self._answers.record_fields(route, record.get("records")))[:_FIELDS])
        return ("Answers a list of records" if kind == "list" else "Answers a record") + (
            f" with {fields}." if fields else "."
        )


def _tags(document: Document) -> dict[str, str]:
    tags = document.data.get("tags")
    return {
        tag["name"]: brief_text(tag.get("description"), _LONGEST)
        for tag in (tags if isinstance(tags, list) else ())
        if isinstance(tag, dict) and isinstance(tag.get("name"), str)
    }


def _first_paragraph(text: Any) -> str:
    if not isinstance(text, str):
        return ""
    return brief_text(re.split(r"\n\s*\n", text.strip(), maxsplit=1)[0], _LONGEST)
