"""Amounts: minor units internally, text or numbers in responses."""

from __future__ import annotations

from typing import Any

__all__ = ["digits", "from_dollars", "number", "rounded", "string"]

_NO_MINOR_UNIT = frozenset({"JPY"})
# Rough fixed rates: prices only have to look plausible.
_PER_DOLLAR = {"USD": 1.0, "CAD": 1.35, "MXN": 17.0, "EUR": 0.92, "GBP": 0.79, "JPY": 150.0}


def digits(currency: str) -> int:
    """Return the decimal places of a currency."""
    return 0 if currency in _NO_MINOR_UNIT else 2


def from_dollars(dollars: float, currency: str) -> int:
    """Convert a dollar price to minor units of a currency."""
    scale: int = 10 ** digits(currency)
    return round(dollars * _PER_DOLLAR[currency] * scale)


def rounded(amount: float) -> int:
    """Round to a whole minor unit, halves away from zero."""
    return int(amount + 0.5) if amount >= 0 else -int(-amount + 0.5)


def string(amount: int, currency: str) -> str:
    """Format an amount as the orders APIs do: "19.99", "-2.00", "1980"."""
    places = digits(currency)
    return f"{amount / 10**places:.{places}f}"


def number(amount: int, currency: str) -> Any:
    """Format an amount as the finances APIs do: a JSON number."""
    places = digits(currency)
    return round(amount / 10**places, places) if places else amount
