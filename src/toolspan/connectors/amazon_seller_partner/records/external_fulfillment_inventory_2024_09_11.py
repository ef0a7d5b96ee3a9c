"""The records of Amazon's externalFulfillmentInventory_2024-09-11 API as types. Written by scripts/build_facts.py: do not edit."""

from __future__ import annotations

from typing import Literal, Required

from typing_extensions import TypedDict


class InventoryResponse(TypedDict, total=False):
    status: Required[HttpStatusLine]
    body: Required[InventoryResponseBody]


class HttpStatusLine(TypedDict, total=False):
    statusCode: int
    reasonPhrase: str


class InventoryResponseBody(TypedDict, total=False):
    clientSequenceNumber: int
    locationId: str
    skuId: str
    sellableQuantity: int
    reservedQuantity: int
    marketplaceAttributes: MarketplaceAttributes
    actionableErrors: list[ActionableError]


class MarketplaceAttributes(TypedDict, total=False):
    channelName: Literal["FBA", "MFN", "DF"]
    marketplaceId: str


class ActionableError(TypedDict, total=False):
    errorType: str
    errorSubType: str


class InventoryRequestBody(TypedDict, total=False):
    uri: Required[str]
    method: Required[Literal["GET", "POST"]]
    body: InventoryRequestParamsBody


class InventoryRequestParamsBody(TypedDict, total=False):
    client_sequence_number: int
    quantity: int
    marketplace_attributes: MarketplaceAttributesBody


class MarketplaceAttributesBody(TypedDict, total=False):
    channel_name: Literal["FBA", "MFN", "DF"]
    marketplace_id: str
