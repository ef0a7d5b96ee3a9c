"""Spans through a server tell the same as those of calls that go straight to Amazon."""

from __future__ import annotations

import pytest

pytest.importorskip("opentelemetry.sdk")

from opentelemetry import trace
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter


@pytest.fixture
def exporter(monkeypatch):
    kept, provider = InMemorySpanExporter(), TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(kept))
    monkeypatch.setattr(trace, "_TRACER_PROVIDER", provider)  # the public setter works once per process
    return kept


async def test_spans_are_the_same_in_both_modes(pair, exporter):
    async def scenario(side):
        exporter.clear()
        tools = side.connector.tools("langchain", shape="typed", include=["orders.*"])
        tool = next(each for each in tools if each.name == "orders_list")
        await tool.ainvoke({"created_after": "-30d", "max_results_per_page": 3})
        await tool.ainvoke({"created_afer": "-30d"})
        ours = [s for s in exporter.get_finished_spans() if s.instrumentation_scope.name == "toolspan"]
        called = {span.context.span_id for span in ours if span.name.startswith("execute_tool")}
        client = [s for s in ours if (s.parent.span_id if s.parent else s.context.span_id) in called]
        return [(span.name, dict(span.attributes)) for span in client]

    spans = await pair.same(scenario)
    names = [name for name, _ in spans]
    assert names == ["orders.list", "execute_tool orders_list"] * 2
    assert spans[0][1]["toolspan.records"] == 3
    assert spans[2][1]["error.type"] == "invalid_input"
