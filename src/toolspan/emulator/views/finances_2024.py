"""Finances 2024-06-19: listTransactions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from toolspan.emulator.errors import invalid
from toolspan.emulator.parameters import Parameters, choice, min_age, moment, text, together
from toolspan.emulator.seller.money import number
from toolspan.emulator.times import iso
from toolspan.emulator.views.paging import paged, sold_in

if TYPE_CHECKING:
    from toolspan.emulator.handling import Call
    from toolspan.emulator.parameters import Values
    from toolspan.emulator.seller.ledger import Entry, Line

_PAGE_SIZE = 100
_LONGEST = 180 * 86400
# Path of each kind of amount in the tree of breakdowns; a branch is the sum of its leaves.
_TREE: tuple[Any, ...] = (
    (
        "Sales",
        (
            ("ProductCharges", "principal"),
            ("Shipping", "shipping"),
            ("GiftWrap", "gift_wrap"),
            ("PromoRebates", "promotion"),
        ),
    ),
    ("Tax", (("TaxCollected", "tax"), ("TaxWithheld", "tax_withheld"))),
    (
        "Expenses",
        (
            (
                "AmazonFees",
                (
                    ("Commission", "commission"),
                    ("FBAPerUnitFulfillmentFee", "fba_fee"),
                    ("Subscription", "subscription"),
                ),
            ),
        ),
    ),
    ("Other", (("FBAInventoryReimbursement", "reimbursement"),)),
)


def _needs_a_start(values: Values, _now: float) -> None:
    if values["postedAfter"] is None and values["relatedIdentifierName"] is None:
        raise invalid("postedAfter is required without a related identifier.")


def _end_after_start(values: Values, _now: float) -> None:
    after, before = values["postedAfter"], values["postedBefore"]
    if after is not None and before is not None and before <= after:
        raise invalid("postedBefore must be later than postedAfter.")


_LIST = Parameters(
    moment("postedAfter"),
    moment("postedBefore"),
    text("marketplaceId"),
    choice("transactionStatus", ("DEFERRED", "RELEASED", "DEFERRED_RELEASED")),
    choice("relatedIdentifierName", ("ORDER_ID", "FINANCIAL_EVENT_GROUP_ID")),
    text("relatedIdentifierValue"),
    text("nextToken"),
    rules=(
        _needs_a_start,
        _end_after_start,
        min_age("postedAfter"),
        min_age("postedBefore"),
        together("relatedIdentifierName", "relatedIdentifierValue"),
        together("relatedIdentifierValue", "relatedIdentifierName"),
    ),
)


def list_transactions(call: Call) -> dict[str, Any]:
    """One page of transactions; a page may be empty although more follow."""
    values = _LIST.read(call.query, call.now)
    if values["marketplaceId"] is not None:
        sold_in(call, "marketplaceId", (values["marketplaceId"],))
    page = paged(call, values, "nextToken", _PAGE_SIZE, lambda: _select(call, values), gap=True)
    payload: dict[str, Any] = {"transactions": [_transaction(call, entry) for entry in page.rows]}
    if page.token is not None:
        payload["nextToken"] = page.token
    return {"payload": payload}


def _select(call: Call, values: Values) -> list[Entry]:
    now = call.now
    before = now - 120 if values["postedBefore"] is None else values["postedBefore"]
    after = values["postedAfter"]
    if after is not None and before - after > _LONGEST:
        return []
    return [
        entry
        for entry in call.world.entries
        if entry.shown <= now
        and entry.posted < before
        and (after is None or entry.posted >= after)
        and _wanted(call, entry, values)
    ]


def _wanted(call: Call, entry: Entry, values: Values) -> bool:
    marketplace, status = values["marketplaceId"], values["transactionStatus"]
    if marketplace is not None and not _found_by_marketplace(entry, marketplace):
        return False
    if status is not None and entry.status(call.now) != status:
        return False
    name, value = values["relatedIdentifierName"], values["relatedIdentifierValue"]
    return name is None or (name, value) in _related(call, entry)


def _found_by_marketplace(entry: Entry, marketplace: str) -> bool:
    # Amazon's quirk: in the US, seller-fulfilled orders are returned only when no
    # marketplace is given.
    hidden = entry.order is not None and entry.order.channel == "MFN" and entry.marketplace.country == "US"
    return entry.marketplace.marketplace_id == marketplace and not hidden


def _related(call: Call, entry: Entry) -> list[tuple[str, str]]:
    related = []
    if entry.order is not None:
        related.append(("ORDER_ID", entry.order.order_id))
    if entry.shipment is not None and entry.order is not None:
        related.append(("SHIPMENT_ID", _shipment_id(entry)))
    if entry.refund_id is not None:
        related.append(("REFUND_ID", entry.refund_id))
    if entry.partner is not None and entry.status(call.now) != "DEFERRED":
        name = "RELEASE_TRANSACTION_ID" if entry.deferred else "DEFERRED_TRANSACTION_ID"
        related.append((name, entry.partner.entry_id))
    if not entry.deferred:
        period = call.world.period_of(entry)
        related.append(("FINANCIAL_EVENT_GROUP_ID", period.group_id))
        if period.end <= call.now:
            related.append(("SETTLEMENT_ID", period.settlement_id))
    return related


def _shipment_id(entry: Entry) -> str:
    shipment = entry.shipment
    return "D" + shipment.tracking[2:] if shipment else ""


def _transaction(call: Call, entry: Entry) -> dict[str, Any]:
    marketplace = entry.marketplace
    body: dict[str, Any] = {
        "sellingPartnerMetadata": {
            "sellingPartnerId": call.seller.seller_id,
            "accountType": "Standard Orders",
            "marketplaceId": marketplace.marketplace_id,
        },
        "relatedIdentifiers": [
            {"relatedIdentifierName": name, "relatedIdentifierValue": value}
            for name, value in _related(call, entry)
        ],
        "transactionType": entry.kind,
        "transactionId": entry.entry_id,
        "transactionStatus": entry.status(call.now),
        "description": entry.description,
        "postedDate": iso(entry.posted),
        "totalAmount": _money(entry.total, entry.currency),
        "marketplaceDetails": {
            "marketplaceId": marketplace.marketplace_id,
            "marketplaceName": marketplace.domain,
        },
        "items": [_item(entry, line) for line in entry.lines],
        "contexts": _contexts(entry),
        "breakdowns": _breakdowns(_TREE, entry.amounts, entry.currency),
    }
    return body


def _contexts(entry: Entry) -> list[dict[str, Any]]:
    if not entry.deferred or entry.matures is None:
        return []
    return [{"contextType": "DeferredContext", "deferralReason": "DD7", "maturityDate": iso(entry.matures)}]


def _item(entry: Entry, line: Line) -> dict[str, Any]:
    related = []
    if line.adjustment_id is not None:
        related.append(
            {
                "itemRelatedIdentifierName": "ORDER_ADJUSTMENT_ITEM_ID",
                "itemRelatedIdentifierValue": line.adjustment_id,
            }
        )
    product = line.item.product
    return {
        "description": product.title(entry.marketplace.country),
        "relatedIdentifiers": related,
        "totalAmount": _money(line.total, entry.currency),
        "breakdowns": _breakdowns(_TREE, line.amounts, entry.currency),
        "contexts": [
            {
                "contextType": "ProductContext",
                "asin": product.asin,
                "sku": product.sku,
                "quantityShipped": line.item.quantity,
                "fulfillmentNetwork": entry.order.channel if entry.order else "AFN",
            }
        ],
    }


def _breakdowns(tree: tuple[Any, ...], amounts: dict[str, int], currency: str) -> list[dict[str, Any]]:
    branches = []
    for name, below in tree:
        leaves = _leaves(below)
        if not any(leaf in amounts for leaf in leaves):
            continue
        total = sum(amounts.get(leaf, 0) for leaf in leaves)
        branch: dict[str, Any] = {"breakdownType": name, "breakdownAmount": _money(total, currency)}
        branch["breakdowns"] = _breakdowns(below, amounts, currency) if isinstance(below, tuple) else []
        branches.append(branch)
    return branches


def _leaves(below: Any) -> list[str]:
    return (
        [below] if isinstance(below, str) else [leaf for _name, deeper in below for leaf in _leaves(deeper)]
    )


def _money(amount: int, currency: str) -> dict[str, Any]:
    return {"currencyCode": currency, "currencyAmount": number(amount, currency)}


HANDLERS = {"finances_2024-06-19.listTransactions": list_transactions}
