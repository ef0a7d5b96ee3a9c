"""The records of Amazon's tokens_2021-03-01 API as types. Written by scripts/build_facts.py: do not edit."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, Required

from typing_extensions import TypedDict


class CreateRestrictedDataTokenResponse(TypedDict, total=False):
    restrictedDataToken: str
    expiresIn: int


class RestrictedResourceBody(TypedDict, total=False):
    method: Required[Literal["GET", "PUT", "POST", "DELETE"]]
    path: Required[str]
    data_elements: Sequence[str]
