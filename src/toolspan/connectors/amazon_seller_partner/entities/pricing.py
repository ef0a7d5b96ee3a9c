"""Prices and offers: the seller's own, and those of everybody on a product page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from toolspan.entity import Entity

if TYPE_CHECKING:
    from typing_extensions import Unpack

    from toolspan.connectors.amazon_seller_partner.records import parameters as p
    from toolspan.connectors.amazon_seller_partner.records import (
        product_pricing_2022_05_01,
        product_pricing_v0,
    )
    from toolspan.page import Page


class Pricing(Entity):
    """Prices and offers on product pages; in a batch each record has its own status."""

    async def competitive_summary(
        self, **params: Unpack[p.PricingCompetitiveSummary]
    ) -> Page[product_pricing_2022_05_01.CompetitiveSummaryResponse]:
        """Return featured offers, reference prices and lowest offers by ASIN (getCompetitiveSummary)."""
        return await self._call("competitive_summary", params)

    async def featured_offer_expected_price(
        self, **params: Unpack[p.PricingFeaturedOfferExpectedPrice]
    ) -> Page[product_pricing_2022_05_01.FeaturedOfferExpectedPriceResponse]:
        """Return the price that would make own SKUs the featured offer (getFeaturedOfferExpectedPriceBatch)."""
        return await self._call("featured_offer_expected_price", params)

    async def own_prices(self, **params: Unpack[p.PricingOwnPrices]) -> Page[product_pricing_v0.Price]:
        """Return the seller's own prices by ASIN or SKU (getPricing)."""
        return await self._call("own_prices", params)

    async def competitive_prices(
        self, **params: Unpack[p.PricingCompetitivePrices]
    ) -> Page[product_pricing_v0.Price]:
        """Return competitive prices and offer counts by ASIN or SKU (getCompetitivePricing)."""
        return await self._call("competitive_prices", params)

    async def item_offers(
        self, **params: Unpack[p.PricingItemOffers]
    ) -> Page[product_pricing_v0.GetOffersResult]:
        """Return the offers of everybody on one ASIN (getItemOffers)."""
        return await self._call("item_offers", params)

    async def listing_offers(
        self, **params: Unpack[p.PricingListingOffers]
    ) -> Page[product_pricing_v0.GetOffersResult]:
        """Return the offers that compete with one own SKU (getListingOffers)."""
        return await self._call("listing_offers", params)

    async def item_offers_batch(
        self, **params: Unpack[p.PricingItemOffersBatch]
    ) -> Page[product_pricing_v0.ItemOffersResponse]:
        """Return the offers on several ASINs, each with its own status (getItemOffersBatch)."""
        return await self._call("item_offers_batch", params)

    async def listing_offers_batch(
        self, **params: Unpack[p.PricingListingOffersBatch]
    ) -> Page[product_pricing_v0.ListingOffersResponse]:
        """Return the offers around several own SKUs, each with its own status (getListingOffersBatch)."""
        return await self._call("listing_offers_batch", params)
