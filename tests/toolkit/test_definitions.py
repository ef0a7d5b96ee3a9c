"""What a model reads of a function: schemas from annotations, texts from docstrings, and what is refused."""

from __future__ import annotations

import functools
import json
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from datetime import date
from enum import Enum, IntEnum
from typing import TYPE_CHECKING, Annotated, Any, Literal, NewType, NotRequired, TypedDict

import pytest
from pydantic import BaseModel, Field
from typing_extensions import Doc

from toolspan import CallContext, ConfigurationError, InvalidInput, Toolkit, tool

if TYPE_CHECKING:
    from fractions import Fraction


class Color(Enum):
    """Of a thing."""

    RED = "red"
    BLUE = "blue"


class Tree(BaseModel):
    name: str
    children: list[Tree] = []


class Cat(BaseModel):
    kind: Literal["cat"]
    title: str = Field("Mr", title="Form of address")


class Dog(BaseModel):
    kind: Literal["dog"]
    loud: bool = False


@dataclass
class Item:
    sku: str
    count: int = 1


class Size(TypedDict):
    width: int
    height: NotRequired[int]


UserId = NewType("UserId", int)


def schema_of(fn: Any) -> dict[str, Any]:
    kit = Toolkit("desk")
    kit.tool(fn)
    return dict(kit[fn.__name__].parameters)


def everything(  # noqa: PLR0917 - every kind of annotation
    text: str,
    color: Color,
    item: Item,
    size: Size,
    user: UserId,
    pet: Annotated[Cat | Dog, Field(discriminator="kind")],
    rates: dict[str, float],
    bounded: Annotated[int, Field(ge=1, le=5, description="From 1 to 5.")],
    mixed: int | str,
    tree: Tree,
    said: Annotated[str, "A bare text."],
    documented: Annotated[str, Doc("A documented text.")],
    day: date | None = None,
    priority: Literal["low", "high"] = "low",
    pair: tuple[int, int] = (1, 2),
    favourite: Color = Color.BLUE,
    count: int = Field(10, description="How many.", ge=1),
) -> str:
    """Do everything."""
    return text


def test_every_kind_of_annotation_has_a_schema_without_references_and_titles():
    schema = schema_of(everything)
    fields = schema["properties"]
    assert fields["color"] == {"type": "string", "enum": ["red", "blue"], "description": "Of a thing."}
    assert fields["item"]["properties"]["count"] == {"type": "integer", "default": 1}
    assert fields["item"]["additionalProperties"] is False
    assert fields["size"]["required"] == ["width"]
    assert fields["user"] == {"type": "integer"}
    assert [one["properties"]["kind"]["enum"] for one in fields["pet"]["anyOf"]] == [["cat"], ["dog"]]
    assert fields["rates"] == {"type": "object", "additionalProperties": {"type": "number"}}
    assert fields["bounded"] == {"type": "integer", "minimum": 1, "maximum": 5, "description": "From 1 to 5."}
    assert fields["mixed"] == {"anyOf": [{"type": "integer"}, {"type": "string"}]}
    assert fields["said"]["description"] == "A bare text."
    assert fields["documented"]["description"] == "A documented text."
    assert fields["day"]["anyOf"][0] == {"type": "string", "format": "date"}
    assert fields["priority"] == {"type": "string", "enum": ["low", "high"], "default": "low"}
    assert fields["favourite"]["default"] == "blue"
    assert fields["count"] == {"type": "integer", "minimum": 1, "default": 10, "description": "How many."}
    assert schema["required"] == [
        "text", "color", "item", "size", "user", "pet", "rates", "bounded", "mixed", "tree", "said", "documented",
    ]  # fmt: skip
    assert schema["additionalProperties"] is False
    assert list(schema["$defs"]) == ["Tree"]
    text = json.dumps(schema)
    assert text.count('"$ref"') == 2
    assert text.count('"title": "') == 1
    assert '"title": "Form of address"' in text


async def test_values_arrive_as_the_types_say():
    kit, seen = Toolkit("desk"), {}

    @kit.tool
    def take(  # noqa: PLR0917 - one of each kind
        item: Item,
        color: Color,
        day: date,
        size: Size,
        tree: Tree,
        numbers: list[int],
        count: int = Field(10),
    ) -> None:
        """Take."""
        seen.update(locals())

    await kit.call(
        "take",
        {
            "Item": '{"SKU": "a"}',
            "color": "RED",
            "day": "2026-11-20",
            "size": {"width": 1},
            "tree": {"name": "a", "children": '[{"Name": "b"}]'},
            "numbers": "[1, 2]",
        },
    )
    assert seen["item"] == Item("a")
    assert (seen["color"], seen["day"], seen["count"]) == (Color.RED, date(2026, 11, 20), 10)
    assert seen["tree"].children[0].name == "b"
    assert seen["numbers"] == [1, 2]


@pytest.mark.parametrize(
    ("given", "faults"),
    [
        ({"item": {"sku": "a", "cuont": 1}}, ['item: there is no "cuont". Did you mean "count"?']),
        ({"item": {"count": "many"}}, ["item.sku is required", "item.count: must be a whole number"]),
        ({"item": {"sku": "a"}, "number": True}, ["number: a number is expected (got True)"]),
        ({"item": {"sku": "a"}, "nmber": 1}, ['There is no parameter "nmber". Did you mean "number"?']),
        (
            {"item": {"sku": "a"}, "color": "rde"},
            ["color: must be one of red, blue (got 'rde'). Did you mean \"red\"?"],
        ),
        ({"number": "x"}, ["number: must be a whole number", "item is required"]),
        ({"item": "sku"}, ["item: must be"]),
        ({"item": {"sku": "a"}, "numbers": [1, "b", True]}, ["numbers.1: must be", "numbers.2: a number"]),
    ],
    ids=lambda each: str(each).partition(" at 0x")[0],
)
async def test_every_fault_is_named_with_its_place_and_the_closest_name(given, faults):
    kit = Toolkit("desk")

    @kit.tool
    def take(item: Item, number: int = 1, color: Color = Color.RED, numbers: list[int] = ()) -> None:
        """Take."""

    with pytest.raises(InvalidInput) as caught:
        await kit.call("take", given)
    for fault in faults:
        assert fault in caught.value.message


async def test_null_for_what_may_be_left_out_is_left_out():
    kit = Toolkit("desk")

    @kit.tool
    def take(count: int = 3, name: str | None = "x") -> dict:
        """Take."""
        return {"count": count, "name": name}

    assert await kit.call("take", {"count": None, "name": None}) == {"count": 3, "name": None}


async def test_text_stays_text_where_text_is_wanted():
    kit = Toolkit("desk")

    @kit.tool
    def take(text: str, anything: Any, either: str | list[int]) -> dict:
        """Take."""
        return {"text": text, "anything": anything, "either": either}

    given = {"text": "[1]", "anything": "[1]", "either": "[1]"}
    assert await kit.call("take", given) == given


GOOGLE = """Look something up.

    It may take long.

    Args:
        base: Three letters,
            such as EUR.
        other (str): Another.

    Returns:
        The rate.

    Note:
        Not on Sundays.
    """
NUMPY = """Look something up.

    It may take long.

    Parameters
    ----------
    base : str
        Three letters,
        such as EUR.
    other : str
        Another.

    Returns
    -------
    float
        The rate.
    """
SPHINX = """Look something up.

    It may take long.

    :param base: Three letters,
        such as EUR.
    :param str other: Another.
    :returns: The rate.
    """


class Point(BaseModel):
    x: float


@pytest.mark.parametrize("wrong", ["nan", "inf", "-Infinity", float("nan"), float("inf")], ids=str)
async def test_a_number_is_finite(wrong):
    kit, ran = Toolkit("desk"), []

    @kit.tool
    async def draw(
        x: float = 0, xs: list[float] | None = None, at: Point | None = None, word: str = ""
    ) -> int:
        """Draw."""
        ran.append((x, xs, at))
        return len(word)

    for given in ({"x": wrong}, {"xs": [1.0, wrong]}, {"at": {"x": wrong}}):
        with pytest.raises(InvalidInput, match="finite number") as caught:
            await kit.call("draw", given)
        assert caught.value.message.count("finite") == 1
    assert ran == []
    assert await kit.call("draw", {"word": "nan"}) == {"result": 3}


@pytest.mark.parametrize("kind", [Point, Item, Size, dict[str, int]], ids=str)
async def test_an_object_is_asked_for_in_the_words_of_models(kind):
    kit = Toolkit("desk")

    async def draw(at: kind) -> str:  # type: ignore[valid-type]
        return str(at)

    kit.tool(draw)
    with pytest.raises(InvalidInput, match="at: must be an object of names and values"):
        await kit.call("draw", {"at": "here"})


class Step(IntEnum):
    SMALL = 1
    LARGE = 2


@pytest.mark.parametrize(
    ("given", "value"),
    [
        ({"size": "2"}, Step.LARGE),
        ({"number": "20"}, 20),
        ({"number": " 10 "}, 10),
        ({"number": "null"}, None),
        ({"flag": "true"}, True),
        ({"flag": "True"}, True),
        ({"mixed": "1"}, "1"),
        ({"mixed": "2"}, 2),
        ({"several": ["1", 2]}, [1, 2]),
        ({"several": '["1", 2]'}, [1, 2]),
    ],
    ids=str,
)
async def test_choices_that_are_no_text_are_read_from_json_text(given, value):
    kit = Toolkit("desk")

    @kit.tool
    async def choose(
        *,
        size: Step = Step.SMALL,
        number: Literal[10, 20] | None = 10,
        flag: Literal[True] = True,
        mixed: Literal["1", 2] = 2,
        several: list[Literal[1, 2]] | None = None,
    ) -> str:
        """Choose."""
        values = {"size": size, "number": number, "flag": flag, "mixed": mixed, "several": several}
        return repr(values[next(iter(given))])

    assert await kit.call("choose", given) == repr(value)
    with pytest.raises(InvalidInput) as caught:
        await kit.call("choose", {"number": "21"})
    assert 'Did you mean "21"' not in caught.value.message


@pytest.mark.parametrize("docstring", [GOOGLE, NUMPY, SPHINX], ids=["google", "numpy", "sphinx"])
def test_docstrings_of_three_styles_describe_tool_and_parameters(docstring):
    def look(base: str, other: str = "x") -> float:
        return 1.0

    look.__doc__ = docstring
    kit = Toolkit("desk")
    kit.tool(look)
    spec = kit["look"]
    assert spec.description.startswith("Look something up.\n\nIt may take long.")
    assert "Returns: The rate." in spec.description
    assert ":param" not in spec.description
    assert "Parameters" not in spec.description
    assert spec.parameters["properties"]["base"]["description"] == "Three letters, such as EUR."
    assert spec.parameters["properties"]["other"]["description"] == "Another."


def test_a_note_stays_in_the_description():
    def look(base: str, other: str = "x") -> float:
        return 1.0

    look.__doc__ = GOOGLE
    kit = Toolkit("desk")
    kit.tool(look)
    assert "Note: Not on Sundays." in kit["look"].description


def test_examples_are_shown_and_must_be_valid():
    kit = Toolkit("desk")

    @kit.tool(examples=[{"number": 5}])
    def half(number: int) -> float:
        """Half."""
        return number / 2

    assert kit["half"].description == 'Half.\n\nExample: {"number":5}'
    with pytest.raises(ConfigurationError, match="an example of half is no valid call of it"):
        kit.tool(name="half", examples=[{"nmber": 5}])(half)


def unresolvable(number: Fraction) -> None: ...


def unannotated(number) -> None: ...


def positional(number: int, /) -> None: ...


def variadic(*numbers: int) -> None: ...


def keywords(**numbers: int) -> None: ...


def stream() -> Iterator[int]:
    yield 1


async def stream_async() -> AsyncIterator[int]:
    yield 1


def callback(notify: Iterator[int] | object) -> None: ...


def accented(größe: int) -> None: ...  # noqa: PLC2401 - what is refused


class Methods:
    def unbound(self, number: int) -> int:
        return number


@pytest.mark.parametrize(
    ("fn", "words"),
    [
        (unresolvable, ["number", "Fraction", "TYPE_CHECKING"]),
        (unannotated, ["number", "no annotation"]),
        (positional, ["number", "positional-only"]),
        (variadic, ["*numbers", "list"]),
        (keywords, ["**numbers", "dict"]),
        (stream, ["stream", "generator"]),
        (stream_async, ["stream_async", "generator"]),
        (callback, ["notify"]),
        (accented, ["größe"]),
        (Methods.unbound, ["self", "toolspan.tool"]),
        (functools.partial(unannotated, 1), ["partial"]),
        (Methods(), ["Methods"]),
    ],
    ids=lambda each: str(each).partition(" at 0x")[0],
)
def test_what_cannot_be_a_tool_is_refused_with_the_parameter_and_what_to_write(fn, words):
    with pytest.raises(ConfigurationError) as caught:
        Toolkit("desk").tool(fn)
    assert isinstance(caught.value, TypeError)
    for word in words:
        assert word in str(caught.value)


def foreign_contexts() -> Iterator[Any]:
    for module, name in (
        ("pydantic_ai", "RunContext"),
        ("agents", "RunContextWrapper"),
        ("agents.tool_context", "ToolContext"),
        ("langgraph.prebuilt", "ToolRuntime"),
        ("langchain_core.runnables", "RunnableConfig"),
        ("fastmcp", "Context"),
    ):
        yield pytest.param(module, name, id=f"{module}.{name}")


@pytest.mark.parametrize(("module", "name"), foreign_contexts())
@pytest.mark.parametrize("wrapped", [False, True])
def test_the_context_of_one_framework_is_refused_in_favour_of_our_own(module, name, wrapped):
    kind = getattr(pytest.importorskip(module), name)

    def look(ctx: Any) -> None: ...

    look.__annotations__["ctx"] = Annotated[kind | None, "it"] if wrapped else kind
    with pytest.raises(ConfigurationError, match="ctx") as caught:
        Toolkit("desk").tool(look)
    assert "CallContext" in str(caught.value)


@pytest.mark.parametrize("name", ["has space", "1st", "with-hyphen", "x" * 65, "größe", ""])
def test_a_name_that_some_framework_refuses_is_refused_when_it_is_added(name):
    with pytest.raises(ConfigurationError, match="cannot be the name of a tool"):
        Toolkit("desk").tool(name=name or " ")(everything)


async def test_methods_of_an_object_are_tools_once_they_are_marked():
    class Desk:
        def __init__(self) -> None:
            self.opened = 0

        @tool
        async def open(self, times: int = 1) -> int:
            """Open."""
            self.opened += times
            return self.opened

        @tool(name="state", tags=["x"])
        def _state(self, context: CallContext) -> str:
            """State."""
            return f"{context.tool} {self.opened}"

        def private(self) -> None: ...

        @property
        def never(self) -> None:
            raise AssertionError

    kit = Toolkit("desk")
    kit.add(Desk(), prefix="desk")
    assert [spec.name for spec in kit.specs(exclude=["read_more"])] == ["desk_open", "desk_state"]
    assert await kit.call("desk_open", {"times": 2}) == {"result": 2}
    assert await kit.call("desk_state") == "desk_state 2"


def test_an_object_without_marked_methods_is_refused():
    with pytest.raises(ConfigurationError, match="no tools to add"):
        Toolkit("desk").add(object())


@pytest.mark.parametrize("strict", [False, True])
async def test_strict_tools_take_nulls_for_what_is_left_out(strict):
    kit = Toolkit("desk")

    @kit.tool
    def take(rates: dict[str, float], count: int = 3) -> dict:
        """Take."""
        return {"rates": rates, "count": count}

    (spec,) = kit.specs(strict=strict, exclude=["read_more"])
    given = {"rates": '{"EUR": 1.5}', "count": None} if strict else {"rates": {"EUR": 1.5}}
    assert (await spec.run(given)).value == {"rates": {"EUR": 1.5}, "count": 3}
    assert (spec.parameters["required"] == ["rates", "count"]) is strict


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"aprove": True}, 'no option aprove= of a tool. Did you mean "approve"'),
        ({"errors": [KeyError]}, "errors=...) says which error"),
        ({"writes": True, "approve": "yes"}, "approve=...) takes True, False"),
        ({"name": "read_more"}, "the toolkit itself"),
    ],
    ids=lambda value: next(iter(value)) if isinstance(value, dict) else "",
)
def test_wrong_options_are_refused_in_words(options, words):
    def look(number: int) -> str:
        return str(number)

    with pytest.raises(ConfigurationError) as caught:
        Toolkit("desk").tool(**options)(look)
    assert words in str(caught.value)


def a_class(kind: type[int]) -> str:
    return str(kind)


def any_of_them(kinds: list[type] | None = None) -> str:
    return str(kinds)


def wrong_default(number: int = "x") -> str:  # type: ignore[assignment]
    return str(number)


@pytest.mark.parametrize("fn", [a_class, any_of_them, wrong_default])
def test_what_no_model_can_give_is_refused(fn):
    with pytest.raises(ConfigurationError, match=fn.__name__):
        Toolkit("desk").tool(fn)


def test_a_list_of_anything_takes_more_than_objects():
    kit = Toolkit("desk")

    @kit.tool
    def show(anything: Any, several: list) -> int:
        """Show."""
        return 1

    fields = kit["show"].parameters["properties"]
    (free,) = [part for part in fields["anything"]["anyOf"] if part["type"] == "array"]
    for part in (free, fields["several"]):
        assert {"type": "number"} in part["items"]["anyOf"]
        assert {"type": "string"} in part["items"]["anyOf"]
