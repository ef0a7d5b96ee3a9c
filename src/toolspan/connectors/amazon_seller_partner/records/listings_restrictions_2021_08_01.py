"""The records of Amazon's listingsRestrictions_2021-08-01 API as types. Written by scripts/build_facts.py: do not edit."""

from __future__ import annotations

from typing import Literal, Required

from typing_extensions import TypedDict


class Restriction(TypedDict, total=False):
    marketplaceId: Required[str]
    conditionType: Literal[
        "new_new",
        "new_open_box",
        "new_oem",
        "refurbished_refurbished",
        "used_like_new",
        "used_very_good",
        "used_good",
        "used_acceptable",
        "collectible_like_new",
        "collectible_very_good",
        "collectible_good",
        "collectible_acceptable",
        "club_club",
    ]
    reasons: list[Reason]


class Reason(TypedDict, total=False):
    message: Required[str]
    reasonCode: Literal["APPROVAL_REQUIRED", "ASIN_NOT_FOUND", "NOT_ELIGIBLE"]
    links: list[Link]


class Link(TypedDict, total=False):
    resource: Required[str]
    verb: Required[Literal["GET"]]
    title: str
    type: str
