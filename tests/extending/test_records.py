"""The records of a connector's operations: what they leave out is safe, and what is wrong is refused by name."""

from __future__ import annotations

import json

import httpx2
import pytest
from desk import NAMED, OPEN, desk, record

from toolspan import ConfigurationError, OutcomeUnknown, UpstreamError
from toolspan.connectors.amazon_seller_partner import AmazonSellerPartnerConnector
from toolspan.operations.records import check_records


def failing(_: httpx2.Request) -> httpx2.Response:
    return httpx2.Response(503, json={"message": "down"})


@pytest.mark.parametrize("method", ["POST", "PATCH"])
def test_a_write_that_may_have_arrived_is_sent_once(method, tmp_path):
    connector, sent = desk(tmp_path, failing, [record("change", "write", method, body=OPEN)])
    with pytest.raises(OutcomeUnknown):
        connector.sync.execute("tickets", "change", {"subject": "Late"})
    assert len(sent) == 1


@pytest.mark.parametrize(
    ("effect", "method", "more"),
    [
        ("read", "GET", {}), ("read", "POST", {}), ("write", "PUT", {}), ("write", "DELETE", {}),
        ("write", "POST", {"idempotent": True}),
    ],
)  # fmt: skip
def test_what_is_the_same_twice_as_once_is_tried_again(effect, method, more, tmp_path):
    connector, sent = desk(tmp_path, failing, [record("change", effect, method, **more)])
    with pytest.raises(OutcomeUnknown if effect == "write" else UpstreamError):
        connector.sync.execute("tickets", "change")
    assert len(sent) == 3


def test_the_body_of_a_write_is_sent(tmp_path):
    connector, sent = desk(tmp_path)
    assert connector.sync.execute("tickets", "create", {"subject": "Late"}).one == {"id": "7"}
    assert json.loads(sent[0].content) == {"subject": "Late"}


@pytest.mark.parametrize(("runs", "runner"), [("executor", "LocalExecutor"), ("client", "Desk")])
def test_a_handler_needs_no_request_beside_it(runs, runner, tmp_path):
    made = record("summarise", "read", "", "") | {"runs": runs, "handler": "desk:answer_from_here"}
    connector, sent = desk(tmp_path, records=[{key: value for key, value in made.items() if value}])
    assert connector.sync.execute("tickets", "summarise").one == {"runner": runner}
    assert sent == []


def test_what_a_handler_would_do_can_be_asked_without_doing_it(tmp_path):
    made = {"entity": "tickets", "action": "close_all", "summary": "Close all.", "effect": "write"}
    connector, sent = desk(tmp_path, records=[made | {"handler": "desk:answer_from_here"}])
    shown = connector.sync.execute("tickets", "close_all", dry_run=True).one
    assert shown == {"operation": "tickets.close_all", "steps": [], "params": {}}
    assert sent == []


GET = record("get", "read", "GET", "/tickets/{ticketId}")
LIST = record("list", "read", "GET")


def with_parameter(**parameter):
    return {**LIST, "parameters": [{"name": "page", "in": "query"} | parameter]}


@pytest.mark.parametrize(
    ("faulty", "said"),
    [
        ({**LIST, "method": "POST", "body": {"schema": {"type": "object", "properties": {"title": {}}, "required": ["titel"]}}},
         'required names "titel", which is no property. Did you mean "title"?'),
        ({**LIST, "parameters": [{"name": "page", "in": "query", "schema": {"type": "integer", "minimum": "1"}}]},
         "minimum must be a number, not '1'"),
        ({**LIST, "sumary": "x"}, 'unknown key "sumary". Did you mean "summary"?'),
        ({**LIST, "summary": None}, "summary is missing"),
        ({**LIST, "effect": "writes"}, 'effect must be one of read, write, not \'writes\'. Did you mean "write"?'),
        ({**LIST, "method": "GETT"}, 'Did you mean "GET"?'),
        ({**LIST, "method": None}, "method is missing"),
        ({**LIST, "method": None, "handler": "desk_tools:listed"}, "method is missing"),
        ({**LIST, "runs": "client"}, "handler is missing"),
        ({**LIST, "records_kind": "lst"}, 'Did you mean "list"?'),
        ({**LIST, "idempotent": "yes"}, "idempotent must be true or false, not 'yes'"),
        ({**LIST, "entity": "My Tickets"}, "snake_case"),
        ({**LIST, "entity": "docs"}, "choose another name"),
        ({**LIST, "path": "tickets"}, 'must start with "/"'),
        ({**LIST, "path": "/open tickets"}, "have no spaces"),
        ({**LIST, "path": "/tickets/{id"}, "unmatched brace"),
        ({**GET, "path": "/tickets/{ticket}"}, '{ticket}, but no parameter in "path" has that name. Did you mean "ticketId"?'),
        ({**GET, "path": "/tickets"}, "has no {ticketId}"),
        ({**GET, "parameters": [NAMED | {"required": False}]}, "required must be true"),
        ({**GET, "parameters": [NAMED, NAMED]}, "is defined 2 times: give all but one of them an argument"),
        (with_parameter(**{"in": "body"}), 'body fields belong in the schema of "body"'),
        (with_parameter(**{"in": "qury"}), 'Did you mean "query"?'),
        (with_parameter(style="pipes"), "style must be one of simple, label, matrix"),
        (with_parameter(style="label"), "style in query must be one of form, space"),
        (with_parameter(name="filter[page]"), 'give it an argument, such as "filter_page"'),
        (with_parameter(argument="Page"), "argument 'Page' must have small letters"),
        (with_parameter(explode="yes"), "explode must be true or false"),
        (with_parameter(requird=True), 'Did you mean "required"?'),
        (with_parameter(schema={"type": "int"}), "type must be one of string, integer"),
        (with_parameter(schema={"type": ["string", "nul"]}), "type must be one of"),
        (with_parameter(schema={"type": "string", "pattern": 1}), "is not text"),
        (with_parameter(schema={"anyOf": [{"type": "int"}]}), "anyOf[0]: type must be one of"),
        (with_parameter(schema={"$ref": "#/definitions/Paeg"}), '"$ref" must name'),
        (with_parameter(schema={"type": "array", "items": {"type": "text"}}), 'parameter "page".items: type must be one of'),
        ({**LIST, "body": {"schema": {"type": "string"}, "media": "form"}}, "a form has fields"),
        ({**LIST, "body": {"schema": {}, "media": "jsn"}}, 'Did you mean "json"?'),
        ({**LIST, "body": {"schema": {"type": "object", "properties": {"a": {}}}, "encoding": {"b": {}}}}, 'encoding names "b"'),
        ({**LIST, "body": {"schem": {}}}, 'Did you mean "schema"?'),
        ({**LIST, "body": {"schema": {"type": "object", "properties": {"a": {"$ref": "#/$defs/A"}}}}}, '"$ref" must name'),
        ({**LIST, "cursor": {"parameter": "after", "response": "next"}}, 'cursor names "after", which is no parameter'),
        ({**with_parameter(), "cursor": {"parameter": "page"}}, "cursor: response is missing"),
        ({**LIST, "cursor": {"kind": "offset"}}, "cursor: parameter is missing"),
        ({**LIST, "cursor": {"kind": "pages"}}, 'Did you mean "page"?'),
        ({**LIST, "security": [{"key": "all"}]}, "must hold a list of scopes"),
        ({**LIST, "server": "https://a@b"}, "must be an https URL"),
        ({**with_parameter(), "cursor": {"paramater": "page", "response": "next"}}, 'Did you mean "parameter"?'),
        ({**with_parameter(), "rules": [{"kind": "max_sapn", "start": "page"}]}, 'Did you mean "max_span"?'),
        ({**with_parameter(), "rules": [{"kind": "exactly_one", "names": ["pag"]}]}, 'rules names "pag"'),
        ({**with_parameter(), "rules": [{"kind": "exactly_one", "name": "page"}]}, "names is missing"),
        ({**with_parameter(), "example": {"pages": 1}}, 'example names "pages"'),
        ({**LIST, "defaults": {"page": 1}}, 'defaults names "page"'),
        ({**LIST, "rate": 2}, "rate and burst belong together"),
        ({**LIST, "rate": -1, "burst": 1}, "rate must be above 0"),
        ({**LIST, "success": [404]}, "statuses from 200 to 299"),
    ],
)  # fmt: skip
def test_a_wrong_record_is_refused_with_its_name_and_what_was_meant(faulty, said, tmp_path):
    connector, sent = desk(tmp_path, records=[faulty], policy=None)
    with pytest.raises(ConfigurationError) as refused:
        connector.sync.execute("tickets", "list")
    assert said in str(refused.value)
    assert f"{faulty['entity']}.{faulty['action']}" in str(refused.value)
    assert "operations.json" in str(refused.value)
    assert sent == []


def test_an_operation_that_stands_there_twice_is_refused(tmp_path):
    connector, _ = desk(tmp_path, records=[LIST, LIST], policy=None)
    with pytest.raises(ConfigurationError, match=r"tickets\.list is defined 2 times"):
        connector.sync.execute("tickets", "list")


def test_an_alias_of_nothing_is_refused(tmp_path):
    connector, _ = desk(tmp_path, records=[LIST], policy=None, aliases={"cases": "ticket"})
    with pytest.raises(ConfigurationError, match="which is no entity"):
        connector.sync.execute("tickets", "list")


def test_a_file_that_is_no_json_is_refused(tmp_path):
    connector, _ = desk(tmp_path, records=[LIST], policy=None)
    tmp_path.joinpath("operations.json").write_text('{"operations": [}')
    with pytest.raises(ConfigurationError, match="it is not JSON"):
        connector.sync.execute("tickets", "list")


def test_all_faults_are_told_at_once(tmp_path):
    connector, _ = desk(tmp_path, records=[{**LIST, "methd": "x", "records_kind": "some"}], policy=None)
    with pytest.raises(ConfigurationError) as refused:
        connector.sync.execute("tickets", "list")
    assert "methd" in str(refused.value)
    assert "records_kind" in str(refused.value)


def test_the_records_that_ship_are_good():
    source = AmazonSellerPartnerConnector.every_operation._source
    check_records(json.loads(source.read_bytes()), str(source))
