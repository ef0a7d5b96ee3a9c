"""Anthropic's tool runner asks a seller's orders, on the emulator. Needs: pip install "toolspan[anthropic,emulator,testing]".

Without ANTHROPIC_API_KEY a scripted model plays; with one, the real one.
"""

import asyncio
import os
from typing import Any

from anthropic import AsyncAnthropic

from toolspan.connectors.amazon_seller_partner import AmazonSellerPartnerConnector
from toolspan.connectors.amazon_seller_partner.models import AmazonSellerPartnerAuthConfig
from toolspan.emulator import Emulator
from toolspan.testing import ScriptedAnthropic, call

QUESTION = "How many orders came in during the last week?"
CALL = {"entity": "orders", "action": "list", "params": {"created_after": "-7d"}}


async def main() -> None:
    async with Emulator(seed=7) as emulator:
        auth = AmazonSellerPartnerAuthConfig.model_validate(emulator.credentials)
        connector = AmazonSellerPartnerConnector(
            auth, region="US", base_url=emulator.url, token_url=emulator.token_url
        )
        with ScriptedAnthropic([call("execute", CALL)]) as endpoint:
            scripted: Any = {"base_url": endpoint.url, "api_key": "none"}
            options = {} if os.environ.get("ANTHROPIC_API_KEY") else scripted
            async with connector, AsyncAnthropic(**options) as client:
                tools = connector.tools("anthropic")
                asked: Any = {"role": "user", "content": QUESTION}
                print("asks  ", QUESTION)
                async for message in client.beta.messages.tool_runner(
                    model="claude-sonnet-4-5", max_tokens=1_000, tools=tools, messages=[asked]
                ):
                    print("says  ", *(block.to_dict() for block in message.content))


asyncio.run(main())
