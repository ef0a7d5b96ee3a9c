"""What a refusal shows as a valid call is what the tool takes."""

import json

import pytest

from toolspan import InvalidInput, Policy, ToolspanError
from toolspan.tools.build import specs_of

SHOWN = "A valid call"


async def refusal_of(spec, arguments):
    try:
        await spec.run(arguments, None)
    except ToolspanError as error:
        return error
    return None


def unknown_to(call, schema):
    """The names in a call that a closed schema does not have, and the values of another type."""
    kinds = {"object": dict, "array": list, "string": str, "integer": int, "boolean": bool}
    properties = schema.get("properties", {})
    if isinstance(call, dict) and properties:
        return [
            name
            for name, item in call.items()
            if name not in properties or unknown_to(item, properties[name])
        ]
    if isinstance(call, list) and "items" in schema:
        return [item for item in call if unknown_to(item, schema["items"])]
    stated = schema.get("type", [])
    stated = [stated] if isinstance(stated, str) else stated
    return [] if not stated or any(isinstance(call, kinds.get(kind, object)) for kind in stated) else [call]


@pytest.mark.parametrize("strict", [False, True])
async def test_whoever_copies_the_hint_of_a_typed_tool_is_not_refused_again(strict, connect):
    connector = connect(policy=Policy(writes=["*"], approve=False))
    shown = 0
    for spec in specs_of(connector, shape="typed", strict=strict):
        refused = await refusal_of(spec, {"no_such_thing": 1})
        assert isinstance(refused, InvalidInput)
        if SHOWN not in str(refused):  # it takes no parameters, or is one of the two that help
            continue
        call = json.loads(refused.hint.partition(": ")[2])
        if strict:
            assert unknown_to(call, spec.parameters) == [], spec.name
        again = await refusal_of(spec, call)
        assert SHOWN not in str(again), (spec.name, again)
        shown += 1
    assert shown > 50


@pytest.mark.parametrize("strict", [False, True])
async def test_the_one_tool_s_hint_has_its_params_in_the_form_that_it_takes(strict, connect):
    (execute,) = specs_of(connect(), shape="single", strict=strict)
    wrong = {"created_afer": "-1d"}
    call = {"entity": "orders", "action": "list", "params": json.dumps(wrong) if strict else wrong}
    refused = await refusal_of(execute, call)
    params = json.loads(refused.hint.removeprefix(f"{SHOWN}: params = "))
    assert isinstance(params, str if strict else dict)
    assert await refusal_of(execute, {**call, "params": params}) is None


async def test_a_write_that_a_person_would_be_asked_about_is_refused_in_the_tool_s_words_before_that(connect):
    connector = connect(policy=Policy(writes=["listings_items.patch"]))
    spec = specs_of(connector, shape="typed", include=["listings_items.patch"], strict=True)[0]
    with pytest.raises(InvalidInput) as refused:
        spec.question({"sku": "A"})
    call = json.loads(refused.value.hint.partition(": ")[2])
    assert json.loads(call["patches"][0]["value"][0])["quantity"] == 25


async def test_outside_tools_the_hint_is_of_execute_s_params(connect):
    with pytest.raises(InvalidInput, match=r"A valid call: params = \{"):
        await connect().execute("orders", "list", {"nosuch": 1})
