"""Reports on listings and stock."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from toolspan.emulator.reports.content import Columns, Content, Request, as_tsv
from toolspan.emulator.seller.money import string
from toolspan.emulator.seller.stock import stock_in
from toolspan.emulator.times import iso_offset

if TYPE_CHECKING:
    from collections.abc import Iterator

    from toolspan.emulator.facts import Marketplace
    from toolspan.emulator.seller.products import Product
    from toolspan.emulator.seller.stock import Stock


@dataclass(frozen=True, slots=True)
class Offer:
    """Product in one marketplace, with its stock at Amazon, if any."""

    product: Product
    marketplace: Marketplace
    stock: Stock | None = None

    @property
    def price(self) -> str:
        """Price in the marketplace's currency."""
        amount = self.product.prices.get(self.marketplace.country)
        return "" if amount is None else string(amount, self.marketplace.currency)

    @property
    def in_fba(self) -> bool:
        """Whether Amazon fulfils it."""
        return self.product.channel == "AFN"


_LISTINGS: Columns = {
    "item-name": lambda row: row.product.title(row.marketplace.country),
    "item-description": lambda _row: "",
    "listing-id": lambda row: f"LST{row.product.ean[-9:]}",
    "seller-sku": lambda row: row.product.sku,
    "price": lambda row: row.price,
    "quantity": lambda row: "" if row.in_fba else row.product.stock,
    "open-date": lambda row: iso_offset(row.product.created),
    "image-url": lambda _row: "",
    "item-is-marketplace": lambda _row: "y",
    "product-id-type": lambda _row: "1",
    "item-note": lambda _row: "",
    "item-condition": lambda _row: "11",
    "asin1": lambda row: row.product.asin,
    "product-id": lambda row: row.product.asin,
    "pending-quantity": lambda _row: "0",
    "fulfillment-channel": lambda row: f"AMAZON_{row.marketplace.region}" if row.in_fba else "DEFAULT",
    "merchant-shipping-group": lambda _row: "Migrated Template",
    "status": lambda row: "Inactive" if row.product.suppressed else "Active",
}

_ALL_STOCK: Columns = {
    "sku": lambda row: row.product.sku,
    "fnsku": lambda row: row.product.fn_sku,
    "asin": lambda row: row.product.asin,
    "product-name": lambda row: row.product.title(row.marketplace.country),
    "condition": lambda _row: "New",
    "your-price": lambda row: row.price,
    "mfn-listing-exists": lambda _row: "No",
    "mfn-fulfillable-quantity": lambda _row: "",
    "afn-listing-exists": lambda _row: "Yes",
    "afn-warehouse-quantity": lambda row: row.stock.fulfillable + row.stock.reserved + row.stock.damaged,
    "afn-fulfillable-quantity": lambda row: row.stock.fulfillable,
    "afn-unsellable-quantity": lambda row: row.stock.damaged,
    "afn-reserved-quantity": lambda row: row.stock.reserved,
    "afn-total-quantity": lambda row: row.stock.total,
    "per-unit-volume": lambda _row: "0.28",
    "afn-inbound-working-quantity": lambda row: row.stock.inbound_working,
    "afn-inbound-shipped-quantity": lambda row: row.stock.inbound_shipped,
    "afn-inbound-receiving-quantity": lambda row: row.stock.inbound_receiving,
}

_AFN_STOCK: Columns = {
    "seller-sku": lambda row: row.product.sku,
    "fulfillment-channel-sku": lambda row: row.product.fn_sku,
    "asin": lambda row: row.product.asin,
    "condition-type": lambda _row: "NewItem",
    "Warehouse-Condition-code": lambda _row: "SELLABLE",
    "Quantity Available": lambda row: row.stock.fulfillable,
}


def listings(request: Request) -> Content | None:
    """Rows of all listings."""
    listed = request.world.shelf.listings(request.now)
    rows = (
        Offer(each, one) for one in request.marketplaces for each in listed if one.country in each.countries
    )
    return as_tsv(_LISTINGS, rows)


def all_stock(request: Request) -> Content | None:
    """Rows of the stock at Amazon in every state."""
    return as_tsv(_ALL_STOCK, _stock(request))


def available_stock(request: Request) -> Content | None:
    """Rows of the sellable stock at Amazon."""
    return as_tsv(_AFN_STOCK, _stock(request))


def _stock(request: Request) -> Iterator[Offer]:
    for marketplace in request.marketplaces:
        for stock in stock_in(request.world, marketplace, request.now):
            yield Offer(stock.product, marketplace, stock)


_REMOVALS: Columns = {
    "request-date": lambda row: iso_offset(row[0].created),
    "order-id": lambda row: row[0].order_id,
    "order-source": lambda _row: "Seller-initiated",
    "order-type": lambda row: row[0].disposition,
    "order-status": lambda row: "Completed" if row[1] else "Pending",
    "last-updated-date": lambda row: iso_offset(row[0].created),
    "sku": lambda row: row[0].sku,
    "fnsku": lambda row: row[2],
    "disposition": lambda row: "Sellable" if row[0].sellable else "Unsellable",
    "requested-quantity": lambda row: row[0].units,
    "cancelled-quantity": lambda _row: 0,
    "disposed-quantity": lambda row: row[0].units if row[1] and row[0].disposition == "Disposal" else 0,
    "shipped-quantity": lambda row: row[0].units if row[1] and row[0].disposition != "Disposal" else 0,
    "in-process-quantity": lambda row: 0 if row[1] else row[0].units,
    "removal-fee": lambda _row: "",
    "currency": lambda _row: "",
}


def removals(request: Request) -> Content | None:
    """Rows of removal orders: of each, whether it is done, and the FNSKU."""
    fn_skus = {one.sku: one.fn_sku for one in request.world.products}
    found = [each for each in request.world.removals if request.start <= each.created <= request.end]
    return as_tsv(_REMOVALS, [(each, each.done(request.now), fn_skus[each.sku]) for each in found])


RENDERERS = {
    "GET_FBA_FULFILLMENT_REMOVAL_ORDER_DETAIL_DATA": removals,
    "GET_MERCHANT_LISTINGS_ALL_DATA": listings,
    "GET_FBA_MYI_UNSUPPRESSED_INVENTORY_DATA": all_stock,
    "GET_AFN_INVENTORY_DATA": available_stock,
}
# Near-real-time reports: requesting them again too soon is rejected.
NEAR_REAL_TIME = frozenset({"GET_FBA_MYI_UNSUPPRESSED_INVENTORY_DATA", "GET_AFN_INVENTORY_DATA"})
