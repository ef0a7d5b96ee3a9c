"""A write is sent once, however often it is asked for, and nobody is left to guess how it ended."""

from __future__ import annotations

import asyncio

import pytest

from toolspan import InvalidInput, OutcomeUnknown, PolicyDenied, UpstreamError
from toolspan.journal import DAY, SQLiteJournal

THING = {"thing_id": "1", "price": "12"}


async def until_sent(till):
    """Wait until something was sent."""
    while not till.sent:  # noqa: ASYNC110 - no event
        await asyncio.sleep(0)


async def test_a_repetition_gets_the_first_receipt_and_is_told_so(shop, till):
    first = await shop().execute("things", "create", THING)
    again = await shop().execute("THINGS", "Create", {"Price": "12", "thingId": "1"})
    assert len(till.sent) == 1
    assert again.data == first.data == [{"number": 1, "did": "things.create"}]
    assert again.meta.request_id == "r-1"
    assert again.meta.replayed is True
    assert "2026-11-24T06:00:00+00:00" in again.meta.warnings[-1]
    assert "nothing was sent" in again.meta.warnings[-1]


async def test_other_arguments_another_account_or_another_operation_are_other_writes(shop, till):
    await shop().execute("things", "create", THING)
    await shop().execute("things", "create", THING | {"price": "13"})
    await shop().execute("things", "put", THING)
    await shop(account="smith").execute("things", "create", THING)
    assert len(till.sent) == 4


async def test_reads_are_never_taken_for_repetitions(shop, till):
    for _ in range(3):
        await shop().execute("things", "get", {"thing_id": "1"})
    assert len(till.sent) == 3


@pytest.mark.parametrize(("later", "sent"), [(599, 1), (601, 2)])
async def test_the_same_arguments_are_the_same_write_for_ten_minutes(shop, till, clock, later, sent):
    await shop().execute("things", "create", THING)
    clock.advance(later)
    await shop().execute("things", "create", THING)
    assert len(till.sent) == sent


async def test_without_a_window_the_same_arguments_are_sent_again(shop, till):
    for _ in range(2):
        await shop(repeat_window=0).execute("things", "create", THING)
    assert len(till.sent) == 2


@pytest.mark.parametrize("action", ["put", "patch", "delete"])
async def test_going_back_and_forth_is_no_repetition(shop, till, action):
    for price in ("12", "10", "12", "12"):
        await shop().execute("things", action, {"thing_id": "1", "price": price})
    await shop().execute("things", action, {"thing_id": "2", "price": "10"})
    await shop().execute("things", action, {"thing_id": "1", "price": "12"})
    assert [call.values["price"] for call in till.sent] == ["12", "10", "12", "10"]


async def test_a_key_names_one_write_for_a_day(shop, till, clock):
    key = {"idempotency_key": "order 7, second parcel"}
    await shop().execute("things", "create", THING, **key)
    clock.advance(DAY - 1)
    assert (await shop().execute("things", "create", THING, **key)).meta.replayed is True
    await shop().execute("things", "create", THING, idempotency_key="another")
    clock.advance(2)
    await shop().execute("things", "create", THING, **key)
    assert len(till.sent) == 3


async def test_a_key_that_was_used_for_another_write_is_refused(shop, till):
    await shop().execute("things", "create", THING, idempotency_key="k")
    for action, params in (("create", THING | {"price": "13"}), ("delete", {"thing_id": "1"})):
        with pytest.raises(InvalidInput, match="used for another write"):
            await shop().execute("things", action, params, idempotency_key="k")
    await shop(account="smith").execute("things", "create", THING | {"price": "13"}, idempotency_key="k")
    assert len(till.sent) == 2


@pytest.mark.parametrize("key", ["", "x" * 256, "x" * 1_000_000, "two\nlines", "é", 7])
async def test_what_cannot_be_a_key_is_refused(shop, till, key):
    with pytest.raises(InvalidInput, match="255 printable ASCII"):
        await shop().execute("things", "create", THING, idempotency_key=key)
    assert till.sent == []


async def test_the_same_write_at_the_same_time_is_sent_once_and_all_get_its_receipt(shop, till):
    pages = await asyncio.gather(*(shop().execute("things", "create", THING) for _ in range(20)))
    assert len(till.sent) == 1
    assert {str(page.data) for page in pages} == {str(pages[0].data)}
    assert sum(page.meta.replayed for page in pages) == 19


async def test_a_write_that_was_refused_may_be_made_again(shop, till):
    def refuse(_):
        raise InvalidInput("no", status=400)

    good, till.answer = till.answer, refuse
    with pytest.raises(InvalidInput):
        await shop().execute("things", "create", THING)
    till.answer = good
    assert (await shop().execute("things", "create", THING)).data[0]["number"] == 2


def _lost(_):
    raise OutcomeUnknown("lost")


def _broken(_):
    raise ZeroDivisionError


@pytest.mark.parametrize("fault", [_lost, _broken])
async def test_a_write_whose_answer_was_lost_is_not_sent_again_but_looked_up(shop, till, clock, fault):
    till.answer = fault
    with pytest.raises((OutcomeUnknown, ZeroDivisionError)):
        await shop().execute("things", "create", THING)
    for later in (1, 700, DAY - 702):
        clock.advance(later)
        with pytest.raises(OutcomeUnknown, match="begun at 2026-11-24T06:00:00") as caught:
            await shop().execute("things", "create", THING)
        assert "things.get with the same thing_id" in caught.value.hint
        assert caught.value.retryable is False
    assert len(till.sent) == 1


async def test_after_looking_a_program_may_send_it_under_another_key(shop, till):
    good, till.answer = till.answer, _lost
    with pytest.raises(OutcomeUnknown):
        await shop().execute("things", "create", THING)
    till.answer = good
    await shop().execute("things", "create", THING, idempotency_key="looked: not there")
    assert len(till.sent) == 2


async def test_a_write_that_was_cancelled_is_of_unknown_outcome(shop, till):
    till.answer = lambda _: asyncio.sleep(3600)
    task = asyncio.ensure_future(shop().execute("things", "create", THING))
    await until_sent(till)
    task.cancel()
    await asyncio.wait([task])
    with pytest.raises(OutcomeUnknown):
        await shop().execute("things", "create", THING)
    assert len(till.sent) == 1


async def test_a_write_under_way_elsewhere_is_not_waited_for(shop, till, journal, monkeypatch):
    monkeypatch.setattr("toolspan.journal.memory.this_process", lambda: "another")
    monkeypatch.setattr("toolspan.journal.sqlite.this_process", lambda: "another")
    hanging = asyncio.Event()
    till.answer = lambda _: hanging.wait()
    task = asyncio.ensure_future(shop().execute("things", "create", THING))
    await until_sent(till)
    with pytest.raises(OutcomeUnknown, match="may still be under way") as caught:
        await shop().execute("things", "create", THING)
    assert caught.value.retryable is True
    assert 0 < caught.value.retry_after <= 30
    hanging.set()
    await task
    assert (await shop().execute("things", "create", THING)).meta.replayed is True


async def test_where_the_journal_cannot_be_written_nothing_is_sent(till, tmp_path, clock):
    from toolspan import ConfigurationError, Policy

    from .conftest import Shop

    broken = SQLiteJournal(tmp_path / "none" / "writes.db")
    with pytest.raises(ConfigurationError, match="journal"):
        await Shop(till, policy=Policy(writes=["*"]), clock=clock, journal=broken).execute(
            "things", "create", THING
        )
    assert till.sent == []


async def test_a_receipt_that_cannot_be_kept_does_not_look_like_a_failure(shop, till, journal, monkeypatch):
    async def fail(*_):
        raise UpstreamError("the disk is full")

    monkeypatch.setattr(type(journal), "settle", fail)
    page = await shop().execute("things", "create", THING)
    assert page.data[0]["number"] == 1
    assert "do not repeat it blindly" in page.meta.warnings[-1]


async def test_the_budget_of_a_day_is_kept_and_says_when_it_is_free_again(shop, till, clock):
    for price in ("1", "2", "3"):
        await shop(writes_per_day=3).execute("things", "create", THING | {"price": price})
        clock.advance(3_600)
    with pytest.raises(PolicyDenied, match="2026-11-25T06:00:00") as caught:
        await shop(writes_per_day=3).execute("things", "create", THING | {"price": "4"})
    assert caught.value.retry_after == DAY - 3 * 3_600
    await shop(writes_per_day=3, account="smith").execute("things", "create", THING)
    clock.advance(caught.value.retry_after + 1)
    await shop(writes_per_day=3).execute("things", "create", THING | {"price": "4"})
    assert [call.values["price"] for call in till.sent] == ["1", "2", "3", "12", "4"]


async def test_neither_repetitions_nor_refused_writes_use_up_the_budget(shop, till):
    def refuse(_):
        raise InvalidInput("no", status=400)

    limited = shop(writes_per_day=2)
    good, till.answer = till.answer, refuse
    for _ in range(3):
        with pytest.raises(InvalidInput):
            await limited.execute("things", "create", THING)
    till.answer = good
    for _ in range(3):
        await limited.execute("things", "create", THING)
    await limited.execute("things", "put", THING)
    with pytest.raises(PolicyDenied):
        await limited.execute("things", "delete", {"thing_id": "1"})


async def test_of_many_at_once_only_so_many_go_as_the_budget_has(shop, till):
    calls = (shop(writes_per_day=3).execute("things", "create", THING | {"price": str(n)}) for n in range(10))
    outcomes = await asyncio.gather(*calls, return_exceptions=True)
    assert len(till.sent) == 3
    assert sum(isinstance(outcome, PolicyDenied) for outcome in outcomes) == 7


async def test_a_budget_of_none_is_none(shop, till):
    with pytest.raises(PolicyDenied, match="0 writes"):
        await shop(writes_per_day=0).execute("things", "create", THING)
    assert till.sent == []


async def test_a_write_in_doubt_is_sent_again_under_its_own_key_where_the_api_takes_keys(shop, till, clock):
    answer = till.answer
    till.answer = _lost
    with pytest.raises(OutcomeUnknown):
        await shop().execute("things", "buy", THING)
    clock.advance(60)
    with pytest.raises(OutcomeUnknown):
        await shop().execute("things", "buy", THING)
    till.answer = answer
    page = await shop().execute("things", "buy", THING)
    assert "sent again under the same idempotency key" in page.meta.warnings[-1]
    replayed = await shop().execute("things", "buy", THING)
    assert (len(till.sent), replayed.meta.replayed) == (3, True)
    assert len({call.key for call in till.sent}) == 1


async def test_a_refusal_of_a_write_sent_again_leaves_the_first_in_doubt(shop, till, clock):
    till.answer = _lost
    with pytest.raises(OutcomeUnknown):
        await shop().execute("things", "buy", THING)

    def refused(call):
        raise InvalidInput("the offer has expired", status=400)

    till.answer = refused
    with pytest.raises(InvalidInput, match="expired"):
        await shop().execute("things", "buy", THING)
    till.answer = _lost
    with pytest.raises(OutcomeUnknown):
        await shop().execute("things", "buy", THING)
    assert len({call.key for call in till.sent}) == 1
