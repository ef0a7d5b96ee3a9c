"""The records of Amazon's fulfillmentInboundV0 API as types. Written by scripts/build_facts.py: do not edit."""

from __future__ import annotations

from typing import Literal, Required

from typing_extensions import TypedDict

ShipmentStatus = Literal[
    "WORKING",
    "SHIPPED",
    "RECEIVING",
    "CANCELLED",
    "DELETED",
    "CLOSED",
    "ERROR",
    "IN_TRANSIT",
    "DELIVERED",
    "CHECKED_IN",
]
LabelPrepType = Literal["NO_LABEL", "SELLER_LABEL", "AMAZON_LABEL"]
BoxContentsSource = Literal["NONE", "FEED", "2D_BARCODE", "INTERACTIVE"]
CurrencyCode = Literal["USD", "GBP"]
PrepInstruction = Literal[
    "Polybagging",
    "BubbleWrapping",
    "Taping",
    "BlackShrinkWrapping",
    "Labeling",
    "HangGarment",
    "SetCreation",
    "Boxing",
    "RemoveFromHanger",
    "Debundle",
    "SuffocationStickering",
    "CapSealing",
    "SetStickering",
    "BlankStickering",
    "ShipsInProductPackaging",
    "NoPrep",
]
PrepOwner = Literal["AMAZON", "SELLER"]
BarcodeInstruction = Literal["RequiresFNSKULabel", "CanUseOriginalBarcode", "MustProvideSellerSKU"]
PrepGuidance = Literal["ConsultHelpDocuments", "NoAdditionalPrepRequired", "SeePrepInstructionsList"]
ErrorReason = Literal["DoesNotExist", "InvalidASIN"]


class InboundShipmentInfo(TypedDict, total=False):
    ShipmentId: str
    ShipmentName: str
    ShipFromAddress: Required[Address]
    DestinationFulfillmentCenterId: str
    ShipmentStatus: ShipmentStatus
    LabelPrepType: LabelPrepType
    AreCasesRequired: Required[bool]
    ConfirmedNeedByDate: str
    BoxContentsSource: BoxContentsSource
    EstimatedBoxContentsFee: BoxContentsFeeDetails


class Address(TypedDict, total=False):
    Name: Required[str]
    AddressLine1: Required[str]
    AddressLine2: str
    DistrictOrCounty: str
    City: Required[str]
    StateOrProvinceCode: Required[str]
    CountryCode: Required[str]
    PostalCode: Required[str]


class BoxContentsFeeDetails(TypedDict, total=False):
    TotalUnits: int
    FeePerUnit: Amount
    TotalFee: Amount


class Amount(TypedDict, total=False):
    CurrencyCode: Required[CurrencyCode]
    Value: Required[float]


class InboundShipmentItem(TypedDict, total=False):
    ShipmentId: str
    SellerSKU: Required[str]
    FulfillmentNetworkSKU: str
    QuantityShipped: Required[int]
    QuantityReceived: int
    QuantityInCase: int
    ReleaseDate: str
    PrepDetailsList: list[PrepDetails]


class PrepDetails(TypedDict, total=False):
    PrepInstruction: Required[PrepInstruction]
    PrepOwner: Required[PrepOwner]


class LabelDownloadURL(TypedDict, total=False):
    DownloadURL: str


class BillOfLadingDownloadURL(TypedDict, total=False):
    DownloadURL: str


class GetPrepInstructionsResult(TypedDict, total=False):
    SKUPrepInstructionsList: list[SKUPrepInstructions]
    InvalidSKUList: list[InvalidSKU]
    ASINPrepInstructionsList: list[ASINPrepInstructions]
    InvalidASINList: list[InvalidASIN]


class SKUPrepInstructions(TypedDict, total=False):
    SellerSKU: str
    ASIN: str
    BarcodeInstruction: BarcodeInstruction
    PrepGuidance: PrepGuidance
    PrepInstructionList: list[PrepInstruction]
    AmazonPrepFeesDetailsList: list[AmazonPrepFeesDetails]


class AmazonPrepFeesDetails(TypedDict, total=False):
    PrepInstruction: PrepInstruction
    FeePerUnit: Amount


class InvalidSKU(TypedDict, total=False):
    SellerSKU: str
    ErrorReason: ErrorReason


class ASINPrepInstructions(TypedDict, total=False):
    ASIN: str
    BarcodeInstruction: BarcodeInstruction
    PrepGuidance: PrepGuidance
    PrepInstructionList: list[PrepInstruction]


class InvalidASIN(TypedDict, total=False):
    ASIN: str
    ErrorReason: ErrorReason
