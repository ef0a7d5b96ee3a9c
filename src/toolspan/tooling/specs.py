"""The tools of a connector, before any framework: one that executes, or three that also explain."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from toolspan.contract import ToolSpec
from toolspan.errors import ConfigurationError, InvalidInput
from toolspan.operations.names import suggestion
from toolspan.sync import LOOP
from toolspan.tooling.catalogue import allowed, describe, execute_schema
from toolspan.tooling.context import collecting
from toolspan.tooling.guard import MAX_OUTPUT_CHARS, Guard

if TYPE_CHECKING:
    from collections.abc import Mapping

    from toolspan.connector import Connector
    from toolspan.contract import Output
    from toolspan.operations.model import Operation
    from toolspan.page import Page

Shape = Literal["progressive", "single"]
TOOL_TIMEOUT = 25.0
"""Seconds of one tool call: models and MCP clients give up at about thirty."""
_SECTION = {"type": "string", "description": "Such as orders, or orders#list. Leave out for the outline."}
_QUERY = {
    "type": "string",
    "description": "What you want to know or do. Leave out for the list of operations.",
}


def specs_of(
    connector: Connector,
    *,
    shape: Shape = "progressive",
    prefix: str = "",
    max_output_chars: int = MAX_OUTPUT_CHARS,
    timeout: float = TOOL_TIMEOUT,
) -> list[ToolSpec]:
    """Return the tools of a connector.

    Args:
        connector: Whose operations they call; its policy decides which.
        shape: `progressive` is inspect_connector, read_skill_docs and execute; `single` is execute alone.
        prefix: Put before each name, for an agent with several connectors.
        max_output_chars: Characters of one result at most.
        timeout: Seconds of one call at most.

    Raises:
        ConfigurationError: There is no such shape.
    """
    if shape not in ("progressive", "single"):
        raise ConfigurationError(f'shape must be "progressive" or "single", not {shape!r}.')
    make = _Maker(connector, prefix, Guard(max_output_chars), timeout)
    reads = allowed(connector.operations, connector.policy)
    writes = allowed(connector.operations, connector.policy, writes=True)
    tools = [make.inspect(), make.docs()] if shape == "progressive" else []
    tools.append(make.execute("execute", reads))
    return [*tools, make.execute("execute_write", writes)] if writes else tools


class _Maker:
    """Makes the tools of one connector."""

    def __init__(self, connector: Connector, prefix: str, guard: Guard, timeout: float) -> None:
        self._connector = connector
        self._prefix = prefix
        self._guard = guard
        self._timeout = timeout

    def _spec(
        self, name: str, title: str, description: str, schema: Mapping[str, Any], body: Any, **traits: Any
    ) -> ToolSpec:
        accepted, required = tuple(schema["properties"]), schema.get("required", ())

        async def run(arguments: Mapping[str, Any]) -> Output:
            _check_names(name, arguments, accepted, required)
            with collecting() as executed:
                return self._guard.seal(await body(arguments), executed)

        def run_sync(arguments: Mapping[str, Any]) -> Output:
            return LOOP.run(run(arguments))

        tags = (self._connector.slug,)
        return ToolSpec(
            self._prefix + name,
            title,
            description,
            schema,
            run,
            run_sync,
            timeout=self._timeout,
            tags=tags,
            **traits,
        )

    def execute(self, name: str, operations: list[Operation]) -> ToolSpec:
        """Return the tool that runs any of `operations`."""
        writes = bool(operations) and operations[0].effect == "write"
        names = {operation.name for operation in operations}

        async def body(arguments: Mapping[str, Any]) -> Page:
            entity, action = str(arguments["entity"]), str(arguments["action"])
            self._connector.check_offered(entity, action, names)
            select = arguments.get("select_fields") or None
            return await self._connector.execute(
                entity, action, arguments.get("params"), select_fields=select, timeout=self._timeout
            )

        title = f"{'Change' if writes else 'Read'} {self._connector.title}"
        return self._spec(
            name,
            title,
            describe(self._connector.title, operations),
            execute_schema(operations),
            body,
            read_only=not writes,
            destructive=any(operation.destructive for operation in operations),
            idempotent=all(operation.idempotent for operation in operations) if writes else True,
            needs_approval=writes,
        )

    def inspect(self) -> ToolSpec:
        """Return the tool that tells what is connected and finds operations."""

        async def body(arguments: Mapping[str, Any]) -> Any:
            return self._connector.inspect(arguments.get("query"))

        schema = {"type": "object", "properties": {"query": _QUERY}, "additionalProperties": False}
        description = (
            f"What this {self._connector.title} connector can do, or which operations fit a question."
        )
        return self._spec("inspect_connector", f"Inspect {self._connector.title}", description, schema, body)

    def docs(self) -> ToolSpec:
        """Return the tool that reads the guides."""

        async def body(arguments: Mapping[str, Any]) -> Page:
            return await self._connector.execute("docs", "read", {"section": arguments.get("section")})

        schema = {"type": "object", "properties": {"section": _SECTION}, "additionalProperties": False}
        description = (
            f"How to use {self._connector.title}: parameters, limits, traps and examples of each entity."
        )
        return self._spec("read_skill_docs", f"Guides of {self._connector.title}", description, schema, body)


def _check_names(
    tool: str, arguments: Mapping[str, Any], accepted: tuple[str, ...], required: tuple[str, ...]
) -> None:
    """Refuse arguments that no schema check of the framework has refused."""
    faults = [
        f'there is no argument "{name[:80]}".{suggestion(name, accepted)}'
        for name in arguments
        if name not in accepted
    ]
    faults += [f"{name} is required." for name in required if arguments.get(name) in (None, "")]
    if faults:
        raise InvalidInput(f"{tool}: {' '.join(faults)}", hint=f"Its arguments are: {', '.join(accepted)}.")
