"""The records of Amazon's messaging API as types. Written by scripts/build_facts.py: do not edit."""

from __future__ import annotations

from typing import Required

from typing_extensions import TypedDict


class LinkObject(TypedDict, total=False):
    href: Required[str]
    name: str


class GetAttributesResponse(TypedDict, total=False):
    buyer: GetAttributesResponseBuyer
    errors: list[Error]


class GetAttributesResponseBuyer(TypedDict, total=False):
    locale: str


class Error(TypedDict, total=False):
    code: Required[str]
    message: Required[str]
    details: str


class CreateConfirmCustomizationDetailsResponse(TypedDict, total=False):
    errors: list[Error]


class CreateConfirmDeliveryDetailsResponse(TypedDict, total=False):
    errors: list[Error]


class CreateConfirmOrderDetailsResponse(TypedDict, total=False):
    errors: list[Error]


class CreateConfirmServiceDetailsResponse(TypedDict, total=False):
    errors: list[Error]


class CreateUnexpectedProblemResponse(TypedDict, total=False):
    errors: list[Error]


class CreateDigitalAccessKeyResponse(TypedDict, total=False):
    errors: list[Error]


class CreateLegalDisclosureResponse(TypedDict, total=False):
    errors: list[Error]


class CreateWarrantyResponse(TypedDict, total=False):
    errors: list[Error]


class InvoiceResponse(TypedDict, total=False):
    errors: list[Error]
