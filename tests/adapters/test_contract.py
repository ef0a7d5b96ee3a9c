"""One suite for all frameworks and all ways of making tools, through each framework's own runner."""

from __future__ import annotations

import pytest

from toolspan.testing import adapter_checks as checks
from toolspan.testing.bench import all_hold

from .drivers import DRIVERS, FRAMEWORKS
from .tool_factories import WAYS

FULL = ("progressive", "bare")
"""Ways that pass every check; the others share their code with these and pass those in which they differ."""
CORE = (
    checks.a_good_call_gives_the_records_as_json,
    checks.definitions_are_short_closed_and_plain,
    checks.a_wrong_name_twice_does_not_end_the_run,
    checks.params_may_be_the_text_of_an_object,
    checks.a_missing_argument_does_not_end_the_run,
    checks.a_server_fault_is_told_with_its_code,
    checks.a_long_result_can_be_read_to_its_end,
    checks.hints_are_true,
)
MODELS = [(name, model) for name in FRAMEWORKS for model in DRIVERS[name].models if model != "own"]
WIRED = (
    checks.a_good_call_gives_the_records_as_json,
    checks.definitions_are_short_closed_and_plain,
    checks.a_wrong_name_twice_does_not_end_the_run,
    checks.an_unknown_parameter_is_named_with_the_choices,
    checks.broken_json_does_not_end_the_run,
    checks.a_used_up_quota_is_told_with_the_wait,
    checks.hostile_text_stays_data,
    checks.calls_side_by_side_get_their_own_answers,
)


@pytest.mark.parametrize("framework", FRAMEWORKS)
@pytest.mark.parametrize("check", checks.CHECKS, ids=lambda check: check.__name__)
async def test_native_tools_pass_every_check(framework, check, bench):
    await check(bench(framework))


@pytest.mark.parametrize("framework", FRAMEWORKS)
async def test_a_decorated_function_passes_every_check(framework, bench):
    await all_hold(bench(framework, "bare"), checks.CHECKS)


@pytest.mark.parametrize("framework", FRAMEWORKS)
@pytest.mark.parametrize("way", [way for way in WAYS if way not in FULL])
async def test_the_other_ways_hold_too(framework, way, bench):
    await all_hold(bench(framework, way), CORE)


@pytest.mark.parametrize(("framework", "model"), MODELS)
@pytest.mark.parametrize("way", FULL)
async def test_it_holds_on_the_wire_of_both_apis(framework, model, way, bench):
    await all_hold(bench(framework, way, model), WIRED)
