"""Our index against Amazon's models: the same operations and parameters, at most narrower where Amazon's prose is."""

from __future__ import annotations

import re

import pytest

from toolspan.connectors.amazon_seller_partner.auth import DATA_ELEMENTS

from .conftest import OPERATIONS

NARROWED = {
    "catalog_items.list": {"pageSize"},
    "customer_feedback.category_review_topics": {"sortBy"},
    "customer_feedback.review_topics": {"sortBy"},
    "listings_items.list": {"pageSize"},
    "notification_subscriptions.create": {"notificationType"},
    "orders.list": {"maxResultsPerPage"},
    "orders_v0.list": {
        "CreatedAfter", "CreatedBefore", "LastUpdatedAfter", "LastUpdatedBefore", "OrderStatuses", "FulfillmentChannels",
        "PaymentMethods", "MaxResultsPerPage", "EasyShipShipmentStatuses", "ElectronicInvoiceStatuses",
        "EarliestDeliveryDateAfter", "EarliestDeliveryDateBefore", "LatestDeliveryDateAfter", "LatestDeliveryDateBefore",
    },
    "sales.metrics": {"marketplaceIds", "interval", "fulfillmentNetwork"},
    "services.job_slots": {"startTime", "endTime"},
    "services.list": {
        "createdAfter", "createdBefore", "lastUpdatedAfter", "lastUpdatedBefore", "scheduleStartDate", "scheduleEndDate",
    },
    "services.slots": {"startTime", "endTime"},
    "vehicles.list": {"updatedAfter"},
    "transactions.list": {"transactionStatus", "relatedIdentifierName"},
}  # fmt: skip
CHECKABLE = {
    "type",
    "enum",
    "minItems",
    "maxItems",
    "uniqueItems",
    "multipleOf",
    "minimum",
    "maximum",
    "minLength",
    "maxLength",
    "pattern",
    "items",
}
KINDS = {"list": "array", "one": "object", "lists": "object"}

each_operation = pytest.mark.parametrize("operation", OPERATIONS.values(), ids=list(OPERATIONS))


def checkable(schema):
    """What of a schema can be checked, dates included; other formats are remarks."""
    kept = {
        key: checkable(value) if key == "items" else value
        for key, value in schema.items()
        if key in CHECKABLE
    }
    return kept | ({"format": schema["format"]} if schema.get("format") in ("date-time", "date") else {})


@each_operation
def test_an_operation_has_amazons_parameters_and_is_narrower_only_where_the_prose_is(judge, operation):
    amazon = judge(operation)
    ours = {
        each.name: each
        for each in operation.parameters
        if each.name != DATA_ELEMENTS and each.location != "local"  # a local one is never sent
    }
    amazon.parameters.pop(operation.idempotency_header, None)  # the connector fills it in
    assert {name: (each.location, each.required) for name, each in ours.items()} == {
        name: (each["in"], each.get("required", False)) for name, each in amazon.parameters.items()
    }
    theirs = {name: checkable(each) for name, each in amazon.parameters.items()}
    differing = {name for name, each in ours.items() if dict(each.schema) != theirs[name]}
    assert differing == NARROWED.get(operation.name, set())
    assert all(flat(theirs[name]) <= flat(ours[name].schema) for name in differing)


def flat(schema):
    return {
        (key, str(value))
        for key, value in [*schema.items(), *schema.get("items", {}).items()]
        if key != "items"
    }


@each_operation
def test_path_success_and_the_place_of_records_and_cursor_are_amazons(judge, operation):
    amazon = judge(operation)
    successes = sorted(int(status) for status in amazon.raw["responses"] if status < "300")
    assert (operation.path, list(operation.success)) == (amazon.path, successes)
    answer = amazon.raw["responses"][str(successes[0])].get("schema")
    if operation.records_kind == "none":
        holds = amazon.whole(answer).get("properties", {}) if answer else {}
        said = {name for name, each in holds.items() if amazon.whole(each).get("properties")}
        assert said <= {"errors", "warnings"} | ({"payload"} if successes[0] == 204 else set())
        return
    assert kind_at(amazon, answer, operation.records) == KINDS[operation.records_kind]
    if operation.cursor and operation.cursor.kind == "token":
        assert kind_at(amazon, answer, operation.cursor.response) == "string"
    elif operation.cursor:
        assert kind_at(amazon, answer, operation.cursor.total) == "integer"


NO_FILES = {"Checksum", "checksum", "customizedUrl", "giftMessage"}
"""Fields that Amazon calls encoded too, and whose text is short."""


@each_operation
def test_of_every_file_in_an_answer_a_model_gets_the_size(judge, operation):
    amazon = judge(operation)
    answer = amazon.raw["responses"][str(operation.success[0])].get("schema", {})
    found = {path for path in encoded_at(amazon, answer) if not NO_FILES & set(path.split("."))}
    start = ".".join(filter(None, [operation.records, "*" if operation.records_kind == "list" else ""]))
    secrets = operation.secrets or {"paths": []}
    masked = {".".join(filter(None, [start, path])) for path in secrets["paths"]}
    assert found <= masked
    assert not found or secrets["files"]


def encoded_at(amazon, schema, around=()):
    """Paths of the texts that Amazon describes as encoded."""
    if schema.get("$ref") in around:
        return
    around = (*around, *([schema["$ref"]] if "$ref" in schema else []))
    whole = amazon.whole(schema)
    said = f"{schema.get('description', '')} {whole.get('description', '')}".lower()
    if whole.get("type") == "string" and re.search(r"base.?64|encoded", said):
        yield ""
    for name, each in whole.get("properties", {}).items():
        yield from (f"{name}.{path}".rstrip(".") for path in encoded_at(amazon, each, around))
    if "items" in whole:
        yield from (f"*.{path}".rstrip(".") for path in encoded_at(amazon, whole["items"], around))


def kind_at(amazon, schema, path):
    found = amazon.whole(schema)
    for key in path.split(".") if path else []:
        found = amazon.whole(found["properties"][key])
    return found.get("type", "object")
