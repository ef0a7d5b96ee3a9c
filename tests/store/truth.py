"""What the emulator's seller really has, for comparison; and what a store holds."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from toolspan.emulator.seller.money import digits

if TYPE_CHECKING:
    from toolspan.connectors.amazon_seller_partner import AmazonSellerPartnerConnector
    from toolspan.emulator import Emulator

SINCE = "2026-06-01T00:00:00Z"


def rows(connector: AmazonSellerPartnerConnector, sql: str) -> list[tuple[Any, ...]]:
    with connector.store.database.reading() as connection:
        return connection.rows(sql)


def everything(connector: AmazonSellerPartnerConnector) -> dict[str, list[tuple[Any, ...]]]:
    """Rows of all tables and views, in order."""
    return {
        name: sorted(rows(connector, f"SELECT * FROM {name}"), key=repr)
        for name in connector.store.facts.relations
    }


def orders_of(emulator: Emulator, since: str = SINCE) -> dict[str, Any]:
    start = datetime.fromisoformat(since).timestamp()
    orders = emulator.seller.world.visible_orders(emulator.clock.time())
    return {order.order_id: order for order in orders if order.created >= start}


def money(minor: int, currency: str) -> Decimal:
    return Decimal(minor) / 10 ** digits(currency)


def entries_of(emulator: Emulator, since: str = SINCE) -> list[Any]:
    start, now = datetime.fromisoformat(since).timestamp(), emulator.clock.time()
    return [e for e in emulator.seller.world.entries if start <= e.posted < now - 120 and e.shown <= now]


def fees_of(emulator: Emulator, since: str = SINCE) -> dict[str, Decimal]:
    sums: dict[str, Decimal] = defaultdict(Decimal)
    for entry in entries_of(emulator, since):
        if entry.status(emulator.clock.time()) != "DEFERRED_RELEASED":
            for name in ("commission", "fba_fee", "subscription"):
                sums[entry.currency] += money(entry.amounts.get(name, 0), entry.currency)
    return {currency: total for currency, total in sums.items() if total}
