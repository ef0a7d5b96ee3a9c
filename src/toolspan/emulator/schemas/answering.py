"""Handler of operations without behaviour: checks the request, and answers by the response's schema."""

from __future__ import annotations

from typing import TYPE_CHECKING

from toolspan.emulator.handling import Answer
from toolspan.emulator.schemas.checking import check_request
from toolspan.emulator.schemas.generating import generated_response
from toolspan.emulator.schemas.table import described

if TYPE_CHECKING:
    from toolspan.emulator.handling import Call

__all__ = ["answer_by_schema"]


def answer_by_schema(call: Call) -> Answer:
    """Answer a valid request with a generated response; an invalid one gets Amazon's 400."""
    operation = described(call.operation.method, call.operation.path)
    headers = {name.lower(): value for name, value in call.headers.items()}
    body = check_request(operation, call.path, call.query, headers, call.body)
    if operation.response is None:
        return Answer(operation.status)
    return Answer(operation.status, generated_response(operation.response, call, body))
