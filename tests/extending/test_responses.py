"""Responses of a plain connector: what comes back is read as what it is, and nothing looks like what it is not."""

from __future__ import annotations

import base64
import json

import pytest
from plain import Answer, Server, body, operation

from toolspan import ConfigurationError, InvalidInput, OutcomeUnknown, TooLarge, UpstreamError
from toolspan.transport.api import RestAPI

TEXT = {"type": "string"}


@pytest.mark.parametrize(
    ("content", "data"),
    [
        ([{"id": 1}, 2], [{"id": 1}, 2]),
        ({"id": 1}, [{"id": 1}]),
        (True, [True]),
        ("x", ["x"]),
        (None, []),
        (0, [0]),
    ],
)
def test_a_body_of_any_kind_is_taken_as_it_comes(content, data, plain, server):
    server.answer = lambda _: Answer(body=content)
    assert plain(operation(records_kind="any")).sync.execute("things", "do").data == data


def test_records_of_any_kind_may_stand_inside(plain, server):
    server.answer = lambda _: Answer(body={"data": [1, 2]})
    assert plain(operation(records_kind="any", records="data")).sync.execute("things", "do").data == [1, 2]


def test_a_field_called_errors_is_data_unless_the_connector_says_otherwise(plain, server):
    server.answer = lambda _: Answer(body={"errors": [{"message": "line 3"}]})
    assert plain(operation()).sync.execute("things", "do").one == {"errors": [{"message": "line 3"}]}

    class Strict(RestAPI):
        errors_in_body = "errors"

    with pytest.raises(UpstreamError, match="line 3"):
        plain(operation(), api=Strict(server.url)).sync.execute("things", "do")


def test_text_is_one_record(plain, server):
    server.answer = lambda _: Answer(
        body="a;b\nü".encode("latin-1"), headers={"content-type": "text/csv; charset=latin-1"}
    )
    assert plain(operation(answer="text", records_kind="any")).sync.execute("things", "do").data == ["a;b\nü"]
    assert server.only.headers["accept"] == "*/*"


def test_bytes_come_as_base64(plain, server):
    server.answer = lambda _: Answer(body=b"\x89PNG", headers={"content-type": "image/png"})
    record = operation(answer="bytes", records_kind="any", accept="image/png")
    assert plain(record).sync.execute("things", "do").one == {
        "content_type": "image/png", "size": 4, "base64": base64.b64encode(b"\x89PNG").decode(),
    }  # fmt: skip
    assert server.only.headers["accept"] == "image/png"


def test_many_bytes_go_to_a_file_and_not_into_a_result(plain, server, tmp_path):
    content = b"x" * 300_000
    server.answer = lambda _: Answer(body=content, headers={"content-type": "application/pdf"})
    connector = plain(operation(answer="bytes", records_kind="any"))
    with pytest.raises(TooLarge, match="300,000 bytes") as refused:
        connector.sync.execute("things", "do")
    assert "save_to=Path" in refused.value.hint
    path = tmp_path / "a.pdf"
    saved = connector.sync.execute("things", "do", {"save_to": path}).one
    assert saved == {"content_type": "application/pdf", "size": 300_000, "path": str(path)}
    assert path.read_bytes() == content
    assert server.requests[-1].target == "/things"


def test_a_model_cannot_write_files(plain, server):
    with pytest.raises(InvalidInput, match="only a program can save a file"):
        plain(operation(answer="bytes")).sync.execute("things", "do", {"save_to": "/tmp/x"})
    assert server.requests == []


@pytest.mark.parametrize("status", [201, 202, 204, 205])
def test_a_write_is_done_though_its_response_is_empty(status, plain, server):
    server.answer = lambda _: Answer(status, b"")
    assert (
        plain(operation("POST", body=body({"a": TEXT}))).sync.execute("things", "do", {"a": "x"}).data == []
    )


@pytest.mark.parametrize("success", [[200, 202], [204]])
def test_of_several_successes_only_the_first_promises_a_body(success, plain, server):
    server.answer = lambda _: Answer(success[-1], b"")
    record = operation("POST", body=body({"a": TEXT}), success=success)
    assert plain(record).sync.execute("things", "do", {"a": "x"}).data == []


@pytest.mark.parametrize(("success", "status"), [([200], 200), ([202], 202)])
def test_a_promised_body_that_is_missing_leaves_the_outcome_of_a_write_open(success, status, plain, server):
    server.answer = lambda _: Answer(status, b"")
    with pytest.raises(OutcomeUnknown):
        plain(operation("POST", body=body({"a": TEXT}), success=success)).sync.execute(
            "things", "do", {"a": "x"}
        )


def test_several_statuses_in_one_response_are_read_record_by_record(plain, server):
    answers = [{"code": "OK", "id": 1}, {"code": "BAD", "error": {"message": "no"}}]
    server.answer = lambda _: Answer(207, {"items": answers})
    record = operation(
        "POST", body=body({"a": TEXT}), records="items", records_kind="list", success=[207],
        outcome={"status": "code", "success": ["OK"], "errors": "error"},
    )  # fmt: skip
    page = plain(record).sync.execute("things", "do", {"a": "x"})
    assert page.data == answers
    assert "1 of 2 failed" in page.meta.warnings[0]


def test_a_stream_without_end_is_refused_at_once(plain, server):
    server.answer = lambda _: Answer(body=b"data: 1\n\n", headers={"content-type": "text/event-stream"})
    with pytest.raises(UpstreamError, match="stream"):
        plain(operation()).sync.execute("things", "do")
    assert len(server.requests) == 1


# ---------------------------------------------------------------------- redirects, servers, keys


def test_a_read_follows_a_redirect_on_the_same_host(plain, server):
    server.answers = [Answer(302, b"", {"location": "/other?x=1"}), Answer(body={"id": 7})]
    record = operation(parameters=[{"name": "X-Key", "in": "header", "schema": TEXT}])
    assert plain(record).sync.execute("things", "do", {"x_key": "secret"}).one == {"id": 7}
    assert server.requests[1].target == "/other?x=1"
    assert server.requests[1].headers["x-key"] == "secret"


def test_another_host_gets_no_credentials_and_neither_does_the_way_back(plain, server):
    with Server() as other:
        other.answer = lambda _: Answer(307, b"", {"location": f"{server.url}/back"})
        server.answers = [Answer(302, b"", {"location": f"{other.url}/file"}), Answer(body={"id": 7})]
        record = operation(
            parameters=[
                {"name": "Authorization", "in": "header", "schema": TEXT},
                {"name": "sid", "in": "cookie", "schema": TEXT},
            ]
        )
        assert plain(record).sync.execute("things", "do", {"authorization": "Bearer x", "sid": "y"}).one == {
            "id": 7
        }
        for request in (other.only, server.requests[1]):
            assert set(request.headers) <= {"host", "accept", "accept-encoding", "user-agent", "connection"}


@pytest.mark.parametrize("status", [301, 302, 303, 304, 307, 308])
def test_a_redirected_write_may_have_been_carried_out_and_is_not_sent_again(plain, server, status):
    server.answer = lambda _: Answer(status, b"", {"location": "/other"})
    connector = plain(operation("POST", body=body({"a": TEXT})))
    for _ in range(2):
        with pytest.raises(OutcomeUnknown):
            connector.sync.execute("things", "do", {"a": "x"})
    assert len(server.requests) == 1


@pytest.mark.parametrize("location", ["", "ftp://127.0.0.1/x", "http://user@127.0.0.1/x", "http://[/"])
def test_a_redirect_that_leads_nowhere_is_an_error(location, plain, server):
    server.answer = lambda _: Answer(302, b"", {"location": location})
    with pytest.raises(UpstreamError, match="redirected"):
        plain(operation()).sync.execute("things", "do")


def test_redirects_in_a_circle_end(plain, server):
    server.answer = lambda _: Answer(302, b"", {"location": "/things"})
    with pytest.raises(UpstreamError, match="more than 5 times"):
        plain(operation()).sync.execute("things", "do")


def test_an_operation_with_a_server_of_its_own_is_called_there_if_a_person_named_the_host(plain, server):
    with Server() as other:
        record = operation(server=f"{other.url}/v2")
        with pytest.raises(ConfigurationError, match="may not call"):
            plain(record).sync.execute("things", "do")
        assert other.requests == []
        host = other.url.partition("://")[2]
        plain(record, api=RestAPI(server.url, servers=[host])).sync.execute("things", "do")
        assert other.only.target == "/v2/things"
    assert server.requests == []


def test_a_write_with_an_idempotency_key_is_tried_again_with_the_same_key(plain, server):
    server.answers = [Answer(503), Answer(body={"id": 1})]
    record = operation("POST", body=body({"a": TEXT}), idempotency_header="Idempotency-Key")
    connector = plain(record)
    assert connector.sync.execute("things", "do", {"a": "x"}).one == {"id": 1}
    first, second = (request.headers["idempotency-key"] for request in server.requests)
    assert first == second
    connector.sync.execute("things", "do", {"a": "y"})
    assert server.requests[-1].headers["idempotency-key"] != first


def test_a_preview_shows_any_body(plain, server):
    fields = {"file": {"type": "string", "format": "binary"}}
    connector = plain(operation("POST", body=body(fields, media="multipart")))
    shown = connector.sync.execute("things", "do", {"file": b"\xff"}, dry_run=True).one
    assert "bytes of multipart/form-data" in shown["body"]
    assert server.requests == []


# ---------------------------------------------------------------------- pages


def numbers(start, count):
    return [{"id": number} for number in range(start, start + count)]


def paged(cursor, *names, **more):
    parameters = [
        {
            "name": name,
            "in": "query",
            "schema": {"type": "integer", "default": 2} if name == "limit" else TEXT,
        }
        for name in names
    ]
    kind = {"records": "items", "records_kind": "list", **more}
    return operation(parameters=parameters, cursor=cursor, **kind)


def ids(connector, params=None):
    return [record["id"] for record in connector.sync.iterate("things", "do", params)]


def test_a_token_may_be_a_number_and_end_with_more(plain, server):
    server.answers = [
        Answer(body={"items": numbers(0, 2), "next": 2, "more": True}),
        Answer(body={"items": numbers(2, 1), "next": 3, "more": False}),
    ]
    connector = plain(paged({"parameter": "offset", "response": "next", "more": "more"}, "offset"))
    assert ids(connector) == [0, 1, 2]
    assert server.requests[1].target == "/things?offset=2"


def test_a_token_may_be_in_a_header_of_the_last_record(plain, server):
    server.answers = [Answer(body={"items": numbers(0, 2)}), Answer(body={"items": []})]
    connector = plain(paged({"parameter": "after", "response": "items.-1.id"}, "after"))
    assert ids(connector) == [0, 1]
    assert server.requests[1].target == "/things?after=1"


def test_a_token_is_sent_in_the_body(plain, server):
    server.answers = [Answer(body={"items": numbers(0, 1), "next": "t"}), Answer(body={"items": []})]
    record = operation(
        "POST", effect="read", records="items", records_kind="list",
        body=body({"filter": TEXT, "page": {"type": "object", "properties": {"size": {"type": "integer"}, "token": TEXT}}}),
        cursor={"parameter": "page.token", "response": "next"},
    )  # fmt: skip
    assert ids(plain(record), {"filter": "x", "page": {"size": 5}}) == [0]
    assert json.loads(server.requests[1].body) == {"filter": "x", "page": {"size": 5, "token": "t"}}


def test_a_token_without_a_parameter_is_told(plain, server):
    server.answer = lambda _: Answer(body={"items": numbers(0, 1), "next": "t"})
    page = plain(paged({"response": "next"})).sync.execute("things", "do")
    assert page.meta.has_more
    assert page.meta.next_params is None
    assert "takes no page token" in page.meta.warnings[0]


@pytest.mark.parametrize(
    ("cursor", "pages", "targets"),
    [
        ({"kind": "page", "parameter": "page"}, [2, 1], ["/things", "/things?page=2"]),
        (
            {"kind": "page", "parameter": "page", "first": 0},
            [2, 2, 0],
            ["/things", "/things?page=1", "/things?page=2"],
        ),
        ({"kind": "page", "parameter": "page", "total": "total"}, [2, 2], ["/things", "/things?page=2"]),
        ({"kind": "offset", "parameter": "page"}, [2, 1], ["/things", "/things?page=2"]),
        ({"kind": "offset", "parameter": "page", "first": 1}, [2, 1], ["/things", "/things?page=3"]),
        ({"kind": "offset", "parameter": "page", "total": "total"}, [2, 2], ["/things", "/things?page=2"]),
    ],
)
def test_counted_pages_end_with_a_short_one_an_empty_one_or_the_total(cursor, pages, targets, plain, server):
    server.answers = [
        Answer(body={"items": numbers(10 * n, count), "total": 4}) for n, count in enumerate(pages)
    ]
    connector = plain(paged(cursor, "page", "limit", page_size="limit"))
    assert len(ids(connector)) == sum(pages)
    assert [request.target for request in server.requests] == targets


def test_a_short_page_is_not_the_last_where_the_size_is_more_than_the_api_is_known_to_give(plain, server):
    server.answers = [
        Answer(body={"items": numbers(0, 100)}),
        Answer(body={"items": numbers(100, 3)}),
        Answer(body={"items": []}),
    ]
    connector = plain(paged({"kind": "offset", "parameter": "page"}, "page", "limit", page_size="limit"))
    assert len(ids(connector, {"limit": 500})) == 103


def test_the_address_of_a_next_page_becomes_parameters(plain, server):
    server.answers = [
        Answer(
            body={
                "items": numbers(0, 1),
                "next": f"{server.url}/elsewhere?status=open&status=paid&page=2&key=a%26b",
            }
        ),
        Answer(body={"items": numbers(1, 1), "next": None}),
    ]
    record = operation(
        path="/things/{id}", cursor={"kind": "next_url", "response": "next"}, records="items", records_kind="list",
        parameters=[
            {"name": "id", "in": "path", "schema": TEXT},
            {"name": "status", "in": "query", "style": "form", "schema": {"type": "array", "items": TEXT}},
            {"name": "page", "in": "query", "schema": {"type": "integer"}},
        ],
    )  # fmt: skip
    connector = plain(record)
    page = connector.sync.execute("things", "do", {"id": "7", "status": ["open", "paid"]})
    assert page.meta.next_params == {
        "id": "7",
        "status": ["open", "paid"],
        "page": "2",
    }
    assert connector.sync.execute("things", "do", page.meta.next_params).data == [{"id": 1}]
    assert server.requests[1].target == "/things/7?status=open&status=paid&page=2"


def test_the_link_header_leads_on(plain, server):
    link = '<https://x.example/a?b=1>; rel="prev", </things?page=2>; rel="next", </things?page=9>; rel="last"'
    server.answers = [Answer(body=numbers(0, 1), headers={"link": link}), Answer(body=numbers(1, 1))]
    record = operation(
        cursor={"kind": "link"},
        records_kind="list",
        parameters=[{"name": "page", "in": "query", "schema": {"type": "integer"}}],
    )
    assert ids(plain(record)) == [0, 1]
    assert server.requests[1].target == "/things?page=2"


@pytest.mark.parametrize(
    "address", ["https://evil.example/things?page=2", "http://127.0.0.1:1/things?page=2", "//evil.example/x"]
)
def test_a_next_page_at_another_host_is_never_called_and_never_taken_for_the_end(address, plain, server):
    server.answer = lambda _: Answer(body={"items": numbers(0, 1), "next": address})
    connector = plain(paged({"kind": "next_url", "response": "next"}))
    page = connector.sync.execute("things", "do")
    assert page.meta.has_more
    assert page.meta.next_params is None
    assert "another host" in page.meta.warnings[0]
    records = iter(connector.sync.iterate("things", "do"))
    assert next(records) == {"id": 0}
    with pytest.raises(UpstreamError, match="goes on"):
        next(records)


# ---------------------------------------------------------------------- typed tools


def test_a_tool_that_is_too_large_takes_its_body_as_one_object(plain):
    many = {
        f"field_number_{number}_with_a_long_name": {"type": "string", "description": "x" * 50}
        for number in range(300)
    }
    record = operation("POST", "/things/{id}", body=body(many, required=["field_number_1_with_a_long_name"]),
                       parameters=[{"name": "id", "in": "path", "schema": TEXT}])  # fmt: skip
    from toolspan.tools.build import specs_of

    spec = specs_of(plain(record), shape="typed")[0]
    assert set(spec.parameters["properties"]) == {"id", "body", "select_fields", "dry_run"}
    assert spec.parameters["required"] == ["id", "body"]


def test_a_tool_whose_parameters_alone_are_too_large_is_left_out_of_the_list(plain, caplog):
    many = [
        {"name": f"filter_number_{number}_with_a_long_name", "in": "query", "schema": TEXT}
        for number in range(300)
    ]
    small = {**operation(), "action": "get"}
    from toolspan.tools.build import specs_of

    names = [spec.name for spec in specs_of(plain(operation(parameters=many), small), shape="typed")]
    assert "things_get" in names
    assert "things_do" not in names
    assert "things.do has no tool" in caplog.text
