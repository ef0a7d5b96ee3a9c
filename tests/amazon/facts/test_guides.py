from __future__ import annotations

import json
import re
from itertools import pairwise
from typing import Any

import pytest

from toolspan.connectors.amazon_seller_partner import AmazonSellerPartnerConnector
from toolspan.connectors.amazon_seller_partner.listings.feed_types import MEDIA, feed_types, fitting

from .conftest import BY_NAME, ENTITIES, GUIDES, accepted, of_every, read, snake

TOPICS = {"errors", "limits"}
TEXTS = {path.stem: path.read_text("utf-8") for path in sorted(GUIDES.glob("*.md"))}
CALLS = [
    (name, json.loads(fence))
    for name, text in TEXTS.items()
    for fence in re.findall(r"```json\n(.*?)```", text, re.DOTALL)
]

CALLABLE = AmazonSellerPartnerConnector.operations.whole

each_guide = pytest.mark.parametrize("name", TEXTS)
SLOW = 0.1
"""Calls per second from which on a limit is worth planning for."""
PACED = {name: operation for name, operation in BY_NAME.items() if operation["rate"]}
each_operation = of_every(BY_NAME)
each_paced_operation = of_every(PACED)


def section(entity: str, title: str) -> str:
    if entity != "context_store" and title.startswith("context_store_"):  # the same under another name
        entity, title = "context_store", title.removeprefix("context_store_")
    found = re.search(rf"^## {title}\n(.*?)(?=^## |\Z)", TEXTS[entity], re.MULTILINE | re.DOTALL)
    assert found, f"{entity} has no section {title}"
    return found[1]


def pace(operation: dict[str, Any]) -> tuple[str, str]:
    """Burst and seconds per call as a guide writes them."""
    seconds = 1 / operation["rate"]
    return str(operation["burst"]), f"{int(seconds + 0.5) if seconds >= 1 else seconds:g} s"


def test_every_guide_has_its_entity_and_every_entity_its_guide() -> None:
    assert set(TEXTS) - TOPICS == set(ENTITIES)
    assert set(TEXTS) >= TOPICS


@each_guide
def test_a_guide_starts_with_its_name_and_fits_in_one_reading(name: str) -> None:
    assert TEXTS[name].startswith(f"# {name}\n")
    assert 12 <= len(TEXTS[name].splitlines()) <= 140
    assert len(TEXTS[name]) < 11_800  # whole within 12,000 characters, a common budget of one result


@each_guide
def test_a_guide_has_no_two_sections_of_one_name(name: str) -> None:
    titles = re.findall(r"^## (.+)$", TEXTS[name], re.MULTILINE)
    assert len(titles) == len({title.lower() for title in titles})


@each_operation
def test_every_action_has_a_section_with_all_its_parameters(operation: dict[str, Any]) -> None:
    text = section(operation["entity"], operation["action"])
    if operation["action"] in {"get", "create"}:  # these may lean on the fuller section before
        text = TEXTS[operation["entity"]]
    given = [name for name in accepted(operation) if operation["fill"].get(name) != "{orderId}"]
    missing = [snake(name) for name in given if f"`{snake(name)}`" not in text]
    assert missing == []


@each_operation
def test_no_required_parameter_is_listed_among_those_that_can_be_left_out(operation: dict[str, Any]) -> None:
    text = section(operation["entity"], operation["action"])
    optional = re.findall(r"`(\w+)`", "".join(re.findall(r"Also takes [^.]*\.", text)))
    required = CALLABLE.find(operation["entity"], operation["action"]).required_of_caller
    assert set(map(snake, required)).isdisjoint(optional)


@each_operation
def test_personal_data_that_can_be_asked_for_is_explained(operation: dict[str, Any]) -> None:
    asked = operation["extra"].get("restricted") == "asked"
    beside = operation["entity"] == "tokens"  # explains what others take
    assert ("`data_elements`" in section(operation["entity"], operation["action"])) == asked or beside


@each_paced_operation
def test_every_action_states_its_limit(operation: dict[str, Any]) -> None:
    burst, seconds = pace(operation)
    text = section(operation["entity"], operation["action"])
    assert f"Limit: {burst} calls at once, then one per {seconds}" in text


@each_paced_operation
def test_the_table_of_limits_is_right(operation: dict[str, Any]) -> None:
    name = f"`{operation['entity']}.{operation['action']}`"
    rows = [line for line in section("limits", "Table").splitlines() if name in line]
    assert rows or operation["rate"] > SLOW, "what is slow must be in the table"
    for row in rows:
        assert tuple(cell.strip() for cell in row.split("|")[2:4]) == pace(operation)


def test_there_are_calls_to_learn_from() -> None:
    assert {name for name, _ in CALLS} == set(ENTITIES)


@pytest.mark.parametrize(("name", "call"), CALLS)
def test_a_call_in_a_guide_names_a_real_operation_and_real_parameters(
    name: str, call: dict[str, Any]
) -> None:
    assert set(call) <= {"entity", "action", "params", "select_fields"}
    assert call["entity"] == name
    operation = BY_NAME[f"{call['entity']}.{call['action']}"]
    assert set(call["params"]) <= {snake(each) for each in accepted(operation)}


@each_guide
def test_operations_mentioned_in_a_guide_exist(name: str) -> None:
    mentioned = re.findall(rf"`((?:{'|'.join(ENTITIES)})\.[a-z_]+)`", TEXTS[name])
    assert [each for each in mentioned if each not in BY_NAME and not each.endswith(".iterate")] == []


@each_guide
def test_report_types_mentioned_in_a_guide_exist(name: str) -> None:
    known = read("report_types.json")
    mentioned = re.findall(r"\b(?:GET|SC)_[A-Z0-9_]*[A-Z0-9]\b", TEXTS[name])
    assert [each for each in mentioned if each not in known] == []


def test_the_reports_guide_names_every_restricted_type_in_full_or_by_its_family() -> None:
    text = section("reports", "Restricted")
    families = re.findall(r"\b(GET_[A-Z0-9_]+_)(?![A-Z0-9_])", text)
    restricted = [name for name, row in read("report_types.json").items() if row["restricted"]]
    left = [name for name in restricted if name not in text and not name.startswith(tuple(families))]
    assert left == ["GET_AMAZON_FULFILLED_SHIPMENTS_DATA_TAX"]  # written as "_TAX" beside its sister


@each_guide
def test_a_guide_is_plain_ascii_prose_without_links(name: str) -> None:
    assert TEXTS[name].isascii()
    assert "http" not in TEXTS[name]


def test_the_feeds_guide_says_of_each_type_in_service_what_it_does_and_whether_it_can_be_undone() -> None:
    rows = {cells[1]: cells for line in section("feeds", "Types").splitlines() if len(cells := [
        cell.strip() for cell in line.split("|")]) == 8}  # fmt: skip
    in_service = {name: row for name, row in feed_types().items() if "gone" not in row}
    assert rows.keys() - {"type", "---"} == in_service.keys()
    assert len(in_service) == 20
    for name, row in in_service.items():
        _, _, does, undo, form, back, sure, _ = rows[name]
        assert all((does, undo, form, back)), name
        assert sure in {"A", "B", "C"}
        assert undo.startswith("no,") == row["undo"].startswith("no:") or "CANCEL" in does, name
        assert all(each in form.lower() for each in row["formats"]), name
        assert set(row["formats"]) <= MEDIA.keys()
        assert fitting(row)


def test_the_feeds_guide_has_no_example_of_what_cannot_be_undone() -> None:
    calls = [call for name, call in CALLS if name == "feeds"]
    assert calls
    assert {call["params"].get("feed_type", "JSON_LISTINGS_FEED") for call in calls} == {"JSON_LISTINGS_FEED"}


@each_guide
def test_a_list_begins_after_a_blank_line_so_that_it_is_one(name):
    lines = re.sub(r"^```.*?^```", "", TEXTS[name], flags=re.DOTALL | re.MULTILINE).split("\n")
    item = re.compile(r"(- |\d+\. )")
    for before, line in pairwise(lines):
        inside = item.match(before) or before.startswith(" ")
        assert not item.match(line) or inside or not before.strip(), line


def _spelt_otherwise(value: Any) -> list[str]:
    if isinstance(value, list):
        return [name for item in value for name in _spelt_otherwise(item)]
    if not isinstance(value, dict):
        return []
    own = [name for name in value if name != snake(name)]
    return own + [name for item in value.values() for name in _spelt_otherwise(item)]


def test_examples_are_in_snake_case_however_deep() -> None:
    for name, operation in BY_NAME.items():
        assert _spelt_otherwise(operation["example"]) == [], name
