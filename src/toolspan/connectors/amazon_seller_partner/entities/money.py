"""Transactions, payout periods and the old API's events."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from toolspan.entity import Entity

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from typing_extensions import Unpack

    from toolspan.connectors.amazon_seller_partner.records import (
        finances_2024_06_19,
        finances_v0,
    )
    from toolspan.connectors.amazon_seller_partner.records import parameters as p
    from toolspan.page import Page


class Transactions(Entity):
    """Money movements: sales, refunds, fees."""

    async def list(self, **params: Unpack[p.TransactionsList]) -> Page[finances_2024_06_19.Transaction]:
        """Return transactions by posting date, order or payout (listTransactions)."""
        return await self._call("list", params)

    def iterate(self, **params: Unpack[p.TransactionsList]) -> AsyncIterator[finances_2024_06_19.Transaction]:
        """Yield the transactions of all pages (listTransactions)."""
        return self._iterate("list", params)


class FinancialEventGroups(Entity):
    """Payout periods."""

    async def list(
        self, **params: Unpack[p.FinancialEventGroupsList]
    ) -> Page[finances_v0.FinancialEventGroup]:
        """Return payout periods with balances and transfer state (listFinancialEventGroups)."""
        return await self._call("list", params)

    def iterate(
        self, **params: Unpack[p.FinancialEventGroupsList]
    ) -> AsyncIterator[finances_v0.FinancialEventGroup]:
        """Yield the payout periods of all pages (listFinancialEventGroups)."""
        return self._iterate("list", params)


class FinancialEvents(Entity):
    """Events of the old finances API, which Amazon removes on 2027-08-27."""

    async def list(self, **params: Unpack[p.FinancialEventsList]) -> Page[dict[str, Any]]:
        """Return events of all kinds as rows that name their list in `eventList` (listFinancialEvents)."""
        return await self._call("list", params)

    def iterate(self, **params: Unpack[p.FinancialEventsList]) -> AsyncIterator[dict[str, Any]]:
        """Yield the events of all pages (listFinancialEvents)."""
        return self._iterate("list", params)
