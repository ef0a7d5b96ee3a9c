"""Amazon's own static sandbox cases, sent as they are: the request by the model, the answer whole."""

from __future__ import annotations

from typing import Any
from urllib.parse import unquote

import pytest

from toolspan.errors import (
    AuthenticationError,
    InvalidInput,
    NotFound,
    PermissionDenied,
    RateLimited,
    ToolspanError,
    UpstreamError,
)

from .conftest import OPERATIONS, cases, stem
from .listener import REQUEST_ID, Told

BY_KEY: dict[tuple[str, str], list[dict[str, Any]]] = {}
for case in cases():
    BY_KEY.setdefault((stem(case), case["operationId"]), []).append(case)
CALLS = [
    (each, case) for each in OPERATIONS.values() for case in BY_KEY.get((each.api, each.operation_id), [])
]
NAMES = [f"{each.name}-{case['id'].split(':', 1)[1]}" for each, case in CALLS]
KINDS = {
    400: InvalidInput,
    401: AuthenticationError,
    403: PermissionDenied,
    404: NotFound,
    422: InvalidInput,
    429: RateLimited,
}

if not CALLS:  # so that the tests still show, skipped or failed by `shared`
    CALLS, NAMES = [(None, None)], ["none"]
each_case = pytest.mark.parametrize(("operation", "case"), CALLS, ids=NAMES)


def values_of(case):
    """What the case gives, by wire name, with what belongs to the body under `body`."""
    request = case["request"]
    return (
        request["path"]
        | request["query"]
        | request["header"]
        | ({"body": request["body"]} if request["has_body"] else {})
    )


def answered(case):
    """The body that the case answers with; a 204 has none, whatever the model says beside it."""
    return case["response"] if case["has_response"] and case["status"] != 204 else None


def told_by(case):
    headers = {name: each["value"] for name, each in (case["response_headers"] or {}).items()}
    return Told(case["status"], answered(case), headers)


def at(body, path):
    for key in path.split(".") if path else []:
        body = body[key]
    return body


def records_of(operation, body):
    found = at(body, operation.records)
    if operation.records_kind == "lists":
        return [{"eventList": name, **row} for name, rows in found.items() for row in rows]
    return [] if operation.records_kind == "none" else found if isinstance(found, list) else [found]


@each_case
async def test_a_static_case_is_sent_as_it_is_and_its_answer_given_back_whole(
    judge, local, listener, operation, case
):
    listener.gives_restricted_tokens = operation.entity != "tokens"
    listener.answer = lambda _: told_by(case)
    caught = page = None
    try:
        page = await local.execute(operation.entity, operation.action, values_of(case), validate=False)
    except ToolspanError as error:
        caught = error

    sent = listener.requests[0]  # a read is repeated after some failures
    valid = case["status"] < 300 and case.get("request_body_valid") is not False
    assert list(judge(operation).faults(sent, values_of(case), valid=valid)) == []
    assert unquote(sent.path) == unquote(case["concrete_path"])
    if page is not None:
        assert case["status"] < 300
        assert page.raw == answered(case)
        assert page.data == ([] if case["status"] == 204 else records_of(operation, case["response"]))
        assert page.meta.request_id == REQUEST_ID
        return
    assert type(caught) is KINDS.get(case["status"], UpstreamError)
    assert (caught.status, caught.request_id) == (case["status"], REQUEST_ID)
    if first := first_error(case["response"]):
        assert (caught.upstream_code, caught.details) == (first.get("code"), first.get("details") or None)
        assert (first.get("message") or "") in str(caught)


def first_error(body):
    errors = body.get("errors", [body]) if isinstance(body, dict) else body
    return errors[0] if errors else None


def test_no_operation_is_left_out_where_amazon_has_cases(shared):
    covered = {(each.api, each.operation_id) for each, _ in CALLS}
    assert covered == {(each.api, each.operation_id) for each in OPERATIONS.values()} & set(BY_KEY)
    assert len(CALLS) >= 25
