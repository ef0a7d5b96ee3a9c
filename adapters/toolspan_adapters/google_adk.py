"""Google's Agent Development Kit: `BaseTool`s with the core's schema, and a `BaseToolset`.

An exception ends the run, so results and errors are both objects. What needs a person is asked by the kit's
tool confirmation, after which the tool runs again under the same call id; a no is held here, since the kit
does not hold it for tools like these.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from toolspan.contract import Return, respond, unique

if TYPE_CHECKING:
    from collections.abc import Sequence

    from google.adk.tools import BaseTool, ToolContext
    from google.adk.tools.base_toolset import BaseToolset

    from toolspan.contract import Output, Question, Signal, ToolSpec
    from toolspan.errors import ToolspanError

_ASKING = {"status": "A person is asked whether this may be done. It has not been done yet."}
"""What the first run of a call gives that waits for a person."""


class GoogleADKAdapter:
    """Turns tools into those of the Agent Development Kit."""

    name = "google_adk"
    title = "Google ADK"
    extra = "google-adk"
    features = ("approvals", "sync", "streaming")
    callers = ("google.adk",)

    def build(self, spec: ToolSpec, /) -> BaseTool:
        """Return a tool whose arguments the core checks."""
        from google.adk.tools import BaseTool
        from google.genai.types import FunctionDeclaration

        adapter = self

        class ConnectorTool(BaseTool):
            """A tool of a connector."""

            def _get_declaration(self) -> FunctionDeclaration:
                schema = dict(spec.parameters)
                return FunctionDeclaration(
                    name=self.name, description=self.description, parameters_json_schema=schema
                )

            async def run_async(self, *, args: dict[str, Any], tool_context: ToolContext) -> Any:
                """Return the object that the model gets."""
                ask = partial(_ask, tool_context)
                try:
                    return await respond(
                        adapter,
                        spec,
                        args,
                        ask,
                        native=tool_context,
                        call_id=tool_context.function_call_id,
                        conversation=tool_context.session.id,
                    )
                except _Asking:
                    return dict(_ASKING)

        return ConnectorTool(
            name=spec.name,
            description=spec.description,
            custom_metadata={**spec.hints, "tags": list(spec.tags)},
        )

    def signal(self, error: ToolspanError, /, *, decorated: bool) -> Signal:  # noqa: ARG002 - the same for both
        """Return the error as an object."""
        return Return({"error": error.to_dict()})

    def encode(self, output: Output, /) -> dict[str, Any]:
        """Return the object; text would be wrapped in another."""
        return output.value

    def collect(self, name: str, specs: Sequence[ToolSpec], /) -> BaseToolset:  # noqa: ARG002 - a toolset has no name
        """Return a toolset of these tools."""
        from google.adk.tools.base_toolset import BaseToolset

        built = [self.build(spec) for spec in unique(specs)]

        class ConnectorToolset(BaseToolset):
            """The tools of one connector."""

            async def get_tools(self, readonly_context: Any = None) -> list[BaseTool]:
                """Return the tools that the toolset's filter lets pass."""
                return [tool for tool in built if self._is_tool_selected(tool, readonly_context)]

            async def close(self) -> None:
                """Leave the connector open, which is its owner's."""

        return ConnectorToolset()


class _Asking(Exception):
    """A person is being asked; the kit runs the tool again with the answer."""


async def _ask(context: ToolContext, question: Question) -> str:
    """Ask for the kit's confirmation; return the approval id of a yes."""
    approval_id = context.function_call_id
    if not approval_id:
        raise question.unasked()
    answer = context.tool_confirmation
    if answer is None:
        await question.asked(approval_id)
        context.request_confirmation(hint=question.text, payload=question.to_dict())
        context.actions.skip_summarization = True  # else the model is called again before the answer
        raise _Asking
    if answer.confirmed is not True:
        await question.withdrawn(approval_id)
        raise question.refused()
    return str(approval_id)


adapter = GoogleADKAdapter()


def tools(connector: Any, **options: Any) -> list[BaseTool]:
    """Return a connector's tools, typed for `Agent(tools=...)`; options as in `connector.tools`."""
    return connector.tools("google_adk", **options)  # type: ignore[no-any-return]
