"""Exchange: an authenticated, validated request, as routes receive it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from enum import Enum
from math import inf
from typing import TYPE_CHECKING, Any, Generic

from pydantic import BaseModel
from typing_extensions import TypeVar

from toolspan.server.data.audit import Event
from toolspan.server.problems import Problem

if TYPE_CHECKING:
    from starlette.requests import Request

    from toolspan.server.services import Services

BodyT = TypeVar("BodyT", bound=BaseModel | None, default=None)
QueryT = TypeVar("QueryT", bound=BaseModel | None, default=None)


class Access(Enum):
    """Who may call an endpoint."""

    PUBLIC = "public"
    APPLICATION = "application"
    SCOPED = "scoped"
    ANY = "any"


@dataclass(frozen=True, slots=True)
class Caller:
    """The authenticated caller. `workspace_id` is set if the token is limited to one workspace."""

    client_id: str
    jti: str
    expires_at: int
    organization_id: str
    workspace_id: str | None = None


@dataclass(slots=True)
class Exchange(Generic[BodyT, QueryT]):
    """An authenticated and validated request."""

    request: Request
    services: Services
    request_id: str
    body: BodyT
    query: QueryT
    who: Caller | None = field(default=None)

    @property
    def caller(self) -> Caller:
        """The caller; public endpoints have none."""
        if self.who is None:
            raise Problem(401, "unauthorized", "A bearer token is needed.")
        return self.who

    @property
    def patience(self) -> float | None:
        """Seconds after which the caller prefers a job to a response (`Prefer: respond-async`, RFC 7240); None for no job."""
        given = ",".join(self.request.headers.getlist("prefer")).lower()
        preferences = dict(_preference(each) for each in given.split(",") if each.strip())
        if "respond-async" not in preferences:
            return None
        wait = preferences.get("wait", "")
        return float(wait) if wait.isascii() and wait.isdigit() else inf

    def path(self, name: str) -> str:
        """Return a path parameter."""
        return str(self.request.path_params[name])

    def event(
        self,
        action: str,
        outcome: str = "ok",
        *,
        workspace_id: str | None = None,
        subject_id: str | None = None,
        detail: dict[str, Any] | None = None,
    ) -> Event:
        """Return an audit event of this request."""
        who = self.who
        return Event(
            at=self.services.now(),
            action=action,
            outcome=outcome,
            organization_id=who.organization_id if who else None,
            workspace_id=workspace_id or (who.workspace_id if who else None),
            subject_id=subject_id,
            actor=who.client_id if who else None,
            request_id=self.request_id,
            detail=detail,
        )


def _preference(text: str) -> tuple[str, str]:
    name, _, value = text.partition("=")
    return name.strip(), value.strip(' "')


Handler = Callable[[Exchange[Any, Any]], Awaitable[Any]]


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One operation of the API, for routing and for the OpenAPI document.

    `run` returns a model, which is sent as the JSON of `answer`, or a complete response. `accepted` is the
    answer with status 202 of an endpoint that usually has another one. `fails` lists
    the error statuses that `toolspan.server.http.statuses` cannot derive from the other fields.
    """

    method: str
    path: str
    run: Handler
    summary: str
    tag: str
    access: Access = Access.ANY
    body: type[BaseModel] | None = None
    query: type[BaseModel] | None = None
    answer: type[BaseModel] | None = None
    accepted: type[BaseModel] | None = None
    status: int = 200
    produces: str = "application/json"
    headers: tuple[str, ...] = ()
    body_required: bool = True
    seconds: float | None = 30.0
    fails: tuple[int, ...] = ()
