"""Orders v0: the same orders in the older API."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from toolspan.emulator.errors import denied, invalid, not_found
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
from toolspan.emulator.times import iso
from toolspan.emulator.views import order_parts_v0 as parts
from toolspan.emulator.views.paging import paged, sold_in

if TYPE_CHECKING:
    from collections.abc import Callable

    from toolspan.emulator.handling import Call
    from toolspan.emulator.parameters import Values
    from toolspan.emulator.seller.orders import Order

_EXCLUDED_BY_SELLER_ORDER_ID = (
    "FulfillmentChannels",
    "OrderStatuses",
    "PaymentMethods",
    "LastUpdatedAfter",
    "LastUpdatedBefore",
    "BuyerEmail",
)


def _seller_order_id_stands_alone(values: Values, _now: float) -> None:
    given = [name for name in _EXCLUDED_BY_SELLER_ORDER_ID if values[name] is not None]
    if values["SellerOrderId"] is not None and given:
        raise invalid(f"SellerOrderId cannot be combined with {', '.join(given)}.")


_SEARCH = Parameters(
    moment("CreatedAfter"),
    moment("CreatedBefore"),
    moment("LastUpdatedAfter"),
    moment("LastUpdatedBefore"),
    list_of("OrderStatuses", parts.STATUSES),
    list_of("MarketplaceIds", most=50, required=True),
    list_of("FulfillmentChannels", ("AFN", "MFN")),
    list_of("PaymentMethods", ("COD", "CVS", "Other")),
    text("BuyerEmail"),
    text("SellerOrderId"),
    integer("MaxResultsPerPage", 1, 100, 100),
    list_of("AmazonOrderIds", most=50),
    text("NextToken"),
    rules=(
        exactly_one("CreatedAfter", "LastUpdatedAfter"),
        at_most_one("CreatedAfter", "LastUpdatedBefore"),
        at_most_one("LastUpdatedAfter", "CreatedBefore"),
        together("CreatedBefore", "CreatedAfter"),
        together("LastUpdatedBefore", "LastUpdatedAfter"),
        ordered("CreatedAfter", "CreatedBefore"),
        ordered("LastUpdatedAfter", "LastUpdatedBefore"),
        min_age("CreatedBefore"),
        min_age("LastUpdatedBefore"),
        _seller_order_id_stands_alone,
    ),
)
_ITEMS = Parameters(text("NextToken"))


def get_orders(call: Call) -> dict[str, Any]:
    """One page of orders."""
    values = _SEARCH.read(call.query, call.now, unless="NextToken")
    sold_in(call, "MarketplaceIds", values["MarketplaceIds"])
    size, free = values["MaxResultsPerPage"], ("MaxResultsPerPage",)
    # With a token the other filters may be omitted: the token implies them.
    page = paged(call, values, "NextToken", size, lambda: _select(call, values), free=free, may_omit=True)
    shown = values | call.services.cursors.filters(values["NextToken"] or "")
    payload: dict[str, Any] = {"Orders": [_render(call, order) for order in page.rows]}
    if page.token is not None:
        payload["NextToken"] = page.token
    horizon = "LastUpdatedBefore" if shown["LastUpdatedAfter"] is not None else "CreatedBefore"
    payload[horizon] = iso(shown[horizon] if shown[horizon] is not None else call.now - 120)
    return {"payload": payload}


def get_order(call: Call) -> dict[str, Any]:
    """One order."""
    return {"payload": _render(call, _order(call))}


def get_order_items(call: Call) -> dict[str, Any]:
    """Items of an order."""
    order = _order(call)
    _no_second_page(call)
    personal = "buyerInfo" in call.caller.data_elements
    items = [parts.item(order, item, call.now, personal=personal) for item in order.items]
    return {"payload": {"OrderItems": items, "AmazonOrderId": order.order_id}}


def get_order_address(call: Call) -> dict[str, Any]:
    """Shipping address of an order."""
    order = _personal(call)
    return {"payload": {"AmazonOrderId": order.order_id, "ShippingAddress": parts.address(order.address)}}


def get_order_buyer_info(call: Call) -> dict[str, Any]:
    """Buyer of an order."""
    order = _personal(call)
    return {"payload": {"AmazonOrderId": order.order_id, **parts.buyer(order)}}


def get_order_items_buyer_info(call: Call) -> dict[str, Any]:
    """Buyer information of an order's items, such as gift messages."""
    order = _personal(call)
    _no_second_page(call)
    items = [{"OrderItemId": item.item_id, **parts.gift(order, item)} for item in order.items]
    return {"payload": {"OrderItems": items, "AmazonOrderId": order.order_id}}


def _order(call: Call) -> Order:
    order = call.world.order(call.path["orderId"], call.now)
    if order is None:
        raise not_found(f"Order {call.path['orderId']} was not found.")
    return order


def _personal(call: Call) -> Order:
    # Unlike getOrder, these have nothing to show without a restricted data token.
    if not call.caller.restricted:
        raise denied()
    return _order(call)


def _no_second_page(call: Call) -> None:
    token = _ITEMS.read(call.query, call.now)["NextToken"]
    if token is not None:
        call.services.cursors.next(token, call.scope, {}, 1)


def _render(call: Call, order: Order) -> dict[str, Any]:
    return parts.order(order, call.now) | parts.personal(order, call.caller.data_elements)


def _select(call: Call, values: Values) -> list[Order]:
    now = call.now
    by_update = values["LastUpdatedAfter"] is not None
    name = "LastUpdated" if by_update else "Created"
    after, before = values[f"{name}After"], values[f"{name}Before"]
    before = now if before is None else before
    world = call.world
    found = (
        world.updated_between(after, before, now) if by_update else world.visible_between(after, before, now)
    )
    matches = _filters(values, now)
    chosen = [order for order in found if all(match(order) for match in matches)]
    return sorted(chosen, key=lambda order: order.updated(now)) if by_update else chosen


def _filters(values: Values, now: float) -> list[Callable[[Order], bool]]:
    every: dict[str, Callable[[Any], Callable[[Order], bool]]] = {
        "MarketplaceIds": lambda wanted: lambda order: order.marketplace.marketplace_id in wanted,
        "OrderStatuses": lambda wanted: lambda order: parts.status(order, now) in wanted,
        "FulfillmentChannels": lambda wanted: lambda order: order.channel in wanted,
        "PaymentMethods": lambda wanted: lambda _order: "Other" in wanted,
        "BuyerEmail": lambda wanted: lambda order: order.buyer.email == wanted,
        "SellerOrderId": lambda wanted: lambda order: order.order_id == wanted,
        "AmazonOrderIds": lambda wanted: lambda order: order.order_id in wanted,
    }
    return [make(values[name]) for name, make in every.items() if values[name] is not None]


HANDLERS = {
    "ordersV0.getOrders": get_orders,
    "ordersV0.getOrder": get_order,
    "ordersV0.getOrderItems": get_order_items,
    "ordersV0.getOrderAddress": get_order_address,
    "ordersV0.getOrderBuyerInfo": get_order_buyer_info,
    "ordersV0.getOrderItemsBuyerInfo": get_order_items_buyer_info,
}
