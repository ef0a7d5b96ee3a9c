"""The records of Amazon's definitionsProductTypes_2020-09-01 API as types. Written by scripts/build_facts.py: do not edit."""

from __future__ import annotations

from typing import Literal, Required

from typing_extensions import TypedDict


class ProductType(TypedDict, total=False):
    name: Required[str]
    displayName: Required[str]
    marketplaceIds: Required[list[str]]


class ProductTypeDefinition(TypedDict, total=False):
    metaSchema: SchemaLink
    schema: Required[SchemaLink]
    requirements: Required[Literal["LISTING", "LISTING_PRODUCT_ONLY", "LISTING_OFFER_ONLY"]]
    requirementsEnforced: Required[Literal["ENFORCED", "NOT_ENFORCED"]]
    propertyGroups: Required[dict[str, PropertyGroup]]
    locale: Required[str]
    marketplaceIds: Required[list[str]]
    productType: Required[str]
    displayName: Required[str]
    productTypeVersion: Required[ProductTypeVersion]


class SchemaLink(TypedDict, total=False):
    link: Required[SchemaLinkLink]
    checksum: Required[str]


class SchemaLinkLink(TypedDict, total=False):
    resource: Required[str]
    verb: Required[Literal["GET"]]


class PropertyGroup(TypedDict, total=False):
    title: str
    description: str
    propertyNames: list[str]


class ProductTypeVersion(TypedDict, total=False):
    version: Required[str]
    latest: Required[bool]
    releaseCandidate: bool
