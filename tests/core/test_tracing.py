"""Spans: what a call took and how it ended, and nothing of what it was about."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from toolspan import InvalidInput, NotFound, Policy, PolicyDenied, UpstreamError

pytest.importorskip("opentelemetry.sdk")

from opentelemetry import trace
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

EXPORTER = InMemorySpanExporter()
CALL = {"entity": "orders", "action": "list", "params": {"created_after": "-30d", "max_results_per_page": 7}}


class Spans:
    """The spans of this package that have ended."""

    def __init__(self):
        EXPORTER.clear()

    @property
    def all(self):
        ours = [s for s in EXPORTER.get_finished_spans() if s.instrumentation_scope.name == "toolspan"]
        return [(span.name, dict(span.attributes)) for span in ours]

    @property
    def one(self):
        (span,) = self.all
        return span

    @property
    def text(self):
        """All that left the process."""
        return "".join(span.to_json() for span in EXPORTER.get_finished_spans())


@pytest.fixture(scope="module", autouse=True)
def _recording():
    provider = TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(EXPORTER))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(trace, "_TRACER_PROVIDER", provider)  # the public setter works once per process
        yield


@pytest.fixture
def spans():
    return Spans()


async def test_a_call_has_one_span_with_its_counts(connector, spans):
    await connector.execute(**CALL)
    assert spans.one == (
        "orders.list",
        {
            "toolspan.connector": "amazon-seller-partner",
            "toolspan.operation": "orders.list",
            "toolspan.attempts": 1,
            "toolspan.wait.seconds": 0.0,
            "http.response.status_code": 200,
            "toolspan.records": 7,
        },
    )


async def test_retries_and_waits_are_counted(connector, emulator, spans):
    emulator.faults.add("status", status=503, path="/orders", times=2)
    await connector.execute(**CALL)
    _, attributes = spans.one
    assert attributes["toolspan.attempts"] == 3
    assert attributes["toolspan.wait.seconds"] > 0
    assert attributes["http.response.status_code"] == 200


async def test_a_report_is_one_span_with_all_its_requests(connector, spans):
    await connector.execute("reports", "run", {"report_type": "GET_MERCHANT_LISTINGS_ALL_DATA"}, timeout=None)
    name, attributes = spans.one
    assert name == "reports.run"
    assert attributes["toolspan.attempts"] >= 4
    assert attributes["toolspan.wait.seconds"] >= 2


async def test_a_raw_call_has_a_span_without_its_path(connector, emulator, spans):
    order = (await connector.execute(**CALL)).data[0]["orderId"]
    await connector.raw("GET", f"/orders/2026-01-01/orders/{order}")
    with pytest.raises(PolicyDenied):
        await connector.raw("DELETE", f"/orders/2026-01-01/orders/{order}")
    _, (name, good), (_, refused) = spans.all
    assert (name, good["toolspan.operation"], good["toolspan.attempts"], good["toolspan.records"]) == (
        "raw",
        "raw",
        1,
        1,
    )
    assert good["http.response.status_code"] == 200
    assert (refused["error.type"], refused["toolspan.attempts"]) == ("policy_denied", 0)
    assert order not in spans.text


async def test_rows_and_files_of_reports_have_a_span_until_the_document_is_here(connector, spans, tmp_path):
    report = {"report_type": "GET_MERCHANT_LISTINGS_ALL_DATA"}
    async for _ in connector.reports.iterate_run(**report):
        assert not trace.get_current_span().is_recording(), "the span of the report leaks into the loop"
        break
    await connector.reports.download(to=tmp_path / "listings.txt", **report)
    assert [name for name, _ in spans.all] == ["reports.iterate_run", "reports.download"]
    assert all(attributes["toolspan.attempts"] >= 4 for _, attributes in spans.all)
    assert all(attributes["toolspan.wait.seconds"] >= 2 for _, attributes in spans.all)
    with pytest.raises(InvalidInput):
        await connector.reports.download(to=tmp_path / "no.txt", report_type="GET_NO_SUCH")
    assert spans.all[-1][1]["error.type"] == "invalid_input"


async def test_a_dry_run_is_not_taken_for_the_write(connect, spans):
    shop = connect(policy=Policy(writes=["listings_items.delete"], approve=False))
    for dry_run in (True, False):
        await shop.execute("listings_items", "delete", {"sku": "MUG 003 B"}, dry_run=dry_run)
    dry, real = (attributes for _, attributes in spans.all)
    assert dry["toolspan.dry_run"] is True
    assert "toolspan.dry_run" not in real


async def test_a_failure_tells_its_code_and_its_status_and_no_message(connector, emulator, spans):
    body = {"errors": [{"code": "InternalFailure", "message": "about buyer Ada Lovelace", "details": ""}]}
    emulator.faults.add("status", status=500, path="/orders", times=None, body=body)
    with pytest.raises(UpstreamError):
        await connector.execute(**CALL)
    _, attributes = spans.one
    assert attributes["error.type"] == "upstream"
    assert attributes["http.response.status_code"] == 500
    assert "Ada" not in spans.text


@pytest.mark.parametrize(
    ("entity", "params", "error", "name"),
    [
        ("orders", {"buyer_mail": "ada@example.com"}, InvalidInput, "orders.list"),
        ("ada@example.com", {}, NotFound, "unknown"),
    ],
)
async def test_what_a_model_made_up_is_in_no_span(  # noqa: PLR0917 - a parametrised test
    connector, spans, entity, params, error, name
):
    with pytest.raises(error):
        await connector.execute(entity, "list", params)
    assert spans.one[0] == name
    assert spans.one[1]["error.type"] == error.code
    assert spans.one[1]["toolspan.attempts"] == 0
    assert "ada" not in spans.text


async def test_nothing_of_parameters_records_or_secrets_is_in_a_span(connector, emulator, spans):
    page = await connector.execute("orders", "list", {"created_after": "-30d"})
    order = page.data[0]["orderId"]
    await connector.execute("orders", "get", {"order_id": order})
    tool = connector.tools("langchain", shape="single")[0]
    await tool.ainvoke({"entity": "orders", "action": "get", "params": {"order_id": order}})
    for value in (order, *emulator.credentials.values()):
        assert str(value) not in spans.text


@pytest.mark.parametrize("shape", ["single", "typed"])
async def test_a_tool_call_is_a_span_around_the_span_of_its_operation(connector, spans, shape):
    tools = {tool.name: tool for tool in connector.tools("langchain", shape=shape)}
    name, arguments = ("execute", CALL) if shape == "single" else ("orders_list", CALL["params"])
    text = await tools[name].ainvoke(arguments)
    inner, outer = EXPORTER.get_finished_spans()
    assert (inner.name, outer.name) == ("orders.list", f"execute_tool {name}")
    assert inner.parent.span_id == outer.context.span_id
    assert dict(outer.attributes) == {
        "gen_ai.operation.name": "execute_tool",
        "gen_ai.tool.name": name,
        "gen_ai.tool.type": "function",
        "toolspan.connector": "amazon-seller-partner",
        "toolspan.input.characters": len(json.dumps(arguments, separators=(",", ":"))),
        "toolspan.output.characters": len(text),
    }
    assert outer.kind is trace.SpanKind.INTERNAL
    assert inner.kind is trace.SpanKind.CLIENT


async def test_a_tool_that_fails_is_marked_with_the_code(connector, spans):
    tool = connector.tools("langchain", shape="single")[0]
    text = await tool.ainvoke({"entity": "order", "action": "list"})
    _, attributes = spans.all[-1]
    assert attributes["toolspan.input.characters"] == len('{"entity":"order","action":"list"}')
    assert attributes["toolspan.output.characters"] == len(text)
    assert [attributes["error.type"] for _, attributes in spans.all] == ["not_found", "not_found"]
    assert all(span.status.status_code is trace.StatusCode.ERROR for span in EXPORTER.get_finished_spans())
    assert all(not span.events for span in EXPORTER.get_finished_spans()), "an exception was recorded"


async def test_a_framework_s_own_span_of_the_tool_is_used_and_not_doubled(connector, spans):
    from fastmcp import Client, FastMCP

    async with Client(FastMCP("s", tools=connector.tools("fastmcp", shape="single"))) as client:
        await client.call_tool("execute", CALL)
    assert spans.one[0] == "orders.list"
    theirs = [
        span
        for span in EXPORTER.get_finished_spans()
        if (span.attributes or {}).get("toolspan.output.characters")
    ]
    assert [span.attributes["gen_ai.tool.name"] for span in theirs] == ["execute"]
    assert theirs[0].instrumentation_scope.name != "toolspan"


async def test_instrumented_pydantic_ai_has_our_counts_in_its_own_span(connector, spans):
    from pydantic_ai import Agent
    from pydantic_ai.capabilities import Instrumentation
    from pydantic_ai.messages import ModelResponse, TextPart, ToolCallPart
    from pydantic_ai.models.function import FunctionModel

    def play(messages, _info):
        called = any(isinstance(message, ModelResponse) for message in messages)
        return ModelResponse(parts=[TextPart("done") if called else ToolCallPart("execute", CALL)])

    agent = Agent(FunctionModel(play), tools=connector.tools("pydantic_ai"), capabilities=[Instrumentation()])
    await agent.run("go")
    theirs = [
        span for span in EXPORTER.get_finished_spans() if "toolspan.output.characters" in span.attributes
    ]
    assert [span.instrumentation_scope.name for span in theirs] == ["pydantic-ai"]
    assert spans.one[0] == "orders.list"


def test_opentelemetry_is_never_imported_by_us():
    code = (
        "import sys\n"
        "import toolspan.tracing\n"
        "from toolspan.connectors.amazon_seller_partner import AmazonSellerPartnerConnector as C\n"
        "from toolspan import Policy, ToolspanError\n"
        "import asyncio\n"
        "async def go():\n"
        "    try:\n"
        "        await C(region='US').execute('orders', 'lst')\n"
        "    except ToolspanError as error:\n"
        "        return error.code\n"
        "assert asyncio.run(go()) == 'not_found'\n"
        "assert not [name for name in sys.modules if name.startswith('opentelemetry')]\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
