"""The assistant in LangChain: a chat model in `create_agent`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from toolspan.cli.demo.frameworks import (
    INSTRUCTIONS,
    Answered,
    Question,
    ToolCall,
    ToolUse,
    definition,
    next_step,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from toolspan.connector import Connector


class InLangChain:
    """Runs questions through `create_agent`."""

    title = "LangChain"
    line = 'create_agent(model, tools=connector.tools("langchain"))'
    install = 'pip install "toolspan[langchain]" langchain'
    live_install = "pip install langchain-openai"

    def load(self, *, live: bool) -> None:
        """Import LangChain and its agents."""
        import langchain.agents  # noqa: F401

        if live:
            import langchain_openai  # noqa: F401

    async def definitions(self, connector: Connector) -> list[Mapping[str, Any]]:
        """Return the tool definitions that a model gets."""
        from langchain_core.utils.function_calling import convert_to_openai_tool

        from toolspan_adapters.langchain import tools

        offered = (convert_to_openai_tool(tool)["function"] for tool in tools(connector))
        return [definition(tool["name"], tool["description"], tool["parameters"]) for tool in offered]

    async def ask(self, connector: Connector, question: Question) -> Answered:
        """Run an agent on a question and return its answer."""
        from langchain.agents import create_agent

        from toolspan_adapters.langchain import tools

        model = _live(question.model) if question.model else _scripted(question)
        agent: Any = create_agent(model, tools=tools(connector), system_prompt=INSTRUCTIONS)
        state = await agent.ainvoke({"messages": [("user", question.text)]})
        return Answered(state["messages"][-1].text, _uses(state["messages"]))


def _scripted(question: Question) -> Any:
    from langchain_core.language_models import BaseChatModel
    from langchain_core.messages import AIMessage
    from langchain_core.outputs import ChatGeneration, ChatResult

    class Assistant(BaseChatModel):
        """The scripted assistant as a chat model."""

        @property
        def _llm_type(self) -> str:
            return "scripted"

        def bind_tools(self, tools: Any, **_options: Any) -> Any:  # noqa: ARG002 - the script knows the tools
            return self

        def _generate(self, messages: list[Any], *_arguments: Any, **_options: Any) -> ChatResult:
            uses = _uses(messages)
            step = next_step(question.script, [use.result for use in uses])
            message = (
                AIMessage(step)
                if isinstance(step, str)
                else AIMessage("", tool_calls=[_call(step, len(uses))])
            )
            return ChatResult(generations=[ChatGeneration(message=message)])

    return Assistant()


def _live(name: str) -> Any:
    from langchain_openai import ChatOpenAI

    return ChatOpenAI(model=name)


def _call(step: ToolCall, number: int) -> Any:
    return {"name": step.name, "args": step.arguments, "id": f"call_{number}", "type": "tool_call"}


def _uses(messages: Sequence[Any]) -> list[ToolUse]:
    """Return the tool calls of a message history."""
    calls: dict[str, ToolCall] = {}
    uses = []
    for message in messages:
        if message.type == "ai":
            calls |= {call["id"]: ToolCall(call["name"], call["args"]) for call in message.tool_calls}
        elif message.type == "tool":
            uses.append(ToolUse(calls[message.tool_call_id], message.text))
    return uses


framework = InLangChain()
