"""Connectors on the emulator, for tests that have no fixture for one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from toolspan.connectors.amazon_seller_partner import AmazonSellerPartnerConnector
from toolspan.connectors.amazon_seller_partner.models import AmazonSellerPartnerAuthConfig

if TYPE_CHECKING:
    from toolspan.emulator import Emulator


def connector_on(emulator: Emulator, **options: Any) -> AmazonSellerPartnerConnector:
    """A connector on an emulator; keyword arguments override its settings."""
    settings: dict[str, Any] = {
        "auth_config": AmazonSellerPartnerAuthConfig(**emulator.credentials),
        "region": "US",
        "base_url": emulator.url,
        "token_url": emulator.token_url,
        "seller_id": emulator.seller_id,
        "clock": emulator.clock,
    }
    return AmazonSellerPartnerConnector(**settings | options)
