"""Requests of a plain connector, as they come over the wire."""

from __future__ import annotations

import json
from email import message_from_bytes

import pytest
from plain import Answer, body, operation

from toolspan import InvalidInput, OutcomeUnknown

TEXT = {"type": "string"}
LIST = {"type": "array", "items": TEXT}
OBJECT = {"type": "object", "properties": {"low": {"type": "integer"}, "high": {"type": "integer"}}}
NESTED = {
    "type": "object",
    "properties": {
        "kind": TEXT,
        "owner": {"type": "object", "properties": {"city": TEXT}},
        "length": {"type": "array", "items": {"type": "number"}},
    },
}
RANGE = {"low": 1, "high": 2}


@pytest.mark.parametrize(
    ("parameter", "value", "query"),
    [
        ({"schema": LIST}, ["a b", "c,d"], "p=a%20b,c%2Cd"),
        ({"schema": LIST, "style": "form"}, ["a b", "c,d"], "p=a%20b&p=c%2Cd"),
        ({"schema": LIST, "style": "multi"}, ["a", "c"], "p=a&p=c"),
        ({"schema": LIST, "style": "form", "explode": False}, ["a", "b"], "p=a,b"),
        ({"schema": LIST, "style": "space"}, ["a", "b"], "p=a%20b"),
        ({"schema": LIST, "style": "pipe"}, ["a", "b|c"], "p=a%7Cb%7Cc"),
        ({"schema": LIST, "style": "tsv"}, ["a", "b"], "p=a%09b"),
        ({"schema": LIST, "style": "form"}, [], ""),
        ({"schema": OBJECT, "style": "form"}, RANGE, "low=1&high=2"),
        ({"schema": OBJECT, "style": "form", "explode": False}, RANGE, "p=low,1,high,2"),
        ({"schema": OBJECT, "style": "deep"}, RANGE, "p%5Blow%5D=1&p%5Bhigh%5D=2"),
        (
            {"schema": NESTED, "style": "deep"},
            {"kind": "sail", "owner": {"city": "Århus"}, "length": [7, 8.5]},
            "p%5Bkind%5D=sail&p%5Bowner%5D%5Bcity%5D=%C3%85rhus&p%5Blength%5D%5B0%5D=7&p%5Blength%5D%5B1%5D=8.5",
        ),
        ({"schema": OBJECT, "style": "json"}, RANGE, "p=%7B%22low%22%3A1%2C%22high%22%3A2%7D"),
        ({"schema": TEXT, "reserved": True}, "a/b:c?d=e&f#g", "p=a/b:c?d=e%26f%23g"),
        ({"schema": TEXT}, "a/b:c?d=e&f", "p=a%2Fb%3Ac%3Fd%3De%26f"),
        ({"schema": {"type": "boolean"}}, True, "p=true"),
        ({"schema": {"type": "number"}}, 5, "p=5"),
        ({"schema": TEXT}, "", "p="),
    ],
)  # fmt: skip
def test_a_value_is_written_into_the_query_in_its_style(parameter, value, query, plain, server):
    plain(operation(parameters=[{"name": "p", "in": "query", **parameter}])).sync.execute(
        "things", "do", {"p": value}
    )
    assert server.only.line == f"GET /things{'?' if query else ''}{query} HTTP/1.1"


@pytest.mark.parametrize(
    ("parameter", "value", "written"),
    [
        ({"schema": LIST}, ["a", "b/c"], "a,b%2Fc"),
        ({"schema": OBJECT}, RANGE, "low,1,high,2"),
        ({"schema": OBJECT, "explode": True}, RANGE, "low=1,high=2"),
        ({"schema": TEXT, "style": "label"}, "a", ".a"),
        ({"schema": LIST, "style": "label"}, ["a", "b"], ".a,b"),
        ({"schema": LIST, "style": "label", "explode": True}, ["a", "b"], ".a.b"),
        ({"schema": OBJECT, "style": "label", "explode": True}, RANGE, ".low=1.high=2"),
        ({"schema": TEXT, "style": "matrix"}, "a", ";p=a"),
        ({"schema": LIST, "style": "matrix"}, ["a", "b"], ";p=a,b"),
        ({"schema": LIST, "style": "matrix", "explode": True}, ["a", "b"], ";p=a;p=b"),
        ({"schema": OBJECT, "style": "matrix"}, RANGE, ";p=low,1,high,2"),
        ({"schema": OBJECT, "style": "matrix", "explode": True}, RANGE, ";low=1;high=2"),
        ({"schema": TEXT, "multi_segment": True}, "a b/c/d.txt", "a%20b/c/d.txt"),
        ({"schema": TEXT}, "a/b", "a%2Fb"),
    ],
)
def test_a_value_is_written_into_the_path_in_its_style(parameter, value, written, plain, server):
    record = operation(path="/x/{p}/y", parameters=[{"name": "p", "in": "path", **parameter}])
    plain(record).sync.execute("things", "do", {"p": value})
    assert server.only.line == f"GET /x/{written}/y HTTP/1.1"


@pytest.mark.parametrize("value", ["../secret", "a/../b", "a//b", ".", "a/./b", ""])
def test_a_path_of_several_segments_leads_nowhere_else(value, plain, server):
    record = operation(
        path="/files/{p}", parameters=[{"name": "p", "in": "path", "schema": TEXT, "multi_segment": True}]
    )
    with pytest.raises(InvalidInput, match="p: "):
        plain(record).sync.execute("things", "do", {"p": value})
    assert server.requests == []


def test_lists_and_objects_are_written_into_headers_and_cookies(plain, server):
    record = operation(
        parameters=[
            {"name": "X-List", "in": "header", "schema": LIST},
            {"name": "X-Object", "in": "header", "schema": OBJECT, "explode": True},
            {"name": "session", "in": "cookie", "schema": TEXT},
            {"name": "seen", "in": "cookie", "schema": LIST},
        ]
    )
    plain(record).sync.execute(
        "things", "do", {"x_list": ["a", "b"], "x_object": RANGE, "session": "a;b", "seen": ["1", "2"]}
    )
    assert server.only.headers["x-list"] == "a,b"
    assert server.only.headers["x-object"] == "low=1,high=2"
    assert server.only.headers["cookie"] == "session=a%3Bb; seen=1,2"


@pytest.mark.parametrize("value", ["a\r\nX-Evil: 1", "a\nb"])
def test_nothing_breaks_out_of_a_header(value, plain, server):
    record = operation(parameters=[{"name": "X-List", "in": "header", "schema": LIST}])
    with pytest.raises(InvalidInput):
        plain(record).sync.execute("things", "do", {"x_list": [value]})
    assert server.requests == []


def test_one_name_in_five_places_is_five_arguments(plain, server):
    where = [("path", None), ("query", "id_query"), ("header", "id_header"), ("cookie", "id_cookie")]
    parameters = [
        {"name": "id", "in": place, "schema": TEXT, **({"argument": name} if name else {})}
        for place, name in where
    ]
    record = operation("POST", "/echo/{id}", parameters=parameters, body=body({"id": {"type": "integer"}}))
    given = {"id": "1", "id_query": "2", "id_header": "3", "id_cookie": "4", "body_id": 5}
    plain(record).sync.execute("things", "do", given)
    request = server.only
    assert request.target == "/echo/1?id=2"
    assert request.headers["id"] == "3"
    assert request.headers["cookie"] == "id=4"
    assert json.loads(request.body) == {"id": 5}


def test_two_names_that_differ_in_their_spelling_alone_are_both_sent(plain, server):
    parameters = [
        {"name": "pageSize", "in": "query", "schema": TEXT},
        {"name": "page_size", "in": "query", "argument": "page_size_2", "schema": TEXT},
        {"name": "filter[status]", "in": "query", "argument": "filter_status", "schema": TEXT},
    ]
    plain(operation(parameters=parameters)).sync.execute(
        "things", "do", {"page_size": "1", "page_size_2": "2", "filter[status]": "open"}
    )
    assert server.only.target == "/things?pageSize=1&page_size=2&filter%5Bstatus%5D=open"


def test_fields_with_names_that_no_tool_can_have_get_others(plain, server):
    record = operation("POST", body=body({"StartTime<": TEXT, "$top": {"type": "integer"}, "ids[]": LIST}))
    plain(record).sync.execute("things", "do", {"start_time_before": "x", "top": 1, "ids": ["a"]})
    assert json.loads(server.only.body) == {"StartTime<": "x", "$top": 1, "ids[]": ["a"]}


@pytest.mark.parametrize(
    ("path", "target"),
    [
        ("/files/{id}#add", "/files/1?q=z"),
        ("/files/{id}?view=map", "/files/1?view=map&q=z"),
        ("/r?a=b#c", "/r?a=b&q=z"),
    ],
)
def test_a_query_in_the_path_is_sent_and_a_fragment_is_not(path, target, plain, server):
    parameters = [{"name": "q", "in": "query", "schema": TEXT}]
    given = {"q": "z"}
    if "{id}" in path:
        parameters.append({"name": "id", "in": "path", "schema": TEXT})
        given["id"] = "1"
    plain(operation(path=path, parameters=parameters)).sync.execute("things", "do", given)
    assert server.only.target == target


# ---------------------------------------------------------------------- bodies


def test_null_clears_a_field_that_may_be_null(plain, server):
    fields = {"name": TEXT, "note": {"type": ["string", "null"]}, "old": {"type": "string", "nullable": True}}
    record = operation("PATCH", body=body(fields, media="merge-patch"))
    plain(record).sync.execute("things", "do", {"name": None, "note": None, "old": None})
    assert json.loads(server.only.body) == {"note": None, "old": None}
    assert server.only.headers["content-type"] == "application/merge-patch+json"


def test_a_form_is_written_by_the_encoding_of_its_fields(plain, server):
    fields = {
        "berth": TEXT,
        "items": {
            "type": "array",
            "items": {"type": "object", "properties": {"sku": TEXT, "count": {"type": "integer"}}},
        },
        "metadata": {"type": "object", "additionalProperties": TEXT},
        "expand": LIST,
        "plain": OBJECT,
    }
    encoding = {"items": {"style": "deep"}, "metadata": {"style": "deep"}, "expand": {"style": "form"}}
    plain(operation("POST", body=body(fields, media="form", encoding=encoding))).sync.execute(
        "things",
        "do",
        {
            "berth": "A 1&2",
            "items": [{"sku": "x", "count": 2}, {"sku": "y"}],
            "metadata": {"k": "v"},
            "expand": ["a", "b"],
            "plain": RANGE,
        },
    )
    assert server.only.headers["content-type"] == "application/x-www-form-urlencoded"
    assert server.only.body.decode() == (
        "berth=A%201%262&items%5B0%5D%5Bsku%5D=x&items%5B0%5D%5Bcount%5D=2&items%5B1%5D%5Bsku%5D=y"
        "&metadata%5Bk%5D=v&expand=a&expand=b&plain=%7B%22low%22%3A1%2C%22high%22%3A2%7D"
    )


def test_a_multipart_body_has_a_file_and_parts_of_json(plain, server, tmp_path):
    fields = {
        "file": {"type": "string", "format": "binary"},
        "attributes": OBJECT,
        "tags": LIST,
        "title": TEXT,
    }
    encoding = {
        "file": {"content_type": "application/pdf, image/png"},
        "attributes": {"content_type": "application/json"},
    }
    file = tmp_path / 'a "b".png'
    file.write_bytes(b"\x89PNG\r\n--x")
    plain(operation("POST", body=body(fields, media="multipart", encoding=encoding))).sync.execute(
        "things", "do", {"file": file, "attributes": RANGE, "tags": ["a", "b"], "title": "Ö"}
    )
    request = server.only
    head = f"content-type: {request.headers['content-type']}\r\n\r\n".encode()
    parts = message_from_bytes(head + request.body).get_payload()
    told = [
        (
            part.get_param("name", header="content-disposition"),
            part.get_content_type(),
            part.get_payload(decode=True),
        )
        for part in parts
    ]
    assert told == [
        ("file", "image/png", b"\x89PNG\r\n--x"),
        ("attributes", "application/json", b'{"low":1,"high":2}'),
        ("tags", "text/plain", b"a"),
        ("tags", "text/plain", b"b"),
        ("title", "text/plain", "Ö".encode()),
    ]
    assert b'filename="a %22b%22.png"' in request.body


@pytest.mark.parametrize(
    ("file", "content", "name", "kind"),
    [
        (b"abc", b"abc", "file", "application/pdf"),
        ("abc", b"abc", "file", "application/pdf"),
        (
            {"base64": "YWJj", "filename": "x.txt", "content_type": "text/plain"},
            b"abc",
            "x.txt",
            "text/plain",
        ),
        ({"text": "abc"}, b"abc", "file", "application/pdf"),
    ],
)
def test_a_file_may_be_bytes_text_or_an_object(file, content, name, kind, plain, server):  # noqa: PLR0917 - a table and two fixtures
    record = operation(
        "POST",
        body=body({"file": {"type": "string", "format": "binary"}}, media="multipart",
                  encoding={"file": {"content_type": "application/pdf"}}),
    )  # fmt: skip
    plain(record).sync.execute("things", "do", {"file": file})
    assert f'name="file"; filename="{name}"'.encode() in server.only.body
    assert f"Content-Type: {kind}\r\n\r\n".encode() + content in server.only.body


@pytest.mark.parametrize("file", [{"base64": "%%"}, {"name": "x"}, 5, b""])
def test_what_is_no_file_is_refused(file, plain, server):
    record = operation("POST", body=body({"file": {"type": "string", "format": "binary"}}, media="multipart"))
    with pytest.raises(InvalidInput, match="file: "):
        plain(record).sync.execute("things", "do", {"file": file})
    assert server.requests == []


@pytest.mark.parametrize(
    ("payload", "given", "sent", "kind"),
    [
        ({"schema": TEXT, "media": "text", "required": True}, "Grüße", "Grüße".encode(), "text/plain; charset=utf-8"),
        ({"schema": {"type": "string", "format": "binary"}, "media": "bytes"}, b"\x00\xff", b"\x00\xff", "application/octet-stream"),
        ({"schema": {"type": "string", "format": "binary"}, "media": "bytes", "content_type": "image/jpeg"}, b"x", b"x", "image/jpeg"),
        ({"schema": LIST, "required": True}, ["a"], b'["a"]', "application/json"),
        ({"schema": {"type": "boolean"}, "required": True}, False, b"false", "application/json"),
        ({"schema": LIST, "content_type": "application/json-patch+json"}, ["a"], b'["a"]', "application/json-patch+json"),
    ],
)  # fmt: skip
def test_a_body_that_is_no_object_is_given_as_body(payload, given, sent, kind, plain, server):  # noqa: PLR0917 - as above
    plain(operation("PUT", body=payload)).sync.execute("things", "do", {"body": given})
    assert server.only.body == sent
    assert server.only.headers["content-type"] == kind


def test_a_field_called_body_is_a_field(plain, server):
    record = operation("POST", body=body({"title": TEXT, "body": TEXT}))
    plain(record).sync.execute("things", "do", {"title": "a", "body": "text"})
    assert json.loads(server.only.body) == {"title": "a", "body": "text"}


@pytest.mark.parametrize(
    "given",
    [
        {"body": {"name": "Ida", "low": 1, "more": 2}},
        {"body": {"name": "Otto", "low": 1, "more": 2}, "name": "Ida"},
        {"body": '{"name": "Ida", "low": 1, "more": 2}'},
    ],
)
def test_a_body_given_whole_counts_for_its_fields(given, plain, server):
    fields = {"name": TEXT, "low": {"type": "integer"}}
    payload = body(fields, additionalProperties=True, minProperties=3, required=True)
    payload["schema"]["required"] = ["name"]
    plain(operation("POST", body=payload)).sync.execute("things", "do", given)
    assert json.loads(server.only.body) == {"name": "Ida", "low": 1, "more": 2}


def test_the_fields_that_an_optional_body_needs_are_asked_for(plain, server):
    payload = body({"name": TEXT, "low": TEXT})
    payload["schema"]["required"] = ["name"]
    connector = plain(operation("POST", body=payload))
    with pytest.raises(InvalidInput, match="name is required"):
        connector.sync.execute("things", "do", {})
    assert not server.requests
    connector.sync.execute("things", "do", {}, validate=False)
    assert server.only.body == b""


def test_a_required_body_that_is_missing_is_refused(plain, server):
    with pytest.raises(InvalidInput, match="body is required"):
        plain(operation("PUT", body={"schema": TEXT, "media": "text", "required": True})).sync.execute(
            "things", "do"
        )
    assert server.requests == []


def test_the_unchecked_door_sends_what_it_is_given(plain, server):
    record = operation(
        "POST", parameters=[{"name": "p", "in": "query", "schema": OBJECT}], body=body({"a": OBJECT})
    )
    plain(record).sync.execute("things", "do", {"p": "x y", "a": {"lwo": 1}, "z": [1, 2]}, validate=False)
    assert server.only.target == "/things?p=x%20y&z=1,2"
    assert json.loads(server.only.body) == {"a": {"lwo": 1}}


def test_a_raw_call_sends_what_it_is_given(plain, server):
    plain(operation()).sync.raw("POST", "/a%2Fb", query={"q": ["x", 1]}, body={"any": [None, 1.5]})
    assert server.only.target == "/a%2Fb?q=x,1"
    assert json.loads(server.only.body) == {"any": [None, 1.5]}


@pytest.mark.parametrize("method", ["POST", "PATCH"])
def test_a_write_that_may_have_arrived_is_not_sent_twice(method, plain, server):
    server.answer = lambda _: Answer(503)
    with pytest.raises(OutcomeUnknown):
        plain(operation(method, body=body({"a": TEXT}))).sync.execute("things", "do", {"a": "x"})
    assert len(server.requests) == 1
