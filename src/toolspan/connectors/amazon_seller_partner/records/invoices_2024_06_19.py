"""The records of Amazon's InvoicesApiModel_2024-06-19 API as types. Written by scripts/build_facts.py: do not edit."""

from __future__ import annotations

from typing import Literal

from typing_extensions import TypedDict

ExportStatus = Literal["REQUESTED", "PROCESSING", "DONE", "ERROR"]
GovernmentInvoiceCreationStatus = Literal["PROCESSING", "SUCCESS", "ERROR"]


class Invoice(TypedDict, total=False):
    date: str
    errorCode: str
    externalInvoiceId: str
    govResponse: str
    id: str
    invoiceType: str
    series: str
    status: str
    transactionIds: list[TransactionIdentifier]
    transactionType: str


class TransactionIdentifier(TypedDict, total=False):
    name: str
    id: str


class InvoicesAttributes(TypedDict, total=False):
    invoiceStatusOptions: list[AttributeOption]
    invoiceTypeOptions: list[AttributeOption]
    transactionIdentifierNameOptions: list[AttributeOption]
    transactionTypeOptions: list[AttributeOption]


class AttributeOption(TypedDict, total=False):
    description: str
    value: str


class ExportInvoicesResponse(TypedDict, total=False):
    exportId: str


class Export(TypedDict, total=False):
    errorMessage: str
    exportId: str
    generateExportFinishedAt: str
    generateExportStartedAt: str
    invoicesDocumentIds: list[str]
    status: ExportStatus


class InvoicesDocument(TypedDict, total=False):
    invoicesDocumentId: str
    invoicesDocumentUrl: str


class GovernmentInvoiceStatusResponse(TypedDict, total=False):
    invoiceErrors: list[InvoiceError]
    invoiceExternalDocumentId: str
    status: GovernmentInvoiceCreationStatus


class InvoiceError(TypedDict, total=False):
    description: str
    errorCode: str


class InvoiceDocument(TypedDict, total=False):
    invoiceDocumentUrl: str


class CarrierDetailsContextBody(TypedDict, total=False):
    name: str
    address: str
    context_type: str
    federal_tax_id: str
    region_code: str
    region_tax_id: str
    vehicle_license_plate: str
    vehicle_registration_region_code: str


class TransactionIdentifierBody(TypedDict, total=False):
    name: str
    id: str
