"""The Claude Agent SDK asks a seller's orders, on the emulator. Needs: pip install "toolspan[claude-agent-sdk,emulator,testing]".

Without ANTHROPIC_API_KEY a scripted model plays; with one, the real one.
"""

import asyncio
import os

from claude_agent_sdk import ClaudeAgentOptions, query

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
        with ScriptedAnthropic([call("mcp__shop__execute", CALL)]) as endpoint:
            scripted = {"ANTHROPIC_BASE_URL": endpoint.url, "ANTHROPIC_API_KEY": "none"}
            options = ClaudeAgentOptions(
                mcp_servers={"shop": connector.toolset("claude_agent_sdk")},
                allowed_tools=["mcp__shop"],
                tools=[],
                env={} if os.environ.get("ANTHROPIC_API_KEY") else scripted,
            )
            print("asks  ", QUESTION)
            async for message in query(prompt=QUESTION, options=options):
                print("says  ", str(getattr(message, "content", ""))[:250])
            await connector.aclose()


asyncio.run(main())
