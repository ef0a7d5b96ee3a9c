"""Functions of a toolkit keep their types, in both forms of the decorator; it is type-checked and never executed."""

from __future__ import annotations

from typing import Any, assert_type

from agents import Tool as AgentsTool
from fastmcp.tools import FunctionTool
from langchain_core.tools import BaseTool
from pydantic_ai import Tool

from toolspan import CallContext, InvalidInput, Toolkit, tool
from toolspan.contract import ToolSpec
from toolspan_adapters import fastmcp, langchain, openai_agents, pydantic_ai

kit = Toolkit("desk")


@kit.tool
async def rate(base: str, quote: str = "EUR") -> float:
    """Return a rate."""
    return 1.5


@kit.tool(writes=True, approve=True, errors={KeyError: InvalidInput}, timeout=None)
def create(subject: str, *, context: CallContext[int]) -> dict[str, int]:
    """Create."""
    assert_type(context.deps, int)
    return {subject: 1}


class Desk:
    """Object with marked methods."""

    @tool
    def note(self, text: str) -> int:
        """Note."""
        return len(text)

    @tool(name="look", writes=False)
    async def look_up(self, text: str) -> str:
        """Look."""
        return text


async def used(context: CallContext[int]) -> None:
    """Use each."""
    assert_type(await rate("USD"), float)
    assert_type(await rate(base="USD", quote="JPY"), float)
    assert_type(create("a", context=context), dict[str, int])
    assert_type(Desk().note("a"), int)
    assert_type(await Desk().look_up("a"), str)
    assert_type(kit["rate"], ToolSpec)
    assert_type(await kit.call("rate", {"base": "USD"}), Any)
    assert_type(kit.specs(only=["rate"], strict=True), list[ToolSpec])
    assert_type(langchain.tools(kit), list[BaseTool])
    assert_type(pydantic_ai.tools(kit), list[Tool[Any]])
    assert_type(openai_agents.tools(kit), list[AgentsTool])
    assert_type(fastmcp.tools(kit), list[FunctionTool])
    kit.add(Desk(), prefix="desk")
    await context.progress("half")
    await rate(7)  # type: ignore[arg-type] # pyright: ignore[reportArgumentType]
    create()  # type: ignore[call-arg] # pyright: ignore[reportCallIssue]
    kit.tool(wirtes=True)  # type: ignore[call-overload] # pyright: ignore[reportCallIssue]
    kit.specs(strict="yes")  # type: ignore[arg-type] # pyright: ignore[reportArgumentType]
