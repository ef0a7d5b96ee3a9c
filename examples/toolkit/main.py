"""Three functions and a connector in every framework. Needs: pip install "toolspan[all,testing]" langchain.

A script stands for the model, so it needs no key: `python examples/toolkit/main.py langchain`, or any other framework.
"""

import asyncio
import sys
from typing import Any, Literal

from toolspan import CallContext, NotFound, Toolkit
from toolspan.connectors.amazon_seller_partner import AmazonSellerPartnerConnector
from toolspan.connectors.amazon_seller_partner.models import AmazonSellerPartnerAuthConfig
from toolspan.emulator import Emulator

kit = Toolkit("shop-desk")


@kit.tool(errors={KeyError: NotFound})
async def exchange_rate(base: str, quote: Literal["EUR", "USD"] = "USD") -> float:
    """Reference rate of one currency in another.

    Args:
        base: Three letters, such as EUR.
        quote: Three letters.
    """
    return {"EUR": {"USD": 1.1}, "USD": {"EUR": 0.91}}[base][quote]


@kit.tool
def greeting(name: str, *, context: CallContext) -> str:
    """Greeting for a customer."""
    context.progress("looking the customer up")
    return f"Hello {name}!"


@kit.tool(writes=True)
def note(text: str, tags: list[str] | None = None) -> dict[str, Any]:
    """Write a note down."""
    return {"noted": text, "tags": tags or []}


ORDERS = {"entity": "orders", "action": "list", "params": {"created_after": "-7d", "max_results_per_page": 1}}
CALLS: list[tuple[str, dict[str, Any]]] = [
    ("exchange_rate", {"base": "EUR"}),
    ("greeting", {"name": "Ann"}),
    ("note", {"text": "call back", "tags": '["urgent"]'}),
    ("seller_execute", {**ORDERS, "select_fields": ["orderId"]}),
]


async def main(framework: str) -> None:
    """Let an agent of one framework make the calls."""
    with Emulator(seed=7) as emulator:
        auth = AmazonSellerPartnerAuthConfig.model_validate(emulator.credentials)
        seller = AmazonSellerPartnerConnector(
            auth, region="US", base_url=emulator.url, token_url=emulator.token_url
        )
        async with seller as connector:
            kit.add(connector, prefix="seller")
            agents = {
                "pydantic_ai": with_pydantic_ai,
                "langchain": with_langchain,
                "openai_agents": with_openai_agents,
                "fastmcp": with_fastmcp,
                "mcp": with_mcp,
                "anthropic": with_anthropic,
                "llama_index": with_llama_index,
                "google_adk": with_google_adk,
                "claude_agent_sdk": with_claude_agent_sdk,
                "loop": with_a_loop,
            }
            for result in await agents[framework]():
                print(result)


async def with_pydantic_ai() -> list[str]:
    """Run an agent of Pydantic AI."""
    from pydantic_ai import Agent
    from pydantic_ai.messages import ModelMessage, ModelResponse, TextPart, ToolCallPart, ToolReturnPart
    from pydantic_ai.models.function import AgentInfo, FunctionModel

    def play(messages: list[ModelMessage], _: AgentInfo) -> ModelResponse:
        turn = sum(isinstance(message, ModelResponse) for message in messages)
        return ModelResponse([ToolCallPart(*CALLS[turn]) if turn < len(CALLS) else TextPart("done")])

    run = await Agent(FunctionModel(play), tools=kit.tools("pydantic_ai")).run("go")
    parts = [part for message in run.all_messages() for part in message.parts]
    return [part.model_response_str() for part in parts if isinstance(part, ToolReturnPart)]


async def with_langchain() -> list[str]:
    """Run an agent of LangChain."""
    from langchain.agents import create_agent
    from langchain_core.language_models.fake_chat_models import GenericFakeChatModel
    from langchain_core.messages import AIMessage

    class Scripted(GenericFakeChatModel):
        def bind_tools(self, *_: Any, **__: Any) -> Any:
            return self

    calls = [{"name": name, "args": args, "id": f"call_{n}"} for n, (name, args) in enumerate(CALLS)]
    said = [*(AIMessage("", tool_calls=[call]) for call in calls), AIMessage("done")]
    agent: Any = create_agent(Scripted(messages=iter(said)), tools=kit.tools("langchain"))
    state = await agent.ainvoke({"messages": [("user", "go")]})
    return [message.text for message in state["messages"] if message.type == "tool"]


async def with_openai_agents() -> list[str]:
    """Run an agent of the OpenAI Agents SDK."""
    import json

    from agents import Agent, RunConfig, Runner
    from agents.testing import ScriptedModel, assistant_message, function_call

    turns = [
        [function_call(name, json.dumps(args), call_id=f"call_{n}")] for n, (name, args) in enumerate(CALLS)
    ]
    model = ScriptedModel([*turns, [assistant_message("done")]])
    agent = Agent("desk", tools=kit.tools("openai_agents"), model=model)
    run = await Runner.run(agent, "go", run_config=RunConfig(tracing_disabled=True))
    return [str(item.output) for item in run.new_items if item.type == "tool_call_output_item"]


async def with_fastmcp() -> list[str]:
    """Call the tools of an MCP server."""
    from fastmcp import Client

    async with Client(kit.mcp_server()) as client:
        results = [await client.call_tool(name, args) for name, args in CALLS]
    return ["".join(part.text for part in result.content if part.type == "text") for result in results]


async def with_mcp() -> list[str]:
    """Call the tools of a low-level MCP server."""
    from mcp import Client
    from mcp_types import TextContent

    async with Client(kit.toolset("mcp")) as client:
        results = [await client.call_tool(name, args) for name, args in CALLS]
    return ["".join(part.text for part in each.content if isinstance(part, TextContent)) for each in results]


async def with_anthropic() -> list[str]:
    """Run Anthropic's tool runner."""
    from anthropic import AsyncAnthropic

    from toolspan.testing import Call, ScriptedAnthropic

    asked: Any = {"role": "user", "content": "go"}
    with ScriptedAnthropic([[Call(*call)] for call in CALLS]) as endpoint:
        async with AsyncAnthropic(base_url=endpoint.url, api_key="none") as client:
            await client.beta.messages.tool_runner(
                model="scripted", max_tokens=1_000, tools=kit.tools("anthropic"), messages=[asked]
            ).until_done()
        return endpoint.results


async def with_llama_index() -> list[str]:
    """Run an agent of LlamaIndex."""
    from llama_index.core.agent.workflow import FunctionAgent
    from llama_index.core.base.llms.types import ChatMessage, ToolCallBlock
    from llama_index.core.llms.mock import MockFunctionCallingLLM

    def speak(messages: list[ChatMessage], **_: Any) -> ChatMessage:
        turn = sum(message.role == "tool" for message in messages)
        if turn == len(CALLS):
            return ChatMessage("done", role="assistant")
        name, args = CALLS[turn]
        return ChatMessage(role="assistant", blocks=[ToolCallBlock(tool_name=name, tool_kwargs=args)])

    model: Any = MockFunctionCallingLLM(response_generator=speak)
    run: Any = await FunctionAgent(tools=kit.tools("llama_index"), llm=model, streaming=False).run("go")
    return [call.tool_output.content for call in run.tool_calls]


async def with_google_adk() -> list[str]:
    """Run an agent of Google's Agent Development Kit."""
    import os

    from google.adk.agents import Agent
    from google.adk.models import Gemini
    from google.adk.runners import InMemoryRunner

    from toolspan.testing import Call, ScriptedGemini

    with ScriptedGemini([[Call(*call)] for call in CALLS]) as endpoint:
        os.environ |= {"GOOGLE_GEMINI_BASE_URL": endpoint.url, "GEMINI_API_KEY": "none"}
        agent = Agent(name="desk", model=Gemini(model="gemini-2.5-flash"), tools=kit.tools("google_adk"))
        async with InMemoryRunner(agent=agent, app_name="desk") as runner:
            await runner.run_debug("go", quiet=True)
        return endpoint.results


async def with_claude_agent_sdk() -> list[str]:
    """Run Claude's command."""
    from claude_agent_sdk import ClaudeAgentOptions, query

    from toolspan.testing import Call, ScriptedAnthropic

    with ScriptedAnthropic([[Call(f"mcp__desk__{name}", args)] for name, args in CALLS]) as endpoint:
        options = ClaudeAgentOptions(
            mcp_servers={"desk": kit.toolset("claude_agent_sdk")},
            allowed_tools=["mcp__desk"],
            tools=[],
            env={"ANTHROPIC_BASE_URL": endpoint.url, "ANTHROPIC_API_KEY": "none"},
        )
        async for _ in query(prompt="go", options=options):
            pass
        return endpoint.results


async def with_a_loop() -> list[str]:
    """Run a loop of one's own, as around OpenAI's client."""
    import json

    loop, results = kit.loop("openai-chat"), []
    for number, (name, args) in enumerate(CALLS):
        function = {"name": name, "arguments": json.dumps(args)}
        call = {"id": f"call_{number}", "type": "function", "function": function}
        results += await loop.answer({"role": "assistant", "tool_calls": [call]}, echo=False)
    return [message["content"] for message in results]


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1] if len(sys.argv) > 1 else "pydantic_ai"))
