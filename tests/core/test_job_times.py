"""How long a job takes is known before it starts, and so is what needs fewer calls."""

from __future__ import annotations

import asyncio
from importlib.resources import files
from typing import ClassVar

import pytest

from toolspan import InvalidInput, NotFound, Page, RateLimited
from toolspan.connector import Connector
from toolspan.operations.index import OperationIndex
from toolspan.operations.model import Operation
from toolspan.tools.guides import Guides
from toolspan.transport.executor import BaseExecutor
from toolspan.transport.pace import in_words


async def simulated(connector, operation, calls):
    return (await connector.execute("limits", "simulate", {"operation": operation, "calls": calls})).one


@pytest.mark.parametrize("calls", [1, 20, 25, 40])
@pytest.mark.parametrize("used", [0, 3, 20])
async def test_a_job_takes_as_long_as_was_said(wired, amazon, clock, calls, used):
    connector = wired(timeout=None)
    params = {"created_after": "2026-11-01T00:00:00Z"}
    for _ in range(used):
        await connector.execute("orders", "list", params)
    said = await simulated(connector, "orders.list", calls)
    start = clock.monotonic()
    for _ in range(calls):
        await connector.execute("orders", "list", params)
    assert said["seconds"] == pytest.approx(clock.monotonic() - start, abs=1)
    assert len(amazon.requests) == used + calls


async def test_nothing_is_sent_to_say_it(wired, amazon):
    said = await simulated(wired(), "orders.list", 100)
    assert (said["calls"], said["at_once"], said["takes"]) == (100, 20, "4 h 5 min")
    assert "reports.run gives them in one file" in said["fewer_calls"]
    assert amazon.requests == []


async def test_of_a_job_of_several_requests_the_slowest_counts(wired):
    said = await simulated(wired(), "reports.run", 30)
    assert said["slowest_step"] == "reports.create"
    assert said["operation"] == "reports.run"


@pytest.mark.parametrize("entity", ["docs.search", "limits.simulate"])
async def test_what_needs_no_request_takes_no_time(wired, entity):
    assert (await simulated(wired(), entity, 10))["seconds"] == 0


@pytest.mark.parametrize(
    ("given", "error"),
    [
        ({"operation": "orders", "calls": 1}, InvalidInput),
        ({"operation": "orders.paint", "calls": 1}, NotFound),
        ({"operation": "orders.list", "calls": 0}, InvalidInput),
        ({"operation": "orders.list"}, InvalidInput),
    ],
)
async def test_a_wrong_question_is_refused(wired, given, error):
    with pytest.raises(error):
        await wired().execute("limits", "simulate", given)


async def test_a_wait_that_is_too_long_says_what_a_job_would_take_and_what_needs_fewer_calls(wired):
    connector = wired(timeout=10)
    params = {"created_after": "2026-11-01T00:00:00Z"}
    for _ in range(20):
        await connector.execute("orders", "list", params)
    with pytest.raises(RateLimited) as caught:
        await connector.execute("orders", "list", params)
    hint = caught.value.hint
    assert "100 calls take about 5 h 6 min" in hint
    assert "reports.run" in hint
    assert "limits.simulate" in hint


async def test_single_records_are_read_many_at_once(wired):
    connector = wired(timeout=1)
    calls = (connector.execute("orders", "get", {"order_id": str(n)}) for n in range(60))
    errors = [each for each in await asyncio.gather(*calls, return_exceptions=True) if each]
    limited = [each for each in errors if isinstance(each, RateLimited)]
    assert "orders.list reads many at once" in limited[0].hint


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0, "no time"),
        (59.6, "1 min"),
        (61, "1 min 1 s"),
        (3_600, "1 h"),
        (3_605, "1 h"),
        (200_000, "2 d 7 h"),
    ],
)
def test_times_are_said_in_words(seconds, words):
    assert in_words(seconds) == words


class Quota(Connector):
    """A connector whose API has limits of its own."""

    slug: ClassVar[str] = "quota"
    title: ClassVar[str] = "Quota"
    operations: ClassVar[OperationIndex] = OperationIndex.of(
        Operation("limits", "list", "Lists the quotas of the account.", "read", method="GET", path="/limits")
    )
    guides: ClassVar[Guides] = Guides(files("toolspan.connectors.amazon_seller_partner") / "guides")

    async def check(self):
        return await self.execute("limits", "list")


class Answers(BaseExecutor):
    async def execute(self, call, /):
        return Page(data=[{"did": call.operation.name}])


async def test_limits_of_the_api_itself_stay_within_reach():
    connector = Quota(Answers())
    assert (await connector.execute("limits", "list")).data == [{"did": "limits.list"}]
    assert (await simulated(connector, "limits.list", 5))["takes"] == "no time"
    with pytest.raises(NotFound):
        await connector.execute("limits", "paint")
