"""The front of the SP-API: route, admit, throttle, answer."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from starlette.responses import HTMLResponse, JSONResponse, Response

from toolspan.emulator.errors import ApiError, denied, invalid
from toolspan.emulator.parameters import standard_json
from toolspan.emulator.routing import match

if TYPE_CHECKING:
    from starlette.requests import Request

    from toolspan.emulator.access import Caller, Gatekeeper
    from toolspan.emulator.accounts import Directory, Seller
    from toolspan.emulator.clock import EmulatorClock
    from toolspan.emulator.cursors import Cursors
    from toolspan.emulator.facts import Operation
    from toolspan.emulator.feeds.store import Feeds
    from toolspan.emulator.feeds.uploads import Uploads
    from toolspan.emulator.notifications import Notifications
    from toolspan.emulator.reports.documents import Documents
    from toolspan.emulator.reports.store import Reports
    from toolspan.emulator.seller.world import World
    from toolspan.emulator.throttle import Limits

__all__ = ["Answer", "Call", "Gateway", "Handlers", "Services"]

_SUCCESS = 2
_RATE_HEADER_STATUSES = (400, 404)
_MOST_USER_AGENT = 500


@dataclass(frozen=True, slots=True)
class Answer:
    """A response other than plain 200: status, body and headers."""

    status: int
    body: Any = None
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Services:
    """What handlers may use besides the seller's data."""

    clock: EmulatorClock
    cursors: Cursors
    directory: Directory
    reports: Reports
    documents: Documents
    notifications: Notifications
    feeds: Feeds
    uploads: Uploads
    base_url: Callable[[], str]


@dataclass(frozen=True, slots=True)
class Call:
    """One admitted call of an operation."""

    operation: Operation
    path: dict[str, str]
    query: str
    body: bytes
    caller: Caller
    services: Services
    now: float

    @property
    def seller(self) -> Seller:
        """The selling partner of the call; grantless operations have none."""
        if self.caller.seller is None:
            raise denied()
        return self.caller.seller

    @property
    def world(self) -> World:
        """What the selling partner sells and sold."""
        return self.seller.world

    @property
    def scope(self) -> tuple[Any, ...]:
        """What page tokens of this call are bound to, besides the filters."""
        return (*self.caller.key, self.operation.name, *self.path.values())

    def json(self) -> dict[str, Any]:
        """The request body as a JSON object."""
        try:
            body = standard_json(self.body)
        except ValueError:
            body = None
        if not isinstance(body, dict):
            raise invalid("The request body is not a JSON object.")
        return body


Handlers = Mapping[str, Callable[[Call], Answer | dict[str, Any]]]


class Gateway:
    """Answers every SP-API request, in the order in which Amazon checks things."""

    def __init__(
        self,
        gatekeeper: Gatekeeper,
        limits: Limits,
        services: Services,
        handlers: Handlers,
    ) -> None:
        self._gatekeeper = gatekeeper
        self._limits = limits
        self._services = services
        self._handlers = handlers
        self.require_user_agent = True

    async def __call__(self, request: Request) -> Response:
        """Answer one request."""
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
            call = Call(operation, arguments, query, body, caller, self._services, now)
            answer = self._handle(call)
        except ApiError as error:
            answer = Answer(error.status, error.body, error.headers)
        return self._respond(answer, operation)

    def _handle(self, call: Call) -> Answer:
        handler = self._handlers.get(call.operation.name)
        if handler is None:
            name = call.operation.name
            raise ApiError(501, "NotImplemented", f"The emulator does not answer {name}.", "")
        self._services.feeds.settle()  # before anybody looks at what feeds have changed
        answer = handler(call)
        return answer if isinstance(answer, Answer) else Answer(200, answer)

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
