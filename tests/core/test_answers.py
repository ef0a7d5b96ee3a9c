"""What Amazon may answer besides what it should: a right page or a typed error, never silently nothing."""

from __future__ import annotations

import httpx2
import pytest

from toolspan import OutcomeUnknown, ToolspanError, UpstreamError

LIST = {"created_after": "2026-11-01T00:00:00Z"}
DEEP = 100_000
UNUSABLE = {
    "empty": b"",
    "white space": b"  \n",
    "null": b"null",
    "list": b"[1, 2]",
    "text": b'"orders"',
    "number": b"7",
    "html": b"<html><body>down</body></html>",
    "half": b'{"orders": [{"orderId": "1"}',
    "two": b'{"orders": []}{"orders": []}',
    "not a number": b'{"orders": [NaN]}',
    "infinite": b'{"orders": [Infinity]}',
    "not utf-8": b'{"orders": ["\xff"]}',
    "half a character": b'{"orders": ["\\ud800"]}',
    "deep lists": b'{"orders": ' + b"[" * DEEP + b"]" * DEEP + b"}",
    "deep objects": b'{"orders": ' + b'{"a":' * DEEP + b"1" + b"}" * DEEP + b"}",
    "endless number": b'{"orders": [' + b"9" * 100_000 + b"]}",
    "without orders": b"{}",
    "other keys": b'{"message": "hello"}',
    "orders null": b'{"orders": null}',
    "orders a text": b'{"orders": "many"}',
    "orders an object": b'{"orders": {"orderId": "1"}}',
    "token an object": b'{"orders": [], "pagination": {"nextToken": {"a": 1}}}',
    "an error": b'{"errors": [{"code": "InternalFailure", "message": "sorry"}]}',
    "an error beside nothing": b'{"orders": [], "errors": [{"code": "X", "message": "sorry"}]}',
    "an error that is a text": b'{"errors": "sorry"}',
}


@pytest.mark.parametrize("body", UNUSABLE.values(), ids=UNUSABLE)
async def test_a_success_that_holds_no_answer_is_an_error(offline, amazon, body):
    amazon.api = lambda _: amazon.json(body)
    with pytest.raises(UpstreamError) as caught:
        await offline.execute("orders", "list", LIST)
    assert len(str(caught.value)) < 2_500
    assert len(amazon.requests) == 1


@pytest.mark.parametrize("body", UNUSABLE.values(), ids=UNUSABLE)
@pytest.mark.parametrize("status", [400, 403, 500])
async def test_a_failure_may_say_anything(offline, amazon, body, status):
    amazon.api = lambda _: amazon.json(body, status)
    with pytest.raises(ToolspanError) as caught:
        await offline.execute("orders", "get", {"order_id": "1"})
    assert caught.value.status == status
    assert len(caught.value.message) <= 2_000


ODD_ERRORS = [
    {"errors": [{"code": 5, "message": None, "details": {"a": ["b"]}}]},
    {"errors": [None]},
    {"errors": {"code": "X"}},
    {"errors": [[]]},
    {"errors": 5},
    [{"code": "X", "message": "m"}],
    {"errors": [{"code": "c" * 10**6, "message": "m" * 10**6, "details": "d" * 10**6}]},
]


@pytest.mark.parametrize("body", ODD_ERRORS, ids=lambda body: str(body)[:30])
@pytest.mark.parametrize("status", [200, 400])
async def test_error_bodies_of_any_shape_end_in_a_bounded_error(offline, amazon, body, status):
    amazon.api = lambda _: amazon.json(body, status)
    with pytest.raises(ToolspanError) as caught:
        await offline.execute("orders", "list", LIST)
    assert len(str(caught.value.to_dict())) < 6_000


async def test_upstream_code_details_and_request_id_are_kept(offline, amazon):
    error = {"code": "InvalidInput", "message": "bad id", "details": "see x"}
    amazon.api = lambda _: amazon.json({"errors": [error]}, 400, x_amzn_requestid="r-1")
    with pytest.raises(ToolspanError, match=r"HTTP 400.*bad id") as caught:
        await offline.execute("orders", "get", {"order_id": "1"})
    found = caught.value.to_dict()
    assert found["code"] == "invalid_input"
    assert found["upstream"] == {
        "status": 400,
        "code": "InvalidInput",
        "details": "see x",
        "request_id": "r-1",
    }


@pytest.mark.parametrize(
    ("status", "code"),
    [(400, "invalid_input"), (403, "permission"), (404, "not_found"), (409, "upstream"), (413, "too_large"),
     (415, "upstream"), (422, "invalid_input"), (429, "rate_limited"), (500, "upstream"), (503, "upstream"), (599, "upstream")],
)  # fmt: skip
async def test_the_status_decides_what_kind_of_error_it_is(offline, amazon, status, code):
    amazon.api = lambda _: amazon.json({"errors": [{"code": "Any", "message": "m"}]}, status)
    with pytest.raises(ToolspanError) as caught:
        await offline.execute("orders", "get", {"order_id": "1"})
    assert caught.value.code == code


async def test_records_beside_errors_are_kept_with_a_warning(offline, amazon):
    body = {"orders": [{"orderId": "1"}], "errors": [{"code": "X", "message": "partly"}]}
    amazon.api = lambda _: amazon.json(body)
    page = await offline.execute("orders", "list", LIST)
    assert [order["orderId"] for order in page.data] == ["1"]
    assert "partly" in page.meta.warnings[-1]


async def test_no_content_is_an_empty_page(offline, amazon):
    amazon.api = lambda _: httpx2.Response(204)
    page = await offline.execute("orders", "list", LIST)
    assert page.data == []
    assert not page.meta.has_more


async def test_a_missing_list_inside_an_answer_is_empty_with_a_warning(offline, amazon):
    amazon.api = lambda _: amazon.json({"payload": {}})
    page = await offline.execute("orders_v0", "list", LIST)
    assert page.data == []
    assert "payload.Orders" in page.meta.warnings[0]


async def test_numbers_and_repeated_keys_come_through_as_json_means_them(offline, amazon):
    big = "9" * 4_000
    amazon.api = lambda _: amazon.json(
        b'{"orders": [{"a": 1, "a": 2, "f": 1e308, "n": ' + big.encode() + b"}]}"
    )
    record = (await offline.execute("orders", "list", LIST)).one
    assert record == {"a": 2, "f": 1e308, "n": int(big)}


async def test_a_long_text_comes_through_whole(offline, amazon):
    amazon.api = lambda _: amazon.json({"orders": [{"note": "x" * 5_000_000}]})
    page = await offline.execute("orders", "list", LIST)
    assert len(page.one["note"]) == 5_000_000


async def test_financial_events_of_any_shape_are_rows_that_name_their_list(offline, amazon):
    events = {"ShipmentEventList": [{"a": 1}, "odd"], "RefundEventList": None, "Strange": 5}
    amazon.api = lambda _: amazon.json({"payload": {"FinancialEvents": events}})
    page = await offline.execute("financial_events", "list", {"posted_after": "-5d"})
    assert page.data == [{"eventList": "ShipmentEventList", "a": 1}]


@pytest.mark.parametrize("body", [b"", b"<html>", b"[]", b"null", b"{"], ids=str)
async def test_a_creation_whose_answer_is_unusable_is_in_doubt(offline, amazon, body):
    amazon.api = lambda _: amazon.json(body, 202)
    with pytest.raises(OutcomeUnknown, match="may or may not"):
        await offline.execute("reports", "create", {"report_type": "GET_MERCHANT_LISTINGS_ALL_DATA"})
    assert len(amazon.requests) == 1


@pytest.mark.parametrize("body", [b"", b"null", b"[1]", b'"x"', b"7", b"{}"], ids=str)
async def test_raw_takes_any_json(offline, amazon, body):
    amazon.api = lambda _: amazon.json(body)
    page = await offline.raw("GET", "/some/path")
    assert page.data == {b"": [], b"null": [], b"[1]": [1], b'"x"': ["x"], b"7": [7], b"{}": [{}]}[body]


@pytest.mark.parametrize("lasts", [None, "3600", -5, True, 10**400, float("inf"), float("nan"), {"a": 1}])
async def test_a_token_of_odd_lifetime_still_serves(offline, amazon, lasts):
    amazon.lwa = lambda _: amazon.token(lasts)
    page = await offline.execute("orders", "list", LIST)
    assert page.data == []


@pytest.mark.parametrize("body", UNUSABLE.values(), ids=UNUSABLE)
async def test_a_token_endpoint_may_say_anything(offline, amazon, body):
    amazon.lwa = lambda _: amazon.json(body)
    with pytest.raises(ToolspanError, match="Login with Amazon"):
        await offline.execute("orders", "list", LIST)
    assert not amazon.requests


async def test_a_restricted_token_endpoint_may_say_anything(offline, amazon):
    amazon.api = lambda _: amazon.json(b"[]")
    with pytest.raises(UpstreamError):
        await offline.execute("orders_v0", "get", {"order_id": "1", "data_elements": ["buyerInfo"]})
    amazon.api = lambda _: amazon.json({"restrictedDataToken": "a\r\nb"})
    with pytest.raises(UpstreamError, match="restricted data token"):
        await offline.execute("orders_v0", "get", {"order_id": "1", "data_elements": ["buyerInfo"]})
    assert {request.url.path for request in amazon.requests} == {"/tokens/2021-03-01/restrictedDataToken"}
