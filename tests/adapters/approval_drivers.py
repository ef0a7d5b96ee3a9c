"""Where a person is asked: one desk per framework, on its own runner, from the question to what the model sees.

A desk runs an agent whose scripted model makes one call, until a person is asked; `answer` then
goes on, on request with arguments that were changed after the question.
"""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any, ClassVar

from toolspan.testing.script import call

from .drivers import scripted_chat_model

if TYPE_CHECKING:
    from collections.abc import Callable

Arguments = dict[str, Any]
TOOL = "execute_write"


class Desk:
    """One agent whose one call waits for a person.

    `shown` is what the person sees; None where nobody was asked, and `seen` is then what the model saw.
    """

    shown: Any = None
    seen: str | None = None

    async def ask(self, tools: list[Any], arguments: Arguments) -> Desk:
        """Run until a person is asked, or the run has ended."""
        raise NotImplementedError

    async def answer(self, *, yes: bool = True, changed: Arguments | None = None) -> str:
        """Go on with the person's answer; return what the model sees."""
        raise NotImplementedError

    async def move(self, tools: list[Any]) -> None:
        """Let the answer come to an agent with other tools, as in another process."""
        raise NotImplementedError


class PydanticAI(Desk):
    async def ask(self, tools: list[Any], arguments: Arguments) -> Desk:
        from pydantic_ai import Agent, DeferredToolRequests
        from pydantic_ai.messages import (
            ModelResponse,
            RetryPromptPart,
            TextPart,
            ToolCallPart,
            ToolReturnPart,
        )
        from pydantic_ai.models.function import FunctionModel

        def play(messages: list[Any], _: Any) -> ModelResponse:
            for part in (part for message in messages for part in message.parts):
                if isinstance(part, (ToolReturnPart, RetryPromptPart)):
                    returned = isinstance(part, ToolReturnPart)
                    self.seen = part.model_response_str() if returned else part.content
            first = not any(isinstance(message, ModelResponse) for message in messages)
            return ModelResponse(parts=[ToolCallPart(TOOL, arguments) if first else TextPart("done")])

        self.play, self.output = play, [str, DeferredToolRequests]
        self.agent = Agent(FunctionModel(play), tools=tools, output_type=self.output)
        asked = await self.agent.run("go")
        self.history = asked.all_messages()
        if isinstance(asked.output, DeferredToolRequests):
            (self.request,) = asked.output.approvals
            self.shown = asked.output.metadata[self.request.tool_call_id]
        return self

    async def answer(self, *, yes: bool = True, changed: Arguments | None = None) -> str:
        from pydantic_ai import DeferredToolResults

        if changed is not None:
            self.history[-1].parts = [replace(part, args=changed) for part in self.history[-1].parts]
        approved = DeferredToolResults(approvals={self.request.tool_call_id: yes})
        await self.agent.run(message_history=self.history, deferred_tool_results=approved)
        return self.seen

    async def move(self, tools: list[Any]) -> None:
        from pydantic_ai import Agent
        from pydantic_ai.models.function import FunctionModel

        self.agent = Agent(FunctionModel(self.play), tools=tools, output_type=self.output)


class OpenAIAgents(Desk):
    async def ask(self, tools: list[Any], arguments: Arguments) -> Desk:
        from agents import Agent, RunConfig, Runner
        from agents.testing import ScriptedModel, assistant_message, function_call

        self.model = ScriptedModel(
            [[function_call(TOOL, json.dumps(arguments), call_id="call_1")], [assistant_message("done")]]
        )
        self.agent = Agent("a", tools=tools, model=self.model)
        self.quiet = RunConfig(tracing_disabled=True)
        asked = await Runner.run(self.agent, "go", run_config=self.quiet)
        self.state = asked.to_state()
        if asked.interruptions:
            self.shown = json.loads(asked.interruptions[0].arguments)
        else:
            self.seen = self._output()
        return self

    async def move(self, tools: list[Any]) -> None:
        from agents import Agent, RunState

        self.agent = Agent("a", tools=tools, model=self.model)
        self.state = await RunState.from_string(self.agent, self.state.to_string())

    async def answer(self, *, yes: bool = True, changed: Arguments | None = None, forged: bool = True) -> str:
        from agents import Runner, RunState

        (item,) = self.state.get_interruptions()
        (self.state.approve if yes else self.state.reject)(item)
        if changed is not None:
            stored = self.state.to_json()
            if forged:
                self._forge(stored, item, changed)
            first, second = (json.dumps(text)[1:-1] for text in (item.arguments, json.dumps(changed)))
            edited = json.dumps(stored).replace(first, second)
            self.state = await RunState.from_string(self.agent, edited)
        await Runner.run(self.agent, self.state, run_config=self.quiet)
        return self._output()

    @staticmethod
    def _forge(stored: Any, item: Any, changed: Arguments) -> None:
        """Forge what the SDK itself has kept of the arguments, so that only our own check is left."""
        from agents._tool_invocation import tool_invocation_identity_and_scope as identify

        call_ = item.raw_item.model_copy(update={"arguments": json.dumps(changed)})
        kept = stored["context"]["tool_invocations"]["call_1"]
        _, _, kept["approval_scope"], kept["fingerprint"] = identify(
            call_, tool_name=TOOL, tool_lookup_key=item.tool_lookup_key
        )

    def _output(self) -> str:
        last = self.model.last_call.input
        return [item["output"] for item in last if item.get("type") == "function_call_output"][-1]


class LangChain(Desk):
    thread: ClassVar[Arguments] = {"configurable": {"thread_id": "1"}}

    async def ask(self, tools: list[Any], arguments: Arguments) -> Desk:
        from langchain.agents import create_agent
        from langgraph.checkpoint.memory import InMemorySaver

        self.model, self.saver = scripted_chat_model([call(TOOL, arguments)]), InMemorySaver()
        self.agent = create_agent(self.model, tools=tools, checkpointer=self.saver)
        state = await self._run({"messages": [("user", "go")]})
        if "__interrupt__" in state:
            self.shown = state["__interrupt__"][0].value
        return self

    async def move(self, tools: list[Any]) -> None:
        from langchain.agents import create_agent

        self.agent = create_agent(self.model, tools=tools, checkpointer=self.saver)

    async def _run(self, given: Any) -> Any:
        state = await self.agent.ainvoke(given, self.thread)
        seen = [message.content for message in state["messages"] if message.type == "tool"]
        self.seen = seen[-1] if seen else None
        return state

    async def answer(self, *, yes: bool = True, changed: Arguments | None = None) -> str:
        from langgraph.types import Command

        if changed is not None:
            message = (await self.agent.aget_state(self.thread)).values["messages"][-1]
            calls = [{**tool_call, "args": changed} for tool_call in message.tool_calls]
            edited = message.model_copy(update={"tool_calls": calls})
            await self.agent.aupdate_state(self.thread, {"messages": [edited]}, as_node="model")
        await self._run(Command(resume={"decisions": [{"type": "approve" if yes else "reject"}]}))
        return self.seen


class FastMCP(Desk):
    """Speaks the protocol itself, as a client that goes its own way would."""

    async def ask(self, tools: list[Any], arguments: Arguments) -> Desk:
        self.tools, self.arguments = tools, arguments
        result = await self._call(arguments)
        if hasattr(result, "input_requests"):
            ((self.ticket, request),) = result.input_requests.items()
            self.shown = request.params.message
        else:
            self.seen = result.content[0].text
        return self

    async def move(self, tools: list[Any]) -> None:
        self.tools = tools

    async def _call(self, arguments: Arguments, **answers: Any) -> Any:
        from fastmcp import Client
        from fastmcp import FastMCP as Server

        async def unused(*_: Any) -> None:
            raise AssertionError

        async with Client(Server("s", tools=self.tools), elicitation_handler=unused) as client:
            return await client.session.call_tool(TOOL, arguments, allow_input_required=True, **answers)

    async def answer(self, *, yes: bool = True, changed: Arguments | None = None) -> str:
        from mcp_types import ElicitResult

        said = {self.ticket: ElicitResult(action="accept" if yes else "decline", content={} if yes else None)}
        result = await self._call(self.arguments if changed is None else changed, input_responses=said)
        return result.content[0].text


DESKS: dict[str, Callable[[], Desk]] = {
    "pydantic_ai": PydanticAI,
    "langchain": LangChain,
    "openai_agents": OpenAIAgents,
    "fastmcp": FastMCP,
}
