"""The records of Amazon's catalogItems_2022-04-01 API as types. Written by scripts/build_facts.py: do not edit."""

from __future__ import annotations

from typing import Any, Literal, Required

from typing_extensions import TypedDict


class Item(TypedDict, total=False):
    asin: Required[str]
    attributes: dict[str, Any]
    classifications: list[ItemBrowseClassificationsByMarketplace]
    dimensions: list[ItemDimensionsByMarketplace]
    identifiers: list[ItemIdentifiersByMarketplace]
    images: list[ItemImagesByMarketplace]
    productTypes: list[ItemProductTypeByMarketplace]
    relationships: list[ItemRelationshipsByMarketplace]
    salesRanks: list[ItemSalesRanksByMarketplace]
    summaries: list[ItemSummaryByMarketplace]
    vendorDetails: list[ItemVendorDetailsByMarketplace]


class ItemBrowseClassificationsByMarketplace(TypedDict, total=False):
    marketplaceId: Required[str]
    classifications: list[ItemBrowseClassification]


class ItemBrowseClassification(TypedDict, total=False):
    displayName: Required[str]
    classificationId: Required[str]
    parent: ItemBrowseClassification


class ItemDimensionsByMarketplace(TypedDict, total=False):
    marketplaceId: Required[str]
    item: Dimensions
    package: Dimensions


class Dimensions(TypedDict, total=False):
    height: Dimension
    length: Dimension
    weight: Dimension
    width: Dimension


class Dimension(TypedDict, total=False):
    unit: str
    value: float


class ItemIdentifiersByMarketplace(TypedDict, total=False):
    marketplaceId: Required[str]
    identifiers: Required[list[ItemIdentifier]]


class ItemIdentifier(TypedDict, total=False):
    identifierType: Required[str]
    identifier: Required[str]


class ItemImagesByMarketplace(TypedDict, total=False):
    marketplaceId: Required[str]
    images: Required[list[ItemImage]]


class ItemImage(TypedDict, total=False):
    variant: Required[Literal["MAIN", "PT01", "PT02", "PT03", "PT04", "PT05", "PT06", "PT07", "PT08", "SWCH"]]
    link: Required[str]
    height: Required[int]
    width: Required[int]


class ItemProductTypeByMarketplace(TypedDict, total=False):
    marketplaceId: str
    productType: str


class ItemRelationshipsByMarketplace(TypedDict, total=False):
    marketplaceId: Required[str]
    relationships: Required[list[ItemRelationship]]


class ItemRelationship(TypedDict, total=False):
    childAsins: list[str]
    parentAsins: list[str]
    variationTheme: ItemVariationTheme
    type: Required[Literal["VARIATION", "PACKAGE_HIERARCHY"]]


class ItemVariationTheme(TypedDict, total=False):
    attributes: list[str]
    theme: str


class ItemSalesRanksByMarketplace(TypedDict, total=False):
    marketplaceId: Required[str]
    classificationRanks: list[ItemClassificationSalesRank]
    displayGroupRanks: list[ItemDisplayGroupSalesRank]


class ItemClassificationSalesRank(TypedDict, total=False):
    classificationId: Required[str]
    title: Required[str]
    link: str
    rank: Required[int]


class ItemDisplayGroupSalesRank(TypedDict, total=False):
    websiteDisplayGroup: Required[str]
    title: Required[str]
    link: str
    rank: Required[int]


class ItemSummaryByMarketplace(TypedDict, total=False):
    marketplaceId: Required[str]
    adultProduct: bool
    autographed: bool
    brand: str
    browseClassification: ItemBrowseClassification
    color: str
    contributors: list[ItemContributor]
    itemClassification: Literal["BASE_PRODUCT", "OTHER", "PRODUCT_BUNDLE", "VARIATION_PARENT"]
    itemName: str
    manufacturer: str
    memorabilia: bool
    modelNumber: str
    packageQuantity: int
    partNumber: str
    releaseDate: str
    size: str
    style: str
    tradeInEligible: bool
    websiteDisplayGroup: str
    websiteDisplayGroupName: str


class ItemContributor(TypedDict, total=False):
    role: Required[ItemContributorRole]
    value: Required[str]


class ItemContributorRole(TypedDict, total=False):
    displayName: str
    value: Required[str]


class ItemVendorDetailsByMarketplace(TypedDict, total=False):
    marketplaceId: Required[str]
    brandCode: str
    manufacturerCode: str
    manufacturerCodeParent: str
    productCategory: ItemVendorDetailsCategory
    productGroup: str
    productSubcategory: ItemVendorDetailsCategory
    replenishmentCategory: Literal[
        "ALLOCATED",
        "BASIC_REPLENISHMENT",
        "IN_SEASON",
        "LIMITED_REPLENISHMENT",
        "MANUFACTURER_OUT_OF_STOCK",
        "NEW_PRODUCT",
        "NON_REPLENISHABLE",
        "NON_STOCKUPABLE",
        "OBSOLETE",
        "PLANNED_REPLENISHMENT",
    ]


class ItemVendorDetailsCategory(TypedDict, total=False):
    displayName: str
    value: str
