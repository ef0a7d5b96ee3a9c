"""The records of Amazon's sellers API as types. Written by scripts/build_facts.py: do not edit."""

from __future__ import annotations

from typing import Literal, Required

from typing_extensions import TypedDict


class MarketplaceParticipation(TypedDict, total=False):
    marketplace: Required[Marketplace]
    participation: Required[Participation]
    storeName: Required[str]


class Marketplace(TypedDict, total=False):
    id: Required[str]
    name: Required[str]
    countryCode: Required[str]
    defaultCurrencyCode: Required[str]
    defaultLanguageCode: Required[str]
    domainName: Required[str]


class Participation(TypedDict, total=False):
    isParticipating: Required[bool]
    hasSuspendedListings: Required[bool]


class Account(TypedDict, total=False):
    marketplaceParticipationList: Required[list[MarketplaceParticipation]]
    businessType: Required[
        Literal[
            "CHARITY",
            "CRAFTSMAN",
            "NATURAL_PERSON_COMPANY",
            "PUBLIC_LISTED",
            "PRIVATE_LIMITED",
            "SOLE_PROPRIETORSHIP",
            "STATE_OWNED",
            "INDIVIDUAL",
        ]
    ]
    sellingPlan: Required[Literal["PROFESSIONAL", "INDIVIDUAL"]]
    business: Business
    primaryContact: PrimaryContact


class Business(TypedDict, total=False):
    name: Required[str]
    registeredBusinessAddress: Required[Address]
    companyRegistrationNumber: str
    companyTaxIdentificationNumber: str
    nonLatinName: str


class Address(TypedDict, total=False):
    addressLine1: Required[str]
    addressLine2: str
    countryCode: Required[str]
    stateOrProvinceCode: str
    city: str
    postalCode: str


class PrimaryContact(TypedDict, total=False):
    name: Required[str]
    address: Required[Address]
    nonLatinName: str
