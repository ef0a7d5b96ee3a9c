"""Functions of a toolkit, in loops and in the frameworks beside the first four."""

from __future__ import annotations

import pytest

from toolspan import CallContext, Toolkit
from toolspan.testing.bench import error_in, parsed
from toolspan.testing.script import call

from .loop_drivers import LOOPS
from .more_drivers import MORE
from .test_loops import said, seen
from .test_more_frameworks import is_here


def desk() -> tuple[Toolkit, list[str]]:
    kit, done = Toolkit("desk"), []

    @kit.tool
    async def rate(base: str, factor: int = 1):
        """Rate of a currency."""
        return {"base": base, "rate": 2 * factor}

    @kit.tool
    def shout(text: str) -> str:
        """Text in capitals."""
        return text.upper()

    @kit.tool
    def broken() -> str:
        """Fails."""
        raise LookupError("a secret of the program")

    @kit.tool(writes=True, approve=True)
    async def note(text: str):
        """Write a note."""
        done.append(text)
        return {"noted": text}

    return kit, done


@pytest.mark.parametrize("style", LOOPS)
async def test_a_loop_has_the_tools_of_a_toolkit(style):
    kit, done = desk()
    loop = kit.loop(style, ask=lambda question: question.params["text"] == "yes")
    given = ("rate", {"base": "EUR"}), ("note", {"text": "yes"}), ("note", {"text": "no"}), ("broken", {})
    rate, yes, no, broken = seen(style, await loop.answer(said(style, *given)))
    assert parsed(rate) == {"base": "EUR", "rate": 2}
    assert parsed(yes) == {"noted": "yes"}
    assert "a person refused it" in error_in(no)["message"]
    assert "secret" not in broken
    assert done == ["yes"]


@pytest.mark.parametrize("other", MORE)
async def test_a_framework_has_the_tools_of_a_toolkit(other):
    driver = MORE[other]
    if missing := [module for module in driver.modules if not is_here(module)]:
        pytest.skip(f"needs {missing[0]}")
    kit, done = desk()
    tools = kit.tools(other, ask=lambda question: question.params["text"] == "yes")
    script = [
        call("rate", {"base": "EUR", "factor": "3"}),
        call("rate", {"bases": "EUR"}),
        call("shout", {"text": "hi"}),
        call("broken", {}),
        call("note", {"text": "yes"}),
        call("note", {"text": "no"}),
    ]
    good, wrong, shout, broken, yes, no = (await driver.run(tools, script)).results
    assert parsed(good) == {"base": "EUR", "rate": 6}
    assert "base is required" in error_in(wrong)["message"] or "bases" in error_in(wrong)["message"]
    assert "HI" in shout
    assert "LookupError" in error_in(broken)["message"]
    assert "secret" not in broken
    assert parsed(yes) == {"noted": "yes"}
    assert "a person refused it" in error_in(no)["message"]
    assert done == ["yes"]


KNOWN = {
    "anthropic": ("NoneType", "NoneType"),  # its runner passes neither
    "mcp": ("ServerRequestContext", "str"),
    "llama_index": ("Context", "NoneType"),  # its tools get no id
    "google_adk": ("Context", "str"),
    "claude_agent_sdk": ("ServerRequestContext", "str"),
}


@pytest.mark.parametrize("other", MORE)
async def test_a_function_gets_the_frameworks_context_and_the_id_of_its_call(other):
    driver = MORE[other]
    if missing := [module for module in driver.modules if not is_here(module)]:
        pytest.skip(f"needs {missing[0]}")
    kit = Toolkit("desk")

    @kit.tool
    async def known(context: CallContext) -> dict:
        """What is known of the call."""
        return {"context": type(context.framework).__name__, "id": type(context.call_id).__name__}

    (seen,) = (await driver.run(kit.tools(other), [call("known", {})])).results
    assert tuple(parsed(seen).values()) == KNOWN[other]
