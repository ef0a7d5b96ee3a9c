"""RestAPI: what is particular to one API, for `LocalExecutor`.

It imports neither the HTTP client nor pydantic's models, so that a connector with a subclass of it stays cheap to import.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from toolspan.contract import UsagePlan
from toolspan.errors import InvalidInput
from toolspan.operations.names import snake
from toolspan.operations.paths import fill_in, separate, slots
from toolspan.transport.credentials import NO_CREDENTIALS
from toolspan.transport.raw import raw_operation

if TYPE_CHECKING:
    from collections.abc import Mapping

    from toolspan.clock import Deadline
    from toolspan.contract import Call
    from toolspan.errors import ToolspanError
    from toolspan.operations.model import Operation
    from toolspan.operations.request import WireRequest
    from toolspan.page import Page
    from toolspan.transport.credentials import Credentials
    from toolspan.transport.http import Response


class RestAPI:
    """Describes one API to `LocalExecutor`; every method has a working default.

    Args:
        base_url: Base URL of requests.
    """

    def __init__(self, base_url: str) -> None:
        self.base_url = base_url

    # ------------------------------------------------------------------ before a request

    def fill(self, call: Call) -> Mapping[str, Any]:
        """Return the call's values with `known` values and the operation's defaults filled in.

        Raises:
            InvalidInput: A required parameter is neither given nor known.
        """
        operation = call.operation
        values = separate(call.values, (*operation.fill, *operation.defaults))
        for path, word in operation.fill.items():
            for holder, name in slots(values, path):
                if name not in holder and (known := self.known(word)) is not None:
                    holder[name] = known
        for path, value in operation.defaults.items():
            for holder, name in slots(values, path):
                fill_in(holder, name, value, operation.name)
        if missing := [snake(n) for n in operation.required if n in operation.fill and n not in values]:
            raise InvalidInput(
                f"{operation.name}: {' and '.join(missing)} is required; there is no default for it."
            )
        return values

    def known(self, word: str) -> Any:
        """Return the value for parameters that an operation's `fill` marks with this word; None to leave them out."""
        return None

    def plan(self, operation: Operation) -> UsagePlan | None:
        """Return the rate limit of an operation; None if it has none."""
        if not operation.rate or not operation.burst:
            return None
        return UsagePlan((self.base_url, operation.name), operation.rate, float(operation.burst))

    def alternative(self, operation: Operation) -> str | None:
        """Return a sentence on what replaces many calls of an operation, for errors about its rate limit."""
        return None

    async def credentials(
        self, operation: Operation, request: WireRequest, values: Mapping[str, Any], deadline: Deadline
    ) -> Credentials:
        """Return valid credentials for this request; none by default."""
        return NO_CREDENTIALS

    def only_checked(self, operation: Operation) -> Mapping[str, Any]:
        """Return the values that make the API validate a call without carrying it out; empty if it cannot."""
        return {}

    def raw_operation(self, method: str, path: str) -> Operation:
        """Return the operation for a method and a path.

        Raises:
            InvalidInput: They cannot be sent.
        """
        return raw_operation(method, path)

    # ------------------------------------------------------------------ after a response

    async def renewed(self, credentials: Any, response: Response, deadline: Deadline, *, again: bool) -> bool:
        """Return True if the response rejected the credentials and they have been refreshed."""
        return False

    def verdict(self, operation: Operation, response: Response) -> ToolspanError | None:
        """Return the error of a response that must not be retried, whatever its status; None to let the retry rule decide."""
        return None

    def rate(self, response: Response) -> float | None:
        """Return the rate limit in calls per second that a response states; None if it states none."""
        return None

    def error(self, operation: Operation, response: Response) -> ToolspanError:
        """Return the error for an unsuccessful response, by its status."""
        from toolspan.transport.responses import error_of_status  # noqa: PLC0415 - brings pydantic's models, which the first call needs

        return error_of_status(operation, response)

    def filters(self, operation: Operation, values: Mapping[str, Any]) -> dict[str, Any]:
        """Return the filters of a list call, shown when it returned nothing."""
        return filters_of(operation, values)

    def describe(self, page: Page, call: Call, response: Response) -> None:
        """Add API-specific facts to the page's meta."""

    # ------------------------------------------------------------------ the account

    @property
    def hosts(self) -> Mapping[str, str]:
        """URLs that calls go to, by purpose."""
        return {"the API": self.base_url}

    def identity(self) -> str | None:
        """Return an id of the account; None if there is none."""
        return None

    def about(self) -> dict[str, Any]:
        """Return account facts for the agent."""
        return {}


def filters_of(operation: Operation, values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the values that filter a list: all but the page token."""
    cursor = operation.cursor.parameter if operation.cursor else ""
    return {snake(name): value for name, value in values.items() if name != cursor}
