"""The records of Amazon's vendorDirectFulfillmentInventoryV1 API as types. Written by scripts/build_facts.py: do not edit."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Required

from typing_extensions import TypedDict


class TransactionReference(TypedDict, total=False):
    transactionId: str


class InventoryUpdateBody(TypedDict, total=False):
    selling_party: Required[PartyIdentificationBody]
    is_full_update: Required[bool]
    items: Required[Sequence[ItemDetailsBody]]


class ItemDetailsBody(TypedDict, total=False):
    buyer_product_identifier: str
    vendor_product_identifier: str
    available_quantity: Required[ItemQuantityBody]
    is_obsolete: bool


class ItemQuantityBody(TypedDict, total=False):
    amount: int
    unit_of_measure: Required[str]


class PartyIdentificationBody(TypedDict, total=False):
    party_id: Required[str]
