from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest

from .conftest import BY_NAME, ENTITIES, FACTS, INDEX, NAMES, OPERATIONS, accepted, read, required, snake

KEYS = {
    "entity", "action", "api", "operation_id", "method", "path", "summary", "effect", "destructive", "idempotent",
    "parameters", "body", "records", "records_kind", "cursor", "page_size", "stream", "fill", "defaults", "rules",
    "renames", "refused", "rate", "burst", "extra", "priority", "success", "deprecated", "example", "steps",
    "verify", "outcome", "if_refused", "handler",
}  # fmt: skip
RULE_KEYS = {
    "exactly_one": {"names"},
    "at_most_one": {"names"},
    "at_least_one": {"names"},
    "requires": {"name", "needs"},
    "required_when": {"name", "when"},
    "order": {"start", "end"},
    "min_age": {"name", "seconds"},
    "max_age": {"name", "days"},
    "max_span": {"start", "end", "days"},
    "alone": {"name"},
    "interval": {"name", "zone"},
    "interval_age": {"name", "days", "when"},
    "no_comma": {"name", "instead"},
}

each_operation = pytest.mark.parametrize("operation", OPERATIONS, ids=list(BY_NAME))


def named_by(rule: dict[str, Any]) -> set[str]:
    single = {rule[key] for key in ("name", "start", "end", "zone") if key in rule}
    return single | set(rule.get("names", [])) | set(rule.get("needs", [])) | set(rule.get("when", {}))


def keywords_of(schema: Any) -> set[str]:
    if isinstance(schema, list):
        return set().union(*map(keywords_of, schema))
    if not isinstance(schema, dict):
        return set()
    inner = [keywords_of(value) for key, value in schema.items() if key != "properties"]
    inner += [keywords_of(value) for value in schema.get("properties", {}).values()]
    return set(schema).union(*inner)


KINDS: dict[str, Any] = {
    "string": str,
    "integer": int,
    "number": (int, float),
    "boolean": bool,
    "object": dict,
}


def fits(schema: dict[str, Any], value: Any) -> bool:
    """Whether `value` satisfies the few keywords that the index uses."""
    if schema["type"] == "array":
        few_or_many = schema.get("minItems", 0) <= len(value) <= schema.get("maxItems", 1000)
        return isinstance(value, list) and few_or_many and all(fits(schema["items"], item) for item in value)
    if not isinstance(value, KINDS[schema["type"]]) or value not in schema.get("enum", [value]):
        return False
    if schema.get("format") == "date-time":
        return re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", value) is not None
    return not isinstance(value, int) or schema.get("minimum", value) <= value <= schema.get("maximum", value)


@each_operation
def test_a_record_has_exactly_the_agreed_keys(operation: dict[str, Any]) -> None:
    assert set(operation) == KEYS


@each_operation
def test_rules_name_only_parameters_of_their_operation(operation: dict[str, Any]) -> None:
    known = set(accepted(operation))
    for rule in operation["rules"]:
        beside = {"when"} if rule["kind"] == "no_comma" else set()
        assert set(rule) - {"kind"} - beside == RULE_KEYS[rule["kind"]]
        assert named_by(rule) <= known, rule


@each_operation
def test_everything_else_names_only_parameters_of_its_operation(operation: dict[str, Any]) -> None:
    known = set(accepted(operation))
    cursor = operation["cursor"]
    assert {cursor["parameter"]} <= known if cursor else True
    assert operation["page_size"] is None or operation["page_size"] in known
    assert {path.split(".")[0] for path in operation["fill"]} <= known
    assert set(operation["extra"].get("marketplaces", [])) <= known
    stream = operation["stream"] or {"lower": None, "upper": None}
    assert {stream["lower"], stream["upper"], *stream.get("unless", [])} - {None} <= known
    assert {path.split(".")[0] for path in operation["defaults"]} <= known
    assert {rename["to"] for rename in operation["renames"]} <= known


def test_only_what_this_connector_reads_is_extra() -> None:
    extra = [operation["extra"] for operation in OPERATIONS]
    assert {key for one in extra for key in one} == {
        "marketplace",
        "marketplaces",
        "restricted",
        "grantless_scope",
    }
    assert {one.get("marketplace", "default") for one in extra} == {"required", "default"}
    assert {word for operation in OPERATIONS for word in operation["fill"].values()} == {
        "marketplace",
        "seller",
    }
    filled = [operation for operation in OPERATIONS if "marketplace" in operation["fill"].values()]
    assert filled == [operation for operation in OPERATIONS if "marketplace" in operation["extra"]]


def test_the_entities_that_agents_need_most_come_first() -> None:
    ranks = {operation["entity"]: operation["priority"] for operation in OPERATIONS}
    first = sorted((rank, entity) for entity, rank in ranks.items() if rank)
    assert [rank for rank, _ in first] == list(range(1, len(first) + 1))
    assert first[0][1] == "orders"


@each_operation
def test_an_override_corrects_a_parameter_that_exists(operation: dict[str, Any]) -> None:
    given = NAMES[operation["entity"]][operation["action"]]
    assert set(given.get("override", {})) <= set(accepted(operation))


@each_operation
def test_old_names_are_never_names_of_today(operation: dict[str, Any]) -> None:
    known = {snake(name).replace("_", "") for name in accepted(operation)}
    old = [rename["from"] for rename in operation["renames"]] + list(operation["refused"])
    folded = [snake(name).replace("_", "") for name in old]
    assert not known & set(folded)
    assert len(folded) == len(set(folded))


@each_operation
def test_translated_values_are_values_of_the_new_parameter(operation: dict[str, Any]) -> None:
    for rename in operation["renames"]:
        schema = accepted(operation)[rename["to"]]
        allowed = schema.get("items", schema).get("enum", list(rename["values"].values()))
        assert set(rename["values"].values()) <= set(allowed)


@each_operation
def test_the_example_satisfies_the_schema(operation: dict[str, Any]) -> None:
    schemas = {snake(name): schema for name, schema in accepted(operation).items()}
    example = operation["example"]
    assert set(example) <= set(schemas)
    assert {snake(name) for name in required(operation)} <= set(example)
    assert [name for name, value in example.items() if not fits(schemas[name], value)] == []


@each_operation
def test_the_example_satisfies_the_rules(operation: dict[str, Any]) -> None:
    given = {name for name in accepted(operation) if snake(name) in operation["example"]}
    for rule in operation["rules"]:
        among = len(given & set(rule.get("names", [])))
        assert {
            "exactly_one": among == 1,
            "at_most_one": among <= 1,
            "at_least_one": among >= 1,
            "requires": rule.get("name") not in given or set(rule.get("needs", [])) <= given,
            "alone": rule.get("name") not in given,
        }.get(rule["kind"], True), rule


@each_operation
def test_a_path_holds_exactly_the_path_parameters(operation: dict[str, Any]) -> None:
    in_path = {parameter["name"] for parameter in operation["parameters"] if parameter["in"] == "path"}
    assert set(re.findall(r"{(\w+)}", operation["path"] or "")) == in_path


@each_operation
def test_an_operation_pages_only_if_it_gives_a_list(operation: dict[str, Any]) -> None:
    assert operation["records_kind"] in {"list", "one", "lists", "none"}
    if operation["cursor"]:
        assert operation["records_kind"] in {"list", "lists"}
    assert operation["cursor"] or not operation["page_size"]


@each_operation
def test_no_prose_of_amazon_is_in_a_schema(operation: dict[str, Any]) -> None:
    prose = {"description", "title", "example", "examples", "x-example"}
    sent = [parameter for parameter in operation["parameters"] if parameter["in"] != "local"]
    schemas = [parameter["schema"] for parameter in sent] + [operation["body"]]
    assert not prose & keywords_of(schemas)


@each_operation
def test_a_summary_is_one_short_line_of_ours(operation: dict[str, Any]) -> None:
    assert 10 < len(operation["summary"]) <= 100
    assert "\n" not in operation["summary"]
    assert operation["summary"].endswith(".")


LETTERS = {name for name in BY_NAME if name.startswith("messaging.")} - {
    "messaging.actions",
    "messaging.attributes",
}
NOTIFYING = {
    "notification_destinations.create",
    "notification_destinations.delete",
    "notification_subscriptions.create",
    "notification_subscriptions.delete",
}
LISTING = {"listings_items.delete", "listings_items.patch", "listings_items.put"}
FEEDS = {"feeds.cancel", "feeds.create", "feeds.submit"}
SCHEDULES = {"report_schedules.cancel", "report_schedules.create"}
WRITES = LISTING | FEEDS | SCHEDULES | LETTERS | NOTIFYING | {"solicitations.request_review"}
DESTRUCTIVE = LISTING | FEEDS | SCHEDULES | {name for name in NOTIFYING if name.endswith(".delete")}


def test_what_others_can_see_is_a_write_and_what_it_overwrites_is_said() -> None:
    assert {name for name, each in BY_NAME.items() if each["effect"] == "write"} == WRITES
    assert {name for name, each in BY_NAME.items() if each["destructive"]} == DESTRUCTIVE


def test_every_write_says_where_to_look_when_it_ended_in_doubt() -> None:
    assert [name for name in WRITES if not BY_NAME[name]["verify"]] == []
    assert [name for name in WRITES if BY_NAME[name]["verify"].split()[0] not in BY_NAME] == []


def test_what_would_be_there_twice_must_not_be_repeated_blindly() -> None:
    assert {name for name, each in BY_NAME.items() if not each["idempotent"]} == {
        "feeds.create",
        "feeds.submit",
        "report_schedules.create",
        "reports.create",
        "reports.run",
        "notification_destinations.create",
        "notification_subscriptions.create",
        "solicitations.request_review",
        *LETTERS,
    }


def test_the_first_class_entities_are_all_there() -> None:
    assert ENTITIES == [
        "catalog_items", "feeds", "fees", "financial_event_groups", "financial_events", "inventory",
        "listings_items", "marketplaces", "messaging", "notification_destinations",
        "notification_subscriptions", "order_items", "order_items_v0", "orders", "orders_v0", "pricing",
        "product_types", "report_schedules", "reports", "restrictions", "sales", "solicitations",
        "transactions",
    ]  # fmt: skip


def test_removals_carry_their_date_and_what_to_use_instead() -> None:
    deprecated = {name: each["deprecated"] for name, each in BY_NAME.items() if each["deprecated"]}
    assert deprecated == {
        "orders_v0.list": {"removal_date": "2027-03-27", "replacement": "orders.list"},
        "orders_v0.get": {"removal_date": "2027-03-27", "replacement": "orders.get"},
        "order_items_v0.list": {"removal_date": "2027-03-27", "replacement": "order_items.list"},
        "financial_events.list": {"removal_date": "2027-08-27", "replacement": "transactions.list"},
    }
    assert all(date.fromisoformat(each["removal_date"]) for each in deprecated.values())
    assert all(each["replacement"] in BY_NAME for each in deprecated.values())


def test_aliases_lead_to_entities_and_hide_none() -> None:
    assert INDEX["aliases"] == {
        "list_financial_event_groups": "financial_event_groups",
        "list_financial_events": "financial_events",
    }
    assert set(INDEX["aliases"].values()) <= set(ENTITIES)
    assert not set(INDEX["aliases"]) & set(ENTITIES)


def test_the_steps_of_a_composite_are_operations_and_it_has_no_request_of_its_own() -> None:
    composites = [each for each in OPERATIONS if each["steps"]]
    names = [f"{each['entity']}.{each['action']}" for each in composites]
    assert names == ["feeds.result", "feeds.submit", "product_types.attributes", "reports.run"]
    for each in composites:
        assert set(each["steps"]) <= set(BY_NAME)
        assert {each[key] for key in ("api", "operation_id", "method", "path", "rate", "burst")} == {None}


def test_rates_are_those_of_the_usage_plans() -> None:
    plans = {
        (row["api"], row["method"], row["path"]): (row["rate"], row["burst"])
        for row in read("usage_plans.json")
    }
    for name, each in BY_NAME.items():
        if not each["steps"]:
            assert plans[each["api"], each["method"], each["path"]] == (each["rate"], each["burst"]), name


def test_the_index_is_small_enough_to_read_at_first_use() -> None:
    assert (FACTS / "operations.json").stat().st_size < 100_000


@pytest.mark.parametrize(
    ("name", "rate", "burst"),
    [
        ("orders.list", 0.0056, 20),
        ("orders.get", 0.5, 30),
        ("reports.create", 0.0167, 15),
        ("inventory.list", 2, 2),
    ],
)
def test_rates_known_from_the_documentation_hold(name: str, rate: float, burst: int) -> None:
    assert (BY_NAME[name]["rate"], BY_NAME[name]["burst"]) == (rate, burst)


@pytest.mark.parametrize(
    ("name", "parameter", "limits"),
    [
        ("orders.list", "maxResultsPerPage", (1, 100)),
        ("orders_v0.list", "MaxResultsPerPage", (1, 100)),
        ("catalog_items.list", "pageSize", (1, 20)),
        ("listings_items.list", "pageSize", (1, 20)),
        ("reports.list", "pageSize", (1, 100)),
        ("financial_events.list", "MaxResultsPerPage", (1, 100)),
    ],
)
def test_page_sizes_have_both_bounds(name: str, parameter: str, limits: tuple[int, int]) -> None:
    schema = accepted(BY_NAME[name])[parameter]
    assert (schema["minimum"], schema["maximum"]) == limits


def test_a_token_that_must_stand_alone_is_marked_twice() -> None:
    alone = {name for name, each in BY_NAME.items() if (each["cursor"] or {}).get("alone")}
    assert alone == {"feeds.list", "reports.list"}
    for name in alone:
        assert {"kind": "alone", "name": "nextToken"} in BY_NAME[name]["rules"]
