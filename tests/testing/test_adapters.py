"""The conformance class that others subclass: our own adapters pass it, in process and without a network."""

from __future__ import annotations

from tests.adapters.drivers import DRIVERS

from toolspan.testing import AdapterConformance
from toolspan_adapters.langchain import LangChainAdapter


class TestLangChain(AdapterConformance):
    adapter = LangChainAdapter()
    driver = DRIVERS["langchain"]
