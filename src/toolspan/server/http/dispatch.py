"""Turns endpoints into Starlette routes: authenticate, validate, run, respond; every error gets the common format."""

from __future__ import annotations

import asyncio
import logging
import traceback
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from pydantic import BaseModel
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect
from starlette.responses import Response
from starlette.routing import Route

from toolspan.errors import ToolspanError
from toolspan.server.encoding import encoded
from toolspan.server.http.bodies import read_json, read_model, read_query
from toolspan.server.http.exchange import Exchange
from toolspan.server.http.guard import admit
from toolspan.server.problems import Problem, not_ready, of_core
from toolspan.server.runtime import access_log
from toolspan.server.security.envelope import KeyMissing, SealBroken
from toolspan.server.security.keys import KeyFileError

if TYPE_CHECKING:
    from starlette.requests import Request

    from toolspan.server.http.exchange import Endpoint
    from toolspan.server.services import Services

logger = logging.getLogger("toolspan.server")
_KEY = "Idempotency-Key"
_DISCONNECTED = 499


def json_response(data: Any, status: int = 200, headers: dict[str, str] | None = None) -> Response:
    """Return a JSON response."""
    content = data.model_dump(mode="json") if isinstance(data, BaseModel) else data
    return Response(encoded(content), status, headers, media_type="application/json")


def problem_response(problem: Problem, request_id: str) -> Response:
    """Return an error response."""
    if (entry := access_log.current()) is not None:
        entry.outcome = problem.code
    return json_response(problem.body(request_id), problem.status, problem.headers)


def to_route(endpoint: Endpoint) -> Route:
    """Return the route of an endpoint."""

    async def serve(request: Request) -> Response:
        services: Services = request.app.state.services
        request_id = request_id_of(request)
        if (entry := access_log.current()) is not None:
            entry.route = endpoint.path
        try:
            async with asyncio.timeout(endpoint.seconds):
                response = await _perform(endpoint, request, services, request_id)
        except ClientDisconnect:
            response = Response(status_code=_DISCONNECTED)
        except Exception as error:  # noqa: BLE001 - unexpected errors get the common format too, without details
            response = problem_response(as_problem(error, request_id), request_id)
        services.metrics.request(endpoint.method, endpoint.path, response.status_code)
        return response

    return Route(endpoint.path, serve, methods=[endpoint.method], name=f"{endpoint.method} {endpoint.path}")


async def _perform(endpoint: Endpoint, request: Request, services: Services, request_id: str) -> Response:
    who = await admit(request, services, endpoint.access)
    if who is not None and (entry := access_log.current()) is not None:
        entry.organization_id, entry.workspace_id = who.organization_id, who.workspace_id
        entry.client_id = who.client_id
    _check_key(endpoint, request)
    query = read_query(endpoint.query, request) if endpoint.query else None
    body: Any = None
    if endpoint.body:
        data = await read_json(request, required=endpoint.body_required)
        body = read_model(endpoint.body, {} if data is None else data)
    exchange: Exchange[Any, Any] = Exchange(request, services, request_id, body, query, who)
    result = await endpoint.run(exchange)
    if isinstance(result, Response):
        return result
    return Response(status_code=endpoint.status) if result is None else json_response(result, endpoint.status)


def _check_key(endpoint: Endpoint, request: Request) -> None:
    """Reject an Idempotency-Key on other endpoints: ignoring it would break its sender's assumption.

    Raises:
        Problem: 422.
    """
    if endpoint.method != "GET" and _KEY not in endpoint.headers and _KEY.lower() in request.headers:
        raise Problem(
            422, "idempotency_key", "Idempotency-Key is kept for execute alone. Leave it out here, and look before this is "
            "repeated.", field=_KEY,
        )  # fmt: skip


def request_id_of(request: Request) -> str:
    """Return the request's id, which the middleware has set."""
    return request.scope.get("toolspan.request_id") or str(uuid4())


def as_problem(error: BaseException, request_id: str) -> Problem:
    """Return the error response of an exception. Unexpected ones are logged without values, which may be secret."""
    if isinstance(error, Problem):
        return error
    if isinstance(error, (KeyFileError, KeyMissing)):
        logger.error("request %s: %s", request_id, error)
        return not_ready()
    if isinstance(error, ToolspanError):
        return of_core(error)
    if isinstance(error, TimeoutError):
        return Problem(504, "timeout", "The server could not do this in time.", details={"retryable": True})
    if isinstance(error, SealBroken):
        logger.error("request %s: %s", request_id, error)
        return Problem(
            500, "sealed", "What is stored cannot be opened: its key is missing or it was changed."
        )
    frames = traceback.extract_tb(error.__traceback__)[-3:]
    where = " < ".join(f"{frame.name}:{frame.lineno}" for frame in reversed(frames))
    logger.error("request %s failed: %s at %s", request_id, type(error).__name__, where)
    return Problem(500, "internal", "The server failed. Its log has more under this request id.")


async def framework_problem(request: Request, error: Exception) -> Response:
    """Return the common error format for unknown paths and methods, which the framework rejects."""
    assert isinstance(error, HTTPException)  # noqa: S101 - registered for HTTPException only
    known = {404: "There is no such path.", 405: "This path does not take that method."}
    code = {404: "not_found", 405: "method_not_allowed"}.get(error.status_code, "http")
    message = known.get(error.status_code, "The request was refused.")
    problem = Problem(error.status_code, code, message, headers=dict(error.headers or {}))
    return problem_response(problem, request_id_of(request))
