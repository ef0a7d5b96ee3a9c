"""What is tried with generated calls of a document: `test_generated.py` makes a few, `make bench` many."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from hypothesis import HealthCheck, Phase, assume, given, seed
from hypothesis import settings as examples
from hypothesis import strategies as st

from toolspan.errors import ConfigurationError, InvalidInput, OutcomeUnknown

from .cases import NEGATIVE, POSITIVE

if TYPE_CHECKING:
    from .cases import Call, Subject

ODD = re.compile(r"[^\x20-\x7e]")


@dataclass
class Trials:
    """Generated calls of one document.

    Args:
        subject: The document, with its connector and server.
        cases: Calls to generate of each kind.
        number: The seed of what is drawn.
        ended: How they ended, counted.
    """

    subject: Subject
    cases: int = 25
    number: int = 7
    ended: Counter[str] = field(default_factory=Counter)

    def valid(self) -> None:
        """Hold calls that the document allows: each is sent and arrives as it was given."""
        self._each(POSITIVE, self._is_sent)

    def invalid(self) -> None:
        """Hold calls that it forbids: none is sent, unless what is sent is allowed after all."""
        self._each(NEGATIVE, self._is_refused)

    def _each(self, mode: Any, hold: Any) -> None:
        @seed(self.number)
        @examples(
            max_examples=self.cases,
            deadline=None,
            database=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        @given(st.data())
        def run(data: st.DataObject) -> None:
            call = self.subject.call(data.draw(self.subject.cases(mode)))
            self.subject.server.understood.clear()
            self.subject.defects = []
            self.subject.server.meant = call.operation.operation_id
            hold(call)
            assert not self.subject.defects, (call.operation.name, call.params, self.subject.defects)

        run()

    def _execute(self, call: Call) -> None:
        self.subject.connector.sync.execute(call.operation.entity, call.operation.action, call.params)

    def _is_sent(self, call: Call) -> None:
        assume(call.sayable and not _odd(call.params))
        try:
            self._execute(call)
        except OutcomeUnknown as error:
            raise AssertionError(f"{call.operation.name}: {call.params} {error}") from error
        except (InvalidInput, ConfigurationError) as error:
            reason = _stated(error, call)
            if reason is None:
                raise
            assert not self.subject.server.understood
            self.ended[reason] += 1
            return
        self.ended["sent"] += 1
        self._arrived(call)

    def _arrived(self, call: Call) -> None:
        (understood,) = self.subject.server.understood
        for where, value in call.sent.items():
            arrived = understood.parameters.get(where)
            assert _alike(arrived, value), (call.operation.name, where, value, understood.parameters)
        if call.has_body and call.operation.payload.media in ("json", "merge-patch"):
            arrived = _alike(understood.body, call.body) or call.body in ({}, [], None)  # as if left out
            assert arrived, (call.operation.name, call.body, understood.body)

    def _is_refused(self, call: Call) -> None:
        try:
            self._execute(call)
        except (InvalidInput, ConfigurationError):
            assert not self.subject.server.understood
            self.ended["refused"] += 1
        else:
            self.ended["allowed after all"] += 1


def _stated(error: Exception, call: Call) -> str | None:
    """Return what the package refuses on purpose although the document allows it; None for anything else."""
    text, operation = str(error), call.operation
    if "there is no field" in text:
        return "has a field that the document neither names nor forbids"
    if "needs credentials" in text:
        return "needs credentials of its own"
    wanted = {*operation.required} & {*operation.body_fields}
    if not call.has_body and wanted and " is required." in text:
        return "leaves out an optional body that has required fields"
    return None


def _odd(value: Any) -> bool:
    """Return whether a value has characters that the package refuses on purpose, or that no list of texts can show."""
    if isinstance(value, dict):
        return any(_odd(each) for pair in value.items() for each in pair)
    if isinstance(value, list):
        return value == [""] or any(map(_odd, value))  # written like a list of nothing
    return isinstance(value, str) and bool(ODD.search(value))


def _alike(one: Any, other: Any) -> bool:
    """Return whether two values are the same: numbers by value, and a text that stands for a number is that number."""
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(_alike(one[key], other[key]) for key in one)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(_alike, one, other))
    if isinstance(one, bool) or isinstance(other, bool):
        return one == other or str(one).lower() == str(other).lower()
    return (
        one == other
        or str(one) == str(other)
        or (_moment(one) is not None and _moment(one) == _moment(other))
    )


def _moment(value: Any) -> datetime | None:
    """Return the moment that a text means; times are sent in UTC, to the millisecond."""
    try:
        moment = datetime.fromisoformat(str(value))
    except ValueError:
        return None
    return moment.replace(microsecond=moment.microsecond // 1000 * 1000)
