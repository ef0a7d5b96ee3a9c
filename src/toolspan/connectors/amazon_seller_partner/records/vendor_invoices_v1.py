"""The records of Amazon's vendorInvoices API as types. Written by scripts/build_facts.py: do not edit."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Literal, Required, TypeAlias

from typing_extensions import TypedDict

Moment: TypeAlias = str | date | datetime


class TransactionId(TypedDict, total=False):
    transactionId: str


class AdditionalDetailsBody(TypedDict, total=False):
    type: Required[Literal["SUR", "OCR", "CartonCount"]]
    detail: Required[str]
    language_code: str


class AddressBody(TypedDict, total=False):
    name: Required[str]
    address_line1: Required[str]
    address_line2: str
    address_line3: str
    city: str
    county: str
    district: str
    state_or_region: str
    postal_or_zip_code: str
    country_code: Required[str]
    phone: str


class AllowanceDetailsBody(TypedDict, total=False):
    type: Required[
        Literal[
            "Discount", "DiscountIncentive", "Defective", "Promotional", "UnsaleableMerchandise", "Special"
        ]
    ]
    description: str
    allowance_amount: Required[MoneyBody]
    tax_details: Sequence[TaxDetailsBody]


class ChargeDetailsBody(TypedDict, total=False):
    type: Required[
        Literal[
            "Freight",
            "Packing",
            "Duty",
            "Service",
            "SmallOrder",
            "InsurancePlacementCost",
            "InsuranceFee",
            "SpecialHandlingService",
            "CollectionAndRecyclingService",
            "EnvironmentalProtectionService",
            "TaxCollectedAtSource",
        ]
    ]
    description: str
    charge_amount: Required[MoneyBody]
    tax_details: Sequence[TaxDetailsBody]


class CreditNoteDetailsBody(TypedDict, total=False):
    reference_invoice_number: str
    debit_note_number: str
    returns_reference_number: str
    goods_return_date: Moment
    rma_id: str
    coop_reference_number: str
    consignors_reference_number: str


class InvoiceBody(TypedDict, total=False):
    invoice_type: Required[Literal["Invoice", "CreditNote"]]
    id: Required[str]
    reference_number: str
    date: Required[Moment]
    remit_to_party: Required[PartyIdentificationBody]
    ship_to_party: PartyIdentificationBody
    ship_from_party: PartyIdentificationBody
    bill_to_party: PartyIdentificationBody
    payment_terms: PaymentTermsBody
    invoice_total: Required[MoneyBody]
    tax_details: Sequence[TaxDetailsBody]
    additional_details: Sequence[AdditionalDetailsBody]
    charge_details: Sequence[ChargeDetailsBody]
    allowance_details: Sequence[AllowanceDetailsBody]
    items: Sequence[InvoiceItemBody]


class InvoiceItemBody(TypedDict, total=False):
    item_sequence_number: Required[int]
    amazon_product_identifier: str
    vendor_product_identifier: str
    invoiced_quantity: Required[ItemQuantityBody]
    net_cost: Required[MoneyBody]
    net_cost_unit_of_measure: Literal["POUNDS", "OUNCES", "GRAMS", "KILOGRAMS"]
    purchase_order_number: str
    hsn_code: str
    credit_note_details: CreditNoteDetailsBody
    tax_details: Sequence[TaxDetailsBody]
    charge_details: Sequence[ChargeDetailsBody]
    allowance_details: Sequence[AllowanceDetailsBody]


class ItemQuantityBody(TypedDict, total=False):
    amount: Required[int]
    unit_of_measure: Required[Literal["Cases", "Eaches"]]
    unit_size: int
    total_weight: TotalWeightBody


class MoneyBody(TypedDict, total=False):
    currency_code: str
    amount: str


class PartyIdentificationBody(TypedDict, total=False):
    party_id: Required[str]
    address: AddressBody
    tax_registration_details: Sequence[TaxRegistrationDetailsBody]


class PaymentTermsBody(TypedDict, total=False):
    type: Literal[
        "Basic", "EndOfMonth", "FixedDate", "Proximo", "PaymentDueUponReceiptOfInvoice", "LetterofCredit"
    ]
    discount_percent: str
    discount_due_days: float
    net_due_days: float


class TaxDetailsBody(TypedDict, total=False):
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


class TaxRegistrationDetailsBody(TypedDict, total=False):
    tax_registration_type: Required[Literal["VAT", "GST"]]
    tax_registration_number: Required[str]


class TotalWeightBody(TypedDict, total=False):
    unit_of_measure: Required[Literal["POUNDS", "OUNCES", "GRAMS", "KILOGRAMS"]]
    amount: Required[str]
