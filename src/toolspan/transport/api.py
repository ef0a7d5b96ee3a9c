"""RestAPI: what is particular to one API, for `LocalExecutor`.

It imports neither the HTTP client nor pydantic's models, so that a connector with a subclass of it stays cheap to import.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from toolspan.contract import UsagePlan
from toolspan.errors import ConfigurationError, InvalidInput
from toolspan.journal.base import digest_of
from toolspan.operations.names import snake
from toolspan.operations.paths import fill_in, separate, slots
from toolspan.transport.authorization import Authorization
from toolspan.transport.raw import raw_operation
from toolspan.transport.urls import checked_url, host_of, is_downgrade

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from toolspan.clock import Deadline
    from toolspan.contract import Call
    from toolspan.errors import ToolspanError
    from toolspan.operations.model import Operation
    from toolspan.operations.request import WireRequest
    from toolspan.page import Page
    from toolspan.transport.credentials import Credentials
    from toolspan.transport.error_rules import ErrorRules
    from toolspan.transport.http import Response


@dataclass(frozen=True, slots=True)
class LimitRules:
    """Rate limit of operations whose record has none.

    Attributes:
        rate: Calls per second.
        burst: Calls at once after a pause.
        shared: Whether all operations of an account share it.
    """

    rate: float
    burst: int
    shared: bool = False


class RestAPI:
    """Describes one API to `LocalExecutor`; every method has a working default.

    A subclass replaces what is particular to its API:

        class RatesAPI(RestAPI):
            def describe(self, page, call, response):
                page.meta.warnings.append("Rates are those of the last working day.")

    Args:
        base_url: Base URL of requests.
        authorization: Puts credentials into requests; without it there are none.
        errors: Where responses say what went wrong; without it the status decides.
        limits: Rate limit of operations whose record has none.
        settings: Values of the words in the operations' `fill`; they tell accounts apart.
        servers: Hosts, with a port if it is not the usual one, that operations with a `server` of their own may
            call: credentials go there too.
    """

    errors_in_body: ClassVar[str | None] = None
    """Field of a successful JSON body that holds errors; None if successes have none."""
    follows_redirects: bool = True
    """Whether a read follows a redirect: to the same host with credentials, to another without."""

    def __init__(
        self,
        base_url: str,
        *,
        authorization: Authorization | None = None,
        errors: ErrorRules | None = None,
        limits: LimitRules | None = None,
        settings: Mapping[str, Any] | None = None,
        servers: Iterable[str] = (),
    ) -> None:
        self.base_url = base_url
        self.authorization = authorization or Authorization()
        self.errors = errors
        self.limits = limits
        self.settings = dict(settings or {})
        self.servers = frozenset(servers)

    def url_of(self, operation: Operation) -> str:
        """Return the base URL of an operation.

        Raises:
            ConfigurationError: It has a server of its own, on a host that nobody named.
        """
        if operation.server is None:
            return self.base_url
        url = checked_url(operation.server, f"The server of {operation.name}")
        host = host_of(url)
        if is_downgrade(url, self.base_url) or host not in (host_of(self.base_url), *self.servers):
            raise ConfigurationError(
                f"{operation.name} is served by {host[:100]}, which this connector may not call"
                + (" over http." if is_downgrade(url, self.base_url) else "."),
                hint="Whoever owns the connector can name the host; credentials go to named hosts alone.",
            )
        return url

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
        return self.settings.get(word)

    def plan(self, operation: Operation) -> UsagePlan | None:
        """Return the rate limit of an operation; None if it has none."""
        if operation.rate and operation.burst:
            return UsagePlan((*self._account(), operation.name), operation.rate, float(operation.burst))
        if self.limits is None:
            return None
        shared = () if self.limits.shared else (operation.name,)
        return UsagePlan((*self._account(), *shared), self.limits.rate, float(self.limits.burst))

    def _account(self) -> tuple[str, ...]:
        return tuple(filter(None, (self.base_url, self.authorization.account())))

    async def credentials(
        self, operation: Operation, request: WireRequest, values: Mapping[str, Any], deadline: Deadline
    ) -> Credentials:
        """Return valid credentials for this request."""
        return await self.authorization.credentials(operation, deadline)

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
        return await self.authorization.renewed(credentials, response, deadline, again=again)

    def verdict(self, operation: Operation, response: Response) -> ToolspanError | None:
        """Return the error of a response that must not be retried, whatever its status; None to let the retry rule decide."""
        return None

    def rate(self, response: Response) -> float | None:
        """Return the rate limit in calls per second that a response states; None if it states none."""
        return None

    def error(self, operation: Operation, response: Response) -> ToolspanError:
        """Return the error for an unsuccessful response."""
        if self.errors:
            return self.errors.error(operation, response)
        from toolspan.transport.responses import error_of_status  # noqa: PLC0415 - brings pydantic's models, which the first call needs

        return error_of_status(operation, response)

    def failure(self, operation: Operation, response: Response) -> ToolspanError | None:
        """Return the error of a response whose status says success and whose body does not; None for a success."""
        return self.errors.failure(operation, response) if self.errors and self.errors.ok else None

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
        """Return an id of the account; None if nothing tells accounts apart."""
        account = self.authorization.account()
        if account is None and not self.settings:
            return None
        return digest_of(self.base_url, account, sorted(self.settings.items()))

    def about(self) -> dict[str, Any]:
        """Return account facts for the agent."""
        return dict(self.settings)


def filters_of(operation: Operation, values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the values that filter a list: all but the page token."""
    cursor = operation.cursor.parameter if operation.cursor else ""
    return {snake(name): value for name, value in values.items() if name != cursor}
