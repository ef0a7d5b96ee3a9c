"""The records of Amazon's fbaInventory API as types. Written by scripts/build_facts.py: do not edit."""

from __future__ import annotations

from typing import Literal, Required

from typing_extensions import TypedDict


class InventorySummary(TypedDict, total=False):
    asin: str
    fnSku: str
    sellerSku: str
    condition: str
    inventoryDetails: InventoryDetails
    lastUpdatedTime: str
    productName: str
    totalQuantity: int
    stores: list[str]


class InventoryDetails(TypedDict, total=False):
    fulfillableQuantity: int
    inboundWorkingQuantity: int
    inboundShippedQuantity: int
    inboundReceivingQuantity: int
    reservedQuantity: ReservedQuantity
    researchingQuantity: ResearchingQuantity
    unfulfillableQuantity: UnfulfillableQuantity


class ReservedQuantity(TypedDict, total=False):
    totalReservedQuantity: int
    pendingCustomerOrderQuantity: int
    pendingTransshipmentQuantity: int
    fcProcessingQuantity: int


class ResearchingQuantity(TypedDict, total=False):
    totalResearchingQuantity: int
    researchingQuantityBreakdown: list[ResearchingQuantityEntry]


class ResearchingQuantityEntry(TypedDict, total=False):
    name: Required[
        Literal[
            "researchingQuantityInShortTerm", "researchingQuantityInMidTerm", "researchingQuantityInLongTerm"
        ]
    ]
    quantity: Required[int]


class UnfulfillableQuantity(TypedDict, total=False):
    totalUnfulfillableQuantity: int
    customerDamagedQuantity: int
    warehouseDamagedQuantity: int
    distributorDamagedQuantity: int
    carrierDamagedQuantity: int
    defectiveQuantity: int
    expiredQuantity: int


class InventoryItemBody(TypedDict, total=False):
    seller_sku: Required[str]
    marketplace_id: Required[str]
    quantity: Required[int]
