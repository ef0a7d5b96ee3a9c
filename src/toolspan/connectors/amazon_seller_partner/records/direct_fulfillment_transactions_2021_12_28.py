"""The records of Amazon's vendorDirectFulfillmentTransactions_2021-12-28 API as types. Written by scripts/build_facts.py: do not edit."""

from __future__ import annotations

from typing import Literal, Required

from typing_extensions import TypedDict


class Transaction(TypedDict, total=False):
    transactionId: Required[str]
    status: Required[Literal["Failure", "Processing", "Success"]]
    errors: ErrorList


class ErrorList(TypedDict, total=False):
    errors: Required[list[Error]]


class Error(TypedDict, total=False):
    code: Required[str]
    message: Required[str]
    details: str
