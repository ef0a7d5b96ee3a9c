"""Financial events in v0's format."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from toolspan.emulator.seller.money import number
from toolspan.emulator.times import iso

if TYPE_CHECKING:
    from toolspan.emulator.seller.ledger import Entry, Line

# All event lists of a response; most stay empty.
LIST_NAMES = tuple(
    f"{name}EventList"
    for name in (
        "Shipment",
        "ShipmentSettle",
        "Refund",
        "GuaranteeClaim",
        "EBTRefundReimbursementOnly",
        "Chargeback",
        "PayWithAmazon",
        "ServiceProviderCredit",
        "Retrocharge",
        "RentalTransaction",
        "ProductAdsPayment",
        "ServiceFee",
        "SellerDealPayment",
        "DebtRecovery",
        "LoanServicing",
        "Adjustment",
        "SAFETReimbursement",
        "SellerReviewEnrollmentPayment",
        "FBALiquidation",
        "CouponPayment",
        "ImagingServicesFee",
        "NetworkComminglingTransaction",
        "AffordabilityExpense",
        "AffordabilityExpenseReversal",
        "RemovalShipment",
        "RemovalShipmentAdjustment",
        "TrialShipment",
        "TDSReimbursement",
        "AdhocDisbursement",
        "TaxWithholding",
        "ChargeRefund",
        "FailedAdhocDisbursement",
        "ValueAddedServiceCharge",
        "CapacityReservationBilling",
    )
)
_CHARGES = {"principal": "Principal", "tax": "Tax", "gift_wrap": "GiftWrap", "shipping": "ShippingCharge"}
_FEES = {"commission": "Commission", "fba_fee": "FBAPerUnitFulfillmentFee"}


def money(amount: int, currency: str) -> dict[str, Any]:
    """An amount as a number with its currency."""
    return {"CurrencyCode": currency, "CurrencyAmount": number(amount, currency)}


def shipment(entry: Entry) -> dict[str, Any]:
    """Shipment event."""
    return _order_event(entry) | {"ShipmentItemList": [_line(entry, line, "") for line in entry.lines]}


def refund(entry: Entry) -> dict[str, Any]:
    """Refund event."""
    lines = [_line(entry, line, "Adjustment") for line in entry.lines]
    return _order_event(entry) | {"ShipmentItemAdjustmentList": lines}


def service_fee(entry: Entry) -> dict[str, Any]:
    """Service fee event, of no order."""
    fee = {"FeeType": "Subscription", "FeeAmount": money(entry.total, entry.currency)}
    return {"FeeReason": entry.description, "FeeList": [fee]}


def adjustment(entry: Entry) -> dict[str, Any]:
    """Adjustment event: a reimbursement for lost stock."""
    amount = money(entry.total, entry.currency)
    body: dict[str, Any] = {
        "AdjustmentType": "REVERSAL_REIMBURSEMENT",
        "PostedDate": iso(entry.posted),
        "AdjustmentAmount": amount,
    }
    if entry.product is not None:
        body["AdjustmentItemList"] = [
            {
                "Quantity": "1",
                "PerUnitAmount": amount,
                "TotalAmount": amount,
                "SellerSKU": entry.product.sku,
                "FnSKU": entry.product.fn_sku,
                "ASIN": entry.product.asin,
            }
        ]
    return body


def _order_event(entry: Entry) -> dict[str, Any]:
    order_id = entry.order.order_id if entry.order else ""
    return {
        "AmazonOrderId": order_id,
        "SellerOrderId": order_id,
        "MarketplaceName": entry.marketplace.domain,
        "PostedDate": iso(entry.posted),
    }


def _line(entry: Entry, line: Line, suffix: str) -> dict[str, Any]:
    amounts, currency = line.amounts, entry.currency
    body: dict[str, Any] = {
        "SellerSKU": line.item.product.sku,
        "OrderItemId": line.item.item_id,
        "QuantityShipped": line.item.quantity,
        f"ItemCharge{suffix}List": _components("Charge", _CHARGES, amounts, currency),
        f"ItemFee{suffix}List": _components("Fee", _FEES, amounts, currency),
    }
    if line.adjustment_id is not None:
        body["OrderAdjustmentItemId"] = line.adjustment_id
    if "tax_withheld" in amounts:
        names = {"tax_withheld": "MarketplaceFacilitatorTax-Principal"}
        withheld = _components("Charge", names, amounts, currency)
        body["ItemTaxWithheldList"] = [
            {"TaxCollectionModel": "MarketplaceFacilitator", "TaxesWithheld": withheld}
        ]
    if "promotion" in amounts:
        body[f"Promotion{suffix}List"] = [
            {
                "PromotionType": "PromotionMetaDataDefinitionValue",
                "PromotionId": line.item.promotion_id,
                "PromotionAmount": money(amounts["promotion"], currency),
            }
        ]
    return body


def _components(
    word: str, names: dict[str, str], amounts: dict[str, int], currency: str
) -> list[dict[str, Any]]:
    return [
        {f"{word}Type": name, f"{word}Amount": money(amounts[key], currency)}
        for key, name in names.items()
        if key in amounts
    ]
