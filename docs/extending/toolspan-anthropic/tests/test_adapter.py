"""The whole conformance suite of toolspan, through the SDK's own tool runner."""

from __future__ import annotations

from driver import AnthropicDriver
from toolspan_anthropic import adapter

from toolspan import build_connector_tools
from toolspan.testing import AdapterConformance, connected


class TestAnthropic(AdapterConformance):
    adapter = adapter
    driver = AnthropicDriver()


def test_it_is_found_by_its_name():
    from toolspan.emulator import Emulator

    tools = build_connector_tools(connected(Emulator(seed=7)), framework="anthropic")
    assert tools.execute.to_dict()["name"] == "execute"
