"""Arguments as models write them: what says nothing is no arguments, in each framework's own runner."""

from __future__ import annotations

import pytest

from toolspan import InvalidInput
from toolspan.contract import read_arguments
from toolspan.testing.bench import parsed
from toolspan.testing.script import call

from .drivers import DRIVERS

NOTHING = ["", " ", "\n", "null", " null ", "{}", '"{}"', '""', '"null"']


@pytest.mark.parametrize("text", NOTHING)
@pytest.mark.parametrize(
    ("framework", "model"),
    [("pydantic_ai", "own"), ("pydantic_ai", "chat"), ("openai_agents", "own"), ("openai_agents", "chat")],
)
async def test_arguments_that_say_nothing_are_none(framework, model, text, connector):
    tools = connector.tools(framework)
    script = [call("inspect_connector", text), call("read_skill_docs", text)]
    transcript = await DRIVERS[framework].run(tools, script, model)
    inspected, docs = map(parsed, transcript.results)
    assert inspected["connector"] == "Amazon-Seller-Partner"
    assert docs["data"]


@pytest.mark.parametrize("text", NOTHING)
async def test_params_that_say_nothing_are_none(text, connector):
    for tool in connector.tools("fastmcp"):
        if tool.name == "execute":
            result = await tool.run({"entity": "marketplaces", "action": "list", "params": text.strip('"')})
            assert result.structured_content["data"]


@pytest.mark.parametrize("text", ["[]", "1", '"x"', "{", '{"a": NaN}', '"{\\"a\\": 1'])
def test_arguments_that_are_no_object_are_refused(text):
    with pytest.raises(InvalidInput, match="not a JSON object"):
        read_arguments(text)


def test_arguments_may_be_written_as_text_once_more():
    assert read_arguments('"{\\"entity\\": \\"orders\\"}"') == {"entity": "orders"}
