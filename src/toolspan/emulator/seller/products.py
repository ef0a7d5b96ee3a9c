"""Products, shared by catalogue, listings, stock and order items."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from toolspan.emulator.seller import money
from toolspan.emulator.seller.vocabulary import KINDS, VARIANTS, Kind, language_of

if TYPE_CHECKING:
    import random
    from collections.abc import Iterable

    from toolspan.emulator.facts import Marketplace

__all__ = ["BRANDS", "Product", "Sheet", "make_products", "new_product"]

Sheet = Mapping[str, list[dict[str, Any]]]
"""Attributes of a listing by name, as in the product type's schema."""

BRANDS = ("Nordlicht", "Casa Peña", "Fjord & Fern", "翠山")
_DAY = 86400
_AMAZON_FULFILLED = 0.65
_SUPPRESS_EVERY = 13
_ANY_KIND = Kind("", "PRODUCT", "Home", 0.0, 500, dict.fromkeys(KINDS[0].names, "Product"))
_ALPHABET = "0123456789ABCDEFGHJKLMNPQRSTUVWXYZ"
# Real SKUs contain whatever characters the seller's stock system allows.
_SKU_SHAPES = ("{0}-{1:03d}", "{0}/{1:03d}-A", "{0} {1:03d} B", "{0}-{1:03d}+GIFT")


@dataclass(frozen=True, slots=True, eq=False)
class Product:
    """Product of the seller.

    ``countries`` are those it is listed in, ``sheets`` its submitted attributes by country.
    """

    asin: str
    sku: str
    fn_sku: str
    ean: str
    kind: Kind
    brand: str
    variant: str
    channel: str
    prices: dict[str, int]
    created: float
    stock: int
    rank: int
    suppressed: bool
    countries: frozenset[str] = frozenset()
    sheets: Mapping[str, Sheet] = field(default_factory=dict)
    updated: float = 0.0

    def title(self, country: str) -> str:
        """Return the title shown in a country."""
        for name in self.sheets.get(country, {}).get("item_name", ()):
            return str(name.get("value"))
        return f"{self.brand} {self.kind.names[language_of(country)]}, {self.variant}"


def make_products(
    randomness: random.Random, marketplaces: Iterable[Marketplace], origin: float
) -> list[Product]:
    """Return forty products: ten kinds in four variants, most of them fulfilled by Amazon."""
    sold_in = tuple(marketplaces)
    return [
        _product(randomness, (kind, variant), number, sold_in, origin)
        for number, (kind, variant) in enumerate((kind, variant) for kind in KINDS for variant in range(4))
    ]


def _product(
    randomness: random.Random,
    what: tuple[Kind, int],
    number: int,
    sold_in: tuple[Marketplace, ...],
    origin: float,
) -> Product:
    kind, variant = what
    draw = randomness.choices
    dollars = kind.price * (1 + 0.25 * variant)
    in_fba = randomness.random() < _AMAZON_FULFILLED
    prices = {one.country: money.from_dollars(dollars, one.currency) for one in sold_in}
    return Product(
        asin="B0" + "".join(draw(_ALPHABET, k=8)),
        sku=_SKU_SHAPES[variant].format(kind.prefix, number + 1),
        fn_sku="X00" + "".join(draw(_ALPHABET, k=7)),
        ean=_ean(400_638_100_000 + number * 7),
        kind=kind,
        brand=BRANDS[number % len(BRANDS)],
        variant=VARIANTS[variant],
        channel="AFN" if in_fba else "MFN",
        prices=prices,
        created=(created := origin - randomness.randint(800, 1500) * _DAY),
        stock=randomness.randint(0, 240),
        rank=(rank := randomness.randint(200, 90_000)),
        suppressed=not (number + 1) % _SUPPRESS_EVERY,
        countries=frozenset(prices),
        updated=created + rank % 700 * _DAY,
    )


def new_product(randomness: random.Random, sku: str, product_type: str, sheet: Sheet, now: float) -> Product:
    """Return a new product for a first listing."""
    said: dict[str, Any] = {name: values[0].get("value", "") for name, values in sheet.items()}
    kind = next((one for one in KINDS if one.product_type == product_type), _ANY_KIND)
    return Product(
        asin=said.get("merchant_suggested_asin") or "B0" + "".join(randomness.choices(_ALPHABET, k=8)),
        sku=sku,
        fn_sku="X00" + "".join(randomness.choices(_ALPHABET, k=7)),
        ean=said.get("externally_assigned_product_identifier", ""),
        kind=kind,
        brand=said.get("brand", ""),
        variant=said.get("color", ""),
        channel="MFN",
        prices={},
        created=now,
        stock=0,
        rank=randomness.randint(90_000, 200_000),
        suppressed=False,
        updated=now,
    )


def _ean(stem: int) -> str:
    text = f"{stem:012d}"
    check = -sum(int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(text)) % 10
    return f"{text}{check}"
