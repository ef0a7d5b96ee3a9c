"""The whole conformance suite of toolspan, through smolagents' own agent."""

from __future__ import annotations

from driver import SmolagentsDriver
from toolspan_smolagents import adapter

from toolspan import build_connector_tools
from toolspan.testing import AdapterConformance, connected


class TestSmolagents(AdapterConformance):
    adapter = adapter
    driver = SmolagentsDriver()


def test_it_is_found_by_its_name():
    from toolspan.emulator import Emulator

    tools = build_connector_tools(connected(Emulator(seed=7)), framework="smolagents")
    assert tools.execute.name == "execute"
