"""Generated calls of four real documents: what is valid arrives as it was given, and nothing that is invalid is sent.

They are the same in every run; `make bench BENCH_ARGS=generated` makes many more, and others each time.
"""

from __future__ import annotations

from functools import cache

import pytest

pytest.importorskip("yaml")
pytest.importorskip("schemathesis")

from .cases import Subject
from .documents import REAL, needs_documents
from .trials import Trials

pytestmark = needs_documents


@cache
def trials(document: str) -> Trials:
    return Trials(Subject(document))


@pytest.mark.parametrize("document", REAL)
def test_a_valid_call_is_sent_and_arrives_as_it_was_given(document):
    trials(document).valid()
    assert trials(document).ended["sent"] >= 15


@pytest.mark.parametrize("document", REAL)
def test_nothing_that_the_document_forbids_is_sent(document):
    trials(document).invalid()
    assert trials(document).ended["refused"] >= 5
