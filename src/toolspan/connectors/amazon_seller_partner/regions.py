"""Selling regions: country codes, marketplace ids, endpoints and time zones."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from toolspan.errors import ConfigurationError, quoted
from toolspan.operations.names import suggestion

if TYPE_CHECKING:
    from toolspan.operations.model import Operation

FACTS = files(__package__ or "") / "facts"
REGIONS = ("NA", "EU", "FE")


@dataclass(frozen=True, slots=True)
class SellingRegion:
    """An endpoint of the API and, where a country was named, its marketplace."""

    region: str
    endpoint: str
    sandbox_endpoint: str
    country: str | None = None
    marketplace_id: str | None = None


@cache
def _marketplaces() -> tuple[dict[str, Any], ...]:
    return tuple(json.loads((FACTS / "marketplaces.json").read_bytes()))


def _by_country() -> dict[str, dict[str, Any]]:
    return {code: row for row in _marketplaces() for code in (row["country"], *row["aliases"])}


def resolve_region(region: str) -> SellingRegion:
    """Return the endpoint and marketplace of a country code, or the endpoint of a region.

    Args:
        region: Country code such as `US`, `DE` or `UK`, in any case. `NA` means US; `EU` and
            `FE` set only the endpoint.

    Raises:
        ConfigurationError: The name is neither.
    """
    code = str(region)[:40].strip().upper()
    countries = _by_country()
    row = countries.get("US" if code == "NA" else code)
    if row:
        return SellingRegion(
            row["region"], row["endpoint"], row["sandbox_endpoint"], row["country"], row["marketplace_id"]
        )
    row = next((row for row in _marketplaces() if row["region"] == code), None)
    if row:
        return SellingRegion(row["region"], row["endpoint"], row["sandbox_endpoint"])
    raise ConfigurationError(
        f"region {quoted(str(region))} is not a marketplace of Amazon.{suggestion(code, countries)}",
        hint=f"Use the country code where you sell: {', '.join(sorted(countries))}; or NA, EU, FE for an endpoint alone.",
    )


def marketplace_region(marketplace_id: str) -> str | None:
    """Return the region of a marketplace id; None for an unknown id."""
    return next((row["region"] for row in _marketplaces() if row["marketplace_id"] == marketplace_id), None)


def marketplace_country(marketplace_id: str) -> str | None:
    """Return the country of a marketplace id; None for an unknown id."""
    return next((row["country"] for row in _marketplaces() if row["marketplace_id"] == marketplace_id), None)


def marketplace_zone(marketplace_id: str | None) -> str:
    """Return the time zone in which Amazon counts the days of a marketplace; UTC for an unknown id."""
    zones = (row["time_zone"] for row in _marketplaces() if row["marketplace_id"] == marketplace_id)
    return next(zones, "UTC")


def marketplace_currency(marketplace_id: str | None) -> str | None:
    """Return the currency of a marketplace; None for an unknown id."""
    return next((row["currency"] for row in _marketplaces() if row["marketplace_id"] == marketplace_id), None)


@cache
def marketplace_named(name: str | None) -> str | None:
    """Return the id of the marketplace that reports call by its name, such as `Amazon.de`; None for another shop."""
    domain = (name or "").casefold()
    return next(
        (row["marketplace_id"] for row in _marketplaces() if row["domain"].casefold() == domain), None
    )


def marketplaces_in(region: str) -> dict[str, str]:
    """Return the marketplace ids of a region by country code."""
    return {row["country"]: row["marketplace_id"] for row in _marketplaces() if row["region"] == region}


def marketplace_ids(values: list[str]) -> list[str]:
    """Return marketplace ids, with country codes among `values` replaced by theirs."""
    countries = _by_country()
    named = [part.strip() for value in values for part in value.split(",")]
    return [
        countries[name.upper()]["marketplace_id"] if name.upper() in countries else name for name in named
    ]


def filled_with(operation: Operation, word: str) -> tuple[str, ...]:
    """Return the parameters that are filled in with the `marketplace` or the `seller`."""
    return tuple(path for path, filler in operation.fill.items() if filler == word)


def marketplace_places(operation: Operation) -> tuple[str, ...]:
    """Return the parameters that take a marketplace, and so a country code too, filled in or not."""
    return (*filled_with(operation, "marketplace"), *operation.extra.get("marketplaces", ()))
