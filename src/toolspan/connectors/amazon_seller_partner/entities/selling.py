"""What a sale costs and how much was sold: fee estimates and order metrics."""

from __future__ import annotations

from typing import TYPE_CHECKING

from toolspan.entity import Entity

if TYPE_CHECKING:
    from typing_extensions import Unpack

    from toolspan.connectors.amazon_seller_partner.records import parameters as p
    from toolspan.connectors.amazon_seller_partner.records import product_fees_v0, sales_v1
    from toolspan.page import Page


class Fees(Entity):
    """Estimates of what Amazon would keep of a sale."""

    async def by_asin(self, **params: Unpack[p.FeesByAsin]) -> Page[product_fees_v0.FeesEstimateResult]:
        """Return the fees for one ASIN at a price (getMyFeesEstimateForASIN)."""
        return await self._call("by_asin", params)

    async def by_sku(self, **params: Unpack[p.FeesBySku]) -> Page[product_fees_v0.FeesEstimateResult]:
        """Return the fees for one of the seller's SKUs at a price (getMyFeesEstimateForSKU)."""
        return await self._call("by_sku", params)

    async def batch(self, **params: Unpack[p.FeesBatch]) -> Page[product_fees_v0.FeesEstimateResult]:
        """Return the fees for several products, each with its own status (getMyFeesEstimates)."""
        return await self._call("batch", params)


class Sales(Entity):
    """Orders, units and sales as Amazon counts them."""

    async def metrics(self, **params: Unpack[p.SalesMetrics]) -> Page[sales_v1.OrderMetricsInterval]:
        """Return counts and sales of each part of an interval (getOrderMetrics)."""
        return await self._call("metrics", params)
