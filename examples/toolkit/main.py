"""Three functions and a connector in every framework. Needs: pip install "toolspan[all]" langchain.

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


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1] if len(sys.argv) > 1 else "pydantic_ai"))
