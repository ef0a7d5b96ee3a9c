"""LangChain: `StructuredTool`s for async and plain calls, and a toolkit.

A raised `ToolException` ends the run unless the tool handles it, so native tools do. A decorated
function under plain `@tool` cannot, so its errors go back as content. Both give JSON text: what
is not text may reach the model as a Python repr. What needs a person interrupts the graph with the
request, and resumes with the decisions, of LangChain's human-in-the-loop middleware.
"""

from __future__ import annotations

import sys
from contextlib import suppress
from copy import deepcopy
from functools import cache
from typing import TYPE_CHECKING, Any

from toolspan.contract import Raise, Return, error_text, respond, unique

if TYPE_CHECKING:
    from collections.abc import Sequence

    from langchain_core.tools import BaseTool, BaseToolkit, StructuredTool

    from toolspan.contract import Output, Progress, Question, Signal, ToolSpec
    from toolspan.errors import ToolspanError


class LangChainAdapter:
    """Turns tools into those of LangChain."""

    name = "langchain"
    title = "LangChain"
    extra = "langchain"
    features = ("strict", "approvals", "progress", "sync", "streaming")
    callers = ("langchain_core", "langchain", "langgraph")

    def build(self, spec: ToolSpec, /) -> BaseTool:
        """Return a `StructuredTool` with the core's schema; it answers errors instead of raising them."""
        runtime = _runtime_class()

        async def call_async(*, _toolspan_runtime: Any = None, **arguments: Any) -> Any:
            known = _known(_toolspan_runtime)
            return await respond(self, spec, arguments, _ask, _report, native=_toolspan_runtime, **known)

        def call(*, _toolspan_runtime: Any = None, **arguments: Any) -> Any:
            return spec.wait(call_async(_toolspan_runtime=_toolspan_runtime, **arguments))

        # LangChain evaluates annotations at every call; what this one names, a graph fills in
        call.__annotations__ = call_async.__annotations__ = {"_toolspan_runtime": runtime} if runtime else {}
        return _tool_class()(
            name=spec.name,
            description=spec.description,
            args_schema=dict(spec.parameters),
            func=call,
            coroutine=call_async,
            handle_tool_error=True,
            metadata={name: value for name, value in spec.hints.items() if name != "idempotent"},
            tags=list(spec.tags),
        )

    def signal(self, error: ToolspanError, /, *, decorated: bool) -> Signal:
        """Return content for a decorated function, a handled `ToolException` for a native tool."""
        if decorated:
            return Return(error_text(error))
        from langchain_core.tools import ToolException

        return Raise(ToolException(error_text(error)))

    def encode(self, output: Output, /) -> str:
        """Return JSON text."""
        return output.text

    def definition(self, tool: BaseTool, /) -> dict[str, Any]:
        """Return what a model gets of a tool."""
        from langchain_core.utils.function_calling import convert_to_openai_tool

        return dict(convert_to_openai_tool(tool)["function"])

    def collect(self, name: str, specs: Sequence[ToolSpec], /) -> BaseToolkit:  # noqa: ARG002 - a toolkit has no name
        """Return a toolkit of these tools."""
        from langchain_core.tools import BaseToolkit

        built = [self.build(spec) for spec in unique(specs)]

        class ConnectorToolkit(BaseToolkit):
            """The tools of one connector."""

            def get_tools(self) -> list[BaseTool]:
                """Return the tools."""
                return list(built)

        return ConnectorToolkit()


@cache
def _tool_class() -> type[StructuredTool]:
    """Return the class of our tools."""
    from langchain_core.tools import StructuredTool

    class SpecTool(StructuredTool):
        """Tool that gets its arguments as one object: beside parameters of LangChain's own, equal names are lost."""

        def _to_args_and_kwargs(self, tool_input: Any, tool_call_id: str | None) -> Any:
            return (self._parse_input(tool_input, tool_call_id),), {}

        def _run(self, arguments: Any) -> Any:  # type: ignore[override]  # takes what the method above gives
            return self.func and self.func(**arguments)

        async def _arun(self, arguments: Any) -> Any:  # type: ignore[override]  # as above
            return self.coroutine and await self.coroutine(**arguments)

    for method in ("_run", "_arun"):
        getattr(SpecTool, method).__annotations__ = {}  # evaluated at every call, too
    return SpecTool


def _known(runtime: Any) -> dict[str, Any]:
    """Return the id of a call and the user's own object of the run, as a graph tells them."""
    if runtime is None:
        return {}
    thread = (runtime.config or {}).get("configurable", {}).get("thread_id")
    return {"call_id": runtime.tool_call_id, "conversation": thread and str(thread), "deps": runtime.context}


@cache
def _runtime_class() -> Any:
    """Return the class of what a graph tells its tools (state, context, store); None without LangGraph."""
    try:
        from langgraph.prebuilt import ToolRuntime
    except ImportError:
        return None
    return ToolRuntime


async def _ask(question: Question) -> str:
    """Interrupt the graph; return the ticket of a yes when it is resumed."""
    try:
        from langgraph.config import get_config
        from langgraph.errors import GraphInterrupt
        from langgraph.types import interrupt

        ticket = get_config().get("configurable", {})["checkpoint_ns"]
    except (ModuleNotFoundError, RuntimeError, KeyError):  # called outside of any graph
        raise question.unasked() from None
    name = question.operation
    action = {"name": name, "args": deepcopy(question.params), "description": question.text}
    review = {"action_name": name, "allowed_decisions": ["approve", "reject"]}
    try:
        answer = interrupt({"action_requests": [action], "review_configs": [review]})
    except GraphInterrupt:
        await question.asked(ticket)
        raise
    if refusal := _refusal(question, answer):
        await question.withdrawn(ticket)
        raise refusal
    return str(ticket)


def _refusal(question: Question, answer: Any) -> ToolspanError | None:
    """Return what an answer other than `approve` means."""
    decisions: Any = answer.get("decisions") if isinstance(answer, dict) else None
    match decisions:
        case [{"type": "approve"}]:
            return None
        case [{"type": "reject"} as no]:
            return question.refused(no.get("message"))
        case [{"type": "edit"} as edit]:
            action = edit.get("edited_action")
            return question.changed(action.get("args") if isinstance(action, dict) else action)
    return question.unclear(
        'Command(resume={"decisions": [{"type": "approve"}]}), or "reject"; one decision for each interrupt'
    )


async def _report(progress: Progress) -> None:
    """Pass progress on to `stream_mode="custom"` of a graph, and as a custom event to callbacks and `astream_events`."""
    from langchain_core.callbacks import adispatch_custom_event

    if graph := sys.modules.get("langgraph.config"):
        with suppress(RuntimeError, KeyError):  # not inside a graph
            graph.get_stream_writer()({"toolspan_progress": progress.to_dict()})
    with suppress(RuntimeError):  # called outside of any run
        await adispatch_custom_event("toolspan_progress", progress.to_dict())


adapter = LangChainAdapter()


def tools(connector: Any, **options: Any) -> list[BaseTool]:
    """Return the tools of a connector or a toolkit, typed for `create_agent(tools=...)`; options as in its own `tools`."""
    return connector.tools("langchain", **options)  # type: ignore[no-any-return]
