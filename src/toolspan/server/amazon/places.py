"""Regions: discovers the region of an account, and the consent page of a region."""

from __future__ import annotations

import json
from functools import cache
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from toolspan.connectors.amazon_seller_partner.regions import FACTS, REGIONS, marketplaces_in, resolve_region
from toolspan.errors import AuthenticationError, NotFound, PermissionDenied, ToolspanError
from toolspan.server.amazon.building import build

if TYPE_CHECKING:
    from collections.abc import Mapping

    from toolspan.contract import TokenStore
    from toolspan.server.amazon.shared import Shared
    from toolspan.server.settings import Settings


@cache
def seller_centrals() -> dict[str, str]:
    """Return the base URL of Seller Central by country code."""
    return {
        row["country"]: row["seller_central"]
        for row in json.loads((FACTS / "marketplaces.json").read_bytes())
    }


def consent_base(region: str | None, settings: Settings) -> str:
    """Return the base URL of the consent page of a region."""
    if settings.seller_central_url:
        return settings.seller_central_url
    place = resolve_region(region or "US")
    country = place.country or {"EU": "DE", "FE": "JP"}.get(place.region, "US")
    return seller_centrals()[country]


def amazon_hosts(settings: Settings) -> set[str]:
    """Return the hosts allowed as callback in the Appstore workflow."""
    bases = [
        *seller_centrals().values(),
        *([settings.seller_central_url] if settings.seller_central_url else []),
    ]
    return {urlsplit(base).netloc.lower() for base in bases}


async def discover_region(
    row: Mapping[str, Any],
    credentials: Mapping[str, Any],
    shared: Shared,
    attempt: int = 0,
    tokens: TokenStore | None = None,
) -> str:
    """Discover the account's country: try each endpoint, return the country code of its first marketplace.

    Raises:
        ToolspanError: No endpoint accepts the account; the error is that of the first.
    """
    first: ToolspanError | None = None
    for region in REGIONS:
        async with build(
            row, credentials, shared, region=region, attempt=attempt, tokens=tokens
        ) as connector:
            try:
                page = await connector.check()
            except (PermissionDenied, AuthenticationError, NotFound) as error:
                if isinstance(error, AuthenticationError) and error.upstream_code:
                    raise  # rejected by Login with Amazon, so no other endpoint would help
                first = first or error
                continue
        if country := _country(region, page.data):
            return country
    raise first or PermissionDenied(
        "The account takes part in no marketplace that is known.",
        hint="Give the connector a region with PUT.",
    )


def _country(region: str, participations: list[dict[str, Any]]) -> str | None:
    """Return the first country of an endpoint in which the seller may sell."""
    taking_part = {
        one["marketplace"]["id"]
        for one in participations
        if isinstance(one.get("marketplace"), dict)
        and (one.get("participation") or {}).get("isParticipating")
    }
    return next((country for country, id_ in marketplaces_in(region).items() if id_ in taking_part), None)
