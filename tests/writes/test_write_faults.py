"""Whatever ends a write, and whenever: the journal lets it go out once at most, and the result is not hidden."""

from __future__ import annotations

import asyncio
import sqlite3
from contextlib import nullcontext, suppress

import pytest

from toolspan import AuthenticationError, ConfigurationError, InvalidInput, OutcomeUnknown, UpstreamError
from toolspan.journal import MemoryJournal, SQLiteJournal
from toolspan.runtime.sending import sending
from toolspan.writes import idempotency

THING = {"thing_id": "1", "price": "12"}
KEY = {"idempotency_key": "order 7"}


@pytest.fixture(autouse=True)
def _impatient(monkeypatch):
    monkeypatch.setattr("toolspan.journal.sqlite._PATIENCE", 0.05)
    monkeypatch.setattr(idempotency, "_UNRECORDED", {})


def left(*_):
    """What a sender says at the moment of sending."""
    sending().left = True


def locked(path):
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    return other.close


def full(path):
    """A folder in whose place SQLite cannot make the file that it needs to change another."""
    beside = path.with_name(f"{path.name}-journal")
    beside.mkdir()
    return beside.rmdir


def moved(path):
    away = path.with_name("away")
    path.rename(away)
    return lambda: away.rename(path)


def emptied(path):
    content = path.read_bytes()
    path.write_bytes(b"")
    return lambda: path.write_bytes(content)


@pytest.mark.parametrize("fault", [locked, full, moved, emptied])
@pytest.mark.parametrize("ending", ["answered", "in doubt", "refused", "cancelled"])
async def test_a_file_that_fails_after_a_write_left_neither_hides_its_end_nor_sends_it_again(
    shop, till, tmp_path, fault, ending
):
    path, mended = tmp_path / "own.db", []
    one = shop()
    one._journal = SQLiteJournal(path)

    def answer(_):
        mended.append(fault(path))
        if ending == "refused":
            raise InvalidInput("no", status=400)
        left()
        if ending == "in doubt":
            raise OutcomeUnknown("lost")
        if ending == "cancelled":
            raise asyncio.CancelledError
        return {"number": 1}

    till.answer = answer
    kinds = {"in doubt": OutcomeUnknown, "refused": InvalidInput, "cancelled": asyncio.CancelledError}
    if ending == "answered":
        page = await one.execute("things", "create", THING, **KEY)
        assert page.data == [{"number": 1}]
        assert "do not repeat it blindly" in page.meta.warnings[-1]
    else:
        with pytest.raises(kinds[ending]):
            await one.execute("things", "create", THING, **KEY)
    with pytest.raises((ConfigurationError, OutcomeUnknown, InvalidInput)):
        raise await _error(one, till)
    mended[0]()
    till.answer = lambda _: {"number": 2}
    if ending in ("in doubt", "cancelled"):
        with pytest.raises(OutcomeUnknown) as caught:
            await one.execute("things", "create", THING, **KEY)
        assert caught.value.retryable is False
    else:
        again = await one.execute("things", "create", THING, **KEY)
        assert again.meta.replayed is (ending == "answered")
    assert len(till.sent) == (2 if ending == "refused" else 1)


async def _error(one, till):
    """The error of a repetition while the file still fails; nothing is sent."""
    before = len(till.sent)
    try:
        page = await one.execute("things", "create", THING, **KEY)
    except (ConfigurationError, OutcomeUnknown) as error:
        assert len(till.sent) == before
        return error
    assert page.meta.replayed
    return InvalidInput("replayed")


@pytest.mark.parametrize(
    "fault",
    [
        UpstreamError("Amazon took it without giving its id.", retryable=True),
        AuthenticationError("the secret is refused"),
        ConfigurationError("the environment makes no sense"),
        InvalidInput("the answer cannot be read"),
        ZeroDivisionError(),
    ],
    ids=lambda fault: type(fault).__name__,
)
async def test_an_error_after_a_write_left_never_frees_it(shop, till, fault):
    def answer(_):
        left()
        raise fault

    till.answer = answer
    for _ in range(2):
        with pytest.raises(OutcomeUnknown) as caught:
            await shop().execute("things", "create", THING, **KEY)
        assert caught.value.retryable is False
    assert len(till.sent) == 1


@pytest.mark.parametrize("was_sent", [False, True])
async def test_a_cancelled_write_is_in_doubt_only_if_it_may_have_left(shop, till, was_sent):
    waiting = asyncio.Event()

    async def answer():
        sending().left = was_sent
        waiting.set()
        await asyncio.Event().wait()

    good, till.answer = till.answer, lambda _: answer()
    task = asyncio.ensure_future(shop().execute("things", "create", THING, **KEY))
    await waiting.wait()
    task.cancel()
    await asyncio.wait({task})
    till.answer = good
    with pytest.raises(OutcomeUnknown) if was_sent else nullcontext():
        await shop().execute("things", "create", THING, **KEY)
    assert len(till.sent) == (1 if was_sent else 2)


async def test_a_task_that_is_killed_while_the_journal_settles_leaves_the_receipt(shop, till):
    begun, go_on = asyncio.Event(), asyncio.Event()

    class Slow(MemoryJournal):
        async def settle(self, intent, receipt, /):
            begun.set()
            await go_on.wait()
            await super().settle(intent, receipt)

    one = shop()
    one._journal = Slow()
    task = asyncio.ensure_future(one.execute("things", "create", THING, **KEY))
    await begun.wait()
    task.cancel()
    await asyncio.wait({task})
    go_on.set()
    assert (await one.execute("things", "create", THING, **KEY)).meta.replayed is True
    assert len(till.sent) == 1


async def test_fields_that_are_none_are_refused_before_a_write_and_not_after(shop, till):
    for wrong in (5, ["a", 5], ["a"] * 501):
        with pytest.raises(InvalidInput, match="select_fields"):
            await shop().execute("things", "create", THING, select_fields=wrong)
    assert till.sent == []


async def test_an_audit_that_fails_afterwards_does_not_replace_the_result(shop, till):
    def told(record):
        if record.stage == "after":
            raise OSError("the disk is full")

    page = await shop(on_write=told).execute("things", "create", THING, **KEY)
    assert page.data[0]["number"] == 1
    assert (await shop().execute("things", "create", THING, **KEY)).meta.replayed is True


@pytest.mark.parametrize("content", [b"", b"x", b"something else " * 100, b"SQLite format 3\0" + bytes(84)])
async def test_a_file_that_is_there_and_is_no_journal_is_refused(shop, till, tmp_path, content):
    path = tmp_path / "cut.db"
    path.write_bytes(content)
    one = shop()
    one._journal = SQLiteJournal(path)
    with pytest.raises(ConfigurationError, match="journal"):
        await one.execute("things", "create", THING)
    assert till.sent == []
    assert path.read_bytes() == content


@pytest.mark.parametrize("kept", [0, 1, 100, 4096, 6000])
async def test_a_journal_that_was_cut_is_refused_by_every_process(shop, till, tmp_path, kept, monkeypatch):
    path = tmp_path / "cut.db"
    one = shop()
    one._journal = SQLiteJournal(path)
    await one.execute("things", "create", THING, **KEY)
    path.write_bytes(path.read_bytes()[:kept])
    for known in ({path}, set()):
        monkeypatch.setattr("toolspan.journal.sqlite._KNOWN", known)
        with pytest.raises(ConfigurationError, match="journal"):
            await one.execute("things", "create", THING, **KEY)
    assert len(till.sent) == 1


@pytest.mark.parametrize("column", ["receipt", "until", "began", "busy_until"])
@pytest.mark.parametrize("value", ["garbage", "{}", b"\xff\xfe"])
async def test_garbled_rows_send_nothing_and_raise_our_own_errors(shop, till, tmp_path, column, value):
    path = tmp_path / "garbled.db"
    one = shop()
    one._journal = SQLiteJournal(path)
    await one.execute("things", "create", THING, **KEY)
    with sqlite3.connect(path) as db:
        db.execute(f"UPDATE writes SET {column} = ?", (value,))
    with suppress(ConfigurationError, OutcomeUnknown):
        assert (await one.execute("things", "create", THING, **KEY)).meta.replayed
    assert len(till.sent) == 1
