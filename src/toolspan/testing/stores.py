"""Conformance suites for stores: rate limiters, result stores, token stores and journals of your own.

Subclass one, return your store from `make`, and run pytest. Each test gets a new store.
"""

from __future__ import annotations

import asyncio
from abc import ABC, abstractmethod
from itertools import pairwise
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from toolspan.contract import StoredResult, Token, UsagePlan
from toolspan.journal import DAY, Intent, unfinished

if TYPE_CHECKING:
    from collections.abc import Awaitable

    from toolspan.contract import RateLimiter, ResultStore, TokenStore
    from toolspan.journal import Journal

NOW = 1_800_000_000.0


class Clock:
    """A clock that stands still except for `advance` and `sleep`."""

    def __init__(self) -> None:
        self.now = NOW

    def time(self) -> float:
        """Return the seconds since the epoch."""
        return self.now

    def monotonic(self) -> float:
        """Return the same as `time`, since this clock is never adjusted."""
        return self.now

    async def sleep(self, seconds: float, /) -> None:
        """Advance the clock instead of waiting."""
        self.now += seconds

    def advance(self, seconds: float) -> None:
        """Advance the clock."""
        self.now += seconds


class RateLimiterConformance(ABC):
    """Every check that `MemoryRateLimiter` passes.

    Example:
        ```python
        class TestMyLimiter(RateLimiterConformance):
            def make(self, clock):
                return MyLimiter(now=clock.monotonic)
        ```
    """

    plan = UsagePlan("account.orders.list", 0.5, 3)

    @abstractmethod
    def make(self, clock: Clock) -> RateLimiter:
        """Return a new limiter on this clock."""

    def test_a_burst_goes_at_once_and_then_one_call_after_the_other(self) -> None:
        """The first calls do not wait; the next ones wait in steps of about 1 / rate, the first of them a little longer."""

        async def check(limiter: RateLimiter, _: Clock) -> None:
            waits = [(await limiter.reserve(self.plan, None)).wait for _n in range(6)]
            assert waits[:3] == [0.0, 0.0, 0.0]
            assert 2.0 <= waits[3] <= 3.5, waits  # limiters allow for the lateness with which calls arrive
            steps = [later - earlier for earlier, later in pairwise(waits[3:])]
            assert all(2.0 <= step <= 2.2 for step in steps), steps  # limiters keep a share of the rate free

        self._hold(check)

    def test_thousands_of_calls_use_the_plan_up_and_never_pass_it(self) -> None:
        """Throughput is between 95 % and 100 % of the plan."""

        async def check(limiter: RateLimiter, clock: Clock) -> None:
            start, sent, allowed = clock.now, 0, float(self.plan.burst)
            while clock.now - start < 4_000:
                slot = await limiter.reserve(self.plan, None)
                clock.advance(slot.wait)
                sent += 1
                allowed = self.plan.burst + (clock.now - start) * self.plan.rate
                assert sent <= allowed + 1e-6
            assert sent >= 0.95 * allowed

        self._hold(check)

    def test_a_wait_that_is_too_long_takes_nothing(self) -> None:
        """`granted` is False, `wait` is set, and the slot stays free."""

        async def check(limiter: RateLimiter, _: Clock) -> None:
            for _n in range(3):
                await limiter.reserve(self.plan, 0.0)
            refused = await limiter.reserve(self.plan, 1.0)
            assert (refused.granted, 1.9 < refused.wait < 3.5) == (False, True)
            assert (await limiter.reserve(self.plan, None)).wait == refused.wait

        self._hold(check)

    def test_the_last_slot_can_be_given_back(self) -> None:
        """After a release the next caller gets the same slot."""

        async def check(limiter: RateLimiter, _: Clock) -> None:
            for _n in range(3):
                await limiter.reserve(self.plan, None)
            first = await limiter.reserve(self.plan, None)
            await limiter.release(self.plan, first)
            assert abs((await limiter.reserve(self.plan, None)).wait - first.wait) < 1e-3

        self._hold(check)

    def test_a_penalty_empties_the_plan_and_blocks_it(self) -> None:
        """No slot during the pause, and no burst after it."""

        async def check(limiter: RateLimiter, clock: Clock) -> None:
            await limiter.penalise(self.plan, 10.0)
            assert (await limiter.peek(self.plan)).blocked_for > 9.9
            waits = [(await limiter.reserve(self.plan, None)).wait for _n in range(2)]
            assert waits[0] >= 10.0
            assert waits[1] > waits[0] + 1.9
            clock.advance(11.0)
            assert (await limiter.peek(self.plan)).blocked_for == 0.0

        self._hold(check)

    def test_a_learnt_rate_counts_for_all_that_follow(self) -> None:
        """A rate from a response header replaces that of the plan and counts as confirmed."""

        async def check(limiter: RateLimiter, _: Clock) -> None:
            for _n in range(3):
                await limiter.reserve(self.plan, None)
            await limiter.learn(self.plan, 2.0)
            slot = await limiter.reserve(self.plan, None)
            assert slot.rate == 2.0
            assert slot.wait < 1.9  # and not the two seconds of before
            assert (await limiter.peek(self.plan)).confirmed

        self._hold(check)

    def test_plans_do_not_share_their_slots(self) -> None:
        """Each key has its own slots."""

        async def check(limiter: RateLimiter, _: Clock) -> None:
            for _n in range(5):
                await limiter.reserve(self.plan, None)
            other = UsagePlan("account.orders.get", 0.5, 3)
            state = await limiter.peek(other)
            assert (state.left, state.wait, state.used) == (3.0, 0.0, False)

        self._hold(check)

    def _hold(self, check: Any) -> None:
        clock = Clock()
        asyncio.run(check(self.make(clock), clock))


class ResultStoreConformance(ABC):
    """Every check that `MemoryResultStore` passes."""

    result = StoredResult(
        ('{"n": 1}', '{"n": 2}'), {"entity": "orders", "action": "list", "params": {}}, 1_000
    )

    @abstractmethod
    def make(self, clock: Clock) -> ResultStore:
        """Return an empty store on this clock."""

    def test_a_result_comes_back_as_it_was_stored(self) -> None:
        """Records, call and budget are the same."""
        found = self._get("account", "handle")
        assert found is not None
        assert (list(found.records or ()), found.call, found.budget) == (
            list(self.result.records or ()),
            self.result.call,
            self.result.budget,
        )

    def test_one_owner_never_reads_the_results_of_another(self) -> None:
        """A handle is invalid for another account."""
        assert self._get("other", "handle") is None

    def test_an_unknown_handle_has_no_result(self) -> None:
        """Returns None; raises no error."""
        assert self._get("account", "unknown") is None

    def _get(self, owner: str, handle: str) -> StoredResult | None:
        async def run() -> StoredResult | None:
            store = self.make(Clock())
            await store.put("account", "handle", self.result)
            return await store.get(owner, handle)

        return asyncio.run(run())


class TokenStoreConformance(ABC):
    """Every check that `MemoryTokenStore` passes."""

    @abstractmethod
    def make(self, clock: Clock) -> TokenStore:
        """Return an empty store on this clock."""

    def test_a_token_comes_back_with_the_time_that_it_has_left(self) -> None:
        """A token of one hour has 40 minutes left after 20."""

        async def run() -> Token | None:
            clock = Clock()
            store = self.make(clock)
            await store.save("key", Token("secret-token", 3_600.0))
            clock.advance(1_200.0)
            return await store.load("key")

        found = asyncio.run(run())
        assert found is not None
        assert found.value == "secret-token"
        assert found.expires_in is not None
        assert abs(found.expires_in - 2_400.0) < 1.0

    def test_an_expired_token_is_gone(self) -> None:
        """Returns None after the expiry."""

        async def run() -> Token | None:
            clock = Clock()
            store = self.make(clock)
            await store.save("key", Token("secret-token", 60.0))
            clock.advance(61.0)
            return await store.load("key")

        assert asyncio.run(run()) is None

    def test_keys_do_not_share_their_tokens(self) -> None:
        """Another account has no token."""

        async def run() -> Token | None:
            store = self.make(Clock())
            await store.save("key", Token("secret-token", 60.0))
            return await store.load("other")

        assert asyncio.run(run()) is None


class JournalConformance(ABC):
    """Every check that the built-in journals pass; `toolspan.journal` describes the methods."""

    @abstractmethod
    def make(self) -> Journal:
        """Return an empty journal."""

    def intent(self, key: str = "key", **more: Any) -> Intent:
        """Return the intent of a write."""
        moment = more.get("now", NOW)
        given: dict[str, Any] = {
            "owner": "owner",
            "key": key,
            "digest": f"digest of {key}",
            "attempt": uuid4().hex,
            "operation": "things.patch",
            "target": None,
            "now": NOW,
            "fresh": moment - 600,
            "busy_until": moment + 30,
            "until": moment + DAY,
        }
        return Intent(**given | more)

    def test_a_write_blocks_its_repetition_until_it_is_withdrawn(self) -> None:
        """The second write gets the first one's entry; after a withdrawal it may be sent."""

        async def run() -> None:
            journal, first = self.make(), self.intent()
            assert await journal.begin(first) is None
            entry = await journal.begin(self.intent())
            assert entry is not None
            assert (entry.attempt, entry.receipt) == (first.attempt, None)
            await journal.withdraw(first)
            assert await journal.begin(self.intent()) is None

        _run(run())

    def test_a_receipt_is_replayed_until_it_is_too_old(self) -> None:
        """Within the window the receipt is replayed; after it the write is sent again."""

        async def run() -> None:
            journal, first = self.make(), self.intent()
            await journal.begin(first)
            await journal.settle(first, '{"data": []}')
            again = await journal.begin(self.intent(now=NOW + 600))
            assert again is not None
            assert again.receipt == '{"data": []}'
            assert await journal.begin(self.intent(now=NOW + 601)) is None

        _run(run())

    def test_an_unknown_outcome_blocks_for_a_day(self) -> None:
        """A write in doubt is not sent again automatically."""

        async def run() -> None:
            journal, first = self.make(), self.intent()
            await journal.begin(first)
            await journal.settle(first, None)
            entry = await journal.begin(self.intent(now=NOW + DAY - 1))
            assert entry is not None
            assert (entry.receipt, entry.busy_until) == (None, 0.0)

        _run(run())

    def test_an_unfinished_write_keeps_how_to_resume_it(self) -> None:
        """The call that resumes it is returned."""

        async def run() -> None:
            journal, first = self.make(), self.intent()
            await journal.begin(first)
            await journal.settle(first, unfinished({"entity": "feeds", "action": "result", "params": {}}))
            entry = await journal.begin(self.intent(now=NOW + 700))
            assert entry is not None
            assert entry.unfinished

        _run(run())

    def test_one_owner_never_meets_the_writes_of_another(self) -> None:
        """The same key of another account is a separate write."""

        async def run() -> None:
            journal = self.make()
            await journal.begin(self.intent())
            assert await journal.begin(self.intent(owner="other")) is None

        _run(run())

    def test_an_approval_is_good_once_for_what_was_asked(self) -> None:
        """Rejected for another digest, another owner and a second use."""

        async def run() -> None:
            journal = self.make()
            await journal.ask("owner", "call-1", "digest", NOW + 60)
            assert not await journal.take("other", "call-1", "digest", NOW)
            assert await journal.take("owner", "call-1", "digest", NOW)
            assert not await journal.take("owner", "call-1", "digest", NOW)
            await journal.ask("owner", "call-2", "digest", NOW + 60)
            assert not await journal.take("owner", "call-2", "changed", NOW)

        _run(run())


def _run(test: Awaitable[None]) -> None:
    async def inside() -> None:
        await test

    asyncio.run(inside())
