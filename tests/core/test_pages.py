"""What a call gives back, how the next page is reached, and which fields are kept."""

from __future__ import annotations

import json
import pickle

import pytest

from toolspan import InvalidInput, Page, ToolspanError, UpstreamError
from toolspan.operations.paths import choose_fields

LIST = {"created_after": "2026-11-01T00:00:00Z"}


def paged(amazon, *tokens):
    """Pages of one order each, with these next tokens."""
    left = list(tokens)

    def answer(_):
        token = left.pop(0) if len(left) > 1 else left[0]
        return amazon.json(
            {"orders": [{"orderId": str(len(amazon.requests))}], "pagination": {"nextToken": token}}
        )

    amazon.api = answer


async def collect(records, into):
    """Keep each record as it comes, so that those before an error are there after it."""
    async for record in records:
        into.append(record["orderId"])


async def test_a_page_lists_records_and_knows_its_meta(offline, amazon):
    body = {"orders": [{"orderId": "1"}], "pagination": {"nextToken": "a+/="}}
    amazon.api = lambda _: amazon.json(body, 200, x_amzn_requestid="r", x_amzn_ratelimit_limit="0.0056")
    page = await offline.execute("orders", "list", LIST)
    assert page.model_dump() == {
        "data": [{"orderId": "1"}],
        "meta": {
            "operation": "orders.list", "count": 1, "has_more": True, "next_token": "a+/=", "marketplace": "ATVPDKIKX0DER",
            "next_params": {"created_after": "2026-11-01T00:00:00Z", "pagination_token": "a+/="},
            "rate_limit": 0.0056, "request_id": "r", "warnings": [],
            "replayed": False,
            "reused": False,
            "dry_run": False,
            "filters": None,
        },
    }  # fmt: skip
    assert page.raw == body
    assert "raw" not in page.model_dump_json()
    assert "raw" not in repr(page)
    assert pickle.loads(pickle.dumps(page)) == page


@pytest.mark.parametrize("count", [0, 2])
def test_one_refuses_anything_but_one_record(count):
    with pytest.raises(LookupError, match=f"has {count}"):
        _ = Page(data=[{}] * count).one


async def test_the_next_page_is_asked_for_with_the_same_filters_and_the_token_encoded_once(offline, amazon):
    paged(amazon, "a+/=", None)
    first = await offline.execute("orders", "list", {"created_after": "-9d", "included_data": ["BUYER"]})
    await offline.execute("orders", "list", first.meta.next_params)
    first_query, second_query = ({*target.partition("?")[2].split("&")} for target in amazon.targets)
    assert second_query == first_query | {"paginationToken=a%2B%2F%3D"}


async def test_a_token_that_must_stand_alone_does(offline, amazon):
    amazon.api = lambda _: amazon.json({"reports": [], "nextToken": "t"})
    page = await offline.execute("reports", "list", {"report_types": ["GET_MERCHANT_LISTINGS_ALL_DATA"]})
    assert page.meta.next_params == {"next_token": "t"}
    await offline.execute("reports", "list", page.meta.next_params)
    assert amazon.targets[-1] == "/reports/2021-06-30/reports?nextToken=t"


async def test_iterate_gives_every_record_once_and_empty_pages_do_not_stop_it(offline, amazon):
    pages = [([{"orderId": "1"}], "a"), ([], "b"), ([{"orderId": "2"}], None)]

    def answer(_):
        orders, token = pages.pop(0)
        return amazon.json({"orders": orders, "pagination": {"nextToken": token}})

    amazon.api = answer
    assert [order["orderId"] async for order in offline.iterate("orders", "list", LIST)] == ["1", "2"]


@pytest.mark.parametrize("tokens", [["a"], ["a", "b", "a"], ["a", "a"]])
async def test_pages_that_form_a_loop_end_in_an_error_after_their_records(offline, amazon, tokens):
    paged(amazon, *tokens)
    got = []
    with pytest.raises(UpstreamError, match="loop"):
        await collect(offline.iterate("orders", "list", LIST), got)
    assert got == [str(number + 1) for number in range(len(got))]
    assert len(got) == len(set(tokens)) + 1


async def test_a_token_that_expires_on_the_way_leaves_the_records_and_says_to_start_again(offline, amazon):
    first = amazon.json({"orders": [{"orderId": "1"}], "pagination": {"nextToken": "a"}})
    answers = [first, amazon.json({"errors": [{"code": "InvalidInput", "message": "token expired"}]}, 400)]
    amazon.api = lambda _: answers.pop(0)
    got = []
    with pytest.raises(InvalidInput) as caught:
        await collect(offline.iterate("orders", "list", LIST), got)
    assert got == ["1"]
    assert caught.value.resume is None  # the same token would be refused for ever
    assert "start again without pagination_token" in caught.value.hint


async def test_a_failure_that_passes_says_where_to_go_on(offline, amazon):
    first = amazon.json({"orders": [{"orderId": "1"}], "pagination": {"nextToken": "a"}})
    answers = [first, *[amazon.json({}, 403)] * 3]
    amazon.api = lambda _: answers.pop(0)
    with pytest.raises(ToolspanError) as caught:
        await collect(offline.iterate("orders", "list", LIST), [])
    params = {**LIST, "pagination_token": "a"}
    assert caught.value.resume == {"entity": "orders", "action": "list", "params": params}


async def test_an_error_on_the_first_page_needs_no_way_to_go_on(offline, amazon):
    amazon.api = lambda _: amazon.json({}, 400)
    with pytest.raises(ToolspanError) as caught:
        await anext(offline.iterate("orders", "list", LIST))
    assert caught.value.resume is None


async def test_iterate_waits_for_the_limit_as_long_as_it_takes(wired, amazon, clock):
    paged(amazon, *(str(number) for number in range(24)), None)
    before = clock.monotonic()
    assert len([order async for order in wired().iterate("orders", "list", LIST)]) == 25
    assert 5 * 178 <= clock.monotonic() - before <= 5 * 190


RECORDS = [
    {
        "orderId": "1",
        "buyer": {"buyerName": "Ann", "email": "a@x"},
        "orderItems": [{"sku": "s", "price": {"amount": "1"}}],
    },
    {"orderId": "2", "orderItems": []},
]


@pytest.mark.parametrize(
    ("select", "kept"),
    [
        (["orderId"], [{"orderId": "1"}, {"orderId": "2"}]),
        (["order_id", "ORDERID"], [{"orderId": "1"}, {"orderId": "2"}]),
        ("order_id", [{"orderId": "1"}, {"orderId": "2"}]),
        (["buyer.buyer_name"], [{"buyer": {"buyerName": "Ann"}}, {}]),
        (["order_items.price"], [{"orderItems": [{"price": {"amount": "1"}}]}, {"orderItems": []}]),
        (
            ["buyer", "buyer.email", "orderId"],
            [{"orderId": "1", "buyer": RECORDS[0]["buyer"]}, {"orderId": "2"}],
        ),
        (["buyer.email", "buyer"], [{"buyer": RECORDS[0]["buyer"]}, {}]),
    ],
)
def test_selected_fields_are_kept(select, kept):
    assert choose_fields(RECORDS, select, None) == (kept, [])


@pytest.mark.parametrize(
    ("exclude", "gone"),
    [
        (["buyer"], ["Ann", "a@x"]),
        (["buyer.email"], ["a@x"]),
        (["buyer", "buyer.email"], ["Ann", "a@x"]),
        (["buyer.email", "buyer"], ["Ann", "a@x"]),
    ],
)
def test_excluded_fields_are_dropped(exclude, gone):
    data, warnings = choose_fields(RECORDS, None, exclude)
    assert not warnings
    assert not [text for text in gone if text in str(data)]
    assert "'orderId': '1'" in str(data)
    assert RECORDS[0]["buyer"]["email"] == "a@x"


@pytest.mark.parametrize("option", ["select_fields", "exclude_fields"])
async def test_a_misspelt_field_is_named_with_the_closest(offline, amazon, option):
    amazon.api = lambda _: amazon.json({"orders": RECORDS})
    page = await offline.execute("orders", "list", LIST, **{option: ["ordrId", "buyer.emial", "buyer"]})
    assert 'no record has "ordrId". Did you mean "orderId"?' in page.meta.warnings[0]
    assert "buyer.email" in page.meta.warnings[1]
    assert len(page.raw["orders"][0]) == 3


@pytest.mark.parametrize("paths", [[5], [None], ["a"] * 10_000, [["a"]]])
@pytest.mark.parametrize("option", ["select_fields", "exclude_fields"])
async def test_fields_that_are_no_paths_are_refused_rather_than_ignored(offline, option, paths):
    with pytest.raises(InvalidInput, match=option):
        await offline.execute("orders", "list", LIST, **{option: paths})


@pytest.mark.parametrize("path", ["__class__", "", ".", "a..b", "constructor", "orderId.x.y.z", "x" * 10_000])
def test_odd_paths_only_bring_a_warning(path):
    data, warnings = choose_fields(RECORDS, [path], [path])
    assert data == RECORDS
    assert all(len(warning) < 300 for warning in warnings)
    assert warnings


def counted(amazon, total):
    """Offers in pages of as many as are asked for, by the number of the first."""

    def answer(request):
        window = json.loads(request.content)["pagination"]
        numbers = range(window["offset"], min(total, window["offset"] + window["limit"]))
        offers = [{"asin": f"B{number:09d}"} for number in numbers]
        return amazon.json({"offers": offers, "pagination": {"totalResults": total}})

    amazon.api = answer


async def test_a_list_that_is_counted_in_the_body_is_read_to_its_end(offline, amazon):
    counted(amazon, 250)
    filters = {"program_types": ["SUBSCRIBE_AND_SAVE"]}
    page = await offline.replenishment.offers(filters=filters)
    assert page.meta.next_params["pagination"] == {"limit": 100, "offset": 100}
    found = [offer["asin"] async for offer in offline.replenishment.iterate_offers(filters=filters)]
    assert len(set(found)) == 250
    few = await offline.replenishment.offers(filters=filters, pagination={"limit": 50, "offset": 200})
    assert len(few.data) == 50
    assert not few.meta.has_more


async def test_a_counted_list_says_where_it_can_be_read_no_further(offline, amazon):
    counted(amazon, 9_500)
    filters = {"program_types": ["SUBSCRIBE_AND_SAVE"]}
    page = await offline.replenishment.offers(filters=filters, pagination={"limit": 100, "offset": 9_000})
    assert page.meta.has_more
    assert "pagination.offset is at most 9000" in page.meta.warnings[-1]
    with pytest.raises(UpstreamError, match="the list goes on") as caught:
        async for _ in offline.replenishment.iterate_offers(filters=filters):
            pass
    assert "narrow the filters" in caught.value.hint
