"""The page on operation records says all that a record may hold, and nothing that it may not."""

from __future__ import annotations

import json
import re
from dataclasses import MISSING, fields
from pathlib import Path
from typing import Any

import pytest

from toolspan.connectors import amazon_seller_partner
from toolspan.operations.model import RECORD_KEYS, Body, Cursor, Operation, Parameter, Rename, Stream
from toolspan.operations.records import check_records
from toolspan.operations.rules import RULES as RULE_KINDS

PAGE = (Path(__file__).parents[2] / "docs/extending/operations.md").read_text("utf-8")
FACTS = Path(amazon_seller_partner.__file__).parent / "facts/operations.json"
SPELLED = {Parameter: {"location": "in"}, Rename: {"old": "from", "new": "to"}}
"""Keys of the file that are called otherwise in Python, since Python has taken their names."""


def rows(head: str) -> dict[str, list[str]]:
    """The rows of all tables whose first column has this heading, by the name in their first cell."""
    found: dict[str, list[str]] = {}
    for table in re.findall(rf"^\| {head} \|.*\n\|[-|]+\|\n((?:\|.*\n)+)", PAGE, re.MULTILINE):
        for line in table.splitlines():
            name, *cells = (cell.strip() for cell in line.strip("|").split(" | "))
            assert name not in found, f"{name} is described twice"
            found[name.strip("`")] = [cell.removesuffix(" |").strip() for cell in cells]
    return found


def code(cell: str) -> Any:
    return json.loads(cell.strip("`"))


KEYS, RULES = rows("key"), rows("kind")
PARTS = {"parameter": Parameter, "body": Body, "rename": Rename, "cursor": Cursor, "stream": Stream}
BASE: dict[str, Any] = {
    "entity": "parcels",
    "action": "list",
    "summary": "List parcels.",
    "effect": "read",
    "method": "GET",
    "path": "/v1/parcels",
    "parameters": [
        {"name": name, "in": "query", "schema": {"type": "string"}}
        for name in [
            "createdAfter",
            "pageToken",
            "ids",
            "idType",
            "query",
            "after",
            "before",
            "interval",
            "timeZone",
            "granularity",
        ]
    ],
}


def checked(**more: Any) -> Operation:
    """The operation of a record that the index takes."""
    record = BASE | more
    check_records({"operations": [record]}, "the page")
    return Operation.from_record(record)


def test_the_page_has_every_key_of_a_record_and_no_other():
    assert set(KEYS) == set(RECORD_KEYS)


def test_every_field_of_an_operation_is_a_key_of_its_record():
    held = {each.name for each in fields(Operation)} - {"payload", "definitions"}
    assert held | {"body"} == set(KEYS)


@pytest.mark.parametrize("part", PARTS)
def test_the_page_has_every_key_of_the_parts_of_a_record_and_no_other(part):
    spelled = SPELLED.get(PARTS[part], {})
    assert set(rows(f"key of a {part}")) == {spelled.get(f.name, f.name) for f in fields(PARTS[part])}


def test_the_page_has_every_kind_of_rule_with_its_keys_and_no_other():
    described = {kind: re.findall(r"\w+", keys) for kind, (keys, *_) in RULES.items()}
    assert described == {kind: [*each.keys, *each.optional] for kind, each in RULE_KINDS.items()}


@pytest.mark.parametrize("name", [name for name, (_, default, *_) in KEYS.items() if default.startswith("`")])
def test_a_default_is_what_a_record_has_that_leaves_the_key_out(name):
    (field,) = (each for each in fields(Operation) if each.name == name)
    default = field.default_factory() if field.default is MISSING else field.default
    if name == "idempotent":
        assert checked(effect="read", method="POST").idempotent
        assert [checked(effect="write", method=m).idempotent for m in ("PUT", "DELETE", "POST", "PATCH")] == [
            True, True, False, False,
        ]  # fmt: skip
    else:
        assert code(KEYS[name][1]) == (list(default) if isinstance(default, tuple) else default)


@pytest.mark.parametrize("name", [name for name, (_, default, *_) in KEYS.items() if default == "none"])
def test_a_key_without_a_default_is_absent_unless_given(name):
    assert getattr(checked(), name) is None


@pytest.mark.parametrize("name", [name for name, (_, default, *_) in KEYS.items() if default == "required"])
def test_a_record_without_a_required_key_is_refused(name):
    record = {key: value for key, value in BASE.items() if key != name}
    with pytest.raises(Exception, match=f"{name} is missing"):
        check_records({"operations": [record]}, "the page")


@pytest.mark.parametrize("name", KEYS)
def test_the_example_of_a_key_can_be_read(name):
    beside = {"rate": {"burst": 1}, "burst": {"rate": 1.0}, "runs": {"handler": "a:b"}}.get(name, {})
    assert getattr(checked(**beside | {name: code(KEYS[name][3])}), name) is not None


@pytest.mark.parametrize(("part", "name"), [(p, n) for p in PARTS for n in rows(f"key of a {p}")])
def test_the_example_of_a_part_s_key_can_be_read(part, name):
    whole = {key: code(cells[3]) for key, cells in rows(f"key of a {part}").items()}
    needed = {key: whole[key] for key, cells in rows(f"key of a {part}").items() if cells[1] == "required"}
    beside = {"response": "next"} if part == "cursor" else {}
    given = beside | needed | {name: whole[name]}
    others = [each for each in BASE["parameters"] if each["name"] != "createdAfter"]
    held = {
        "body": {"body": given},
        "parameter": {"parameters": [*others, given]},
        "rename": {"renames": [given]},
        "cursor": {"cursor": given},
        "stream": {"stream": given},
    }
    checked(**held[part])


def test_the_page_has_every_extra_of_the_amazon_connector_and_no_other():
    index = json.loads(FACTS.read_text("utf-8"))
    assert set(rows("key of `extra`")) == {
        key for each in index["operations"] for key in each.get("extra", ())
    }


@pytest.mark.parametrize("kind", RULES)
def test_the_example_of_a_rule_can_be_read_and_is_of_its_kind(kind):
    rule = code(RULES[kind][2])
    assert rule["kind"] == kind
    assert checked(rules=[rule]).rules == (rule,)


def test_the_example_of_a_whole_file_can_be_read():
    (text,) = re.findall(r"^```json.*\n([\s\S]+?)^```", PAGE, re.MULTILINE)
    check_records(json.loads(text), "the page")
