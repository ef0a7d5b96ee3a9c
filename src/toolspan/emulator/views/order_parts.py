"""Data sets of a 2026-01-01 order: buyer, recipient, proceeds and so on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from toolspan.emulator.seller.money import string
from toolspan.emulator.times import iso

if TYPE_CHECKING:
    from toolspan.emulator.seller.orders import Address, Item, Order, Shipment

DAY = 86400
_FULFILLED_BY = {"AFN": "AMAZON", "MFN": "MERCHANT"}


def money(amount: int, currency: str) -> dict[str, str]:
    """An amount as text with its currency."""
    return {"amount": string(amount, currency), "currencyCode": currency}


def programs(order: Order) -> list[str]:
    """Programs of the order."""
    flags = {"PRIME": order.prime, "AMAZON_BUSINESS": order.business}
    return [name for name, is_set in flags.items() if is_set]


def buyer(order: Order, _now: float) -> dict[str, Any]:
    """Buyer."""
    who = order.buyer
    body = {"buyerName": who.name, "buyerEmail": who.email}
    if who.company and who.purchase_order:
        body |= {"buyerCompanyName": who.company, "buyerPurchaseOrderNumber": who.purchase_order}
    return {"buyer": body}


def recipient(order: Order, _now: float) -> dict[str, Any]:
    """Recipient."""
    return {"recipient": {"deliveryAddress": address(order.address)}}


def address(place: Address) -> dict[str, Any]:
    """A customer's address."""
    return {
        "name": place.name,
        "addressLine1": place.line1,
        "city": place.city,
        "stateOrRegion": place.state,
        "postalCode": place.postal_code,
        "countryCode": place.country,
        "phone": place.phone,
        "addressType": "RESIDENTIAL" if place.residential else "COMMERCIAL",
    }


def proceeds(order: Order, now: float) -> dict[str, Any]:
    """Proceeds: the total and its breakdowns; empty while there is no total."""
    if not order.priced(now):
        return {}
    sums: dict[str, int] = {}
    for item in order.items:
        for name, amount in amounts(item).items():
            sums[name] = sums.get(name, 0) + amount
    return {
        "proceeds": {
            "grandTotal": money(order.total, order.currency),
            "breakdowns": [
                {"type": name, "subtotal": money(amount, order.currency)} for name, amount in sums.items()
            ],
        }
    }


def amounts(item: Item) -> dict[str, int]:
    """Breakdown of a line's total into amounts other than zero; a discount is negative."""
    every = {
        "ITEM": item.price,
        "SHIPPING": item.shipping,
        "GIFT_WRAP": item.gift_wrap,
        "TAX": item.tax,
        "DISCOUNT": -item.discount,
    }
    return {name: amount for name, amount in every.items() if amount}


def payment(order: Order, now: float) -> dict[str, Any]:
    """Payment."""
    if not order.priced(now):
        return {}
    paid = {"paymentMethod": "Other", "paymentAmount": money(order.total, order.currency)}
    return {"payment": {"paymentExecutions": [paid]}}


def tax(order: Order, _now: float) -> dict[str, Any]:
    """Tax registrations of business buyers."""
    if not order.buyer.tax_number:
        return {}
    registration = {
        "entityType": "BUYER",
        "legalName": order.buyer.company,
        "taxRegistrationType": "BUSINESS",
        "taxRegistrationNumber": order.buyer.tax_number,
    }
    return {"tax": {"taxRegistrations": [registration]}}


def fulfillment(order: Order, now: float) -> dict[str, Any]:
    """Fulfilment status and details."""
    return {
        "fulfillment": {
            "fulfillmentStatus": order.status(now),
            "fulfilledBy": _FULFILLED_BY[order.channel],
            "fulfillmentServiceLevel": order.service_level,
            "shipByWindow": window(order.created, order.created + 3 * DAY),
            "deliverByWindow": window(order.created + 3 * DAY, order.created + 10 * DAY),
        }
    }


def window(start: float, end: float) -> dict[str, str]:
    """A time range."""
    return {"earliestDateTime": iso(start), "latestDateTime": iso(end)}


def packages(order: Order, now: float) -> dict[str, Any]:
    """Packages shipped so far."""
    return {"packages": [_package(shipment, now) for shipment in order.sent(now)]}


def _package(shipment: Shipment, now: float) -> dict[str, Any]:
    return {
        "packageReferenceId": shipment.reference,
        "createdTime": iso(shipment.shipped),
        "packageStatus": {"status": "DELIVERED" if shipment.delivered <= now else "IN_TRANSIT"},
        "carrier": shipment.carrier,
        "shipTime": iso(shipment.shipped),
        "shippingService": "Standard",
        "trackingNumber": shipment.tracking,
        "packageItems": [{"orderItemId": item.item_id, "quantity": item.quantity} for item in shipment.items],
    }


def item_proceeds(order: Order, item: Item, now: float) -> dict[str, Any]:
    """Proceeds of the line, with breakdowns."""
    if not order.priced(now):
        return {}
    breakdowns = [
        {"type": name, "subtotal": money(amount, order.currency)} for name, amount in amounts(item).items()
    ]
    return {"proceeds": {"proceedsTotal": money(item.total, order.currency), "breakdowns": breakdowns}}


def item_promotion(_order: Order, item: Item, _now: float) -> dict[str, Any]:
    """Promotion applied to the line."""
    return {"promotion": {"breakdowns": [{"promotionId": item.promotion_id}]}} if item.promotion_id else {}


def item_fulfillment(order: Order, item: Item, now: float) -> dict[str, Any]:
    """Fulfilment of the line: quantities and packing."""
    sent = order.quantity_sent(item, now)
    body: dict[str, Any] = {"quantityFulfilled": sent, "quantityUnfulfilled": item.quantity - sent}
    if item.gift_message:
        gift = {"giftMessage": item.gift_message, "giftWrapLevel": "Classic"}
        body["packing"] = {"giftOption": gift}
    return {"fulfillment": body}


def item_tax(order: Order, item: Item, now: float) -> dict[str, Any]:
    """Tax collection of the line."""
    if not item.tax or not order.priced(now):
        return {}
    collection = {"model": "MARKETPLACE_FACILITATOR", "responsibleParty": "Amazon Services, Inc."}
    return {"tax": {"taxCollections": [collection]}}


def item_expense(order: Order, item: Item, now: float) -> dict[str, Any]:
    """Points granted to the buyer; in Japan only."""
    if order.currency != "JPY" or not order.priced(now):
        return {}
    points = item.price // 100
    granted = {"pointsNumber": points, "pointsMonetaryValue": money(points, "JPY")}
    return {"expense": {"pointsCost": {"pointsGranted": granted}}}
