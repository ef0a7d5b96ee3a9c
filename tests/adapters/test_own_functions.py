"""Functions of the user's own under the module's `tool_utils`: any return, in every framework, and called by hand."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any, Literal

import pytest
from pydantic import BaseModel
from typing_extensions import TypedDict

from toolspan import ConfigurationError, tool_utils
from toolspan.connectors.amazon_seller_partner import AmazonSellerPartnerConnector as Connector
from toolspan.testing.bench import LIST, error_in, parsed
from toolspan.testing.script import call

from .drivers import FRAMEWORKS
from .scripts import play

each = pytest.mark.parametrize("framework", FRAMEWORKS)
both = pytest.mark.parametrize("blocking", [False, True], ids=["async", "sync"])
ASKED = call("fn", {"base": "EUR"})


@dataclass
class Rate:
    day: date
    rate: float


class RateModel(BaseModel):
    day: date
    rate: float


class RateDict(TypedDict):
    day: str
    rate: float


class Thing:
    """Has no JSON."""

    def __repr__(self):  # names a test, and must be the same in each worker
        return "Thing()"


DAY, SEEN = date(2026, 11, 20), {"day": "2026-11-20", "rate": 1.5}
OBJECTS = [
    (Rate, Rate(DAY, 1.5), SEEN),
    (RateModel, RateModel(day=DAY, rate=1.5), SEEN),
    (RateDict, RateDict(day="2026-11-20", rate=1.5), SEEN),
    (dict, SEEN, SEEN),
    (dict[str, float], {"EUR": 1.5}, {"EUR": 1.5}),
    (list[Rate], [Rate(DAY, 1.5)], {"data": [SEEN]}),
    (list[int], [1, 2], {"data": [1, 2]}),
    (Sequence[RateModel], [RateModel(day=DAY, rate=1.5)], {"data": [SEEN]}),
    (tuple[int, int], (1, 2), {"data": [1, 2]}),
    (Rate | None, Rate(DAY, 1.5), SEEN),
    (Rate | None, None, {"data": []}),
    (int, 7, {"data": [7]}),
    (bool, True, {"data": [True]}),
    (None, None, {"data": []}),
    (Any, {"a": 1}, {"a": 1}),
    ("nothing", [1], {"data": [1]}),
]
TEXTS = [str, str | None, Literal["plain"], Annotated[str, "a word"], Any, "nothing"]


def function(annotation: Any, value: Any, *, blocking: bool) -> Any:
    """Return a function of the user's that gives `value`, annotated so."""

    async def fn(base: str):
        """Rate of a currency."""
        return value

    def fn_sync(base: str):
        """Rate of a currency."""
        return value

    fn_sync.__name__ = "fn"
    chosen = fn_sync if blocking else fn
    if annotation != "nothing":
        chosen.__annotations__["return"] = annotation
    return chosen


def called(fn: Any) -> Any:
    """Return what a function gives a program."""
    result = fn("EUR")
    return asyncio.run(result) if asyncio.iscoroutine(result) else result


@each
@both
@pytest.mark.parametrize(("annotation", "value", "seen"), OBJECTS, ids=str)
async def test_any_return_reaches_the_model_as_one_object(framework, blocking, annotation, value, seen):
    (result,) = await play(framework, tool_utils(function(annotation, value, blocking=blocking)), ASKED)
    assert parsed(result) == seen


@each
@both
@pytest.mark.parametrize("text", ["plain", '{"a": [1]}', "7"])
@pytest.mark.parametrize("annotation", TEXTS, ids=str)
async def test_text_reaches_the_model_as_it_is(framework, blocking, annotation, text):
    (result,) = await play(framework, tool_utils(function(annotation, text, blocking=blocking)), ASKED)
    assert result == text


@both
@pytest.mark.parametrize(
    ("annotation", "value", "seen"), [*OBJECTS, (str, "plain", None), (Thing, Thing(), None)], ids=str
)
def test_called_by_hand_a_function_gives_its_own_value(blocking, annotation, value, seen):
    assert called(tool_utils(function(annotation, value, blocking=blocking))) is value


@each
async def test_what_has_no_json_is_told_and_no_repr_is_shown(framework):
    (result,) = await play(framework, tool_utils(function(Any, {"a": Thing()}, blocking=False)), ASKED)
    assert "Thing" in error_in(result)["message"]
    assert "object at 0x" not in result


@each
async def test_a_value_that_differs_from_its_annotation_still_arrives(framework):
    (result,) = await play(framework, tool_utils(function(Rate, "closed today", blocking=False)), ASKED)
    assert parsed(result) == {"data": ["closed today"]}


@each
@pytest.mark.parametrize("annotation", [str, "nothing"])
async def test_a_long_text_gives_its_first_part_and_no_promise(framework, annotation):
    text = " ".join(map(str, range(3_000)))
    fn = tool_utils(max_output_chars=2_000)(function(annotation, text, blocking=False))
    (result,) = await play(framework, fn, ASKED)
    notice, _, shown = result.partition("\n\n")
    assert text.startswith(shown)
    assert len(shown) > 1_500
    assert len(result) <= 2_000
    assert str(len(text)) in notice
    assert "select_fields" not in result


@each
async def test_a_long_text_out_of_a_connector_can_be_read_on(framework, connector):
    text = "\n".join(f"line {number}" for number in range(1_000))

    @Connector.tool_utils(max_output_chars=2_000)
    async def execute(entity: str, action: str, params: dict | None = None):
        page = await connector.execute(entity, action, params)
        return text if entity == "orders" else page

    (first,) = await play(framework, execute, call("execute", LIST))
    read, following = parsed(first)["data"][0], parsed(first)["meta"].get("read_on")
    assert len(read) > 800
    while following:
        following = following["arguments"]
        (more,) = await play(framework, execute, call("execute", following))
        assert len(more) <= 2_000
        (part,), meta = parsed(more)["data"], parsed(more)["meta"]
        read += part["text"]
        offset = meta.get("next_offset")
        params = following["params"] | {"offset": offset}
        following = {"arguments": following | {"params": params}} if offset else None
    assert read == text


def test_advice_to_choose_fields_is_given_only_where_there_are_any():
    @tool_utils(framework="langchain", max_output_chars=1_000)
    def without(base: str) -> dict:
        return {"data": [{"a": "x" * 3_000}]}

    @tool_utils(framework="langchain", max_output_chars=1_000)
    def having(base: str, select_fields: list[str] | None = None) -> dict:
        return {"data": [{"a": "x" * 3_000}]}

    assert "select_fields" not in json.loads(without("a"))["meta"]["notice"]
    assert "select_fields" in json.loads(having("a"))["meta"]["notice"]


def test_a_return_that_is_named_before_it_is_defined_is_no_fault():
    @tool_utils
    def fn(base: str) -> Later:
        return Later()

    class Later: ...

    assert fn.__name__ == "fn"


def test_a_wrong_limit_is_refused():
    with pytest.raises(ConfigurationError, match="max_output_chars"):
        tool_utils(max_output_chars=0)(function(str, "a", blocking=False))


@pytest.mark.parametrize(
    "decorator", [Connector.tool_utils, Connector.agent_tool, Connector.tool_utils(writes=True)]
)
def test_a_connector_decorates_no_function_that_is_not_about_it(decorator):
    async def exchange_rate(base: str, quote: str) -> float:
        """Rate of one currency in another."""
        return 1.5

    with pytest.raises(TypeError, match=r"exchange_rate has base, quote.*use toolspan\.tool_utils"):
        decorator(exchange_rate)
    assert exchange_rate.__doc__ == "Rate of one currency in another."


def test_a_function_without_parameters_is_no_way_to_the_operations():
    with pytest.raises(TypeError, match="no parameters"):
        Connector.tool_utils(lambda: None)


async def test_a_slip_of_a_model_prints_nothing_on_the_server(connector, capfd):
    from fastmcp import Client

    async with Client(connector.mcp_server()) as client:
        result = await client.call_tool(
            "execute", {"entity": "order", "action": "list"}, raise_on_error=False
        )
    assert result.is_error
    assert capfd.readouterr() == ("", "")
