"""Each write leaves a record before and after it: who, what and how it ended, and nothing personal."""

from __future__ import annotations

import json
import logging

import pytest

from toolspan import ConfigurationError, OutcomeUnknown, PolicyDenied

PERSON = "Jane Q. Publicperson"
GIVEN = {"thing_id": "1", "price": "12", "buyer_name": PERSON}


@pytest.fixture
def records():
    return []


async def test_a_write_is_told_before_and_after(shop, records):
    await shop(on_write=records.append).execute("things", "create", GIVEN)
    before, after = (record.to_dict() for record in records)
    assert (before["stage"], after["stage"]) == ("before", "after")
    assert before["write"] == after["write"]
    assert before["digest"] == after["digest"]
    assert (after["outcome"], after["request_id"]) == ("done", "r-1")
    assert (after["connector"], after["operation"], after["at"]) == (
        "shop", "things.create", "2026-11-24T06:00:00.000+00:00",
    )  # fmt: skip


async def test_the_record_is_there_before_the_write_is_sent(shop, till):
    async def check(record):
        assert len(till.sent) == (record.stage == "after")

    await shop(on_write=check).execute("things", "create", GIVEN)
    assert len(till.sent) == 1


async def test_repetitions_refusals_and_lost_answers_are_told_as_such(shop, till, records):
    made = shop(on_write=records.append, writes_per_day=2)
    await made.execute("things", "create", GIVEN)
    await made.execute("things", "create", GIVEN)

    def lose(_):
        raise OutcomeUnknown("lost", request_id="r-x")

    till.answer = lose
    with pytest.raises(OutcomeUnknown):
        await made.execute("things", "put", GIVEN)
    with pytest.raises(PolicyDenied):
        await made.execute("things", "delete", {"thing_id": "1"})
    ended = [(record.outcome, record.request_id) for record in records if record.stage == "after"]
    assert ended == [
        ("done", "r-1"),
        ("replayed", "r-1"),
        ("outcome_unknown", "r-x"),
        ("policy_denied", None),
    ]


async def test_reads_are_not_told(shop, records):
    await shop(on_write=records.append).execute("things", "get", {"thing_id": "1"})
    assert records == []


async def test_the_log_is_one_line_of_json_for_each_record(shop, caplog):
    with caplog.at_level(logging.INFO, "toolspan.audit"):
        await shop().execute("things", "create", GIVEN)
    lines = [record for record in caplog.records if record.name == "toolspan.audit"]
    assert [json.loads(line.getMessage())["stage"] for line in lines] == ["before", "after"]
    assert lines[1].audit["outcome"] == "done"


async def test_no_record_holds_a_parameter_or_an_answer(shop, till, records, caplog):
    till.answer = lambda call: {"echo": call.values["buyerName"]}
    with caplog.at_level(logging.DEBUG):
        await shop(on_write=records.append).execute("things", "create", GIVEN, idempotency_key=PERSON)
    told = json.dumps([record.to_dict() for record in records]) + caplog.text
    assert PERSON not in told
    assert '"12"' not in told


async def test_equal_writes_of_two_accounts_have_different_digests(shop, records):
    for account in ("miller", "smith"):
        await shop(on_write=records.append, account=account).execute("things", "create", GIVEN)
    assert len({record.digest for record in records}) == 2


async def test_a_write_that_cannot_be_recorded_is_not_sent(shop, till):
    def fail(_):
        raise OSError("the disk is full")

    with pytest.raises(ConfigurationError, match="was not sent") as caught:
        await shop(on_write=fail).execute("things", "create", GIVEN)
    assert "OSError" in caught.value.message
    assert till.sent == []


async def test_a_record_that_fails_afterwards_hides_no_outcome(shop, till):
    def fail(record):
        if record.stage == "after":
            raise OSError("the disk is full")

    page = await shop(on_write=fail).execute("things", "create", GIVEN)
    assert page.data[0]["number"] == 1
