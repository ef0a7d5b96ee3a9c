"""The tools of a connector, before any framework: one that executes, or three that also explain."""

from __future__ import annotations

import json
import logging
import traceback
from typing import TYPE_CHECKING, Any

from toolspan.contract import ToolSpec
from toolspan.errors import ConfigurationError, InvalidInput, ToolspanError, UpstreamError
from toolspan.operations.names import suggestion
from toolspan.sync import LOOP
from toolspan.tooling.catalogue import Advert, advertise, allowed, execute_schema
from toolspan.tooling.context import collecting
from toolspan.tooling.defaults import MAX_DEFINITIONS_CHARS, MAX_OUTPUT_CHARS, TOOL_TIMEOUT, Shape
from toolspan.tooling.guard import Guard

if TYPE_CHECKING:
    from collections.abc import KeysView, Mapping, Sequence

    from toolspan.connector import Connector
    from toolspan.contract import Output
    from toolspan.operations.model import Operation
    from toolspan.page import Page

logger = logging.getLogger("toolspan")

INSPECT = "What this {} connector can do, or which operations fit a question."
DOCS = "How to use {}: parameters, limits, traps and examples of each entity."
_AROUND = 120
"""Characters that a framework puts around name, description and schema: hints, titles and its own metadata."""
_SHARE_OF_WRITES = 0.42
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
    room = MAX_DEFINITIONS_CHARS - sum(map(_size, tools))
    changing = [make.execute("execute_write", writes, int(room * _SHARE_OF_WRITES))] if writes else []
    return [*tools, make.execute("execute", reads, room - sum(map(_size, changing))), *changing]


def _size(spec: ToolSpec) -> int:
    """Return the characters of a definition in the wordiest framework."""
    words = {
        "name": spec.name,
        "title": spec.title,
        "description": spec.description,
        "parameters": spec.parameters,
    }
    return len(json.dumps(words, separators=(",", ":"))) + _AROUND


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
        name = self._prefix + name
        accepted, required = dict.fromkeys(schema["properties"]).keys(), schema.get("required", ())

        async def run(arguments: Mapping[str, Any]) -> Output:
            _check_names(name, arguments, accepted, required)
            with collecting(self._guard.budget) as executed:
                try:
                    return self._guard.seal(await body(arguments), executed)
                except ToolspanError:
                    raise
                except Exception as fault:
                    raise self._unexpected(name, fault) from fault

        def run_sync(arguments: Mapping[str, Any]) -> Output:
            return LOOP.run(run(arguments))

        tags = (self._connector.slug,)
        return ToolSpec(
            name,
            title,
            description,
            schema,
            run,
            run_sync,
            timeout=self._timeout,
            tags=tags,
            **traits,
        )

    def _unexpected(self, name: str, fault: Exception) -> UpstreamError:
        """Log a bug with its traceback, and return what the model should know of it."""
        trace = "".join(traceback.format_exception(fault))
        logger.error("%s failed unexpectedly:\n%s", name, self._connector.redact(trace))
        return UpstreamError(
            f"{name}: the tool itself failed ({type(fault).__name__}); the call is not at fault.",
            hint="Go on without it, and tell the user; the details are in the log of the program.",
        )

    def execute(self, name: str, operations: list[Operation], room: int) -> ToolSpec:
        """Return the tool that runs any of `operations`, defined in at most `room` characters."""
        writes = bool(operations) and operations[0].effect == "write"
        names = {operation.name for operation in operations}

        async def body(arguments: Mapping[str, Any]) -> Page:
            entity, action = str(arguments["entity"]), str(arguments["action"])
            self._connector.check_offered(entity, action, names, self._prefix)
            select = arguments.get("select_fields") or None
            return await self._connector.execute(
                entity, action, arguments.get("params"), select_fields=select, timeout=self._timeout
            )

        title = f"{'Change' if writes else 'Read'} {self._connector.title}"
        traits = {
            "read_only": not writes,
            "destructive": any(operation.destructive for operation in operations),
            "idempotent": all(operation.idempotent for operation in operations) if writes else True,
            "needs_approval": writes,
        }

        def made(advert: Advert) -> ToolSpec:
            return self._spec(name, title, advert.description, execute_schema(advert), body, **traits)

        left = room - _size(made(Advert("")))
        return made(advertise(self._connector.title, operations, self._connector.first, left))

    def inspect(self) -> ToolSpec:
        """Return the tool that tells what is connected and finds operations."""

        async def body(arguments: Mapping[str, Any]) -> Any:
            return self._connector.inspect(arguments.get("query"))

        schema = {"type": "object", "properties": {"query": _QUERY}, "additionalProperties": False}
        title = f"Inspect {self._connector.title}"
        description = INSPECT.format(self._connector.title)
        return self._spec("inspect_connector", title, description, schema, body)

    def docs(self) -> ToolSpec:
        """Return the tool that reads the guides."""

        async def body(arguments: Mapping[str, Any]) -> Page:
            return await self._connector.execute("docs", "read", {"section": arguments.get("section")})

        schema = {"type": "object", "properties": {"section": _SECTION}, "additionalProperties": False}
        title = f"Guides of {self._connector.title}"
        return self._spec("read_skill_docs", title, DOCS.format(self._connector.title), schema, body)


def _check_names(
    tool: str, arguments: Mapping[str, Any], accepted: KeysView[str], required: Sequence[str]
) -> None:
    """Refuse arguments that no schema check of the framework has refused."""
    if arguments.keys() <= accepted and all(arguments.get(name) for name in required):
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
