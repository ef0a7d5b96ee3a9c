"""The records of Amazon's vendorDirectFulfillmentSandboxData_2021-10-28 API as types. Written by scripts/build_facts.py: do not edit."""

from __future__ import annotations

from typing import Literal, Required

from typing_extensions import TypedDict


class TransactionReference(TypedDict, total=False):
    transactionId: str


class Transaction(TypedDict, total=False):
    transactionId: Required[str]
    status: Required[Literal["FAILURE", "PROCESSING", "SUCCESS"]]
    testCaseData: TestCaseData


class TestCaseData(TypedDict, total=False):
    scenarios: list[Scenario]


class Scenario(TypedDict, total=False):
    scenarioId: Required[str]
    orders: Required[list[TestOrder]]


class TestOrder(TypedDict, total=False):
    orderId: Required[str]


class OrderScenarioRequestBody(TypedDict, total=False):
    selling_party: Required[PartyIdentificationBody]
    ship_from_party: Required[PartyIdentificationBody]


class PartyIdentificationBody(TypedDict, total=False):
    party_id: Required[str]
