"""Responses of a route as operation records have them: what comes back, and where its records stand."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from toolspan.openapi.bodies import media_of
from toolspan.openapi.references import Unusable
from toolspan.openapi.words import is_front, singular, words

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from toolspan.openapi.references import References, Source
    from toolspan.openapi.route import Route

_STREAMS = ("event-stream", "ndjson", "jsonl", "json-seq", "multipart/x-mixed-replace")
_PREFERRED = ("data", "items", "results", "entries", "value", "records")
_LONGEST_CHAIN = 20
_PAGING = """
    after api at before code count current cursor cursors end error errors etag first has href id incomplete index info is
    kind last limit link links marker max me message meta metadata more msg next num number object of offset ok order page
    pages paging pagination per position prev previous query remaining request response result self size sort start
    status success time timestamp token took total type uri url urls version warning warnings
"""
_AROUND = frozenset(_PAGING.split())
"""Words of fields that stand around a list and are no part of it."""
_SUCCESS = re.compile(r"2(?:\d\d|XX)", re.IGNORECASE)
_PLACE = re.compile(r"\{[^{}]*\}")


@dataclass(frozen=True, slots=True)
class Shape:
    """JSON of a response, as far as its schema says it: fields, and where each stands.

    Args:
        types: Types of the whole.
        fields: Schemas of its fields, resolved, with the files in which they stand.
    """

    types: tuple[str, ...] = ()
    fields: Mapping[str, tuple[Mapping[str, Any], Source]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Answer:
    """What a successful response holds.

    Args:
        record: Keys of the operation record.
        shape: Its JSON.
        headers: Names of its headers, in lower case.
    """

    record: Mapping[str, Any]
    shape: Shape = field(default_factory=Shape)
    headers: frozenset[str] = frozenset()


class Answers:
    """Reads the responses of routes.

    Args:
        references: Those of the document.
    """

    def __init__(self, references: References) -> None:
        self._references = references

    def of(self, route: Route) -> Answer:
        """Return what a successful response of a route holds.

        Raises:
            Unusable: It is a stream.
        """
        successes = [found for status, found in route.responses.items() if _SUCCESS.fullmatch(status)]
        if not successes and "default" in route.responses:
            successes = [route.responses["default"]]
        headers = frozenset(
            name.lower() for found in successes for name in _object(found.value.get("headers"))
        )
        contents = [
            (kind, media, found.source)
            for found in successes
            for kind, media in _object(found.value.get("content")).items()
        ]
        if route.method == "HEAD" or not contents:
            return Answer(
                {"records_kind": "none" if route.method == "HEAD" or successes else "any"}, headers=headers
            )
        plain = [
            (kind.partition(";")[0].strip().lower(), kind, media, source) for kind, media, source in contents
        ]
        for kind, whole, media, source in plain:
            if media_of(kind) in ("json", "merge-patch"):
                shape = self.shape(_object(media).get("schema"), source)
                accept = {} if kind in ("application/json", "*/*", "application/*") else {"accept": whole}
                return Answer({"answer": "json", **accept, **_records(route, shape)}, shape, headers)
        usable = [(kind, whole) for kind, whole, _, _ in plain if not any(word in kind for word in _STREAMS)]
        if not usable:
            raise Unusable(f"it answers with a stream ({plain[0][0]})")
        texts = [
            whole
            for kind, whole in usable
            if kind.startswith("text/") or kind.endswith(("xml", "yaml", "javascript"))
        ]
        record = {
            "answer": "text" if texts else "bytes",
            "accept": ", ".join(dict.fromkeys(texts or [whole for _, whole in usable])),
            "records_kind": "any",
        }
        return Answer(record, headers=headers)

    def record_fields(self, route: Route, records: str | None) -> Iterator[str]:
        """Yield the names of the fields of one record of a route's answer."""
        schema, source = self._json(route)
        shape = self.shape(schema, source)
        if records and records in shape.fields:
            schema, source = shape.fields[records]
        elif shape.types != ("array",):
            yield from shape.fields
            return
        for part, at in self._parts(schema, source):
            if "items" in part:
                yield from self.shape(part["items"], at).fields

    def _json(self, route: Route) -> tuple[Any, Source]:
        for status, found in route.responses.items():
            for kind, media in _object(found.value.get("content")).items():
                if (_SUCCESS.fullmatch(status) or status == "default") and media_of(kind) == "json":
                    return _object(media).get("schema"), found.source
        return {}, route.source

    def shape(self, schema: Any, source: Source) -> Shape:
        """Return the shape of a schema; what cannot be followed says nothing."""
        types: list[str] = []
        fields: dict[str, tuple[Mapping[str, Any], Source]] = {}
        for part, at in self._parts(schema, source):
            kind = part.get("type")
            types += [each for each in (kind if isinstance(kind, list) else [kind]) if isinstance(each, str)]
            if not kind and "properties" in part:
                types.append("object")
            if not kind and "items" in part:
                types.append("array")
            for name, inner in _object(part.get("properties")).items():
                if found := self._resolved(inner, at):
                    fields[name] = found
        return Shape(tuple(dict.fromkeys(each for each in types if each != "null")), fields)

    def _resolved(self, schema: Any, source: Source) -> tuple[Mapping[str, Any], Source] | None:
        try:
            value, source = self._references.resolve(schema, source)
        except Unusable:
            return None
        return (value, source) if isinstance(value, dict) else None

    def _parts(
        self, schema: Any, source: Source, depth: int = 0
    ) -> Iterator[tuple[Mapping[str, Any], Source]]:
        """Yield a schema and those that it is made of; of a choice, the only one beside null."""
        found = self._resolved(schema, source)
        if found is None or depth > _LONGEST_CHAIN:
            return
        whole, source = found
        yield whole, source
        for each in whole.get("allOf") or ():
            yield from self._parts(each, source, depth + 1)
        for key in ("oneOf", "anyOf"):
            choices = [each for each in whole.get(key) or () if each != {"type": "null"}]
            if len(choices) == 1:
                yield from self._parts(choices[0], source, depth + 1)
            elif choices:
                yield {"type": ["object", "array"]}, source


def _object(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _records(route: Route, shape: Shape) -> dict[str, Any]:
    """Return where the records stand: a list, a list in its envelope, or the whole."""
    if shape.types == ("array",):
        return {"records_kind": "list"}
    if shape.types != ("object",):
        return {"records_kind": "any"}
    name = _list_in(route, shape)
    return {"records_kind": "list", "records": name} if name else {"records_kind": "one"}


def _list_in(route: Route, shape: Shape) -> str | None:
    """Return the field that holds the records of a list; None if the whole is one record, which may hold lists too."""
    lists = [name for name, (part, _) in shape.fields.items() if "." not in name and _is_list(part)]
    if not lists:
        return None
    segments = [
        segment
        for segment in re.split(r"[?#]", route.path)[0].split("/")
        if segment and not is_front(segment)
    ]
    collection = bool(segments) and not _PLACE.search(segments[-1])
    for name in _PREFERRED:
        if name in lists and (collection or _all_around(shape, [name])):
            return name
    last = {singular(word) for word in words(segments[-1])} if collection else set()
    if len(lists) == 1 and (_all_around(shape, lists) or {singular(word) for word in words(lists[0])} & last):
        return lists[0]
    named = [name for name in lists if {singular(word) for word in words(name)} == last]
    return named[0] if len(named) == 1 and _all_around(shape, lists) else None


def _is_list(part: Mapping[str, Any]) -> bool:
    kind = part.get("type")
    return (
        kind == "array" or (isinstance(kind, list) and "array" in kind) or (kind is None and "items" in part)
    )


def _all_around(shape: Shape, lists: list[str]) -> bool:
    """Return whether all other fields only stand around the list: totals, links, cursors."""
    return all(set(words(name)) <= _AROUND for name in shape.fields if name not in lists)
