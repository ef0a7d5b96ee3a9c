"""The conformance class for modes of one's own: a good one passes, broken ones fail the check that is there to catch them."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager

import pytest

from toolspan.testing import ExecutorConformance, connected
from toolspan.transport.executor import BaseExecutor


class Plain(ExecutorConformance):
    """Local mode, as another way."""


class Sends(BaseExecutor):
    """A way with a fault: what it changes of the executor's work is in `execute`."""

    def __init__(self, inner):
        self._inner = inner

    def about(self):
        return self._inner.about()

    def filled(self, call, /):
        return self._inner.filled(call)

    async def aclose(self):
        await self._inner.aclose()


class Twice(Sends):
    """Sends every call two times."""

    async def execute(self, call, /):
        await self._inner.execute(call)
        return await self._inner.execute(call)


class ForgetsTheCursor(Sends):
    """Gives pages that end too early."""

    async def execute(self, call, /):
        page = await self._inner.execute(call)
        page.meta.next_token = None
        return page


class HidesTheWait(Sends):
    """Tells errors without their retry_after."""

    async def execute(self, call, /):
        try:
            return await self._inner.execute(call)
        except Exception as error:
            error.retry_after = None
            raise


def with_fault(fault):
    class Broken(ExecutorConformance):
        @asynccontextmanager
        async def through(self, emulator):
            async with connected(emulator) as connector:
                connector._executor = fault(connector._executor)
                yield connector

    return Broken()


def test_a_good_way_passes():
    for check in ("a_page_is_continued_by_its_next_params", "a_used_up_quota_is_told_with_the_wait"):
        asyncio.run(Plain()._hold(check))


@pytest.mark.parametrize(
    ("fault", "check"),
    [
        (Twice, "relative_dates_mean_the_same-0"),
        (ForgetsTheCursor, "the_records_of_all_pages_are_equal-0"),
        (HidesTheWait, "a_used_up_quota_is_told_with_the_wait"),
    ],
)
def test_a_broken_way_fails(fault, check):
    with pytest.raises(AssertionError):
        asyncio.run(with_fault(fault)._hold(check))
