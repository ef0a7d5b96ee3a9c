"""The records of Amazon's vendorDirectFulfillmentPaymentsV1 API as types. Written by scripts/build_facts.py: do not edit."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Literal, Required, TypeAlias

from typing_extensions import TypedDict

Moment: TypeAlias = str | date | datetime


class TransactionReference(TypedDict, total=False):
    transactionId: str


class AdditionalDetailsBody(TypedDict, total=False):
    type: Required[Literal["SUR", "OCR"]]
    detail: Required[str]
    language_code: str


class AddressBody(TypedDict, total=False):
    name: Required[str]
    address_line1: Required[str]
    address_line2: str
    address_line3: str
    city: Required[str]
    county: str
    district: str
    state_or_region: Required[str]
    postal_code: Required[str]
    country_code: Required[str]
    phone: str


class ChargeDetailsBody(TypedDict, total=False):
    type: Required[
        Literal[
            "GIFTWRAP",
            "FULFILLMENT",
            "MARKETINGINSERT",
            "PACKAGING",
            "LOADING",
            "FREIGHTOUT",
            "TAX_COLLECTED_AT_SOURCE",
        ]
    ]
    charge_amount: Required[MoneyBody]
    tax_details: Sequence[TaxDetailBody]


class InvoiceDetailBody(TypedDict, total=False):
    invoice_number: Required[str]
    invoice_date: Required[Moment]
    reference_number: str
    remit_to_party: Required[PartyIdentificationBody]
    ship_from_party: Required[PartyIdentificationBody]
    bill_to_party: PartyIdentificationBody
    ship_to_country_code: str
    payment_terms_code: str
    invoice_total: Required[MoneyBody]
    tax_totals: Sequence[TaxDetailBody]
    additional_details: Sequence[AdditionalDetailsBody]
    charge_details: Sequence[ChargeDetailsBody]
    items: Required[Sequence[InvoiceItemBody]]


class InvoiceItemBody(TypedDict, total=False):
    item_sequence_number: Required[str]
    buyer_product_identifier: str
    vendor_product_identifier: str
    invoiced_quantity: Required[ItemQuantityBody]
    net_cost: Required[MoneyBody]
    purchase_order_number: Required[str]
    vendor_order_number: str
    hsn_code: str
    tax_details: Sequence[TaxDetailBody]
    charge_details: Sequence[ChargeDetailsBody]


class ItemQuantityBody(TypedDict, total=False):
    amount: Required[int]
    unit_of_measure: Required[str]


class MoneyBody(TypedDict, total=False):
    currency_code: Required[str]
    amount: Required[str]


class PartyIdentificationBody(TypedDict, total=False):
    party_id: Required[str]
    address: AddressBody
    tax_registration_details: Sequence[TaxRegistrationDetailBody]


class TaxDetailBody(TypedDict, total=False):
    tax_type: Required[
        Literal[
            "CGST",
            "SGST",
            "CESS",
            "UTGST",
            "IGST",
            "MwSt.",
            "PST",
            "TVA",
            "VAT",
            "GST",
            "ST",
            "Consumption",
            "MutuallyDefined",
            "DomesticVAT",
        ]
    ]
    tax_rate: str
    tax_amount: Required[MoneyBody]
    taxable_amount: MoneyBody


class TaxRegistrationDetailBody(TypedDict, total=False):
    tax_registration_type: Literal["VAT", "GST"]
    tax_registration_number: Required[str]
    tax_registration_address: AddressBody
    tax_registration_message: str
