"""Values of typed rows as JSON and CSV have them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

_PLAIN = 100  # zeros at most that an exponent is written out to


def as_json(value: Any) -> Any:
    """Return a value as JSON has it: amounts as exact text, days and moments in ISO 8601."""
    if isinstance(value, Decimal):
        return str(value) if abs(value.adjusted()) > _PLAIN else format(value, "f")
    return value.isoformat() if isinstance(value, date) else value
