"""Typed tools: one per operation, with that operation's own parameters."""

from __future__ import annotations

import logging
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, Any, Protocol

from toolspan.errors import ConfigurationError
from toolspan.operations.conditions import searcher
from toolspan.operations.names import snake, suggestion
from toolspan.operations.rules import stated
from toolspan.operations.schemas import reachable
from toolspan.tools.describe import DRY_RUN, SELECT, definition_size
from toolspan.tools.json_schema import inlined, plain, shrunk, typed
from toolspan.tools.virtual_operations import DOCS_READ, RESULTS_READ_MORE

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from toolspan.operations.model import Operation

    Schema = Mapping[str, Any]
    from collections.abc import Iterable, Mapping, Sequence

    from toolspan.base import BaseConnector
    from toolspan.contract import ToolSpec
    from toolspan.page import Page
    from toolspan.runtime.scope import Reader
    from toolspan.tools.specs import ToolSpecBuilder


logger = logging.getLogger("toolspan")


class Allowing(Protocol):
    """What decides which operations may run: a policy, or those of several accounts together."""

    def allows(self, operation: Operation, /) -> bool:
        """Return whether the operation may run."""
        ...


_DATE = 'ISO 8601, "-30d" or "today".'
_INTERVAL = (
    'Two dates with "--" between them, the second not included, such as "-7d--now" or "yesterday--today".'
)
_OURS = {"interval": _INTERVAL, "file": "The text itself: only a program can send a file."}
"""Formats that no JSON schema knows: they are described in words."""
_BASE64 = "The file's bytes in base64."
_FILLED = "Filled in when left out."
_PAGE = "From meta.next_params of the page before."
_BODY = "The whole body of the request."


def parameters_of(operation: Operation) -> dict[str, Any]:
    """Return the closed schema of a call: names in snake_case, references for recursion only."""
    fields = {snake(name): _described(operation, name, part) for name, part in _wire(operation)}
    required = [snake(name) for name in operation.required_of_caller]
    if operation.body and operation.body_required and _whole_body(operation):
        required.append("body")
    definitions = reachable((part for _, part in _wire(operation)), operation.schemas)
    schema = {
        "type": "object",
        "properties": fields,
        "required": required,
        "additionalProperties": False,
        **({"$defs": definitions} if definitions else {}),
    }
    return typed(inlined(plain(schema)))


def _wire(operation: Operation) -> Iterator[tuple[str, Schema]]:
    """Yield the schema of each parameter and body field by key; a body without fields is `body`."""
    yield from ((parameter.key, parameter.schema) for parameter in operation.parameters)
    yield from operation.body_fields.items()
    if operation.body and _whole_body(operation):
        yield "body", {key: value for key, value in operation.body.items() if key != "$defs"}


def _whole_body(operation: Operation) -> bool:
    """Return whether the body can be given only as a whole."""
    return not operation.body_fields


def _described(operation: Operation, name: str, part: Schema) -> dict[str, Any]:
    words = [part.get("description"), *_words(operation, name, part)]
    text = " ".join(filter(None, words))
    if part.get("format") in _OURS:
        part = {key: value for key, value in part.items() if key != "format"}
    field = {**part, "description": text} if text else dict(part)
    return {**field, "default": operation.defaults[name]} if name in operation.defaults else field


def _words(operation: Operation, name: str, part: Schema) -> Iterator[str]:
    if "pattern" in part and searcher(part["pattern"]) is None:
        yield f"Not checked before sending: the pattern {part['pattern']}"
    if part.get("format") in ("date-time", "date"):
        yield _DATE
    if part.get("format") in _OURS:
        yield _OURS[part["format"]]
    if part.get("format") == "byte":
        yield _BASE64
    if name in operation.fill:
        yield _FILLED
    if operation.cursor and name == operation.cursor.parameter:
        yield _PAGE
    if name == "body":
        yield _BODY


_LEAST = 400
_NAMED = 60
_NOT_SHOWN = 'Not shown: {}docs_read(section="{}") tells more.'
_FIELDS = {"type": "array", "items": {"type": "string"}, "description": SELECT}
_HELPING = {operation.name: operation for operation in (DOCS_READ, RESULTS_READ_MORE)}
"""Operations of the client that typed tools need besides those of the API."""


def check_typed(connector: BaseConnector, most: int) -> None:
    """Refuse what cannot be typed.

    Args:
        connector: Whose operations become tools.
        most: Characters of one definition at most.

    Raises:
        ConfigurationError: Only a server knows the operations of the connector, or the limit is too small.
    """
    if not isinstance(most, int) or most < _LEAST:
        raise ConfigurationError(
            f"max_definition_chars must be a whole number from {_LEAST} on, not {most!r}."
        )
    if not len(connector.operations):
        raise ConfigurationError(
            f"{connector.title} has no typed tools: only its server knows its operations.",
            hint='Use shape="progressive".',
        )


def typed_specs(
    make: ToolSpecBuilder,
    wanted: Sequence[Operation],
    exclude: Sequence[str],
    most: int,
    reader: Reader | None = None,
    *,
    named: Sequence[str] = (),
) -> list[ToolSpec]:
    """Return one tool for each operation, and two that help.

    Args:
        make: Makes the tools.
        wanted: The operations.
        exclude: Names or patterns to leave out, of those that help.
        most: Characters of one definition at most.
        reader: How results are read on with a tool beside these; they bring one of their own when left out.
        named: Names or patterns by which the operations were chosen: none of those named may be left out.

    Raises:
        ConfigurationError: An operation that was named has no definition as short as that.
    """
    helping = [name for name in _HELPING if not _any(name, exclude)]
    make.reader = reader
    if reader:
        helping = [name for name in helping if name != RESULTS_READ_MORE.name]
    elif RESULTS_READ_MORE.name in helping:
        make.reading_with_a_tool("results_read_more")
    return [*_fitting(make, wanted, named, most), *(_helping(make, name) for name in helping)]


def _fitting(
    make: ToolSpecBuilder, operations: Sequence[Operation], named: Sequence[str], most: int
) -> list[ToolSpec]:
    """Return the tools of the operations, without those whose names alone are too long.

    Raises:
        ConfigurationError: One that is too long was named, or none is left.
    """
    made = {operation.name: _typed(make, operation, most) for operation in operations}
    left_out = [name for name, (_, size) in made.items() if size > most]
    if wrong := next((name for name in left_out if name in named or len(left_out) == len(made)), None):
        raise ConfigurationError(
            f"max_definition_chars={most} is too little for {wrong}, which takes {made[wrong][1]} at least.",
            hint=f'Leave it out with exclude=["{wrong}"], or allow more.',
        )
    if left_out:
        logger.warning(
            "%s has no tool, since its parameters alone take more than max_definition_chars=%d.",
            ", ".join(left_out),
            most,
        )
    return [spec for spec, size in made.values() if size <= most]


def chosen(
    operations: Iterable[Operation], policy: Allowing, include: Sequence[str] | None, exclude: Sequence[str]
) -> list[Operation]:
    """Return the operations that the patterns choose and the policy allows.

    Raises:
        ConfigurationError: A pattern matches nothing, or nothing that the policy allows; or nothing is left.
    """
    known = {operation.name: operation for operation in operations}
    for kind, patterns in (("include", include or ()), ("exclude", exclude)):
        _check(kind, patterns, [*known, *(_HELPING if kind == "exclude" else ())])
    picked = [
        operation
        for name, operation in known.items()
        if _included(operation, include) and not _any(name, exclude)
    ]
    if not picked:
        raise ConfigurationError(
            "include and exclude leave no operation, so there would be no typed tool.",
            hint='Name some with include=["orders.*"], leave include out for all that the policy allows, or exclude less.',
        )
    for pattern in include or ():
        _check_allowed(
            pattern, [operation for operation in picked if fnmatchcase(operation.name, pattern)], policy
        )
    return [operation for operation in picked if policy.allows(operation) and not operation.for_programs]


def _included(operation: Operation, include: Sequence[str] | None) -> bool:
    """Return whether an operation is chosen; what another one does better, only by its name."""
    if include is None:
        return operation.listed
    return operation.name in include or (operation.listed and _any(operation.name, include))


def _any(name: str, patterns: Iterable[str]) -> bool:
    return any(fnmatchcase(name, pattern) for pattern in patterns)


def _check(kind: str, patterns: Sequence[str], known: Sequence[str]) -> None:
    """Refuse a pattern that matches nothing: a misspelt one would silently leave a tool out, or in."""
    if isinstance(patterns, str):
        raise ConfigurationError(f'{kind} takes a list of names, such as {kind}=["orders.*"].')
    for pattern in patterns:
        if any(fnmatchcase(name, pattern) for name in known):
            continue
        groups = dict.fromkeys(name.partition(".")[0] + ".*" for name in known)
        near = suggestion(pattern, groups if "*" in pattern else known)
        raise ConfigurationError(
            f'{kind}: "{pattern}" matches no operation.{near}',
            hint=f"Names are entity.action, such as orders.list, and patterns such as: {', '.join([*groups][:_NAMED])}.",
        )


def _check_allowed(pattern: str, matching: Sequence[Operation], policy: Allowing) -> None:
    if matching and not any(map(policy.allows, matching)):
        kind = "writes" if matching[0].effect == "write" else "reads"
        raise ConfigurationError(
            f'include: the policy allows nothing that "{pattern}" matches.',
            hint=f'Allow it with Policy({kind}=["{matching[0].name}"]), or leave it out.',
        )


def _typed(make: ToolSpecBuilder, operation: Operation, most: int) -> tuple[ToolSpec, int]:
    """Return the tool of an operation, and its size."""
    schema, writes = parameters_of(operation), operation.effect == "write"
    schema["properties"] |= {"select_fields": _FIELDS, **({"dry_run": DRY_RUN} if writes else {})}

    def call_of(arguments: Mapping[str, Any]) -> tuple[str, str, Any]:
        params = {
            name: value for name, value in arguments.items() if name not in ("select_fields", "dry_run")
        }
        return operation.entity, operation.action, params

    async def body(arguments: Mapping[str, Any]) -> Page:
        select, dry_run = arguments.get("select_fields"), writes and arguments.get("dry_run")
        return await make.executed(*call_of(arguments), select, dry_run=dry_run)

    traits: dict[str, Any] = {
        "read_only": not writes,
        "destructive": operation.destructive,
        "idempotent": operation.idempotent,
        "asks": call_of if writes else None,
    }
    name = tool_name(operation)
    title = f"{operation.entity.replace('_', ' ')}: {operation.action.replace('_', ' ')}"

    def made(shown: Schema) -> ToolSpec:
        return make.spec(name, title, description_of(operation), shown, body, by_name=False, **traits)

    note = _NOT_SHOWN.format(make.prefix, operation.entity)

    def fitted(whole: Schema) -> tuple[ToolSpec, int]:
        spec = made(shrunk(whole, lambda shown: definition_size(made(shown)) <= most, note))
        return spec, definition_size(spec)

    found = fitted(schema)
    if found[1] > most and operation.takes_whole_body and operation.body_fields:
        return fitted(_with_free_body(operation, schema, note))
    return found


def _with_free_body(operation: Operation, schema: Schema, note: str) -> dict[str, Any]:
    """Return the schema of a call that gives the body as one object: its fields alone are too many."""
    fields = set(map(snake, operation.body_fields))
    properties = {name: part for name, part in schema["properties"].items() if name not in fields}
    properties["body"] = {"type": "object", "additionalProperties": True, "description": f"{_BODY} {note}"}
    required = [name for name in schema["required"] if name not in fields]
    needed = ["body"] if operation.body_required or len(required) < len(schema["required"]) else []
    return {**schema, "properties": properties, "required": [*required, *needed]}


def tool_name(operation: Operation) -> str:
    """Return the name of the typed tool of an operation, without a prefix."""
    return f"{operation.entity}_{operation.action}"


def description_of(operation: Operation) -> str:
    """Return the description of a typed tool, with the rules that no schema states."""
    replaced = (operation.deprecated or {}).get("replacement")
    old = (
        f"Deprecated; use {replaced}."
        if replaced
        else "Deprecated."
        if operation.deprecated is not None
        else ""
    )
    paged = "For the next page, call it with meta.next_params." if operation.cursor else ""
    return " ".join(filter(None, (operation.summary, old, stated(operation), paged)))


def _helping(make: ToolSpecBuilder, name: str) -> ToolSpec:
    operation = _HELPING[name]

    async def body(arguments: Mapping[str, Any]) -> Page:
        return await make.executed(operation.entity, operation.action, arguments)

    title = {"docs": "Read guides", "results": "Read on in a result"}[operation.entity]
    schema = parameters_of(operation)
    return make.spec(tool_name(operation), title, operation.summary, schema, body)
