"""Typed tools: one per operation, with that operation's own parameters."""

from __future__ import annotations

from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, Any

from toolspan.errors import ConfigurationError
from toolspan.operations.names import suggestion
from toolspan.operations.stated import stated
from toolspan.schemas.shrink import shrunk
from toolspan.tooling.catalogue import DRY_RUN, SELECT, definition_size
from toolspan.tooling.parameters import parameters_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from toolspan.contract import ToolSpec
    from toolspan.operations.model import Operation
    from toolspan.page import Page
    from toolspan.policy import Policy
    from toolspan.tooling.specs import SpecMaker

    Schema = Mapping[str, Any]

_LEAST = 400
_NAMED = 60
_NOT_SHOWN = 'Not shown: {}docs_read(section="{}") tells more.'
_FIELDS = {"type": "array", "items": {"type": "string"}, "description": SELECT}
_SECTION = {"type": "string", "description": "Such as orders, or orders#list. Leave out for the outline."}
_BUILT_IN: dict[str, tuple[str, str, Schema]] = {
    "docs.read": (
        "Read guides",
        "How to use these tools: parameters, limits, traps and examples of each entity.",
        {"properties": {"section": _SECTION}},
    ),
    "results.read_more": (
        "Read on in a result",
        "The rest of a result that was cut: its meta.read_on holds the params for this.",
        {
            "properties": {
                "handle": {"type": "string"},
                "offset": {"type": "integer", "minimum": 0, "description": "Number of the first record."},
                "path": {"type": "string", "description": 'Part of one record, such as "0.items".'},
            },
            "required": ["handle"],
        },
    ),
}


def typed_specs(
    make: SpecMaker, include: Sequence[str] | None, exclude: Sequence[str], most: int
) -> list[ToolSpec]:
    """Return one tool for each operation that the patterns choose and the policy allows, and two that help.

    Args:
        make: Makes the tools.
        include: Names or patterns, such as `orders.*`; all operations when left out.
        exclude: Names or patterns to leave out again.
        most: Characters of one definition at most.

    Raises:
        ConfigurationError: A pattern matches nothing, or nothing that the policy allows; or a connector
            whose operations only a server knows has no typed tools.
    """
    connector = make.connector
    if not isinstance(most, int) or most < _LEAST:
        raise ConfigurationError(
            f"max_definition_chars must be a whole number from {_LEAST} on, not {most!r}."
        )
    if not len(connector.operations):
        raise ConfigurationError(
            f"{connector.title} has no typed tools: only its server knows its operations.",
            hint='Use shape="progressive".',
        )
    wanted = chosen(connector.operations, connector.policy, include, exclude)
    helping = [name for name in _BUILT_IN if not _any(name, exclude)]
    return [
        *(_typed(make, operation, most) for operation in wanted),
        *(_helping(make, name) for name in helping),
    ]


def chosen(
    operations: Iterable[Operation], policy: Policy, include: Sequence[str] | None, exclude: Sequence[str]
) -> list[Operation]:
    """Return the operations that the patterns choose and the policy allows.

    Raises:
        ConfigurationError: A pattern matches nothing, or nothing that the policy allows; or nothing is left.
    """
    known = {operation.name: operation for operation in operations}
    for kind, patterns in (("include", include or ()), ("exclude", exclude)):
        _check(kind, patterns, [*known, *(_BUILT_IN if kind == "exclude" else ())])
    picked = [
        operation
        for name, operation in known.items()
        if (include is None or _any(name, include)) and not _any(name, exclude)
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
    return [operation for operation in picked if policy.allows(operation)]


def _any(name: str, patterns: Iterable[str]) -> bool:
    return any(fnmatchcase(name, pattern) for pattern in patterns)


def _check(kind: str, patterns: Sequence[str], known: Sequence[str]) -> None:
    """Refuse a pattern that matches nothing: a misspelt one would leave a tool out, or in, without a word."""
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


def _check_allowed(pattern: str, matching: Sequence[Operation], policy: Policy) -> None:
    if matching and not any(map(policy.allows, matching)):
        kind = "writes" if matching[0].effect == "write" else "reads"
        raise ConfigurationError(
            f'include: the policy allows nothing that "{pattern}" matches.',
            hint=f'Allow it with Policy({kind}=["{matching[0].name}"]), or leave it out.',
        )


def _typed(make: SpecMaker, operation: Operation, most: int) -> ToolSpec:
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
    name = f"{operation.entity}_{operation.action}"
    title = f"{operation.entity.replace('_', ' ')}: {operation.action.replace('_', ' ')}"

    def made(shown: Schema) -> ToolSpec:
        return make.spec(name, title, description_of(operation), shown, body, by_name=False, **traits)

    note = _NOT_SHOWN.format(make.prefix, operation.entity)
    spec = made(shrunk(schema, lambda shown: definition_size(made(shown)) <= most, note))
    if (least := definition_size(spec)) > most:
        raise ConfigurationError(
            f"max_definition_chars={most} is too little for {operation.name}, which takes {least} at least.",
            hint=f'Leave it out with exclude=["{operation.name}"], or allow more.',
        )
    return spec


def description_of(operation: Operation) -> str:
    """Return what the tool of one operation is for, with the rules that no schema states."""
    replaced = (operation.deprecated or {}).get("replacement")
    old = f"Deprecated; use {replaced}." if replaced else "Deprecated." if operation.deprecated else ""
    paged = "For the next page, call it with meta.next_params." if operation.cursor else ""
    return " ".join(filter(None, (operation.summary, old, stated(operation), paged)))


def _helping(make: SpecMaker, name: str) -> ToolSpec:
    title, description, fields = _BUILT_IN[name]
    entity, action = name.split(".")

    async def body(arguments: Mapping[str, Any]) -> Page:
        return await make.executed(entity, action, arguments)

    schema = {"type": "object", **fields, "additionalProperties": False}
    return make.spec(f"{entity}_{action}", title, description, schema, body)
