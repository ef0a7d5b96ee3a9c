"""Executor for hosted mode: the server holds the credentials, applies defaults and keeps the rate limits."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, ClassVar
from uuid import uuid4

from toolspan.errors import (
    ConfigurationError,
    DeadlineExceeded,
    InvalidInput,
    NotFound,
    RateLimited,
    ToolspanError,
    UpstreamError,
)
from toolspan.hosted.endpoints import EXECUTE_PATH, path_of
from toolspan.hosted.jobs import JOBS_GET, OPERATIONS, result_of
from toolspan.hosted.lookup import ConnectorId
from toolspan.hosted.responses import read_page
from toolspan.hosted.session import IDEMPOTENCY_KEYS, Session
from toolspan.journal.base import digest_of
from toolspan.operations.names import snake, squash
from toolspan.operations.request import WireRequest, json_body
from toolspan.runtime import progress
from toolspan.runtime.sending import changes, sending, sure
from toolspan.transport.executor import BaseExecutor

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    import httpx2

    from toolspan.clock import Clock, Deadline
    from toolspan.contract import Call
    from toolspan.hosted.lookup import Kind
    from toolspan.operations.index import OperationIndex
    from toolspan.operations.model import Operation
    from toolspan.page import Page
    from toolspan.runtime.redaction import Redactor
    from toolspan.types import AirbyteAuthConfig

_MARGIN, _LONGEST_MARGIN = 0.05, 0.5
"""Margin by which the server must end before us, as its error says more: a share of the time, and at most these seconds."""
_JOB_MARGIN, _LONGEST_JOB_MARGIN = 0.2, 2.5
"""The same for calls that can become a job, which the server has to store before it answers."""
_MAX_TIMEOUT = 600_000
GONE = "connector_not_found"
"""The server's code for a connector that does not exist or was deleted."""
ACCEPTED = "accepted"
"""The server's status of a call that continues as a job."""
IN_FLIGHT = "in_flight"
"""The server's code for a write with the same idempotency key that is still running."""


class HostedExecutor(BaseExecutor):
    """Carries out calls through a server.

    Args:
        auth: The client's credentials, and the connector or workspace.
        kind: The kind of connector.
        clock: Time for waits.
        redactor: Masks secrets in the server's messages.
        transport: As in the connector.
    """

    hosted: ClassVar[bool] = True
    client_operations: ClassVar[OperationIndex | None] = OPERATIONS

    def __init__(
        self,
        auth: AirbyteAuthConfig,
        kind: Kind,
        *,
        clock: Clock,
        redactor: Redactor,
        transport: httpx2.AsyncBaseTransport | Callable[[], httpx2.AsyncBaseTransport] | None = None,
    ) -> None:
        self.session = Session(auth, clock=clock, redact=redactor, transport=transport)
        self.connector_id = ConnectorId(self.session, kind, auth)
        self._redact = redactor

    async def execute(self, call: Call, /) -> Page:
        """Carry out one call and return its page. One that outlives its request continues as a job of the server."""
        if call.operation.name == JOBS_GET.name:
            return await result_of(self.session, call.values["job_id"], call.deadline)
        with sure(call.operation):
            return await self._sent(call)

    async def _sent(self, call: Call) -> Page:
        key, values = call.key or uuid4().hex, call.values
        while True:
            try:
                page = await self._page(call, values, key)
            except (RateLimited, DeadlineExceeded, UpstreamError) as error:
                wait = error.retry_after
                if wait is None or not _can_wait(error, call.operation) or not call.deadline.allows(wait):
                    raise
                if error.resume:
                    values, key = error.resume["params"], uuid4().hex
                await progress.wait(self.session.clock, wait, call.operation.name, "the server asked for it")
            else:
                page.meta.warnings[:0] = call.warnings
                return page

    async def preview(self, call: Call, /) -> Page:
        """Return the request the server would send, with the API's own check of it if there is one."""
        connector_id = await self.connector_id.get(call.deadline)
        asked = _body(call.operation, call.values, call.deadline) | {"dry_run": True}
        asking = replace(call.operation, effect="read", idempotent=True)
        request = WireRequest("POST", path_of(EXECUTE_PATH, [connector_id]), body=json_body(asked))
        body = await self.session.perform(asking, request, call.deadline)
        page = read_page(asking, call.values, body, self._redact)
        page.meta.warnings[:0] = call.warnings
        return page

    def filled(self, call: Call, /) -> Mapping[str, Any]:
        """Return the values of a call; the server applies the defaults.

        Raises:
            InvalidInput: One is bytes, which JSON cannot hold.
        """
        return _sendable(call.operation, call.values)

    def identity(self) -> str:
        """Return an id of the client and the connector."""
        account, named = self.session.account, self.connector_id
        return digest_of(
            account.api_url, account.organization_id, account.client_id, named.workspace, named.given
        )

    def raw_call(
        self, method: str, path: str, query: Mapping[str, Any] | None, body: Any, deadline: Deadline
    ) -> Call:
        """Raise: a server executes operations and does not forward requests.

        Raises:
            ConfigurationError: Always.
        """
        raise ConfigurationError(
            f"raw {method} {path[:80]}: raw calls are not available through a server.",
            hint="Use an operation, or a connector with the account's own credentials.",
        )

    def limits(self, operations: Iterable[Operation]) -> dict[str, dict[str, Any]]:
        """Raise: the server counts the calls.

        Raises:
            ConfigurationError: Always.
        """
        raise ConfigurationError(
            "Limits are counted by the server that this connector calls.",
            hint="An operation that is out of calls is refused with rate_limited and retry_after.",
        )

    @property
    def hosts(self) -> dict[str, str]:
        """URL that calls go to."""
        return {"the server": self.session.base_url}

    def about(self) -> dict[str, Any]:
        """Return the workspace of the connector."""
        return {"workspace": self.connector_id.workspace} if self.connector_id.workspace else {}

    async def aclose(self) -> None:
        """Close the connections of the running event loop."""
        await self.session.aclose()

    async def _page(self, call: Call, values: Mapping[str, Any], key: str) -> Page:
        connector_id = await self.connector_id.get(call.deadline)
        try:
            body = await self._ask(connector_id, call, values, key)
        except NotFound as error:
            if (
                not _is_gone(error) or sending().left
            ):  # an earlier attempt may have reached the deleted connector
                raise
            other = await self.connector_id.other_than(connector_id, call.deadline)
            if other is None:
                raise
            body = await self._ask(other, call, values, key)
        if body and body.get("status") == ACCEPTED and isinstance(job := body.get("job"), dict):
            return await result_of(self.session, str(job.get("id")), call.deadline, call.operation)
        return read_page(call.operation, values, body, self._redact)

    async def _ask(
        self, connector_id: str, call: Call, values: Mapping[str, Any], key: str
    ) -> dict[str, Any] | None:
        operation, headers = call.operation, {"prefer": "respond-async"} if call.operation.handler else {}
        if changes(operation) or call.key:
            headers["idempotency-key"] = key
            if self.session.has(IDEMPOTENCY_KEYS):  # retries are safe, though it is still a write
                operation = replace(
                    operation, effect="write" if changes(operation) else "read", idempotent=True
                )
        request = WireRequest(
            "POST",
            path_of(EXECUTE_PATH, [connector_id]),
            headers=headers,
            body=json_body(_body(operation, values, call.deadline)),
        )
        return await self.session.perform(operation, request, call.deadline)


def _sendable(operation: Operation, values: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return values that can be sent to a server; raise for bytes, which JSON cannot hold."""
    if names := [name for name, value in values.items() if isinstance(value, bytes)]:
        raise InvalidInput(
            f"{operation.name}: {snake(names[0])} is a file; only text can be sent through a server.",
            hint="Give the text of the file, which the server encodes as content_type says. A binary file, such as "
            "a PDF, needs a connector with the account's own credentials.",
        )
    return values


def _body(operation: Operation, values: Mapping[str, Any], deadline: Deadline) -> dict[str, Any]:
    params = _sendable(operation, values)
    body: dict[str, Any] = {"entity": operation.entity, "action": operation.action, "params": params}
    left = deadline.remaining()
    if left is not None:
        share, longest = (
            (_JOB_MARGIN, _LONGEST_JOB_MARGIN) if operation.handler else (_MARGIN, _LONGEST_MARGIN)
        )
        margin = min(longest, left * share)
        body["timeout_ms"] = min(_MAX_TIMEOUT, max(1, int((left - margin) * 1000)))
    return body


def _can_wait(error: ToolspanError, operation: Operation) -> bool:
    """Return whether only the server's own time ran out, so that waiting here can still succeed."""
    if isinstance(error, RateLimited):
        return error.status is None and not error.upstream_code
    if isinstance(error, UpstreamError):
        return error.upstream_code == IN_FLIGHT
    resume = error.resume or {}
    same = squash(f"{resume.get('entity')}.{resume.get('action')}") == squash(operation.name)
    return same and isinstance(resume.get("params"), dict)


def _is_gone(error: NotFound) -> bool:
    """Return whether the connector is missing, rather than a record of the API."""
    return error.upstream_code == GONE
