"""A process that is killed after Amazon saw its write, and those that come after it: one write at Amazon."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from toolspan import OutcomeUnknown, Policy
from toolspan.emulator import environment
from toolspan.journal import SQLiteJournal

from .child import SKU, WRITE

WRITES = Policy(writes=["listings_items.patch"])


def patches(emulator):
    return emulator.requests.matching(method="PATCH")


async def run_until_seen(emulator, journal):
    """Start the child, and kill it the hard way once the emulator has seen its write."""
    emulator.faults.add("delay", method="PATCH", seconds=60, real=True)
    arguments = [emulator.url, emulator.token_url, emulator.seller_id, str(journal)]
    process = subprocess.Popen(  # noqa: ASYNC220 - it is killed below
        [sys.executable, Path(__file__).with_name("child.py"), *arguments],
        env={**os.environ, **environment(emulator)},
        stderr=subprocess.PIPE,
    )
    while not patches(emulator):
        await asyncio.sleep(0.01)
        assert process.poll() is None, process.stderr.read().decode()
    process.send_signal(signal.SIGKILL)
    process.wait()
    process.stderr.close()
    emulator.faults.clear()


@pytest.mark.parametrize("replays", [1, 3])
async def test_after_a_kill_the_same_write_is_not_sent_again_but_looked_up(
    emulator, connect, tmp_path, replays
):
    journal = tmp_path / "writes.db"
    await run_until_seen(emulator, journal)
    for _ in range(replays):  # each a process of its own, as far as the journal can tell
        async with connect(policy=WRITES, journal=SQLiteJournal(journal)) as connector:
            with pytest.raises(OutcomeUnknown, match="not sent again") as caught:
                await connector.execute(**WRITE)
            assert "listings_items.get with the same sku" in caught.value.hint
    assert len(patches(emulator)) == 1
    async with connect(policy=WRITES, journal=SQLiteJournal(journal)) as connector:
        await connector.execute("listings_items", "get", {"sku": SKU})
        await connector.execute(**WRITE, idempotency_key="looked: it was not carried out")
    assert len(patches(emulator)) == 2


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
