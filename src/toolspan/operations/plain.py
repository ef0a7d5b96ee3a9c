"""Values as JSON can say them: no NaN, no infinity, and every kind of number as a plain one."""

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
    """Return a value with its numbers as JSON has them: those of `decimal` and of numpy become plain ones.

    Args:
        value: Anything that a body may hold; what is not a number, list or object is left as it is.
        place: Where it stands, for the error.
        around: The ids of what it stands in.

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
    return int(number) if exact else number  # 10.0 and 10 are one number, and some readers want whole ones so


def _below(place: str, key: object) -> str:
    return f"{place}.{key}" if place else str(key)


def read_if_json(value: Any, opening: str = "{[") -> Any:
    """Return the list or object whose JSON text `value` is; anything else as it is.

    Args:
        value: What a caller gave where a list or an object is wanted.
        opening: The first characters that tell what is wanted.
    """
    if not isinstance(value, str) or value.strip()[:1] not in opening or not value.strip():
        return value
    try:
        return from_json(value, allow_inf_nan=False)
    except (ValueError, TypeError):  # TypeError: a half of a character pair
        return value
