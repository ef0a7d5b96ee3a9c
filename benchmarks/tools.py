"""What the tool layer costs over the framework, and how much of a model's context it takes."""

from __future__ import annotations

import gc
import json
import time
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import httpx2
from pydantic_core import from_json, to_json

from benchmarks.calls import CALL, ORDER, answer, connector, interleaved
from toolspan.page import Meta, Page
from toolspan.runtime.scope import ToolCallScope, record_result
from toolspan.toolkit import Toolkit
from toolspan.toolkit.results import encoded
from toolspan.tools.output import OutputLimiter

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from benchmarks.report import Report

    Two = tuple[Callable[[], Awaitable[Any]], Callable[[], Awaitable[Any]]]

ROWS = 10
ROW = {
    "orderId": "902-3159896-1390916",
    "createdTime": "2026-11-01T10:00:00Z",
    "fulfillmentStatus": "SHIPPED",
    "sku": "CANDL-024+GIFT",
    "title": "Beeswax candle, gift box of two",
    "quantity": 2,
    "total": {"amount": "62.96", "currencyCode": "USD"},
}
"""A record as select_fields leaves it."""
CONTEXT: Any = SimpleNamespace(
    tool_call_id="1", tool_call_approved=False, conversation_id="c", run_id="r", deps=None
)
"""What a run of Pydantic AI tells its tools."""
ARGUMENTS = {"entity": "orders", "action": "list", "params": {"created_after": "2026-11-01T00:00:00Z"}}


def prepared_connector() -> Any:
    """Return a connector whose calls are answered at once: what is left to measure stands above them."""
    made = connector()
    page = Page.model_construct(
        data=[ROW] * ROWS, meta=Meta(count=ROWS, marketplace="ATVPDKIKX0DER"), raw=None
    )

    async def execute(entity: str, action: str, params: Any = None, **_: Any) -> Page:
        record_result(made, page, entity, action, params)
        return page

    made.execute = execute
    return made


async def overhead(report_: Report) -> None:
    """Compare each framework calling our tool with it calling a plain function that returns the same."""
    report_.section(
        f"Tool layer over the same framework calling a plain function, {ROWS} rows of {len(json.dumps(ROW))} characters"
    )
    made = prepared_connector()
    sample = OutputLimiter().render(
        Page.model_construct(data=[ROW] * ROWS, meta=Meta(count=ROWS), raw=None), ToolCallScope()
    )
    for name, pair in (
        ("langchain", _langchain),
        ("openai_agents", _openai),
        ("pydantic_ai", _pydantic),
        ("fastmcp", _fastmcp),
    ):
        await _added(report_, f"{name}: added by the tool layer", *await pair(made, sample))


async def _added(
    report_: Report, name: str, floor: Callable[[], Awaitable[Any]], ours: Callable[[], Awaitable[Any]]
) -> None:
    """Report what ours costs over the floor, and how often the result could be written and read as JSON in that time.

    Both are the least of many short turns: what else runs on the machine adds to each, and never takes away.
    """
    result = {"data": [ROW] * ROWS}
    text = to_json(result)

    async def json_and_back() -> None:
        from_json(text)
        to_json(result)

    base, own, unit = await least(floor, ours, json_and_back)
    note = (
        f"{own:.0f} us over {base:.0f} us; {(own - base) / unit:.1f} times the JSON of the result, and back"
    )
    report_.budget(name, own - base, 20, unit=" us", note=note)


async def least(*calls: Callable[[], Awaitable[Any]]) -> list[float]:
    """Return the least microseconds of processor time that each of these took, measured in turns."""
    gc.collect()
    gc.freeze()
    best = [float("inf")] * len(calls)
    for _ in range(150):
        for number, call in enumerate(calls):
            start = time.process_time()
            for _ in range(20):
                await call()
            best[number] = min(best[number], (time.process_time() - start) / 20 * 1e6)
    return best


def _native(made: Any, framework: str) -> Any:
    return made.tools(framework, shape="single")[0]


async def _langchain(
    made: Any, sample: Any
) -> tuple[Callable[[], Awaitable[Any]], Callable[[], Awaitable[Any]]]:
    from langchain_core.tools import StructuredTool

    tool = _native(made, "langchain")

    async def plain(**_: Any) -> str:
        return sample.text

    alike = {
        "tags": tool.tags,
        "metadata": tool.metadata,
    }  # what the framework does with them is its own cost
    floor = StructuredTool(
        name="execute", description="x", args_schema=tool.args_schema, coroutine=plain, **alike
    )
    return lambda: floor.ainvoke(ARGUMENTS), lambda: tool.ainvoke(ARGUMENTS)


async def _openai(
    made: Any, sample: Any
) -> tuple[Callable[[], Awaitable[Any]], Callable[[], Awaitable[Any]]]:
    from agents import FunctionTool
    from agents.tool_context import ToolContext

    tool = _native(made, "openai_agents")
    text = json.dumps(ARGUMENTS)

    async def plain(_: Any, given: str) -> str:
        json.loads(given)
        return sample.text

    floor = FunctionTool(
        name="execute",
        description="x",
        params_json_schema=tool.params_json_schema,
        on_invoke_tool=plain,
        strict_json_schema=False,
    )
    context = ToolContext(context=None, tool_name="execute", tool_call_id="1", tool_arguments=text)
    return lambda: floor.on_invoke_tool(context, text), lambda: tool.on_invoke_tool(context, text)


async def _pydantic(
    made: Any, sample: Any
) -> tuple[Callable[[], Awaitable[Any]], Callable[[], Awaitable[Any]]]:
    from pydantic_ai import Tool

    tool = _native(made, "pydantic_ai")

    async def plain(**_: Any) -> Any:
        return sample.value

    floor = Tool.from_schema(
        plain, name="execute", description="x", json_schema=dict(tool.function_schema.json_schema)
    )

    def calling(chosen: Any) -> Callable[[], Awaitable[Any]]:
        async def call() -> Any:
            result = await chosen.function_schema.call(dict(ARGUMENTS), CONTEXT)
            return to_json(result)

        return call

    return calling(floor), calling(tool)


async def _fastmcp(
    made: Any, sample: Any
) -> tuple[Callable[[], Awaitable[Any]], Callable[[], Awaitable[Any]]]:
    from fastmcp.tools import FunctionTool

    tool = _native(made, "fastmcp")

    async def plain(**_: Any) -> Any:
        return sample.value

    floor = FunctionTool(fn=plain, name="execute", description="x", parameters=tool.parameters)
    return lambda: floor.run(ARGUMENTS), lambda: tool.run(ARGUMENTS)


GIVEN = {"base": "EUR", "limit": 5, "days": [1, 2]}


def own_function() -> Toolkit:
    """Return a toolkit of one function, which returns what the plain one does."""
    kit, result = Toolkit("bench"), {"data": [ROW] * ROWS}

    @kit.tool
    async def look(base: str, limit: int = 10, days: list[int] | None = None) -> dict[str, Any]:  # noqa: ARG001 - only checked
        """Look something up."""
        return result

    return kit


async def own(report_: Report) -> None:
    """Compare each framework calling a function of a toolkit with it calling the same function plainly."""
    report_.section(f"Own functions over the same framework calling them plainly, {ROWS} rows")
    kit = own_function()
    result = await kit.call("look", GIVEN)
    for name, pair in (
        ("langchain", _own_langchain),
        ("openai_agents", _own_openai),
        ("pydantic_ai", _own_pydantic),
        ("fastmcp", _own_fastmcp),
    ):
        (tool,) = kit.tools(name, only=["look"], exclude=["read_more"])
        await _added(report_, f"{name}: added to an own function", *pair(tool, result))
    data = {"data": [ROW] * ROWS}
    text = encoded(data, "look")

    async def written() -> None:
        encoded(data, "look")

    async def read() -> None:
        from_json(text)

    writing, reading = await least(written, read)
    report_.info(
        "of it, what no floor does",
        f"{writing:.0f} us to write the result as JSON and search it, {reading:.0f} us to read it for Pydantic AI",
    )


def _own_langchain(tool: Any, result: dict[str, Any]) -> Two:
    from langchain_core.tools import StructuredTool

    text = to_json(result).decode()

    async def plain(**_: Any) -> str:
        return text

    alike = {"tags": tool.tags, "metadata": tool.metadata}
    floor = StructuredTool(
        name="look", description="x", args_schema=tool.args_schema, coroutine=plain, **alike
    )
    return lambda: floor.ainvoke(GIVEN), lambda: tool.ainvoke(GIVEN)


def _own_openai(tool: Any, result: dict[str, Any]) -> Two:
    from agents import FunctionTool
    from agents.tool_context import ToolContext

    text, given = to_json(result).decode(), json.dumps(GIVEN)

    async def plain(_: Any, arguments: str) -> str:
        json.loads(arguments)
        return text

    floor = FunctionTool(
        name="look",
        description="x",
        params_json_schema=tool.params_json_schema,
        on_invoke_tool=plain,
        strict_json_schema=False,
    )
    context = ToolContext(context=None, tool_name="look", tool_call_id="1", tool_arguments=given)
    return lambda: floor.on_invoke_tool(context, given), lambda: tool.on_invoke_tool(context, given)


def _own_pydantic(tool: Any, result: dict[str, Any]) -> Two:
    from pydantic_ai import Tool

    async def plain(**_: Any) -> Any:
        return result

    floor = Tool.from_schema(
        plain, name="look", description="x", json_schema=dict(tool.function_schema.json_schema)
    )

    def calling(chosen: Any) -> Callable[[], Awaitable[Any]]:
        async def call() -> Any:
            return to_json(await chosen.function_schema.call(dict(GIVEN), CONTEXT))

        return call

    return calling(floor), calling(tool)


def _own_fastmcp(tool: Any, result: dict[str, Any]) -> Two:
    from fastmcp.tools import FunctionTool

    async def plain(**_: Any) -> Any:
        return result

    floor = FunctionTool(fn=plain, name="look", description="x", parameters=tool.parameters)
    return lambda: floor.run(GIVEN), lambda: tool.run(GIVEN)


async def guard(report_: Report) -> None:
    """Compare the size guard with one JSON dump of the same page."""
    report_.section("Size guard over one JSON dump, 100 orders")
    page = Page.model_construct(data=[ORDER] * 100, meta=Meta(count=100), raw=None)
    envelope = {"meta": {"count": 100}, "data": page.data}
    executed, sealing = ToolCallScope(page=page), OutputLimiter(10**9)

    async def dump() -> Any:
        return json.dumps(envelope)

    async def sealed() -> Any:
        return sealing.render(page, executed)

    base_time, our_time = await interleaved(dump, sealed, 200, time.process_time)
    report_.budget(
        "size guard over json.dumps",
        our_time / base_time,
        1.1,
        note=f"{our_time * 1e6:.0f} us over {base_time * 1e6:.0f} us",
    )


async def spans(report_: Report) -> None:
    """Compare a call that is traced with one that is not; without OpenTelemetry there is nothing to compare."""
    from unittest.mock import patch

    from opentelemetry import trace
    from opentelemetry.sdk.trace import TracerProvider

    report_.section("Spans, over the same call without OpenTelemetry set up (no exporter)")
    made = connector(transport=httpx2.MockTransport(answer))
    tool = made.tools("langchain", shape="single")[0]
    await made.execute(*CALL)
    provider = TracerProvider()

    async def plain() -> Any:
        return await tool.ainvoke(ARGUMENTS)

    async def traced() -> Any:
        with patch.object(trace, "_TRACER_PROVIDER", provider):
            return await tool.ainvoke(ARGUMENTS)

    base_time, our_time = await interleaved(plain, traced, 200, time.process_time)
    note = f"two spans: {(our_time - base_time) * 1e6:.0f} us over {base_time * 1e6:.0f} us"
    report_.budget("tool call with spans over one without", our_time / base_time, 1.3, note=note)


async def definitions(report_: Report) -> None:
    """Count the characters of tool definitions as each framework hands them to a model."""
    report_.section("Tool definitions in a model's context, characters")
    made = connector()
    for shape in ("progressive", "single"):
        for name, measure in (
            ("pydantic_ai", _pydantic_text),
            ("langchain", _langchain_text),
            ("openai_agents", _openai_text),
            ("fastmcp", _fastmcp_text),
        ):
            text = sum(
                len(json.dumps(row, separators=(",", ":"))) for row in measure(made.tools(name, shape=shape))
            )
            report_.budget(f"{name}, {shape}", text, 3_000, unit="")
    for strict in (False, True):
        rows = _fastmcp_text(made.tools("fastmcp", shape="typed", strict=strict))
        largest = max(rows, key=lambda row: len(json.dumps(row)))
        note = f"{largest['name']}; all {len(rows)}: {sum(len(json.dumps(row)) for row in rows):,}"
        text = len(json.dumps(largest, separators=(",", ":")))
        report_.budget(
            f"fastmcp, the largest typed tool{', strict' * strict}", text, 4_000, unit="", note=note
        )


def _pydantic_text(tools: list[Any]) -> list[dict[str, Any]]:
    return [
        {"name": t.name, "description": t.description, "parameters": t.function_schema.json_schema}
        for t in tools
    ]


def _langchain_text(tools: list[Any]) -> list[dict[str, Any]]:
    from langchain_core.utils.function_calling import convert_to_openai_tool

    return [convert_to_openai_tool(tool) for tool in tools]


def _openai_text(tools: list[Any]) -> list[dict[str, Any]]:
    return [{"name": t.name, "description": t.description, "parameters": t.params_json_schema} for t in tools]


def _fastmcp_text(tools: list[Any]) -> list[dict[str, Any]]:
    return [t.to_mcp_tool().model_dump(mode="json", exclude_none=True, by_alias=True) for t in tools]
