"""The records of Amazon's sellers API as types. Written by scripts/build_facts.py: do not edit."""

from __future__ import annotations

from typing import Required

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
