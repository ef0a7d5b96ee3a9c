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
