"""The records of Amazon's dataKiosk_2023-11-15 API as types. Written by scripts/build_facts.py: do not edit."""

from __future__ import annotations

from typing import Literal, Required

from typing_extensions import TypedDict


class CreateQueryResponse(TypedDict, total=False):
    queryId: Required[str]


class Query(TypedDict, total=False):
    queryId: Required[str]
    query: Required[str]
    createdTime: Required[str]
    processingStatus: Required[Literal["CANCELLED", "DONE", "FATAL", "IN_PROGRESS", "IN_QUEUE"]]
    processingStartTime: str
    processingEndTime: str
    dataDocumentId: str
    errorDocumentId: str
    pagination: QueryPagination


class QueryPagination(TypedDict, total=False):
    nextToken: str


class GetDocumentResponse(TypedDict, total=False):
    documentId: Required[str]
    documentUrl: Required[str]
