"""Pydantic AI asks a seller's orders, on the emulator. Needs: pip install "toolspan[pydantic-ai,emulator]".

Without OPENAI_API_KEY a scripted model plays; with one, the real one.
"""

import asyncio
import os

from pydantic_ai import Agent, ModelMessage, ModelResponse, TextPart, ToolCallPart, ToolReturnPart
from pydantic_ai.models.function import AgentInfo, FunctionModel

from toolspan.connectors.amazon_seller_partner import AmazonSellerPartnerConnector
from toolspan.connectors.amazon_seller_partner.models import AmazonSellerPartnerAuthConfig
from toolspan.emulator import Emulator

QUESTION = "How many orders came in during the last week?"
CALL = {"entity": "orders", "action": "list", "params": {"created_after": "-7d"}}


def scripted(messages: list[ModelMessage], _: AgentInfo) -> ModelResponse:
    last = messages[-1].parts[-1]
    if isinstance(last, ToolReturnPart):
        return ModelResponse(parts=[TextPart(f"{last.model_response_object()['meta']['count']} orders.")])
    print("calls", CALL)
    return ModelResponse(parts=[ToolCallPart("execute", CALL)])


async def main() -> None:
    async with Emulator(seed=7) as emulator:
        auth = AmazonSellerPartnerAuthConfig.model_validate(emulator.credentials)
        async with AmazonSellerPartnerConnector(
            auth, region="US", base_url=emulator.url, token_url=emulator.token_url
        ) as connector:
            model = "openai:gpt-5" if os.environ.get("OPENAI_API_KEY") else FunctionModel(scripted)
            agent = Agent(model, tools=connector.tools("pydantic_ai"))
            print("asks", QUESTION)
            print("answers", (await agent.run(QUESTION)).output)


asyncio.run(main())
