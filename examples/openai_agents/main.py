"""OpenAI Agents asks a seller's orders, on the emulator. Needs: pip install "toolspan[openai-agents,emulator]".

Without OPENAI_API_KEY a scripted model plays; with one, the real one.
"""

import asyncio
import os

from agents import Agent, RunConfig, Runner
from agents.testing import ScriptedModel, assistant_message, function_call

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
            said = [[function_call("execute", CALL, call_id="1")], [assistant_message("Many.")]]
            model = None if os.environ.get("OPENAI_API_KEY") else ScriptedModel(said)
            agent = Agent("Shop", tools=connector.tools("openai_agents"), model=model)
            run = await Runner.run(agent, QUESTION, run_config=RunConfig(tracing_disabled=True))
            for item in run.to_input_list():
                print(str(item)[:200])


asyncio.run(main())
