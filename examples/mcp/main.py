"""A low-level MCP server has a seller's orders, on the emulator. Needs: pip install "toolspan[mcp,emulator]".

The client stands for the model.
"""

import asyncio

from mcp import Client

from toolspan.connectors.amazon_seller_partner import AmazonSellerPartnerConnector
from toolspan.connectors.amazon_seller_partner.models import AmazonSellerPartnerAuthConfig
from toolspan.emulator import Emulator

QUESTION = "How many orders came in during the last week?"
CALL = {"entity": "orders", "action": "list", "params": {"created_after": "-7d"}}


async def main() -> None:
    async with Emulator(seed=7) as emulator:
        auth = AmazonSellerPartnerAuthConfig.model_validate(emulator.credentials)
        connector = AmazonSellerPartnerConnector(
            auth, region="US", base_url=emulator.url, token_url=emulator.token_url
        )
        async with connector, Client(connector.toolset("mcp")) as client:
            print("asks    ", QUESTION)
            print("calls   ", CALL)
            result = await client.call_tool("execute", CALL)
            print("answers ", (result.structured_content or {})["meta"]["count"], "orders.")


asyncio.run(main())
