"""LlamaIndex: `FunctionTool`s that get the workflow's context, for agents and for plain calls.

What is not text reaches the model as a repr: results and errors are JSON text, errors marked as such. What
needs a person waits for a `HumanResponseEvent`, for which the workflow runs the tool a second time; the
arguments name the call, since the tool gets no id.
"""

from __future__ import annotations

from functools import cache, partial
from typing import TYPE_CHECKING, Any

from toolspan.contract import Raise, error_text, respond, unique

if TYPE_CHECKING:
    from collections.abc import Sequence

    from llama_index.core.tools import FunctionTool, ToolOutput
    from llama_index.core.tools.tool_spec.base import BaseToolSpec
    from llama_index.core.workflow import Context

    from toolspan.contract import Output, Progress, Question, Signal, ToolSpec
    from toolspan.errors import ToolspanError

_CONTEXT = "the workflow's context"
"""Under which the agent passes its context; no argument of a tool has such a name."""


class ToolFailed(Exception):
    """A failure as the model gets it: JSON text."""


class LlamaIndexAdapter:
    """Turns tools into those of LlamaIndex."""

    name = "llama_index"
    title = "LlamaIndex"
    extra = "llama-index"
    features = ("approvals", "progress", "sync", "streaming")
    callers = ("llama_index.core", "workflows:Workflow")

    def build(self, spec: ToolSpec, /) -> FunctionTool:
        """Return a tool with the core's schema; it marks errors instead of raising them."""
        from llama_index.core.tools import FunctionTool, ToolMetadata, ToolOutput

        adapter = self

        class ConnectorTool(FunctionTool):
            """A tool whose arguments the core checks, whatever their names are."""

            async def acall(self, /, *_: Any, **arguments: Any) -> ToolOutput:
                """Return the result, or the error that is marked as one."""
                context = arguments.pop(_CONTEXT, None)
                error = None
                try:
                    text = await respond(
                        adapter,
                        spec,
                        arguments,
                        partial(_ask, context) if context else None,
                        partial(_report, context) if context else None,
                        native=context,
                    )
                except ToolFailed as failed:
                    text, error = str(failed), failed
                return ToolOutput(
                    content=text,
                    tool_name=spec.name,
                    raw_input={"args": (), "kwargs": arguments},
                    raw_output=text,
                    is_error=error is not None,
                    exception=error,
                )

            def call(self, /, *_: Any, **arguments: Any) -> ToolOutput:
                """Return the same, without `await`."""
                return spec.wait(self.acall(**arguments))  # type: ignore[no-any-return]

            def __call__(self, /, *_: Any, **arguments: Any) -> ToolOutput:
                """Return the same as `call`."""
                return self.call(**arguments)

        class Definition(ToolMetadata):
            """The core's definition as it is: the base drops parts of schemas and refuses long descriptions."""

            def get_parameters_dict(self) -> dict[str, Any]:
                """Return the schema."""
                return dict(spec.parameters)

            def to_openai_tool(self, skip_length_check: bool = True) -> dict[str, Any]:  # noqa: ARG002, FBT001, FBT002 - as in the base
                """Return the definition in OpenAI's form."""
                return super().to_openai_tool(skip_length_check=True)

        async def unused() -> None:
            """Stand for the function that a tool is made of."""

        definition = Definition(
            name=spec.name, description=spec.description, fn_schema=_model(spec.name, dict(spec.parameters))
        )
        tool = ConnectorTool(async_fn=unused, metadata=definition)
        tool.requires_context, tool.ctx_param_name = True, _CONTEXT
        return tool

    def signal(self, error: ToolspanError, /, *, decorated: bool) -> Signal:  # noqa: ARG002 - the same for both
        """Return an exception whose text is the JSON: the agent passes it to the model as an error."""
        return Raise(ToolFailed(error_text(error)))

    def encode(self, output: Output, /) -> str:
        """Return JSON text."""
        return output.text

    def collect(self, name: str, specs: Sequence[ToolSpec], /) -> BaseToolSpec:  # noqa: ARG002 - a tool spec has no name
        """Return a tool spec, whose `to_tool_list()` gives the tools."""
        from llama_index.core.tools.tool_spec.base import BaseToolSpec

        built = [self.build(spec) for spec in unique(specs)]

        class ConnectorToolSpec(BaseToolSpec):
            """The tools of one connector."""

            spec_functions = [spec.name for spec in specs]  # noqa: RUF012 - as in the base

            def to_tool_list(self, *_: Any, **__: Any) -> list[FunctionTool]:
                """Return the tools."""
                return list(built)

        return ConnectorToolSpec()


def _model(name: str, parameters: dict[str, Any]) -> Any:
    """Return a pydantic model with the core's schema, for integrations that ask the model and not the definition."""
    from pydantic import BaseModel, ConfigDict

    class Arguments(BaseModel):
        """The arguments of one tool."""

        model_config = ConfigDict(extra="allow", title=name)

        @classmethod
        def model_json_schema(cls, *_: Any, **__: Any) -> dict[str, Any]:
            """Return the core's schema."""
            return parameters

    return Arguments


async def _ask(context: Context, question: Question) -> str:
    """Ask the person through the workflow's events; return the approval id of a yes."""
    from llama_index.core.workflow import HumanResponseEvent, InputRequiredEvent

    approval_id = question.digest
    request = InputRequiredEvent(prefix=question.prompt, approval_id=approval_id, **question.to_dict())  # type: ignore[call-arg]
    try:
        answer = await context.wait_for_event(
            HumanResponseEvent,
            waiter_id=approval_id,
            waiter_event=request,
            requirements={"approval_id": approval_id},
            timeout=None,
        )
    except Exception:  # the workflow's own, which runs the tool again with the answer
        await question.asked(approval_id)
        raise
    said = getattr(answer, "response", None)
    if said is True:
        return approval_id
    await question.withdrawn(approval_id)
    if said is False:
        raise question.refused(getattr(answer, "reason", None))
    raise question.unclear("HumanResponseEvent(approval_id=..., response=True), or False")


@cache
def _event() -> Any:
    """Return the class of our events."""
    from llama_index.core.workflow import Event

    class ToolspanProgress(Event):
        """What a tool that takes long is doing."""

        operation: str
        message: str
        seconds: float | None = None

    return ToolspanProgress


async def _report(context: Context, progress: Progress) -> None:
    """Pass progress on as a `ToolspanProgress` in the stream of events."""
    context.write_event_to_stream(_event()(**progress.to_dict()))


adapter = LlamaIndexAdapter()


def tools(connector: Any, **options: Any) -> list[FunctionTool]:
    """Return a connector's tools, typed for `FunctionAgent(tools=...)`; options as in `connector.tools`."""
    return connector.tools("llama_index", **options)  # type: ignore[no-any-return]
