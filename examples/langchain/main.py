"""LangChain asks a seller's orders, on the emulator. Needs: pip install "toolspan[langchain,emulator]" langchain.

Without OPENAI_API_KEY a scripted model plays; with one (and langchain-openai), the real one.
"""

import os
from typing import Any

from langchain.agents import create_agent
from langchain_core.language_models.fake_chat_models import GenericFakeChatModel
from langchain_core.messages import AIMessage, HumanMessage

from toolspan.connectors.amazon_seller_partner import AmazonSellerPartnerConnector
from toolspan.connectors.amazon_seller_partner.models import AmazonSellerPartnerAuthConfig
from toolspan.emulator import Emulator

QUESTION = "How many orders came in during the last week?"
CALL = {"entity": "orders", "action": "list", "params": {"created_after": "-7d"}}


class Scripted(GenericFakeChatModel):
    """Says its messages one after the other."""

    def bind_tools(self, *_: Any, **__: Any) -> Any:
        """Take the tools as known."""
        return self


with Emulator(seed=7) as emulator:
    auth = AmazonSellerPartnerAuthConfig.model_validate(emulator.credentials)
    connector = AmazonSellerPartnerConnector(
        auth, region="US", base_url=emulator.url, token_url=emulator.token_url
    )
    said = [AIMessage("", tool_calls=[{"name": "execute", "args": CALL, "id": "1"}]), AIMessage("Many.")]
    model: Any = "openai:gpt-5" if os.environ.get("OPENAI_API_KEY") else Scripted(messages=iter(said))
    agent = create_agent(model, tools=connector.tools("langchain"))
    for message in agent.invoke({"messages": [HumanMessage(QUESTION)]})["messages"]:
        print(message.type, message.text[:200], *getattr(message, "tool_calls", ()))
    connector.sync.close()
