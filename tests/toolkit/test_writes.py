"""Functions that write: asked about, counted, recorded, and carried out once for each call of a framework."""

from __future__ import annotations

import asyncio
import json
import threading

import pytest
from tests.adapters.approval_drivers import DESKS, TOOL
from tests.adapters.drivers import DRIVERS, FRAMEWORKS
from tests.adapters.shop import Shop

from toolspan import (
    CallContext,
    ConfigurationError,
    InvalidInput,
    NeedsApproval,
    OutcomeUnknown,
    Policy,
    PolicyDenied,
    Toolkit,
)
from toolspan.journal import SQLiteJournal
from toolspan.runtime.calling import FrameworkCall
from toolspan.testing.bench import error_in, parsed
from toolspan.testing.script import call

each = pytest.mark.parametrize("framework", FRAMEWORKS)
GIVEN = {"subject": "broken", "priority": 2}


class Closed(Exception):
    """The desk is closed."""


class Desk:
    """A toolkit with one function that writes, and what it did."""

    def __init__(self, journal=None, **options) -> None:
        self.done: list[str] = []
        self.kit = Toolkit("desk", journal=journal)
        self.after = None

        @self.kit.tool(name=TOOL, **{"writes": True, "errors": {Closed: InvalidInput}, **options})
        async def create(subject: str, priority: int = 1) -> dict:
            """Create a ticket."""
            self.done.append(subject)
            if self.after:
                raise self.after
            return {"id": len(self.done), "priority": priority}


@each
async def test_a_yes_carries_out_what_was_asked_about_once(framework):
    desk = Desk(approve=True)
    person = DESKS[framework]()
    await person.ask(desk.kit.tools(framework), GIVEN)
    assert person.shown is not None
    assert "broken" in json.dumps(person.shown)
    assert desk.done == []
    assert parsed(await person.answer(yes=True)) == {"id": 1, "priority": 2}
    assert desk.done == ["broken"]


@each
async def test_a_no_carries_out_nothing(framework):
    desk = Desk(approve=True)
    person = DESKS[framework]()
    await person.ask(desk.kit.tools(framework), GIVEN)
    await person.answer(yes=False)
    assert desk.done == []


@each
async def test_a_yes_does_not_count_for_other_arguments(framework):
    desk = Desk(approve=True)
    person = DESKS[framework]()
    await person.ask(desk.kit.tools(framework), GIVEN)
    seen = await person.answer(yes=True, changed={**GIVEN, "subject": "all of it"})
    assert error_in(seen)["code"] == "needs_approval"
    assert desk.done == []


@each
async def test_a_call_that_is_wrong_is_refused_before_anybody_is_asked(framework):
    desk = Desk(approve=True)
    person = DESKS[framework]()
    await person.ask(desk.kit.tools(framework), {"subject": "broken", "priority": "much"})
    assert person.shown is None
    assert error_in(person.seen)["code"] == "invalid_input"


@each
async def test_a_write_that_needs_nobody_is_carried_out_at_once(framework):
    desk = Desk(approve=lambda arguments: arguments["priority"] > 5)
    script = [call(TOOL, GIVEN)]
    (seen,) = (await DRIVERS[framework].run(desk.kit.tools(framework), script)).results
    assert parsed(seen)["id"] == 1


async def test_a_program_that_has_nobody_to_ask_never_writes_unasked():
    desk = Desk(approve=True)
    with pytest.raises(NeedsApproval):
        await desk.kit.call(TOOL, GIVEN)
    assert desk.done == []
    assert await desk.kit.call(TOOL, GIVEN, ask=lambda question: question.params["priority"] == 2) == {
        "id": 1,
        "priority": 2,
    }
    with pytest.raises(NeedsApproval, match="too late today"):
        await desk.kit.call(TOOL, GIVEN, ask=lambda _: "too late today")
    assert desk.done == ["broken"]


def of_framework(call_id="call_1", conversation="c"):
    return FrameworkCall(("nothing",), call_id=call_id, conversation=conversation)


async def test_a_call_that_comes_again_is_answered_and_not_made_again():
    desk = Desk()
    with of_framework():
        first = await desk.kit.call(TOOL, GIVEN)
        again = await desk.kit.call(TOOL, GIVEN)
    assert first == {"id": 1, "priority": 2}
    assert again.items() >= first.items()
    assert "carried out before" in again["meta"]["warnings"][0]
    assert desk.done == ["broken"]


@pytest.mark.parametrize(
    ("call_id", "conversation", "given"),
    [
        ("call_2", "c", GIVEN),
        ("call_1", "d", GIVEN),
        ("call_1", "c", {**GIVEN, "priority": 3}),
        ("call_1", None, GIVEN),
    ],
)
async def test_another_call_is_made_whatever_looks_alike(call_id, conversation, given):
    desk = Desk()
    with of_framework(conversation=conversation and "c"):
        await desk.kit.call(TOOL, GIVEN)
    with of_framework(call_id, conversation):
        await desk.kit.call(TOOL, given)
    assert len(desk.done) == 2


async def test_equal_writes_of_two_callers_are_two_unless_a_window_says_otherwise():
    desk, windowed = Desk(), Desk(repeat_window=600)
    for number in range(2):
        with of_framework(f"call_{number}"):
            await desk.kit.call(TOOL, GIVEN)
            last = await windowed.kit.call(TOOL, GIVEN)
    assert (len(desk.done), len(windowed.done)) == (2, 1)
    assert "carried out before" in last["meta"]["warnings"][0]


async def test_a_crash_after_sending_is_in_doubt_and_is_not_repeated_when_the_run_is_resumed(tmp_path):
    class Crash(BaseException):
        """The process ends."""

    path = tmp_path / "journal.db"
    desk = Desk(SQLiteJournal(path))
    desk.after = Crash()
    with of_framework(), pytest.raises(Crash):
        await desk.kit.call(TOOL, GIVEN)
    resumed = Desk(SQLiteJournal(path))
    with of_framework(), pytest.raises(OutcomeUnknown):
        await resumed.kit.call(TOOL, GIVEN)
    assert (desk.done, resumed.done) == (["broken"], [])


async def test_an_unforeseen_failure_is_in_doubt_and_a_foreseen_one_may_be_tried_again():
    desk = Desk()
    with of_framework():
        desk.after = Closed("come back on Monday")
        with pytest.raises(InvalidInput, match="come back on Monday"):
            await desk.kit.call(TOOL, GIVEN)
        desk.after = RuntimeError("password=hunter2")
        with pytest.raises(OutcomeUnknown, match="RuntimeError") as caught:
            await desk.kit.call(TOOL, GIVEN)
        assert "hunter2" not in str(caught.value)
        desk.after = None
        with pytest.raises(OutcomeUnknown):
            await desk.kit.call(TOOL, GIVEN)
    assert len(desk.done) == 2


def _yes(_):
    return True


@pytest.mark.parametrize("options", [{}, {"approve": True}, {"repeat_window": 600}], ids=str)
async def test_a_doubt_blocks_equal_arguments_whoever_calls(options):
    desk = Desk(**options)
    desk.after = RuntimeError("lost")
    with pytest.raises(OutcomeUnknown):
        await desk.kit.call(TOOL, GIVEN, ask=_yes)
    desk.after = None
    for number in range(2):
        with (
            of_framework(f"call_{number}"),
            pytest.raises(OutcomeUnknown, match="It was not sent again") as caught,
        ):
            await desk.kit.call(TOOL, GIVEN, ask=_yes)
        assert "Look first" in caught.value.hint
        assert "idempotency_key" not in caught.value.hint
    assert desk.done == ["broken"]
    assert (await desk.kit.call(TOOL, {"subject": "other"}, ask=_yes))["id"] == 2
    with of_framework("call_8"):
        await desk.kit.call(TOOL, {"subject": "twice"}, ask=_yes)
    assert len(desk.done) == 3


async def test_a_doubt_blocks_nothing_where_two_calls_have_the_effect_of_one():
    desk = Desk(idempotent=True)
    desk.after = RuntimeError("lost")
    with pytest.raises(OutcomeUnknown):
        await desk.kit.call(TOOL, GIVEN)
    desk.after = None
    assert (await desk.kit.call(TOOL, GIVEN))["id"] == 2


async def test_writes_are_counted_and_recorded_like_those_of_connectors():
    records = []
    kit = Toolkit("desk", writes_per_day=1, on_write=records.append)

    @kit.tool(writes=True)
    def create(subject: str) -> str:
        """Create."""
        return subject

    assert await kit.call("create", {"subject": "a"}) == "a"
    with pytest.raises(PolicyDenied, match="the toolkit desk allows 1 writes in 24 hours"):
        await kit.call("create", {"subject": "b"})
    assert [(each.stage, each.operation, each.outcome) for each in records] == [
        ("before", "create", None),
        ("after", "create", "done"),
        ("before", "create", None),
        ("after", "create", "policy_denied"),
    ]


@pytest.fixture
def release():
    event = threading.Event()
    yield event
    event.set()


async def test_a_plain_function_that_is_late_goes_on_and_a_write_is_in_doubt(release):
    kit, done = Toolkit("desk", timeout=0.05), []

    def slow(subject: str) -> str:
        """Take long."""
        release.wait(20)
        done.append(subject)
        return subject

    kit.tool(name="look")(slow)
    kit.tool(name="create", writes=True)(slow)
    with pytest.raises(OutcomeUnknown, match="may or may not"):
        await kit.call("create", {"subject": "a"})
    from toolspan import DeadlineExceeded

    with pytest.raises(DeadlineExceeded):
        await kit.call("look", {"subject": "a"})


async def test_a_write_that_is_cancelled_is_in_doubt_when_its_call_comes_again():
    desk, begun = Desk(), asyncio.Event()

    @desk.kit.tool(writes=True)
    async def hang(subject: str) -> str:
        """Never end."""
        begun.set()
        await asyncio.Event().wait()

    with of_framework():
        task = asyncio.create_task(desk.kit.call("hang", {"subject": "a"}))
        await begun.wait()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        with pytest.raises(OutcomeUnknown):
            await desk.kit.call("hang", {"subject": "a"})


def shop(**policy) -> Shop:
    return Shop(policy=Policy(writes=["*"], **policy))


async def test_a_function_that_is_not_marked_makes_no_writes_of_connectors():
    inside = shop()
    kit = Toolkit("desk")
    kit.add(inside, prefix="shop")

    @kit.tool
    async def tidy(thing: str) -> dict:
        """Tidy."""
        return (await inside.execute("things", "delete", {"thing_id": thing})).one

    with pytest.raises(NeedsApproval, match="changes what others can see"):
        await kit.call("tidy", {"thing": "1"})
    assert inside.done == []


async def test_a_marked_one_passes_its_approval_on_to_the_connectors_of_the_toolkit_alone():
    records = []
    inside, outside = Shop(policy=Policy(writes=["*"]), on_write=records.append), shop()
    kit = Toolkit("desk")
    kit.add(inside, prefix="shop")

    @kit.tool(writes=True, approve=True)
    async def tidy(thing: str, *, elsewhere: bool = False) -> dict:
        """Tidy."""
        connector = outside if elsewhere else inside
        return (await connector.execute("things", "delete", {"thing_id": thing})).one

    assert await kit.call("tidy", {"thing": "1"}, ask=lambda _: True) == {"did": "things.delete"}
    assert records[0].approval
    with pytest.raises(NeedsApproval, match="does not count for its connector"):
        await kit.call("tidy", {"thing": "1", "elsewhere": True}, ask=lambda _: True)
    assert (inside.done, outside.done) == (["things.delete"], [])


@pytest.mark.parametrize("options", [{"approve": True}, {"repeat_window": 5}, {"destructive": True}])
def test_options_of_writes_need_writes(options):
    with pytest.raises(ConfigurationError, match="writes=True"):
        Toolkit("desk").tool(**options)


async def test_a_write_whose_result_has_no_json_is_done_and_says_so():
    kit = Toolkit("desk")

    @kit.tool(writes=True)
    def create(subject: str, *, context: CallContext) -> object:
        """Create."""
        return {"made": object()}

    seen = await kit.call("create", {"subject": "a"})
    assert "result.made is an object" in seen["note"]
