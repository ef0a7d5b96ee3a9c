"""Timestamp formats of the APIs."""

from __future__ import annotations

from datetime import UTC, datetime

__all__ = ["day", "iso", "iso_offset"]


def iso(moment: float) -> str:
    """``2026-11-24T06:00:00Z``, the form of nearly every API."""
    return datetime.fromtimestamp(moment, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def iso_offset(moment: float) -> str:
    """``2026-11-24T06:00:00+00:00``, the form of reports."""
    return datetime.fromtimestamp(moment, UTC).strftime("%Y-%m-%dT%H:%M:%S+00:00")


def day(moment: float) -> str:
    """``2026-11-24``."""
    return datetime.fromtimestamp(moment, UTC).strftime("%Y-%m-%d")
