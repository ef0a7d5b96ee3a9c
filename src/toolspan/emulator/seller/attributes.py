"""Attribute sheets: a product's submitted attributes for one marketplace, and the product derived from them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from toolspan.emulator.seller.money import digits

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from toolspan.emulator.facts import Marketplace
    from toolspan.emulator.seller.products import Product, Sheet

__all__ = ["listing_sheet", "patched", "product_sheet", "written"]

_OFFER = frozenset(
    {
        "condition_type",
        "fulfillment_availability",
        "list_price",
        "merchant_suggested_asin",
        "purchasable_offer",
    }
)


def product_sheet(product: Product, marketplace: Marketplace) -> Sheet:
    """Return the catalogue's attributes of a product, without those of a seller's offer."""
    sheet = product.sheets.get(marketplace.country) or _facts(product, marketplace)
    return {name: values for name, values in sheet.items() if name not in _OFFER}


def listing_sheet(product: Product, marketplace: Marketplace) -> Sheet:
    """Return all attributes of a listing: as submitted, or derived from the product."""
    if (sheet := product.sheets.get(marketplace.country)) is not None:
        return sheet
    return _facts(product, marketplace) | _offer(product, marketplace)


def _facts(product: Product, marketplace: Marketplace) -> dict[str, Any]:
    where = {"marketplace_id": marketplace.marketplace_id}
    facts: dict[str, Any] = {
        "item_name": [{"value": product.title(marketplace.country), **where}],
        "brand": [{"value": product.brand, **where}],
        "externally_assigned_product_identifier": [{"type": "ean", "value": product.ean, **where}],
        "item_weight": [{"unit": "grams", "value": product.kind.grams, **where}],
    }
    if not product.suppressed:
        facts["country_of_origin"] = [{"value": "PT", **where}]
    return facts


def _offer(product: Product, marketplace: Marketplace) -> dict[str, Any]:
    where = {"marketplace_id": marketplace.marketplace_id}
    amount = product.prices.get(marketplace.country, 0) / 10 ** digits(marketplace.currency)
    price = [{"schedule": [{"value_with_tax": amount}]}]
    channel: dict[str, Any] = {"fulfillment_channel_code": f"AMAZON_{marketplace.region}"}
    if product.channel == "MFN":
        channel = {"fulfillment_channel_code": "DEFAULT", "quantity": product.stock}
    return {
        "condition_type": [{"value": "new_new", **where}],
        "purchasable_offer": [
            {"audience": "ALL", "currency": marketplace.currency, "our_price": price, **where}
        ],
        "fulfillment_availability": [channel],
    }


def patched(
    sheet: Sheet, patches: Sequence[Mapping[str, Any]], selectors: Mapping[str, tuple[str, ...]]
) -> Sheet:
    """Return the sheet after patches; selectors identify the values of an attribute."""
    changed = dict(sheet)
    for patch in patches:
        name = patch["path"].rsplit("/", 1)[-1]
        keys = [key for key in selectors[name] if key != "marketplace_id"]
        old, new = changed.get(name, []), patch.get("value") or []
        if patch["op"] == "delete":
            # Without a value all values are deleted, otherwise those that match its selectors.
            kept = [one for one in old if new and not any(_same(one, other, keys) for other in new)]
            changed[name] = kept
        elif patch["op"] == "merge":
            changed[name] = _merged(old, new, keys)
        else:
            changed[name] = list(new)
    return {name: values for name, values in changed.items() if values}


def _same(one: Mapping[str, Any], other: Mapping[str, Any], keys: Sequence[str]) -> bool:
    return all(one.get(key) == other.get(key) for key in keys)


def _merged(
    old: list[dict[str, Any]], new: list[dict[str, Any]], keys: Sequence[str]
) -> list[dict[str, Any]]:
    merged = [dict(one) for one in old]
    for value in new:
        match = next((one for one in merged if _same(one, value, keys)), None)
        if match is None:
            merged.append(dict(value))
        else:
            match.update(value)
    return merged


def written(product: Product, marketplace: Marketplace, sheet: Sheet, now: float) -> Product:
    """Return the product updated from a new sheet for one marketplace."""
    country = marketplace.country
    prices = {key: price for key, price in product.prices.items() if key != country}
    if (price := _price(sheet, marketplace)) is not None:
        prices[country] = price
    channels = {one["fulfillment_channel_code"]: one for one in sheet.get("fulfillment_availability", ())}
    own = channels.get("DEFAULT")
    return replace(
        product,
        sheets={**product.sheets, country: sheet},
        countries=product.countries | {country},
        prices=prices,
        brand=_value(sheet, "brand") or product.brand,
        channel="MFN" if own else "AFN" if channels else product.channel,
        stock=int(own.get("quantity", 0)) if own else product.stock,
        suppressed=not {"country_of_origin", "merchant_suggested_asin"} & sheet.keys(),
        updated=now,
    )


def _value(sheet: Sheet, name: str) -> Any:
    return next((one.get("value") for one in sheet.get(name, ())), None)


def _price(sheet: Sheet, marketplace: Marketplace) -> int | None:
    for offer in sheet.get("purchasable_offer", ()):
        if offer.get("audience", "ALL") == "ALL" and offer.get("our_price"):
            amount: float = offer["our_price"][0]["schedule"][0]["value_with_tax"]
            return round(amount * int(10 ** digits(marketplace.currency)))
    return None
