"""Orders 2026-01-01: searchOrders and getOrder."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from toolspan.emulator.errors import denied, not_found
from toolspan.emulator.parameters import (
    Parameters,
    at_most_one,
    exactly_one,
    integer,
    list_of,
    min_age,
    moment,
    ordered,
    text,
    together,
)
from toolspan.emulator.roles import INCLUDED_DATA_ROLES
from toolspan.emulator.seller.orders import CANCELLED
from toolspan.emulator.times import iso
from toolspan.emulator.views import order_parts as parts
from toolspan.emulator.views.paging import paged, sold_in

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from toolspan.emulator.handling import Call
    from toolspan.emulator.parameters import Values
    from toolspan.emulator.seller.orders import Item, Order

STATUSES = (
    "PENDING_AVAILABILITY",
    "PENDING",
    "UNSHIPPED",
    "PARTIALLY_SHIPPED",
    "SHIPPED",
    "CANCELLED",
    "UNFULFILLABLE",
)
FULFILLED_BY = {"MFN": "MERCHANT", "AFN": "AMAZON"}
INCLUDED_DATA = (
    "BUYER",
    "RECIPIENT",
    "PROCEEDS",
    "EXPENSE",
    "PROMOTION",
    "CANCELLATION",
    "FULFILLMENT",
    "PACKAGES",
    "TAX",
    "PAYMENT",
    "FULFILLMENT_ORDERS",
)
_FREE_TO_CHANGE = ("maxResultsPerPage", "includedData")

_SEARCH = Parameters(
    moment("createdAfter"),
    moment("createdBefore"),
    moment("lastUpdatedAfter"),
    moment("lastUpdatedBefore"),
    list_of("fulfillmentStatuses", STATUSES),
    list_of("marketplaceIds", most=50),
    list_of("fulfilledBy", tuple(FULFILLED_BY.values())),
    integer("maxResultsPerPage", 1, 100, 100),
    text("paginationToken"),
    list_of("includedData", INCLUDED_DATA, default=()),
    rules=(
        exactly_one("createdAfter", "lastUpdatedAfter"),
        at_most_one("createdAfter", "lastUpdatedBefore"),
        at_most_one("lastUpdatedAfter", "createdBefore"),
        together("createdBefore", "createdAfter"),
        together("lastUpdatedBefore", "lastUpdatedAfter"),
        ordered("createdAfter", "createdBefore"),
        ordered("lastUpdatedAfter", "lastUpdatedBefore"),
        min_age("createdBefore"),
        min_age("lastUpdatedBefore"),
    ),
)
_GET = Parameters(list_of("includedData", INCLUDED_DATA, default=()))


def search_orders(call: Call) -> dict[str, Any]:
    """One page of orders."""
    values = _SEARCH.read(call.query, call.now)
    included = _included(call, values)
    sold_in(call, "marketplaceIds", values["marketplaceIds"])
    size = values["maxResultsPerPage"]
    page = paged(call, values, "paginationToken", size, lambda: _select(call, values), free=_FREE_TO_CHANGE)
    body: dict[str, Any] = {"orders": [render(order, included, call.now) for order in page.rows]}
    if page.token is not None:
        body["pagination"] = {"nextToken": page.token}
    horizon = "lastUpdatedBefore" if values["lastUpdatedAfter"] is not None else "createdBefore"
    body[horizon] = iso(values[horizon] if values[horizon] is not None else call.now - 120)
    return body


def get_order(call: Call) -> dict[str, Any]:
    """One order."""
    included = _included(call, _GET.read(call.query, call.now))
    order = call.world.order(call.path["orderId"], call.now)
    if order is None:
        raise not_found(f"Order {call.path['orderId']} was not found.")
    return {"order": render(order, included, call.now)}


def _included(call: Call, values: Values) -> frozenset[str]:
    included = frozenset(values["includedData"])
    for name in included & INCLUDED_DATA_ROLES.keys():
        if not INCLUDED_DATA_ROLES[name] & call.caller.app.roles:
            raise denied()
    return included


def _select(call: Call, values: Values) -> list[Order]:
    now = call.now
    by_update = values["lastUpdatedAfter"] is not None
    after, before = (
        (values["lastUpdatedAfter"], values["lastUpdatedBefore"])
        if by_update
        else (values["createdAfter"], values["createdBefore"])
    )
    before = now if before is None else before
    world = call.world
    found = (
        world.updated_between(after, before, now) if by_update else world.visible_between(after, before, now)
    )
    chosen = _matching(found, values, now)
    return sorted(chosen, key=lambda order: order.updated(now)) if by_update else list(chosen)


def _matching(orders: Iterable[Order], values: Values, now: float) -> Iterable[Order]:
    statuses, marketplaces, fulfilled = (
        values[name] for name in ("fulfillmentStatuses", "marketplaceIds", "fulfilledBy")
    )
    for order in orders:
        if (
            (marketplaces is None or order.marketplace.marketplace_id in marketplaces)
            and (fulfilled is None or FULFILLED_BY[order.channel] in fulfilled)
            and (statuses is None or order.status(now) in statuses)
        ):
            yield order


def render(order: Order, included: frozenset[str], now: float) -> dict[str, Any]:
    """An order with the requested data sets."""
    body: dict[str, Any] = {
        "orderId": order.order_id,
        "orderAliases": [{"aliasId": order.order_id, "aliasType": "SELLER_ORDER_ID"}],
        "createdTime": iso(order.created),
        "lastUpdatedTime": iso(order.updated(now)),
        "programs": parts.programs(order),
        "salesChannel": {
            "channelName": "AMAZON",
            "marketplaceId": order.marketplace.marketplace_id,
            "marketplaceName": order.marketplace.domain,
        },
    }
    for name, part in _ORDER_PARTS.items():
        if name in included:
            body.update(part(order, now))
    body["orderItems"] = [_item(order, item, included, now) for item in order.items]
    return body


def _item(order: Order, item: Item, included: frozenset[str], now: float) -> dict[str, Any]:
    product: dict[str, Any] = {
        "asin": item.product.asin,
        "title": item.product.title(order.marketplace.country),
        "sellerSku": item.product.sku,
        "condition": {"conditionType": "NEW", "conditionSubtype": "NEW", "conditionNote": ""},
    }
    if order.priced(now):
        price: dict[str, Any] = {"unitPrice": parts.money(item.unit_price, order.currency)}
        if order.business:
            price["priceDesignation"] = "BUSINESS_PRICE"
        product["price"] = price
    body = {"orderItemId": item.item_id, "quantityOrdered": item.quantity, "product": product}
    for name, part in _ITEM_PARTS.items():
        if name in included:
            body.update(part(order, item, now))
    return body


def _cancellation(order: Order, _item: Item, now: float) -> dict[str, Any]:
    if order.status(now) != CANCELLED:
        return {}
    reason = "CUSTOMER_CHANGED_MIND" if order.cancelled_by == "BUYER" else "NO_INVENTORY"
    body: dict[str, Any] = {
        "cancellationExecution": {"cancelledBy": order.cancelled_by, "cancelReason": reason}
    }
    if order.cancelled_by == "BUYER":
        body["cancellationRequest"] = {"requester": "BUYER", "cancelReason": reason}
    return {"cancellation": body}


_ORDER_PARTS: dict[str, Callable[[Order, float], dict[str, Any]]] = {
    "BUYER": parts.buyer,
    "RECIPIENT": parts.recipient,
    "PROCEEDS": parts.proceeds,
    "PAYMENT": parts.payment,
    "TAX": parts.tax,
    "FULFILLMENT": parts.fulfillment,
    "PACKAGES": parts.packages,
}
_ITEM_PARTS: dict[str, Callable[[Order, Item, float], dict[str, Any]]] = {
    "PROCEEDS": parts.item_proceeds,
    "PROMOTION": parts.item_promotion,
    "CANCELLATION": _cancellation,
    "FULFILLMENT": parts.item_fulfillment,
    "TAX": parts.item_tax,
    "EXPENSE": parts.item_expense,
}

HANDLERS = {
    "orders_2026-01-01.searchOrders": search_orders,
    "orders_2026-01-01.getOrder": get_order,
}
