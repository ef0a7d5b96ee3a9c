"""Open bodies: fields that a document does not name are sent in the body where it allows them."""

from __future__ import annotations

import json

import httpx2
import pytest

from toolspan import Connector, InvalidInput, Policy

pytestmark = pytest.mark.anyio
TEXT = {"type": "string"}
FREE = {"type": "object", "properties": {"a": TEXT}, "required": ["a"], "additionalProperties": True}


def connector(schema: dict, answer: bytes = b"{}"):
    sent = []

    def answered(request):
        sent.append(request)
        return httpx2.Response(200, content=answer, headers={"content-type": "application/json"})

    ok = {"200": {"description": "OK", "content": {"application/json": {"schema": {"type": "object"}}}}}
    create = {
        "operationId": "things.create",
        "requestBody": {"required": True, "content": {"application/json": {"schema": schema}}},
        "responses": ok,
    }
    document = {
        "openapi": "3.1.0",
        "info": {"title": "Shop", "version": "1"},
        "servers": [{"url": "https://api.shop.test/v1"}],
        "paths": {"/things": {"post": create}, "/odd": {"get": {"parameters": "hello", "responses": ok}}},
    }
    policy = Policy(writes=["*"], repeat_window=0)
    return Connector.from_openapi(document, transport=httpx2.MockTransport(answered), policy=policy), sent


@pytest.mark.parametrize("validate", [True, False])
@pytest.mark.parametrize(
    ("schema", "params"),
    [
        (FREE, {"a": "1", "color": 2}),
        (FREE, {"color": {"deep": [1]}, "body": {"a": "1"}}),
        ({"type": "object"}, {"k": "v"}),
        ({"type": "object", "additionalProperties": TEXT}, {"k": "v"}),
    ],
)
async def test_an_open_body_takes_fields_that_are_not_named(schema, params, validate):
    made, sent = connector(schema)
    await made.execute("things", "create", params, validate=validate)
    wanted = {**params.get("body", {}), **{name: value for name, value in params.items() if name != "body"}}
    assert json.loads(sent[0].content) == wanted
    assert not sent[0].url.query


@pytest.mark.parametrize(
    ("schema", "params"),
    [
        (FREE, {"color": 2}),
        ({"type": "object", "additionalProperties": TEXT}, {"k": [1]}),
        ({"type": "object", "properties": {"a": TEXT}}, {"a": "1", "color": 2}),
        ({**FREE, "properties": {"a": TEXT, "description": TEXT}}, {"a": "1", "descripton": "x"}),
    ],
)
async def test_what_an_open_body_must_hold_is_checked_still(schema, params):
    made, sent = connector(schema)
    with pytest.raises(InvalidInput):
        await made.execute("things", "create", params)
    assert not sent


async def test_an_answer_may_begin_with_a_byte_order_mark():
    made, _ = connector(FREE, b'\xef\xbb\xbf{"id": 1}')
    assert (await made.execute("things", "create", {"a": "1"})).one == {"id": 1}


def test_parameters_that_are_no_list_make_an_operation_unusable():
    made, _ = connector(FREE)
    assert list(made.skipped.values()) == ["its parameters are no list"]
