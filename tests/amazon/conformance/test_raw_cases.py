"""Every complete static case of every API, whether we have a name for it or not, through `connector.raw`."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import quote, unquote

import pytest

from toolspan.errors import ToolspanError

from .conftest import cases, stem
from .test_static_cases import KINDS, UpstreamError, answered, first_error, told_by

BY_API: dict[str, list[dict[str, Any]]] = {}
for case in cases():
    if not case["request"]["header"]:
        BY_API.setdefault(stem(case), []).append(case)


@pytest.mark.parametrize("api", BY_API or [None])
async def test_every_case_goes_out_and_comes_back_whole(shared, local, listener, api):
    faults = {}
    listener.gives_restricted_tokens = False  # that call is one of the cases
    for case in BY_API[api]:
        listener.requests.clear()
        listener.answer = lambda _, case=case: told_by(case)
        outcome = await attempt(local, case)
        if found := [*sent_faults(listener.requests[0], case), *outcome_faults(outcome, case)]:
            faults[case["id"]] = found
    assert faults == {}


async def attempt(local, case):
    request = case["request"]
    path = quote(case["concrete_path"], safe="/")
    try:
        return await local.raw(case["method"], path, query=request["query"], body=request["body"])
    except ToolspanError as error:
        return error


def sent_faults(sent, case):
    wanted = case["request"]
    if (sent.method, unquote(sent.path)) != (case["method"], case["concrete_path"]):
        yield f"{sent.method} {sent.path}"
    pairs = dict(pair.split("=") for pair in sent.query.split("&")) if sent.query else {}
    got = {unquote(name): [unquote(part) for part in text.split(",")] for name, text in pairs.items()}
    if got != {name: listed(value) for name, value in wanted["query"].items()}:
        yield f"query {got}"
    if (json.loads(sent.body) if sent.body else None) != (wanted["body"] if wanted["has_body"] else None):
        yield f"body {sent.body!r}"


def listed(value):
    texts = value if isinstance(value, list) else [value]
    whole = [int(text) if isinstance(text, float) and text.is_integer() else text for text in texts]
    return [json.dumps(text) if isinstance(text, bool) else str(text) for text in whole]


def outcome_faults(outcome, case):
    if case["status"] < 300:
        if isinstance(outcome, ToolspanError) or outcome.raw != answered(case):
            yield f"answer {outcome!r}"
        return
    error = first_error(case["response"])
    kind = KINDS.get(case["status"], UpstreamError)
    if type(outcome) is not kind or outcome.status != case["status"]:
        yield f"{outcome!r}, not {kind.__name__}"
    elif error and (outcome.upstream_code, outcome.details) != (
        error.get("code"),
        error.get("details") or None,
    ):
        yield f"{outcome.upstream_code} {outcome.details} of {error}"
