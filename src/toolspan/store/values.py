"""Values of rows as JSON can say them."""

from __future__ import annotations

import base64
import math
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

_EXACT = 15
"""Digits that a JSON number carries exactly, for every reader; an amount with more is written as text."""


def plain(value: Any) -> Any:
    """Return a value as JSON can say it; moments in UTC."""
    if value is None or isinstance(value, (str, int)):
        return value
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, (list, tuple)):
        return list(map(plain, value))
    if isinstance(value, dict):
        return {str(key): plain(each) for key, each in value.items()}
    written = next((write for kind, write in _WRITTEN.items() if isinstance(value, kind)), str)
    return written(value)


def amount(value: Decimal) -> float | int | str:
    """Return a decimal as a number where that is exact, else as text."""
    if not value.is_finite():
        return str(value)
    if value == value.to_integral_value():
        return int(value)
    text = f"{value.normalize():f}"
    return float(text) if len(value.normalize().as_tuple().digits) <= _EXACT else text


_WRITTEN: Mapping[type, Callable[[Any], Any]] = {
    Decimal: amount,
    datetime: lambda value: value.isoformat().replace("+00:00", "Z"),
    date: date.isoformat,
    bytes: lambda value: base64.b64encode(value).decode(),
}
