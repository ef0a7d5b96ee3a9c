"""MCP's own SDK: tools for the handlers of a low-level server, and a server of them.

The SDK neither checks arguments nor makes results, and turns any exception into a protocol error that no
model reads: a call gives a whole result, with text and structured content, marked where it failed. What
needs a person is asked by elicitation: on today's protocol as the result of the call, which the client
repeats with the answer; on the older one in the middle of it.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from functools import partial
from itertools import count
from typing import TYPE_CHECKING, Any

from toolspan.contract import Return, error_text, respond, unique

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence

    from mcp.server.context import ServerRequestContext
    from mcp.server.lowlevel import Server
    from mcp_types import CallToolRequestParams, CallToolResult, InputRequiredResult, Tool

    from toolspan.contract import Output, Progress, Question, Signal, ToolSpec
    from toolspan.errors import ToolspanError

_NOTHING_MORE = {"type": "object", "properties": {}}
"""What a form asks for whose acceptance is the answer."""


@dataclass(frozen=True, slots=True)
class MCPTool:
    """One tool, for the handlers of a low-level server.

    Attributes:
        definition: For `on_list_tools`.
        call: Takes the context and the parameters of `on_call_tool`, and gives its result.
    """

    definition: Tool
    call: Callable[
        [ServerRequestContext[Any, Any], CallToolRequestParams],
        Awaitable[CallToolResult | InputRequiredResult],
    ]

    @property
    def name(self) -> str:
        """Return the tool's name."""
        return self.definition.name


class MCPAdapter:
    """Turns tools into those of MCP's own SDK."""

    name = "mcp"
    title = "MCP's own SDK"
    extra = "mcp"
    features = ("approvals", "progress")
    callers = (
        "mcp.shared.exceptions",
    )  # `MCPServer` masks every exception but its own: it gets errors as data

    def build(self, spec: ToolSpec, /) -> MCPTool:
        """Return a tool with the core's schema and true hints."""
        from mcp_types import Tool, ToolAnnotations

        async def call(
            context: ServerRequestContext[Any, Any], params: CallToolRequestParams
        ) -> CallToolResult | InputRequiredResult:
            ask, report = partial(_ask, context, params), partial(_report, context, count(1))
            try:
                return await respond(  # type: ignore[no-any-return]
                    self,
                    spec,
                    params.arguments or {},
                    ask,
                    report,
                    native=context,
                    call_id=str(context.request_id),
                    deps=context.lifespan_context or None,
                )
            except _AnswerNeeded as asking:
                return asking.args[0]  # type: ignore[no-any-return]

        hints: dict[str, Any] = {f"{name}_hint": value for name, value in spec.hints.items()}
        definition = Tool(
            name=spec.name,
            title=spec.title,
            description=spec.description,
            input_schema=dict(spec.parameters),
            annotations=ToolAnnotations(**hints) if hints else None,
        )
        return MCPTool(definition, call)

    def signal(self, error: ToolspanError, /, *, decorated: bool) -> Signal:  # noqa: ARG002 - the same for both
        """Return the error as a result that is marked as one."""
        return Return(_result(error_text(error), {"error": error.to_dict()}, failed=True))

    def encode(self, output: Output, /) -> CallToolResult:
        """Return a result with the object as text and as structured content."""
        return _result(output.text, output.value)

    def collect(self, name: str, specs: Sequence[ToolSpec], /) -> Server[Any]:
        """Return a low-level server with these tools."""
        from mcp.server.lowlevel import Server
        from mcp_types import ListToolsResult

        tools = {spec.name: self.build(spec) for spec in unique(specs)}

        async def on_list_tools(*_: Any) -> ListToolsResult:
            return ListToolsResult(tools=[tool.definition for tool in tools.values()])

        async def on_call_tool(
            context: ServerRequestContext[Any, Any], params: CallToolRequestParams
        ) -> CallToolResult | InputRequiredResult:
            tool = tools.get(params.name)
            return await tool.call(context, params) if tool else self._no_such_tool(params.name, list(tools))

        return Server(name, on_list_tools=on_list_tools, on_call_tool=on_call_tool)

    def _no_such_tool(self, name: str, names: list[str]) -> CallToolResult:
        from toolspan.errors import NotFound

        error = NotFound(
            f"There is no tool called {name[:100]!r}.", hint=f"The tools are: {', '.join(names)}."
        )
        return _result(error_text(error), {"error": error.to_dict()}, failed=True)


def _result(text: str, value: dict[str, Any], *, failed: bool = False) -> CallToolResult:
    from mcp_types import CallToolResult, TextContent

    return CallToolResult(content=[TextContent(text=text)], structured_content=value, is_error=failed)


class _AnswerNeeded(Exception):
    """The client must answer `args[0]` and make the call again."""


async def _ask(
    context: ServerRequestContext[Any, Any], params: CallToolRequestParams, question: Question
) -> str:
    """Ask the person at the client; return the approval id of a yes."""
    from mcp_types import ElicitRequest, ElicitRequestFormParams, InputRequiredResult
    from mcp_types.version import MODERN_PROTOCOL_VERSIONS

    able = context.session.client_capabilities
    if able is None or able.elicitation is None:
        raise question.unasked()
    approval_id, answer = next(iter((params.input_responses or {}).items()), (secrets.token_hex(16), None))
    if answer is None:
        await question.asked(approval_id)
        form = ElicitRequestFormParams(message=question.prompt, requested_schema=dict(_NOTHING_MORE))
        if context.protocol_version in MODERN_PROTOCOL_VERSIONS:
            raise _AnswerNeeded(InputRequiredResult(input_requests={approval_id: ElicitRequest(params=form)}))
        answer = await context.session.elicit(form.message, form.requested_schema, context.request_id)
    if getattr(answer, "action", None) != "accept":
        await question.withdrawn(approval_id)
        raise question.refused()
    return approval_id


async def _report(context: ServerRequestContext[Any, Any], numbers: count[int], progress: Progress) -> None:
    """Send a notification of progress; a client that did not ask for them gets none."""
    await context.session.report_progress(next(numbers), message=progress.message)


adapter = MCPAdapter()


def tools(connector: Any, **options: Any) -> list[MCPTool]:
    """Return a connector's tools, typed for the handlers of a server; options as in `connector.tools`."""
    return connector.tools("mcp", **options)  # type: ignore[no-any-return]
