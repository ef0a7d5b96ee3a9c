"""Converts values of typed rows to JSON and CSV."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

_PLAIN = 100  # most zeros to write instead of an exponent


def as_json(value: Any) -> Any:
    """Return a value as JSON: amounts as exact text, dates and datetimes in ISO 8601; those inside it too."""
    if isinstance(value, Decimal):
        return str(value) if abs(value.adjusted()) > _PLAIN else format(value, "f")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, dict):
        return {name: as_json(each) for name, each in value.items()}
    return [as_json(each) for each in value] if isinstance(value, list) else value
