"""FastMCP serves a seller's orders, on the emulator. Needs: pip install "toolspan[fastmcp,emulator]".

The client stands for the model. To serve Claude or another client, call `server.run()` instead.
"""

import asyncio

from fastmcp import Client, FastMCP

from toolspan.connectors.amazon_seller_partner import AmazonSellerPartnerConnector
from toolspan.connectors.amazon_seller_partner.models import AmazonSellerPartnerAuthConfig
from toolspan.emulator import Emulator

QUESTION = "How many orders came in during the last week?"
CALL = {"entity": "orders", "action": "list", "params": {"created_after": "-7d"}}


async def main() -> None:
    async with Emulator(seed=7) as emulator:
        auth = AmazonSellerPartnerAuthConfig.model_validate(emulator.credentials)
        async with AmazonSellerPartnerConnector(
            auth, region="US", base_url=emulator.url, token_url=emulator.token_url
        ) as connector:
            server: FastMCP = FastMCP("seller", tools=connector.tools("fastmcp"))
            async with Client(server) as client:
                print("asks    ", QUESTION)
                print("calls   ", CALL)
                result = await client.call_tool("execute", CALL)
                print("answers ", (result.structured_content or {})["meta"]["count"], "orders.")


asyncio.run(main())
