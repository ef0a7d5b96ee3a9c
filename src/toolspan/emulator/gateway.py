"""SP-API gateway: routes, authorizes, throttles and answers requests."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.responses import HTMLResponse, JSONResponse, Response

from toolspan.emulator.errors import ApiError, denied, invalid
from toolspan.emulator.handling import Answer, Call, Handlers, Services
from toolspan.emulator.routing import match
from toolspan.emulator.schemas.answering import answer_by_schema
from toolspan.emulator.schemas.checking import unknown_parameters
from toolspan.emulator.schemas.table import described

if TYPE_CHECKING:
    from starlette.requests import Request

    from toolspan.emulator.access import Gatekeeper
    from toolspan.emulator.facts import Operation
    from toolspan.emulator.sandbox import StaticCases
    from toolspan.emulator.throttle import Limits

__all__ = ["Gateway"]

_SUCCESS = 2
_RATE_HEADER_STATUSES = (400, 404)
_MOST_USER_AGENT = 500


class Gateway:
    """Handles SP-API requests, with checks in Amazon's order."""

    def __init__(
        self,
        gatekeeper: Gatekeeper,
        limits: Limits,
        services: Services,
        handlers: Handlers,
        *,
        strict: bool = False,
        cases: StaticCases | None = None,
    ) -> None:
        self._gatekeeper = gatekeeper
        self._limits = limits
        self._services = services
        self._handlers = handlers
        self.require_user_agent = True
        self.strict = strict
        self._cases = cases

    async def __call__(self, request: Request) -> Response:
        """Handle one request."""
        body = await request.body()
        if refusal := self._malformed(request, body):
            return refusal
        path = request.scope["raw_path"].decode("latin-1")
        operation: Operation | None = None
        try:
            route = match(request.method, path)
            if route is None:
                raise denied()
            operation, arguments = route
            caller = self._gatekeeper.admit(request.headers, operation, path)
            self._limits.take(caller.key, operation)
            query = request.scope["query_string"].decode("latin-1")
            now = self._services.clock.time()
            self._note_unknown(request, operation, query)
            call = Call(operation, arguments, query, body, caller, self._services, now, dict(request.headers))
            answer = self._handle(call)
        except ApiError as error:
            answer = Answer(error.status, error.body, error.headers)
        return self._respond(answer, operation)

    def _handle(self, call: Call) -> Answer:
        if self._cases is not None and (played := self._cases.answer(call)) is not None:
            return played
        handler = self._handlers.get(call.operation.name, answer_by_schema)
        self._services.feeds.settle()  # before the request reads what feeds have changed
        answer = handler(call)
        return answer if isinstance(answer, Answer) else Answer(200, answer)

    def _note_unknown(self, request: Request, operation: Operation, query: str) -> None:
        """Record the query parameters that the operation does not have; refuse them if `strict`."""
        unknown = unknown_parameters(described(operation.method, operation.path), query)
        recorded = request.scope.get("toolspan.recorded")
        if recorded is not None:
            recorded.unknown_parameters = tuple(unknown)
        if unknown and self.strict:
            raise invalid(f"Unknown request parameters: [{', '.join(unknown)}]")

    def _respond(self, answer: Answer, operation: Operation | None) -> Response:
        headers = dict(answer.headers)
        told = answer.status // 100 == _SUCCESS or answer.status in _RATE_HEADER_STATUSES
        if operation is not None and told:
            headers |= self._limits.header(operation)
        if answer.body is None:
            return Response(None, answer.status, headers, "application/json")
        return JSONResponse(answer.body, answer.status, headers)

    def _malformed(self, request: Request, body: bytes) -> Response | None:
        agent = request.headers.get("user-agent", "")
        if request.method == "GET" and (body or "content-length" in request.headers):
            return _bad_request()
        if len(agent) > _MOST_USER_AGENT or (self.require_user_agent and not agent):
            return _bad_request()
        return None


def _bad_request() -> Response:
    page = "<html><head><title>400 Bad Request</title></head><body><h1>400 Bad Request</h1></body></html>"
    return HTMLResponse(page, 400, {"x-amzn-ErrorType": "BadRequestException"})
