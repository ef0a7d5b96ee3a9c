"""Generated calls of four real documents: what is valid arrives as it was given, and nothing that is invalid is sent.

The choice is fixed, so that a run can be repeated; TOOLSPAN_EXAMPLES asks for more of each kind.
"""

from __future__ import annotations

import os
from datetime import datetime
from functools import cache

import pytest

pytest.importorskip("yaml")
pytest.importorskip("schemathesis")

from hypothesis import HealthCheck, Phase, assume, given, seed
from hypothesis import settings as examples
from hypothesis import strategies as st

from toolspan.errors import ConfigurationError, InvalidInput, OutcomeUnknown

from .cases import NEGATIVE, ODD, POSITIVE, Subject
from .documents import REAL, needs_documents

pytestmark = needs_documents
EXAMPLES = int(os.environ.get("TOOLSPAN_EXAMPLES", "25"))
FIXED = examples(
    max_examples=EXAMPLES,
    deadline=None,
    database=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)


@cache
def subject(document: str) -> Subject:
    return Subject(document)


def odd(value) -> bool:
    """Whether a value has characters that the package refuses on purpose, or a number that JSON has not."""
    if isinstance(value, dict):
        return any(odd(each) for pair in value.items() for each in pair)
    if isinstance(value, list):
        return any(map(odd, value))
    return isinstance(value, str) and bool(ODD.search(value))


@pytest.mark.parametrize("document", REAL)
def test_a_valid_call_is_sent_and_arrives_as_it_was_given(document):
    tried = subject(document)

    @seed(7)
    @FIXED
    @given(st.data())
    def run(data):
        call = tried.call(data.draw(tried.cases(POSITIVE)))
        assume(not odd(call.params))
        tried.server.understood.clear()
        try:
            tried.connector.sync.execute(call.operation.entity, call.operation.action, call.params)
        except OutcomeUnknown as error:
            raise AssertionError(f"{call.operation.name}: {call.params} {error}") from error
        except (InvalidInput, ConfigurationError) as error:
            # A field that a document neither names nor forbids is refused; so is what lacks its own credentials.
            assume(not any(said in str(error) for said in ("there is no field", "needs credentials")))
            raise
        (understood,) = tried.server.understood
        for where, value in call.sent.items():
            assert alike(understood.parameters.get(where), value), (
                call.operation.name,
                where,
                value,
                understood.parameters,
            )
        if call.has_body and call.operation.payload.media in ("json", "merge-patch"):
            assert alike(understood.body, call.body) or call.body in ({}, []), (
                call.operation.name,
                call.body,
                understood.body,
            )
        assert not tried.defects, (call.operation.name, call.params, tried.defects)

    run()


@pytest.mark.parametrize("document", REAL)
def test_nothing_that_the_document_forbids_is_sent(document):
    tried = subject(document)

    @seed(7)
    @FIXED
    @given(st.data())
    def run(data):
        call = tried.call(data.draw(tried.cases(NEGATIVE)))
        tried.server.understood.clear()
        tried.defects = []
        try:
            tried.connector.sync.execute(call.operation.entity, call.operation.action, call.params)
        except InvalidInput:
            assert not tried.server.understood
        assert not tried.defects, (call.operation.name, call.params, tried.defects)

    run()


def alike(one, other) -> bool:
    """Whether two values are the same, numbers by value, and a text that stands for a number being that number."""
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(alike(one[key], other[key]) for key in one)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(alike, one, other))
    if isinstance(one, bool) or isinstance(other, bool):
        return one == other or str(one).lower() == str(other).lower()
    return (
        one == other or str(one) == str(other) or (moment(one) is not None and moment(one) == moment(other))
    )


def moment(value) -> datetime | None:
    """The moment that a text means; times are sent in UTC."""
    try:
        return datetime.fromisoformat(str(value))
    except ValueError:
        return None
