"""Events as Amazon documents them, in everything that they can come in."""

import json
from datetime import UTC, datetime

import pytest
from jsonschema import Draft7Validator

from toolspan.connectors.amazon_seller_partner.events import (
    KINDS,
    AnyOfferChanged,
    DataKioskQueryFinished,
    Event,
    FeedProcessingFinished,
    InventoryChange,
    ListingIssuesChange,
    ListingStatusChange,
    OrderChange,
    ReportProcessingFinished,
    parse_event,
    parse_events,
)
from toolspan.connectors.amazon_seller_partner.schemas import published_schemas
from toolspan.errors import InvalidInput
from toolspan.operations.names import squash

METADATA = {
    "ApplicationId": "amzn1.sp.solution.1",
    "SubscriptionId": "s-1",
    "PublishTime": "2026-11-24T06:00:01.500Z",
    "NotificationId": "n-1",
}


def old(kind, payload):
    """The envelope of the older types."""
    return {
        "NotificationVersion": "1.0", "NotificationType": kind, "PayloadVersion": "1.0",
        "EventTime": "2026-11-24T06:00:00.000Z", "Payload": payload, "NotificationMetadata": METADATA,
    }  # fmt: skip


def new(kind, payload):
    """The envelope of the newer types."""
    lower = {name[0].lower() + name[1:]: value for name, value in old(kind, payload).items()}
    lower["notificationMetadata"] = {name[0].lower() + name[1:]: value for name, value in METADATA.items()}
    return lower


ORDER = old("ORDER_CHANGE", {"OrderChangeNotification": {
    "NotificationLevel": "OrderLevel", "SellerId": "A1", "AmazonOrderId": "902-1-1", "OrderChangeType": "OrderStatusChange",
    "OrderChangeTrigger": {"TimeOfOrderChange": None, "ChangeReason": "Shipped"},
    "Summary": {"MarketplaceId": "ATVPDKIKX0DER", "OrderStatus": "Shipped", "FulfillmentType": "MFN",
                "OrderItems": [{"SellerSKU": "A/1", "Quantity": 2}]},
}})  # fmt: skip
OFFER = old("ANY_OFFER_CHANGED", {"AnyOfferChangedNotification": {
    "SellerId": "A1", "OfferChangeTrigger": {"MarketplaceId": "ATVPDKIKX0DER", "ASIN": "B01", "ItemCondition": "new",
                                             "TimeOfOfferChange": "2026-11-24T05:59:00Z"},
    "Summary": {"NumberOfOffers": []}, "Offers": [{"SellerId": "A2"}],
}})  # fmt: skip
REPORT = new("REPORT_PROCESSING_FINISHED", {"reportProcessingFinishedNotification": {
    "sellerId": "A1", "reportId": "54517018502", "reportType": "GET_X", "processingStatus": "DONE", "reportDocumentId": "d"}})  # fmt: skip
FEED = new("FEED_PROCESSING_FINISHED", {"feedProcessingFinishedNotification": {
    "sellerId": "A1", "feedId": "5", "feedType": "JSON_LISTINGS_FEED", "processingStatus": "FATAL"}})  # fmt: skip
QUERY = new("DATA_KIOSK_QUERY_PROCESSING_FINISHED", {
    "accountId": "a", "queryId": "7", "query": "query Q{}", "processingStatus": "DONE", "dataDocumentId": "d",
    "pagination": {"nextToken": "t"}})  # fmt: skip
STATUS = old("LISTINGS_ITEM_STATUS_CHANGE", {"SellerId": "A1", "MarketplaceId": "ATVPDKIKX0DER", "Asin": "B01", "Sku": "A 1",
                                             "CreatedDate": "2026-11-20T00:00:00Z", "Status": ["BUYABLE"]})  # fmt: skip
ISSUES = old("LISTINGS_ITEM_ISSUES_CHANGE", {"SellerId": "A1", "Sku": "A 1", "Severities": ["NONE"]})
STOCK = old("FBA_INVENTORY_AVAILABILITY_CHANGES", {"SellerId": "A1", "FNSKU": "X001", "ASIN": "B01", "SKU": "A 1",
            "FulfillmentInventoryByMarketplace": [{"MarketplaceId": "ATVPDKIKX0DER", "FulfillmentInventory": {}}]})  # fmt: skip
PRODUCT_TYPE = {
    "MarketplaceId": "ATVPDKIKX0DER",
    "Asin": "B01",
    "PreviousProductType": "A",
    "CurrentProductType": "B",
}
KNOWN = [
    (ORDER, OrderChange, {"order_id": "902-1-1", "order_status": "Shipped", "changed_at": None, "change_reason": "Shipped"}),
    (OFFER, AnyOfferChanged, {"asin": "B01", "offers": [{"SellerId": "A2"}], "changed_at": datetime(2026, 11, 24, 5, 59, tzinfo=UTC)}),
    (REPORT, ReportProcessingFinished, {"report_id": "54517018502", "status": "DONE", "document_id": "d"}),
    (FEED, FeedProcessingFinished, {"feed_id": "5", "status": "FATAL", "document_id": None}),
    (QUERY, DataKioskQueryFinished, {"query_id": "7", "next_token": "t", "document_id": "d", "error_document_id": None}),
    (STATUS, ListingStatusChange, {"sku": "A 1", "status": ["BUYABLE"], "created": datetime(2026, 11, 20, tzinfo=UTC)}),
    (ISSUES, ListingIssuesChange, {"sku": "A 1", "severities": ["NONE"], "enforcement_actions": []}),
    (STOCK, InventoryChange, {"fn_sku": "X001", "sku": "A 1"}),
]  # fmt: skip
each_known = pytest.mark.parametrize(("sent", "kind", "fields"), KNOWN, ids=[k.__name__ for _, k, _ in KNOWN])


@each_known
def test_a_known_type_gives_its_own_class_with_what_it_is_about(sent, kind, fields):
    event = parse_event(json.dumps(sent))
    assert type(event) is kind
    assert {name: getattr(event, name) for name in fields} == fields
    assert (event.notification_id, event.subscription_id, event.application_id) == (
        "n-1",
        "s-1",
        "amzn1.sp.solution.1",
    )
    assert event.event_time == datetime(2026, 11, 24, 6, 0, tzinfo=UTC)
    assert event.publish_time > event.event_time


def test_every_class_is_tried():
    assert {kind for _, kind, _ in KNOWN} == set(KINDS.values())


@pytest.mark.parametrize(
    "wrapped",
    [
        lambda event: event,
        lambda event: json.dumps(event).encode(),
        lambda event: {"MessageId": "m", "Body": json.dumps(event)},
        lambda event: {"messageId": "m", "body": json.dumps(event), "attributes": {}},
        lambda event: {"Body": json.dumps({"Type": "Notification", "Message": json.dumps(event)})},
        lambda event: {"version": "0", "detail-type": "LISTINGS_ITEM_STATUS_CHANGE", "detail": event},
        lambda event: {"body": json.dumps({"detail-type": "X", "detail": event})},
    ],
)
@each_known
def test_whatever_an_event_comes_in_it_is_the_same(sent, kind, fields, wrapped):
    assert parse_event(wrapped(sent)) == parse_event(sent)


@pytest.mark.parametrize("name", ["Records", "Messages"])
def test_a_batch_gives_its_events_in_order(name):
    batch = {name: [{"body": json.dumps(ORDER)}, {"Body": json.dumps(FEED)}]}
    assert [event.type for event in parse_events(batch)] == ["ORDER_CHANGE", "FEED_PROCESSING_FINISHED"]
    assert parse_events(json.dumps(STATUS)) == [parse_event(STATUS)]


def test_a_type_nobody_knows_yet_still_has_its_envelope_and_payload():
    event = parse_event(new("SOMETHING_NEW", {"answer": [42]}))
    assert type(event) is Event
    assert (event.type, event.payload, event.notification_id) == ("SOMETHING_NEW", {"answer": [42]}, "n-1")


def test_more_than_is_known_of_a_type_does_no_harm_and_stays_in_the_payload():
    event = parse_event(
        new("FEED_PROCESSING_FINISHED", {"feedId": 5, "feedType": "X", "processingStatus": "NEW", "more": 1})
    )
    assert (event.feed_id, event.status, event.payload["more"]) == ("5", "NEW", 1)


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("not json", "not valid JSON"),
        (b"\xff\xfe", "not valid JSON"),
        ("[1]", "a JSON object, not list"),
        (7, "a JSON object, not int"),
        ({}, "no notificationType"),
        ({"Body": {"Body": {"Body": {"Body": {"Body": {}}}}}}, "no notificationType"),
        ({"notificationType": "ORDER_CHANGE"}, "ORDER_CHANGE has missing or invalid fields: payload, SellerId, AmazonOrderId"),
        (new("SOMETHING_NEW", "text"), "SOMETHING_NEW has missing or invalid fields: payload"),
    ],
)  # fmt: skip
def test_what_is_no_event_is_refused_and_what_is_wrong_is_named(body, said):
    with pytest.raises(InvalidInput, match=said):
        parse_event(body)


def test_an_event_that_lacks_what_its_type_has_is_no_error_but_says_so():
    event = parse_event(old("LISTINGS_ITEM_STATUS_CHANGE", {"SellerId": "A1", "Sku": "x"}))
    assert type(event) is Event
    assert event.payload == {"SellerId": "A1", "Sku": "x"}
    unread, differs = event.warnings
    assert "missing or invalid fields: Status" in unread
    assert "not a ListingStatusChange" in unread
    assert "Status is missing" in differs


def test_a_field_that_cannot_be_read_leaves_the_rest_of_the_event_as_it_is():
    event = parse_event({**ORDER, "EventTime": "yesterday"})
    assert type(event) is OrderChange
    assert (event.order_id, event.event_time) == ("902-1-1", None)
    assert "missing or invalid fields: eventTime" in event.warnings[0]


def test_one_odd_event_does_not_stop_a_batch():
    odd = old("FEED_PROCESSING_FINISHED", {"feedId": []})
    events = parse_events({"Records": [{"body": json.dumps(each)} for each in (odd, ORDER)]})
    assert [type(event) for event in events] == [Event, OrderChange]
    assert "missing or invalid fields: feedId, feedType, processingStatus" in events[0].warnings[0]


def example_of(schema, whole):
    """A value of a schema, of its own examples where it has them."""
    if given := next((each for each in schema.get("examples") or [] if each not in ({}, [])), None):
        return given
    if reference := schema.get("$ref"):
        found = whole
        for key in reference.removeprefix("#/").split("/"):
            found = found[key]
        return example_of(found, whole)
    if schema.get("enum"):
        return next(each for each in schema["enum"] if each is not None)
    if "properties" in schema:
        return {name: example_of(each, whole) for name, each in schema["properties"].items()}
    kinds = schema.get("type")
    kind = kinds[0] if isinstance(kinds, list) else kinds
    if kind == "array":
        items = schema.get("items") or {}
        return [example_of(items[0] if isinstance(items, list) else items, whole)]
    return {"integer": 1, "number": 1, "boolean": True, "object": {}}.get(kind, "2026-11-24T06:00:00Z")


def examples(shared):
    """Each of Amazon's schemas with an event that fits it."""
    kinds = {
        name: (kind, version)
        for kind, versions in published_schemas("notification").types.items()
        for version, name in versions.items()
    }
    for path in sorted((shared / "sp-api-schemas/notifications").glob("*.json")):
        text = path.read_text("utf-8").replace('"#ref"', '"$ref"')  # one of Amazon's files has it misspelt
        schema = json.loads(text)
        example = example_of(schema, schema)
        names = {squash(name): name for name in example}
        kind, version = kinds.pop(path.stem)
        yield path, schema, example | {names["notificationtype"]: kind, names["payloadversion"]: version}
    assert kinds == {}


def test_every_event_that_amazon_has_a_schema_of_is_read_without_a_warning(shared):
    found = list(examples(shared))
    assert len(found) == 23
    for path, _, example in found:
        event = parse_event(example)
        assert event.warnings == [], path.name
        assert event.payload, path.name
        assert event.event_time is not None, path.name


def leaves(value, way=()):
    """The path of each value of an event that is neither a list nor an object."""
    pairs = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    yield from (each for key, inner in pairs for each in leaves(inner, (*way, key)))
    if not isinstance(value, (dict, list)):
        yield way


def replaced(value, way, other):
    if not way:
        return other
    copy = dict(value) if isinstance(value, dict) else list(value)
    copy[way[0]] = replaced(value[way[0]], way[1:], other)
    return copy


def test_a_payload_that_differs_from_its_schema_at_any_depth_says_where(shared):
    deepest = 0
    for path, schema, example in examples(shared):
        judge = Draft7Validator(schema) if schema.get("properties") or schema["definitions"] else None
        for way in leaves(example):
            if way[0] not in ("Payload", "payload"):
                continue
            wrong = replaced(example, way, {"no": "such"})
            if judge is None or not judge.is_valid(wrong):
                deepest = max(deepest, len(way))
                assert any(str(way[-1]) in said or "[]" in said for said in parse_event(wrong).warnings), (
                    path.name,
                    way,
                )
    assert deepest >= 7


def test_the_case_of_names_is_no_difference_and_another_version_is_not_held_against_the_schema():
    assert parse_event(new("ITEM_PRODUCT_TYPE_CHANGE", PRODUCT_TYPE)).warnings == []
    lower = {name.lower(): value for name, value in PRODUCT_TYPE.items()}
    assert parse_event(new("ITEM_PRODUCT_TYPE_CHANGE", lower)).warnings == []
    later = new("ITEM_PRODUCT_TYPE_CHANGE", {}) | {"payloadVersion": "9.0"}
    assert parse_event(later).warnings == []


def test_a_record_of_sns_on_its_way_to_a_lambda_function_is_read():
    assert (
        parse_event({"EventSource": "aws:sns", "Sns": {"Message": json.dumps(ORDER)}}).type == "ORDER_CHANGE"
    )


@pytest.mark.parametrize("name", ["Records", "Messages"])
def test_a_batch_handed_over_as_one_event_is_told_the_other_function(name):
    with pytest.raises(InvalidInput) as caught:
        parse_event({name: [{"body": json.dumps(ORDER)}]})
    assert "parse_events" in caught.value.hint
