"""The records of Amazon's feeds_2021-06-30 API as types. Written by scripts/build_facts.py: do not edit."""

from __future__ import annotations

from typing import Literal, Required

from typing_extensions import TypedDict


class Feed(TypedDict, total=False):
    feedId: Required[str]
    feedType: Required[str]
    marketplaceIds: list[str]
    createdTime: Required[str]
    processingStatus: Required[Literal["CANCELLED", "DONE", "FATAL", "IN_PROGRESS", "IN_QUEUE"]]
    processingStartTime: str
    processingEndTime: str
    resultFeedDocumentId: str


class CreateFeedDocumentResponse(TypedDict, total=False):
    feedDocumentId: Required[str]
    url: Required[str]


class CreateFeedResponse(TypedDict, total=False):
    feedId: Required[str]


class FeedDocument(TypedDict, total=False):
    feedDocumentId: Required[str]
    url: Required[str]
    compressionAlgorithm: Literal["GZIP"]
