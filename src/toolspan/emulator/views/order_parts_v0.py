"""Parts of an order in v0's format."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from toolspan.emulator.seller.money import string
from toolspan.emulator.times import iso

if TYPE_CHECKING:
    from toolspan.emulator.seller.orders import Address, Item, Order

DAY = 86400
_STATUS = {
    "PENDING_AVAILABILITY": "PendingAvailability",
    "PENDING": "Pending",
    "UNSHIPPED": "Unshipped",
    "PARTIALLY_SHIPPED": "PartiallyShipped",
    "SHIPPED": "Shipped",
    "CANCELLED": "Canceled",
    "UNFULFILLABLE": "Unfulfillable",
}
STATUSES = (*_STATUS.values(), "InvoiceUnconfirmed")
# Ship service level and its category.
_SERVICES = {
    "STANDARD": ("Std Dom_1", "Standard"),
    "EXPEDITED": ("Exp Dom_1", "Expedited"),
    "SECOND_DAY": ("Second Dom_1", "SecondDay"),
    "NEXT_DAY": ("Next Dom_1", "NextDay"),
}


# Flags that are false for all orders here.
_NEVER = dict.fromkeys(
    (
        "IsPremiumOrder",
        "IsGlobalExpressEnabled",
        "IsReplacementOrder",
        "IsSoldByAB",
        "IsISPU",
        "IsAccessPointOrder",
        "HasRegulatedItems",
    ),
    False,
)


def status(order: Order, now: float) -> str:
    """Order status, as v0 spells it."""
    return _STATUS[order.status(now)]


def money(amount: int, currency: str) -> dict[str, str]:
    """An amount as text with its currency."""
    return {"CurrencyCode": currency, "Amount": string(amount, currency)}


def order(order: Order, now: float) -> dict[str, Any]:
    """An order without personal data."""
    level, category = _SERVICES[order.service_level]
    sent = sum(order.quantity_sent(item, now) for item in order.items)
    body = {
        "AmazonOrderId": order.order_id,
        "SellerOrderId": order.order_id,
        "PurchaseDate": iso(order.created),
        "LastUpdateDate": iso(order.updated(now)),
        "OrderStatus": status(order, now),
        "FulfillmentChannel": order.channel,
        "SalesChannel": order.marketplace.domain,
        "ShipServiceLevel": level,
        "NumberOfItemsShipped": sent,
        "NumberOfItemsUnshipped": sum(item.quantity for item in order.items) - sent,
        "PaymentMethod": "Other",
        "PaymentMethodDetails": ["Standard"],
        "MarketplaceId": order.marketplace.marketplace_id,
        "ShipmentServiceLevelCategory": category,
        "OrderType": "StandardOrder",
        "EarliestShipDate": iso(order.created),
        "LatestShipDate": iso(order.created + 3 * DAY),
        "EarliestDeliveryDate": iso(order.created + 3 * DAY),
        "LatestDeliveryDate": iso(order.created + 10 * DAY),
        "IsBusinessOrder": order.business,
        "IsPrime": order.prime,
        **_NEVER,
    }
    if order.priced(now):
        body["OrderTotal"] = money(order.total, order.currency)
    return body


def personal(order: Order, elements: frozenset[str]) -> dict[str, Any]:
    """Personal data, only with a restricted data token."""
    body: dict[str, Any] = {}
    if "buyerInfo" in elements:
        body["BuyerInfo"] = buyer(order)
    if "shippingAddress" in elements:
        body["ShippingAddress"] = address(order.address)
    if "buyerTaxInformation" in elements and order.buyer.tax_number:
        body["BuyerTaxInformation"] = {
            "BuyerLegalCompanyName": order.buyer.company,
            "BuyerTaxRegistrationId": order.buyer.tax_number,
        }
    return body


def buyer(order: Order) -> dict[str, Any]:
    """Buyer."""
    body = {"BuyerEmail": order.buyer.email, "BuyerName": order.buyer.name}
    if order.buyer.purchase_order:
        body["PurchaseOrderNumber"] = order.buyer.purchase_order
    return body


def address(place: Address) -> dict[str, Any]:
    """A shipping address."""
    return {
        "Name": place.name,
        "AddressLine1": place.line1,
        "City": place.city,
        "StateOrRegion": place.state,
        "PostalCode": place.postal_code,
        "CountryCode": place.country,
        "Phone": place.phone,
        "AddressType": "Residential" if place.residential else "Commercial",
    }


def gift(order: Order, item: Item) -> dict[str, Any]:
    """Gift options of a line: wrapping and message."""
    if not item.gift_message:
        return {}
    return {
        "GiftWrapPrice": money(item.gift_wrap, order.currency),
        "GiftMessageText": item.gift_message,
        "GiftWrapLevel": "Classic",
    }


def item(order: Order, item: Item, now: float, *, personal: bool) -> dict[str, Any]:
    """Order item."""
    body: dict[str, Any] = {
        "ASIN": item.product.asin,
        "SellerSKU": item.product.sku,
        "OrderItemId": item.item_id,
        "Title": item.product.title(order.marketplace.country),
        "QuantityOrdered": item.quantity,
        "QuantityShipped": order.quantity_sent(item, now),
        "ProductInfo": {"NumberOfItems": "1"},
        "IsGift": "true" if item.gift_message else "false",
        "ConditionId": "New",
        "ConditionSubtypeId": "New",
        "SerialNumberRequired": False,
        "IsTransparency": False,
    }
    if item.promotion_id:
        body["PromotionIds"] = [item.promotion_id]
    if order.priced(now):
        body |= _amounts(order, item)
    if personal and item.gift_message:
        body["BuyerInfo"] = gift(order, item)
    return body


def _amounts(order: Order, item: Item) -> dict[str, Any]:
    currency = order.currency
    body: dict[str, Any] = {
        "ItemPrice": money(item.price, currency),
        "ItemTax": money(item.tax, currency),
        "PromotionDiscount": money(item.discount, currency),
    }
    if item.shipping:
        body["ShippingPrice"] = money(item.shipping, currency)
    if order.business:
        body["PriceDesignation"] = "BusinessPrice"
    if item.tax:
        body["TaxCollection"] = {
            "Model": "MarketplaceFacilitator",
            "ResponsibleParty": "Amazon Services, Inc.",
        }
    if order.currency == "JPY":
        points = item.price // 100
        body["PointsGranted"] = {"PointsNumber": points, "PointsMonetaryValue": money(points, "JPY")}
    return body
