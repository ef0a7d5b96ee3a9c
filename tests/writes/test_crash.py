"""A process that is killed after Amazon saw its write, and those that come after it: one write at Amazon."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

import pytest

from toolspan import OutcomeUnknown, Policy
from toolspan.clock import SystemClock
from toolspan.emulator import environment
from toolspan.journal import PostgreSQLJournal, SQLiteJournal

from .child import SKU, WRITE, journal_at

WRITES = Policy(writes=["listings_items.patch"])


def patches(emulator):
    return emulator.requests.matching(method="PATCH")


@pytest.fixture(params=["sqlite", "postgresql"])
def place(request, tmp_path):
    """Where a journal lies that several processes share."""
    if request.param == "sqlite":
        return str(tmp_path / "writes.db")
    request.getfixturevalue("postgres_journal")
    return request.getfixturevalue("journal_postgres")


@asynccontextmanager
async def another_process(emulator, place, seconds):
    """Start the child, whose write takes so long, and give it once the emulator has seen the write."""
    emulator.faults.add("delay", method="PATCH", seconds=seconds, real=True)
    arguments = [emulator.url, emulator.token_url, emulator.seller_id, place]
    process = subprocess.Popen(  # noqa: ASYNC220 - it is killed or ends below
        [sys.executable, Path(__file__).with_name("child.py"), *arguments],
        env={**os.environ, **environment(emulator)},
        stderr=subprocess.PIPE,
    )
    try:
        while not patches(emulator):
            await asyncio.sleep(0.01)
            assert process.poll() is None, process.stderr.read().decode()
        emulator.faults.clear()
        yield process
    finally:
        process.kill()
        process.communicate()


@pytest.mark.parametrize("replays", [1, 3])
async def test_after_a_kill_the_same_write_is_not_sent_again_but_looked_up(emulator, connect, place, replays):
    async with another_process(emulator, place, 60) as process:
        process.send_signal(signal.SIGKILL)
    for _ in range(replays):  # each a process of its own, as far as the journal can tell
        with closing_journal(place) as journal:
            async with connect(policy=WRITES, journal=journal) as connector:
                with pytest.raises(OutcomeUnknown, match="not sent again") as caught:
                    await connector.execute(**WRITE)
                assert "listings_items.get with the same sku" in caught.value.hint
    assert len(patches(emulator)) == 1
    with closing_journal(place) as journal:
        async with connect(policy=WRITES, journal=journal) as connector:
            await connector.execute("listings_items", "get", {"sku": SKU})
            await connector.execute(**WRITE, idempotency_key="looked: it was not carried out")
    assert len(patches(emulator)) == 2


async def test_a_write_under_way_in_another_live_process_is_waited_for(emulator, connect, postgres_journal):
    async with another_process(emulator, postgres_journal._url, 1) as process:
        async with connect(policy=WRITES, journal=postgres_journal, clock=SystemClock()) as connector:
            page = await connector.execute(**WRITE)
        assert page.meta.replayed is True
        assert process.wait() == 0
    assert len(patches(emulator)) == 1


async def test_a_write_that_is_cancelled_before_the_journal_has_it_may_be_made_again(postgres_journal):
    from tests.writes.test_journals import intent

    step = asyncio.ensure_future(postgres_journal.begin(intent()))
    await asyncio.sleep(0)
    step.cancel()
    with pytest.raises(asyncio.CancelledError):
        await step
    assert await postgres_journal.begin(intent()) is None


@contextmanager
def closing_journal(place):
    journal = journal_at(place)
    yield journal
    if isinstance(journal, PostgreSQLJournal):
        journal.close()


async def test_without_a_kill_a_later_process_gets_the_first_receipt(emulator, connect, tmp_path):
    journal, pages = tmp_path / "writes.db", []
    for _ in range(3):
        async with connect(policy=WRITES, journal=SQLiteJournal(journal)) as connector:
            pages.append(await connector.execute(**WRITE))
    assert len(patches(emulator)) == 1
    assert pages[1].data == pages[0].data
    assert pages[2].meta.replayed is True


async def test_a_lost_answer_to_a_write_that_may_not_be_repeated_is_kept_as_unknown(
    emulator, connect, tmp_path
):
    body = {"feedType": "JSON_LISTINGS_FEED", "inputFeedDocumentId": "1"}
    emulator.faults.add("lost", method="POST", path="/feeds", times=None)
    for _ in range(2):
        async with connect(
            policy=Policy(writes=["raw"]), journal=SQLiteJournal(tmp_path / "writes.db")
        ) as connector:
            with pytest.raises(OutcomeUnknown):
                await connector.raw("POST", "/feeds/2021-06-30/feeds", body=body)
    assert len(emulator.requests.matching(method="POST", path="/feeds")) == 1
