"""The records of Amazon's listingsItems_2021-08-01 API as types. Written by scripts/build_facts.py: do not edit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal, Required

from typing_extensions import TypedDict


class Item(TypedDict, total=False):
    sku: Required[str]
    summaries: list[ItemSummaryByMarketplace]
    attributes: dict[str, Any]
    issues: list[Issue]
    offers: list[ItemOfferByMarketplace]
    fulfillmentAvailability: list[FulfillmentAvailability]
    procurement: list[ItemProcurement]
    relationships: list[ItemRelationshipsByMarketplace]
    productTypes: list[ItemProductTypeByMarketplace]


class ItemSummaryByMarketplace(TypedDict, total=False):
    marketplaceId: Required[str]
    asin: str
    productType: Required[str]
    conditionType: Literal[
        "new_new",
        "new_open_box",
        "new_oem",
        "refurbished_refurbished",
        "used_like_new",
        "used_very_good",
        "used_good",
        "used_acceptable",
        "collectible_like_new",
        "collectible_very_good",
        "collectible_good",
        "collectible_acceptable",
        "club_club",
    ]
    status: Required[list[Literal["BUYABLE", "DISCOVERABLE"]]]
    fnSku: str
    itemName: str
    createdDate: Required[str]
    lastUpdatedDate: Required[str]
    mainImage: ItemImage


class ItemImage(TypedDict, total=False):
    link: Required[str]
    height: Required[int]
    width: Required[int]


class Issue(TypedDict, total=False):
    code: Required[str]
    message: Required[str]
    severity: Required[Literal["ERROR", "WARNING", "INFO"]]
    attributeNames: list[str]
    categories: Required[list[str]]
    enforcements: IssueEnforcements
    marketplaceIds: list[str]


class IssueEnforcements(TypedDict, total=False):
    actions: Required[list[IssueEnforcementAction]]
    exemption: Required[IssueExemption]


class IssueEnforcementAction(TypedDict, total=False):
    action: Required[str]


class IssueExemption(TypedDict, total=False):
    status: Required[Literal["EXEMPT", "EXEMPT_UNTIL_EXPIRY_DATE", "NOT_EXEMPT"]]
    expiryDate: str


class ItemOfferByMarketplace(TypedDict, total=False):
    marketplaceId: Required[str]
    offerType: Required[Literal["B2C", "B2B"]]
    price: Required[Money]
    points: Points
    audience: Audience


class Money(TypedDict, total=False):
    currencyCode: Required[str]
    amount: Required[str]


class Points(TypedDict, total=False):
    pointsNumber: Required[int]


class Audience(TypedDict, total=False):
    value: str
    displayName: str


class FulfillmentAvailability(TypedDict, total=False):
    fulfillmentChannelCode: Required[str]
    quantity: int


class ItemProcurement(TypedDict, total=False):
    costPrice: Required[Money]


class ItemRelationshipsByMarketplace(TypedDict, total=False):
    marketplaceId: Required[str]
    relationships: Required[list[ItemRelationship]]


class ItemRelationship(TypedDict, total=False):
    childSkus: list[str]
    parentSkus: list[str]
    variationTheme: ItemVariationTheme
    type: Required[Literal["VARIATION", "PACKAGE_HIERARCHY"]]


class ItemVariationTheme(TypedDict, total=False):
    attributes: Required[list[str]]
    theme: Required[str]


class ItemProductTypeByMarketplace(TypedDict, total=False):
    marketplaceId: Required[str]
    productType: Required[str]


class ListingsItemSubmissionResponse(TypedDict, total=False):
    sku: Required[str]
    status: Required[Literal["ACCEPTED", "INVALID", "VALID"]]
    submissionId: Required[str]
    issues: list[Issue]
    identifiers: list[ItemIdentifiersByMarketplace]


class ItemIdentifiersByMarketplace(TypedDict, total=False):
    marketplaceId: str
    asin: str


class PatchOperationBody(TypedDict, total=False):
    op: Required[Literal["add", "replace", "merge", "delete"]]
    path: Required[str]
    value: Sequence[Mapping[str, Any]]
