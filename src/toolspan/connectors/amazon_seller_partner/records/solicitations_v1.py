"""The records of Amazon's solicitations API as types. Written by scripts/build_facts.py: do not edit."""

from __future__ import annotations

from typing import Required

from typing_extensions import TypedDict


class LinkObject(TypedDict, total=False):
    href: Required[str]
    name: str
