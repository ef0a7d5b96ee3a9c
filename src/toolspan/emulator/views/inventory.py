"""FBA Inventory v1: stock in Amazon's warehouses."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from toolspan.emulator.errors import invalid, missing_or_invalid
from toolspan.emulator.parameters import Parameters, choice, flag, list_of, moment, text
from toolspan.emulator.seller.stock import Stock, stock_in
from toolspan.emulator.times import iso
from toolspan.emulator.views.paging import paged, sold_in

if TYPE_CHECKING:
    from toolspan.emulator.handling import Call
    from toolspan.emulator.parameters import Values

_PAGE_SIZE = 20
_TOKEN_LIFETIME = 30.0
_OLDEST = 18 * 30.44 * 86400


def _not_too_old(values: Values, now: float) -> None:
    if values["startDateTime"] is not None and values["startDateTime"] < now - _OLDEST:
        raise invalid("startDateTime must not be more than 18 months ago.")


_SUMMARIES = Parameters(
    flag("details"),
    choice("granularityType", ("Marketplace",), required=True),
    text("granularityId", required=True),
    moment("startDateTime"),
    list_of("sellerSkus", most=50),
    text("sellerSku"),
    text("nextToken"),
    list_of("marketplaceIds", most=1, required=True),
    rules=(_not_too_old,),
)


def get_inventory_summaries(call: Call) -> dict[str, Any]:
    """One page of stock summaries; its token is valid for 30 seconds."""
    values = _SUMMARIES.read(call.query, call.now)
    (marketplace,) = sold_in(call, "marketplaceIds", values["marketplaceIds"])
    if values["granularityId"] != marketplace.marketplace_id:
        raise missing_or_invalid("granularityId")
    rows = paged(
        call,
        values,
        "nextToken",
        _PAGE_SIZE,
        lambda: _select(values, stock_in(call.world, marketplace, call.now)),
        free=("details",),
        lifetime=_TOKEN_LIFETIME,
    )
    body: dict[str, Any] = {
        "payload": {
            "granularity": {"granularityType": "Marketplace", "granularityId": marketplace.marketplace_id},
            "inventorySummaries": [
                _summary(row, marketplace.country, details=values["details"]) for row in rows.rows
            ],
        }
    }
    if rows.token is not None:
        body["pagination"] = {"nextToken": rows.token}
    return body


def _select(values: Values, rows: list[Stock]) -> list[Stock]:
    since = values["startDateTime"]
    if since is not None:
        # With a start date Amazon ignores the SKUs.
        return [row for row in rows if row.updated >= since]
    wanted = set(values["sellerSkus"] or ()) | ({values["sellerSku"]} if values["sellerSku"] else set())
    return [row for row in rows if not wanted or row.product.sku in wanted]


def _summary(row: Stock, country: str, *, details: bool) -> dict[str, Any]:
    body: dict[str, Any] = {
        "asin": row.product.asin,
        "fnSku": row.product.fn_sku,
        "sellerSku": row.product.sku,
        "condition": "NewItem",
        "lastUpdatedTime": iso(row.updated),
        "productName": row.product.title(country),
        "totalQuantity": row.total,
        "stores": [],
    }
    if details:
        body["inventoryDetails"] = _details(row)
    return body


def _details(row: Stock) -> dict[str, Any]:
    return {
        "fulfillableQuantity": row.fulfillable,
        "inboundWorkingQuantity": row.inbound_working,
        "inboundShippedQuantity": row.inbound_shipped,
        "inboundReceivingQuantity": row.inbound_receiving,
        "reservedQuantity": {
            "totalReservedQuantity": row.reserved,
            "pendingCustomerOrderQuantity": row.reserved,
            "pendingTransshipmentQuantity": 0,
            "fcProcessingQuantity": 0,
        },
        "researchingQuantity": {"totalResearchingQuantity": 0, "researchingQuantityBreakdown": []},
        "unfulfillableQuantity": {
            "totalUnfulfillableQuantity": row.damaged,
            "customerDamagedQuantity": 0,
            "warehouseDamagedQuantity": row.damaged,
            "distributorDamagedQuantity": 0,
            "carrierDamagedQuantity": 0,
            "defectiveQuantity": 0,
            "expiredQuantity": 0,
        },
    }


HANDLERS = {"fbaInventory.getInventorySummaries": get_inventory_summaries}
