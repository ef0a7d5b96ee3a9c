"""The conformance suite of toolkits over every framework, and faults that it finds."""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import replace
from typing import Any

import pytest
from tests.adapters.approval_drivers import DESKS
from tests.adapters.drivers import DRIVERS, FRAMEWORKS
from tests.adapters.loop_drivers import LOOPS
from tests.adapters.more_drivers import MORE
from tests.adapters.test_more_approvals import DESKS as MORE_DESKS

from toolspan import InvalidInput, Toolkit
from toolspan.contract import Output
from toolspan.testing import Call, ToolkitConformance, run
from toolspan.testing import toolkit_checks as checks
from toolspan.testing.bench import error_in
from toolspan.testing.toolkit_checks import CHECKS, KitBench
from toolspan.tools.adapters import adapter
from toolspan_adapters._loops import STYLES

each = pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)


def bench_of(framework: str, *, approvals: bool = True, change: Any = lambda spec: spec) -> KitBench:
    chosen = adapter(framework)

    def build(kit: Toolkit, **options: Any) -> list[Any]:
        return [chosen.build(change(spec)) for spec in kit.specs(**options)]

    desk = {**DESKS, **MORE_DESKS}.get(framework) if approvals else None
    return KitBench({**DRIVERS, **MORE}[framework], build, chosen, desk)


@each
@pytest.mark.parametrize("framework", FRAMEWORKS)
async def test_every_framework_passes_the_suite(framework, check):
    await check(bench_of(framework))


@each
@pytest.mark.parametrize("other", MORE)
async def test_every_framework_beside_the_first_four_passes_the_suite(other, check):
    await check(bench_of(other))


@each
@pytest.mark.parametrize("style", LOOPS)
async def test_a_loop_of_ones_own_passes_the_suite(style, check):
    await check(KitBench(LOOPS[style], lambda kit, **options: [kit.loop(style, **options)], STYLES[style]))


def test_the_suite_is_a_class_for_users():
    class TestMine(ToolkitConformance):
        adapter = adapter("langchain")
        driver = DRIVERS["langchain"]

    TestMine().test_toolkit(checks.names_are_known_in_any_case)


def loses_context(spec):
    async def run(arguments, ask=None, /):
        return await spec.run({name: value for name, value in arguments.items() if name != "context"}, ask)

    return replace(spec, run=run)


def reads_text(spec):
    async def run(arguments, ask=None, /):
        output = await spec.run(arguments, ask)
        with suppress(ValueError):
            return Output(json.dumps(json.loads(output.text), indent=1))
        return output

    return replace(spec, run=run)


def drops_what_it_does_not_know(spec):
    async def run(arguments, ask=None, /):
        known = spec.parameters["properties"]
        return await spec.run({name: value for name, value in arguments.items() if name in known}, ask)

    return replace(spec, run=run)


def approves_itself(spec):
    async def yes(question):
        await question.asked("yes")
        return "yes"

    async def run(arguments, ask=None, /):
        return await spec.run(arguments, yes)

    return replace(spec, run=run, question=None)


def ends_the_run(spec):
    async def run(arguments, ask=None, /):
        try:
            return await spec.run(arguments, ask)
        except InvalidInput as error:
            raise RuntimeError from error

    return replace(spec, run=run)


def forgets_the_rest(spec):
    async def run(arguments, ask=None, /):
        value = (await spec.run(arguments, ask)).value
        if isinstance(value, dict):
            value.get("meta", {}).pop("read_on", None)
        return Output(json.dumps(value))

    return replace(spec, run=run)


def claims_to_read(spec):
    return replace(spec, read_only=True)


def mixes_up_calls(spec):
    seen = []

    async def run(arguments, ask=None, /):
        seen.append(arguments)
        return await spec.run(seen[0], ask)

    return replace(spec, run=run)


FAULTS = [
    (loses_context, checks.every_name_of_a_parameter_reaches_the_function),
    (reads_text, checks.text_stays_text),
    (drops_what_it_does_not_know, checks.wrong_calls_are_told_with_every_fault_and_never_made),
    (drops_what_it_does_not_know, checks.names_are_known_in_any_case),
    (approves_itself, checks.a_yes_carries_out_once_what_was_asked_about),
    (approves_itself, checks.a_no_carries_out_nothing),
    (approves_itself, checks.a_yes_does_not_count_for_other_arguments),
    (ends_the_run, checks.wrong_calls_do_not_end_the_run),
    (ends_the_run, checks.a_mapped_exception_is_told_with_its_text),
    (forgets_the_rest, checks.a_long_result_is_read_to_its_end),
    (claims_to_read, checks.no_hint_is_given_where_nothing_is_known),
    (mixes_up_calls, checks.calls_side_by_side_get_their_own_answers),
]


@pytest.mark.parametrize(("fault", "check"), FAULTS, ids=lambda each: each.__name__)
async def test_a_planted_fault_is_found(fault, check):
    with pytest.raises(Exception) as found:
        await check(bench_of("fastmcp" if check is CHECKS[-1] else "openai_agents", change=fault))
    assert type(found.value).__name__ in ("AssertionError", "UserError", "ToolError")


async def test_a_user_plays_a_script_on_a_toolkit():
    kit = Toolkit("desk")

    @kit.tool(writes=True, approve=True)
    def create_ticket(subject: str) -> dict:
        """Create a ticket."""
        return {"subject": subject}

    @kit.tool
    def greet(name: str) -> str:
        """Greet."""
        return f"hello {name}"

    script = [Call("greet", {"name": "Ann"}), [Call("create_ticket", {"subject": "a"}), Call("gret", {})]]
    seen = await run(kit, script, ask=lambda _: True)
    assert seen.results[:2] == ["hello Ann", '{"subject":"a"}']
    assert seen.failed == [False, False, True]
    assert 'Did you mean "greet"' in error_in(seen.results[2])["message"]
    assert [each["name"] for each in seen.definitions][:2] == ["create_ticket", "greet"]
    refused = await run(kit, [Call("create_ticket", {"subject": "a"})])
    assert "needs_approval" in refused.results[0]
