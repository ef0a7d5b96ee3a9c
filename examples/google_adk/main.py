"""Google ADK asks a seller's orders, on the emulator. Needs: pip install "toolspan[google-adk,emulator,testing]".

Without GEMINI_API_KEY a scripted model plays; with one, the real one.
"""

import asyncio
import os

from google.adk.agents import Agent
from google.adk.models import Gemini
from google.adk.runners import InMemoryRunner

from toolspan.connectors.amazon_seller_partner import AmazonSellerPartnerConnector
from toolspan.connectors.amazon_seller_partner.models import AmazonSellerPartnerAuthConfig
from toolspan.emulator import Emulator
from toolspan.testing import ScriptedGemini, call

QUESTION = "How many orders came in during the last week?"
CALL = {"entity": "orders", "action": "list", "params": {"created_after": "-7d"}}


async def main() -> None:
    async with Emulator(seed=7) as emulator:
        auth = AmazonSellerPartnerAuthConfig.model_validate(emulator.credentials)
        connector = AmazonSellerPartnerConnector(
            auth, region="US", base_url=emulator.url, token_url=emulator.token_url
        )
        with ScriptedGemini([call("execute", CALL)]) as endpoint:
            if not os.environ.get("GEMINI_API_KEY"):
                os.environ |= {"GOOGLE_GEMINI_BASE_URL": endpoint.url, "GEMINI_API_KEY": "none"}
            model, tools = Gemini(model="gemini-2.5-flash"), connector.tools("google_adk")
            agent = Agent(name="shop", model=model, tools=tools)
            async with connector, InMemoryRunner(agent=agent, app_name="shop") as runner:
                print("asks  ", QUESTION)
                for event in await runner.run_debug(QUESTION, quiet=True):
                    print(event.author, event.model_dump_json(include={"content"}, exclude_none=True)[:200])


asyncio.run(main())
