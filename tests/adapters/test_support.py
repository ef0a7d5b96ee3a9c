"""The table of what is supported where says what the tests show."""

from __future__ import annotations

from dataclasses import replace

import pytest

from toolspan.tools.adapters import adapter
from toolspan.tools.build import specs_of

from .approval_drivers import DESKS
from .drivers import DRIVERS, skip_without
from .more_drivers import MORE
from .shop import Shop
from .test_more_approvals import DESKS as MORE_DESKS

ALL = {**DRIVERS, **MORE}
PROGRESS = {"pydantic_ai", "langchain", "fastmcp", "mcp", "llama_index"}
"""Those whose channel for progress has a test: `test_streaming.py`, `test_more_approvals.py`."""
each = pytest.mark.parametrize("name", ALL)


@each
def test_approvals_of_its_own_have_a_test(name):
    assert ("approvals" in adapter(name).features) is (name in {**DESKS, **MORE_DESKS})


@each
def test_a_channel_for_progress_has_a_test(name):
    assert ("progress" in adapter(name).features) is (name in PROGRESS)


@each
def test_strict_tools_say_so_where_the_table_says_it(name):
    skip_without(*ALL[name].modules)
    tool = adapter(name).build(replace(specs_of(Shop())[0], strict=True))
    says = '"strict": true' in str(ALL[name].handed(tool)).replace("'", '"').replace("True", "true")
    if name != "langchain":  # it is the model there that is bound as strict
        assert says is ("strict" in adapter(name).features)
