"""A loop of your own asks a seller's orders, on the emulator. Needs: pip install "toolspan[emulator]".

A script stands for the model; put OpenAI's client in its place.
"""

import asyncio
import json
from typing import Any

from toolspan.connectors.amazon_seller_partner import AmazonSellerPartnerConnector
from toolspan.connectors.amazon_seller_partner.models import AmazonSellerPartnerAuthConfig
from toolspan.emulator import Emulator

QUESTION = "How many orders came in during the last week?"
CALL = {"entity": "orders", "action": "list", "params": {"created_after": "-7d"}}
FUNCTION = {"name": "execute", "arguments": json.dumps(CALL)}
CALLS = {"role": "assistant", "tool_calls": [{"id": "1", "type": "function", "function": FUNCTION}]}
SAID: list[Any] = [CALLS, {"role": "assistant", "content": "Many."}]


async def ask_model(*_: list[Any]) -> Any:
    """Stand for `await AsyncOpenAI().chat.completions.create(model=..., messages=messages, tools=tools)`."""
    return {"choices": [{"message": SAID.pop(0)}]}


async def main() -> None:
    async with Emulator(seed=7) as emulator:
        auth = AmazonSellerPartnerAuthConfig.model_validate(emulator.credentials)
        async with AmazonSellerPartnerConnector(
            auth, region="US", base_url=emulator.url, token_url=emulator.token_url
        ) as connector:
            loop = connector.loop("openai-chat")
            messages: list[Any] = [{"role": "user", "content": QUESTION}]
            while added := await loop.answer(response := await ask_model(messages, loop.tools)):
                messages += added
            for message in [*messages, response]:
                print(str(message).replace("\\", "")[:200])


asyncio.run(main())
