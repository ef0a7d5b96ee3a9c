"""The records of Amazon's reports_2021-06-30 API as types. Written by scripts/build_facts.py: do not edit."""

from __future__ import annotations

from typing import Literal, Required

from typing_extensions import TypedDict


class Report(TypedDict, total=False):
    marketplaceIds: list[str]
    reportId: Required[str]
    reportType: Required[str]
    dataStartTime: str
    dataEndTime: str
    reportScheduleId: str
    createdTime: Required[str]
    processingStatus: Required[Literal["CANCELLED", "DONE", "FATAL", "IN_PROGRESS", "IN_QUEUE"]]
    processingStartTime: str
    processingEndTime: str
    reportDocumentId: str


class CreateReportResponse(TypedDict, total=False):
    reportId: Required[str]


class ReportDocument(TypedDict, total=False):
    reportDocumentId: Required[str]
    url: Required[str]
    compressionAlgorithm: Literal["GZIP"]


class ReportSchedule(TypedDict, total=False):
    reportScheduleId: Required[str]
    reportType: Required[str]
    marketplaceIds: list[str]
    reportOptions: dict[str, str]
    period: Required[str]
    nextReportCreationTime: str


class CreateReportScheduleResponse(TypedDict, total=False):
    reportScheduleId: Required[str]
