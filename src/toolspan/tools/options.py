"""Options of a connector's tools, with their defaults."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, TypedDict

if TYPE_CHECKING:
    from collections.abc import Sequence

    from toolspan.contract import Person
    from toolspan.runtime.progress import Listener

MAX_OUTPUT_CHARS = 40_000
"""Characters of one tool result, unless an option says otherwise."""
TOOL_TIMEOUT = 25.0
"""Seconds of one tool call: models and MCP clients give up at about thirty."""
TOOLSET_BUDGET = 3_000
"""Characters of all tool definitions of a connector together, however many operations it has."""
TYPED_TOOL_BUDGET = 4_000
"""Characters of the definition of one typed tool: about a thousand tokens. Deep parts are left out beyond."""
Shape = Literal["progressive", "single", "typed"]
"""`progressive` is inspect_connector, read_skill_docs and execute; `single` execute alone; `typed` a tool per operation."""


class ToolOptions(TypedDict, total=False):
    """Options of `Connector.tools`, `toolset`, `mcp_server` and `build_connector_tools`.

    Args:
        shape: `progressive` gives inspect_connector, read_skill_docs and execute; `single` execute alone;
            `typed` one tool per operation, such as orders_list, with docs_read and results_read_more.
        include: Operations that become typed tools, by name or pattern: `orders.*`, `reports.run`; all
            that the policy allows when left out. What another operation does better is taken by its name alone.
        exclude: Names or patterns to leave out again.
        strict: Whether the tools are for strict mode: what may be left out may be null instead, and what
            is free, such as the params of execute, is the text of a JSON object.
        prefix: Put before each tool's name.
        max_output_chars: Characters of one result at most; the rest can be read on.
        max_definition_chars: Characters of one typed tool's definition at most; deep parts of its
            parameters are free objects beyond.
        timeout: Seconds of one call at most.
        on_progress: Takes a `Progress` while a call waits or a report is made; may be async. Besides it,
            each framework hears through its own channel, where it has one.
        ask: Asks a person before a write that needs one, instead of the framework's own way, if it has any. Takes a
            `toolspan.contract.Question` and returns True for yes, False for no, or a text for no with
            that reason; may be async.
    """

    shape: Shape
    include: Sequence[str] | None
    exclude: Sequence[str]
    strict: bool
    prefix: str
    max_output_chars: int
    max_definition_chars: int
    timeout: float
    on_progress: Listener | None
    ask: Person | None
