"""The records of Amazon's externalFulfillmentReturns_2024-09-11 API as types. Written by scripts/build_facts.py: do not edit."""

from __future__ import annotations

from typing import Literal, Required

from typing_extensions import TypedDict


class Return(TypedDict, total=False):
    id: Required[str]
    returnLocationId: str
    merchantSku: str
    returnType: Required[Literal["CUSTOMER", "REJECT"]]
    returnSubType: Literal["NORMAL", "REPLACEMENT", "EXCHANGE"]
    numberOfUnits: int
    status: Required[
        Literal[
            "CREATED",
            "CARRIER_NOTIFIED_TO_PICK_UP_FROM_CUSTOMER",
            "CARRIER_OUT_FOR_PICK_UP_FROM_CUSTOMER",
            "CUSTOMER_CANCELLED_PICK_UP",
            "CUSTOMER_RESCHEDULED_PICK_UP",
            "PICKED_FROM_CUSTOMER",
            "IN_TRANSIT",
            "OUT_FOR_DELIVERY",
            "DELIVERED",
            "REPLANNED",
            "CUSTOMER_DROPPED_OFF",
            "PARTIALLY_PROCESSED",
            "PROCESSED",
            "REJECTED",
            "CANCELLED",
        ]
    ]
    fulfillmentLocationId: Required[str]
    creationDateTime: str
    lastUpdatedDateTime: Required[str]
    returnMetadata: Required[ReturnMetadata]
    returnShippingInfo: Required[ReturnShippingInfo]
    marketplaceChannelDetails: Required[MarketplaceChannelDetails]
    otpDetails: OtpDetails
    packageDeliveryMode: Literal["WITH_OTP", "WITHOUT_OTP"]
    replanningDetails: ReplanningDetails


class ReturnMetadata(TypedDict, total=False):
    returnReason: Required[str]
    rmaId: str
    fulfillmentOrderId: str
    invoiceInformation: InvoiceInformation


class InvoiceInformation(TypedDict, total=False):
    id: Required[str]


class ReturnShippingInfo(TypedDict, total=False):
    deliveryDateTime: str
    pickupDateTime: str
    forwardTrackingInfo: TrackingInfo
    reverseTrackingInfo: TrackingInfo


class TrackingInfo(TypedDict, total=False):
    carrierName: Required[str]
    trackingId: Required[str]


class MarketplaceChannelDetails(TypedDict, total=False):
    marketplaceChannel: MarketplaceChannel
    merchantId: str
    shipmentId: str
    customerOrderId: str
    returnLocationId: str
    channelSku: str
    exchangeOrderId: str


class MarketplaceChannel(TypedDict, total=False):
    marketplaceName: str
    channelName: str


class OtpDetails(TypedDict, total=False):
    otp: Required[str]
    validTill: Required[int]


class ReplanningDetails(TypedDict, total=False):
    previousTrackingInfo: list[TrackingInfo]
