"""What models see of results: themselves, in full, with one tool to read on where they are long."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import Enum
from typing import Any, Literal
from uuid import UUID

import pytest
from pydantic import BaseModel
from tests.adapters.drivers import DRIVERS, FRAMEWORKS
from tests.adapters.shop import Shop

from toolspan import InvalidInput, NotFound, Toolkit, UpstreamError
from toolspan.testing.bench import parsed
from toolspan.testing.script import call

each = pytest.mark.parametrize("framework", FRAMEWORKS)


class Kind(Enum):
    GOOD = "good"


class Point(BaseModel):
    x: int
    day: date


@dataclass
class Pair:
    left: int
    right: Kind


DAY = date(2026, 11, 20)
RESULTS = [
    ("plain text", "plain text"),
    ('{"looks": "like JSON"}', '{"looks": "like JSON"}'),
    ("", ""),
    ({"a": None, "b": [1]}, {"a": None, "b": [1]}),
    ({"data": 5, "meta": {"count": 1}}, {"data": 5, "meta": {"count": 1}}),
    (Point(x=1, day=DAY), {"x": 1, "day": "2026-11-20"}),
    (Pair(1, Kind.GOOD), {"left": 1, "right": "good"}),
    ([Point(x=1, day=DAY)], {"data": [{"x": 1, "day": "2026-11-20"}]}),
    ([], {"data": []}),
    ((1, "a"), {"data": [1, "a"]}),
    ({1}, {"data": [1]}),
    (None, {"result": None}),
    (True, {"result": True}),
    (7, {"result": 7}),
    (1.5, {"result": 1.5}),
    (DAY, {"result": "2026-11-20"}),
    (Decimal("1.10"), {"result": "1.10"}),
    (Kind.GOOD, {"result": "good"}),
]


def returning(value: Any) -> Toolkit:
    kit = Toolkit("desk")

    @kit.tool
    async def give() -> Any:
        """Give something."""
        return value

    return kit


@pytest.mark.parametrize(("value", "seen"), RESULTS, ids=repr)
async def test_a_result_is_seen_as_itself(value, seen):
    assert await returning(value).call("give") == seen


@each
async def test_every_framework_shows_the_same(framework):
    kit = Toolkit("desk")

    @kit.tool
    def give(number: int) -> Any:
        """Give something."""
        return RESULTS[number][0]

    turns = [call("give", {"number": number}) for number in range(len(RESULTS))]
    shown = (await DRIVERS[framework].run(kit.tools(framework), turns)).results
    for text, (_, seen) in zip(shown, RESULTS, strict=True):
        assert text == seen if isinstance(seen, str) else json.loads(text) == seen


CYCLE: dict[str, Any] = {"a": []}
CYCLE["a"].append(CYCLE)


@pytest.mark.parametrize(
    ("value", "where"),
    [
        ({"a": [{"b": object()}]}, "result.a.0.b is an object"),
        ({"a": {"b": float("nan")}}, "result.a.b is not a finite number"),
        ([1.0, float("inf")], "result.1 is not a finite number"),
        (Pair(1, lambda: 1), "result.right is a function"),
        (object(), "result is an object"),
        (b"bytes", "the result is bytes"),
        (CYCLE, "result.a.0 is a dict that contains itself"),
        ((n for n in [1]), "the result is a generator"),
    ],
    ids=lambda each: str(each).partition(" at 0x")[0],
)
async def test_what_has_no_json_is_refused_with_its_path(value, where):
    with pytest.raises(UpstreamError, match="its result cannot be shown") as caught:
        await returning(value).call("give")
    assert where in caught.value.message


async def test_a_word_that_only_looks_like_no_number_is_a_word():
    assert await returning({"text": "NaN", "Infinity": 1}).call("give") == {"text": "NaN", "Infinity": 1}


ROWS = [{"id": number, "text": "x" * 40} for number in range(100)]
LONG = "".join(f"line {number}\n" for number in range(900))


def long_kit() -> Toolkit:
    kit = Toolkit("desk", max_output_chars=1_500)

    @kit.tool
    async def rows() -> list[dict]:
        """Many rows."""
        return ROWS

    @kit.tool
    def page() -> str:
        """A long text."""
        return LONG

    @kit.tool
    async def nested() -> dict:
        """A long object."""
        return {"small": 1, "large": ROWS}

    return kit


@each
async def test_long_results_are_read_to_their_end_with_one_tool(framework):
    kit, driver = long_kit(), DRIVERS[framework]

    async def ask(name, arguments):
        (text,) = (await driver.run(kit.tools(framework), [call(name, arguments)])).results
        assert len(text) <= 1_500
        return parsed(text)

    seen, name, arguments = [], "rows", {}
    while name:
        answer = await ask(name, arguments)
        seen += answer["data"]
        following = answer["meta"].get("read_on") or {"tool": None, "arguments": None}
        name, arguments = following["tool"], following["arguments"]
        assert name in ("read_more", None)
    assert seen == ROWS


async def test_a_long_text_is_read_to_its_end():
    kit = long_kit()
    answer = await kit.call("page")
    pieces, following = answer["data"], answer["meta"]["read_on"]
    while following:
        answer = await kit.call(following["tool"], following["arguments"])
        pieces += [part["text"] for part in answer["data"]]
        offset = answer["meta"].get("next_offset")
        following = offset and {
            "tool": "read_more",
            "arguments": {**following["arguments"], "offset": offset},
        }
    assert "".join(pieces) == LONG


DEEP: dict[str, Any] = {
    "inner": {"rows": ROWS, "words": [LONG, "a", ["b"] * 600, 5], "text": LONG},
    "count": 1,
}


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("0.inner.rows", ROWS),
        ("0.inner.words", [LONG, "a", ["b"] * 600, 5]),
        ("0.inner.words.2", ["b"] * 600),
        ("0.inner.text", LONG),
    ],
)
async def test_every_part_is_read_to_its_end_within_the_limit(path, value):
    kit = Toolkit("desk", max_output_chars=1_500)

    @kit.tool
    async def give() -> dict:
        """Give something deep."""
        return DEEP

    first = await kit.call("give")
    assert "read_more with this handle" in first["meta"]["notice"]
    assert "select_fields" not in first["meta"]["notice"]
    handle = first["meta"]["handle"]
    seen: list[Any] = []

    async def read(arguments: dict[str, Any]) -> dict[str, Any]:
        text = (await kit["read_more"].run(arguments)).text
        assert len(text) <= 1_500
        return json.loads(text)

    following: dict[str, Any] | None = {"handle": handle, "path": path}
    while following:
        answer = await read(following)
        seen += [next(iter(each.values())) if len(each) == 1 else each for each in answer["data"]]
        following = (answer["meta"].get("read_on") or {}).get("arguments")
        if following and path == "0.inner.words" and following["path"] != path:  # one of them is as long
            number = int(following["path"].rpartition(".")[2])
            break
    if path == "0.inner.words":
        assert number == 0
        assert LONG.startswith(seen[0])
        answer = await read({"handle": handle, "path": path, "offset": 2})
        assert 'path "0.inner.words.2"' in answer["meta"]["notice"]
        assert answer["meta"]["read_on"]["arguments"] == {"handle": handle, "path": path, "offset": 3}
        return
    assert "".join(seen) == value if isinstance(value, str) else seen == value


async def test_a_record_too_large_names_the_call_for_its_largest_part():
    kit = long_kit()
    answer = await kit.call("nested")
    assert answer["meta"]["read_on"]["arguments"]["path"] == "0.large"
    rest = await kit.call("read_more", answer["meta"]["read_on"]["arguments"])
    assert rest["data"][0] == ROWS[0]
    for offset in (-1, -5):
        with pytest.raises(InvalidInput, match="read_more: offset"):
            await kit.call("read_more", {"handle": answer["meta"]["handle"], "offset": offset})
    with pytest.raises(InvalidInput, match=r"read_more: there is nothing"):
        await kit.call("read_more", {"handle": answer["meta"]["handle"], "path": "0.none"})


async def test_a_late_reader_learns_the_call_to_repeat():
    kit = long_kit()
    with pytest.raises(NotFound, match="No result is stored"):
        await kit.call("read_more", {"handle": "gone"})


def names(kit: Toolkit, **options: Any) -> list[str]:
    return [spec.name for spec in kit.specs(**options)]


def test_a_tool_to_read_on_is_there_only_where_a_result_can_be_long():
    short, typed = Toolkit("desk"), Toolkit("desk")

    @short.tool
    async def rate(base: str) -> float:
        """Rate."""
        return 1.0

    @short.tool
    def pair() -> Pair | None:
        """A pair."""

    @short.tool
    def kind() -> Literal["a"] | UUID:
        """A choice."""
        return "a"

    @short.tool(max_output_chars=None)
    def unbounded() -> str:
        """Any text."""
        return ""

    typed.add(Shop(), shape="typed")
    assert "read_more" not in names(short)
    assert names(typed).count("read_more") == 1
    assert "results_read_more" not in names(typed)
    assert names(long_kit()) == ["rows", "page", "nested", "read_more"]
    assert names(long_kit(), only=["page"]) == ["page", "read_more"]
    assert names(long_kit(), exclude=["read_more"]) == ["rows", "page", "nested"]


async def test_a_connector_and_a_function_are_read_on_with_the_same_tool():
    kit, shop = long_kit(), Shop()

    async def execute(call_):
        from toolspan.page import Meta, Page

        return Page.model_construct(data=[dict(row) for row in ROWS], meta=Meta(count=len(ROWS)), raw=None)

    shop.executor.execute = execute
    kit.add(shop, prefix="shop", shape="single")
    answer = await kit.call("shop_execute", {"entity": "things", "action": "list"})
    assert answer["meta"]["read_on"]["tool"] == "read_more"
    rest = await kit.call("read_more", answer["meta"]["read_on"]["arguments"])
    assert rest["data"][0]["id"] == len(answer["data"])


async def test_secrets_of_the_connectors_are_masked_in_results_of_functions():
    kit, shop = Toolkit("desk"), Shop()
    shop.redact.keep("s3cret-of-the-shop")
    kit.add(shop, prefix="shop")

    @kit.tool(errors={KeyError: NotFound})
    def leak(*, fail: bool = False) -> dict:
        """Leak."""
        if fail:
            raise KeyError("it was s3cret-of-the-shop")
        return {"key": "s3cret-of-the-shop"}

    assert await kit.call("leak") == {"key": "[redacted]"}
    with pytest.raises(NotFound, match="redacted"):
        await kit.call("leak", {"fail": True})
