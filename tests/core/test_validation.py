"""What is refused before anything is sent, what is understood, and what is sent for it."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from urllib.parse import parse_qs

import pytest
from pydantic_core import SchemaValidator, ValidationError

from toolspan import ConfigurationError, InvalidInput, NotFound, Policy, ToolspanError
from toolspan.operations.validation import build_schema, sentences

SINCE = "2026-11-01T00:00:00Z"
ORDERS, V0 = ("orders", "list"), ("orders_v0", "list")
CATALOG, LISTINGS, STOCK = ("catalog_items", "list"), ("listings_items", "list"), ("inventory", "list")
EVENTS, GROUPS, TRANSACTIONS = (
    ("financial_events", "list"),
    ("financial_event_groups", "list"),
    ("transactions", "list"),
)
REPORTS, CREATE = ("reports", "list"), ("reports", "create")
ANY_ANSWER = {
    "orders": [], "order": {}, "reports": [], "items": [], "reportId": "1",
    "payload": {"Orders": [], "FinancialEvents": {}, "FinancialEventGroupList": [], "transactions": [], "inventorySummaries": [], "OrderItems": []},
}  # fmt: skip


@pytest.fixture
def sent(offline, amazon):
    """Makes a call and gives the query that it sent."""

    async def send(entity, action, params, **options):
        amazon.api = lambda _: amazon.json({"payload": []} if entity == "pricing" else ANY_ANSWER)
        await offline.execute(entity, action, params, **options)
        return {
            name: ",".join(values)
            for name, values in parse_qs(amazon.targets[-1].partition("?")[2], keep_blank_values=True).items()
        }

    return send


REFUSED = [
    # names
    (ORDERS, {"created_afer": SINCE}, 'no parameter "created_afer"', 'mean "created_after"'),
    (ORDERS, {"created_after": SINCE, "limit": 10}, 'no parameter "limit"', 'mean "max_results_per_page"'),
    (ORDERS, {"created_after": SINCE, "page_size": 10}, 'mean "max_results_per_page"'),
    (ORDERS, {"created_after": SINCE, "zzzz": 1}, "The parameters are: created_after"),
    (ORDERS, {"created_after": SINCE, "createdAfter": SINCE}, "created_after is given twice"),
    (ORDERS, {"created_after": SINCE, "CreatedAfter": SINCE}, "created_after is given twice"),
    (ORDERS, {"created_after": SINCE, 5: 1}, 'no parameter "5"'),
    (("orders", "get"), {}, "order_id is required"),
    (("orders", "get"), {"order_id": None}, "order_id is required"),
    # types
    (ORDERS, {"created_after": SINCE, "max_results_per_page": "many"}, "max_results_per_page", "'many'"),
    (ORDERS, {"created_after": SINCE, "max_results_per_page": True}, "max_results_per_page", "number"),
    (ORDERS, {"created_after": SINCE, "max_results_per_page": 1.5}, "max_results_per_page"),
    (ORDERS, {"created_after": SINCE, "max_results_per_page": [1]}, "max_results_per_page"),
    (ORDERS, {"created_after": SINCE, "max_results_per_page": float("nan")}, "max_results_per_page"),
    (ORDERS, {"created_after": SINCE, "max_results_per_page": "9" * 5_000}, "max_results_per_page"),
    (("orders", "get"), {"order_id": ["a", "b"]}, "order_id"),
    (("orders", "get"), {"order_id": {"a": 1}}, "order_id"),
    (("orders", "get"), {"order_id": True}, "order_id"),
    (("orders", "get"), {"order_id": "x" * 501}, "order_id", "500 characters"),
    # ranges and choices
    (ORDERS, {"created_after": SINCE, "max_results_per_page": 0}, "greater than or equal to 1"),
    (ORDERS, {"created_after": SINCE, "max_results_per_page": -1}, "max_results_per_page"),
    (ORDERS, {"created_after": SINCE, "max_results_per_page": 101}, "less than or equal to 100"),
    (CATALOG, {"keywords": ["a"], "page_size": 21}, "less than or equal to 20"),
    (CATALOG, {"keywords": ["a"], "marketplace_ids": ["ATVPDKIKX0DER", "A2EUQ1WTGCTBG2"]}, "marketplace_ids", "at most 1"),
    (CATALOG, {"keywords": [str(n) for n in range(21)]}, "keywords", "at most 20"),
    (REPORTS, {"report_types": []}, "report_types", "at least 1"),
    (ORDERS, {"created_after": SINCE, "fulfillment_statuses": ["SHIPED"]}, "'SHIPED' is not one of", 'mean "SHIPPED"'),
    (ORDERS, {"created_after": SINCE, "included_data": ["BUYERS"]}, 'mean "BUYER"'),
    # in our own words
    (REPORTS, {"report_types": []}, "report_types: must have at least 1 item (got [])"),
    (ORDERS, {"created_after": SINCE, "max_results_per_page": "many"}, "must be a whole number (got 'many')"),
    # dates
    (ORDERS, {"created_after": "last week"}, "created_after", "-30d"),
    (ORDERS, {"created_after": 20241101}, "created_after", "ISO 8601"),
    (ORDERS, {"created_after": True}, "created_after"),
    (ORDERS, {"created_after": {"a": 1}}, "created_after"),
    (ORDERS, {"created_after": "2026-13-01"}, "created_after"),
    (ORDERS, {"created_after": "9999-12-31T23:00:00-10:00"}, "years 1 and 9999"),
    (ORDERS, {"created_after": "0001-01-01T00:00:00+14:00"}, "years 1 and 9999"),
    (ORDERS, {"created_after": ""}, "created_after"),
    (ORDERS, {"created_after": "2026-11-02", "created_before": "2026-11-01"}, "created_before must not be before created_after"),
    (ORDERS, {"created_after": SINCE, "created_before": "now"}, "at least 120 seconds in the past"),
    (EVENTS, {"posted_after": "-200d"}, "180 days at most"),
    (EVENTS, {"posted_after": "-400d", "posted_before": "-100d"}, "180 days at most"),
    (REPORTS, {"report_types": ["X"], "created_since": "-91d"}, "90 days ago"),
    (CREATE, {"report_type": "X", "data_end_time": "+1d"}, "in the past"),
    # rules
    (ORDERS, {}, "exactly one of created_after and last_updated_after"),
    (ORDERS, {"created_after": SINCE, "last_updated_after": SINCE}, "exactly one of"),
    (ORDERS, {"last_updated_after": SINCE, "created_before": "-1d"}, "created_before needs created_after"),
    (CATALOG, {"keywords": ["a"], "identifiers": ["b"], "identifiers_type": "SKU"}, "exactly one of identifiers and keywords"),
    (CATALOG, {"identifiers": ["b"]}, "identifiers needs identifiers_type"),
    (REPORTS, {}, "at least one of report_types and next_token"),
    (REPORTS, {"next_token": "t", "report_types": ["X"]}, "next_token must be the only parameter"),
    (TRANSACTIONS, {"related_identifier_name": "ORDER_ID"}, "needs related_identifier_value"),
    (LISTINGS, {"identifiers": ["a"], "identifiers_type": "SKU", "variation_parent_sku": "b"}, "cannot be given together"),
    # what came before
    (ORDERS, {"created_after": SINCE, "BuyerEmail": "a@x"}, "BuyerEmail is not a parameter here", "orders_v0.list"),
    (ORDERS, {"created_after": SINCE, "AmazonOrderIds": ["1"]}, "orders.get"),
    (TRANSACTIONS, {"posted_after": "-5d", "MaxResultsPerPage": 5}, "next token"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("operation", "params", "says"),
    [(row[0], row[1], row[2:]) for row in REFUSED],
    ids=lambda value: str(value)[:60],
)
async def test_a_wrong_call_is_refused_before_anything_is_sent(offline, amazon, operation, params, says):
    with pytest.raises(InvalidInput) as caught:
        await offline.execute(*operation, params)
    assert not [text for text in says if text not in caught.value.message]
    assert not amazon.token_requests
    assert not amazon.requests


async def test_all_faults_are_in_one_message_with_an_example(offline):
    wrong = {"created_afer": SINCE, "max_results_per_page": 500, "fulfillment_statuses": ["NO"], "bogus": 1}
    with pytest.raises(InvalidInput) as caught:
        await offline.execute("orders", "list", wrong)
    for text in ("created_afer", "max_results_per_page", "fulfillment_statuses", "bogus"):
        assert text in caught.value.message
    assert 'params = {"created_after"' in caught.value.hint


async def test_a_great_many_faults_are_bounded(offline):
    with pytest.raises(InvalidInput, match=r"And 9980 more|cut off") as caught:
        await offline.execute("orders", "list", {f"name{number}": 1 for number in range(10_000)})
    assert len(caught.value.message) <= 2_000


@pytest.mark.parametrize(
    "value",
    [[[]] * 100_000, "x" * 5_000_000, b"x" * 5_000_000, 10**4_000],
    ids=lambda value: type(value).__name__,
)
async def test_a_huge_wrong_value_makes_a_short_message(offline, value):
    with pytest.raises(InvalidInput) as caught:
        await offline.execute("orders", "list", {"created_after": SINCE, "max_results_per_page": value})
    assert len(caught.value.message) < 400


async def test_a_very_deep_wrong_value_is_refused(offline, amazon):
    deep = []
    for _ in range(100_000):
        deep = [deep]
    with pytest.raises(InvalidInput, match="max_results_per_page"):
        await offline.execute("orders", "list", {"created_after": SINCE, "max_results_per_page": deep})
    with pytest.raises(InvalidInput, match="JSON"):
        await offline.execute(*CREATE, {"body": deep}, validate=False)
    assert not amazon.requests


@pytest.mark.parametrize(
    "text",
    [
        "{",
        "[1]",
        "5",
        "null",
        '"x"',
        "created_after=now",
        "[" * 100_000,
        '{"a":' * 100_000,
        '{"created_after": NaN}',
        "\ud800",
        "{} {}",
    ],
)
async def test_params_that_are_text_must_be_a_json_object(offline, amazon, text):
    with pytest.raises(InvalidInput, match="params"):
        await offline.execute("orders", "list", text)
    assert not amazon.requests


@pytest.mark.parametrize("params", [5, [("a", 1)], True, "  "])
async def test_params_must_be_an_object(offline, params):
    with pytest.raises(InvalidInput, match="params"):
        await offline.execute("orders", "list", params)


MOMENT = datetime(2026, 11, 20, 10, 30, tzinfo=UTC)
DATES = [
    ("2026-11-20T10:30:00Z", "2026-11-20T10:30:00Z"), ("2026-11-20T10:30:00+00:00", "2026-11-20T10:30:00Z"),
    ("2026-11-20T12:30:00+02:00", "2026-11-20T10:30:00Z"), ("2026-11-20 10:30", "2026-11-20T10:30:00Z"),
    ("2026-11-20", "2026-11-20T00:00:00Z"), (" 2026-11-20 ", "2026-11-20T00:00:00Z"), (date(2026, 11, 20), "2026-11-20T00:00:00Z"),
    (MOMENT, "2026-11-20T10:30:00Z"), (MOMENT.replace(tzinfo=None), "2026-11-20T10:30:00Z"),
    (MOMENT.astimezone(timezone(timedelta(hours=9))), "2026-11-20T10:30:00Z"), (MOMENT.replace(microsecond=250_000), "2026-11-20T10:30:00.250Z"),
    ("-1d", "2026-11-23T06:00:00Z"), ("- 12 h", "2026-11-23T18:00:00Z"), ("-90min", "2026-11-24T04:30:00Z"),
    ("-2w", "2026-11-10T06:00:00Z"), ("-300s", "2026-11-24T05:55:00Z"), ("today", "2026-11-23T08:00:00Z"), ("Yesterday", "2026-11-22T08:00:00Z"),
    ("now", "2026-11-24T06:00:00Z"),
]  # fmt: skip


@pytest.mark.parametrize(("written", "wire"), DATES)
async def test_a_date_may_be_written_in_many_ways(sent, written, wire):
    query = await sent("orders", "list", {"created_after": written})
    assert query["createdAfter"].rstrip("Z") == wire.rstrip("Z")


UNDERSTOOD = [
    (ORDERS, {"createdAfter": SINCE}, {"createdAfter": SINCE}),
    (ORDERS, {"CREATED-AFTER": SINCE}, {"createdAfter": SINCE}),
    (ORDERS, {"created after": SINCE, "last_updated_after": None}, {"createdAfter": SINCE}),
    (ORDERS, {"created_after": SINCE, "max_results_per_page": "50"}, {"maxResultsPerPage": "50"}),
    (ORDERS, {"created_after": SINCE, "fulfillment_statuses": "shipped, unshipped"}, {"fulfillmentStatuses": "SHIPPED,UNSHIPPED"}),
    (ORDERS, {"created_after": SINCE, "fulfillment_statuses": ("SHIPPED",)}, {"fulfillmentStatuses": "SHIPPED"}),
    (ORDERS, {"created_after": SINCE, "marketplace_ids": "CA"}, {"marketplaceIds": "A2EUQ1WTGCTBG2"}),
    (ORDERS, {"created_after": SINCE, "marketplace_ids": "us, mx"}, {"marketplaceIds": "ATVPDKIKX0DER,A1AM78C64UM0Y8"}),
    (ORDERS, {"created_after": SINCE, "OrderStatuses": ["Canceled"]}, {"fulfillmentStatuses": "CANCELLED"}),
    (ORDERS, {"created_after": SINCE, "FulfillmentChannels": "AFN,MFN"}, {"fulfilledBy": "AMAZON,MERCHANT"}),
    (ORDERS, {"created_after": SINCE, "NextToken": "a+/="}, {"paginationToken": "a+/="}),
    (V0, {"created_after": SINCE, "IsISPU": True}, {"IsISPU": "true"}),
    (V0, {"created_after": SINCE, "amazon_order_ids": ["1", "2"]}, {"AmazonOrderIds": "1,2", "MarketplaceIds": "ATVPDKIKX0DER"}),
    (STOCK, {}, {"granularityType": "Marketplace", "granularityId": "ATVPDKIKX0DER", "marketplaceIds": "ATVPDKIKX0DER"}),
    (STOCK, {"marketplace_ids": ["CA"]}, {"granularityId": "A2EUQ1WTGCTBG2", "marketplaceIds": "A2EUQ1WTGCTBG2"}),
    (CATALOG, {"identifiers": "a,b", "identifiers_type": "sku"}, {"identifiers": "a,b", "identifiersType": "SKU", "sellerId": "A1SELLER"}),
    (TRANSACTIONS, {"posted_after": "-5d"}, {"postedAfter": "2026-11-19T06:00:00Z"}),
]  # fmt: skip


@pytest.mark.parametrize(("operation", "params", "wire"), UNDERSTOOD, ids=lambda value: str(value)[:60])
async def test_what_is_meant_is_sent(sent, operation, params, wire):
    query = await sent(*operation, params)
    assert {name: query.get(name) for name in wire} == wire


async def test_a_translated_name_brings_a_warning(offline):
    page = await offline.execute("orders", "list", {"CreatedAfter": SINCE, "OrderStatuses": ["Shipped"]})
    assert "CreatedAfter is the old spelling of created_after." in page.meta.warnings
    assert "OrderStatuses is the old name of fulfillment_statuses; it was translated." in page.meta.warnings


@pytest.mark.parametrize("params", ['{"created_after": "-5d"}', {"created_after": "-5d"}])
async def test_params_may_be_json_text(sent, params):
    assert (await sent("orders", "list", params))["createdAfter"] == "2026-11-19T06:00:00Z"


async def test_a_transactions_call_gets_no_marketplace_of_its_own(sent):
    assert "marketplaceId" not in await sent("transactions", "list", {"posted_after": "-5d"})


COMMAS = [
    (STOCK, {"seller_skus": ["abc,d"]}, "inventory.list with seller_sku"),
    (STOCK, {"sellerSkus": '["x", "abc,d"]'}, "inventory.list with seller_sku"),
    (("pricing", "own_prices"), {"item_type": "Sku", "skus": ["a,b"]}, "pricing.listing_offers"),
    (("pricing", "competitive_prices"), {"item_type": "Sku", "skus": ["1", "a,b"]}, "pricing.listing_offers"),
    (LISTINGS, {"identifiers": ["a,b"], "identifiers_type": "sku"}, "listings_items.get"),
    (CATALOG, {"identifiers": ["c d", "a,b"], "identifiers_type": "SKU"}, "listings_items.get"),
    (CATALOG, {"keywords": ["x"], "brand_names": ["Black, Decker"]}, "keywords"),
]


@pytest.mark.parametrize(("operation", "params", "instead"), COMMAS)
async def test_an_element_with_a_comma_is_refused_where_amazon_would_split_it(
    offline, amazon, operation, params, instead
):
    with pytest.raises(InvalidInput) as caught:
        await offline.execute(*operation, params)
    assert "holds a comma" in caught.value.message
    assert instead in caught.value.message
    assert not amazon.requests


@pytest.mark.parametrize(
    ("operation", "params", "name", "value"),
    [
        (STOCK, {"seller_skus": "abc, d"}, "sellerSkus", "abc,d"),
        (("pricing", "own_prices"), {"item_type": "Sku", "skus": "a,b"}, "Skus", "a,b"),
        (("pricing", "own_prices"), {"item_type": "Asin", "asins": "B07N4M94X4,B0B2M4ZC1L"}, "Asins", "B07N4M94X4,B0B2M4ZC1L"),
        (CATALOG, {"keywords": ["a, b", "c"]}, "keywords", "a, b,c"),
        (CATALOG, {"identifiers": '["B07N4M94X4","B0B2M4ZC1L"]', "identifiers_type": "ASIN"}, "identifiers", "B07N4M94X4,B0B2M4ZC1L"),
        (CATALOG, {"identifiers": "[x]", "identifiers_type": "SKU"}, "identifiers", "[x]"),
        (CATALOG, {"keywords": ["a"], "included_data": '["summaries", "images"]'}, "includedData", "summaries,images"),
    ],
)  # fmt: skip
async def test_lists_are_read_from_text_as_they_are_meant(sent, operation, params, name, value):
    assert (await sent(*operation, params))[name] == value


FIELDS_AS_TEXT = [
    (("feeds", "create"), {"feed_type": "JSON_LISTINGS_FEED", "input_feed_document_id": "d", "feed_options": '{"a": "b"}'}, ("feedOptions", {"a": "b"})),
    (("pricing", "competitive_summary"), {"requests": '[{"asin": "B07N4M94X4", "included_data": "[\\"featuredBuyingOptions\\"]"}]'}, ("requests", 0, "includedData", ["featuredBuyingOptions"])),
    (("pricing", "competitive_summary"), {"requests": ['{"asin": "B07N4M94X4", "includedData": ["featuredBuyingOptions"]}']}, ("requests", 0, "asin", "B07N4M94X4")),
]  # fmt: skip


@pytest.mark.parametrize(("operation", "params", "found"), FIELDS_AS_TEXT)
async def test_objects_and_lists_inside_a_body_may_come_as_json_text(wired, amazon, operation, params, found):
    connector = wired(rate_limits=False, policy=Policy(writes=["*"], approve=False))
    amazon.api = lambda _: amazon.json({"responses": [], "feedId": "1"})
    await connector.execute(*operation, params)
    value = json.loads(amazon.requests[-1].content)
    *way, expected = found
    for key in way:
        value = value[key]
    assert value == expected


@pytest.mark.parametrize("fields", ['["orderId"]', "orderId", ["orderId"], ' ["orderId"] '])
async def test_fields_to_keep_or_drop_may_come_as_json_text(offline, amazon, fields):
    amazon.api = lambda _: amazon.json({"orders": [{"orderId": "1", "salesChannel": {"a": 1}}]})
    page = await offline.execute(*ORDERS, {"created_after": SINCE}, select_fields=fields)
    assert (page.data, page.meta.warnings) == ([{"orderId": "1"}], [])
    page = await offline.execute(*ORDERS, {"created_after": SINCE}, exclude_fields=fields)
    assert page.data == [{"salesChannel": {"a": 1}}]


async def test_fields_that_are_an_object_are_refused(offline, amazon):
    amazon.api = lambda _: amazon.json({"orders": [{"orderId": "1"}]})
    with pytest.raises(InvalidInput, match="list of dot paths"):
        await offline.execute(*ORDERS, {"created_after": SINCE}, select_fields='{"orderId": true}')


class Scalar:
    """A number of another library."""

    def __init__(self, value):
        self.value = value

    def __repr__(self):  # names a test, and must be the same in each worker
        return f"Scalar({self.value!r})"

    def tolist(self):
        return self.value


NO_NUMBERS = [
    float("nan"),
    float("inf"),
    Decimal("NaN"),
    Decimal("-Infinity"),
    Decimal("sNaN"),
    Scalar(float("nan")),
]
BODIES = [
    lambda bad: ("listings_items", "patch", {"sku": "a", "product_type": "B", "patches": [{"op": "replace", "path": "/attributes/x", "value": [{"value": bad}]}]}),
    lambda bad: ("listings_items", "put", {"sku": "a", "product_type": "B", "attributes": {"x": [{"value": {"deep": [1, bad]}}]}}),
    lambda bad: ("feeds", "create", {"feed_type": "T", "input_feed_document_id": "d", "feed_options": {"a": bad}}),
    lambda bad: ("reports", "create", {"report_type": "T", "report_options": {"a": bad}}),
    lambda bad: ("feeds", "submit", {"messages": [{"sku": "a", "operation_type": "PATCH", "product_type": "B", "patches": [{"op": "replace", "path": "/attributes/x", "value": [{"value": bad}]}]}]}),
]  # fmt: skip


@pytest.mark.parametrize("bad", NO_NUMBERS, ids=repr)
@pytest.mark.parametrize("body", BODIES)
@pytest.mark.parametrize("validate", [True, False])
async def test_what_json_cannot_say_never_leaves(wired, amazon, body, bad, validate):
    entity, action, params = body(bad)
    connector = wired(policy=Policy(writes=["*"], approve=False))
    with pytest.raises(InvalidInput):
        await connector.execute(entity, action, params, validate=validate)
    assert not [request for request in amazon.requests if request.method != "GET"]


@pytest.mark.parametrize("bad", NO_NUMBERS, ids=repr)
async def test_a_raw_body_without_json_never_leaves(wired, amazon, bad):
    connector = wired(policy=Policy(writes=["raw"], approve=False))
    with pytest.raises(InvalidInput, match="finite"):
        await connector.raw("POST", "/listings/2021-08-01/items", body={"a": [{"b": bad}]})
    assert not amazon.requests


@pytest.mark.parametrize("bad", NO_NUMBERS, ids=repr)
async def test_a_number_that_is_none_never_leaves_in_an_address(wired, amazon, bad):
    connector = wired(policy=Policy(writes=["raw"], approve=False))
    with pytest.raises(InvalidInput, match="max_results must be a finite number"):
        await connector.raw("GET", "/orders/v0/orders", query={"maxResults": [1, bad]})
    with pytest.raises(InvalidInput, match="created_after must be a finite number"):
        await connector.execute("orders", "list", {"created_after": bad}, validate=False)
    assert not amazon.requests


@pytest.mark.parametrize("empty_cell", NO_NUMBERS[:4], ids=repr)
async def test_an_empty_cell_of_a_table_is_no_sku(offline, amazon, empty_cell):
    with pytest.raises(InvalidInput, match="finite"):
        await offline.execute(*STOCK, {"seller_skus": ["a", empty_cell]})
    with pytest.raises(InvalidInput, match="finite"):
        await offline.execute("listings_items", "get", {"sku": empty_cell})
    assert not amazon.requests


@pytest.mark.parametrize(
    ("number", "written"), [(Decimal("19.99"), b"19.99"), (Decimal(20), b"20"), (Scalar(1.5), b"1.5")]
)
async def test_numbers_of_other_libraries_are_sent_as_numbers(wired, amazon, number, written):
    connector = wired(policy=Policy(writes=["raw"], approve=False))
    amazon.api = lambda _: amazon.json({})
    await connector.raw("POST", "/x", body={"price": number})
    assert amazon.requests[-1].content == b'{"price":%b}' % written


async def test_a_body_that_holds_itself_is_refused(wired, amazon):
    loop = {}
    loop["a"] = loop["b"] = [loop]
    with pytest.raises(InvalidInput, match="holds itself"):
        await wired(policy=Policy(writes=["raw"], approve=False)).raw("POST", "/x", body=loop)
    assert not amazon.requests


@pytest.mark.parametrize("nothing", [None, "", " ", "null", " null\n", "{}", " {} "])
async def test_no_parameters_can_be_written_in_many_ways(offline, amazon, nothing):
    amazon.api = lambda _: amazon.json({"payload": []})
    assert (await offline.execute("marketplaces", "list", nothing)).data == []


async def test_a_seller_id_that_a_rule_needs_is_asked_for(wired, amazon):
    with pytest.raises(InvalidInput, match="needs the seller's id"):
        await wired(seller_id=None).execute(
            "catalog_items", "list", {"identifiers": ["a"], "identifiers_type": "SKU"}
        )
    with pytest.raises(InvalidInput, match="TOOLSPAN_SELLER_ID"):
        await wired(seller_id=None).execute("listings_items", "get", {"sku": "a"})
    assert not amazon.requests


async def test_a_lone_m_could_be_months_and_is_not_guessed_at(wired, amazon):
    with pytest.raises(InvalidInput, match="-45min"):
        await wired().execute("orders", "list", {"created_after": "-1m"})
    assert not amazon.requests


async def test_what_is_no_marketplace_is_not_sent(wired, amazon):
    with pytest.raises(InvalidInput, match="neither a marketplace id nor a country code"):
        await wired().execute("catalog_items", "get", {"asin": "B000000000", "marketplace_ids": ["zz"]})
    assert not amazon.requests


@pytest.mark.parametrize(
    "options", [{"timeout": "30"}, {"timeout": -1}, {"timeout": True}, {"auth_config": {"a": 1}}]
)
def test_settings_of_the_wrong_kind_are_refused_at_once(wired, options):
    with pytest.raises(ConfigurationError):
        wired(**options)


@pytest.mark.parametrize("timeout", [-1, True, "30", float("nan")])
async def test_a_timeout_of_one_call_is_checked_whichever_way_it_goes(wired, amazon, timeout):
    connector = wired()
    with pytest.raises(ConfigurationError, match="timeout must be"):
        await connector.execute(*ORDERS, {"created_after": SINCE}, timeout=timeout)
    with pytest.raises(ConfigurationError, match="timeout must be"):
        await connector.raw("GET", "/sellers/v1/marketplaceParticipations", timeout=timeout)
    assert not amazon.requests


UNCHECKED = [
    (ORDERS, {}, "/orders/2026-01-01/orders"),
    (ORDERS, {"createdAfter": "TEST_CASE_200"}, "/orders/2026-01-01/orders?createdAfter=TEST_CASE_200"),
    (
        ORDERS,
        {"created_after": "x", "lastUpdatedAfter": "y"},
        "/orders/2026-01-01/orders?createdAfter=x&lastUpdatedAfter=y",
    ),
    (
        ORDERS,
        {"max_results_per_page": 5_000, "bogus key": "a&b"},
        "/orders/2026-01-01/orders?maxResultsPerPage=5000&bogus%20key=a%26b",
    ),
    (V0, {}, "/orders/v0/orders"),
    (REPORTS, {"nextToken": "t", "pageSize": 5}, "/reports/2021-06-30/reports?pageSize=5&nextToken=t"),
]


@pytest.mark.parametrize(("operation", "params", "target"), UNCHECKED, ids=lambda value: str(value)[:60])
async def test_the_unchecked_door_sends_exactly_what_it_was_given(offline, amazon, operation, params, target):
    amazon.api = lambda _: amazon.json(ANY_ANSWER)
    await offline.execute(*operation, params, validate=False)
    assert amazon.targets == [target]


async def test_the_unchecked_door_sends_a_body_as_it_was_given(offline, amazon):
    amazon.api = lambda _: amazon.json({"reportId": "1"})
    await offline.execute(
        "reports",
        "create",
        {"reportType": "TEST_CASE_400", "odd": 1, "body": {"more": [None]}},
        validate=False,
    )
    assert amazon.requests[0].content == b'{"more":[null],"reportType":"TEST_CASE_400"}'
    assert amazon.targets == ["/reports/2021-06-30/reports?odd=1"]


@pytest.mark.parametrize(
    ("entity", "action", "says"),
    [
        ("order", "list", 'no entity "order". Did you mean "orders"?'), ("Orders", "lst", 'no action "lst" of orders. Did you mean "list"?'),
        ("orders", "frobnicate", 'no action "frobnicate"'), ("", "", "no entity"), (None, None, "no entity"), (5, "list", "no entity"),
        ("x" * 10_000, "list", "no entity"), ("orders", None, "no action"),
    ],
)  # fmt: skip
async def test_an_unknown_name_is_answered_with_the_closest_and_the_choices(
    offline, amazon, entity, action, says
):
    with pytest.raises(NotFound) as caught:
        await offline.execute(entity, action, {})
    assert says in caught.value.message
    assert "orders" in str(caught.value)
    assert len(str(caught.value)) < 1_000
    assert not amazon.token_requests


@pytest.mark.parametrize(
    ("entity", "action", "params"),
    [
        ("list_financial_events", "list", {"PostedAfter": "-5d"}), ("list_financial_event_groups", "list", {"MaxResultsPerPage": 5}),
        ("Orders", "LIST", {"CreatedAfter": "-5d"}), ("order-items", "list", {"AmazonOrderId": "1"}), ("catalogItems", "list", {"keywords": "a"}),
    ],
)  # fmt: skip
async def test_names_that_users_of_the_peer_know_work(offline, amazon, entity, action, params):
    amazon.api = lambda _: amazon.json(ANY_ANSWER | {"order": {"orderItems": []}})
    await offline.execute(entity, action, params)
    assert len(amazon.requests) == 1


def test_every_example_in_the_index_is_a_valid_call(offline):
    now = datetime(2026, 11, 24, tzinfo=UTC)
    for operation in offline.operations:
        arguments = offline.operations.signature(operation).check(operation.example, now)
        path = {p.name for p in operation.parameters if p.location == "path"}
        assert set(arguments.values) >= path - set(operation.fill)


async def test_every_operation_refuses_an_unknown_name_and_a_missing_need(wired, amazon):
    connector = wired(rate_limits=False, policy=Policy(writes=["*"]))
    for operation in connector.operations:
        with pytest.raises(ToolspanError, match="nonsense_xyz"):
            await connector.execute(operation.entity, operation.action, {"nonsense_xyz": 1})
    assert not amazon.requests


EVENTS_TO = {"notification_type": "ORDER_CHANGE", "payload_version": "1.0", "destination_id": "d"}


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"notification_type": "ORDER_CHANG"}, 'Did you mean "ORDER_CHANGE"?'),
        ({"payload_version": None}, "payload_version is required."),
        (
            {"processing_directive": "x"},
            "processing_directive: must be an object of names and values (got 'x').",
        ),
        ({"processing_directive": {"filterExpression": ""}}, "must have at least 1 character (got '')."),
    ],
)
async def test_a_wrong_subscription_is_refused_in_our_words(wired, amazon, given, said):
    connector = wired(rate_limits=False, policy=Policy(writes=["*"]))
    with pytest.raises(InvalidInput) as refused:
        await connector.notification_subscriptions.create(**EVENTS_TO | given)
    assert said in refused.value.message
    assert not amazon.requests


async def test_a_type_of_event_that_is_newer_than_we_are_goes_by_the_unchecked_door(wired, amazon):
    connector = wired(rate_limits=False, policy=Policy(writes=["*"]))
    amazon.api = lambda _: amazon.json({"payload": {"subscriptionId": "s"}})
    given = EVENTS_TO | {"notification_type": "FUTURE_CHANGE"}
    await connector.execute("notification_subscriptions", "create", given, validate=False)
    assert amazon.targets == ["/notifications/v1/subscriptions/FUTURE_CHANGE"]


WRONG = [
    ({"type": "string", "minLength": 2, "maxLength": 3, "pattern": "^a"}, ["a", "aaaa", "bbb", {}, b"\xff"]),
    ({"type": "integer", "minimum": 1, "maximum": 5}, [0, 9, "x", 1.5, {}, True, "1" * 5_000, float("inf")]),
    ({"type": "number", "minimum": 1, "maximum": 5}, [0, 9, "x", {}, True, float("nan")]),
    ({"type": "boolean"}, ["x", 5, {}]),
    ({"type": "array", "minItems": 1, "maxItems": 2, "items": {"type": "string"}}, [[], [1, 2, 3], [[]], None]),
    ({"type": "object", "properties": {"a": {"type": "string"}}, "required": ["a"]}, [{}, 5, []]),
    ({"type": "object"}, [5, {1: 2}, "x"]),
]  # fmt: skip


@pytest.mark.parametrize(("schema", "values"), WRONG)
def test_no_fault_is_told_in_the_words_of_what_checks_underneath(schema, values):
    validator = SchemaValidator(build_schema(schema))
    for value in values:
        with pytest.raises(ValidationError) as refused:
            validator.validate_python(value)
        for fault, said in zip(refused.value.errors(), sentences(refused.value), strict=True):
            assert fault["msg"] not in said
            assert "is not valid" not in said, fault["type"]
