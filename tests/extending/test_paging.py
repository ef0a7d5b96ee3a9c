"""Lists are read to their end whatever leads from one page to the next, and nowhere else."""

from __future__ import annotations

import pytest
from described import described, query, record

from toolspan import UpstreamError
from toolspan.testing import LocalAPI, Received, Reply

ITEMS = [{"id": number} for number in range(5)]


def listed(**cursor):
    number = {"in": "query", "schema": {"type": "integer"}}
    parameters = [
        {**number, "name": "page"},
        {**number, "name": "start"},
        {**number, "name": "size", "schema": {"type": "integer", "maximum": 100}},
        *query("state", "mark"),
    ]
    return record(
        "list", parameters=parameters, records="items", records_kind="list", page_size="size", cursor=cursor
    )


def numbered(first: int = 1, **more):
    def answer(request: Received) -> Reply:
        asked = dict(request.pairs)
        size, page = int(asked.get("size", 2)), int(asked.get("page", first)) - first
        body = {"items": ITEMS[page * size : page * size + size]}
        return Reply(body | {name: make(page * size + size) for name, make in more.items()})

    return answer


def offset(request: Received) -> Reply:
    begin = int(dict(request.pairs).get("start", 0))
    return Reply({"items": ITEMS[begin : begin + 2], "total": 5})


def addressed(host="", *, header=False):
    def answer(request: Received) -> Reply:
        begin = int(dict(request.pairs).get("mark", 0))
        address = (
            f"{host}/tickets?mark={begin + 2}&state={dict(request.pairs).get('state', '')}&key=k"
            if begin < 4
            else None
        )
        body = {"items": ITEMS[begin : begin + 2]}
        if header:
            link = (
                f'<{host}/tickets?mark=0>; rel="first", <{address}>; title="a, b"; rel="next"'
                if address
                else "<x>; rel=prev"
            )
            return Reply(body, headers={"link": link})
        return Reply(body | {"links": {"next": address}})

    return answer


@pytest.mark.parametrize(
    ("cursor", "params", "answer", "requests"),
    [
        ({"kind": "page", "parameter": "page"}, {}, numbered(), 4),
        ({"kind": "page", "parameter": "page"}, {"size": 2}, numbered(), 3),
        ({"kind": "page", "parameter": "page", "first": 0}, {"size": 2}, numbered(0), 3),
        ({"kind": "page", "parameter": "page", "total": "total"}, {"size": 2}, numbered(total=lambda _: 5), 3),
        ({"kind": "page", "parameter": "page", "more": "more"}, {}, numbered(more=lambda read: read < 5), 3),
        ({"kind": "offset", "parameter": "start", "total": "total"}, {}, offset, 3),
        ({"kind": "offset", "parameter": "start"}, {}, offset, 4),
        ({"kind": "next_url", "response": "links.next"}, {"state": "a b"}, addressed(), 3),
        ({"kind": "link"}, {"state": "a b"}, addressed(header=True), 3),
    ],
)  # fmt: skip
def test_a_list_is_read_to_its_end(tmp_path, cursor, params, answer, requests):
    with LocalAPI(answer) as api:
        connector = described(tmp_path, records=[listed(**cursor)])(base_url=api.url)
        assert list(connector.sync.iterate("tickets", "list", params)) == ITEMS
        assert len(api.received) == requests
        assert {dict(each.pairs).get("state") for each in api.received} == {params.get("state")}
        assert all("key" not in dict(each.pairs) for each in api.received)


@pytest.mark.parametrize("header", [True, False])
@pytest.mark.parametrize(
    "host", ["https://elsewhere.example", "http://127.0.0.1:9", "//elsewhere.example", "http://["]
)
def test_an_address_at_another_host_is_not_followed(tmp_path, host, header):
    cursor = {"kind": "link"} if header else {"kind": "next_url", "response": "links.next"}
    with LocalAPI(addressed(host, header=header)) as api:
        connector = described(tmp_path, records=[listed(**cursor)])(base_url=api.url)
        with pytest.raises(UpstreamError, match="next page"):
            list(connector.sync.iterate("tickets", "list"))
        assert len(api.received) == 1


def test_an_address_that_leads_to_the_same_page_ends_the_list(tmp_path):
    with LocalAPI(lambda _: Reply({"items": ITEMS, "links": {"next": "?mark=7"}})) as api:
        connector = described(tmp_path, records=[listed(kind="next_url", response="links.next")])(
            base_url=api.url
        )
        with pytest.raises(UpstreamError, match="loop"):
            list(connector.sync.iterate("tickets", "list"))
        assert len(api.received) == 2


def test_the_next_page_keeps_the_filters_and_is_read_alone(tmp_path):
    with LocalAPI(offset) as api:
        connector = described(tmp_path, records=[listed(kind="offset", parameter="start")])(base_url=api.url)
        page = connector.sync.execute("tickets", "list", {"state": "open"})
        assert page.meta.next_params == {"state": "open", "start": 2}
        assert page.meta.has_more
        assert connector.sync.execute("tickets", "list", page.meta.next_params).data == ITEMS[2:4]
