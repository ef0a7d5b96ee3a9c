"""FastMCP: tools with hints, structured results and unmasked `ToolError`s, and a server of them.

What needs a person is asked by elicitation: on today's protocol as the result of the call, which
the client repeats with the answer; on the older one in the middle of it.
"""

from __future__ import annotations

import logging
import secrets
from functools import cache
from itertools import count
from typing import TYPE_CHECKING, Any

from toolspan.contract import Raise, error_text, respond, unique
from toolspan.errors import ToolspanError

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence

    from fastmcp import Context, FastMCP
    from fastmcp.prompts import Prompt
    from fastmcp.tools import FunctionTool

    from toolspan.contract import Document, Output, Progress, Question, Signal, ToolSpec, UsualQuestion


_NOTHING_MORE = {"type": "object", "properties": {}}
"""What a form asks for whose acceptance is the answer."""


class FastMCPAdapter:
    """Turns tools into those of FastMCP."""

    name = "fastmcp"
    title = "FastMCP"
    extra = "fastmcp"
    features = ("approvals", "progress")
    callers = (
        "fastmcp",
    )  # a server of the plain SDK masks every exception but its own: it gets errors as data

    def build(self, spec: ToolSpec, /) -> FunctionTool:
        """Return a tool with the core's schema and true hints."""
        from fastmcp.tools import FunctionTool
        from mcp.types import ToolAnnotations

        native = _Native(self)

        async def call(**arguments: Any) -> Any:
            try:
                context = _context()
                return await respond(
                    native, spec, arguments, _ask, _reporter(), native=context, **_known(context)
                )
            except _AnswerNeeded as asking:
                return asking.args[0]

        return FunctionTool(
            fn=call,
            name=spec.name,
            title=spec.title,
            description=spec.description,
            parameters=dict(spec.parameters),
            annotations=None
            if spec.read_only is None
            else ToolAnnotations(
                read_only_hint=spec.read_only,
                destructive_hint=spec.destructive,
                idempotent_hint=spec.idempotent,
            ),
        )

    def signal(self, error: ToolspanError, /, *, decorated: bool) -> Signal:  # noqa: ARG002 - the same for both
        """Return a `ToolError`, whose text the server never masks, and which it does not print: the model gets it."""
        from fastmcp.exceptions import ToolError

        told = ToolError(error_text(error))
        told.log_level = logging.DEBUG
        return Raise(told)

    def encode(self, output: Output, /) -> Any:
        """Return the object, which FastMCP sends as text and as structured content, or text."""
        return output.value

    def definition(self, tool: FunctionTool, /) -> dict[str, Any]:
        """Return what a client gets of a tool."""
        return dict(tool.to_mcp_tool().model_dump(mode="json", exclude_none=True, by_alias=True))

    def publish(
        self, container: FastMCP[Any], documents: Sequence[Document], questions: Sequence[UsualQuestion], /
    ) -> None:
        """Add documents as resources, and questions as prompts."""
        from fastmcp.resources import Resource

        for document in documents:
            container.add_resource(
                Resource.from_function(
                    document.read,
                    uri=document.uri,
                    name=document.name,
                    title=document.title,
                    description=f"Guide: {document.title}.",
                    mime_type="text/markdown",
                )
            )
        for question in questions:
            container.add_prompt(_prompt(question))

    def collect(self, name: str, specs: Sequence[ToolSpec], /) -> FastMCP[Any]:
        """Return a server with these tools; another of the same name is refused later, too."""
        from fastmcp import FastMCP

        return FastMCP(name, tools=[self.build(spec) for spec in unique(specs)], on_duplicate="error")


class _Native(FastMCPAdapter):
    """Gives the results of native tools as FastMCP would make them, which then does not write and read them three times."""

    def __init__(self, outer: FastMCPAdapter) -> None:
        self._outer = outer

    def signal(self, error: ToolspanError, /, *, decorated: bool) -> Signal:
        """Return what the adapter makes of it."""
        return self._outer.signal(error, decorated=decorated)

    def encode(self, output: Output, /) -> Any:
        """Return the object as text and as structured content; text stays text."""
        value = self._outer.encode(output)
        if not isinstance(value, dict):
            return value
        result, text = _result_classes()
        return result([text(type="text", text=output.text)], value)


@cache
def _result_classes() -> Any:
    from fastmcp.tools import ToolResult
    from mcp.types import TextContent

    return ToolResult, TextContent


@cache
def _context_getter() -> Callable[[], Context]:
    from fastmcp.server.dependencies import get_context

    return get_context


def _context() -> Context | None:
    """Return the context of the request; None where a tool is run outside of a server."""
    try:
        return _context_getter()()
    except RuntimeError:
        return None


def _known(context: Context | None) -> dict[str, Any]:
    """Return the id of a request, which counts within its connection alone, and what the server's lifespan gave."""
    if context is None or context.request_context is None:
        return {}
    return {"call_id": context.request_id, "deps": context.lifespan_context or None}


def _prompt(question: UsualQuestion) -> Prompt:
    """Return a question as a prompt."""
    from fastmcp.exceptions import PromptError
    from fastmcp.prompts import Prompt
    from fastmcp.prompts.base import PromptArgument

    class Asked(Prompt):
        """A usual question."""

        async def render(self, arguments: dict[str, Any] | None = None) -> str:
            """Return the question with its arguments."""
            try:
                return question.asked({name: str(value) for name, value in (arguments or {}).items()})
            except ToolspanError as error:
                raise PromptError(error_text(error)) from None

    named = [
        PromptArgument(name=name, description=f"{said} Default: {default}.", required=False)
        for name, (said, default) in question.arguments.items()
    ]
    return Asked(name=question.name, title=question.title, description=question.text, arguments=named)


class _AnswerNeeded(Exception):
    """The client must answer `args[0]` and make the call again."""


async def _ask(question: Question) -> str:
    """Ask the person at the client; return the ticket of a yes."""
    from fastmcp.server.dependencies import get_context
    from mcp_types import ElicitRequest, ElicitRequestFormParams, InputRequiredResult
    from mcp_types.version import MODERN_PROTOCOL_VERSIONS

    context = get_context()
    request, able = context.request_context, context.session.client_capabilities
    if request is None or able is None or able.elicitation is None:
        raise question.unasked()
    ticket, answer = next(iter((context.input_responses or {}).items()), (secrets.token_hex(16), None))
    if answer is None:
        await question.asked(ticket)
        form = ElicitRequestFormParams(message=question.prompt, requested_schema=dict(_NOTHING_MORE))
        if request.protocol_version in MODERN_PROTOCOL_VERSIONS:
            raise _AnswerNeeded(InputRequiredResult(input_requests={ticket: ElicitRequest(params=form)}))
        answer = await context.session.elicit(form.message, form.requested_schema, context.request_id)
    if getattr(answer, "action", None) != "accept":
        await question.withdrawn(ticket)
        raise question.refused()
    return ticket


def _reporter() -> Callable[[Progress], Awaitable[None]]:
    """Return what passes progress on as notifications; a client that did not ask for them gets none."""
    numbers = count(1)

    async def report(progress: Progress) -> None:
        from fastmcp.server.dependencies import get_context

        await get_context().report_progress(next(numbers), message=progress.message)

    return report


adapter = FastMCPAdapter()


def tools(connector: Any, **options: Any) -> list[FunctionTool]:
    """Return the tools of a connector or a toolkit, typed for `FastMCP(tools=...)`; options as in its own `tools`."""
    return connector.tools("fastmcp", **options)  # type: ignore[no-any-return]
