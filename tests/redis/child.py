"""One process of a seller that reads its listings without a pause: `child.py CALLS`, with the environment of an emulator."""

from __future__ import annotations

import asyncio
import sys

from toolspan.connectors.amazon_seller_partner import AmazonSellerPartnerConnector


async def main(calls: int) -> None:
    async with AmazonSellerPartnerConnector() as connector:
        wanted = [
            connector.execute("listings_items", "get", {"sku": "MUG-001"}, timeout=120) for _ in range(calls)
        ]
        await asyncio.gather(*wanted)


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1])))
