"""Settings of the tool layer that its light parts share; importing them costs nothing."""

from __future__ import annotations

from typing import Literal

MAX_OUTPUT_CHARS = 40_000
"""Characters of one tool result, unless told otherwise."""
TOOL_TIMEOUT = 25.0
"""Seconds of one tool call: models and MCP clients give up at about thirty."""
MAX_DEFINITIONS_CHARS = 3_000
"""Characters of all tool definitions of a connector together, however many operations it has."""
MAX_DEFINITION_CHARS = 4_000
"""Characters of the definition of one typed tool: about a thousand tokens. Deep parts are left out beyond."""
Shape = Literal["progressive", "single", "typed"]
"""`progressive` is inspect_connector, read_skill_docs and execute; `single` execute alone; `typed` a tool per operation."""
