"""The records of Amazon's sales API as types. Written by scripts/build_facts.py: do not edit."""

from __future__ import annotations

from typing import Required

from typing_extensions import TypedDict


class OrderMetricsInterval(TypedDict, total=False):
    interval: Required[str]
    unitCount: Required[int]
    orderItemCount: Required[int]
    orderCount: Required[int]
    averageUnitPrice: Required[Money]
    totalSales: Required[Money]


class Money(TypedDict, total=False):
    currencyCode: Required[str]
    amount: Required[str]
