"""Limits of an organisation, and what it uses of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from toolspan.server.data import limits
from toolspan.server.http.exchange import Access, Endpoint
from toolspan.server.models.limits import LimitState, OrganizationLimitsOut

if TYPE_CHECKING:
    from toolspan.server.http.exchange import Exchange


async def show(exchange: Exchange) -> OrganizationLimitsOut:
    """Show the limits that the server's operator set, and what is used of them."""
    services, organization_id = exchange.services, exchange.caller.organization_id
    async with services.database.read() as connection:
        allowed = await limits.get(connection, organization_id)
    used = await services.limits.usage(organization_id)
    states = {name: LimitState(allowed=getattr(allowed, name), used=used[name]) for name in limits.NAMES}
    return OrganizationLimitsOut(organization_id=organization_id, **states)


ENDPOINTS = (
    Endpoint(
        "GET", "/api/v1/organization/limits", show, "Show the limits of an organisation", "limits",
        Access.APPLICATION, answer=OrganizationLimitsOut,
    ),
)  # fmt: skip
