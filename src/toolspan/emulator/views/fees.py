"""Product Fees v0: fee estimates, by the same rates as the ledger's."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from toolspan.emulator.errors import invalid
from toolspan.emulator.facts import marketplaces
from toolspan.emulator.parameters import standard_json
from toolspan.emulator.seller.ledger import commission, fulfilment_fee
from toolspan.emulator.seller.money import digits, rounded
from toolspan.emulator.views import pricing_parts as parts

if TYPE_CHECKING:
    from toolspan.emulator.facts import Marketplace
    from toolspan.emulator.handling import Call

_MOST = 20
_SENDER = "There is an client-side error. Please verify your inputs."  # spelt as Amazon spells it


class _CannotEstimate(Exception):
    """A product without an estimate."""


def get_my_fees_estimate_for_asin(call: Call) -> dict[str, Any]:
    """Fee estimate for an ASIN."""
    return {"payload": {"FeesEstimateResult": _result(call, "ASIN", call.path["Asin"], call.json())}}


def get_my_fees_estimate_for_sku(call: Call) -> dict[str, Any]:
    """Fee estimate for one of the seller's SKUs."""
    return {
        "payload": {"FeesEstimateResult": _result(call, "SellerSKU", call.path["SellerSKU"], call.json())}
    }


def get_my_fees_estimates(call: Call) -> Any:
    """Fee estimates for several products; the response is a bare list, and each entry has a status."""
    try:
        listed = standard_json(call.body)
    except ValueError:
        listed = None
    if not isinstance(listed, list) or not 1 <= len(listed) <= _MOST or not all(map(_is_request, listed)):
        raise invalid(f"The request body must be a list of 1 to {_MOST} requests.")
    return [_result(call, one["IdType"], one["IdValue"], one) for one in listed]


def _is_request(one: Any) -> bool:
    return isinstance(one, dict) and one.get("IdType") in ("ASIN", "SellerSKU") and bool(one.get("IdValue"))


def _result(call: Call, kind: str, value: str, body: dict[str, Any]) -> dict[str, Any]:
    request = body.get("FeesEstimateRequest")
    if not isinstance(request, dict) or not request.get("Identifier") or "PriceToEstimateFees" not in request:
        raise invalid("FeesEstimateRequest needs MarketplaceId, Identifier and PriceToEstimateFees.")
    marketplace = _marketplace(request)
    identifier = {
        "MarketplaceId": marketplace.marketplace_id,
        "SellerId": call.seller.seller_id,
        "IdType": kind,
        "IdValue": value,
        "IsAmazonFulfilled": bool(request.get("IsAmazonFulfilled")),
        "PriceToEstimateFees": request["PriceToEstimateFees"],
        "SellerInputIdentifier": request["Identifier"],
    }
    try:
        estimate = _estimate(call, identifier, marketplace)
    except _CannotEstimate:
        error = {"Type": "Sender", "Code": "InvalidParameterValue", "Message": _SENDER, "Detail": []}
        return {"Status": "ClientError", "FeesEstimateIdentifier": identifier, "Error": error}
    return {"Status": "Success", "FeesEstimateIdentifier": identifier, "FeesEstimate": estimate}


def _marketplace(request: dict[str, Any]) -> Marketplace:
    known = {one.marketplace_id: one for one in marketplaces().values()}
    if request.get("MarketplaceId") not in known:
        raise invalid("Incorrect Marketplace identifier.")
    return known[request["MarketplaceId"]]


def _estimate(call: Call, identifier: dict[str, Any], marketplace: Marketplace) -> dict[str, Any]:
    find = parts.by_asin if identifier["IdType"] == "ASIN" else parts.by_sku
    price = identifier["PriceToEstimateFees"]
    if find(call, identifier["IdValue"]) is None:
        raise _CannotEstimate
    listing = _amount(price.get("ListingPrice"), marketplace)
    shipping = _amount(price["Shipping"], marketplace) if price.get("Shipping") else 0
    details = [
        _fee("ReferralFee", commission(listing + shipping), marketplace),
        _fee("VariableClosingFee", 0, marketplace),
        _fee("PerItemFee", 0, marketplace),
    ]
    total = commission(listing + shipping)
    if identifier["IsAmazonFulfilled"]:
        packing = fulfilment_fee(marketplace.currency)
        total += packing
        inner = [_fee("FBAPickAndPack", packing, marketplace)]
        details.append({**_fee("FBAFees", packing, marketplace), "IncludedFeeDetailList": inner})
    return {
        "TimeOfFeesEstimation": datetime.fromtimestamp(call.now, UTC).strftime("%a %b %d %H:%M:%S UTC %Y"),
        "TotalFeesEstimate": parts.money(total, marketplace),
        "FeeDetailList": details,
    }


def _amount(given: Any, marketplace: Marketplace) -> int:
    amount = given.get("Amount") if isinstance(given, dict) else None
    if not isinstance(amount, int | float) or given.get("CurrencyCode") != marketplace.currency:
        raise _CannotEstimate
    scale: int = 10 ** digits(marketplace.currency)
    return rounded(amount * scale)


def _fee(kind: str, amount: int, marketplace: Marketplace) -> dict[str, Any]:
    money, nothing = parts.money(amount, marketplace), parts.money(0, marketplace)
    return {"FeeType": kind, "FeeAmount": money, "FeePromotion": nothing, "FinalFee": money}


HANDLERS = {
    "productFeesV0.getMyFeesEstimateForASIN": get_my_fees_estimate_for_asin,
    "productFeesV0.getMyFeesEstimateForSKU": get_my_fees_estimate_for_sku,
    "productFeesV0.getMyFeesEstimates": get_my_fees_estimates,
}
