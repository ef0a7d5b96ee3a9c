"""JSON-compatible values: rejects NaN and infinity, converts `decimal` and numpy numbers to plain ones."""

from __future__ import annotations

import math
import operator
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from pydantic_core import from_json

_DEEPEST = 200
_EXACT = 2.0**53


def plain(value: Any, place: str = "", around: tuple[int, ...] = ()) -> Any:
    """Return a value with `decimal` and numpy numbers converted to plain ones.

    Args:
        value: Any value of a request body; only numbers, lists and objects are converted.
        place: Path of the value, for the error.
        around: Ids of the enclosing containers, to detect cycles.

    Raises:
        ValueError: It holds NaN or an infinity, or itself.
    """
    if value is None or isinstance(value, (str, bool)):
        return value
    if callable(listed := getattr(value, "tolist", None)):  # numpy and pandas
        value = listed()
    if not isinstance(value, (Mapping, list, tuple)):
        return _number(value, place)
    if id(value) in around or len(around) > _DEEPEST:
        raise ValueError("it is nested too deeply, or holds itself")
    inside = (*around, id(value))
    if isinstance(value, Mapping):
        return {key: plain(item, _below(place, key), inside) for key, item in value.items()}
    return [plain(item, _below(place, number), inside) for number, item in enumerate(value)]


def _number(value: Any, place: str) -> Any:
    if isinstance(value, int) or not hasattr(value, "__float__"):
        return value
    if hasattr(value, "__index__"):
        return operator.index(value)
    number = math.nan if isinstance(value, Decimal) and value.is_nan() else float(value)
    if not math.isfinite(number):
        raise ValueError(f"{place} must be a finite number: JSON has neither NaN nor Infinity".strip())
    exact = number.is_integer() and abs(number) < _EXACT
    return int(number) if exact else number  # some APIs reject 10.0 where an integer is due


def _below(place: str, key: object) -> str:
    return f"{place}.{key}" if place else str(key)


def read_if_json(value: Any, opening: str = "{[") -> Any:
    """Decode `value` if it is the JSON text of a list or object; return anything else unchanged.

    Args:
        value: The argument for a list or an object.
        opening: First characters of the JSON text to decode: `[`, `{` or both.
    """
    if not isinstance(value, str) or value.strip()[:1] not in opening or not value.strip():
        return value
    try:
        return from_json(value, allow_inf_nan=False)
    except (ValueError, TypeError):  # TypeError: a lone surrogate
        return value
