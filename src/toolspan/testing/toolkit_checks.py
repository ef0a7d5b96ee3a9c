"""Checks for toolkits, as plain functions on a `KitBench`: whatever the framework, a model sees the same.

Each check is a coroutine function that raises AssertionError. As plain functions they also run
against deliberately broken adapters.
"""

from __future__ import annotations

import asyncio
import inspect
import json
from dataclasses import dataclass, field
from datetime import date  # noqa: TC003 - annotations of tools are read at run time
from threading import Event
from typing import TYPE_CHECKING, Any, Literal, Protocol

from toolspan.errors import InvalidInput, ToolspanError
from toolspan.runtime.calling import FrameworkCall
from toolspan.testing.bench import error_in, parsed
from toolspan.testing.script import FINAL, call
from toolspan.toolkit import CallContext, Toolkit

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine

    from toolspan.contract import Adapter, Progress
    from toolspan.testing.script import Driver, Transcript, Turn


class ApprovalDriver(Protocol):
    """Runs an agent whose one call, of the tool `execute_write`, waits for a person.

    `shown` is what the person sees, None where nobody was asked; `seen` is then what the model saw.
    """

    shown: Any
    seen: str | None

    async def ask(self, tools: list[Any], arguments: dict[str, Any]) -> Any:
        """Run until a person is asked, or the run has ended."""
        ...

    async def answer(self, *, yes: bool = True, changed: dict[str, Any] | None = None) -> str:
        """Resume with the person's answer, on request with arguments changed meanwhile; return what the model sees."""
        ...


@dataclass
class KitBench:
    """A framework, and how its tools are built from a toolkit."""

    driver: Driver
    build: Callable[..., list[Any]]
    adapter: Adapter
    approvals: Callable[[], ApprovalDriver] | None = None

    async def play(self, kit: Toolkit, *script: Turn, **options: Any) -> Transcript:
        """Run an agent that makes these calls in sequence."""
        transcript = await self.driver.run(self.build(kit, **options), list(script))
        assert transcript.final == FINAL, "the run did not end as the script does"
        assert len(transcript.results) == sum(map(len, script)), "a call got no answer"
        return transcript

    async def same(self, kit: Toolkit, name: str, *calls: dict[str, Any]) -> list[str]:
        """Check that the model sees of each call what `kit.call` gives, result or error; return what it sees."""
        results = (await self.play(kit, *(call(name, arguments) for arguments in calls))).results
        for text, arguments in zip(results, calls, strict=True):
            try:
                expected = await kit.call(name, arguments)
            except ToolspanError as error:
                seen: Any = error_in(text)
                expected = json.loads(json.dumps(error.to_dict(), default=str))
            else:
                seen = self.said(text) if isinstance(expected, str) else parsed(text)
            assert seen == expected, f"the model sees {seen!r} and kit.call gives {expected!r}"
        return results

    def said(self, text: str) -> str:
        """Return the text of a function whose result is one."""
        return parsed(text)["result"] if self.driver.wraps_text else text


@dataclass
class Line:
    """A line of an order."""

    sku: str
    count: int = 1


class NoSuchThing(Exception):
    """A user's own exception."""


@dataclass
class Shop:
    """The toolkit of most checks, and what its functions did."""

    done: list[Any] = field(default_factory=list)

    def kit(self, **options: Any) -> Toolkit:
        """Return a toolkit of functions that remember their calls."""
        kit, done = Toolkit("suite", **options), self.done

        @kit.tool(errors={NoSuchThing: InvalidInput})
        async def order(
            lines: list[Line],
            notes: dict[str, str] | None = None,
            *,
            day: date | None = None,
            speed: Literal["slow", "fast"] = "slow",
            urgent: bool = False,
            priority: int = 1,
        ) -> dict[str, Any]:
            """Order something."""
            done.append(lines)
            if not lines:
                raise NoSuchThing("nothing was ordered")
            if priority > 5:
                raise RuntimeError("password=hunter2")
            return {"lines": lines, "notes": notes, "day": day, "speed": speed, "urgent": urgent}

        @kit.tool
        def greet(name: str, *, context: CallContext) -> str:
            """Greet somebody."""
            done.append(name)
            return f"hello {name} by {context.tool}"

        @kit.tool
        async def echo(text: str) -> str:
            """Say it again."""
            return text

        @kit.tool(name="execute_write", writes=True, approve=True)
        async def file_ticket(subject: str, priority: int = 1) -> dict[str, Any]:
            """File a ticket."""
            done.append(subject)
            return {"id": len(done), "priority": priority}

        return kit


GOOD: dict[str, Any] = {"lines": [{"sku": "a", "count": 2}], "notes": {"cook": "hot"}, "day": "2026-11-20"}


async def a_good_call_reaches_the_function_as_its_types_say(bench: KitBench) -> None:
    shop = Shop()
    await bench.same(shop.kit(), "order", GOOD)
    assert shop.done[0] == [Line("a", 2)]


async def text_stays_text(bench: KitBench) -> None:
    texts = ("Ann", '{"not": "read"}', "[1]", "null", "line\nbreak", "\u65e5\u672c")
    await bench.same(Shop().kit(), "echo", *({"text": text} for text in texts))


async def json_text_is_read_where_no_text_is_wanted(bench: KitBench) -> None:
    shop = Shop()
    texts = {**GOOD, "lines": json.dumps(GOOD["lines"]), "notes": json.dumps(GOOD["notes"])}
    await bench.same(shop.kit(), "order", texts)
    assert shop.done[0] == [Line("a", 2)]


async def names_are_known_in_any_case(bench: KitBench) -> None:
    shop = Shop()
    await bench.same(shop.kit(), "order", {"LINES": [{"SKU": "a"}], "Urgent": True})
    assert shop.done[0] == [Line("a")]


async def wrong_calls_are_told_with_every_fault_and_never_made(bench: KitBench) -> None:
    wrong: list[tuple[dict[str, Any], tuple[str, ...]]] = [
        ({**GOOD, "lnes": 1}, ('"lnes"', '"lines"')),
        ({**GOOD, "priority": "much"}, ("priority",)),
        ({**GOOD, "priority": True}, ("priority",)),
        ({**GOOD, "speed": "fsat"}, ("speed", '"fast"')),
        ({"notes": {}}, ("lines is required",)),
        ({**GOOD, "lines": [{"sku": "a", "cuont": 1}]}, ("lines.0", '"count"')),
        ({**GOOD, "day": "soon", "extra": 1}, ("day", '"extra"')),
    ]
    shop = Shop()
    kit = shop.kit()
    for some in (wrong[:3], wrong[3:6], wrong[6:]):  # a framework may end a run after more failures than that
        seen = await bench.same(kit, "order", *(arguments for arguments, _ in some))
        for text, (_, words) in zip(seen, some, strict=True):
            error = error_in(text)
            assert error["code"] == "invalid_input"
            assert all(word in error["message"] for word in words), error["message"]
    assert shop.done == [], "a call that is wrong was made"


async def wrong_calls_do_not_end_the_run(bench: KitBench) -> None:
    kit = Shop().kit()
    wrong = call("order", {"lnes": []})
    transcript = await bench.play(kit, wrong, wrong, call("order", GOOD))
    assert parsed(transcript.results[2])["lines"] == GOOD["lines"]


async def a_mapped_exception_is_told_with_its_text(bench: KitBench) -> None:
    (text,) = await bench.same(Shop().kit(), "order", {"lines": []})
    assert error_in(text)["message"] == "nothing was ordered"


async def any_other_exception_is_told_with_its_class_alone(bench: KitBench) -> None:
    kit = Shop().kit()
    (text, after) = (
        await bench.play(kit, call("order", {**GOOD, "priority": 9}), call("order", GOOD))
    ).results
    assert "RuntimeError" in error_in(text)["message"]
    assert "hunter2" not in text
    assert parsed(after)["urgent"] is False


async def a_signal_of_the_framework_passes_untouched(bench: KitBench) -> None:
    if not bench.adapter.callers:  # a loop of one's own has no signals
        return
    module = bench.adapter.callers[0].partition(":")[0]
    signal = type("Signal", (Exception,), {"__module__": module})("stop")
    raised: Exception | None
    for writes in (None, True):
        kit = Toolkit("suite")

        @kit.tool(writes=writes)
        async def stop() -> None:
            """Stop."""
            raise signal

        try:
            with FrameworkCall(bench.adapter.callers):
                await kit["stop"].run({})
        except Exception as fault:  # noqa: BLE001 - whatever comes
            raised = fault
        else:
            raised = None
        assert raised is signal, f"the signal became {raised!r}"


ROWS = [{"id": number, "text": "x" * 40} for number in range(100)]


async def a_long_result_is_read_to_its_end(bench: KitBench) -> None:
    kit = Toolkit("suite", max_output_chars=2_500)

    @kit.tool
    def rows() -> list[dict[str, Any]]:
        """Many rows."""
        return ROWS

    seen, turn = [], call("rows", {})
    while turn:
        (text,) = (await bench.play(kit, turn)).results
        assert len(text) <= 2_500
        answer = parsed(text)
        seen += answer["data"]
        following = answer["meta"].get("read_on")
        turn = call(following["tool"], following["arguments"]) if following else []
    assert seen == ROWS


async def a_yes_carries_out_once_what_was_asked_about(bench: KitBench) -> None:
    if bench.approvals:
        shop, person = Shop(), bench.approvals()
        await person.ask(bench.build(shop.kit()), {"subject": "broken", "priority": 2})
        assert "broken" in json.dumps(person.shown, default=str)
        assert shop.done == [], "it was carried out before anybody had answered"
        assert parsed(await person.answer(yes=True)) == {"id": 1, "priority": 2}
        assert shop.done == ["broken"]


async def a_no_carries_out_nothing(bench: KitBench) -> None:
    if bench.approvals:
        shop, person = Shop(), bench.approvals()
        await person.ask(bench.build(shop.kit()), {"subject": "broken"})
        assert person.shown is not None, "nobody was asked"
        await person.answer(yes=False)
        assert shop.done == []


async def a_yes_does_not_count_for_other_arguments(bench: KitBench) -> None:
    if bench.approvals:
        shop, person = Shop(), bench.approvals()
        await person.ask(bench.build(shop.kit()), {"subject": "broken"})
        assert person.shown is not None, "nobody was asked"
        seen = await person.answer(yes=True, changed={"subject": "everything"})
        if shop.done:  # the framework itself holds the call, and nobody can change it
            assert shop.done == ["broken"], "a yes counted for what nobody was asked about"
        else:
            assert error_in(seen)["code"] == "needs_approval"


async def a_user_s_own_function_asks_in_every_framework(bench: KitBench) -> None:
    shop = Shop()
    kit = shop.kit()
    asked: list[Any] = []

    def person(question: Any) -> bool | str:
        asked.append(dict(question.params))
        return True if question.params["subject"] == "broken" else "not that"

    turns = [call("execute_write", {"subject": subject}) for subject in ("broken", "everything")]
    first, second = (await bench.play(kit, *turns, ask=person)).results
    assert parsed(first)["id"] == 1
    assert "not that" in error_in(second)["message"]
    assert shop.done == ["broken"]
    assert [params["subject"] for params in asked] == ["broken", "everything"]


async def a_failure_after_a_write_was_begun_is_in_doubt(bench: KitBench) -> None:
    kit = Toolkit("suite")

    @kit.tool(writes=True)
    def send(text: str) -> str:
        """Send."""
        raise ConnectionResetError(text)

    (text,) = (await bench.play(kit, call("send", {"text": "s3cret"}))).results
    assert error_in(text)["code"] == "outcome_unknown"
    assert "s3cret" not in text


async def progress_is_heard(bench: KitBench) -> None:
    kit = Toolkit("suite")
    heard: list[Progress] = []

    @kit.tool
    async def work(context: CallContext) -> str:
        """Work."""
        await context.progress("half of it is done")
        return "done"

    @kit.tool
    def toil(context: CallContext) -> str:
        """Toil."""
        context.progress("all of it is done")
        return "done"

    await bench.play(kit, call("work", {}), call("toil", {}), on_progress=heard.append)
    assert [(each.operation, each.message) for each in heard] == [
        ("work", "half of it is done"),
        ("toil", "all of it is done"),
    ]


async def what_takes_too_long_is_told_and_the_run_goes_on(bench: KitBench) -> None:
    kit, release = Toolkit("suite", timeout=0.05), Event()

    @kit.tool
    async def hang() -> None:
        """Hang."""
        await asyncio.Event().wait()

    @kit.tool
    def block() -> None:
        """Block."""
        release.wait(20)

    @kit.tool(writes=True)
    def send() -> None:
        """Send."""
        release.wait(20)

    try:
        results = (await bench.play(kit, *(call(name, {}) for name in ("hang", "block", "send")))).results
    finally:
        release.set()
    assert [error_in(text)["code"] for text in results] == ["timeout", "timeout", "outcome_unknown"]


async def a_cancelled_run_cancels_its_function(bench: KitBench) -> None:
    kit, begun, ended = Toolkit("suite"), asyncio.Event(), asyncio.Event()

    @kit.tool
    async def hang() -> None:
        """Hang."""
        begun.set()
        try:
            await asyncio.Event().wait()
        finally:
            ended.set()

    running = asyncio.ensure_future(bench.play(kit, call("hang", {})))
    await begun.wait()
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    assert running.cancelled() or running.exception() is not None
    await asyncio.wait_for(ended.wait(), 10)


async def both_kinds_of_functions_run_without_a_loop(bench: KitBench) -> None:
    kit = Shop().kit()
    bench.build(kit)
    for name, arguments in (("order", GOOD), ("greet", {"name": "Ann"})):
        spec = kit[name]
        output = await asyncio.to_thread(lambda: spec.wait(spec.run(arguments)))  # noqa: B023 - awaited at once
        assert output.value == await kit.call(name, arguments)


ODD = (
    "agent", "args", "arguments", "call", "callbacks", "cls", "config", "context", "ctx", "data", "fc", "handle",
    "id", "input", "json", "kwargs", "model_config", "name", "params", "run_context", "run_manager", "runtime",
    "schema", "self", "state", "store", "tool_call_id", "tool_context", "tool_input", "type", "value", "_private",
)  # fmt: skip
"""Names that some framework, or pydantic, has for itself."""


async def every_name_of_a_parameter_reaches_the_function(bench: KitBench) -> None:
    kit, seen = Toolkit("suite"), dict[str, Any]()

    def odd(**given: str) -> str:
        """Take odd names."""
        seen.update(given)
        return "taken"

    kind = inspect.Parameter.KEYWORD_ONLY
    odd.__signature__ = inspect.Signature(  # type: ignore[attr-defined]
        [inspect.Parameter(name, kind, annotation=str) for name in ODD]
    )
    kit.tool(odd)
    given = {name: f"the {name}" for name in ODD}
    (text,) = (await bench.play(kit, call("odd", given))).results
    assert bench.said(text) == "taken", text
    assert seen == given, f"lost: {sorted(given.keys() - seen.keys())}"


async def calls_side_by_side_get_their_own_answers(bench: KitBench) -> None:
    names = ("Ann", "Bob", "Cy")
    calls = [each for name in names for each in call("greet", {"name": name})]
    transcript = await bench.play(Shop().kit(), calls)
    assert [*map(bench.said, transcript.results)] == [f"hello {name} by greet" for name in names]


async def no_hint_is_given_where_nothing_is_known(bench: KitBench) -> None:
    for tool in bench.build(Shop().kit(), only=["greet"], exclude=["read_more"]):
        assert bench.driver.reads_only(tool) is None


CHECKS = (
    a_good_call_reaches_the_function_as_its_types_say,
    text_stays_text,
    json_text_is_read_where_no_text_is_wanted,
    names_are_known_in_any_case,
    wrong_calls_are_told_with_every_fault_and_never_made,
    wrong_calls_do_not_end_the_run,
    a_mapped_exception_is_told_with_its_text,
    any_other_exception_is_told_with_its_class_alone,
    a_signal_of_the_framework_passes_untouched,
    a_long_result_is_read_to_its_end,
    a_yes_carries_out_once_what_was_asked_about,
    a_no_carries_out_nothing,
    a_yes_does_not_count_for_other_arguments,
    a_user_s_own_function_asks_in_every_framework,
    a_failure_after_a_write_was_begun_is_in_doubt,
    progress_is_heard,
    what_takes_too_long_is_told_and_the_run_goes_on,
    a_cancelled_run_cancels_its_function,
    both_kinds_of_functions_run_without_a_loop,
    every_name_of_a_parameter_reaches_the_function,
    calls_side_by_side_get_their_own_answers,
    no_hint_is_given_where_nothing_is_known,
)

if TYPE_CHECKING:
    Check = Callable[[KitBench], Coroutine[Any, Any, None]]
