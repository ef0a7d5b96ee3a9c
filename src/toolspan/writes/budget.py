"""Daily limit of writes."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from toolspan.errors import PolicyDenied
from toolspan.journal.base import DAY

if TYPE_CHECKING:
    from collections.abc import Sequence

    from toolspan.contract import Journal
    from toolspan.journal.base import Entry, Intent


class Budgeted:
    """Journal around a journal: enforces a daily limit.

    A write is recorded first and counted then, so that of two that take the last place at the same
    time one is refused, in whatever processes they are.

    Args:
        journal: Remembers.
        per_day: Writes of one owner in any 24 hours.
        whose: Who sets the limit, for the message.
        setting: How it is set.
    """

    def __init__(
        self,
        journal: Journal,
        per_day: int,
        whose: str = "this connector's policy",
        setting: str = "Policy(writes_per_day=...)",
    ) -> None:
        self._journal = journal
        self._per_day = per_day
        self._whose, self._setting = whose, setting
        self.settle = journal.settle
        self.withdraw = journal.withdraw
        self.ask = journal.ask
        self.take = journal.take
        self.drop = journal.drop

    async def begin(self, intent: Intent, /) -> Entry | None:
        """Record a write, if the daily limit allows it.

        Raises:
            PolicyDenied: It has none; `retry_after` says when it will.
        """
        entry = await self._journal.begin(intent)
        if entry is not None:
            return entry
        begun = await self._journal.begun_before(intent, intent.now - DAY)
        if len(begun) >= self._per_day:
            await self._journal.withdraw(intent)
            raise self._used_up(intent, begun)
        return None

    async def begun_before(self, intent: Intent, since: float, /) -> Sequence[float]:
        """Return when earlier writes of the owner began."""
        return await self._journal.begun_before(intent, since)

    def _used_up(self, intent: Intent, begun: Sequence[float]) -> PolicyDenied:
        message = f"{intent.operation} was not sent: {self._whose} allows {self._per_day} writes in 24 hours"
        if not self._per_day:
            return PolicyDenied(f"{message}.")
        free = begun[len(begun) - self._per_day] + DAY
        moment = datetime.fromtimestamp(free, UTC).isoformat(timespec="seconds")
        return PolicyDenied(
            f"{message}, and they are used up. The next is free at {moment}.",
            hint=f"Whoever owns the agent sets {self._setting}.",
            retry_after=free - intent.now,
            retryable=True,
        )
