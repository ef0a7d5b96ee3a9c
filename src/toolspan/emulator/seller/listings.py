"""Listings over time: submissions become visible after a delay, in the catalogue after a longer one."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from toolspan.emulator.seller.attributes import listing_sheet, patched, written
from toolspan.emulator.seller.products import new_product

if TYPE_CHECKING:
    import random
    from collections.abc import Callable, Mapping, Sequence
    from typing import Any

    from toolspan.emulator.facts import Marketplace
    from toolspan.emulator.seller.products import Product, Sheet

    Shown = dict[str, Product]
    Change = Callable[[Shown], None]

__all__ = ["Shelf"]


class Shelf:
    """Listings of a seller at any time.

    Attributes:
        lag: seconds until listings and reports show a submission.
        catalogue_lag: seconds until the catalogue shows it.
    """

    def __init__(self, products: Sequence[Product], randomness: random.Random) -> None:
        self._products = products
        self._random = randomness
        self._changes: list[tuple[float, Change]] = []
        self.lag = 300.0
        self.catalogue_lag = 900.0

    def submission_id(self) -> str:
        """Return a new submission id; rejected submissions get one too."""
        return self._random.randbytes(16).hex()

    def listings(self, now: float) -> list[Product]:
        """Return the listings of all marketplaces, in order of creation."""
        return [one for one in self._shown(now - self.lag).values() if one.countries]

    def listing(self, sku: str, now: float) -> Product | None:
        """Return the listing of a SKU."""
        return next((one for one in self.listings(now) if one.sku == sku), None)

    def catalogue(self, now: float) -> list[Product]:
        """Return Amazon's catalogue: one product per ASIN, also after its listing is deleted."""
        by_asin: Shown = {}
        for one in self._shown(now - self.catalogue_lag).values():
            by_asin.setdefault(one.asin, one)
        return list(by_asin.values())

    def accepted(self, sku: str, marketplace: Marketplace, now: float) -> Product | None:
        """Return the listing of a SKU in a marketplace with all submissions so far applied."""
        product = self._shown(now).get(sku)
        return product if product and marketplace.country in product.countries else None

    def put(self, sku: str, marketplace: Marketplace, product_type: str, sheet: Sheet, now: float) -> None:
        """Create or replace a listing."""
        draft = new_product(self._random, sku, product_type, sheet, now)

        def change(shown: Shown) -> None:
            product = shown.get(sku) or _matched(draft, shown)
            shown[sku] = written(product, marketplace, sheet, now)

        self._changes.append((now, change))

    def patch(
        self,
        sku: str,
        marketplace: Marketplace,
        patches: Sequence[Mapping[str, Any]],
        selectors: Mapping[str, tuple[str, ...]],
        now: float,
    ) -> None:
        """Patch attributes of a listing, if it exists by then."""

        def change(shown: Shown) -> None:
            product = shown.get(sku)
            if product is not None and marketplace.country in product.countries:
                sheet = patched(listing_sheet(product, marketplace), patches, selectors)
                shown[sku] = written(product, marketplace, sheet, now)

        self._changes.append((now, change))

    def delete(self, sku: str, marketplace: Marketplace, now: float) -> None:
        """Delete a listing from a marketplace; the catalogue keeps the product."""

        def change(shown: Shown) -> None:
            if product := shown.get(sku):
                shown[sku] = replace(
                    product, countries=product.countries - {marketplace.country}, updated=now
                )

        self._changes.append((now, change))

    def _shown(self, until: float) -> Shown:
        shown = {one.sku: one for one in self._products}
        for submitted, change in self._changes:
            if submitted <= until:
                change(shown)
        return shown


def _matched(draft: Product, shown: Shown) -> Product:
    """Return the draft with the ASIN of its product in the catalogue, if there is one."""
    for one in shown.values():
        if one.asin == draft.asin or (draft.ean and one.ean == draft.ean):
            return replace(
                one,
                sku=draft.sku,
                fn_sku=draft.fn_sku,
                created=draft.created,
                prices={},
                countries=frozenset(),
                sheets={},
            )
    return draft
