"""What every journal must do, and what the one in a file does besides."""

from __future__ import annotations

import asyncio
import sqlite3
import stat
import threading
from contextlib import closing, suppress
from dataclasses import replace
from uuid import uuid4

import psycopg
import pytest

from toolspan import ConfigurationError
from toolspan.journal import DAY, Intent, PostgreSQLJournal, SQLiteJournal

NOW = 1_800_000_000.0


def intent(key="k", **more):
    given = {
        "owner": "o", "key": key, "digest": f"digest of {key}", "attempt": uuid4().hex, "operation": "things.patch",
        "target": None, "now": NOW, "fresh": more.get("now", NOW) - 600, "busy_until": NOW + 30, "until": NOW + DAY,
    }  # fmt: skip
    return Intent(**given | more)


async def test_a_write_stands_against_its_repetition_until_it_is_withdrawn(journal):
    first = intent()
    assert await journal.begin(first) is None
    entry = await journal.begin(intent())
    assert (entry.attempt, entry.receipt, entry.busy_until) == (first.attempt, None, NOW + 30)
    await journal.withdraw(first)
    assert await journal.begin(intent()) is None


async def test_a_receipt_answers_until_it_is_too_old(journal):
    first = intent()
    await journal.begin(first)
    await journal.settle(first, "done")
    assert (await journal.begin(intent(now=NOW + 600))).receipt == "done"
    assert await journal.begin(intent(now=NOW + 601)) is None


async def test_an_unknown_outcome_stands_for_a_day(journal):
    first = intent()
    await journal.begin(first)
    await journal.settle(first, None)
    entry = await journal.begin(intent(now=NOW + DAY - 1))
    assert (entry.receipt, entry.busy_until) == (None, 0.0)
    assert await journal.begin(intent(now=NOW + DAY + 1, until=NOW + 2 * DAY)) is None


async def test_another_write_under_the_same_key_is_told_from_the_first(journal):
    first = intent()
    await journal.begin(first)
    await journal.settle(first, "done")
    assert (await journal.begin(intent(digest="another", now=NOW + 700))).digest == first.digest


async def test_what_sets_the_same_thing_again_ends_the_time_of_an_older_receipt(journal):
    first, second = intent("set to 12", target="t"), intent("set to 10", target="t")
    for each in (first, second):
        assert await journal.begin(each) is None
        await journal.settle(each, "done")
    assert (await journal.begin(intent("set to 10", target="t"))).receipt == "done"
    assert await journal.begin(intent("set to 12", target="t")) is None


async def test_a_write_that_was_not_carried_out_ends_no_receipt(journal):
    first, second = intent("set to 12", target="t"), intent("set to 10", target="t")
    await journal.begin(first)
    await journal.settle(first, "done")
    await journal.begin(second)
    await journal.withdraw(second)
    assert (await journal.begin(intent("set to 12", target="t"))).receipt == "done"


async def test_an_unknown_outcome_stands_whatever_was_done_since(journal):
    first, second = intent("set to 12", target="t"), intent("set to 10", target="t")
    await journal.begin(first)
    await journal.settle(first, None)
    await journal.begin(second)
    assert (await journal.begin(intent("set to 12", target="t"))).attempt == first.attempt


async def test_owners_share_nothing(journal):
    await journal.begin(intent(target="t"))
    assert await journal.begin(intent(owner="p", target="t")) is None
    await journal.ask("o", "ticket", "digest", NOW + 1)
    assert not await journal.take("p", "ticket", "digest", NOW)
    assert await journal.take("o", "ticket", "digest", NOW)


async def test_the_end_of_one_attempt_is_not_that_of_another(journal):
    first = intent()
    await journal.begin(first)
    with suppress(ConfigurationError):  # the one in a file says that it does not know it
        await journal.settle(replace(first, attempt="another"), "done")
    await journal.withdraw(replace(first, attempt="a third"))
    assert (await journal.begin(intent())).receipt is None


async def test_earlier_writes_are_counted_in_their_order(journal):
    intents = [intent(f"k{n}", now=NOW + n) for n in range(5)]
    for each in intents:
        await journal.begin(each)
    await journal.withdraw(intents[1])
    await journal.begin(intent(owner="p"))
    assert list(await journal.begun_before(intents[4], NOW)) == [NOW, NOW + 2, NOW + 3]
    assert list(await journal.begun_before(intents[2], NOW + 0.5)) == []


async def test_the_count_outlives_the_entry(journal):
    first = intent(until=NOW + 10)
    await journal.begin(first)
    again = intent(now=NOW + DAY - 5, until=NOW + 2 * DAY)
    assert await journal.begin(again) is None
    assert list(await journal.begun_before(again, NOW - 5)) == [NOW]


async def test_a_ticket_that_was_dropped_is_good_no_more(journal):
    await journal.ask("o", "ticket", "digest", NOW + 10)
    await journal.drop("p", "ticket")
    await journal.drop("o", "ticket")
    assert not await journal.take("o", "ticket", "digest", NOW)


async def test_a_ticket_is_good_once_for_what_was_asked(journal):
    await journal.ask("o", "one", "digest", NOW + 10)
    assert await journal.take("o", "one", "digest", NOW)
    assert not await journal.take("o", "one", "digest", NOW)
    await journal.ask("o", "two", "digest", NOW + 10)
    assert not await journal.take("o", "two", "another", NOW)
    assert not await journal.take("o", "two", "digest", NOW), "a wrong try must use it up"
    await journal.ask("o", "three", "digest", NOW + 10)
    assert not await journal.take("o", "three", "digest", NOW + 10)
    assert not await journal.take("o", "never asked", "", NOW)


async def test_the_last_question_under_a_ticket_counts(journal):
    await journal.ask("o", "ticket", "first", NOW + 10)
    await journal.ask("o", "ticket", "second", NOW + 10)
    assert not await journal.take("o", "ticket", "first", NOW)


def test_of_many_that_begin_at_once_one_goes_on(journal):
    gone, start = [], threading.Barrier(8)

    def begin():
        start.wait()
        gone.append(asyncio.run(journal.begin(intent())) is None)

    threads = [threading.Thread(target=begin) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(gone) == [False] * 7 + [True]


async def test_a_file_is_shared_by_all_that_open_it_and_readable_by_its_owner_only(tmp_path):
    file = tmp_path / "writes.db"
    first = intent()
    assert await SQLiteJournal(file).begin(first) is None
    await SQLiteJournal(file).settle(first, "done")
    assert (await SQLiteJournal(str(file)).begin(intent())).receipt == "done"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


@pytest.mark.parametrize("kind", ["folder", "no folder", "no database"])
async def test_a_file_that_cannot_be_used_is_said_before_anything_is_sent(tmp_path, kind):
    (tmp_path / "folder").mkdir()
    (tmp_path / "no database").write_text("something else " * 100)
    path = tmp_path / "none" / "writes.db" if kind == "no folder" else tmp_path / kind
    with pytest.raises(ConfigurationError, match="journal") as caught:
        await SQLiteJournal(path).begin(intent())
    assert "no write is sent" in caught.value.hint


async def test_a_journal_that_is_replaced_by_an_empty_or_older_one_is_refused(tmp_path):
    file, older = tmp_path / "writes.db", tmp_path / "older.db"
    await SQLiteJournal(older).begin(intent(key="other"))
    for key in ("first", "second"):
        await SQLiteJournal(file).begin(intent(key=key))
    older.replace(file)
    with pytest.raises(ConfigurationError, match="replaced") as caught:
        await SQLiteJournal(file).begin(intent(key="second"))
    assert not caught.value.retryable


@pytest.mark.parametrize(("damage", "passing"), [("BEGIN IMMEDIATE", True), ("DROP TABLE tickets", False)])
async def test_only_what_passes_by_itself_is_called_retryable(tmp_path, monkeypatch, damage, passing):
    monkeypatch.setattr("toolspan.journal.sqlite._PATIENCE", 0.0)
    file = tmp_path / "writes.db"
    await SQLiteJournal(file).begin(intent())
    with closing(sqlite3.connect(file, isolation_level=None)) as other:
        other.execute(damage)
        with pytest.raises(ConfigurationError) as caught:
            await SQLiteJournal(file).ask("owner", "ticket", "digest", 1.0)
    assert caught.value.retryable is passing


async def test_a_database_that_does_not_answer_is_said_before_anything_is_sent():
    with pytest.raises(ConfigurationError, match="The journal of writes cannot be used") as caught:
        await PostgreSQLJournal("postgresql://miller:secret-word@127.0.0.1:1/shop").begin(intent())
    assert caught.value.retryable
    assert "secret-word" not in str(caught.value)


def test_an_address_that_is_none_is_refused_at_once():
    with pytest.raises(ConfigurationError, match="not valid") as caught:
        PostgreSQLJournal("postgresql://miller:secret-word@127.0.0.1:port/shop?colour=red")
    assert "secret-word" not in str(caught.value)


async def test_a_journal_connects_again_after_its_connection_broke(postgres_journal, journal_postgres):
    first = intent()
    await postgres_journal.begin(first)
    with psycopg.connect(journal_postgres, autocommit=True) as other:
        other.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
    with pytest.raises(ConfigurationError) as caught:
        await postgres_journal.settle(first, "done")
    assert caught.value.retryable
    await postgres_journal.settle(first, "done")
    assert (await postgres_journal.begin(intent())).receipt == "done"
