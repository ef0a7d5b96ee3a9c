"""An error that a server tells is the error that it had."""

from __future__ import annotations

import json

import httpx2
import pytest

from toolspan import errors
from toolspan.errors import ToolspanError
from toolspan.hosted.endpoints import LIST
from toolspan.hosted.errors import KINDS, error_of, told_error
from toolspan.runtime.redaction import Redactor
from toolspan.server.problems import STATUSES, Problem, of_core
from toolspan.transport.http import Response


def kinds_of(kind: type[ToolspanError]) -> list[type[ToolspanError]]:
    """The classes of the core below one, theirs too."""
    below = [each for each in kind.__subclasses__() if each.__module__ == errors.__name__]
    return below + [each for one in below for each in kinds_of(one)]


ALL = kinds_of(ToolspanError)


def through(error: ToolspanError) -> ToolspanError | None:
    """What comes out at the client of what went in at the server."""
    problem = of_core(error)
    body = json.dumps(problem.body("request-1"), default=str).encode()
    return told_error(Response(problem.status, httpx2.Headers(problem.headers), body), Redactor())


def test_every_class_of_errors_is_known_by_its_code():
    assert set(KINDS.values()) == set(ALL)
    assert set(STATUSES) == set(KINDS)


@pytest.mark.parametrize("kind", ALL)
def test_a_bare_error_arrives_as_it_was(kind):
    error = through(kind("What was wrong."))
    assert type(error) is kind
    assert (error.message, error.hint, error.retryable, error.retry_after) == (
        "What was wrong.",
        None,
        kind.retryable_by_default,
        None,
    )


@pytest.mark.parametrize("kind", ALL)
def test_an_error_arrives_with_everything_that_it_says(kind):
    given = kind(
        "What was wrong.", hint="Do this.", retryable=True, retry_after=12.5, status=429, upstream_code="QuotaExceeded",
        details="slow down", request_id="amzn-1", resume={"entity": "reports", "action": "run", "params": {"report_id": "1"}},
    )  # fmt: skip
    error = through(given)
    assert type(error) is kind
    assert error.to_dict() == given.to_dict()


@pytest.mark.parametrize(
    "details",
    [None, [], "x", {}, {"code": 7}, {"code": "no_such"}, {"code": []}, {"retryable": True}],
)  # fmt: skip
def test_what_is_not_told_as_an_error_of_ours_is_judged_by_its_status(details):
    body = {
        "message": "m",
        "errors": [{"field": None, "message": "m", "error_code": "x", "details": details}],
    }
    assert told_error(Response(500, httpx2.Headers(), json.dumps(body).encode()), Redactor()) is None


@pytest.mark.parametrize("field", ["hint", "retryable", "retry_after", "resume", "upstream"])
@pytest.mark.parametrize("value", [7, "x", [], {}, None, True, -1, {"status": "x", "code": 7, "details": []}])
def test_a_strange_field_of_a_told_error_is_left_aside(field, value):
    details = {"code": "upstream", "retryable": False, field: value}
    body = {
        "message": "m",
        "errors": [{"field": None, "message": "m", "error_code": "upstream", "details": details}],
    }
    error = told_error(Response(502, httpx2.Headers(), json.dumps(body).encode()), Redactor())
    assert type(error) is errors.UpstreamError
    json.dumps(error.to_dict())


def test_a_message_that_its_field_repeats_is_said_once():
    problem = Problem(409, "name_taken", "There is a connector of this name.", field="name")
    response = Response(problem.status, httpx2.Headers(), json.dumps(problem.body("request-1")).encode())
    error = error_of(LIST, response, Redactor())
    assert error.message.endswith("(HTTP 409): name: There is a connector of this name.")
    assert error.message.count("There is a connector") == 1
