"""Argument errors of tools, each with a valid call in the form that the tool takes."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from toolspan.errors import InvalidInput, NotFound, PolicyDenied
from toolspan.operations.names import squash, suggestion
from toolspan.tools.strict_schema import was_text

if TYPE_CHECKING:
    from collections.abc import KeysView, Mapping, Sequence
    from collections.abc import Set as AbstractSet

    from toolspan.base import BaseConnector

_ALL = "A valid call: {}"
_NULLS = "A valid call, with null for all that it leaves out: {}"


class fitting:  # noqa: N801 - used as a function is
    """Add to errors raised in the block a hint that shows a valid call of the tool. It can be entered many times.

    Args:
        schema: Of the tool's arguments, before it was made strict.
        strict: Whether the tool takes the form of strict modes.
    """

    __slots__ = ("_schema", "_strict")

    def __init__(self, schema: Mapping[str, Any], *, strict: bool) -> None:
        self._schema, self._strict = schema, strict

    def __enter__(self) -> None:
        pass

    def __exit__(self, _: object, error: BaseException | None, __: object) -> None:
        if isinstance(error, InvalidInput) and error.example is not None:
            error.hint = _hint(error.example, self._schema, strict=self._strict)


def _hint(example: Mapping[str, Any], schema: Mapping[str, Any], *, strict: bool) -> str:
    inside = "params" in schema["properties"]
    call = {"params": example} if inside else example
    shown = _tightened(call, schema) if strict else call
    if inside:
        return _ALL.format(f"params = {json.dumps(shown['params'])}")
    return (_NULLS if strict else _ALL).format(json.dumps(shown))


def _tightened(value: Any, schema: Mapping[str, Any], root: Mapping[str, Any] | None = None) -> Any:
    """Convert a value to its strict-mode form (the inverse of `loosened`, nulls excepted).

    Args:
        value: What the schema itself wants; keys of objects may be spelt in any way.
        schema: The schema before it was made strict.
        root: Holds the definitions that `schema` refers to.
    """
    root = schema if root is None else root
    if "$ref" in schema:
        schema = root["$defs"][schema["$ref"].rsplit("/", 1)[-1]]
    if isinstance(value, dict) and (properties := schema.get("properties")):
        by_form = {squash(name): name for name in properties}
        named = ((by_form.get(squash(name), name), item) for name, item in value.items())
        return {name: _tightened(item, properties.get(name, {}), root) for name, item in named}
    if isinstance(value, list) and "items" in schema:
        return [_tightened(item, schema["items"], root) for item in value]
    return json.dumps(value) if was_text(schema) else value


def check_names(
    tool: str, arguments: Mapping[str, Any], accepted: KeysView[str], required: Sequence[str]
) -> None:
    """Refuse unknown and missing arguments that the framework's own check let pass.

    Raises:
        InvalidInput: There is no such argument, or one is missing.
    """
    if arguments.keys() <= accepted and all(map(arguments.get, required)):
        return
    faults = [
        f'there is no argument "{name[:80]}".{suggestion(name, accepted)}'
        for name in arguments
        if name not in accepted
    ]
    faults += [f"{name} is required." for name in required if arguments.get(name) in (None, "")]
    if faults:
        nested = " Parameters of the operation go inside params." if "params" in accepted else ""
        raise InvalidInput(
            f"{tool}: {' '.join(faults)}", hint=f"Its arguments are: {', '.join(accepted)}.{nested}"
        )


def check_offered(
    connector: BaseConnector, entity: str, action: str, names: AbstractSet[str], prefix: str = ""
) -> None:
    """Refuse an allowed operation that belongs to another tool.

    Args:
        connector: Whose tool it is.
        entity: As in `execute`.
        action: As in `execute`.
        names: The operations of this tool; empty where only a server knows the reads.
        prefix: Stands before the names of the tools.

    Raises:
        InvalidInput: The operation is a write and this tool reads, or the reverse.
        PolicyDenied: Only a program can call it.
    """
    if f"{entity}.{action}" in names:
        return
    try:
        operation = connector.find(entity, action)
    except NotFound:
        return
    if operation.runs == "client" or operation.name in names or not connector.policy.allows(operation):
        return
    if not connector.operations.complete and not names and operation.effect == "read":
        return
    if operation.for_programs:
        raise PolicyDenied(f"{operation.name} is for programs, not for models.", hint=operation.for_programs)
    other = "execute_write" if operation.effect == "write" else "execute"
    raise InvalidInput(f"{operation.name} is not offered by this tool.", hint=f"Use {prefix}{other}.")
