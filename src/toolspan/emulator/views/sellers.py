"""Sellers v1: marketplace participations."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from toolspan.emulator.facts import Marketplace
    from toolspan.emulator.handling import Call

_LANGUAGES = {
    "US": "en_US",
    "CA": "en_CA",
    "MX": "es_MX",
    "DE": "de_DE",
    "FR": "fr_FR",
    "GB": "en_GB",
    "IT": "it_IT",
    "ES": "es_ES",
    "JP": "ja_JP",
}
# A non-Amazon channel that appears in real responses, and that no other operation accepts.
_NON_AMAZON = {
    "id": "A2ZV50J4W1RKNI",
    "name": "Non-Amazon",
    "countryCode": "US",
    "defaultCurrencyCode": "USD",
    "defaultLanguageCode": "en_US",
    "domainName": "sim1.stores.amazon.com",
}


def get_marketplace_participations(call: Call) -> dict[str, Any]:
    """All marketplaces of the account in this region."""
    entries = [_marketplace(one) for one in call.world.marketplaces]
    if call.world.region == "NA":
        entries.append(_NON_AMAZON)
    participation = {"isParticipating": True, "hasSuspendedListings": False}
    return {
        "payload": [
            {"marketplace": entry, "participation": participation, "storeName": call.seller.store_name}
            for entry in entries
        ]
    }


def _marketplace(one: Marketplace) -> dict[str, str]:
    return {
        "id": one.marketplace_id,
        "name": one.domain,
        "countryCode": one.country,
        "defaultCurrencyCode": one.currency,
        "defaultLanguageCode": _LANGUAGES[one.country],
        "domainName": f"www.{one.domain.lower()}",
    }


HANDLERS = {"sellers.getMarketplaceParticipations": get_marketplace_participations}
