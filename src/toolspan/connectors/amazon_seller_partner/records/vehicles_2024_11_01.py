"""The records of Amazon's vehicles_2024-11-01 API as types. Written by scripts/build_facts.py: do not edit."""

from __future__ import annotations

from typing import Literal, Required

from typing_extensions import TypedDict

EngineOutputUnit = Literal["KILOWATT", "HORSEPOWER"]
VehicleStatusInCatalog = Literal["ACTIVE", "DELETED"]
VehicleStandard = Literal["KTYPE", "AMAZON_ID"]


class Vehicle(TypedDict, total=False):
    make: Required[str]
    model: Required[str]
    variantName: str
    bodyStyle: str
    driveType: str
    energy: str
    engineOutput: list[EngineOutput]
    manufacturingStartDate: MonthAndYear
    manufacturingStopDate: MonthAndYear
    lastProcessedDate: str
    status: VehicleStatusInCatalog
    identifiers: Required[list[VehicleIdentifiers]]


class EngineOutput(TypedDict, total=False):
    value: Required[float]
    unit: Required[EngineOutputUnit]


class MonthAndYear(TypedDict, total=False):
    year: float
    month: float


class VehicleIdentifiers(TypedDict, total=False):
    standard: Required[VehicleStandard]
    value: Required[str]
