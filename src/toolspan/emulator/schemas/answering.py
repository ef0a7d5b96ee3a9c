"""Handlers whose requests are checked by schema, and the one of operations without behaviour."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from toolspan.emulator.handling import Answer
from toolspan.emulator.schemas.checking import check_request
from toolspan.emulator.schemas.generating import generated_response
from toolspan.emulator.schemas.table import described

if TYPE_CHECKING:
    from collections.abc import Callable

    from toolspan.emulator.handling import Call
    from toolspan.emulator.schemas.table import Described

__all__ = ["Checked", "answer_by_schema", "checked"]


@dataclass(frozen=True, slots=True)
class Checked:
    """Request that fits the schemas: the call, and its decoded body."""

    call: Call
    body: Any
    operation: Described

    def generated(self) -> Any:
        """Return a valid response, to put the seller's own data into."""
        return generated_response(self.operation.response or {}, self.call, self.body)


def checked(handler: Callable[[Checked], Any]) -> Callable[[Call], Answer]:
    """Return a handler that refuses requests that do not fit the schemas, and answers with the success status."""

    def handle(call: Call) -> Answer:
        operation = described(call.operation.method, call.operation.path)
        body = check_request(operation, call.path, call.query, call.headers, call.body)
        answer = handler(Checked(call, body, operation))
        return answer if isinstance(answer, Answer) else Answer(operation.status, answer)

    return handle


@checked
def answer_by_schema(request: Checked) -> Any:
    """Answer with a generated response; nothing is changed or remembered."""
    return None if request.operation.response is None else request.generated()
