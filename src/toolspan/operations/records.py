"""Validates a hand-written operation index: lists every error, with the closest valid name."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, Any, get_args

from toolspan.errors import ConfigurationError
from toolspan.operations.model import (
    RECORD_KEYS,
    AnswerKind,
    CursorKind,
    Effect,
    Location,
    Media,
    RecordsKind,
    Style,
)
from toolspan.operations.names import LONGEST_NAME, RESERVED, argument_name, snake, squash, suggestion
from toolspan.operations.rules import RULES
from toolspan.operations.schemas import OWN, SHARED, merged, properties_of
from toolspan.operations.validators import TYPES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

_MOST = 10
"""Most errors listed in one message."""
_BOUNDS = (
    "minimum", "maximum", "minLength", "maxLength", "minItems", "maxItems", "multipleOf", "minProperties",
    "maxProperties",
)  # fmt: skip
_PER_STYLE: dict[str, tuple[str, ...]] = {
    "path": ("simple", "label", "matrix", "json", "csv"),
    "query": ("form", "space", "pipe", "deep", "json", "tsv", "csv", "multi"),
    "header": ("simple", "json", "csv"),
    "cookie": ("form", "json"),
    "local": (),
}
"""Styles by location."""
_FIELD_STYLES = ("form", "space", "pipe", "deep", "json")
_NAME = re.compile(r"[a-z][a-z0-9_]*")
_PLACE = re.compile(r"\{([^{}]*)\}")
_SUCCESS = range(200, 300)
_LOCATIONS: tuple[str, ...] = get_args(Location)
_METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE")
_CHOICES: dict[str, tuple[str, ...]] = {
    "effect": get_args(Effect),
    "method": _METHODS,
    "records_kind": get_args(RecordsKind),
    "answer": get_args(AnswerKind),
    "runs": ("executor", "connector", "client"),
}
_TEXT, _OBJECT, _LIST, _TRUTH, _NUMBER = (
    (str, "text"),
    (dict, "an object"),
    (list, "a list"),
    (bool, "true or false"),
    ((int, float), "a number"),
)
_TYPES: dict[str, tuple[Any, str]] = {
    **dict.fromkeys(("entity", "action", "summary", "effect", "api", "operation_id", "method", "path"), _TEXT),
    **dict.fromkeys(("records", "records_kind", "page_size", "verify", "if_refused", "runs", "handler", "for_programs"), _TEXT),
    **dict.fromkeys(("destructive", "idempotent", "listed"), _TRUTH),
    **dict.fromkeys(("answer", "accept", "server", "idempotency_header"), _TEXT),
    **dict.fromkeys(("parameters", "rules", "renames", "security"), _LIST),
    **dict.fromkeys(("success", "steps"), _LIST),
    **dict.fromkeys(("body", "cursor", "defaults", "refused", "deprecated", "example"), _OBJECT),
    **dict.fromkeys(("fill", "stream", "extra", "outcome", "secrets", "lookup"), _OBJECT),
    "rate": _NUMBER,
    **dict.fromkeys(("burst", "priority"), (int, "a whole number")),
}  # fmt: skip
_PARTS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "parameters": (
        ("name", "in"),
        ("required", "schema", "style", "explode", "argument", "reserved", "multi_segment", "media"),
    ),
    "body": (("schema",), ("required", "media", "content_type", "encoding", "arguments")),
    "lookup": (("operation", "by"), ()),
    "cursor": ((), ("parameter", "response", "alone", "kind", "first", "total", "more")),
    "renames": (("from", "to"), ("values",)),
    "stream": (("lower", "upper", "cursor"), ("key", "unless")),
    "outcome": ((), ("status", "success", "errors")),
    "secrets": (("paths", "instead"), ("files",)),
}
"""Required and optional keys of a record's nested objects."""


def check_records(index: Any, source: str) -> None:
    """Validate an operation index.

    Args:
        index: The decoded `operations.json`.
        source: Its file, for the message.

    Raises:
        ConfigurationError: It is invalid; the message lists the errors by operation.
    """
    faults = list(_of_index(index))
    if faults:
        more = f" And {len(faults) - _MOST} more." if len(faults) > _MOST else ""
        raise ConfigurationError(
            f"{source} cannot be used: {' '.join(faults[:_MOST])}{more}",
            hint='The keys of a record are described in the docs under "Operation records".',
        )


def _of_index(index: Any) -> Iterator[str]:
    if not isinstance(index, dict) or not isinstance(index.get("operations"), list):
        yield 'It must be an object with a list "operations".'
        return
    yield from _unknown("the file", index, ("operations", "aliases", "entities", "source", "definitions"))
    definitions = index.get("definitions", {})
    if not isinstance(definitions, dict):
        yield "definitions must be an object of names and schemas."
        return
    for name, schema in definitions.items():
        yield from _of_schema(f'definitions "{name}"', schema, definitions, {})
    names = []
    for number, record in enumerate(index["operations"]):
        if not isinstance(record, dict):
            yield f"operations[{number}] must be an object."
            continue
        name = f"{record.get('entity')}.{record.get('action')}"
        names.append(squash(name))
        yield from (f"{name}: {fault}" for fault in _of_record(record, definitions))
    yield from (f"{name} is defined {n} times." for name, n in Counter(names).items() if n > 1)
    entities = [str(record.get("entity")) for record in index["operations"] if isinstance(record, dict)]
    aliases = index.get("aliases") or {}
    if not isinstance(aliases, dict):
        yield "aliases must be an object of other names and entities."
        return
    for alias, entity in aliases.items():
        if entity not in entities:
            yield f'aliases: "{alias}" stands for "{entity}", which is no entity.{suggestion(str(entity), entities)}'


def _of_record(record: Mapping[str, Any], definitions: Mapping[str, Any]) -> Iterator[str]:
    ill_typed = list(_ill_typed(record))
    yield from _unknown("the record", record, RECORD_KEYS)
    yield from ill_typed
    if ill_typed:
        return
    for key in ("entity", "action", "summary", "effect"):
        if not record.get(key):
            yield f"{key} is missing."
    for key in ("entity", "action"):
        if record.get(key) and not _NAME.fullmatch(record[key]):
            yield f'{key} "{record[key]}" must be in snake_case: small letters, digits and underscores.'
    if record.get("entity") in RESERVED:
        yield f'the entity "{record["entity"]}" is one of every connector\'s own: choose another name.'
    for key, choices in _CHOICES.items():
        if record.get(key) is not None and record[key] not in choices:
            yield _not_one_of(f"{key} ", record[key], choices)
    yield from _of_parts(record, definitions)
    yield from _of_request(record)
    yield from _of_names(record, definitions)
    yield from _of_numbers(record)


def _ill_typed(record: Mapping[str, Any]) -> Iterator[str]:
    for key, (kind, words) in _TYPES.items():
        value = record.get(key)
        if value is not None and (
            not isinstance(value, kind) or (isinstance(value, bool) and kind is not bool)
        ):
            yield f"{key} must be {words}, not {value!r:.60}."
    for key in ("parameters", "rules", "renames", "security"):
        entries = record.get(key)
        if isinstance(entries, list) and not all(isinstance(entry, dict) for entry in entries):
            yield f"{key} must hold objects."
    steps = record.get("steps")
    if isinstance(steps, list) and not all(isinstance(step, str) for step in steps):
        yield "steps must hold names."
    fill = record.get("fill")
    if isinstance(fill, dict) and not all(isinstance(word, str) for word in fill.values()):
        yield "fill must hold a word for each parameter."


def _of_parts(record: Mapping[str, Any], definitions: Mapping[str, Any]) -> Iterator[str]:
    """Check the keys and choices of a record's nested objects."""
    for key, (needed, optional) in _PARTS.items():
        given = record.get(key) or ()
        for part in given if isinstance(given, list) else (given,) if given else ():
            where = f'{key} "{part["name"]}"' if "name" in part else key
            yield from _unknown(where, part, (*needed, *optional))
            yield from (f"{where}: {name} is missing." for name in needed if part.get(name) is None)
    for parameter in record.get("parameters") or ():
        yield from _of_parameter(parameter, definitions)
    body = record.get("body") or {}
    if body.get("media", "json") not in get_args(Media):
        yield _not_one_of("body: media ", body["media"], get_args(Media))
    if isinstance(body.get("schema", {}), dict):
        yield from _of_body(body, definitions)
    else:
        yield "body: a schema must be an object."
    yield from _of_cursor(record.get("cursor"))
    for rule in record.get("rules") or ():
        kind = rule.get("kind")
        if kind not in RULES:
            yield _not_one_of("rules: kind ", kind, RULES)
            continue
        yield from _unknown(f"rules: {kind}", rule, ("kind", *RULES[kind].keys, *RULES[kind].optional))
        yield from (f"rules: {kind}: {key} is missing." for key in RULES[kind].keys if key not in rule)


def _of_body(body: Mapping[str, Any], definitions: Mapping[str, Any]) -> Iterator[str]:
    """Check the schema of a body, its media type, and how its fields are written."""
    media, schema = body.get("media"), body.get("schema", {})
    yield from _of_schema("body", schema, definitions, schema.get("$defs", {}))
    fields = _properties(schema, definitions)
    if media in ("form", "multipart") and fields is None:
        yield f"body: a {media} has fields, so its schema must be that of an object."
    for key in ("encoding", "arguments"):
        named = body.get(key, {})
        if not isinstance(named, dict):
            yield f"body: {key} must be an object by field."
            return
        for name in named:
            if name not in (fields or ()):
                yield f'body: {key} names "{name}", which is no field.{suggestion(str(name), fields or ())}'
    for name, how in body.get("encoding", {}).items():
        where = f'body: encoding "{name}"'
        yield from _unknown(where, how, ("style", "explode", "reserved", "content_type", "filename"))
        if how.get("style") not in (None, *_FIELD_STYLES):
            yield _not_one_of(f"{where}: style ", how["style"], _FIELD_STYLES)


def _properties(schema: Mapping[str, Any], definitions: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """Return the fields of a body, which may be unusable; None if it has none."""
    try:
        return properties_of(merged(schema, definitions))
    except (AttributeError, TypeError, ValueError):  # the faults of the schema itself are listed elsewhere
        return {}


def _of_cursor(cursor: Any) -> Iterator[str]:
    """Check that a cursor has what its kind needs."""
    if not isinstance(cursor, dict):
        return
    kind = cursor.get("kind", "token")
    if kind not in get_args(CursorKind):
        yield _not_one_of("cursor: kind ", kind, get_args(CursorKind))
    if kind in ("token", "next_url") and not cursor.get("response"):
        yield f"cursor: response is missing: where a response holds the {'token' if kind == 'token' else 'address'}."
    if kind in ("page", "offset") and not cursor.get("parameter"):
        yield f"cursor: parameter is missing: it takes the number of the {'page' if kind == 'page' else 'record'}."


def _of_parameter(parameter: Mapping[str, Any], definitions: Mapping[str, Any]) -> Iterator[str]:
    where = f'parameter "{parameter.get("name")}"'
    location = parameter.get("in")
    if location in ("body", "formData"):
        yield f'{where} is in "{location}": body fields belong in the schema of "body".'
    elif location is not None and location not in _LOCATIONS:
        yield _not_one_of(f"{where}: in ", location, _LOCATIONS)
    yield from _of_style(where, parameter)
    yield from _of_argument(where, parameter)
    if location == "path" and parameter.get("required") is False:
        yield f"{where} is part of the path: required must be true."
    yield from _of_schema(where, parameter.get("schema", {}), definitions, {})


def _of_style(where: str, parameter: Mapping[str, Any]) -> Iterator[str]:
    """Check how a parameter is written."""
    style, location = parameter.get("style"), str(parameter.get("in"))
    if style not in (None, *get_args(Style)):
        yield _not_one_of(f"{where}: style ", style, get_args(Style))
    elif style and style not in _PER_STYLE.get(location, get_args(Style)):
        yield _not_one_of(f"{where}: style in {location} ", style, _PER_STYLE[location])
    for key in ("required", "explode", "reserved", "multi_segment"):
        if not isinstance(parameter.get(key, False), bool):
            yield f"{where}: {key} must be true or false."


def _of_argument(where: str, parameter: Mapping[str, Any]) -> Iterator[str]:
    """Check that callers have a name for a parameter that every tool can have."""
    argument, name = parameter.get("argument"), parameter.get("name")
    if argument is not None and argument_name(str(argument)) != argument:
        yield f"{where}: argument {argument!r:.80} must have small letters, digits and underscores, {LONGEST_NAME} at most."
    if argument is None and isinstance(name, str) and argument_name(name) != snake(name):
        yield f'{where} is no name that a tool can have: give it an argument, such as "{argument_name(name)}".'


def _of_schema(where: str, schema: Any, definitions: Any, own: Any) -> Iterator[str]:
    """Check what the validator would misread or could not be built from.

    Args:
        where: The schema's name in a message.
        schema: What should be a schema.
        definitions: Definitions of the file.
        own: Definitions of the body that the schema is part of.
    """
    if schema is True or schema is False:
        return
    if not isinstance(schema, dict):
        yield f"{where}: a schema must be an object."
        return
    yield from _of_keywords(where, schema)
    if (reference := schema.get("$ref")) is not None and not _leads(reference, definitions, own):
        yield f'{where}: "$ref" must name one of the "$defs" of the body or the "definitions" of the file, not {reference!r:.60}.'
    yield from _of_bounds(where, schema)
    for name, each in _inside(schema):
        yield from _of_schema(f"{where}.{name}" if name else where, each, definitions, own)


def _of_keywords(where: str, schema: Mapping[str, Any]) -> Iterator[str]:
    """Check a schema's type, pattern and choices."""
    stated = schema.get("type")
    for kind in stated if isinstance(stated, list) else [stated]:
        if kind is not None and kind not in (*TYPES, "null"):
            yield _not_one_of(f"{where}: type ", kind, TYPES)
    if not isinstance(schema.get("pattern", ""), str):
        yield f"{where}: pattern {schema['pattern']!r:.60} is not text."
    if "enum" in schema and not (isinstance(schema["enum"], list) and schema["enum"]):
        yield f"{where}: enum must be a list of choices."


def _inside(schema: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """Yield the parts of a schema with their names; what should hold parts and does not is no schema either."""
    for key in ("items", "not", "if", "then", "else", "contains", "additionalProperties"):
        if key in schema:
            yield key, schema[key]
    for key in ("allOf", "anyOf", "oneOf", "prefixItems"):
        listed = schema.get(key, [])
        yield from (
            (f"{key}[{number}]", each)
            for number, each in enumerate(listed if isinstance(listed, list) else [None])
        )
    for key in ("properties", "$defs", "patternProperties"):
        named = schema.get(key, {})
        yield from named.items() if isinstance(named, dict) else [(key, None)]


def _leads(reference: Any, definitions: Any, own: Any) -> bool:
    if not isinstance(reference, str):
        return False
    if reference.startswith(SHARED):
        return reference.removeprefix(SHARED) in definitions
    return isinstance(own, dict) and reference.startswith(OWN) and reference.removeprefix(OWN) in own


def _of_bounds(where: str, schema: Mapping[str, Any]) -> Iterator[str]:
    """Check the bounds of a value, and that required properties are defined."""
    for bound in _BOUNDS:
        if not isinstance(schema.get(bound, 0), (int, float)):
            yield f"{where}: {bound} must be a number, not {schema[bound]!r:.60}."
    needed, properties = schema.get("required", []), schema.get("properties", {})
    if not isinstance(needed, list):
        yield f"{where}: required must be a list of names."
    elif isinstance(properties, dict) and properties:
        for name in needed:
            if name not in properties:
                yield f'{where}: required names "{name}", which is no property.{suggestion(str(name), properties)}'


def _of_request(record: Mapping[str, Any]) -> Iterator[str]:
    """Check that the operation has a request or a handler."""
    method, path = record.get("method"), record.get("path")
    handler = record.get("handler")
    if (runs := record.get("runs")) in ("connector", "client") and not handler:
        yield f'runs is "{runs}": handler is missing, the function that carries it out.'
    if record.get("steps") or (handler and not method and not path):
        return
    if not method or not path:
        missing = "method" if not method else "path"
        yield f"{missing} is missing; only an operation with a handler, or made of other operations (steps), has none."
        return
    yield from _of_path(record, path)


def _of_path(record: Mapping[str, Any], path: str) -> Iterator[str]:
    """Check that a path and its parameters agree."""
    if not path.startswith("/") or " " in path:
        yield f'path "{path}" must start with "/" and have no spaces.'
    if re.search(r"[{}]", _PLACE.sub("", path)):
        yield f'path "{path}" has an unmatched brace.'
    places = _PLACE.findall(path)
    parameters = [p for p in record.get("parameters") or () if isinstance(p.get("name"), str)]
    named = [p["name"] for p in parameters if p.get("in") == "path"]
    for place in places:
        if place not in named:
            yield f'the path has {{{place}}}, but no parameter in "path" has that name.{suggestion(place, named)}'
    for name in named:
        if name not in places:
            yield f'parameter "{name}" is in "path", but the path {path} has no {{{name}}}.{suggestion(name, places)}'
    spelled = Counter(snake(str(p.get("argument") or p["name"])) for p in parameters)
    for name, n in spelled.items():
        if n > 1:
            yield f'parameter "{name}" is defined {n} times: give all but one of them an argument, the name for callers.'


def _of_names(record: Mapping[str, Any], definitions: Mapping[str, Any]) -> Iterator[str]:
    """Check that references to parameters name existing ones."""
    body = record.get("body") or {}
    fields = _properties(body["schema"], definitions) if isinstance(body.get("schema"), dict) else {}
    known = [str(p.get("argument") or p.get("name")) for p in record.get("parameters") or ()]
    known += ["body", *(fields or ()), *map(str, (body.get("arguments") or {}).values())]
    exact: list[tuple[str, Any]] = [("cursor", (record.get("cursor") or {}).get("parameter")), ("page_size", record.get("page_size"))]  # fmt: skip
    stream = record.get("stream") or {}
    exact += [("stream", name) for name in (stream.get("lower"), stream.get("upper"), *stream.get("unless", ()))]  # fmt: skip
    for key in ("fill", "defaults"):
        exact += [(key, name) for name in record.get(key) or ()]
    exact += [("renames", rename.get("to")) for rename in record.get("renames") or ()]
    for rule in record.get("rules") or ():
        exact += [("rules", name) for name in _named_in(rule)]
    for where, name in exact:
        if name is not None and name not in known and str(name).split(".")[0] not in known:
            yield f'{where} names "{name}", which is no parameter.{suggestion(str(name), known)}'
    forms = {
        *map(squash, known),
        *(squash(str(rename.get("from"))) for rename in record.get("renames") or ()),
    }
    for name in record.get("example") or ():
        if squash(name) not in forms:
            yield f'example names "{name}", which is no parameter.{suggestion(name, known)}'


def _named_in(rule: Mapping[str, Any]) -> Iterator[Any]:
    for key in ("name", "start", "end", "zone"):
        if key in rule:
            yield rule[key]
    for key in ("names", "needs", "when"):
        yield from rule.get(key) or ()


def _of_numbers(record: Mapping[str, Any]) -> Iterator[str]:
    rate, burst = record.get("rate"), record.get("burst")
    if (rate is None) != (burst is None):
        yield "rate and burst belong together: give both, or neither."
    if (rate is not None and rate <= 0) or (burst is not None and burst < 1):
        yield "rate must be above 0, and burst at least 1."
    alternatives: Any = record.get("security") or ()
    for number, alternative in enumerate(alternatives):
        if not all(isinstance(scopes, list) for scopes in alternative.values()):
            yield f"security[{number}] must hold a list of scopes for each scheme."
    server = record.get("server")
    if server and not re.fullmatch(r"https?://[^/?#@\s]+(/[^?#\s]*)?", server):
        yield f'server "{server}" must be an https URL without user, query and fragment.'
    if any(status not in _SUCCESS for status in record.get("success") or ()):
        yield "success must hold statuses from 200 to 299."


def _unknown(where: str, given: Mapping[str, Any], known: Iterable[str]) -> Iterator[str]:
    for key in given:
        if key not in known:
            yield f'{where} has the unknown key "{key}".{suggestion(key, known)}'


def _not_one_of(what: str, given: Any, choices: Iterable[str]) -> str:
    listed = list(choices)
    return f"{what}must be one of {', '.join(listed)}, not {given!r:.60}.{suggestion(str(given), listed)}"
