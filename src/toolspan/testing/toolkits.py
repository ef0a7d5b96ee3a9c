"""Toolkits under test: `run` for a user's own, and the conformance suite of a framework for all of them."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any, ClassVar
from uuid import uuid4

import pytest

from toolspan.contract import error_text, read_arguments
from toolspan.errors import NotFound, ToolspanError
from toolspan.operations.names import suggestion
from toolspan.runtime.calling import FrameworkCall
from toolspan.testing.script import FINAL, Call, Transcript
from toolspan.testing.toolkit_checks import CHECKS, KitBench

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from toolspan.contract import Adapter, Person, ToolSpec
    from toolspan.testing.script import Driver, Turn
    from toolspan.testing.toolkit_checks import ApprovalDriver, Check
    from toolspan.toolkit import Toolkit


async def run(kit: Toolkit, script: Sequence[Call | Turn], *, ask: Person | None = None) -> Transcript:
    """Return what a model sees that makes these calls, without any framework.

    Each run is a conversation of its own, and each call has an id of its own.

    Args:
        kit: The toolkit.
        script: Calls, one after the other; those of a list (`Turn`) are made at once.
        ask: Asks a person before a write that needs one; without it, such a call is refused.

    Example:
        ```python
        async def test_a_ticket_is_filed():
            seen = await run(kit, [Call("create_ticket", {"subject": "broken"})], ask=lambda question: True)
            assert seen.failed == [False]
        ```
    """
    specs = {spec.name: spec for spec in kit.specs(ask=ask)}
    transcript = Transcript([], [definition_of(spec) for spec in specs.values()], FINAL)
    conversation, number = uuid4().hex, 0
    for entry in script:
        calls = [entry] if isinstance(entry, Call) else entry
        made = []
        for call in calls:
            number += 1
            made.append(_result(specs, call, f"call_{number}", conversation))
        for text, structured, failed in await asyncio.gather(*made):
            transcript.results.append(text)
            transcript.structured.append(structured)
            transcript.failed.append(failed)
    return transcript


async def _result(
    specs: dict[str, ToolSpec], call: Call, call_id: str, conversation: str
) -> tuple[str, Any, bool]:
    try:
        if call.name not in specs:
            raise NotFound(f"There is no tool {call.name!r}.{suggestion(call.name, specs)}")
        arguments = read_arguments(call.text)
        with FrameworkCall((), call_id=call_id, conversation=conversation):
            output = await specs[call.name].run(arguments, None)
    except ToolspanError as error:
        return error_text(error), None, True
    return output.text, output.value, False


def definition_of(spec: ToolSpec) -> dict[str, Any]:
    """Return what a model reads of a tool."""
    return {"name": spec.name, "description": spec.description, "parameters": dict(spec.parameters)}


class ToolkitConformance:
    """Every check of toolkits, run through your framework: what its model sees equals what `kit.call` gives.

    Example:
        ```python
        class TestMyFramework(ToolkitConformance):
            adapter = MyAdapter()
            driver = MyDriver()
        ```

    Attributes:
        adapter: The adapter under test.
        driver: Runs an agent of the framework with a scripted model.
        approvals: Makes what answers for a person, in frameworks that ask one; None for the others.
    """

    adapter: ClassVar[Adapter]
    driver: ClassVar[Driver]
    approvals: ClassVar[Callable[[], ApprovalDriver] | None] = None

    @pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
    def test_toolkit(self, check: Check) -> None:
        """Run one check, on a toolkit of its own."""
        approvals = type(self).approvals  # pyright: ignore[reportAttributeAccessIssue]
        asyncio.run(check(KitBench(self.driver, self.build, self.adapter, approvals)))

    def build(self, kit: Toolkit, **options: Any) -> list[Any]:
        """Return the framework's tools, built by the adapter."""
        return [self.adapter.build(spec) for spec in kit.specs(**options)]
