"""The parameters of each operation as types. Written by scripts/build_facts.py: do not edit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from os import PathLike
from typing import Any, Literal, Required, TypeAlias, TypeVar

from typing_extensions import TypedDict

from toolspan.connectors.amazon_seller_partner.records import (
    aplus_content_2020_11_01,
    awd_2024_05_09,
    direct_fulfillment_inventory_v1,
    direct_fulfillment_orders_2021_12_28,
    direct_fulfillment_payments_v1,
    direct_fulfillment_sandbox_2021_10_28,
    direct_fulfillment_shipping_2021_12_28,
    easy_ship_2022_03_23,
    external_fulfillment_inventory_2024_09_11,
    external_fulfillment_shipments_2024_09_11,
    fba_inventory_v1,
    fulfillment_inbound_2024_03_20,
    fulfillment_outbound_2020_07_01,
    fulfillment_outbound_2026_07_04,
    invoices_2024_06_19,
    listings_items_2021_08_01,
    merchant_fulfillment_v0,
    notifications_v1,
    orders_v0,
    replenishment_2022_11_07,
    seller_wallet_2024_03_01,
    services_v1,
    shipping_v2,
    supply_sources_2020_07_01,
    tokens_2021_03_01,
    vendor_invoices_v1,
    vendor_orders_v1,
    vendor_shipments_v1,
)

ItemT = TypeVar("ItemT")
Many: TypeAlias = Sequence[ItemT] | ItemT
"""Several values, or one as it is."""
Moment: TypeAlias = str | date | datetime
"""ISO 8601 text, text such as "-30d" or "today", or Python's own."""
File: TypeAlias = str | bytes | PathLike[str]
"""The text of a file, its bytes, or a path (`pathlib.Path`) at which it lies; a plain string is never a path."""
Base64: TypeAlias = str | bytes | PathLike[str]
"""A file in base64, or its bytes or a path at which it lies, which are encoded."""


class AmazonInvoicesGet(TypedDict, total=False):
    marketplace_id: str | None
    invoice_identifier: Required[str]
    next_token_for_line_items: str | None


class AmazonInvoicesList(TypedDict, total=False):
    next_token: str | None
    marketplace_id: str | None
    from_issue_date: Moment | None
    to_issue_date: Moment | None
    invoices_modified_after: Moment | None


class AmazonShippingAccessPoints(TypedDict, total=False):
    access_point_types: Required[
        Many[
            Literal[
                "HELIX",
                "CAMPUS_LOCKER",
                "OMNI_LOCKER",
                "ODIN_LOCKER",
                "DOBBY_LOCKER",
                "CORE_LOCKER",
                "3P",
                "CAMPUS_ROOM",
            ]
        ]
    ]
    country_code: Required[str]
    postal_code: Required[str]
    shipping_business_id: (
        Literal[
            "AmazonShipping_US",
            "AmazonShipping_IN",
            "AmazonShipping_UK",
            "AmazonShipping_UAE",
            "AmazonShipping_SA",
            "AmazonShipping_EG",
            "AmazonShipping_IT",
            "AmazonShipping_ES",
            "AmazonShipping_FR",
            "AmazonShipping_JP",
        ]
        | None
    )


class AmazonShippingAdditionalInputs(TypedDict, total=False):
    request_token: Required[str]
    rate_id: Required[str]
    shipping_business_id: (
        Literal[
            "AmazonShipping_US",
            "AmazonShipping_IN",
            "AmazonShipping_UK",
            "AmazonShipping_UAE",
            "AmazonShipping_SA",
            "AmazonShipping_EG",
            "AmazonShipping_IT",
            "AmazonShipping_ES",
            "AmazonShipping_FR",
            "AmazonShipping_JP",
        ]
        | None
    )


class AmazonShippingCancel(TypedDict, total=False):
    shipment_id: Required[str]
    shipping_business_id: (
        Literal[
            "AmazonShipping_US",
            "AmazonShipping_IN",
            "AmazonShipping_UK",
            "AmazonShipping_UAE",
            "AmazonShipping_SA",
            "AmazonShipping_EG",
            "AmazonShipping_IT",
            "AmazonShipping_ES",
            "AmazonShipping_FR",
            "AmazonShipping_JP",
        ]
        | None
    )


class AmazonShippingCreateClaim(TypedDict, total=False):
    tracking_id: Required[str]
    declared_value: shipping_v2.CurrencyBody | None
    claim_reason: Required[
        Literal[
            "LOST_IN_TRANSIT",
            "DAMAGED_IN_TRANSIT",
            "DELIVERED_NOT_RECEIVED",
            "ITEM_MISSING_SWITCHEROO",
            "COD_ABUSE",
        ]
    ]
    is_replacement_package_sent: bool | None
    proofs: Many[str] | None
    settlement_type: Required[Literal["REFUND", "CERTIFICATE_OF_FACT"]]
    shipping_business_id: (
        Literal[
            "AmazonShipping_US",
            "AmazonShipping_IN",
            "AmazonShipping_UK",
            "AmazonShipping_UAE",
            "AmazonShipping_SA",
            "AmazonShipping_EG",
            "AmazonShipping_IT",
            "AmazonShipping_ES",
            "AmazonShipping_FR",
            "AmazonShipping_JP",
        ]
        | None
    )


class AmazonShippingDeliveryFeedback(TypedDict, total=False):
    tracking_id: Required[str]
    ndr_action: Required[Literal["RESCHEDULE", "REATTEMPT", "RTO"]]
    ndr_request_data: shipping_v2.NdrRequestDataBody | None
    shipping_business_id: (
        Literal[
            "AmazonShipping_US",
            "AmazonShipping_IN",
            "AmazonShipping_UK",
            "AmazonShipping_UAE",
            "AmazonShipping_SA",
            "AmazonShipping_EG",
            "AmazonShipping_IT",
            "AmazonShipping_ES",
            "AmazonShipping_FR",
            "AmazonShipping_JP",
        ]
        | None
    )


class AmazonShippingDirectPurchase(TypedDict, total=False):
    ship_to: shipping_v2.AddressBody | None
    ship_from: shipping_v2.AddressBody | None
    return_to: shipping_v2.AddressBody | None
    packages: Many[shipping_v2.PackageBody] | None
    channel_details: Required[shipping_v2.ChannelDetailsBody]
    label_specifications: shipping_v2.RequestedDocumentSpecificationBody | None
    locale: str | None
    shipping_business_id: (
        Literal[
            "AmazonShipping_US",
            "AmazonShipping_IN",
            "AmazonShipping_UK",
            "AmazonShipping_UAE",
            "AmazonShipping_SA",
            "AmazonShipping_EG",
            "AmazonShipping_IT",
            "AmazonShipping_ES",
            "AmazonShipping_FR",
            "AmazonShipping_JP",
        ]
        | None
    )


class AmazonShippingDocuments(TypedDict, total=False):
    shipment_id: Required[str]
    package_client_reference_id: Required[str]
    format: str | None
    dpi: float | None
    shipping_business_id: (
        Literal[
            "AmazonShipping_US",
            "AmazonShipping_IN",
            "AmazonShipping_UK",
            "AmazonShipping_UAE",
            "AmazonShipping_SA",
            "AmazonShipping_EG",
            "AmazonShipping_IT",
            "AmazonShipping_ES",
            "AmazonShipping_FR",
            "AmazonShipping_JP",
        ]
        | None
    )


class AmazonShippingOneClick(TypedDict, total=False):
    ship_to: shipping_v2.AddressBody | None
    ship_from: Required[shipping_v2.AddressBody]
    return_to: shipping_v2.AddressBody | None
    ship_date: Moment | None
    goods_owner: shipping_v2.GoodsOwnerBody | None
    packages: Required[Many[shipping_v2.PackageBody]]
    value_added_services_details: Many[shipping_v2.OneClickShipmentValueAddedServiceBody] | None
    tax_details: Many[shipping_v2.TaxDetailBody] | None
    channel_details: Required[shipping_v2.ChannelDetailsBody]
    label_specifications: Required[shipping_v2.RequestedDocumentSpecificationBody]
    service_selection: Required[shipping_v2.ServiceSelectionBody]
    shipper_instruction: shipping_v2.ShipperInstructionBody | None
    destination_access_point_details: shipping_v2.AccessPointDetailsBody | None
    shipping_business_id: (
        Literal[
            "AmazonShipping_US",
            "AmazonShipping_IN",
            "AmazonShipping_UK",
            "AmazonShipping_UAE",
            "AmazonShipping_SA",
            "AmazonShipping_EG",
            "AmazonShipping_IT",
            "AmazonShipping_ES",
            "AmazonShipping_FR",
            "AmazonShipping_JP",
        ]
        | None
    )


class AmazonShippingPurchase(TypedDict, total=False):
    request_token: Required[str]
    rate_id: Required[str]
    requested_document_specification: Required[shipping_v2.RequestedDocumentSpecificationBody]
    requested_value_added_services: Many[shipping_v2.RequestedValueAddedServiceBody] | None
    additional_inputs: Mapping[str, Any] | None
    shipping_business_id: (
        Literal[
            "AmazonShipping_US",
            "AmazonShipping_IN",
            "AmazonShipping_UK",
            "AmazonShipping_UAE",
            "AmazonShipping_SA",
            "AmazonShipping_EG",
            "AmazonShipping_IT",
            "AmazonShipping_ES",
            "AmazonShipping_FR",
            "AmazonShipping_JP",
        ]
        | None
    )


class AmazonShippingRates(TypedDict, total=False):
    ship_to: shipping_v2.AddressBody | None
    ship_from: Required[shipping_v2.AddressBody]
    return_to: shipping_v2.AddressBody | None
    ship_date: Moment | None
    shipper_instruction: shipping_v2.ShipperInstructionBody | None
    packages: Required[Many[shipping_v2.PackageBody]]
    value_added_services: shipping_v2.ValueAddedServiceDetailsBody | None
    tax_details: Many[shipping_v2.TaxDetailBody] | None
    channel_details: Required[shipping_v2.ChannelDetailsBody]
    client_reference_details: Many[shipping_v2.ClientReferenceDetailBody] | None
    shipment_type: Literal["FORWARD", "RETURNS"] | None
    destination_access_point_details: shipping_v2.AccessPointDetailsBody | None
    carrier_accounts: Many[shipping_v2.CarrierAccountBody] | None
    shipping_business_id: (
        Literal[
            "AmazonShipping_US",
            "AmazonShipping_IN",
            "AmazonShipping_UK",
            "AmazonShipping_UAE",
            "AmazonShipping_SA",
            "AmazonShipping_EG",
            "AmazonShipping_IT",
            "AmazonShipping_ES",
            "AmazonShipping_FR",
            "AmazonShipping_JP",
        ]
        | None
    )


class AmazonShippingTracking(TypedDict, total=False):
    tracking_id: Required[str]
    carrier_id: Required[str]
    shipping_business_id: (
        Literal[
            "AmazonShipping_US",
            "AmazonShipping_IN",
            "AmazonShipping_UK",
            "AmazonShipping_UAE",
            "AmazonShipping_SA",
            "AmazonShipping_EG",
            "AmazonShipping_IT",
            "AmazonShipping_ES",
            "AmazonShipping_FR",
            "AmazonShipping_JP",
        ]
        | None
    )


class AplusContentAsins(TypedDict, total=False):
    content_reference_key: Required[str]
    marketplace_id: str | None
    included_data_set: Many[Literal["METADATA"]] | None
    asin_set: Many[str] | None
    page_token: str | None


class AplusContentCreate(TypedDict, total=False):
    content_document: Required[aplus_content_2020_11_01.ContentDocumentBody]
    marketplace_id: str | None


class AplusContentGet(TypedDict, total=False):
    content_reference_key: Required[str]
    marketplace_id: str | None
    included_data_set: Required[Many[Literal["CONTENTS", "METADATA"]]]


class AplusContentList(TypedDict, total=False):
    marketplace_id: str | None
    page_token: str | None


class AplusContentPublishRecords(TypedDict, total=False):
    marketplace_id: str | None
    asin: Required[str]
    page_token: str | None


class AplusContentSetAsins(TypedDict, total=False):
    asin_set: Required[Many[str]]
    content_reference_key: Required[str]
    marketplace_id: str | None


class AplusContentSubmit(TypedDict, total=False):
    content_reference_key: Required[str]
    marketplace_id: str | None


class AplusContentSuspend(TypedDict, total=False):
    content_reference_key: Required[str]
    marketplace_id: str | None


class AplusContentUpdate(TypedDict, total=False):
    content_document: Required[aplus_content_2020_11_01.ContentDocumentBody]
    content_reference_key: Required[str]
    marketplace_id: str | None


class AplusContentValidate(TypedDict, total=False):
    content_document: Required[aplus_content_2020_11_01.ContentDocumentBody]
    marketplace_id: str | None
    asin_set: Many[str] | None


class ApplicationsCreateNotice(TypedDict, total=False):
    template_id: Required[str]
    notification_parameters: Required[Mapping[str, Any]]
    marketplace_id: str | None


class ApplicationsDeleteNotices(TypedDict, total=False):
    template_id: Required[str]
    deletion_reason: Required[Literal["INCORRECT_CONTENT", "INCORRECT_RECIPIENT"]]


class ApplicationsNoticeDone(TypedDict, total=False):
    feedback_action_code: Required[Literal["SELLER_ACTION_COMPLETED"]]
    notification_id: Required[str]


class ApplicationsRotateSecret(TypedDict, total=False):
    pass


class AwdInboundCancel(TypedDict, total=False):
    order_id: Required[str]


class AwdInboundCheckEligibility(TypedDict, total=False):
    packages_to_inbound: Required[Many[awd_2024_05_09.DistributionPackageQuantityBody]]


class AwdInboundConfirm(TypedDict, total=False):
    order_id: Required[str]


class AwdInboundCreate(TypedDict, total=False):
    external_reference_id: str | None
    origin_address: Required[awd_2024_05_09.AddressBody]
    packages_to_inbound: Required[Many[awd_2024_05_09.DistributionPackageQuantityBody]]
    preferences: awd_2024_05_09.InboundPreferencesBody | None


class AwdInboundGet(TypedDict, total=False):
    order_id: Required[str]


class AwdInboundLabelPageTypes(TypedDict, total=False):
    shipment_id: Required[str]


class AwdInboundLabels(TypedDict, total=False):
    shipment_id: Required[str]
    page_type: Literal["PLAIN_PAPER"] | None
    format_type: Literal["PDF"] | None


class AwdInboundSetTracking(TypedDict, total=False):
    tracking_details: Required[Many[awd_2024_05_09.TrackingDetailsBody]]
    shipment_id: Required[str]


class AwdInboundShipment(TypedDict, total=False):
    shipment_id: Required[str]
    sku_quantities: Literal["SHOW", "HIDE"] | None


class AwdInboundShipments(TypedDict, total=False):
    sort_by: Literal["UPDATED_AT", "CREATED_AT"] | None
    sort_order: Literal["ASCENDING", "DESCENDING"] | None
    shipment_status: (
        Literal["CREATED", "SHIPPED", "IN_TRANSIT", "RECEIVING", "DELIVERED", "CLOSED", "CANCELLED"] | None
    )
    updated_after: Moment | None
    updated_before: Moment | None
    max_results: int | None
    next_token: str | None


class AwdInboundUpdate(TypedDict, total=False):
    created_at: Required[Moment]
    destination_details: awd_2024_05_09.DestinationDetailsBody | None
    external_reference_id: str | None
    body_order_id: str | None
    order_status: Required[Literal["DRAFT", "VALIDATING", "CONFIRMED", "CLOSED", "EXPIRED", "CANCELLED"]]
    origin_address: Required[awd_2024_05_09.AddressBody]
    packages_to_inbound: Required[Many[awd_2024_05_09.DistributionPackageQuantityBody]]
    preferences: awd_2024_05_09.InboundPreferencesBody | None
    updated_at: Moment | None
    order_id: Required[str]


class AwdInventoryList(TypedDict, total=False):
    sku: str | None
    sort_order: Literal["ASCENDING", "DESCENDING"] | None
    details: Literal["SHOW", "HIDE"] | None
    next_token: str | None
    max_results: int | None


class AwdOutboundConfirm(TypedDict, total=False):
    order_id: Required[str]


class AwdOutboundCreate(TypedDict, total=False):
    order_preferences: Many[awd_2024_05_09.OrderAttributeBody] | None
    packages_to_outbound: Many[awd_2024_05_09.DistributionPackageQuantityBody] | None
    products_to_outbound: Many[awd_2024_05_09.ProductQuantityBody] | None


class AwdOutboundGet(TypedDict, total=False):
    order_id: Required[str]


class AwdOutboundList(TypedDict, total=False):
    updated_after: Moment | None
    updated_before: Moment | None
    sort_order: Literal["ASCENDING", "DESCENDING"] | None
    max_results: int | None
    next_token: str | None


class AwdOutboundUpdate(TypedDict, total=False):
    confirmed_on: Moment | None
    created_at: Moment | None
    eligible_packages_to_outbound: Many[awd_2024_05_09.DistributionPackageQuantityBody] | None
    eligible_products_to_outbound: Many[awd_2024_05_09.ProductQuantityBody] | None
    execution_errors: Many[awd_2024_05_09.OutboundExecutionErrorBody] | None
    body_order_id: str | None
    order_preferences: Many[awd_2024_05_09.OrderAttributeBody] | None
    order_status: Required[
        Literal[
            "CONFIRMED",
            "DRAFT",
            "ELIGIBLE",
            "EXECUTING",
            "FAILURE",
            "INELIGIBLE",
            "INVENTORY_OUTBOUND",
            "SUCCESS",
            "VALIDATING",
        ]
    ]
    outbound_shipments: Required[Many[awd_2024_05_09.OutboundShipmentBody]]
    packages_to_outbound: Many[awd_2024_05_09.DistributionPackageQuantityBody] | None
    products_to_outbound: Many[awd_2024_05_09.ProductQuantityBody] | None
    shipped_outbound_packages: Many[awd_2024_05_09.DistributionPackageQuantityBody] | None
    shipped_outbound_products: Many[awd_2024_05_09.ProductQuantityBody] | None
    updated_at: Moment | None
    order_id: Required[str]


class AwdReplenishmentConfirm(TypedDict, total=False):
    order_id: Required[str]


class AwdReplenishmentCreate(TypedDict, total=False):
    preferences: awd_2024_05_09.ReplenishmentPreferencesBody | None
    products: Many[awd_2024_05_09.DistributionProductBody] | None


class AwdReplenishmentGet(TypedDict, total=False):
    order_id: Required[str]


class AwdReplenishmentList(TypedDict, total=False):
    updated_after: Moment | None
    updated_before: Moment | None
    sort_order: Literal["ASCENDING", "DESCENDING"] | None
    max_results: int | None
    next_token: str | None


class BalancesList(TypedDict, total=False):
    marketplace_ids: Many[str] | None
    balance_type: str | None
    account_type: str | None
    as_of_date: Moment | None
    next_token: str | None


class BalancesSummary(TypedDict, total=False):
    marketplace_ids: Many[str] | None
    account_type: str | None
    related_identifier_name: str | None
    related_identifier_value: str | None
    period_start: Moment | None
    period_end: Moment | None
    next_token: str | None


class CarrierAccountsInputs(TypedDict, total=False):
    shipping_business_id: (
        Literal[
            "AmazonShipping_US",
            "AmazonShipping_IN",
            "AmazonShipping_UK",
            "AmazonShipping_UAE",
            "AmazonShipping_SA",
            "AmazonShipping_EG",
            "AmazonShipping_IT",
            "AmazonShipping_ES",
            "AmazonShipping_FR",
            "AmazonShipping_JP",
        ]
        | None
    )


class CarrierAccountsLink(TypedDict, total=False):
    client_reference_details: Many[shipping_v2.ClientReferenceDetailBody] | None
    carrier_account_type: Required[str]
    carrier_account_attributes: Required[Many[shipping_v2.CarrierAccountAttributeBody]]
    encrypted_carrier_account_attributes: Many[shipping_v2.CarrierAccountAttributeBody] | None
    carrier_id: Required[str]
    shipping_business_id: (
        Literal[
            "AmazonShipping_US",
            "AmazonShipping_IN",
            "AmazonShipping_UK",
            "AmazonShipping_UAE",
            "AmazonShipping_SA",
            "AmazonShipping_EG",
            "AmazonShipping_IT",
            "AmazonShipping_ES",
            "AmazonShipping_FR",
            "AmazonShipping_JP",
        ]
        | None
    )


class CarrierAccountsLinkAgain(TypedDict, total=False):
    client_reference_details: Many[shipping_v2.ClientReferenceDetailBody] | None
    carrier_account_type: Required[str]
    carrier_account_attributes: Required[Many[shipping_v2.CarrierAccountAttributeBody]]
    encrypted_carrier_account_attributes: Many[shipping_v2.CarrierAccountAttributeBody] | None
    carrier_id: Required[str]
    shipping_business_id: (
        Literal[
            "AmazonShipping_US",
            "AmazonShipping_IN",
            "AmazonShipping_UK",
            "AmazonShipping_UAE",
            "AmazonShipping_SA",
            "AmazonShipping_EG",
            "AmazonShipping_IT",
            "AmazonShipping_ES",
            "AmazonShipping_FR",
            "AmazonShipping_JP",
        ]
        | None
    )


class CarrierAccountsList(TypedDict, total=False):
    client_reference_details: Many[shipping_v2.ClientReferenceDetailBody] | None
    shipping_business_id: (
        Literal[
            "AmazonShipping_US",
            "AmazonShipping_IN",
            "AmazonShipping_UK",
            "AmazonShipping_UAE",
            "AmazonShipping_SA",
            "AmazonShipping_EG",
            "AmazonShipping_IT",
            "AmazonShipping_ES",
            "AmazonShipping_FR",
            "AmazonShipping_JP",
        ]
        | None
    )


class CarrierAccountsUnlink(TypedDict, total=False):
    client_reference_details: Many[shipping_v2.ClientReferenceDetailBody] | None
    account_id: str | None
    carrier_id: Required[str]
    shipping_business_id: (
        Literal[
            "AmazonShipping_US",
            "AmazonShipping_IN",
            "AmazonShipping_UK",
            "AmazonShipping_UAE",
            "AmazonShipping_SA",
            "AmazonShipping_EG",
            "AmazonShipping_IT",
            "AmazonShipping_ES",
            "AmazonShipping_FR",
            "AmazonShipping_JP",
        ]
        | None
    )


class CatalogItemsContextStoreSearch(TypedDict, total=False):
    query: Mapping[str, Any] | None
    limit: int | None
    cursor: str | None
    fields: Many[Mapping[str, Any]] | None


class CatalogItemsContextStoreSqlQuery(TypedDict, total=False):
    sql: Required[str]
    limit: int | None


class CatalogItemsGet(TypedDict, total=False):
    asin: Required[str]
    marketplace_ids: Many[str] | None
    included_data: (
        Many[
            Literal[
                "attributes",
                "classifications",
                "dimensions",
                "identifiers",
                "images",
                "productTypes",
                "relationships",
                "salesRanks",
                "summaries",
                "vendorDetails",
            ]
        ]
        | None
    )
    locale: str | None


class CatalogItemsList(TypedDict, total=False):
    identifiers: Many[str] | None
    identifiers_type: Literal["ASIN", "EAN", "GTIN", "ISBN", "JAN", "MINSAN", "SKU", "UPC"] | None
    marketplace_ids: Many[str] | None
    included_data: (
        Many[
            Literal[
                "attributes",
                "classifications",
                "dimensions",
                "identifiers",
                "images",
                "productTypes",
                "relationships",
                "salesRanks",
                "summaries",
                "vendorDetails",
            ]
        ]
        | None
    )
    locale: str | None
    seller_id: str | None
    keywords: Many[str] | None
    brand_names: Many[str] | None
    classification_ids: Many[str] | None
    page_size: int | None
    page_token: str | None
    keywords_locale: str | None


class CollectionFormsCreate(TypedDict, total=False):
    client_reference_details: Many[shipping_v2.ClientReferenceDetailBody] | None
    carrier_id: Required[str]
    ship_from_address: shipping_v2.AddressBody | None
    shipping_business_id: (
        Literal[
            "AmazonShipping_US",
            "AmazonShipping_IN",
            "AmazonShipping_UK",
            "AmazonShipping_UAE",
            "AmazonShipping_SA",
            "AmazonShipping_EG",
            "AmazonShipping_IT",
            "AmazonShipping_ES",
            "AmazonShipping_FR",
            "AmazonShipping_JP",
        ]
        | None
    )


class CollectionFormsGet(TypedDict, total=False):
    collection_form_id: Required[str]
    shipping_business_id: (
        Literal[
            "AmazonShipping_US",
            "AmazonShipping_IN",
            "AmazonShipping_UK",
            "AmazonShipping_UAE",
            "AmazonShipping_SA",
            "AmazonShipping_EG",
            "AmazonShipping_IT",
            "AmazonShipping_ES",
            "AmazonShipping_FR",
            "AmazonShipping_JP",
        ]
        | None
    )


class CollectionFormsList(TypedDict, total=False):
    client_reference_details: Many[shipping_v2.ClientReferenceDetailBody] | None
    max_results: int | None
    carrier_id: str | None
    ship_from_address: shipping_v2.AddressBody | None
    date_range: shipping_v2.DateRangeBody | None
    shipping_business_id: (
        Literal[
            "AmazonShipping_US",
            "AmazonShipping_IN",
            "AmazonShipping_UK",
            "AmazonShipping_UAE",
            "AmazonShipping_SA",
            "AmazonShipping_EG",
            "AmazonShipping_IT",
            "AmazonShipping_ES",
            "AmazonShipping_FR",
            "AmazonShipping_JP",
        ]
        | None
    )


class CollectionFormsUnmanifested(TypedDict, total=False):
    client_reference_details: Many[shipping_v2.ClientReferenceDetailBody] | None
    shipping_business_id: (
        Literal[
            "AmazonShipping_US",
            "AmazonShipping_IN",
            "AmazonShipping_UK",
            "AmazonShipping_UAE",
            "AmazonShipping_SA",
            "AmazonShipping_EG",
            "AmazonShipping_IT",
            "AmazonShipping_ES",
            "AmazonShipping_FR",
            "AmazonShipping_JP",
        ]
        | None
    )


class ContextStoreDescribe(TypedDict, total=False):
    table: str | None


class ContextStoreSearch(TypedDict, total=False):
    table: Required[str]
    query: Mapping[str, Any] | None
    limit: int | None
    cursor: str | None
    fields: Many[Mapping[str, Any]] | None


class ContextStoreSqlQuery(TypedDict, total=False):
    sql: Required[str]
    limit: int | None


class CustomerFeedbackBrowseNode(TypedDict, total=False):
    asin: Required[str]
    marketplace_id: str | None


class CustomerFeedbackCategoryReturnTopics(TypedDict, total=False):
    browse_node_id: Required[str]
    marketplace_id: str | None


class CustomerFeedbackCategoryReturnTrends(TypedDict, total=False):
    browse_node_id: Required[str]
    marketplace_id: str | None


class CustomerFeedbackCategoryReviewTopics(TypedDict, total=False):
    browse_node_id: Required[str]
    marketplace_id: str | None
    sort_by: Required[Literal["MENTIONS", "STAR_RATING_IMPACT"]]


class CustomerFeedbackCategoryReviewTrends(TypedDict, total=False):
    browse_node_id: Required[str]
    marketplace_id: str | None


class CustomerFeedbackReviewTopics(TypedDict, total=False):
    asin: Required[str]
    marketplace_id: str | None
    sort_by: Required[Literal["MENTIONS", "STAR_RATING_IMPACT"]]


class CustomerFeedbackReviewTrends(TypedDict, total=False):
    asin: Required[str]
    marketplace_id: str | None


class DataKioskCancel(TypedDict, total=False):
    query_id: Required[str]


class DataKioskCreate(TypedDict, total=False):
    query: Required[str]
    pagination_token: str | None


class DataKioskDocument(TypedDict, total=False):
    document_id: Required[str]


class DataKioskGet(TypedDict, total=False):
    query_id: Required[str]


class DataKioskList(TypedDict, total=False):
    processing_statuses: Many[Literal["CANCELLED", "DONE", "FATAL", "IN_PROGRESS", "IN_QUEUE"]] | None
    page_size: int | None
    created_since: Moment | None
    created_until: Moment | None
    pagination_token: str | None


class DataKioskQuery(TypedDict, total=False):
    query_id: str | None
    offset: int | None
    limit: int | None
    query: str | None
    pagination_token: str | None


class DataKioskSchema(TypedDict, total=False):
    dataset: str | None
    type: str | None


class DirectFulfillmentAcknowledge(TypedDict, total=False):
    order_acknowledgements: Many[direct_fulfillment_orders_2021_12_28.OrderAcknowledgementItemBody] | None


class DirectFulfillmentConfirmShipments(TypedDict, total=False):
    shipment_confirmations: Many[direct_fulfillment_shipping_2021_12_28.ShipmentConfirmationBody] | None


class DirectFulfillmentCreateContainerLabel(TypedDict, total=False):
    selling_party: Required[direct_fulfillment_shipping_2021_12_28.PartyIdentificationBody]
    ship_from_party: Required[direct_fulfillment_shipping_2021_12_28.PartyIdentificationBody]
    carrier_id: Required[Literal["SWA"]]
    vendor_container_id: Required[str]
    packages: Required[Many[direct_fulfillment_shipping_2021_12_28.PackageBody]]


class DirectFulfillmentCreateLabels(TypedDict, total=False):
    selling_party: Required[direct_fulfillment_shipping_2021_12_28.PartyIdentificationBody]
    ship_from_party: Required[direct_fulfillment_shipping_2021_12_28.PartyIdentificationBody]
    containers: Many[direct_fulfillment_shipping_2021_12_28.ContainerBody] | None
    purchase_order_number: Required[str]


class DirectFulfillmentCreateTestOrders(TypedDict, total=False):
    orders: Many[direct_fulfillment_sandbox_2021_10_28.OrderScenarioRequestBody] | None


class DirectFulfillmentGet(TypedDict, total=False):
    purchase_order_number: Required[str]


class DirectFulfillmentInvoice(TypedDict, total=False):
    purchase_order_number: Required[str]


class DirectFulfillmentInvoices(TypedDict, total=False):
    ship_from_party_id: str | None
    limit: int | None
    created_after: Required[Moment]
    created_before: Required[Moment]
    sort_order: Literal["ASC", "DESC"] | None
    next_token: str | None


class DirectFulfillmentLabel(TypedDict, total=False):
    purchase_order_number: Required[str]


class DirectFulfillmentLabels(TypedDict, total=False):
    ship_from_party_id: str | None
    limit: int | None
    created_after: Required[Moment]
    created_before: Required[Moment]
    sort_order: Literal["ASC", "DESC"] | None
    next_token: str | None


class DirectFulfillmentList(TypedDict, total=False):
    ship_from_party_id: str | None
    status: Literal["NEW", "SHIPPED", "ACCEPTED", "CANCELLED"] | None
    limit: int | None
    created_after: Required[Moment]
    created_before: Required[Moment]
    sort_order: Literal["ASC", "DESC"] | None
    next_token: str | None
    include_details: str | None


class DirectFulfillmentPackingSlip(TypedDict, total=False):
    purchase_order_number: Required[str]


class DirectFulfillmentPackingSlips(TypedDict, total=False):
    ship_from_party_id: str | None
    limit: int | None
    created_after: Required[Moment]
    created_before: Required[Moment]
    sort_order: Literal["ASC", "DESC"] | None
    next_token: str | None


class DirectFulfillmentRequestLabels(TypedDict, total=False):
    shipping_label_requests: Many[direct_fulfillment_shipping_2021_12_28.ShippingLabelRequestBody] | None


class DirectFulfillmentSetInventory(TypedDict, total=False):
    inventory: direct_fulfillment_inventory_v1.InventoryUpdateBody | None
    warehouse_id: Required[str]


class DirectFulfillmentSubmitInvoices(TypedDict, total=False):
    invoices: Many[direct_fulfillment_payments_v1.InvoiceDetailBody] | None


class DirectFulfillmentTestOrders(TypedDict, total=False):
    transaction_id: Required[str]


class DirectFulfillmentTransaction(TypedDict, total=False):
    transaction_id: Required[str]


class DirectFulfillmentUpdateStatus(TypedDict, total=False):
    shipment_status_updates: Many[direct_fulfillment_shipping_2021_12_28.ShipmentStatusUpdateBody] | None


class EasyShipCreate(TypedDict, total=False):
    amazon_order_id: Required[str]
    marketplace_id: str | None
    package_details: Required[easy_ship_2022_03_23.PackageDetailsBody]


class EasyShipCreateBulk(TypedDict, total=False):
    marketplace_id: str | None
    order_schedule_details_list: Required[Many[easy_ship_2022_03_23.OrderScheduleDetailsBody]]
    label_format: Required[Literal["PDF", "ZPL"]]


class EasyShipGet(TypedDict, total=False):
    amazon_order_id: Required[str]
    marketplace_id: str | None


class EasyShipSlots(TypedDict, total=False):
    marketplace_id: str | None
    amazon_order_id: Required[str]
    package_dimensions: Required[easy_ship_2022_03_23.DimensionsBody]
    package_weight: Required[easy_ship_2022_03_23.WeightBody]


class EasyShipUpdate(TypedDict, total=False):
    marketplace_id: str | None
    update_package_details_list: Required[Many[easy_ship_2022_03_23.UpdatePackageDetailsBody]]


class ExternalFulfillmentCreateInvoice(TypedDict, total=False):
    shipment_id: Required[str]


class ExternalFulfillmentCreateLabels(TypedDict, total=False):
    package_ids: Required[Many[str]]
    courier_supported_attributes: (
        external_fulfillment_shipments_2024_09_11.CourierSupportedAttributesBody | None
    )
    shipment_id: Required[str]
    shipping_option_id: str | None
    operation: Required[Literal["GENERATE", "REGENERATE"]]


class ExternalFulfillmentCreatePackages(TypedDict, total=False):
    packages: Required[Many[external_fulfillment_shipments_2024_09_11.PackageBody]]
    shipment_id: Required[str]


class ExternalFulfillmentGet(TypedDict, total=False):
    shipment_id: Required[str]


class ExternalFulfillmentGetReturn(TypedDict, total=False):
    return_id: Required[str]


class ExternalFulfillmentInvoice(TypedDict, total=False):
    shipment_id: Required[str]


class ExternalFulfillmentList(TypedDict, total=False):
    location_id: str | None
    marketplace_id: str | None
    channel_name: str | None
    status: Required[
        Literal[
            "CREATED",
            "ACCEPTED",
            "CONFIRMED",
            "PACKAGE_CREATED",
            "PICKUP_SLOT_RETRIEVED",
            "INVOICE_GENERATED",
            "SHIPLABEL_GENERATED",
            "CANCELLED",
            "SHIPPED",
            "DELIVERED",
        ]
    ]
    last_updated_after: Moment | None
    last_updated_before: Moment | None
    max_results: int | None
    pagination_token: str | None


class ExternalFulfillmentProcess(TypedDict, total=False):
    reference_id: str | None
    line_items: Required[Many[external_fulfillment_shipments_2024_09_11.LineItemWithReasonBody]]
    shipment_id: Required[str]
    operation: Required[Literal["CONFIRM", "REJECT"]]


class ExternalFulfillmentReturns(TypedDict, total=False):
    return_location_id: str | None
    rma_id: str | None
    status: (
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
        | None
    )
    reverse_tracking_id: str | None
    created_since: Moment | None
    created_until: Moment | None
    last_updated_since: Moment | None
    last_updated_until: Moment | None
    last_updated_after: Moment | None
    last_updated_before: Moment | None
    max_results: int | None
    next_token: str | None


class ExternalFulfillmentSetInventory(TypedDict, total=False):
    requests: Many[external_fulfillment_inventory_2024_09_11.InventoryRequestBody] | None


class ExternalFulfillmentSetPackageStatus(TypedDict, total=False):
    body_status: (
        Literal[
            "CREATED",
            "PICKUP_SLOT_RETRIEVED",
            "INVOICE_GENERATED",
            "SHIPLABEL_GENERATED",
            "SHIPPED",
            "DELIVERED",
        ]
        | None
    )
    sub_status: Literal["OUT_FOR_DELIVERY", "DELIVERED", "NOT_DELIVERED", "UNDELIVERABLE"] | None
    reason: str | None
    shipment_id: Required[str]
    package_id: Required[str]
    status: Literal["SHIPPED"] | None


class ExternalFulfillmentShippingOptions(TypedDict, total=False):
    shipment_id: Required[str]
    package_id: Required[str]


class ExternalFulfillmentUpdatePackage(TypedDict, total=False):
    id: Required[str]
    dimensions: Required[external_fulfillment_shipments_2024_09_11.PackageDimensionsBody]
    weight: Required[external_fulfillment_shipments_2024_09_11.WeightBody]
    hazmat_labels: Many[str] | None
    package_line_items: Required[Many[external_fulfillment_shipments_2024_09_11.PackageLineItemBody]]
    status: (
        Literal[
            "CREATED",
            "PICKUP_SLOT_RETRIEVED",
            "INVOICE_GENERATED",
            "SHIPLABEL_GENERATED",
            "SHIPPED",
            "DELIVERED",
            "CANCELLED",
        ]
        | None
    )
    package_handling_requirements: Literal["NORMAL", "FRAGILE"] | None
    shipment_id: Required[str]
    package_id: Required[str]


class FeedsCancel(TypedDict, total=False):
    feed_id: Required[str]


class FeedsCreate(TypedDict, total=False):
    feed_type: Required[str]
    marketplace_ids: Many[str] | None
    input_feed_document_id: Required[str]
    feed_options: Mapping[str, str] | None


class FeedsCreateDocument(TypedDict, total=False):
    content_type: Required[str]


class FeedsDocument(TypedDict, total=False):
    feed_document_id: Required[str]
    enable_content_encoding_url_header: bool | None


class FeedsGet(TypedDict, total=False):
    feed_id: Required[str]


class FeedsList(TypedDict, total=False):
    feed_types: Many[str] | None
    marketplace_ids: Many[str] | None
    page_size: int | None
    processing_statuses: Many[Literal["CANCELLED", "DONE", "FATAL", "IN_PROGRESS", "IN_QUEUE"]] | None
    created_since: Moment | None
    created_until: Moment | None
    next_token: str | None


class FeedsResult(TypedDict, total=False):
    of_failed: bool | None
    feed_id: Required[str]


class FeedsSubmit(TypedDict, total=False):
    messages: Many[Mapping[str, Any]] | None
    content: File | None
    content_type: str | None
    issue_locale: str | None
    feed_type: str | None
    marketplace_ids: Many[str] | None
    input_feed_document_id: str | None
    feed_options: Mapping[str, str] | None


class FeesBatch(TypedDict, total=False):
    body: Required[Many[Mapping[str, Any]]]


class FeesByAsin(TypedDict, total=False):
    fees_estimate_request: Required[Mapping[str, Any]]
    asin: Required[str]


class FeesBySku(TypedDict, total=False):
    fees_estimate_request: Required[Mapping[str, Any]]
    seller_sku: Required[str]


class FinancialEventGroupsContextStoreSearch(TypedDict, total=False):
    query: Mapping[str, Any] | None
    limit: int | None
    cursor: str | None
    fields: Many[Mapping[str, Any]] | None


class FinancialEventGroupsContextStoreSqlQuery(TypedDict, total=False):
    sql: Required[str]
    limit: int | None


class FinancialEventGroupsList(TypedDict, total=False):
    max_results_per_page: int | None
    financial_event_group_started_before: Moment | None
    financial_event_group_started_after: Moment | None
    next_token: str | None


class FinancialEventsList(TypedDict, total=False):
    max_results_per_page: int | None
    posted_after: Moment | None
    posted_before: Moment | None
    next_token: str | None


class InboundItemsCompliance(TypedDict, total=False):
    mskus: Required[Many[str]]
    marketplace_id: str | None


class InboundItemsEligibility(TypedDict, total=False):
    marketplace_ids: Many[str] | None
    asin: Required[str]
    program: Required[Literal["INBOUND", "COMMINGLING"]]


class InboundItemsLabels(TypedDict, total=False):
    height: float | None
    label_type: Required[Literal["STANDARD_FORMAT", "THERMAL_PRINTING"]]
    locale_code: str | None
    marketplace_id: str | None
    msku_quantities: Required[Many[fulfillment_inbound_2024_03_20.MskuQuantityBody]]
    page_type: (
        Literal[
            "A4_21",
            "A4_24",
            "A4_24_64x33",
            "A4_24_66x35",
            "A4_24_70x36",
            "A4_24_70x37",
            "A4_24i",
            "A4_27",
            "A4_40_52x29",
            "A4_44_48x25",
            "Letter_30",
        ]
        | None
    )
    width: float | None


class InboundItemsPrepDetails(TypedDict, total=False):
    marketplace_id: str | None
    mskus: Required[Many[str]]


class InboundItemsPrepInstructions(TypedDict, total=False):
    ship_to_country_code: Required[str]
    seller_sku_list: Many[str] | None
    asin_list: Many[str] | None


class InboundItemsSetCompliance(TypedDict, total=False):
    msku: Required[str]
    tax_details: Required[fulfillment_inbound_2024_03_20.TaxDetailsBody]
    marketplace_id: str | None
    wait: bool | None


class InboundItemsSetPrepDetails(TypedDict, total=False):
    marketplace_id: str | None
    msku_prep_details: Required[Many[fulfillment_inbound_2024_03_20.MskuPrepDetailInputBody]]
    wait: bool | None


class InboundPlansBoxes(TypedDict, total=False):
    inbound_plan_id: Required[str]
    page_size: int | None
    pagination_token: str | None


class InboundPlansCancel(TypedDict, total=False):
    inbound_plan_id: Required[str]
    wait: bool | None


class InboundPlansConfirmPackingOption(TypedDict, total=False):
    inbound_plan_id: Required[str]
    packing_option_id: Required[str]
    wait: bool | None


class InboundPlansConfirmPlacementOption(TypedDict, total=False):
    inbound_plan_id: Required[str]
    placement_option_id: Required[str]
    wait: bool | None


class InboundPlansCreate(TypedDict, total=False):
    destination_marketplaces: Many[str] | None
    items: Required[Many[fulfillment_inbound_2024_03_20.ItemInputBody]]
    name: str | None
    source_address: Required[fulfillment_inbound_2024_03_20.AddressInputBody]
    wait: bool | None


class InboundPlansGeneratePackingOptions(TypedDict, total=False):
    inbound_plan_id: Required[str]
    wait: bool | None


class InboundPlansGeneratePlacementOptions(TypedDict, total=False):
    custom_placement: Many[fulfillment_inbound_2024_03_20.CustomPlacementInputBody] | None
    inbound_plan_id: Required[str]
    wait: bool | None


class InboundPlansGet(TypedDict, total=False):
    inbound_plan_id: Required[str]


class InboundPlansItems(TypedDict, total=False):
    inbound_plan_id: Required[str]
    page_size: int | None
    pagination_token: str | None


class InboundPlansList(TypedDict, total=False):
    page_size: int | None
    pagination_token: str | None
    status: Literal["ACTIVE", "VOIDED", "SHIPPED"] | None
    sort_by: Literal["LAST_UPDATED_TIME", "CREATION_TIME"] | None
    sort_order: Literal["ASC", "DESC"] | None


class InboundPlansOperation(TypedDict, total=False):
    operation_id: Required[str]
    wait: bool | None


class InboundPlansPackingGroupBoxes(TypedDict, total=False):
    inbound_plan_id: Required[str]
    packing_group_id: Required[str]
    page_size: int | None
    pagination_token: str | None


class InboundPlansPackingGroupItems(TypedDict, total=False):
    inbound_plan_id: Required[str]
    packing_group_id: Required[str]
    page_size: int | None
    pagination_token: str | None


class InboundPlansPackingOptions(TypedDict, total=False):
    inbound_plan_id: Required[str]
    page_size: int | None
    pagination_token: str | None


class InboundPlansPallets(TypedDict, total=False):
    inbound_plan_id: Required[str]
    page_size: int | None
    pagination_token: str | None


class InboundPlansPlacementOptions(TypedDict, total=False):
    inbound_plan_id: Required[str]
    page_size: int | None
    pagination_token: str | None


class InboundPlansRename(TypedDict, total=False):
    name: Required[str]
    inbound_plan_id: Required[str]


class InboundPlansSetPacking(TypedDict, total=False):
    package_groupings: Required[Many[fulfillment_inbound_2024_03_20.PackageGroupingInputBody]]
    inbound_plan_id: Required[str]
    wait: bool | None


class InboundShipmentsBillOfLading(TypedDict, total=False):
    shipment_id: Required[str]


class InboundShipmentsBoxes(TypedDict, total=False):
    inbound_plan_id: Required[str]
    shipment_id: Required[str]
    page_size: int | None
    pagination_token: str | None


class InboundShipmentsChangedItems(TypedDict, total=False):
    last_updated_after: Moment | None
    last_updated_before: Moment | None
    query_type: Required[Literal["DATE_RANGE", "NEXT_TOKEN"]]
    next_token: str | None
    marketplace_id: str | None


class InboundShipmentsConfirmContentUpdatePreview(TypedDict, total=False):
    inbound_plan_id: Required[str]
    shipment_id: Required[str]
    content_update_preview_id: Required[str]
    wait: bool | None


class InboundShipmentsContentUpdatePreview(TypedDict, total=False):
    inbound_plan_id: Required[str]
    shipment_id: Required[str]
    content_update_preview_id: Required[str]


class InboundShipmentsContentUpdatePreviews(TypedDict, total=False):
    inbound_plan_id: Required[str]
    shipment_id: Required[str]
    page_size: int | None
    pagination_token: str | None


class InboundShipmentsDeliveryChallanDocument(TypedDict, total=False):
    inbound_plan_id: Required[str]
    shipment_id: Required[str]


class InboundShipmentsGenerateContentUpdatePreviews(TypedDict, total=False):
    boxes: Required[Many[fulfillment_inbound_2024_03_20.BoxUpdateInputBody]]
    items: Required[Many[fulfillment_inbound_2024_03_20.ItemInputBody]]
    inbound_plan_id: Required[str]
    shipment_id: Required[str]
    wait: bool | None


class InboundShipmentsGet(TypedDict, total=False):
    inbound_plan_id: Required[str]
    shipment_id: Required[str]


class InboundShipmentsItems(TypedDict, total=False):
    inbound_plan_id: Required[str]
    shipment_id: Required[str]
    page_size: int | None
    pagination_token: str | None


class InboundShipmentsLabels(TypedDict, total=False):
    shipment_id: Required[str]
    page_type: Required[
        Literal[
            "PackageLabel_Letter_2",
            "PackageLabel_Letter_4",
            "PackageLabel_Letter_6",
            "PackageLabel_Letter_6_CarrierLeft",
            "PackageLabel_A4_2",
            "PackageLabel_A4_4",
            "PackageLabel_Plain_Paper",
            "PackageLabel_Plain_Paper_CarrierBottom",
            "PackageLabel_Thermal",
            "PackageLabel_Thermal_Unified",
            "PackageLabel_Thermal_NonPCP",
            "PackageLabel_Thermal_No_Carrier_Rotation",
        ]
    ]
    label_type: Required[Literal["BARCODE_2D", "UNIQUE", "PALLET"]]
    number_of_packages: int | None
    package_labels_to_print: Many[str] | None
    number_of_pallets: int | None
    page_size: int | None
    page_start_index: int | None


class InboundShipmentsList(TypedDict, total=False):
    shipment_status_list: (
        Many[
            Literal[
                "WORKING",
                "READY_TO_SHIP",
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
        ]
        | None
    )
    shipment_id_list: Many[str] | None
    last_updated_after: Moment | None
    last_updated_before: Moment | None
    query_type: Required[Literal["SHIPMENT", "DATE_RANGE", "NEXT_TOKEN"]]
    next_token: str | None
    marketplace_id: str | None


class InboundShipmentsPallets(TypedDict, total=False):
    inbound_plan_id: Required[str]
    shipment_id: Required[str]
    page_size: int | None
    pagination_token: str | None


class InboundShipmentsReceived(TypedDict, total=False):
    shipment_id: Required[str]
    marketplace_id: str | None


class InboundShipmentsRename(TypedDict, total=False):
    name: Required[str]
    inbound_plan_id: Required[str]
    shipment_id: Required[str]


class InboundShipmentsSetSourceAddress(TypedDict, total=False):
    address: Required[fulfillment_inbound_2024_03_20.AddressInputBody]
    inbound_plan_id: Required[str]
    shipment_id: Required[str]
    wait: bool | None


class InboundShipmentsSetTracking(TypedDict, total=False):
    tracking_details: Required[fulfillment_inbound_2024_03_20.TrackingDetailsInputBody]
    inbound_plan_id: Required[str]
    shipment_id: Required[str]
    wait: bool | None


class InboundTransportAppointmentSlots(TypedDict, total=False):
    inbound_plan_id: Required[str]
    shipment_id: Required[str]
    page_size: int | None
    pagination_token: str | None


class InboundTransportCancelAppointment(TypedDict, total=False):
    reason_comment: (
        Literal[
            "APPOINTMENT_REQUESTED_BY_MISTAKE",
            "VEHICLE_DELAY",
            "SLOT_NOT_SUITABLE",
            "OUTSIDE_CARRIER_BUSINESS_HOURS",
            "UNFAVOURABLE_EXTERNAL_CONDITIONS",
            "PROCUREMENT_DELAY",
            "SHIPPING_PLAN_CHANGED",
            "INCREASED_QUANTITY",
            "OTHER",
        ]
        | None
    )
    inbound_plan_id: Required[str]
    shipment_id: Required[str]
    wait: bool | None


class InboundTransportConfirmDeliveryWindow(TypedDict, total=False):
    inbound_plan_id: Required[str]
    shipment_id: Required[str]
    delivery_window_option_id: Required[str]
    wait: bool | None


class InboundTransportConfirmOptions(TypedDict, total=False):
    transportation_selections: Required[Many[fulfillment_inbound_2024_03_20.TransportationSelectionBody]]
    inbound_plan_id: Required[str]
    wait: bool | None


class InboundTransportDeliveryWindows(TypedDict, total=False):
    inbound_plan_id: Required[str]
    shipment_id: Required[str]
    page_size: int | None
    pagination_token: str | None


class InboundTransportGenerateAppointmentSlots(TypedDict, total=False):
    desired_end_date: Moment | None
    desired_start_date: Moment | None
    inbound_plan_id: Required[str]
    shipment_id: Required[str]
    wait: bool | None


class InboundTransportGenerateDeliveryWindows(TypedDict, total=False):
    inbound_plan_id: Required[str]
    shipment_id: Required[str]
    wait: bool | None


class InboundTransportGenerateOptions(TypedDict, total=False):
    placement_option_id: Required[str]
    shipment_transportation_configurations: Required[
        Many[fulfillment_inbound_2024_03_20.ShipmentTransportationConfigurationBody]
    ]
    inbound_plan_id: Required[str]
    wait: bool | None


class InboundTransportOptions(TypedDict, total=False):
    inbound_plan_id: Required[str]
    page_size: int | None
    pagination_token: str | None
    placement_option_id: str | None
    shipment_id: str | None


class InboundTransportScheduleAppointment(TypedDict, total=False):
    reason_comment: (
        Literal[
            "APPOINTMENT_REQUESTED_BY_MISTAKE",
            "VEHICLE_DELAY",
            "SLOT_NOT_SUITABLE",
            "OUTSIDE_CARRIER_BUSINESS_HOURS",
            "UNFAVOURABLE_EXTERNAL_CONDITIONS",
            "PROCUREMENT_DELAY",
            "SHIPPING_PLAN_CHANGED",
            "INCREASED_QUANTITY",
            "OTHER",
        ]
        | None
    )
    inbound_plan_id: Required[str]
    shipment_id: Required[str]
    slot_id: Required[str]


class InventoryAddTestStock(TypedDict, total=False):
    inventory_items: Many[fba_inventory_v1.InventoryItemBody] | None
    idempotency_token: Required[str]


class InventoryContextStoreSearch(TypedDict, total=False):
    query: Mapping[str, Any] | None
    limit: int | None
    cursor: str | None
    fields: Many[Mapping[str, Any]] | None


class InventoryContextStoreSqlQuery(TypedDict, total=False):
    sql: Required[str]
    limit: int | None


class InventoryCreateTestItem(TypedDict, total=False):
    seller_sku: Required[str]
    marketplace_id: str | None
    product_name: Required[str]


class InventoryDeleteTestItem(TypedDict, total=False):
    seller_sku: Required[str]
    marketplace_id: str | None


class InventoryList(TypedDict, total=False):
    details: bool | None
    granularity_type: Literal["Marketplace"] | None
    granularity_id: str | None
    start_date_time: Moment | None
    seller_skus: Many[str] | None
    seller_sku: str | None
    next_token: str | None
    marketplace_ids: Many[str] | None


class InvoicesAttributes(TypedDict, total=False):
    marketplace_id: str | None


class InvoicesCreateExport(TypedDict, total=False):
    date_end: Moment | None
    date_start: Moment | None
    external_invoice_id: str | None
    file_format: Literal["XML"] | None
    invoice_type: str | None
    marketplace_id: str | None
    series: str | None
    statuses: Many[str] | None
    transaction_identifier: invoices_2024_06_19.TransactionIdentifierBody | None
    transaction_type: str | None


class InvoicesCreateGovernmentInvoice(TypedDict, total=False):
    contexts: Many[invoices_2024_06_19.CarrierDetailsContextBody] | None
    inbound_plan_id: str | None
    invoice_type: Required[str]
    marketplace_id: str | None
    shipment_id: Required[str]
    transaction_type: Required[str]


class InvoicesDocument(TypedDict, total=False):
    invoices_document_id: Required[str]


class InvoicesExport(TypedDict, total=False):
    export_id: Required[str]


class InvoicesExports(TypedDict, total=False):
    marketplace_id: str | None
    date_start: Moment | None
    next_token: str | None
    page_size: int | None
    date_end: Moment | None
    status: Literal["REQUESTED", "PROCESSING", "DONE", "ERROR"] | None


class InvoicesGet(TypedDict, total=False):
    marketplace_id: str | None
    invoice_id: Required[str]


class InvoicesGovernmentDocument(TypedDict, total=False):
    marketplace_id: str | None
    transaction_type: Required[str]
    shipment_id: Required[str]
    invoice_type: Required[str]
    inbound_plan_id: str | None
    file_format: str | None


class InvoicesGovernmentStatus(TypedDict, total=False):
    marketplace_id: str | None
    transaction_type: Required[str]
    shipment_id: Required[str]
    invoice_type: Required[str]
    inbound_plan_id: str | None


class InvoicesList(TypedDict, total=False):
    transaction_identifier_name: str | None
    page_size: int | None
    date_end: Moment | None
    marketplace_id: str | None
    transaction_type: str | None
    transaction_identifier_id: str | None
    date_start: Moment | None
    series: str | None
    next_token: str | None
    sort_order: Literal["DESC", "ASC"] | None
    invoice_type: str | None
    statuses: Many[str] | None
    external_invoice_id: str | None
    sort_by: Literal["START_DATE_TIME"] | None


class ListingsItemsDelete(TypedDict, total=False):
    seller_id: str | None
    sku: Required[str]
    marketplace_ids: Many[str] | None
    issue_locale: str | None


class ListingsItemsGet(TypedDict, total=False):
    seller_id: str | None
    sku: Required[str]
    marketplace_ids: Many[str] | None
    issue_locale: str | None
    included_data: (
        Many[
            Literal[
                "summaries",
                "attributes",
                "issues",
                "offers",
                "fulfillmentAvailability",
                "procurement",
                "relationships",
                "productTypes",
            ]
        ]
        | None
    )


class ListingsItemsList(TypedDict, total=False):
    seller_id: str | None
    marketplace_ids: Many[str] | None
    issue_locale: str | None
    included_data: (
        Many[
            Literal[
                "summaries",
                "attributes",
                "issues",
                "offers",
                "fulfillmentAvailability",
                "procurement",
                "relationships",
                "productTypes",
            ]
        ]
        | None
    )
    identifiers: Many[str] | None
    identifiers_type: Literal["ASIN", "EAN", "FNSKU", "GTIN", "ISBN", "JAN", "MINSAN", "SKU", "UPC"] | None
    variation_parent_sku: str | None
    package_hierarchy_sku: str | None
    created_after: Moment | None
    created_before: Moment | None
    last_updated_after: Moment | None
    last_updated_before: Moment | None
    with_issue_severity: Many[Literal["WARNING", "ERROR"]] | None
    with_status: Many[Literal["BUYABLE", "DISCOVERABLE"]] | None
    without_status: Many[Literal["BUYABLE", "DISCOVERABLE"]] | None
    sort_by: Literal["sku", "createdDate", "lastUpdatedDate"] | None
    sort_order: Literal["ASC", "DESC"] | None
    page_size: int | None
    page_token: str | None


class ListingsItemsPatch(TypedDict, total=False):
    product_type: Required[str]
    patches: Required[Many[listings_items_2021_08_01.PatchOperationBody]]
    seller_id: str | None
    sku: Required[str]
    marketplace_ids: Many[str] | None
    included_data: Many[Literal["identifiers", "issues"]] | None
    mode: Literal["VALIDATION_PREVIEW"] | None
    issue_locale: str | None


class ListingsItemsPut(TypedDict, total=False):
    product_type: Required[str]
    requirements: Literal["LISTING", "LISTING_PRODUCT_ONLY", "LISTING_OFFER_ONLY"] | None
    attributes: Required[Mapping[str, Any]]
    seller_id: str | None
    sku: Required[str]
    marketplace_ids: Many[str] | None
    included_data: Many[Literal["identifiers", "issues"]] | None
    mode: Literal["VALIDATION_PREVIEW"] | None
    issue_locale: str | None


class MarketplacesAccount(TypedDict, total=False):
    pass


class MarketplacesList(TypedDict, total=False):
    pass


class MessagingActions(TypedDict, total=False):
    amazon_order_id: Required[str]
    marketplace_ids: Many[str] | None


class MessagingAttributes(TypedDict, total=False):
    amazon_order_id: Required[str]
    marketplace_ids: Many[str] | None


class MessagingConfirmCustomizationDetails(TypedDict, total=False):
    text: str | None
    attachments: Many[Mapping[str, Any]] | None
    amazon_order_id: Required[str]
    marketplace_ids: Many[str] | None


class MessagingConfirmDeliveryDetails(TypedDict, total=False):
    text: Required[str]
    amazon_order_id: Required[str]
    marketplace_ids: Many[str] | None


class MessagingConfirmOrderDetails(TypedDict, total=False):
    text: Required[str]
    amazon_order_id: Required[str]
    marketplace_ids: Many[str] | None


class MessagingConfirmServiceDetails(TypedDict, total=False):
    text: Required[str]
    amazon_order_id: Required[str]
    marketplace_ids: Many[str] | None


class MessagingDigitalAccessKey(TypedDict, total=False):
    text: str | None
    attachments: Many[Mapping[str, Any]] | None
    amazon_order_id: Required[str]
    marketplace_ids: Many[str] | None


class MessagingInvoice(TypedDict, total=False):
    attachments: Required[Many[Mapping[str, Any]]]
    amazon_order_id: Required[str]
    marketplace_ids: Many[str] | None


class MessagingLegalDisclosure(TypedDict, total=False):
    attachments: Required[Many[Mapping[str, Any]]]
    amazon_order_id: Required[str]
    marketplace_ids: Many[str] | None


class MessagingUnexpectedProblem(TypedDict, total=False):
    text: Required[str]
    amazon_order_id: Required[str]
    marketplace_ids: Many[str] | None


class MessagingWarranty(TypedDict, total=False):
    attachments: Many[Mapping[str, Any]] | None
    coverage_start_date: Moment | None
    coverage_end_date: Moment | None
    amazon_order_id: Required[str]
    marketplace_ids: Many[str] | None


class MultiChannelFeaturesInventory(TypedDict, total=False):
    marketplace_id: str | None
    feature_name: Required[str]
    next_token: str | None
    query_start_date: Moment | None


class MultiChannelFeaturesList(TypedDict, total=False):
    marketplace_id: str | None


class MultiChannelFeaturesSku(TypedDict, total=False):
    marketplace_id: str | None
    feature_name: Required[str]
    seller_sku: Required[str]


class MultiChannelOrdersCancel(TypedDict, total=False):
    seller_fulfillment_order_id: Required[str]


class MultiChannelOrdersCancel2026(TypedDict, total=False):
    fulfillment_service_id: str | None
    order_id: Required[str]


class MultiChannelOrdersCreate(TypedDict, total=False):
    marketplace_id: str | None
    seller_fulfillment_order_id: Required[str]
    displayable_order_id: Required[str]
    displayable_order_date: Required[Moment]
    displayable_order_comment: Required[str]
    shipping_speed_category: Required[Literal["Standard", "Expedited", "Priority", "ScheduledDelivery"]]
    delivery_window: fulfillment_outbound_2020_07_01.DeliveryWindowBody | None
    destination_address: Required[fulfillment_outbound_2020_07_01.AddressBody]
    delivery_preferences: fulfillment_outbound_2020_07_01.DeliveryPreferencesBody | None
    fulfillment_action: Literal["Ship", "Hold"] | None
    fulfillment_policy: Literal["FillOrKill", "FillAll", "FillAllAvailable"] | None
    cod_settings: fulfillment_outbound_2020_07_01.CODSettingsBody | None
    ship_from_country_code: str | None
    notification_emails: Many[str] | None
    feature_constraints: Many[fulfillment_outbound_2020_07_01.FeatureSettingsBody] | None
    items: Required[Many[fulfillment_outbound_2020_07_01.CreateFulfillmentOrderItemBody]]
    payment_information: Many[fulfillment_outbound_2020_07_01.PaymentInformationBody] | None


class MultiChannelOrdersCreate2026(TypedDict, total=False):
    order_id: Required[str]
    channel: str | None
    fulfillment_configuration: fulfillment_outbound_2026_07_04.OrderFulfillmentConfigurationBody | None
    origin: fulfillment_outbound_2026_07_04.OrderOriginBody | None
    destination: Required[fulfillment_outbound_2026_07_04.OrderDestinationBody]
    line_items: Required[Many[fulfillment_outbound_2026_07_04.CreateOrderLineItemBody]]
    payment_information: fulfillment_outbound_2026_07_04.PaymentInformationBody | None
    fulfillment_service_id: str | None


class MultiChannelOrdersCreateReturn(TypedDict, total=False):
    items: Required[Many[fulfillment_outbound_2020_07_01.CreateReturnItemBody]]
    seller_fulfillment_order_id: Required[str]


class MultiChannelOrdersDeliveryOffers(TypedDict, total=False):
    product: Required[fulfillment_outbound_2020_07_01.GetDeliveryOffersProductBody]
    terms: Required[fulfillment_outbound_2020_07_01.GetDeliveryOffersTermsBody]


class MultiChannelOrdersDeliveryOffers2026(TypedDict, total=False):
    fulfillment_configuration: fulfillment_outbound_2026_07_04.OfferFulfillmentConfigurationBody | None
    origin: Required[fulfillment_outbound_2026_07_04.OrderOriginBody]
    destination: fulfillment_outbound_2026_07_04.OfferDestinationBody | None
    items: Required[Many[fulfillment_outbound_2026_07_04.OfferItemBody]]
    fulfillment_service_id: str | None


class MultiChannelOrdersGet(TypedDict, total=False):
    seller_fulfillment_order_id: Required[str]


class MultiChannelOrdersGet2026(TypedDict, total=False):
    fulfillment_service_id: str | None
    order_id: Required[str]
    shipments: Literal["INCLUDE", "EXCLUDE"] | None


class MultiChannelOrdersList(TypedDict, total=False):
    query_start_date: Moment | None
    next_token: str | None


class MultiChannelOrdersList2026(TypedDict, total=False):
    fulfillment_service_id: str | None
    updated_after: Moment | None
    page_token: str | None
    shipments: Literal["INCLUDE", "EXCLUDE"] | None


class MultiChannelOrdersPreview(TypedDict, total=False):
    marketplace_id: str | None
    address: Required[fulfillment_outbound_2020_07_01.AddressBody]
    items: Required[Many[fulfillment_outbound_2020_07_01.GetFulfillmentPreviewItemBody]]
    shipping_speed_categories: Many[Literal["Standard", "Expedited", "Priority", "ScheduledDelivery"]] | None
    include_cod_fulfillment_preview: bool | None
    include_delivery_windows: bool | None
    feature_constraints: Many[fulfillment_outbound_2020_07_01.FeatureSettingsBody] | None


class MultiChannelOrdersPreview2026(TypedDict, total=False):
    channel: str | None
    fulfillment_configuration: fulfillment_outbound_2026_07_04.PreviewFulfillmentConfigurationBody | None
    origin: fulfillment_outbound_2026_07_04.OrderOriginBody | None
    destination: Required[fulfillment_outbound_2026_07_04.PreviewDestinationBody]
    line_items: Required[Many[fulfillment_outbound_2026_07_04.PreviewLineItemBody]]
    exclude_estimated_fees: bool | None
    include_payment_on_delivery: bool | None
    fulfillment_service_id: str | None


class MultiChannelOrdersReturnReasons(TypedDict, total=False):
    seller_sku: Required[str]
    marketplace_id: str | None
    seller_fulfillment_order_id: str | None
    language: str | None


class MultiChannelOrdersSetStatus(TypedDict, total=False):
    fulfillment_order_status: (
        Literal[
            "New",
            "Received",
            "Planning",
            "Processing",
            "Cancelled",
            "Complete",
            "CompletePartialled",
            "Unfulfillable",
            "Invalid",
        ]
        | None
    )
    seller_fulfillment_order_id: Required[str]


class MultiChannelOrdersSetStatus2026(TypedDict, total=False):
    status: Required[str]
    fulfillment_service_id: str | None
    order_id: Required[str]


class MultiChannelOrdersTracking(TypedDict, total=False):
    package_number: Required[int]


class MultiChannelOrdersUpdate(TypedDict, total=False):
    marketplace_id: str | None
    displayable_order_id: str | None
    displayable_order_date: Moment | None
    displayable_order_comment: str | None
    shipping_speed_category: Literal["Standard", "Expedited", "Priority", "ScheduledDelivery"] | None
    destination_address: fulfillment_outbound_2020_07_01.AddressBody | None
    fulfillment_action: Literal["Ship", "Hold"] | None
    fulfillment_policy: Literal["FillOrKill", "FillAll", "FillAllAvailable"] | None
    ship_from_country_code: str | None
    notification_emails: Many[str] | None
    feature_constraints: Many[fulfillment_outbound_2020_07_01.FeatureSettingsBody] | None
    items: Many[fulfillment_outbound_2020_07_01.UpdateFulfillmentOrderItemBody] | None
    seller_fulfillment_order_id: Required[str]


class MultiChannelOrdersUpdate2026(TypedDict, total=False):
    fulfillment_configuration: fulfillment_outbound_2026_07_04.UpdateOrderFulfillmentConfigurationBody | None
    fulfillment_service_id: str | None
    order_id: Required[str]


class MultiChannelOrdersUpdatePackage2026(TypedDict, total=False):
    status: Required[str]
    delivery_time: Moment | None
    tracking: fulfillment_outbound_2026_07_04.TrackingBody | None
    fulfillment_service_id: str | None
    order_id: Required[str]
    package_id: Required[str]


class NotificationDestinationsCreate(TypedDict, total=False):
    resource_specification: Required[notifications_v1.DestinationResourceSpecificationBody]
    name: Required[str]


class NotificationDestinationsDelete(TypedDict, total=False):
    destination_id: Required[str]


class NotificationDestinationsGet(TypedDict, total=False):
    destination_id: Required[str]


class NotificationDestinationsList(TypedDict, total=False):
    pass


class NotificationSubscriptionsCreate(TypedDict, total=False):
    payload_version: Required[str]
    destination_id: Required[str]
    processing_directive: Mapping[str, Any] | None
    notification_type: Required[
        Literal[
            "ACCOUNT_STATUS_CHANGED",
            "ANY_OFFER_CHANGED",
            "B2B_ANY_OFFER_CHANGED",
            "BRANDED_ITEM_CONTENT_CHANGE",
            "DATA_KIOSK_QUERY_PROCESSING_FINISHED",
            "DETAIL_PAGE_TRAFFIC_EVENT",
            "EXTERNAL_FULFILLMENT_SHIPMENT_STATUS_CHANGE",
            "FBA_INVENTORY_AVAILABILITY_CHANGES",
            "FBA_OUTBOUND_SHIPMENT_STATUS",
            "FEED_PROCESSING_FINISHED",
            "FEE_PROMOTION",
            "FULFILLMENT_ORDER_STATUS",
            "ITEM_INVENTORY_EVENT_CHANGE",
            "ITEM_PRODUCT_TYPE_CHANGE",
            "ITEM_SALES_EVENT_CHANGE",
            "LISTINGS_ITEM_ISSUES_CHANGE",
            "LISTINGS_ITEM_MFN_QUANTITY_CHANGE",
            "LISTINGS_ITEM_STATUS_CHANGE",
            "ORDER_CHANGE",
            "PRICING_HEALTH",
            "PRODUCT_TYPE_DEFINITIONS_CHANGE",
            "REPORT_PROCESSING_FINISHED",
            "TRANSACTION_UPDATE",
        ]
    ]


class NotificationSubscriptionsDelete(TypedDict, total=False):
    subscription_id: Required[str]
    notification_type: Required[str]


class NotificationSubscriptionsGet(TypedDict, total=False):
    notification_type: Required[str]
    payload_version: str | None


class NotificationSubscriptionsGetById(TypedDict, total=False):
    subscription_id: Required[str]
    notification_type: Required[str]


class NotificationSubscriptionsList(TypedDict, total=False):
    notification_types: Required[Many[str]]
    payload_version: str | None
    page_size: int | None
    next_token: str | None


class NotificationSubscriptionsSendTest(TypedDict, total=False):
    destination_id: str | None
    test_notification: notifications_v1.TestNotificationBody | None
    notification_type: Required[str]


class OrderItemsContextStoreSearch(TypedDict, total=False):
    query: Mapping[str, Any] | None
    limit: int | None
    cursor: str | None
    fields: Many[Mapping[str, Any]] | None


class OrderItemsContextStoreSqlQuery(TypedDict, total=False):
    sql: Required[str]
    limit: int | None


class OrderItemsList(TypedDict, total=False):
    order_id: Required[str]
    included_data: (
        Many[
            Literal[
                "BUYER",
                "RECIPIENT",
                "PROCEEDS",
                "EXPENSE",
                "PROMOTION",
                "CANCELLATION",
                "FULFILLMENT",
                "PACKAGES",
                "TAX",
                "PAYMENT",
                "FULFILLMENT_ORDERS",
            ]
        ]
        | None
    )


class OrderItemsV0List(TypedDict, total=False):
    order_id: Required[str]
    next_token: str | None
    data_elements: Many[Literal["buyerInfo"]] | None


class OrdersConfirmShipment(TypedDict, total=False):
    package_detail: Required[orders_v0.PackageDetailBody]
    cod_collection_method: Literal["DirectPayment"] | None
    marketplace_id: str | None
    order_id: Required[str]


class OrdersContextStoreSearch(TypedDict, total=False):
    query: Mapping[str, Any] | None
    limit: int | None
    cursor: str | None
    fields: Many[Mapping[str, Any]] | None


class OrdersContextStoreSqlQuery(TypedDict, total=False):
    sql: Required[str]
    limit: int | None


class OrdersGet(TypedDict, total=False):
    order_id: Required[str]
    included_data: (
        Many[
            Literal[
                "BUYER",
                "RECIPIENT",
                "PROCEEDS",
                "EXPENSE",
                "PROMOTION",
                "CANCELLATION",
                "FULFILLMENT",
                "PACKAGES",
                "TAX",
                "PAYMENT",
                "FULFILLMENT_ORDERS",
            ]
        ]
        | None
    )


class OrdersList(TypedDict, total=False):
    created_after: Moment | None
    created_before: Moment | None
    last_updated_after: Moment | None
    last_updated_before: Moment | None
    fulfillment_statuses: (
        Many[
            Literal[
                "PENDING_AVAILABILITY",
                "PENDING",
                "UNSHIPPED",
                "PARTIALLY_SHIPPED",
                "SHIPPED",
                "CANCELLED",
                "UNFULFILLABLE",
            ]
        ]
        | None
    )
    marketplace_ids: Many[str] | None
    fulfilled_by: Many[Literal["MERCHANT", "AMAZON"]] | None
    max_results_per_page: int | None
    pagination_token: str | None
    included_data: (
        Many[
            Literal[
                "BUYER",
                "RECIPIENT",
                "PROCEEDS",
                "EXPENSE",
                "PROMOTION",
                "CANCELLATION",
                "FULFILLMENT",
                "PACKAGES",
                "TAX",
                "PAYMENT",
                "FULFILLMENT_ORDERS",
            ]
        ]
        | None
    )


class OrdersRegulatedInfo(TypedDict, total=False):
    order_id: Required[str]


class OrdersSetPickupStatus(TypedDict, total=False):
    marketplace_id: str | None
    shipment_status: Required[Literal["ReadyForPickup", "PickedUp", "RefusedPickup"]]
    order_items: Many[Mapping[str, Any]] | None
    order_id: Required[str]


class OrdersSetVerification(TypedDict, total=False):
    regulated_order_verification_status: Required[orders_v0.UpdateVerificationStatusRequestBodyBody]
    order_id: Required[str]


class OrdersV0Get(TypedDict, total=False):
    order_id: Required[str]
    data_elements: Many[Literal["buyerInfo", "shippingAddress", "buyerTaxInformation"]] | None


class OrdersV0List(TypedDict, total=False):
    created_after: Moment | None
    created_before: Moment | None
    last_updated_after: Moment | None
    last_updated_before: Moment | None
    order_statuses: (
        Many[
            Literal[
                "PendingAvailability",
                "Pending",
                "Unshipped",
                "PartiallyShipped",
                "Shipped",
                "InvoiceUnconfirmed",
                "Canceled",
                "Unfulfillable",
            ]
        ]
        | None
    )
    marketplace_ids: Many[str] | None
    fulfillment_channels: Many[Literal["AFN", "MFN"]] | None
    payment_methods: Many[Literal["COD", "CVS", "Other"]] | None
    buyer_email: str | None
    seller_order_id: str | None
    max_results_per_page: int | None
    easy_ship_shipment_statuses: (
        Many[
            Literal[
                "PendingSchedule",
                "PendingPickUp",
                "PendingDropOff",
                "LabelCanceled",
                "PickedUp",
                "DroppedOff",
                "AtOriginFC",
                "AtDestinationFC",
                "Delivered",
                "RejectedByBuyer",
                "Undeliverable",
                "ReturningToSeller",
                "ReturnedToSeller",
                "Lost",
                "OutForDelivery",
                "Damaged",
            ]
        ]
        | None
    )
    electronic_invoice_statuses: (
        Many[Literal["NotRequired", "NotFound", "Processing", "Errored", "Accepted"]] | None
    )
    next_token: str | None
    amazon_order_ids: Many[str] | None
    actual_fulfillment_supply_source_id: str | None
    is_ispu: bool | None
    store_chain_store_id: str | None
    earliest_delivery_date_before: Moment | None
    earliest_delivery_date_after: Moment | None
    latest_delivery_date_before: Moment | None
    latest_delivery_date_after: Moment | None
    data_elements: Many[Literal["buyerInfo", "shippingAddress", "buyerTaxInformation"]] | None


class PayoutsCreate(TypedDict, total=False):
    marketplace_id: str | None
    account_type: Required[str]


class PayoutsExpected(TypedDict, total=False):
    marketplace_ids: Many[str] | None
    account_type: str | None
    next_token: str | None


class PayoutsList(TypedDict, total=False):
    marketplace_ids: Many[str] | None
    created_after: Moment | None
    created_before: Moment | None
    payout_id: str | None
    account_type: str | None
    next_token: str | None


class PayoutsPaymentMethods(TypedDict, total=False):
    marketplace_id: str | None
    payment_method_types: Many[Literal["BANK_ACCOUNT", "CARD", "SELLER_WALLET"]] | None


class PricingCompetitivePrices(TypedDict, total=False):
    marketplace_id: str | None
    asins: Many[str] | None
    skus: Many[str] | None
    item_type: Required[Literal["Asin", "Sku"]]
    customer_type: Literal["Consumer", "Business"] | None


class PricingCompetitiveSummary(TypedDict, total=False):
    requests: Required[Many[Mapping[str, Any]]]


class PricingFeaturedOfferExpectedPrice(TypedDict, total=False):
    requests: Required[Many[Mapping[str, Any]]]


class PricingItemOffers(TypedDict, total=False):
    marketplace_id: str | None
    item_condition: Literal["New", "Used", "Collectible", "Refurbished", "Club"] | None
    asin: Required[str]
    customer_type: Literal["Consumer", "Business"] | None


class PricingItemOffersBatch(TypedDict, total=False):
    requests: Required[Many[Mapping[str, Any]]]


class PricingListingOffers(TypedDict, total=False):
    marketplace_id: str | None
    item_condition: Literal["New", "Used", "Collectible", "Refurbished", "Club"] | None
    seller_sku: Required[str]
    customer_type: Literal["Consumer", "Business"] | None


class PricingListingOffersBatch(TypedDict, total=False):
    requests: Required[Many[Mapping[str, Any]]]


class PricingOwnPrices(TypedDict, total=False):
    marketplace_id: str | None
    asins: Many[str] | None
    skus: Many[str] | None
    item_type: Required[Literal["Asin", "Sku"]]
    item_condition: Literal["New", "Used", "Collectible", "Refurbished", "Club"] | None
    offer_type: Literal["B2C", "B2B"] | None


class ProductTypesAttributes(TypedDict, total=False):
    names: Many[str] | None
    required_only: bool | None
    product_type: Required[str]
    seller_id: str | None
    marketplace_ids: Many[str] | None
    product_type_version: str | None
    requirements: Literal["LISTING", "LISTING_PRODUCT_ONLY", "LISTING_OFFER_ONLY"] | None
    requirements_enforced: Literal["ENFORCED", "NOT_ENFORCED"] | None
    locale: (
        Literal[
            "DEFAULT",
            "ar",
            "ar_AE",
            "de",
            "de_DE",
            "en",
            "en_AE",
            "en_AU",
            "en_CA",
            "en_GB",
            "en_IN",
            "en_SG",
            "en_US",
            "es",
            "es_ES",
            "es_MX",
            "es_US",
            "fr",
            "fr_CA",
            "fr_FR",
            "it",
            "it_IT",
            "ja",
            "ja_JP",
            "nl",
            "nl_NL",
            "pl",
            "pl_PL",
            "pt",
            "pt_BR",
            "pt_PT",
            "sv",
            "sv_SE",
            "tr",
            "tr_TR",
            "zh",
            "zh_CN",
            "zh_TW",
        ]
        | None
    )
    parentage_level: Literal["NONE", "CHILD", "PARENT"] | None


class ProductTypesGet(TypedDict, total=False):
    product_type: Required[str]
    seller_id: str | None
    marketplace_ids: Many[str] | None
    product_type_version: str | None
    requirements: Literal["LISTING", "LISTING_PRODUCT_ONLY", "LISTING_OFFER_ONLY"] | None
    requirements_enforced: Literal["ENFORCED", "NOT_ENFORCED"] | None
    locale: (
        Literal[
            "DEFAULT",
            "ar",
            "ar_AE",
            "de",
            "de_DE",
            "en",
            "en_AE",
            "en_AU",
            "en_CA",
            "en_GB",
            "en_IN",
            "en_SG",
            "en_US",
            "es",
            "es_ES",
            "es_MX",
            "es_US",
            "fr",
            "fr_CA",
            "fr_FR",
            "it",
            "it_IT",
            "ja",
            "ja_JP",
            "nl",
            "nl_NL",
            "pl",
            "pl_PL",
            "pt",
            "pt_BR",
            "pt_PT",
            "sv",
            "sv_SE",
            "tr",
            "tr_TR",
            "zh",
            "zh_CN",
            "zh_TW",
        ]
        | None
    )
    parentage_level: Literal["NONE", "CHILD", "PARENT"] | None


class ProductTypesSearch(TypedDict, total=False):
    keywords: Many[str] | None
    marketplace_ids: Many[str] | None
    item_name: str | None
    locale: str | None
    search_locale: str | None


class ReplenishmentMetrics(TypedDict, total=False):
    aggregation_frequency: Literal["DAY", "WEEK", "MONTH", "QUARTER", "YEAR"] | None
    time_interval: Required[replenishment_2022_11_07.TimeIntervalBody]
    metrics: (
        Many[
            Literal[
                "SHIPPED_SUBSCRIPTION_UNITS",
                "TOTAL_SUBSCRIPTIONS_REVENUE",
                "ACTIVE_SUBSCRIPTIONS",
                "NOT_DELIVERED_DUE_TO_OOS",
                "SUBSCRIBER_NON_SUBSCRIBER_AVERAGE_REVENUE",
                "LOST_REVENUE_DUE_TO_OOS",
                "SUBSCRIBER_NON_SUBSCRIBER_AVERAGE_REORDERS",
                "COUPONS_REVENUE_PENETRATION",
                "REVENUE_BY_DELIVERIES",
                "SUBSCRIBER_RETENTION",
                "REVENUE_PENETRATION_BY_SELLER_FUNDING",
                "SHARE_OF_COUPON_SUBSCRIPTIONS",
                "SUBSCRIBER_LIFETIME_VALUE_BY_CUSTOMER_SEGMENT",
                "SIGNUP_CONVERSION_BY_SELLER_FUNDING",
                "REVENUE_PENETRATION",
            ]
        ]
        | None
    )
    filters: replenishment_2022_11_07.GetSellingPartnerMetricsRequestFiltersBody | None
    time_period_type: Required[Literal["PERFORMANCE", "FORECAST"]]
    marketplace_id: str | None
    program_types: Required[Many[Literal["SUBSCRIBE_AND_SAVE"]]]


class ReplenishmentOfferMetrics(TypedDict, total=False):
    pagination: Mapping[str, Any] | None
    sort: Mapping[str, Any] | None
    filters: Required[Mapping[str, Any]]


class ReplenishmentOffers(TypedDict, total=False):
    pagination: Mapping[str, Any] | None
    filters: Required[Mapping[str, Any]]
    sort: Mapping[str, Any] | None


class ReportSchedulesCancel(TypedDict, total=False):
    report_schedule_id: Required[str]


class ReportSchedulesCreate(TypedDict, total=False):
    report_type: Required[str]
    marketplace_ids: Many[str] | None
    report_options: Mapping[str, str] | None
    period: Required[
        Literal[
            "PT5M",
            "PT15M",
            "PT30M",
            "PT1H",
            "PT2H",
            "PT4H",
            "PT8H",
            "PT12H",
            "P1D",
            "P2D",
            "P3D",
            "PT84H",
            "P7D",
            "P14D",
            "P15D",
            "P18D",
            "P30D",
            "P1M",
        ]
    ]
    next_report_creation_time: Moment | None


class ReportSchedulesGet(TypedDict, total=False):
    report_schedule_id: Required[str]


class ReportSchedulesList(TypedDict, total=False):
    report_types: Required[Many[str]]


class ReportsCancel(TypedDict, total=False):
    report_id: Required[str]


class ReportsCreate(TypedDict, total=False):
    report_options: Mapping[str, str] | None
    report_type: Required[str]
    data_start_time: Moment | None
    data_end_time: Moment | None
    marketplace_ids: Many[str] | None


class ReportsDocument(TypedDict, total=False):
    report_document_id: Required[str]
    enable_content_encoding_url_header: bool | None


class ReportsGet(TypedDict, total=False):
    report_id: Required[str]


class ReportsList(TypedDict, total=False):
    report_types: Many[str] | None
    processing_statuses: Many[Literal["CANCELLED", "DONE", "FATAL", "IN_PROGRESS", "IN_QUEUE"]] | None
    marketplace_ids: Many[str] | None
    page_size: int | None
    created_since: Moment | None
    created_until: Moment | None
    next_token: str | None


class ReportsRun(TypedDict, total=False):
    report_id: str | None
    report_document_id: str | None
    offset: int | None
    limit: int | None
    typed: bool | None
    reuse_within: int | None
    report_options: Mapping[str, str] | None
    report_type: str | None
    data_start_time: Moment | None
    data_end_time: Moment | None
    marketplace_ids: Many[str] | None


class RestrictionsList(TypedDict, total=False):
    asin: Required[str]
    condition_type: (
        Literal[
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
        | None
    )
    seller_id: str | None
    marketplace_ids: Many[str] | None
    reason_locale: str | None
    product_type: str | None


class SalesMetrics(TypedDict, total=False):
    marketplace_ids: Many[str] | None
    interval: Required[str]
    granularity_time_zone: str | None
    granularity: Required[Literal["Hour", "Day", "Week", "Month", "Year", "Total"]]
    buyer_type: Literal["B2B", "B2C", "All"] | None
    fulfillment_network: Literal["MFN", "AFN"] | None
    first_day_of_week: Literal["Monday", "Sunday"] | None
    asin: str | None
    sku: str | None
    amazon_program: Literal["AmazonHaul"] | None


class ServicesAddAppointment(TypedDict, total=False):
    appointment_time: Required[services_v1.AppointmentTimeInputBody]
    service_job_id: Required[str]


class ServicesAssignAppointmentResources(TypedDict, total=False):
    resources: Required[Many[services_v1.AppointmentResourceBody]]
    service_job_id: Required[str]
    appointment_id: Required[str]


class ServicesCancel(TypedDict, total=False):
    service_job_id: Required[str]
    cancellation_reason_code: Required[str]


class ServicesCancelReservation(TypedDict, total=False):
    reservation_id: Required[str]
    marketplace_ids: Many[str] | None


class ServicesCapacity(TypedDict, total=False):
    capacity_types: (
        Many[Literal["SCHEDULED_CAPACITY", "AVAILABLE_CAPACITY", "ENCUMBERED_CAPACITY", "RESERVED_CAPACITY"]]
        | None
    )
    start_date_time: Required[Moment]
    end_date_time: Required[Moment]
    resource_id: Required[str]
    marketplace_ids: Many[str] | None
    next_page_token: str | None


class ServicesComplete(TypedDict, total=False):
    service_job_id: Required[str]


class ServicesCreateReservation(TypedDict, total=False):
    resource_id: Required[str]
    reservation: Required[services_v1.ReservationBody]
    marketplace_ids: Many[str] | None


class ServicesCreateUpload(TypedDict, total=False):
    content_type: Required[Literal["TIFF", "JPG", "PNG", "JPEG", "GIF", "PDF"]]
    content_length: Required[float]
    content_md5: str | None


class ServicesFixedCapacity(TypedDict, total=False):
    capacity_types: (
        Many[Literal["SCHEDULED_CAPACITY", "AVAILABLE_CAPACITY", "ENCUMBERED_CAPACITY", "RESERVED_CAPACITY"]]
        | None
    )
    slot_duration: float | None
    start_date_time: Required[Moment]
    end_date_time: Required[Moment]
    resource_id: Required[str]
    marketplace_ids: Many[str] | None
    next_page_token: str | None


class ServicesGet(TypedDict, total=False):
    service_job_id: Required[str]


class ServicesJobSlots(TypedDict, total=False):
    service_job_id: Required[str]
    marketplace_ids: Many[str] | None
    start_time: Moment | None
    end_time: Moment | None


class ServicesList(TypedDict, total=False):
    service_order_ids: Many[str] | None
    product_order_ids: Many[str] | None
    tracking_ids: Many[str] | None
    service_job_status: (
        Many[
            Literal[
                "NOT_SERVICED",
                "CANCELLED",
                "COMPLETED",
                "PENDING_SCHEDULE",
                "NOT_FULFILLABLE",
                "HOLD",
                "PAYMENT_DECLINED",
            ]
        ]
        | None
    )
    page_token: str | None
    page_size: int | None
    sort_field: Literal["JOB_DATE", "JOB_STATUS"] | None
    sort_order: Literal["ASC", "DESC"] | None
    created_after: Moment | None
    created_before: Moment | None
    last_updated_after: Moment | None
    last_updated_before: Moment | None
    schedule_start_date: Moment | None
    schedule_end_date: Moment | None
    marketplace_ids: Many[str] | None
    asins: Many[str] | None
    required_skills: Many[str] | None
    store_ids: Many[str] | None


class ServicesRescheduleAppointment(TypedDict, total=False):
    appointment_time: Required[services_v1.AppointmentTimeInputBody]
    reschedule_reason_code: Required[str]
    service_job_id: Required[str]
    appointment_id: Required[str]


class ServicesSetAppointmentData(TypedDict, total=False):
    estimated_arrival_time: services_v1.DateTimeRangeBody | None
    fulfillment_time: services_v1.FulfillmentTimeBody | None
    appointment_resources: Many[services_v1.AppointmentResourceBody] | None
    fulfillment_documents: Many[services_v1.FulfillmentDocumentBody] | None
    service_job_id: Required[str]
    appointment_id: Required[str]


class ServicesSlots(TypedDict, total=False):
    asin: Required[str]
    store_id: Required[str]
    marketplace_ids: Many[str] | None
    start_time: Moment | None
    end_time: Moment | None


class ServicesUpdateReservation(TypedDict, total=False):
    resource_id: Required[str]
    reservation: Required[services_v1.ReservationBody]
    reservation_id: Required[str]
    marketplace_ids: Many[str] | None


class ServicesUpdateSchedule(TypedDict, total=False):
    schedules: Required[Many[services_v1.AvailabilityRecordBody]]
    resource_id: Required[str]
    marketplace_ids: Many[str] | None


class ShipmentInvoicesFbaShipment(TypedDict, total=False):
    shipment_id: Required[str]


class ShipmentInvoicesFbaStatus(TypedDict, total=False):
    shipment_id: Required[str]


class ShipmentInvoicesFbaSubmit(TypedDict, total=False):
    invoice_content: Required[Base64]
    marketplace_id: str | None
    content_md5_value: str | None
    shipment_id: Required[str]


class ShipmentInvoicesStatus(TypedDict, total=False):
    order_id: str | None
    shipment_id: str | None
    marketplace_id: str | None
    invoice_type: Required[Literal["Outbound"]]
    program_type: Required[Literal["EasyShip", "FbaOnSite", "SelfShip"]]


class ShipmentInvoicesSubmit(TypedDict, total=False):
    invoice_content: Required[Base64]
    marketplace_id: str | None
    content_md5_value: str | None
    invoice_type: Required[Literal["Outbound"]]
    program_type: Required[Literal["EasyShip", "FbaOnSite", "SelfShip"]]
    order_id: str | None
    shipment_id: str | None


class ShippingLabelsAdditionalInputs(TypedDict, total=False):
    shipping_service_id: Required[str]
    ship_from_address: Required[merchant_fulfillment_v0.AddressBody]
    order_id: Required[str]


class ShippingLabelsCancel(TypedDict, total=False):
    shipment_id: Required[str]


class ShippingLabelsCreate(TypedDict, total=False):
    shipment_request_details: Required[merchant_fulfillment_v0.ShipmentRequestDetailsBody]
    shipping_service_id: Required[str]
    shipping_service_offer_id: str | None
    hazmat_type: Literal["None", "LQHazmat"] | None
    label_format_option: merchant_fulfillment_v0.LabelFormatOptionRequestBody | None
    shipment_level_seller_inputs_list: Many[merchant_fulfillment_v0.AdditionalSellerInputsBody] | None


class ShippingLabelsGet(TypedDict, total=False):
    shipment_id: Required[str]


class ShippingLabelsRates(TypedDict, total=False):
    shipment_request_details: Required[merchant_fulfillment_v0.ShipmentRequestDetailsBody]
    shipping_offering_filter: merchant_fulfillment_v0.ShippingOfferingFilterBody | None


class SolicitationsActions(TypedDict, total=False):
    amazon_order_id: Required[str]
    marketplace_ids: Many[str] | None


class SolicitationsRequestReview(TypedDict, total=False):
    amazon_order_id: Required[str]
    marketplace_ids: Many[str] | None


class SupplySourcesArchive(TypedDict, total=False):
    supply_source_id: Required[str]


class SupplySourcesCreate(TypedDict, total=False):
    supply_source_code: Required[str]
    alias: Required[str]
    address: Required[supply_sources_2020_07_01.AddressBody]


class SupplySourcesGet(TypedDict, total=False):
    supply_source_id: Required[str]


class SupplySourcesList(TypedDict, total=False):
    next_page_token: str | None
    page_size: float | None


class SupplySourcesSetStatus(TypedDict, total=False):
    status: Literal["Active", "Inactive"] | None
    supply_source_id: Required[str]


class SupplySourcesUpdate(TypedDict, total=False):
    alias: str | None
    configuration: supply_sources_2020_07_01.SupplySourceConfigurationBody | None
    capabilities: supply_sources_2020_07_01.SupplySourceCapabilitiesBody | None
    supply_source_id: Required[str]


class TokensCreate(TypedDict, total=False):
    target_application: str | None
    restricted_resources: Required[Many[tokens_2021_03_01.RestrictedResourceBody]]


class TrackingGet(TypedDict, total=False):
    id: str | None
    acsin: str | None
    aftn: str | None
    container_number: str | None
    house_bill_of_lading_number: str | None
    tracking_number: str | None
    carrier_code: str | None
    accept_language: str | None


class TransactionsContextStoreSearch(TypedDict, total=False):
    query: Mapping[str, Any] | None
    limit: int | None
    cursor: str | None
    fields: Many[Mapping[str, Any]] | None


class TransactionsContextStoreSqlQuery(TypedDict, total=False):
    sql: Required[str]
    limit: int | None


class TransactionsList(TypedDict, total=False):
    posted_after: Moment | None
    posted_before: Moment | None
    marketplace_id: str | None
    transaction_status: Literal["DEFERRED", "RELEASED", "DEFERRED_RELEASED"] | None
    related_identifier_name: Literal["ORDER_ID", "FINANCIAL_EVENT_GROUP_ID"] | None
    related_identifier_value: str | None
    next_token: str | None


class UploadsCreate(TypedDict, total=False):
    marketplace_ids: Many[str] | None
    content_md5: Required[str]
    resource: Required[str]
    content_type: str | None


class UploadsSend(TypedDict, total=False):
    resource: Required[str]
    file: Required[File]
    content_type: str | None
    marketplace_ids: Many[str] | None


class VehiclesList(TypedDict, total=False):
    page_token: str | None
    marketplace_id: str | None
    vehicle_type: Required[Literal["CAR", "MOTORBIKE"]]
    updated_after: Moment | None


class VendorInvoicesSubmit(TypedDict, total=False):
    invoices: Many[vendor_invoices_v1.InvoiceBody] | None


class VendorOrdersAcknowledge(TypedDict, total=False):
    acknowledgements: Many[vendor_orders_v1.OrderAcknowledgementBody] | None


class VendorOrdersGet(TypedDict, total=False):
    purchase_order_number: Required[str]


class VendorOrdersList(TypedDict, total=False):
    limit: int | None
    created_after: Moment | None
    created_before: Moment | None
    sort_order: Literal["ASC", "DESC"] | None
    next_token: str | None
    include_details: str | None
    changed_after: Moment | None
    changed_before: Moment | None
    po_item_state: Literal["Cancelled"] | None
    is_po_changed: str | None
    purchase_order_state: Literal["New", "Acknowledged", "Closed"] | None
    ordering_vendor_code: str | None


class VendorOrdersStatus(TypedDict, total=False):
    limit: int | None
    sort_order: Literal["ASC", "DESC"] | None
    next_token: str | None
    created_after: Moment | None
    created_before: Moment | None
    updated_after: Moment | None
    updated_before: Moment | None
    purchase_order_number: str | None
    purchase_order_status: Literal["OPEN", "CLOSED"] | None
    item_confirmation_status: Literal["ACCEPTED", "PARTIALLY_ACCEPTED", "REJECTED", "UNCONFIRMED"] | None
    item_receive_status: Literal["NOT_RECEIVED", "PARTIALLY_RECEIVED", "RECEIVED"] | None
    ordering_vendor_code: str | None
    ship_to_party_id: str | None


class VendorShipmentsConfirm(TypedDict, total=False):
    shipment_confirmations: Many[vendor_shipments_v1.ShipmentConfirmationBody] | None


class VendorShipmentsLabels(TypedDict, total=False):
    limit: int | None
    sort_order: Literal["ASC", "DESC"] | None
    next_token: str | None
    label_created_after: Moment | None
    label_created_before: Moment | None
    buyer_reference_number: str | None
    vendor_shipment_identifier: str | None
    seller_warehouse_code: str | None


class VendorShipmentsList(TypedDict, total=False):
    limit: int | None
    sort_order: Literal["ASC", "DESC"] | None
    next_token: str | None
    created_after: Moment | None
    created_before: Moment | None
    shipment_confirmed_before: Moment | None
    shipment_confirmed_after: Moment | None
    package_label_created_before: Moment | None
    package_label_created_after: Moment | None
    shipped_before: Moment | None
    shipped_after: Moment | None
    estimated_delivery_before: Moment | None
    estimated_delivery_after: Moment | None
    shipment_delivery_before: Moment | None
    shipment_delivery_after: Moment | None
    requested_pick_up_before: Moment | None
    requested_pick_up_after: Moment | None
    scheduled_pick_up_before: Moment | None
    scheduled_pick_up_after: Moment | None
    current_shipment_status: str | None
    vendor_shipment_identifier: str | None
    buyer_reference_number: str | None
    buyer_warehouse_code: str | None
    seller_warehouse_code: str | None


class VendorShipmentsSubmit(TypedDict, total=False):
    shipments: Many[vendor_shipments_v1.ShipmentBody] | None


class VendorTransactionsGet(TypedDict, total=False):
    transaction_id: Required[str]


class WalletBalances(TypedDict, total=False):
    account_id: Required[str]
    marketplace_id: str | None


class WalletCreateSchedule(TypedDict, total=False):
    source_account_id: Required[str]
    source_currency_code: Required[str]
    destination_account_id: Required[str]
    destination_transaction_instrument: Required[seller_wallet_2024_03_01.TransactionInstrumentDetailsBody]
    transaction_type: Required[Literal["CREDIT", "DEBIT"]]
    transfer_schedule_information: Required[seller_wallet_2024_03_01.TransferScheduleInformationBody]
    payment_preference: Required[seller_wallet_2024_03_01.PaymentPreferenceBody]
    transfer_schedule_status: Literal["ENABLED", "DISABLED", "EXPIRED", "DELETED"] | None
    dest_account_digital_signature: Required[str]
    amount_digital_signature: Required[str]
    marketplace_id: str | None


class WalletCreateTransaction(TypedDict, total=False):
    source_account_id: Required[str]
    destination_account_id: str | None
    destination_transaction_instrument: Required[seller_wallet_2024_03_01.TransactionInstrumentDetailsBody]
    transaction_description: str | None
    customer_payment_reference: str | None
    payee_contact_information: seller_wallet_2024_03_01.PayeeContactInformationBody | None
    source_amount: Required[seller_wallet_2024_03_01.CurrencyBody]
    transfer_rate_details: seller_wallet_2024_03_01.TransferRatePreviewBody | None
    request_time: Required[Moment]
    dest_account_digital_signature: Required[str]
    amount_digital_signature: Required[str]
    marketplace_id: str | None


class WalletDeleteSchedule(TypedDict, total=False):
    transfer_schedule_id: Required[str]
    marketplace_id: str | None


class WalletGet(TypedDict, total=False):
    account_id: Required[str]
    marketplace_id: str | None


class WalletList(TypedDict, total=False):
    marketplace_id: str | None


class WalletSchedule(TypedDict, total=False):
    transfer_schedule_id: Required[str]
    marketplace_id: str | None


class WalletSchedules(TypedDict, total=False):
    account_id: Required[str]
    marketplace_id: str | None
    next_page_token: str | None


class WalletTransaction(TypedDict, total=False):
    transaction_id: Required[str]
    marketplace_id: str | None


class WalletTransactions(TypedDict, total=False):
    account_id: Required[str]
    next_page_token: str | None
    marketplace_id: str | None


class WalletTransferPreview(TypedDict, total=False):
    source_country_code: Required[str]
    source_currency_code: Required[str]
    destination_country_code: Required[str]
    destination_currency_code: Required[str]
    base_amount: Required[float]
    marketplace_id: str | None


class WalletUpdateSchedule(TypedDict, total=False):
    transfer_schedule_id: Required[str]
    transaction_type: Required[Literal["CREDIT", "DEBIT"]]
    transaction_source_account: seller_wallet_2024_03_01.TransactionAccountBody | None
    transaction_destination_account: Required[seller_wallet_2024_03_01.TransactionAccountBody]
    transfer_schedule_status: Required[Literal["ENABLED", "DISABLED", "EXPIRED", "DELETED"]]
    transfer_schedule_information: Required[seller_wallet_2024_03_01.TransferScheduleInformationBody]
    payment_preference: seller_wallet_2024_03_01.PaymentPreferenceBody | None
    transfer_schedule_failures: Required[Many[seller_wallet_2024_03_01.TransferScheduleFailuresBody]]
    dest_account_digital_signature: Required[str]
    amount_digital_signature: Required[str]
    marketplace_id: str | None
