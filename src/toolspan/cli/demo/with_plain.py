"""The assistant without a framework: direct tool calls, the baseline of the comparison."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from toolspan.cli.demo.frameworks import Answered, Question, ToolUse, definition, next_step
from toolspan.contract import error_text
from toolspan.errors import ToolspanError
from toolspan.tools.build import specs_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from toolspan.connector import Connector


class WithNothing:
    """Calls the tools directly."""

    title = "no framework"
    line = "tool.run(arguments)"
    install = live_install = ""

    def load(self, *, live: bool) -> None:
        """Import nothing."""

    async def definitions(self, connector: Connector) -> list[Mapping[str, Any]]:
        """Return the tool definitions of the core."""
        return [definition(tool.name, tool.description, tool.parameters) for tool in specs_of(connector)]

    async def ask(self, connector: Connector, question: Question) -> Answered:
        """Run the script and return its answer. Ignores a live model."""
        tools = {tool.name: tool for tool in specs_of(connector)}
        uses: list[ToolUse] = []
        while not isinstance(step := next_step(question.script, [use.result for use in uses]), str):
            try:
                result = (await tools[step.name].run(step.arguments)).text
            except ToolspanError as error:
                result = error_text(error)
            uses.append(ToolUse(step, result))
        return Answered(step, uses)


framework = WithNothing()
