"""The stores of one process hold what the suites for stores of one's own ask for."""

from __future__ import annotations

import pytest

from toolspan.contract import Reservation, Token
from toolspan.journal import MemoryJournal, SQLiteJournal
from toolspan.runtime.results import MemoryResultStore
from toolspan.testing import (
    JournalConformance,
    RateLimiterConformance,
    ResultStoreConformance,
    TokenStoreConformance,
)
from toolspan.testing.stores import Clock
from toolspan.transport.rate_limits import MemoryRateLimiter
from toolspan.transport.tokens import MemoryTokenStore


class TestMemoryRateLimiter(RateLimiterConformance):
    def make(self, clock):
        return MemoryRateLimiter(clock)


class TestMemoryResultStore(ResultStoreConformance):
    def make(self, clock):
        return MemoryResultStore(clock)


class TestMemoryTokenStore(TokenStoreConformance):
    def make(self, clock):
        return MemoryTokenStore(clock)


class TestMemoryJournal(JournalConformance):
    def make(self):
        return MemoryJournal()


class TestSQLiteJournal(JournalConformance):
    @pytest.fixture(autouse=True)
    def _folder(self, tmp_path):
        self.path = tmp_path / "journal.db"

    def make(self):
        return SQLiteJournal(self.path)


class TestPostgreSQLJournal(JournalConformance):
    @pytest.fixture(autouse=True)
    def _database(self, postgres_journal):
        self.journal = postgres_journal

    def make(self):
        return self.journal


class Hasty(MemoryRateLimiter):
    """Grants what it should refuse."""

    async def reserve(self, plan, max_wait, /):
        slot = await super().reserve(plan, None)
        return Reservation(slot.wait, granted=True, rate=slot.rate, slot=slot.slot)


class Deaf(MemoryRateLimiter):
    """Hears of no penalty."""

    async def penalise(self, plan, pause, /):
        pass


class Leaky(MemoryResultStore):
    """Gives everybody's results to everybody."""

    async def put(self, owner, handle, result, /):
        await super().put("all", handle, result)

    async def get(self, owner, handle, /):
        return await super().get("all", handle)


class Timeless(MemoryTokenStore):
    """Forgets when tokens expire."""

    async def load(self, key, /):
        held = self._held.get(key)
        return Token(held.value, 3_600.0) if held else None


class Generous(MemoryJournal):
    """Takes an approval for anything."""

    async def take(self, owner, ticket, digest, now, /):
        return True


class Forgetful(MemoryJournal):
    """Forgets what it recorded."""

    async def begin(self, intent, /):
        await super().begin(intent)


@pytest.mark.parametrize(
    ("suite", "store", "test"),
    [
        (RateLimiterConformance, Hasty, "test_a_wait_that_is_too_long_takes_nothing"),
        (RateLimiterConformance, Deaf, "test_a_penalty_empties_the_plan_and_blocks_it"),
        (ResultStoreConformance, Leaky, "test_one_owner_never_reads_the_results_of_another"),
        (TokenStoreConformance, Timeless, "test_an_expired_token_is_gone"),
        (JournalConformance, Generous, "test_an_approval_is_good_once_for_what_was_asked"),
        (JournalConformance, Forgetful, "test_a_write_blocks_its_repetition_until_it_is_withdrawn"),
    ],
)
def test_the_suites_find_planted_faults(suite, store, test):
    made = type("Held", (suite,), {"make": lambda _, *clock: store(*clock)})()
    with pytest.raises(AssertionError):
        getattr(made, test)()


def test_the_clock_of_the_suites_stands_still():
    assert Clock().time() == Clock().monotonic()
