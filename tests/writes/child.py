"""A program that makes one write and is killed in the middle of it: `child.py URL TOKEN_URL SELLER JOURNAL`."""

from __future__ import annotations

import asyncio
import sys

from toolspan import Policy
from toolspan.connectors.amazon_seller_partner import AmazonSellerPartnerConnector
from toolspan.connectors.amazon_seller_partner.models import AmazonSellerPartnerAuthConfig
from toolspan.journal import Journal, PostgreSQLJournal, SQLiteJournal

SKU = "MUG 003 B"
WRITE = {
    "entity": "listings_items",
    "action": "patch",
    "params": {
        "sku": SKU,
        "product_type": "DRINKING_CUP",
        "patches": [
            {
                "op": "replace",
                "path": "/attributes/fulfillment_availability",
                "value": [{"fulfillment_channel_code": "DEFAULT", "quantity": 25}],
            }
        ],
    },
}


def journal_at(name: str) -> Journal:
    """Return the journal in a file, or at a URL."""
    return PostgreSQLJournal(name) if "://" in name else SQLiteJournal(name)


async def main(url: str, token_url: str, seller: str, journal: str) -> None:
    async with AmazonSellerPartnerConnector(
        AmazonSellerPartnerAuthConfig.from_env(),
        region="US",
        base_url=url,
        token_url=token_url,
        seller_id=seller,
        policy=Policy(writes=["listings_items.patch"]),
        journal=journal_at(journal),
    ) as connector:
        await connector.execute(**WRITE)


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
