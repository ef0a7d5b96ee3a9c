"""Progress: told in the context of a call, to sync and async listeners, and to nobody else."""

from __future__ import annotations

import asyncio

import pytest

from toolspan import DeadlineExceeded, Progress, on_progress

RUN = {"report_type": "GET_MERCHANT_LISTINGS_ALL_DATA"}


@pytest.mark.parametrize("kind", ["plain", "async"])
async def test_a_listener_hears_what_a_long_call_is_doing(connector, kind):
    heard: list[Progress] = []

    async def later(progress: Progress) -> None:
        heard.append(progress)

    with on_progress(heard.append if kind == "plain" else later):
        await connector.execute("reports", "run", RUN, timeout=None)
    told = len(heard)
    assert told >= 2
    assert any(event.seconds for event in heard)
    assert heard[0].to_dict()["operation"] == "reports.run"
    await connector.execute("reports", "run", RUN, timeout=None)
    assert len(heard) == told, "a call outside of the block was told of"


async def test_listeners_nest(connector):
    outer: list[Progress] = []
    inner: list[Progress] = []
    with on_progress(outer.append), on_progress(inner.append):
        await connector.execute("reports", "run", RUN, timeout=None)
    assert outer == inner != []


async def test_a_retry_is_told_as_a_wait(connector, emulator):
    emulator.faults.add("status", status=503, path="/orders", times=1)
    heard: list[Progress] = []
    with on_progress(heard.append):
        assert (await connector.orders.list(created_after="-1d")).data
    assert ["before a retry" in event.message for event in heard] == [True]


async def test_a_refused_wait_is_not_told(connector):
    heard: list[Progress] = []
    with on_progress(heard.append), pytest.raises(DeadlineExceeded):
        await connector.execute("reports", "run", RUN, timeout=1)
    assert not [event for event in heard if event.seconds]


async def test_sync_calls_tell_too(connector):
    heard: list[Progress] = []

    def script() -> None:
        with on_progress(heard.append):
            connector.sync.reports.run(**RUN)
        connector.sync.close()

    await asyncio.to_thread(script)
    assert heard
