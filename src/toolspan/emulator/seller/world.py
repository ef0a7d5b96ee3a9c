"""Business data of one seller, generated at first use."""

from __future__ import annotations

import random
from bisect import bisect_left, bisect_right
from functools import cached_property
from operator import attrgetter
from typing import TYPE_CHECKING, Any

from toolspan.emulator.facts import Marketplace, marketplaces
from toolspan.emulator.seller.generate_orders import OrderMaker, make_orders
from toolspan.emulator.seller.ledger import make_entries
from toolspan.emulator.seller.listings import Shelf
from toolspan.emulator.seller.many_orders import ManyOrders
from toolspan.emulator.seller.own_data import own_orders, own_products
from toolspan.emulator.seller.products import make_products
from toolspan.emulator.seller.purchase_orders import make_purchase_orders
from toolspan.emulator.seller.settlements import numbered, period_of, periods

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from toolspan.emulator.seller.aplus import AplusDocument
    from toolspan.emulator.seller.inbound_plans import InboundPlan, Step
    from toolspan.emulator.seller.kiosk import KioskQuery
    from toolspan.emulator.seller.labels import Label
    from toolspan.emulator.seller.ledger import Entry
    from toolspan.emulator.seller.multichannel import MultiChannelOrder
    from toolspan.emulator.seller.orders import Order
    from toolspan.emulator.seller.products import Product
    from toolspan.emulator.seller.purchase_orders import PurchaseOrder
    from toolspan.emulator.seller.removals import Removal
    from toolspan.emulator.seller.settlements import Period

__all__ = ["World"]

_COUNTRIES = {"NA": ("US", "CA", "MX"), "EU": ("DE", "FR", "GB", "IT", "ES"), "FE": ("JP",)}
_LAG = 120.0
_created = attrgetter("created")
_KEPT = 2 * 365 * 86400.0
LARGE = 100_000
"""Orders in two years above which a seller is large: its orders are made when they are looked at, and no payments of them."""


class World:
    """Products, orders and data derived from them, generated around an origin in time.

    What callers have made is kept here: ``letters`` (messages to buyers: order id and kind), ``aplus`` (A+ content), ``invoices`` (those handed in, by
    shipment or order), ``vat_invoices``, ``refunded`` and ``removals`` (of feeds),
    ``multichannel`` (orders of other shops), ``kiosk`` (queries), ``offers``, ``labels`` and ``bought``
    (shipping rates, labels, labels by idempotency key), ``inbound_plans`` with ``inbound_steps``, and
    ``vendor_transactions``.
    """

    def __init__(
        self,
        seed: str,
        region: str,
        origin: float,
        *,
        products: Sequence[Mapping[str, Any]] | None = None,
        orders: Sequence[Mapping[str, Any]] | None = None,
        past: int | None = None,
    ) -> None:
        self.name = f"{seed}:{region}"
        self.region = region
        self.origin = float(int(origin))
        self._own_products = products
        self._own_orders = orders
        self._past = past
        self.letters: list[tuple[str, str]] = []
        self.aplus: dict[str, AplusDocument] = {}
        self.invoices: dict[str, tuple[float, bytes]] = {}
        self.vat_invoices: dict[str, str] = {}
        self.refunded: list[tuple[str, float, dict[str, str]]] = []
        self.removals: list[Removal] = []
        self.multichannel: dict[str, MultiChannelOrder] = {}
        self.kiosk: dict[str, KioskQuery] = {}
        self.offers: dict[str, tuple[float, dict[str, Any]]] = {}
        self.labels: dict[str, Label] = {}
        self.bought: dict[str, Label] = {}
        self.inbound_plans: dict[str, InboundPlan] = {}
        self.inbound_steps: dict[str, Step] = {}
        self._changed: dict[str, Order] = {}
        self.vendor_transactions: dict[str, tuple[float, list[str]]] = {}

    @cached_property
    def marketplaces(self) -> tuple[Marketplace, ...]:
        """Marketplaces of the seller, the home marketplace first."""
        known = marketplaces()
        return tuple(known[country] for country in _COUNTRIES[self.region])

    @cached_property
    def products(self) -> list[Product]:
        """Initial products, before any listing write."""
        if self._own_products is not None:
            return own_products(self._own_products, self.marketplaces, self.origin)
        return make_products(self.randomness("products"), self.marketplaces, self.origin)

    @cached_property
    def purchase_orders(self) -> dict[str, PurchaseOrder]:
        """Amazon's purchase orders, where the account is a vendor's."""
        return make_purchase_orders(self.randomness("purchase orders"), self.products, self.origin)

    @cached_property
    def shelf(self) -> Shelf:
        """Listings and submissions."""
        return Shelf(self.products, self.randomness("shelf"))

    @cached_property
    def orders(self) -> Sequence[Order]:
        """All past and future orders, oldest first."""
        if self._own_orders is not None or self._own_products is not None:
            return own_orders(self._own_orders or (), self.products, self.marketplaces, self.origin)
        chance = self.randomness("orders")
        if self._past is not None and self._past > LARGE:
            maker = OrderMaker(chance, self.marketplaces, self.products)
            return ManyOrders(maker, self.origin, self._past)
        return make_orders(chance, self.marketplaces, self.products, self.origin, self._past)

    @cached_property
    def entries(self) -> list[Entry]:
        """All past and future ledger entries, oldest first; of a large seller those of fees alone."""
        orders = () if isinstance(self.orders, ManyOrders) else self.orders
        return make_entries(
            self.randomness("ledger"), orders, self.products, self.marketplaces[0], self.origin
        )

    @cached_property
    def paid_entries(self) -> dict[tuple[str, int], list[Entry]]:
        """Paid-out entries by country and settlement period number."""
        return numbered(self.origin, self.entries)

    def periods(self, now: float) -> list[Period]:
        """Return all settlement periods that have started, oldest first."""
        return periods(self.name, self.origin, self.marketplaces, self.paid_entries, now)

    def period_of(self, entry: Entry) -> Period:
        """Return the settlement period in which an entry is paid out."""
        return period_of(self.name, self.origin, self.paid_entries, entry)

    @cached_property
    def _orders_by_id(self) -> dict[str, Order]:
        return {order.order_id: order for order in self.orders}

    @cached_property
    def _life(self) -> float:
        """Seconds after which orders no longer change by themselves."""
        if isinstance(self.orders, ManyOrders):
            return self.orders.life
        return max((order.last - order.created for order in self.orders), default=0.0)

    def visible_orders(self, now: float) -> Sequence[Order]:
        """Return the orders that the APIs show: not older than two years, not newer than two minutes."""
        return self.orders_between(now - _KEPT, now - _LAG)

    def visible_between(self, start: float, end: float, now: float) -> Sequence[Order]:
        """Return the orders of a period that the APIs show, by the time when they were placed."""
        return self.orders_between(max(start, now - _KEPT), min(end, now - _LAG))

    def sold_between(self, marketplace: Marketplace, start: float, end: float, now: float) -> Iterable[Order]:
        """Return the orders of a period that the APIs show, of one marketplace."""
        orders = self.visible_between(start, end, now)
        if isinstance(orders, ManyOrders):
            return orders.sold_in(marketplace)
        return (order for order in orders if order.marketplace is marketplace)

    def updated_between(self, start: float, end: float, now: float) -> Iterator[Order]:
        """Yield the orders with their last change in a period that the APIs show, by the time when they were placed."""
        for order in self._changed.values():  # callers may have changed them long after they were placed
            early = order.created < start - self._life and self._shown(order, now)
            if early and start <= order.updated(now) <= end:
                yield order
        for order in self.visible_between(start - self._life, end, now):
            if start <= order.updated(now) <= end:
                yield order

    def orders_between(self, start: float, end: float) -> Sequence[Order]:
        """Return the orders placed in a period, both ends included; found by time, since a seller can have many."""
        first = bisect_left(self.orders, start, key=_created)
        return self.orders[first : bisect_right(self.orders, end, lo=first, key=_created)]

    def order(self, order_id: str, now: float) -> Order | None:
        """Return an order, if the APIs show it."""
        if isinstance(self.orders, ManyOrders):
            order = self.orders.find(order_id)
        else:
            order = self._orders_by_id.get(order_id)
        if order is None or not self._shown(order, now):
            return None
        return self._changed.setdefault(order_id, order)

    @staticmethod
    def _shown(order: Order, now: float) -> bool:
        return now - _KEPT <= order.created <= now - _LAG

    def randomness(self, purpose: str) -> random.Random:
        """Return a separate random source for one purpose."""
        return random.Random(f"{self.name}:{purpose}")  # noqa: S311 - not secrets
