"""Listings Restrictions 2021-08-01: restricted offers, with links to request approval."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from toolspan.emulator.errors import denied
from toolspan.emulator.parameters import Parameters, choice, list_of, text
from toolspan.emulator.seller.products import BRANDS
from toolspan.emulator.views.paging import sold_in

if TYPE_CHECKING:
    from collections.abc import Iterator

    from toolspan.emulator.facts import Marketplace
    from toolspan.emulator.handling import Call, Handlers
    from toolspan.emulator.seller.products import Product

_CONDITIONS = (
    "new_new", "new_open_box", "new_oem", "refurbished_refurbished",
    "used_like_new", "used_very_good", "used_good", "used_acceptable",
    "collectible_like_new", "collectible_very_good", "collectible_good", "collectible_acceptable", "club_club",
)  # fmt: skip
_GATED_BRAND = BRANDS[-1]
_LIST = Parameters(
    text("asin", required=True),
    choice("conditionType", _CONDITIONS),
    text("sellerId", required=True),
    list_of("marketplaceIds", required=True),
    text("reasonLocale"),
    text("productType"),
)


def list_restrictions(call: Call) -> dict[str, Any]:
    """Restrictions on an offer; empty if there are none."""
    values = _LIST.read(call.query, call.now)
    if values["sellerId"] != call.seller.seller_id:
        raise denied()
    marketplaces = sold_in(call, "marketplaceIds", values["marketplaceIds"])
    known = {one.asin: one for one in call.world.shelf.catalogue(call.now)}
    conditions = (values["conditionType"],) if values["conditionType"] else _CONDITIONS
    product = known.get(values["asin"])
    return {
        "restrictions": [
            restriction
            for marketplace in marketplaces
            for restriction in _restrictions(call, product, marketplace, conditions)
        ]
    }


def _restrictions(
    call: Call, product: Product | None, marketplace: Marketplace, conditions: tuple[str, ...]
) -> Iterator[dict[str, Any]]:
    where = {"marketplaceId": marketplace.marketplace_id}
    if product is None:
        unknown = {"message": "The ASIN does not exist in this marketplace.", "reasonCode": "ASIN_NOT_FOUND"}
        yield {**where, "reasons": [unknown]}
        return
    for condition in conditions:
        if reason := _reason(call, product, condition):
            yield {**where, "conditionType": condition, "reasons": [reason]}


def _reason(call: Call, product: Product, condition: str) -> dict[str, Any] | None:
    """Return the restriction reason, if any: groceries must be new, and one brand needs approval if used."""
    used = not condition.startswith("new")
    if used and product.kind.category == "Grocery":
        return {
            "message": "You are not eligible to list this product in this condition.",
            "reasonCode": "NOT_ELIGIBLE",
        }
    if used and product.brand == _GATED_BRAND:
        link = {
            "resource": f"{call.services.base_url()}/hz/approvalrequest/restrictions/approve?asin={product.asin}",
            "verb": "GET",
            "title": "Request approval",
            "type": "text/html",
        }
        message = "You need approval to list this brand in this condition."
        return {"message": message, "reasonCode": "APPROVAL_REQUIRED", "links": [link]}
    return None


HANDLERS: Handlers = {"listingsRestrictions_2021-08-01.getListingsRestrictions": list_restrictions}
