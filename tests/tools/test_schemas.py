"""Schemas as models read them: nothing lost but what does not fit, and a form for strict mode with a way back."""

from __future__ import annotations

import json

import pytest
from agents.strict_schema import ensure_strict_json_schema

from toolspan.connectors.amazon_seller_partner import AmazonSellerPartnerConnector
from toolspan.operations.model import Operation
from toolspan.operations.names import snake
from toolspan.tools.json_schema import inlined, plain, shrunk, typed
from toolspan.tools.strict_schema import loosened, strictened
from toolspan.tools.typed import parameters_of

OPERATIONS = list(AmazonSellerPartnerConnector.operations)
MONEY = {
    "type": "object",
    "properties": {"amount": {"type": "number"}, "currency": {"type": "string", "enum": ["USD", "EUR"]}},
    "required": ["amount"],
}
TREE = {
    "type": "object",
    "properties": {
        "name": {"type": "string"},
        "leaves": {"type": "array", "items": {"$ref": "#/$defs/Tree"}},
    },
    "required": ["name"],
}
BODY = {
    "type": "object",
    "properties": {
        "price": {"$ref": "#/$defs/Money", "description": "What it costs."},
        "tree": {"$ref": "#/$defs/Tree"},
        "notes": {"type": "array", "items": {"type": "object", "additionalProperties": True}},
        "labels": {"type": "object", "additionalProperties": {"type": "string"}},
        "value": {},
        "either": {"oneOf": [{"type": "string"}, {"$ref": "#/$defs/Money"}]},
    },
    "required": ["price"],
    "$defs": {"Money": MONEY, "Tree": TREE, "Unused": TREE},
}


def fits(characters):
    return lambda schema: len(json.dumps(schema)) <= characters


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda operation: operation.name)
def test_nothing_that_the_record_says_of_a_parameter_is_lost(operation):
    fields = parameters_of(operation)["properties"]
    known = {parameter.key: parameter.schema for parameter in operation.parameters}
    known = {**operation.body_fields, **known}
    assert {snake(name) for name in known} <= set(fields)
    for name, schema in known.items():
        if words := {"interval": "--", "file": "program"}.get(schema.get("format")):  # formats of our own
            assert words in fields[snake(name)]["description"]
        elif "$ref" not in json.dumps(schema):
            said = {key: value for key, value in typed(schema).items() if key != "description"}
            assert {key: fields[snake(name)][key] for key in said} == said


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda operation: operation.name)
def test_the_example_of_each_operation_fits_its_tool_and_comes_back_from_strict_form(operation):
    schema = parameters_of(operation)
    assert set(operation.example) <= set(schema["properties"])
    assert set(schema["required"]) <= set(operation.example)
    written = {name: operation.example.get(name) for name in schema["properties"]}
    assert loosened(written, schema) == dict(operation.example)


def test_a_reference_is_put_in_its_place_with_what_stood_beside_it():
    price = inlined(BODY)["properties"]["price"]
    assert price == {**MONEY, "description": "What it costs."}


def test_true_recursion_stays_a_reference_and_no_other_definition_is_left():
    schema = inlined(BODY)
    assert schema["properties"]["tree"] == {"$ref": "#/$defs/Tree"}
    assert schema["$defs"] == {"Tree": TREE}
    assert "$defs" not in inlined({**BODY, "properties": {"price": {"$ref": "#/$defs/Money"}}})


def test_recursion_by_way_of_another_definition_is_kept_too():
    both = {
        "A": {"type": "object", "properties": {"b": {"$ref": "#/$defs/B"}}},
        "B": {"type": "object", "properties": {"a": {"$ref": "#/$defs/A"}, "m": {"$ref": "#/$defs/M"}}},
        "M": MONEY,
    }
    schema = inlined({"type": "object", "properties": {"a": {"$ref": "#/$defs/A"}}, "$defs": both})
    assert set(schema["$defs"]) == {"A", "B"}
    assert schema["$defs"]["B"]["properties"]["m"] == MONEY


def test_a_field_of_the_body_with_the_name_of_a_parameter_has_a_name_of_its_own():
    record = {
        "entity": "e", "action": "a", "summary": "s", "effect": "read",
        "parameters": [{"name": "sku", "in": "path", "required": True, "schema": {"type": "string"}, "style": None}],
        "body": {"required": True, "schema": {"type": "object", "properties": {"sku": {"type": "integer"}}, "required": ["sku"]}},
    }  # fmt: skip
    schema = parameters_of(Operation.from_record(record))
    assert schema["properties"]["sku"]["type"] == "string"
    assert schema["properties"]["body_sku"] == {"type": "integer"}
    assert schema["required"] == ["sku", "body_sku"]


def deep(levels):
    leaf = {"type": "string"}
    for level in range(levels):
        leaf = {"type": "object", "properties": {f"level{level}": leaf, f"other{level}": {"type": "integer"}}}
    return leaf


@pytest.mark.parametrize("room", [1_500, 700, 400, 250])
def test_a_large_schema_is_cut_from_its_deepest_part_on_until_it_fits(room):
    schema = {
        "type": "object",
        "properties": {"top": {"type": "string"}, "body": deep(30)},
        "required": ["top"],
    }
    small = shrunk(schema, fits(room), "Read the guide.")
    assert len(json.dumps(small)) <= room
    assert set(small["properties"]) == {"top", "body"}
    assert small["properties"]["top"] == {"type": "string"}
    assert "Read the guide." in json.dumps(small)
    assert '"additionalProperties": true' in json.dumps(small)


def test_what_fits_is_left_as_it_is():
    assert shrunk(BODY, fits(10_000), "note") == BODY


def test_long_lists_of_choices_lose_their_end_before_a_parameter_is_lost():
    schema = {
        "type": "object",
        "properties": {f"p{n}": {"enum": [f"VALUE_{k}" for k in range(99)]} for n in range(20)},
    }
    small = shrunk(schema, fits(6_000), "note")
    assert len(json.dumps(small)) <= 6_000
    assert small["properties"]["p19"]["description"].startswith("One of 99: VALUE_0, ")


def test_a_recursive_part_that_is_cut_takes_its_definition_with_it():
    schema = inlined(
        {"type": "object", "properties": {"tree": {"$ref": "#/$defs/Tree"}}, "$defs": BODY["$defs"]}
    )
    small = shrunk(schema, fits(200), "note")
    assert "$ref" not in json.dumps(small)
    assert "$defs" not in small


@pytest.mark.parametrize("schema", [inlined(BODY), *map(parameters_of, OPERATIONS), deep(5)])
def test_the_strict_form_is_what_the_sdk_itself_would_make_of_it(schema):
    strict = strictened(schema)
    assert ensure_strict_json_schema(json.loads(json.dumps(strict))) == strict


def test_the_way_back_from_the_strict_form():
    written = {
        "price": {"amount": 5, "currency": None},
        "tree": {"name": "root", "leaves": [{"name": "leaf", "leaves": None}]},
        "notes": ['{"a": null}'],
        "labels": '{"b": "c"}',
        "value": "[1, 2]",
        "either": None,
    }
    assert loosened(written, inlined(BODY)) == {
        "price": {"amount": 5},
        "tree": {"name": "root", "leaves": [{"name": "leaf"}]},
        "notes": [{"a": None}],
        "labels": {"b": "c"},
        "value": [1, 2],
    }


WORD = {"type": "string"}
AWKWARD = {
    "anything": True,
    "nothing": False,
    "any list": {"type": "array", "items": True},
    "no list": {"type": "array", "items": False},
    "either": {"anyOf": [True, WORD, False]},
    "pair": {"type": "array", "prefixItems": [WORD, {"type": "integer"}], "items": False},
    "twins": {"type": "array", "prefixItems": [WORD, WORD], "maxItems": 2},
    "open": {"type": "array", "prefixItems": [WORD]},
    "more": {"type": "array", "prefixItems": [WORD, True], "items": {"$ref": "#/$defs/Any"}},
    "inside": {"type": "object", "properties": {"x": True, "y": False}, "additionalProperties": False},
}


def test_boolean_schemas_and_tuples_have_a_plain_and_a_strict_form():
    schema = {"type": "object", "properties": AWKWARD, "required": [*AWKWARD], "$defs": {"Any": True}}
    made = typed(inlined(plain(schema)))["properties"]
    assert "nothing" not in made
    assert made["pair"] == {
        "type": "array",
        "items": {"anyOf": [WORD, {"type": "integer"}]},
        "maxItems": 2,
    }
    assert made["twins"] == {"type": "array", "items": WORD, "maxItems": 2}
    assert made["no list"]["maxItems"] == 0
    assert [*made["inside"]["properties"]] == ["x"]
    strict = strictened(schema)
    assert ensure_strict_json_schema(json.loads(json.dumps(strict))) == strict
    for part in AWKWARD.values():
        strictened({"type": "object", "properties": {"a": part}})


def test_a_reference_in_a_tuple_is_followed():
    schema = {
        "type": "object",
        "properties": {"a": {"type": "array", "prefixItems": [{"$ref": "#/$defs/W"}], "items": False}},
        "$defs": {"W": WORD},
    }
    assert inlined(plain(schema))["properties"]["a"]["items"] == WORD


def test_text_that_is_no_json_stays_for_the_check_that_follows():
    assert loosened({"labels": "{broken"}, inlined(BODY)) == {"labels": "{broken"}
