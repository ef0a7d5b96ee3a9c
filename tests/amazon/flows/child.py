"""A program that makes one write and is killed in the middle of it.

`child.py URL TOKEN_URL SELLER JOURNAL ENTITY ACTION PARAMS`, the parameters as JSON.
"""

from __future__ import annotations

import asyncio
import json
import sys

from toolspan import Policy
from toolspan.connectors.amazon_seller_partner import AmazonSellerPartnerConnector
from toolspan.connectors.amazon_seller_partner.models import AmazonSellerPartnerAuthConfig
from toolspan.journal import SQLiteJournal


async def main(url: str, token_url: str, seller: str, journal: str, *call: str) -> None:
    entity, action, params = call
    async with AmazonSellerPartnerConnector(
        AmazonSellerPartnerAuthConfig.from_env(),
        region="US",
        base_url=url,
        token_url=token_url,
        seller_id=seller,
        account_type="both",
        policy=Policy(writes=["*"]),
        journal=SQLiteJournal(journal),
    ) as connector:
        await connector.execute(entity, action, json.loads(params))


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
