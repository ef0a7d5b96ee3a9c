"""Order generator: all orders from one random source."""

from __future__ import annotations

from typing import TYPE_CHECKING

from toolspan.emulator.seller import money
from toolspan.emulator.seller.orders import Address, Buyer, Item, Order, Refund, Shipment
from toolspan.emulator.seller.vocabulary import PLACES

if TYPE_CHECKING:
    import random
    from collections.abc import Iterator, Sequence

    from toolspan.emulator.facts import Marketplace
    from toolspan.emulator.seller.products import Product

__all__ = ["OrderMaker", "make_orders"]

DAY = 86400
HOUR = 3600
# Number of orders, and the range of days ago in which they are placed (negative: in the future).
_BANDS = (
    (8, 800, 735),
    (140, 729, 60),
    (216, 60, 3),
    (36, 3, 0.01),
    (360, -0.01, -90),
)
_PAST = sum(count for count, _, newest in _BANDS[1:] if newest > 0)
# Probabilities.
_AMAZON_FULFILLED = 0.7
_BUSINESS = 0.1
_RETURNING = 7
"""Each so many orders, a person comes back who has ordered in the same country before."""
_PRIME = 0.6
_CANCELLED = 0.07
_REFUNDED = 0.07
_SLOW_PAYMENT = 0.2
_PROMOTED = 0.12
_WRAPPED = 0.06
_SPLIT = 0.3
_TAX_RATES = {"US": 0.08, "CA": 0.05}
_CARRIERS = {
    "US": "UPS",
    "CA": "Canada Post",
    "MX": "Estafeta",
    "DE": "DHL",
    "FR": "Colissimo",
    "GB": "Royal Mail",
    "IT": "BRT",
    "ES": "Correos",
    "JP": "ヤマト運輸",
}
_SERVICES = ("STANDARD", "STANDARD", "STANDARD", "EXPEDITED", "SECOND_DAY", "NEXT_DAY")


def make_orders(
    randomness: random.Random,
    marketplaces: Sequence[Marketplace],
    products: Sequence[Product],
    origin: float,
    past: int | None = None,
) -> list[Order]:
    """Return all orders, oldest first: from two years before to three months after the origin.

    ``past`` is the number of those in the last two years, 392 by default; others are more in the same measure.
    """
    maker = OrderMaker(randomness, marketplaces, products)
    return [maker.order(origin - age) for age in _ages(randomness, 1 if past is None else past / _PAST)]


def _ages(randomness: random.Random, times: float) -> Iterator[int]:
    for usual, oldest, newest in _BANDS:
        count = round(usual * times)
        span = (oldest - newest) * DAY
        drawn = (round(newest * DAY + randomness.random() * span) for _ in range(count))
        yield from sorted(drawn, reverse=True)


class OrderMaker:
    """Makes orders of a seller from one random source."""

    def __init__(
        self, randomness: random.Random, marketplaces: Sequence[Marketplace], products: Sequence[Product]
    ) -> None:
        self._random = randomness
        self._marketplaces = marketplaces
        self._by_channel = {
            channel: [one for one in products if one.channel == channel] for channel in ("AFN", "MFN")
        }
        self._number = 0
        self._buyers: dict[str, list[tuple[Buyer, Address]]] = {}

    def order(self, created: float) -> Order:
        """Return an order placed at this time."""
        chance = self._random.random
        self._number += 1
        # The first marketplace of a region is the seller's home and has most of the orders.
        marketplace = self._marketplaces[int(chance() ** 2 * len(self._marketplaces))]
        channel = "AFN" if chance() < _AMAZON_FULFILLED else "MFN"
        business = chance() < _BUSINESS
        address = self._address(marketplace.country, residential=not business)
        order = Order(
            order_id=self._order_id(),
            marketplace=marketplace,
            channel=channel,
            service_level=self._random.choice(_SERVICES),
            created=created,
            paid=created + self._payment_delay(),
            items=self._items(marketplace, channel),
            buyer=self._buyer(address, business=business),
            address=address,
            business=business,
            prime=channel == "AFN" and chance() < _PRIME,
        )
        if not business:
            self._come_back(order)
        self._live(order)
        return order

    def of(
        self,
        marketplace: Marketplace,
        lines: Sequence[tuple[Product, int, float | None]],
        created: float,
        channel: str,
        order_id: str | None,
    ) -> Order:
        """Return an order of these products, quantities and unit prices, paid at once and not yet shipped."""
        self._number += 1
        address = self._address(marketplace.country, residential=True)
        scale = 10 ** money.digits(marketplace.currency)
        items = tuple(
            Item(
                item_id=self._digits(14),
                product=product,
                quantity=quantity,
                unit_price=product.prices[marketplace.country]
                if price is None
                else money.rounded(price * scale),
            )
            for product, quantity, price in lines
        )
        return Order(
            order_id=order_id or self._order_id(),
            marketplace=marketplace,
            channel=channel,
            service_level="STANDARD",
            created=created,
            paid=created,
            items=items,
            buyer=self._buyer(address, business=False),
            address=address,
        )

    def _come_back(self, order: Order) -> None:
        """Make an order one of an earlier buyer's now and then; draws nothing, so that all else stays as it was."""
        known = self._buyers.setdefault(order.marketplace.country, [])
        if known and self._number % _RETURNING == 0:
            order.buyer, order.address = known[self._number * 31 % len(known)]
        else:
            known.append((order.buyer, order.address))

    def _live(self, order: Order) -> None:
        chance = self._random.random()
        if chance < _CANCELLED:
            order.cancelled = order.paid + self._random.randint(1, 20) * HOUR
            order.cancelled_by = self._random.choice(("BUYER", "MERCHANT", "AMAZON"))
            return
        order.shipments = tuple(self._shipments(order))
        if chance > 1 - _REFUNDED:
            refunded = order.shipments[-1].delivered + self._random.randint(2, 20) * DAY
            item = self._random.choice(order.items)
            order.refund = Refund(f"RF{self._digits(12)}", refunded, item)

    def _payment_delay(self) -> int:
        slow = self._random.random() < _SLOW_PAYMENT
        return self._random.randint(4, 40) * HOUR if slow else self._random.randint(1, 30) * 60

    def _items(self, marketplace: Marketplace, channel: str) -> tuple[Item, ...]:
        lines = self._random.choice((1, 1, 1, 1, 2, 2, 3))
        chosen = self._random.sample(self._by_channel[channel], lines)
        return tuple(self._item(product, marketplace, channel) for product in chosen)

    def _item(self, product: Product, marketplace: Marketplace, channel: str) -> Item:
        chance = self._random.random
        quantity = self._random.choice((1, 1, 1, 1, 2, 3))
        unit = product.prices[marketplace.country]
        promoted, wrapped = chance() < _PROMOTED, chance() < _WRAPPED
        shipping = money.from_dollars(4.99, marketplace.currency) if channel == "MFN" else 0
        discount = money.rounded(unit * quantity * 0.1) if promoted else 0
        taxed = unit * quantity + shipping - discount
        return Item(
            item_id=self._digits(14),
            product=product,
            quantity=quantity,
            unit_price=unit,
            shipping=shipping,
            discount=discount,
            # Elsewhere the price includes the tax, so there is no separate amount.
            tax=money.rounded(taxed * _TAX_RATES.get(marketplace.country, 0)),
            gift_wrap=money.from_dollars(3.5, marketplace.currency) if wrapped else 0,
            gift_message="¡Feliz cumpleaños! 🎁" if wrapped else None,
            promotion_id=f"PAWS-V2-{self._digits(13)}" if promoted else None,
        )

    def _shipments(self, order: Order) -> Iterator[Shipment]:
        days = (0.2, 2.0) if order.channel == "AFN" else (0.6, 4.0)
        split = len(order.items) > 1 and self._random.random() < _SPLIT
        parts = (order.items[:1], order.items[1:]) if split else (order.items,)
        shipped = order.paid
        for number, part in enumerate(parts, 1):
            shipped += round(self._random.uniform(*days) * DAY)
            yield Shipment(
                reference=str(number),
                shipped=shipped,
                delivered=shipped + self._random.randint(1, 6) * DAY,
                carrier="Amazon" if order.channel == "AFN" else _CARRIERS[order.marketplace.country],
                tracking=f"TB{self._digits(12)}",
                items=part,
            )

    def _buyer(self, address: Address, *, business: bool) -> Buyer:
        domain = {"US": "com", "GB": "co.uk", "JP": "co.jp", "MX": "com.mx"}.get(
            address.country, address.country.lower()
        )
        number = self._digits(8)
        return Buyer(
            name=address.name,
            email=f"{self._random.randbytes(7).hex()}@marketplace.amazon.{domain}",
            company=f"{address.name} & Co." if business else None,
            purchase_order=f"PO-{number}" if business else None,
            tax_number=f"{address.country}{number}" if business else None,
        )

    def _address(self, country: str, *, residential: bool) -> Address:
        pick = self._random.choice
        place = PLACES[country]
        first, last = pick(place.first_names), pick(place.last_names)
        city, state, postal_code = pick(place.cities)
        return Address(
            name=f"{last} {first}" if country == "JP" else f"{first} {last}",
            line1=f"{pick(place.streets)} {self._random.randint(1, 199)}",
            city=city,
            state=state,
            postal_code=postal_code,
            country=country,
            phone=place.phone.format(self._random.randint(0, 99)),
            residential=residential,
        )

    def _order_id(self) -> str:
        # The running number in the last block keeps the ids apart.
        return f"{self._random.randint(100, 999)}-{self._digits(7)}-{self._number * 7919 % 10_000_000:07d}"

    def _digits(self, count: int) -> str:
        return f"{self._random.randrange(10 ** (count - 1), 10**count)}"
