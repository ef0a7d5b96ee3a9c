"""What a toolkit takes its tools from besides functions: connectors."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from toolspan.tools.build import specs_of
from toolspan.tools.options import MAX_OUTPUT_CHARS, TOOL_TIMEOUT

if TYPE_CHECKING:
    from collections.abc import Mapping

    from toolspan.base import BaseConnector
    from toolspan.contract import ToolSpec
    from toolspan.toolkit.shared import Shared
    from toolspan.tools.options import ToolOptions


class ConnectorSource:
    """The tools of one connector in a toolkit, within the smaller limits of both.

    Args:
        connector: Whose operations they call.
        shared: Of the toolkit.
        prefix: Put before each name.
        options: As in `connector.tools`.
    """

    def __init__(self, connector: BaseConnector, shared: Shared, prefix: str, options: ToolOptions) -> None:
        self.title = connector.title
        self._connector = connector
        seconds = [options.get("timeout", TOOL_TIMEOUT), connector.timeout, shared.timeout]
        characters = [options.get("max_output_chars", MAX_OUTPUT_CHARS), shared.max_output_chars]
        self._options: dict[str, Any] = {
            **options,
            "prefix": prefix,
            "timeout": min(each for each in seconds if each is not None),
            "max_output_chars": min(each for each in characters if each is not None),
        }

    def specs(self, **options: Any) -> list[ToolSpec]:
        """Return the tools; options as in `connector.tools` come before those with which it was added."""
        given: Mapping[str, Any] = {name: value for name, value in options.items() if value}
        return specs_of(self._connector, **{**self._options, **given})
