"""Competing offers on a product in one marketplace, including the seller's own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from toolspan.emulator.seller import money
from toolspan.emulator.seller.vocabulary import VARIANTS

if TYPE_CHECKING:
    import random

    from toolspan.emulator.facts import Marketplace
    from toolspan.emulator.seller.products import Product
    from toolspan.emulator.seller.world import World

__all__ = ["Offer", "featured", "offers_on", "threshold"]

_RIVALS = (0, 1, 1, 2, 3, 4)
_GOOD_RATING = 90
_SHIPPING_DOLLARS = 4.99
_ALPHABET = "0123456789ABCDEFGHJKLMNPQRSTUVWXYZ"


@dataclass(frozen=True, slots=True)
class Offer:
    """Offer of a new item; amounts in minor units."""

    seller_id: str
    price: int
    shipping: int
    channel: str
    rating: int
    feedback: int
    mine: bool = False

    @property
    def landed(self) -> int:
        """Price including shipping."""
        return self.price + self.shipping

    @property
    def eligible(self) -> bool:
        """Whether it can be the featured offer."""
        return self.channel == "AFN" or self.rating >= _GOOD_RATING


def offers_on(
    world: World, product: Product, marketplace: Marketplace, seller_id: str, mine: Product | None
) -> list[Offer]:
    """Return all offers on a product, cheapest first; ``mine`` is the seller's listing of it."""
    randomness = world.randomness(f"offers:{product.asin}:{marketplace.country}")
    anchor = _usual(product, marketplace)
    found = [_rival(randomness, anchor, marketplace) for _ in range(randomness.choice(_RIVALS))]
    if mine and marketplace.country in mine.countries & mine.prices.keys() and not mine.suppressed:
        shipping = 0 if mine.channel == "AFN" else _shipping(marketplace)
        price = mine.prices[marketplace.country]
        found.append(Offer(seller_id, price, shipping, mine.channel, 97, 1_842, mine=True))
    return sorted(found, key=lambda offer: (offer.landed, offer.seller_id))


def featured(offers: list[Offer]) -> Offer | None:
    """Return the featured offer: the cheapest eligible one."""
    return next((offer for offer in offers if offer.eligible), None)


def threshold(product: Product, marketplace: Marketplace) -> int:
    """Return the competitive price outside Amazon."""
    return money.rounded(_usual(product, marketplace) * 1.05)


def _usual(product: Product, marketplace: Marketplace) -> int:
    """Return the reference price of a product's kind and variant, independent of the seller's price."""
    step = VARIANTS.index(product.variant) if product.variant in VARIANTS else 0
    return money.from_dollars(product.kind.price * (1 + 0.25 * step), marketplace.currency)


def _rival(randomness: random.Random, anchor: int, marketplace: Marketplace) -> Offer:
    channel = randomness.choice(("AFN", "MFN"))
    return Offer(
        seller_id="A" + "".join(randomness.choices(_ALPHABET, k=13)),
        price=money.rounded(anchor * randomness.uniform(0.9, 1.6)),
        shipping=0 if channel == "AFN" else randomness.choice((0, _shipping(marketplace))),
        channel=channel,
        rating=randomness.randint(78, 100),
        feedback=randomness.randint(12, 25_000),
    )


def _shipping(marketplace: Marketplace) -> int:
    return money.from_dollars(_SHIPPING_DOLLARS, marketplace.currency)
