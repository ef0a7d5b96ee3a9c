"""Vendor Orders v1: purchase orders, their acknowledgement and its transaction."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from toolspan.emulator.errors import invalid, not_found
from toolspan.emulator.parameters import Parameters, choice, flag, integer, moment, ordered, text
from toolspan.emulator.schemas.answering import Checked, checked
from toolspan.emulator.seller.money import string
from toolspan.emulator.times import iso
from toolspan.emulator.views.paging import paged

if TYPE_CHECKING:
    from toolspan.emulator.handling import Call
    from toolspan.emulator.parameters import Values
    from toolspan.emulator.seller.purchase_orders import PurchaseOrder

_DAY = 86400.0
_WEEK = 7 * _DAY
_PROCESSED = 60.0
_STATES = ("New", "Acknowledged", "Closed")


def _within_a_week(values: Values, now: float) -> None:
    for first, last in (("createdAfter", "createdBefore"), ("changedAfter", "changedBefore")):
        start, end = values.get(first), values.get(last)
        if start is not None and (now if end is None else end) - start > _WEEK + 60:
            raise invalid(f"{first} and {last} must not be more than seven days apart.")


_LIST = Parameters(
    integer("limit", 1, 100, 100),
    moment("createdAfter"),
    moment("createdBefore"),
    choice("sortOrder", ("ASC", "DESC"), default="DESC"),
    text("nextToken"),
    text("includeDetails"),
    moment("changedAfter"),
    moment("changedBefore"),
    text("poItemState"),
    flag("isPOChanged"),
    choice("purchaseOrderState", _STATES),
    text("orderingVendorCode"),
    rules=(ordered("createdAfter", "createdBefore"), _within_a_week),
)


def _list(request: Checked) -> Any:
    """Purchase orders of at most seven days."""
    call = request.call
    values = _LIST.read(call.query, call.now, unless="nextToken")
    page = paged(call, values, "nextToken", values["limit"], lambda: _selected(call, values), may_omit=True)
    details = values["includeDetails"] != "false"
    payload: dict[str, Any] = {"orders": [_shown(call, one, details=details) for one in page.rows]}
    return {"payload": payload | ({"pagination": {"nextToken": page.token}} if page.token else {})}


def _selected(call: Call, values: Values) -> list[PurchaseOrder]:
    def within(moment_: float, first: str, last: str) -> bool:
        start, end = values[first], values[last]
        return (start is None or moment_ >= start) and (end is None or moment_ <= end)

    found = [
        one
        for one in call.world.purchase_orders.values()
        if one.created <= call.now
        and within(one.created, "createdAfter", "createdBefore")
        and within(one.changed, "changedAfter", "changedBefore")
        and values["purchaseOrderState"] in (None, one.state(call.now))
    ]
    return sorted(found, key=lambda one: one.created, reverse=values["sortOrder"] == "DESC")


def _get(request: Checked) -> Any:
    """One purchase order."""
    return {"payload": _shown(request.call, _order(request.call, request.call.path["purchaseOrderNumber"]))}


def _acknowledge(request: Checked) -> Any:
    """Take acknowledgements; what is wrong with them shows in the transaction."""
    call = request.call
    problems = []
    for each in (request.body or {}).get("acknowledgements", []):
        order = call.world.purchase_orders.get(each["purchaseOrderNumber"])
        if order is None:
            problems.append(f"There is no purchase order {each['purchaseOrderNumber']}.")
            continue
        if problem := _problem(call, order, each):
            problems.append(problem)
        else:
            order.acknowledgements.append(each)
            order.changed = call.now
    transaction_id = str(UUID(int=len(call.world.vendor_transactions) + 1))
    call.world.vendor_transactions[transaction_id] = (call.now + _PROCESSED, problems)
    return {"payload": {"transactionId": transaction_id}}


def _problem(call: Call, order: PurchaseOrder, acknowledgement: dict[str, Any]) -> str | None:
    if order.state(call.now) == "Closed":
        return f"The purchase order {order.number} is closed."
    ordered_units = {str(number): units for number, (_, units) in enumerate(order.lines, 1)}
    for item in acknowledgement["items"]:
        wanted = ordered_units.get(item.get("itemSequenceNumber", ""))
        if wanted is None:
            return f"The purchase order {order.number} has no item {item.get('itemSequenceNumber')}."
        said = sum(each["acknowledgedQuantity"].get("amount", 0) for each in item["itemAcknowledgements"])
        if said != wanted:
            return f"{order.number}: item {item['itemSequenceNumber']} has {wanted} units, {said} are acknowledged."
    return None


def _transaction(request: Checked) -> Any:
    """How what was submitted has ended."""
    call = request.call
    wanted = call.path["transactionId"]
    if wanted not in call.world.vendor_transactions:
        raise not_found(f"There is no transaction {wanted}.")
    due, problems = call.world.vendor_transactions[wanted]
    status: dict[str, Any] = {"transactionId": wanted, "status": "Processing"}
    if call.now >= due:
        status["status"] = "Failure" if problems else "Success"
    if problems and call.now >= due:
        status["errors"] = [{"code": "InvalidInput", "message": each} for each in problems]
    return {"payload": {"transactionStatus": status}}


def _order(call: Call, number: str) -> PurchaseOrder:
    order = call.world.purchase_orders.get(number)
    if order is None or order.created > call.now:
        raise not_found(f"There is no purchase order {number}.")
    return order


def _shown(call: Call, order: PurchaseOrder, *, details: bool = True) -> dict[str, Any]:
    shown: dict[str, Any] = {
        "purchaseOrderNumber": order.number,
        "purchaseOrderState": order.state(call.now),
    }
    if not details:
        return shown
    home = call.world.marketplaces[0]
    party = {"partyId": "AMZN1"}
    items = [
        {
            "itemSequenceNumber": str(number),
            "amazonProductIdentifier": product.asin,
            "vendorProductIdentifier": product.sku,
            "orderedQuantity": {"amount": units, "unitOfMeasure": "Eaches", "unitSize": 1},
            "isBackOrderAllowed": False,
            "netCost": {
                "amount": string(product.prices[home.country] // 2, home.currency),
                "currencyCode": home.currency,
            },
        }
        for number, (product, units) in enumerate(order.lines, 1)
    ]
    window = f"{iso(order.created + 5 * _DAY)}--{iso(order.created + 12 * _DAY)}"
    return {
        **shown,
        "orderDetails": {
            "purchaseOrderDate": iso(order.created),
            "purchaseOrderChangedDate": iso(order.changed),
            "purchaseOrderStateChangedDate": iso(order.changed),
            "purchaseOrderType": "RegularOrder",
            "paymentMethod": "Invoice",
            "buyingParty": party,
            "sellingParty": {"partyId": call.seller.seller_id[:5]},
            "shipToParty": {"partyId": "PHX7"},
            "billToParty": party,
            "deliveryWindow": window,
            "items": items,
        },
    }


HANDLERS = {
    "vendorOrders.getPurchaseOrders": checked(_list),
    "vendorOrders.getPurchaseOrder": checked(_get),
    "vendorOrders.submitAcknowledgement": checked(_acknowledge),
    "vendorTransactionStatus.getTransaction": checked(_transaction),
}
