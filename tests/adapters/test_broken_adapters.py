"""Planted faults: each broken adapter must fail the check that is there to catch it."""

from __future__ import annotations

from typing import Any

import pytest

from toolspan.contract import Raise, Return
from toolspan.errors import ToolspanError
from toolspan.testing import adapter_checks as checks
from toolspan.testing.bench import Bench
from toolspan.tools.build import specs_of
from toolspan_adapters.fastmcp import FastMCPAdapter
from toolspan_adapters.langchain import LangChainAdapter
from toolspan_adapters.openai_agents import OpenAIAgentsAdapter
from toolspan_adapters.pydantic_ai import PydanticAIAdapter

from .drivers import DRIVERS


class GivesRepr(OpenAIAgentsAdapter):
    """The SDK's own fault: a dict goes to the model as a Python repr."""

    def encode(self, output):
        return output.value


class GivesReprToo(LangChainAdapter):
    """A result that LangChain cannot write as JSON goes to the model as a repr."""

    def encode(self, output):
        return {**output.value, "extra": object()}


class HidesCode(LangChainAdapter):
    """Only the words of an error reach the model."""

    def signal(self, error, *, decorated):
        return Return(error.message)


class DropsTheWait(PydanticAIAdapter):
    """An error without its retry_after."""

    def signal(self, error, *, decorated):
        error.retry_after = None
        return super().signal(error, decorated=decorated)


class RaisesPlainly(PydanticAIAdapter):
    """A plain exception ends a run of Pydantic AI."""

    def signal(self, error, *, decorated):
        return Raise(RuntimeError(error.message))


class RaisesPlainlyInLangChain(LangChainAdapter):
    """A plain exception ends a run of LangChain."""

    def signal(self, error, *, decorated):
        return Raise(RuntimeError(error.message))


class HandlesNothing(LangChainAdapter):
    """A ToolException that the tool does not handle ends the run."""

    def build(self, spec):
        tool = super().build(spec)
        tool.handle_tool_error = False
        return tool


class RetriesOnce(PydanticAIAdapter):
    """Pydantic AI's own budget: the second wrong name ends the run."""

    def build(self, spec):
        tool = super().build(spec)
        tool.max_retries = 1
        return tool


class RetriesEverything(PydanticAIAdapter):
    """A refusal that no correction helps uses up the retries."""

    def signal(self, error, *, decorated):
        from pydantic_ai import ModelRetry

        return Raise(ModelRetry(str(error)))


class Masks(FastMCPAdapter):
    """An exception that is no ToolError is hidden by a server that masks details."""

    def signal(self, error, *, decorated):
        return Raise(ValueError(error.message))


class IsStrict(PydanticAIAdapter):
    """Strict mode closes params: the model can only send an empty object."""

    def build(self, spec):
        tool = super().build(spec)
        tool.strict = True
        return tool


class DropsArguments(LangChainAdapter):
    """Arguments that are not in the schema vanish before anyone checks them."""

    def build(self, spec):
        tool = super().build(spec)
        run = tool.coroutine

        async def known_only(**arguments: Any) -> Any:
            return await run(
                **{name: value for name, value in arguments.items() if name in spec.parameters["properties"]}
            )

        tool.coroutine = known_only
        return tool


class HidesItsOwnNames(LangChainAdapter):
    """A function with parameters of the framework's own: a model's arguments of the same name are lost."""

    def build(self, spec):
        tool = super().build(spec)
        run = tool.coroutine

        async def with_config(config: Any = None, **arguments: Any) -> Any:
            return await run(**arguments)

        tool.coroutine = with_config
        return tool


class ForgetsToAwait(LangChainAdapter):
    """A plain function that gives back a coroutine."""

    def build(self, spec):
        from langchain_core.tools import StructuredTool

        class Promise:
            """What an un-awaited coroutine looks like to a framework, without the warning."""

        return StructuredTool(
            name=spec.name,
            description=spec.description,
            args_schema=dict(spec.parameters),
            func=lambda **_: Promise(),
        )


class DropsHints(FastMCPAdapter):
    """A tool that does not say that it only reads."""

    def build(self, spec):
        tool = super().build(spec)
        tool.annotations.read_only_hint = False
        return tool


class SaysTooMuch(OpenAIAgentsAdapter):
    """A description that costs more than it helps."""

    def build(self, spec):
        tool = super().build(spec)
        tool.description += " Please read this with care." * 40
        return tool


class LosesStructure(FastMCPAdapter):
    """Structured content that differs from the text."""

    def encode(self, output):
        from fastmcp.tools import ToolResult

        return ToolResult(content=output.text, structured_content={"result": output.text})


CASES = [
    (GivesRepr, checks.a_good_call_gives_the_records_as_json),
    (GivesReprToo, checks.a_good_call_gives_the_records_as_json),
    (HidesCode, checks.a_server_fault_is_told_with_its_code),
    (HidesCode, checks.failures_are_marked_as_failed),
    (DropsTheWait, checks.a_used_up_quota_is_told_with_the_wait),
    (RaisesPlainly, checks.a_wrong_name_twice_does_not_end_the_run),
    (RaisesPlainlyInLangChain, checks.a_server_fault_is_told_with_its_code),
    (HandlesNothing, checks.a_wrong_name_twice_does_not_end_the_run),
    (RetriesOnce, checks.a_wrong_name_twice_does_not_end_the_run),
    (RetriesEverything, checks.a_refusal_is_told_with_its_code),
    (Masks, checks.a_masked_server_still_tells_our_errors),
    (IsStrict, checks.definitions_are_short_closed_and_plain),
    (DropsArguments, checks.a_parameter_beside_params_is_refused_with_advice),
    (HidesItsOwnNames, checks.every_property_name_reaches_the_tool),
    (ForgetsToAwait, checks.a_good_call_gives_the_records_as_json),
    (DropsHints, checks.hints_are_true),
    (SaysTooMuch, checks.definitions_are_short_closed_and_plain),
    (LosesStructure, checks.a_good_call_gives_the_records_as_json),
]


@pytest.mark.parametrize(("broken", "check"), CASES, ids=[f"{b.__name__}-{c.__name__}" for b, c in CASES])
async def test_a_broken_adapter_fails_its_check(broken, check, connect, emulator):
    adapter = broken()

    def make(connector, **options):
        return [adapter.build(spec) for spec in specs_of(connector, **options)]

    bench = Bench(DRIVERS[adapter.name], make, connect, emulator, build=adapter.build)
    with pytest.raises(Exception) as caught:
        await check(bench)
    assert not isinstance(caught.value, (ToolspanError, TypeError, AttributeError)), (
        "the fault broke the test itself"
    )
