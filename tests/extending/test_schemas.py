"""Bodies are checked to their full depth: what the schema does not allow is refused before anything is sent."""

from __future__ import annotations

import json

import pytest
from plain import body, operation

from toolspan import InvalidInput

DEFINITIONS = {
    "Folder": {
        "type": "object",
        "properties": {
            "name": {"type": "string"},
            "children": {"type": "array", "items": {"$ref": "#/definitions/Folder"}},
            "owner": {"$ref": "#/definitions/Person"},
        },
    },
    "Person": {
        "type": "object",
        "properties": {"name": {"type": "string"}, "home": {"$ref": "#/definitions/Folder"}},
    },
    "Boat": {
        "type": "object",
        "required": ["kind"],
        "properties": {"kind": {"type": "string"}, "name": {"type": "string"}},
    },
    "Sail": {
        "allOf": [
            {"$ref": "#/definitions/Boat"},
            {
                "type": "object",
                "properties": {"kind": {"const": "sail"}, "masts": {"type": "integer"}},
                "required": ["masts"],
            },
        ]
    },
    "Motor": {
        "allOf": [
            {"$ref": "#/definitions/Boat"},
            {"type": "object", "properties": {"kind": {"const": "motor"}, "power": {"type": "number"}}},
        ]
    },
    "Itself": {"allOf": [{"$ref": "#/definitions/Other"}]},
    "Other": {
        "allOf": [
            {"$ref": "#/definitions/Itself"},
            {"type": "object", "properties": {"x": {"$ref": "#/definitions/Itself"}}},
        ]
    },
    "Node": {
        "type": "object",
        "properties": {
            "next": {"allOf": [{"$ref": "#/definitions/Node"}, {"properties": {"extra": {"type": "string"}}}]}
        },
    },
    "Tree": {
        "oneOf": [
            {"type": "array", "items": {"$ref": "#/definitions/Tree"}},
            {"type": "string"},
            {"type": "null"},
        ]
    },
}
BOATS = {
    "oneOf": [{"$ref": "#/definitions/Sail"}, {"$ref": "#/definitions/Motor"}],
    "discriminator": {"propertyName": "kind", "mapping": {"sail": "#/definitions/Sail", "motor": "Motor"}},
}
FIELDS = {
    "folder": {"$ref": "#/definitions/Folder"},
    "boat": BOATS,
    "bare": {"oneOf": BOATS["oneOf"]},
    "circle": {"$ref": "#/definitions/Itself"},
    "node": {"$ref": "#/definitions/Node"},
    "tree": {"$ref": "#/definitions/Tree"},
    "amount": {
        "anyOf": [{"type": "integer", "exclusiveMinimum": 0}, {"type": "string", "enum": ["all", "no"]}]
    },
    "note": {"type": ["string", "null"]},
    "level": {"enum": [1, 2, None]},
    "fixed": {"const": "x"},
    "price": {"type": "number", "multipleOf": 0.01, "exclusiveMinimum": True, "minimum": 0},
    "even": {"type": "integer", "multipleOf": 2},
    "unique": {"type": "array", "uniqueItems": True, "items": {"type": "integer"}},
    "name": {"type": "string", "pattern": r"^\p{L}+$"},
    "lost": {"type": "string", "pattern": r"[\w-.]"},
    "pair": {"type": "array", "prefixItems": [{"type": "number"}, {"type": "number"}], "items": False},
    "labels": {
        "type": "object",
        "patternProperties": {"^x-": {"type": "string"}},
        "additionalProperties": False,
    },
    "numbers": {"type": "object", "additionalProperties": {"type": "integer"}},
    "nothing": {"type": "object", "additionalProperties": False},
    "open": {
        "type": "object",
        "properties": {"city": {"type": "string"}},
        "additionalProperties": True,
    },
    "good": {"not": {"enum": ["bad"]}},
    "card": {
        "type": "object",
        "properties": {"number": {"type": "string"}, "address": {"type": "string"}},
        "dependentRequired": {"number": ["address"]},
    },
    "both": {
        "allOf": [
            {"type": "object", "properties": {"a": {"type": "integer"}}, "required": ["a"]},
            {"type": "object", "properties": {"b": {"type": "integer"}}},
        ]
    },
}


@pytest.fixture
def sent(plain, server):
    """Return a function that sends a body, and gives what arrived."""
    connector = plain(operation("POST", body=body(FIELDS)), definitions=DEFINITIONS)

    def send(given):
        connector.sync.execute("things", "do", given)
        return json.loads(server.requests[-1].body)

    return send


@pytest.mark.parametrize(
    ("given", "arrived"),
    [
        ({"folder": {"children": [{"name": "b", "owner": {"home": {"name": "c"}}}]}}, None),
        ({"boat": {"kind": "sail", "masts": 2, "name": "Ida"}}, None),
        ({"boat": {"Kind": "SAIL", "masts": "2"}}, {"boat": {"kind": "sail", "masts": 2}}),
        ({"bare": {"kind": "motor", "power": 1.5}}, None),
        ({"circle": {"x": {"x": {}}}}, None),
        ({"node": {"next": {"next": {"extra": "e"}}}}, None),
        ({"tree": ["a", ["b", []]]}, None),
        ({"tree": None}, None),
        ({"amount": 5}, None),
        ({"amount": "ALL"}, {"amount": "all"}),
        ({"amount": "5"}, {"amount": 5}),
        ({"note": None}, None),
        ({"level": None}, None),
        ({"level": "2"}, {"level": 2}),
        ({"fixed": "x"}, None),
        ({"price": 1.23}, None),
        ({"even": 4}, None),
        ({"unique": [1, 2]}, None),
        ({"name": "Ünï"}, None),
        ({"lost": "anything"}, None),
        ({"pair": [1, 2]}, None),
        ({"labels": {"x-a": "b"}}, None),
        ({"numbers": {"a": "1"}}, {"numbers": {"a": 1}}),
        ({"nothing": {}}, None),
        ({"open": {"city": "Oslo", "street": 1}}, None),
        ({"good": "fine"}, None),
        ({"card": {"address": "x"}}, None),
        ({"both": {"a": 1, "b": 2}}, None),
    ],
)
def test_what_the_schema_allows_is_sent(given, arrived, sent):
    assert sent(given) == (arrived or given)


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"folder": {"children": [{"nme": "b"}]}}, 'folder.children.0: there is no field "nme". Did you mean "name"?'),
        ({"folder": {"owner": {"home": {"nam": 1}}}}, 'folder.owner.home: there is no field "nam". Did you mean "name"?'),
        ({"boat": {"kind": "sail", "mast": 2}}, 'boat.masts is required. boat: there is no field "mast". Did you mean "masts"?'),
        ({"boat": {"kind": "row"}}, "boat: kind is not one of sail, motor"),
        ({"boat": {}}, "boat: needs kind, one of sail, motor"),
        ({"boat": 5}, "boat: must be an object"),
        ({"circle": {"y": 1}}, 'circle: there is no field "y". The fields are: x.'),
        ({"node": {"next": {"foo": 1}}}, 'node.next: there is no field "foo"'),
        ({"amount": 0}, "amount: must be greater than 0 or must be one of all, no (got 0)"),
        ({"level": 3}, "level: 3 is not one of 1, 2"),
        ({"fixed": "y"}, "fixed: 'y' is not one of x"),
        ({"price": 1.234}, "price: must be a multiple of 0.01"),
        ({"price": 0}, "price: must be greater than 0"),
        ({"even": 3}, "even: must be a multiple of 2"),
        ({"unique": [1, 1.0]}, "unique: must not have an item twice"),
        ({"name": "1"}, "name: must match the pattern"),
        ({"pair": [1, 2, 3]}, "pair: must have at most 2 items"),
        ({"pair": [1, "a"]}, "pair: must begin with"),
        ({"labels": {"y": "b"}}, "labels: must not have y"),
        ({"labels": {"x-a": 1}}, "labels: must not have x-a"),
        ({"numbers": {"a": "x"}}, "numbers.a: must be a whole number"),
        ({"nothing": {"a": 1}}, 'nothing: there is no field "a"'),
        ({"good": "bad"}, "good: must not be"),
        ({"card": {"number": "1"}}, "card: number needs address beside it"),
        ({"both": {"b": 1}}, "both.a is required"),
        ({"both": {"a": 1, "c": 1}}, 'both: there is no field "c"'),
        ({"nme": "x"}, 'There is no parameter "nme". Did you mean "name"?'),
    ],
)  # fmt: skip
def test_what_the_schema_does_not_allow_is_refused_in_words(given, words, sent, server):
    with pytest.raises(InvalidInput) as refused:
        sent(given)
    assert words in refused.value.message
    assert server.requests == []


def test_all_faults_of_a_body_are_in_one_message(sent):
    with pytest.raises(InvalidInput) as refused:
        sent({"folder": {"nam": 1, "children": [{"owner": {"nme": 1}}]}, "even": 3})
    assert refused.value.message.count("Did you mean") == 2
    assert "even: must be" in refused.value.message


ONE_OF_TWO = {"anyOf": [{"required": ["a"]}, {"required": ["b"]}], "minProperties": 1}


@pytest.mark.parametrize("given", [{"c": "1"}, {"body": {"c": "1"}}])
def test_fields_that_go_together_are_checked_together(given, plain, server):
    fields = {name: {"type": "string"} for name in "abc"}
    connector = plain(operation("POST", body=body(fields, **ONE_OF_TWO)))
    with pytest.raises(InvalidInput, match="needs a or b"):
        connector.sync.execute("things", "do", given)
    assert server.requests == []
    connector.sync.execute("things", "do", {"b": "1"})
    assert json.loads(server.only.body) == {"b": "1"}


def test_a_body_may_be_a_shared_definition(plain, server):
    record = operation("POST", body={"schema": {"$ref": "#/definitions/Sail"}, "required": True})
    connector = plain(record, definitions=DEFINITIONS)
    connector.sync.execute("things", "do", {"kind": "sail", "masts": 1})
    assert json.loads(server.only.body) == {"kind": "sail", "masts": 1}
    with pytest.raises(InvalidInput, match="masts is required"):
        connector.sync.execute("things", "do", {"kind": "sail"})
