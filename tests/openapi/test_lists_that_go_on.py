"""Lists that go on: a list that cannot be read to its end says so."""

from __future__ import annotations

import httpx2
import pytest

from toolspan import Connector

pytestmark = pytest.mark.anyio
TEXT, NUMBER = {"type": "string"}, {"type": "integer"}
ROWS = {"type": "array", "items": {"type": "object"}}


def connector(parameters: dict, fields: dict, *answers: dict, headers: dict | None = None):
    """Return a connector with one list, and the requests that it sends."""
    sent, left = [], list(answers)

    def answer(request):
        sent.append(request.url.query.decode())
        return httpx2.Response(200, json=left.pop(0), headers=headers)

    listed = {
        "operationId": "things.list",
        "parameters": [
            {"name": name, "in": "query", "schema": schema} for name, schema in parameters.items()
        ],
        "responses": {
            "200": {
                "description": "OK",
                "content": {"application/json": {"schema": {"type": "object", "properties": fields}}},
            }
        },
    }
    document = {
        "openapi": "3.1.0",
        "info": {"title": "Shop", "version": "1"},
        "servers": [{"url": "https://api.shop.test/v1"}],
        "paths": {"/things": {"get": listed}},
    }
    return Connector.from_openapi(document, transport=httpx2.MockTransport(answer)), sent


async def test_a_list_goes_on_after_the_id_of_its_last_record():
    made, sent = connector(
        {"starting_after": TEXT, "limit": NUMBER},
        {"data": ROWS, "has_more": {"type": "boolean"}},
        {"data": [{"id": "a"}, {"id": "b"}], "has_more": True},
        {"data": [{"id": "c"}], "has_more": False},
    )
    assert [row["id"] async for row in made.things.iterate()] == ["a", "b", "c"]
    assert sent == ["", "starting_after=b"]


async def test_a_page_token_may_be_a_number():
    made, sent = connector(
        {"after": NUMBER},
        {"data": ROWS, "next": NUMBER},
        {"data": [{"id": 1}], "next": 5},
        {"data": [], "next": None},
    )
    assert len([row async for row in made.things.iterate()]) == 1
    assert sent == ["", "after=5"]


async def test_an_address_in_place_of_a_token_is_followed_by_its_query():
    made, sent = connector(
        {"page_token": TEXT},
        {"items": ROWS, "next": TEXT},
        {"items": [{"id": 1}], "next": "https://api.shop.test/v1/things?page_token=2&key=x"},
        {"items": [{"id": 2}], "next": "/v1/things?page_token=3"},
        {"items": [{"id": 3}], "next": None},
    )
    assert len([row async for row in made.things.iterate()]) == 3
    assert sent == ["", "page_token=2", "page_token=3"]


async def test_an_address_at_another_host_is_not_followed():
    made, sent = connector(
        {"page_token": TEXT},
        {"items": ROWS, "next": TEXT},
        {"items": [{"id": 1}], "next": "https://evil.test/v1/things?page_token=2"},
    )
    page = await made.things.list()
    assert page.meta.has_more
    assert page.meta.next_params is None
    assert "another host" in page.meta.warnings[0]
    assert len(sent) == 1


GOES_ON = {
    "a truth value": ({"sort": TEXT}, {"data": [{"n": 1}], "has_more": True}, "has_more is true", "narrow the filters"),
    "a known parameter": ({"starting_after": TEXT}, {"data": [{}], "paging": {"hasMore": True}}, "paging.hasMore", "starting_after"),
    "a token": ({}, {"data": [{}], "meta": {"next_cursor": "c2"}}, "meta.next_cursor is 'c2'", "narrow"),
    "HAL": ({"p": TEXT}, {"_embedded": {}, "_links": {"next": {"href": "/v1/things?key=S3CRET"}}}, "_links.next", "narrow"),
}  # fmt: skip


@pytest.mark.parametrize(("parameters", "answer", "found", "way"), GOES_ON.values(), ids=GOES_ON)
async def test_a_list_that_goes_on_says_so_and_how_to_ask_for_more(parameters, answer, found, way):
    made, _ = connector(parameters, {"data": ROWS} if "data" in answer else {}, answer)
    page = await made.things.list()
    assert page.meta.has_more
    (warning,) = page.meta.warnings
    assert found in warning
    assert way in warning
    assert "S3CRET" not in warning


async def test_a_link_in_the_headers_that_is_not_followed_is_told():
    link = {"link": '<https://api.shop.test/v1/things?page=2>; rel="next"'}
    made, _ = connector({"page": TEXT}, {"data": ROWS}, {"data": [{}]}, headers=link)
    page = await made.things.list()
    assert page.meta.has_more
    assert "ask for the next ones with page" in page.meta.warnings[0]


@pytest.mark.parametrize(
    "answer",
    [{"data": [], "has_more": False}, {"data": [], "next": None}, {"data": [], "meta": {"next_cursor": ""}}],
)
async def test_the_end_of_a_list_warns_of_nothing(answer):
    made, _ = connector({}, {"data": ROWS}, answer)
    page = await made.things.list()
    assert not page.meta.has_more
    assert not page.meta.warnings
