"""Products and orders that a test brings along, as plain dictionaries."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import datetime
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

from toolspan.emulator.parameters import parse_moment
from toolspan.emulator.seller.generate_orders import OrderMaker
from toolspan.emulator.seller.money import digits, rounded
from toolspan.emulator.seller.orders import Shipment
from toolspan.emulator.seller.products import make_products

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from toolspan.emulator.facts import Marketplace
    from toolspan.emulator.seller.orders import Order
    from toolspan.emulator.seller.products import Product

__all__ = ["own_orders", "own_products"]

_DAY = 86400.0
_PRODUCT = ("sku", "title", "price", "asin", "ean", "fn_sku", "brand", "channel", "stock", "countries")
_ORDER = ("items", "order_id", "created", "country", "channel", "cancelled", "shipped", "delivered")
_ITEM = ("sku", "quantity", "price")
_CHANNELS = ("AFN", "MFN")


def own_products(
    rows: Sequence[Mapping[str, Any]], marketplaces: Sequence[Marketplace], origin: float
) -> list[Product]:
    """Return the products of plain rows; what a row leaves out is made up.

    Args:
        rows: Each with `sku`, and any of `title`, `price` (in the currency of the first marketplace), `asin`,
            `ean`, `fn_sku`, `brand`, `channel` (`AFN` or `MFN`), `stock`, `countries`.
        marketplaces: Where they can be sold.
        origin: When the emulator started.

    Raises:
        ValueError: A row is wrong; the message says what was expected.
    """
    templates = make_products(random.Random("own products"), marketplaces, origin)  # noqa: S311 - not secrets
    products = []
    for number, row in enumerate(rows):
        _check(f"products[{number}]", row, _PRODUCT, "sku")
        if row.get("channel", "AFN") not in _CHANNELS:
            raise ValueError(f"products[{number}]: channel must be AFN or MFN, not {row['channel']!r}")
        template = templates[number % len(templates)]
        given = {
            name: row[name] for name in ("sku", "asin", "ean", "fn_sku", "brand", "stock") if name in row
        }
        made_up = {
            "asin": f"B0{number:08d}",
            "fn_sku": f"X00{number:07d}",
            "channel": row.get("channel", "AFN"),
        }
        changes = made_up | given | {"countries": frozenset(row.get("countries", template.countries))}
        if "price" in row:
            changes["prices"] = {
                one.country: rounded(row["price"] * 10 ** digits(one.currency)) for one in marketplaces
            }
        if "title" in row:
            sheet = {"item_name": [{"value": row["title"]}]}
            changes["sheets"] = {one.country: sheet for one in marketplaces}
        products.append(replace(template, suppressed=False, **changes))
    _check_unique("products", "sku", [product.sku for product in products])
    return products


def own_orders(
    rows: Sequence[Mapping[str, Any]],
    products: Sequence[Product],
    marketplaces: Sequence[Marketplace],
    origin: float,
) -> list[Order]:
    """Return the orders of plain rows, oldest first; buyers, addresses and parcels are made up.

    Args:
        rows: Each with `items` (of `sku`, and `quantity` and `price` if wanted), and any of `order_id`, `created`,
            `shipped`, `delivered`, `cancelled` (times: ISO 8601 text, datetime or seconds), `country` and `channel`.
            Without `created` an order is a day old; without `shipped` it waits to be shipped.
        products: Of the seller.
        marketplaces: Of the seller; the first unless `country` says another.
        origin: When the emulator started.

    Raises:
        ValueError: A row is wrong; the message says what was expected.
    """
    maker = OrderMaker(random.Random("own orders"), marketplaces, products)  # noqa: S311 - not secrets
    by_sku = {product.sku: product for product in products}
    orders = [
        _order(maker, f"orders[{number}]", row, by_sku, marketplaces, origin)
        for number, row in enumerate(rows)
    ]
    _check_unique("orders", "order_id", [order.order_id for order in orders])
    return sorted(orders, key=lambda order: order.created)


def _order(  # noqa: PLR0917 - the data of one row, and where it stands
    maker: OrderMaker,
    where: str,
    row: Mapping[str, Any],
    by_sku: Mapping[str, Product],
    marketplaces: Sequence[Marketplace],
    origin: float,
) -> Order:
    _check(where, row, _ORDER, "items")
    by_country = {one.country: one for one in marketplaces}
    country = row.get("country", marketplaces[0].country)
    if country not in by_country:
        raise ValueError(f"{where}: country must be one of {', '.join(by_country)}, not {country!r}")
    lines = []
    for number, item in enumerate(row["items"]):
        _check(f"{where}.items[{number}]", item, _ITEM, "sku")
        if item["sku"] not in by_sku:
            near = get_close_matches(str(item["sku"]), by_sku, 1)
            said = f" Did you mean {near[0]!r}?" if near else ""
            raise ValueError(f"{where}.items[{number}]: there is no product {item['sku']!r}.{said}")
        lines.append((by_sku[item["sku"]], item.get("quantity", 1), item.get("price")))
    if not lines:
        raise ValueError(f"{where}: items is empty; an order has at least one")
    created = _moment(where, "created", row.get("created", origin - _DAY))
    order = maker.of(
        by_country[country], lines, created, row.get("channel", lines[0][0].channel), row.get("order_id")
    )
    if "cancelled" in row:
        order.cancelled = _moment(where, "cancelled", row["cancelled"])
    elif "shipped" in row:
        shipped = _moment(where, "shipped", row["shipped"])
        delivered = _moment(where, "delivered", row.get("delivered", shipped + 3 * _DAY))
        order.shipments = (Shipment("1", shipped, delivered, "UPS", f"TB{len(by_sku):012d}", order.items),)
    return order


def _check(where: str, row: Any, known: Sequence[str], needed: str) -> None:
    if not isinstance(row, dict):
        raise ValueError(f"{where} must be a dictionary with {needed!r}, not {type(row).__name__}")  # noqa: TRY004
    for name in row:
        if name not in known:
            near = get_close_matches(str(name), known, 1)
            said = f" Did you mean {near[0]!r}?" if near else ""
            raise ValueError(f"{where}: there is no field {name!r}.{said} The fields are: {', '.join(known)}")
    if needed not in row:
        raise ValueError(f"{where}: {needed!r} is missing")


def _check_unique(where: str, name: str, values: Sequence[str]) -> None:
    if twice := sorted({value for value in values if values.count(value) > 1}):
        raise ValueError(f"{where}: the {name} {twice[0]!r} is there twice")


def _moment(where: str, name: str, value: Any) -> float:
    if isinstance(value, int | float) and not isinstance(value, bool):
        return float(value)
    try:
        return parse_moment(value.isoformat() if isinstance(value, datetime) else str(value))
    except ValueError:
        raise ValueError(
            f"{where}: {name} must be a time such as 2026-11-24T12:00:00Z, not {value!r}"
        ) from None
