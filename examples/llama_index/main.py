"""LlamaIndex asks a seller's orders, on the emulator. Needs: pip install "toolspan[llama-index,emulator]".

A script stands for the model; any `FunctionCallingLLM` takes its place.
"""

import asyncio
from typing import Any

from llama_index.core.agent.workflow import FunctionAgent
from llama_index.core.base.llms.types import ChatMessage, ToolCallBlock
from llama_index.core.llms.mock import MockFunctionCallingLLM

from toolspan.connectors.amazon_seller_partner import AmazonSellerPartnerConnector
from toolspan.connectors.amazon_seller_partner.models import AmazonSellerPartnerAuthConfig
from toolspan.emulator import Emulator

QUESTION = "How many orders came in during the last week?"
CALL = {"entity": "orders", "action": "list", "params": {"created_after": "-7d"}}


def speak(messages: list[ChatMessage], **_: Any) -> ChatMessage:
    if any(message.role == "tool" for message in messages):
        return ChatMessage("Many.", role="assistant")
    return ChatMessage(role="assistant", blocks=[ToolCallBlock(tool_name="execute", tool_kwargs=CALL)])


async def main() -> None:
    async with Emulator(seed=7) as emulator:
        auth = AmazonSellerPartnerAuthConfig.model_validate(emulator.credentials)
        async with AmazonSellerPartnerConnector(
            auth, region="US", base_url=emulator.url, token_url=emulator.token_url
        ) as connector:
            model: Any = MockFunctionCallingLLM(response_generator=speak)
            agent = FunctionAgent(tools=connector.tools("llama_index"), llm=model, streaming=False)
            print("asks    ", QUESTION)
            answer: Any = await agent.run(QUESTION)
            print("calls   ", answer.tool_calls[0].tool_kwargs, "\nanswers ", answer)


asyncio.run(main())
