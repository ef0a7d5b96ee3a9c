"""The records of Amazon's uploads_2020-11-01 API as types. Written by scripts/build_facts.py: do not edit."""

from __future__ import annotations

from typing import Any

from typing_extensions import TypedDict


class UploadDestination(TypedDict, total=False):
    uploadDestinationId: str
    url: str
    headers: dict[str, Any]
