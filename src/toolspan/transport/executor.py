"""Executors: `BaseExecutor`, and `LocalExecutor`, which calls an API that a `RestAPI` describes."""

from __future__ import annotations

import secrets
from abc import ABC, abstractmethod
from dataclasses import replace
from typing import TYPE_CHECKING, Any, ClassVar
from urllib.parse import parse_qsl

from pydantic_core import from_json

from toolspan.contract import Call
from toolspan.errors import ConfigurationError, InvalidInput, UpstreamError
from toolspan.operations.request import write_request
from toolspan.page import Meta, Page
from toolspan.policy import RAW
from toolspan.runtime.sending import changes, in_doubt, sending
from toolspan.transport.more import warn_of_more
from toolspan.transport.raw import raw_request
from toolspan.transport.responses import decode, to_page
from toolspan.transport.sender import Sender

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from toolspan.clock import Clock, Deadline
    from toolspan.contract import LimitState, RateLimiter
    from toolspan.errors import ToolspanError
    from toolspan.operations.index import OperationIndex
    from toolspan.operations.model import Operation
    from toolspan.operations.request import WireRequest
    from toolspan.runtime.redaction import Redactor
    from toolspan.transport.api import RestAPI
    from toolspan.transport.http import Http, Response


class BaseExecutor(ABC):
    """Base class of executors: they carry out calls that were looked up, allowed and validated.

    A subclass implements `execute`. The other methods have defaults; what cannot be done raises a clear error.

        class Recorded(BaseExecutor):
            async def execute(self, call, /):
                return Page(data=pages[call.operation.name], meta=Meta(operation=call.operation.name))
    """

    hosted: ClassVar[bool] = False
    """Whether calls go through a server, which has the account's data."""
    client_operations: ClassVar[OperationIndex | None] = None
    """Operations beside those of the API that this way of calling adds to the connector."""
    _account: str | None = None

    @abstractmethod
    async def execute(self, call: Call, /) -> Page:
        """Carry out one call.

        Raises:
            ToolspanError: It failed; the subclass says how.
        """

    async def preview(self, call: Call, /) -> Page:
        """Return the request a call would send, with the API's own check of it if there is one.

        Raises:
            ConfigurationError: This executor has no preview.
        """
        raise ConfigurationError(
            f"{call.operation.name}: this connector cannot preview calls.",
            hint="Leave out dry_run to make the call.",
        )

    def filled(self, call: Call, /) -> Mapping[str, Any]:
        """Return the values of a call with defaults applied. Calls that send the same have equal values.

        Raises:
            InvalidInput: They cannot be sent.
        """
        return call.values

    def raw_call(
        self, method: str, path: str, query: Mapping[str, Any] | None, body: Any, deadline: Deadline
    ) -> Call:
        """Return the call for a method and a path of the API.

        Raises:
            ConfigurationError: This executor has no raw calls.
            InvalidInput: It cannot be sent.
        """
        raise ConfigurationError(
            f"raw {method} {path[:80]}: this connector has no raw calls.", hint="Use an operation."
        )

    def limits(self, operations: Iterable[Operation]) -> dict[str, dict[str, Any]]:
        """Return the state of each operation's rate limit, by name; operations without one are left out."""
        return {}

    def identity(self) -> str:
        """Return an id of the account that calls act on; by default one for this executor alone."""
        if self._account is None:
            self._account = secrets.token_hex(12)
        return self._account

    def about(self) -> dict[str, Any]:
        """Return account facts for the agent, such as the region."""
        return {}

    @property
    def hosts(self) -> Mapping[str, str]:
        """URLs that calls go to, by purpose."""
        return {}

    async def aclose(self) -> None:  # noqa: B027 - a working default, not a gap
        """Close the connections of the running event loop."""


SAVE_TO = "save_to"
"""Parameter of a program for the file that the bytes of a response go to."""


class LocalExecutor(Sender, BaseExecutor):
    """Carries out calls against the API itself.

    Args:
        api: The API.
        http: The HTTP client.
        clock: Time for waits and limits.
        redact: Masks secrets in the API's messages.
        rate_limits: Whether to keep to the rate limits.
        rate_limiter: As in `Sender`.
    """

    def __init__(
        self,
        api: RestAPI,
        http: Http,
        clock: Clock,
        redact: Redactor,
        *,
        rate_limits: bool = True,
        rate_limiter: RateLimiter | None = None,
    ) -> None:
        super().__init__(api, http, clock, rate_limits=rate_limits, rate_limiter=rate_limiter)
        self.api = api
        self._redact = redact

    async def execute(self, call: Call, /) -> Page:
        """Carry out one call, with its operation's handler if it has one."""
        if call.operation.entity == RAW:
            return await self._raw(call)
        if call.operation.handler:
            return await call.operation.load_handler()(self, call)  # type: ignore[no-any-return]
        return await self.send(call)

    async def send(self, call: Call, /) -> Page:
        """Carry out a call with one request."""
        operation, values = call.operation, self.filled(call)
        request = write_request(operation, values)
        if operation.idempotency_header:
            request = _with_key(operation.idempotency_header, request, call)
        response = await self.perform(operation, request, values, call.deadline)
        if failure := self.api.failure(operation, response):
            raise _failed(operation, failure)
        if operation.answer == "bytes" and SAVE_TO in values:
            return self._saved(call, response, values[SAVE_TO])
        try:
            page = to_page(operation, decode(operation, response), self._redact, self.api.errors_in_body)
        except InvalidInput:  # the status of its only record says that it was refused
            sending().left = False
            raise
        page.meta.warnings[:0] = [*call.warnings, *self.warnings]
        self.api.describe(page, call, response)
        if not page.data and operation.records_kind in ("list", "lists"):
            page.meta.filters = self.api.filters(operation, values)
        cursor, token = operation.cursor, page.meta.next_token
        if cursor is not None and (cursor.kind != "token" or (token and "?" in token)):
            from toolspan.transport.paging import find_next_page  # noqa: PLC0415 - tokens need none of it

            base = self.api.url_of(operation)
            find_next_page(page, call, values, response, base)
        if operation.effect == "read" and not page.meta.has_more:
            warn_of_more(operation, page, response)
        return page

    def _saved(self, call: Call, response: Response, path: Any) -> Page:
        from toolspan.transport.content import saved  # noqa: PLC0415 - few answers are files

        record = saved(response, path)
        meta = Meta(operation=call.operation.name, count=1, warnings=list(call.warnings))
        page = Page.model_construct(data=[record], meta=meta, raw=None)
        self.api.describe(page, call, response)
        return page

    def filled(self, call: Call, /) -> Mapping[str, Any]:
        """Return the values of a call with defaults applied."""
        return self.api.fill(call) if call.validated else call.values

    async def preview(self, call: Call, /) -> Page:
        """Return the request a call would send, with the API's own check if there is one; of a composite, its steps."""
        operation = call.operation
        if not operation.method:
            steps = {
                "operation": operation.name,
                "steps": list(operation.steps or ()),
                "params": dict(call.values),
            }
            meta = Meta(operation=operation.name, count=1, warnings=list(call.warnings))
            return Page.model_construct(data=[steps], meta=meta, raw=None)
        return await self.preview_request(call)

    async def preview_request(self, call: Call) -> Page:
        """Return the one request of a call, as `send` would send it, with the API's own check if there is one."""
        operation = call.operation
        checking = self.api.only_checked(operation)
        values = {**self.filled(call), **checking}
        request = write_request(operation, values)
        shown = _shown(operation, request)
        page = Page.model_construct(data=[shown], meta=Meta(operation=operation.name, count=1), raw=None)
        if checking:
            harmless = replace(operation, effect="read", idempotent=True)
            response = await self.perform(harmless, request, values, call.deadline)
            if failure := self.api.failure(operation, response):
                raise failure
            said = to_page(operation, decode(harmless, response), self._redact, self.api.errors_in_body)
            self.api.describe(said, call, response)
            page.meta = said.meta.model_copy(update={"count": 1})
            shown["answer"] = said.data[0] if said.data else None
        page.meta.warnings[:0] = [*call.warnings, *self.warnings]
        return page

    def raw_call(
        self, method: str, path: str, query: Mapping[str, Any] | None, body: Any, deadline: Deadline
    ) -> Call:
        """Return the call for a method and a path of the API."""
        operation = self.api.raw_operation(method, path)
        values = {"path": path, "query": dict(query or {}), "body": body}
        raw_request(
            operation, values["query"], body
        )  # an unsendable request is refused before it is recorded
        return Call(operation, values, deadline, validated=False)

    async def _raw(self, call: Call) -> Page:
        operation, values = call.operation, call.values
        request = raw_request(operation, values["query"], values["body"])
        response = await self.perform(operation, request, {}, call.deadline)
        content = decode(operation, response)
        data = content if isinstance(content, list) else [] if content is None else [content]
        page = Page.model_construct(
            data=data, meta=Meta(operation=operation.name, count=len(data)), raw=content
        )
        self.api.describe(page, call, response)
        return page

    def limits(self, operations: Iterable[Operation]) -> dict[str, dict[str, Any]]:
        """Return the state of each operation's rate limit."""

        async def peeked() -> dict[str, LimitState]:
            found = {operation.name: await self.limit(operation) for operation in operations}
            return {name: state for name, state in found.items() if state}

        from toolspan.runtime.loop import LOOP  # noqa: PLC0415 - imports asyncio and threading, which few callers need

        return {
            name: {
                "rate": state.rate,
                "burst": int(state.burst),
                "left": int(state.left + 1e-9),
                "next_free_in": round(state.wait, 1),
                "used": state.used,
                "confirmed": state.confirmed,
            }
            for name, state in LOOP.run(peeked()).items()
        }

    def identity(self) -> str:
        """Return an id of the account that calls act on."""
        return self.api.identity() or super().identity()

    def about(self) -> dict[str, Any]:
        """Return account facts for the agent."""
        return self.api.about()

    @property
    def hosts(self) -> Mapping[str, str]:
        """URLs that calls go to, by purpose."""
        return self.api.hosts


def _with_key(header: str, request: WireRequest, call: Call) -> WireRequest:
    """Return a request with an idempotency key: the caller's header, else one of the caller's key, else a new one.

    The same key is sent with each retry, and with each call that has the same key of the caller.
    """
    if any(name.lower() == header.lower() for name in request.headers):
        return request
    from uuid import NAMESPACE_URL, uuid4, uuid5  # noqa: PLC0415 - few APIs take such keys

    key = uuid5(NAMESPACE_URL, f"{call.operation.name}:{call.key}") if call.key else uuid4()
    return replace(request, headers={**request.headers, header: str(key)})


def _body_shown(request: WireRequest) -> Any:
    """Return a body as data: JSON as it is, text as text, anything else by its size."""
    if not request.body:
        return None
    if "json" in request.content_type:
        return from_json(request.body)
    try:
        return request.body.decode()
    except UnicodeDecodeError:
        return f"{len(request.body):,} bytes of {request.content_type.partition(';')[0]}"


def _failed(operation: Operation, failure: ToolspanError) -> ToolspanError:
    """Return the error of a response whose body says that the call failed; a write that the API gave up may have done something."""
    if isinstance(failure, UpstreamError) and changes(operation):
        return in_doubt(operation, f"the API said: {failure.message}")
    sending().left = False
    return failure


def _shown(operation: Operation, request: WireRequest) -> dict[str, Any]:
    """Return a request as data, without credentials."""
    query: dict[str, Any] = {}
    for name, value in parse_qsl(request.query, keep_blank_values=True):
        query[name] = (
            [*query[name], value]
            if isinstance(query.get(name), list)
            else ([query[name], value] if name in query else value)
        )
    return {
        "operation": operation.name,
        "method": request.method,
        "path": request.path,
        "query": query,
        "body": _body_shown(request),
    }
