"""Observer of the requests to upstream: counts them, and measures waits for a socket."""

from __future__ import annotations

from time import perf_counter
from typing import TYPE_CHECKING, Any

import aiohttp

if TYPE_CHECKING:
    from collections.abc import Callable

    from toolspan.server.runtime.metrics import Metrics

_TOKEN_PATH = "/auth/o2/token"  # noqa: S105 - a path
_TOKEN_HEADER = "x-amz-access-token"  # noqa: S105 - a name


def observer(metrics: Metrics, waited: Callable[[str, float], None]) -> aiohttp.TraceConfig:
    """Return an observer for an aiohttp session.

    Args:
        metrics: Counts the requests.
        waited: Called with the reason and the seconds of a wait.
    """
    config = aiohttp.TraceConfig()

    async def ended(_session: Any, _context: Any, params: aiohttp.TraceRequestEndParams) -> None:
        metrics.upstream(_kind(params), params.response.status)

    async def failed(_session: Any, _context: Any, params: aiohttp.TraceRequestExceptionParams) -> None:
        metrics.upstream(_kind(params), None)

    async def queued(_session: Any, context: Any, _params: Any) -> None:
        context.queued = perf_counter()

    async def taken(_session: Any, context: Any, _params: Any) -> None:
        waited("socket", perf_counter() - context.queued)

    config.on_request_end.append(ended)
    config.on_request_exception.append(failed)
    config.on_connection_queued_start.append(queued)
    config.on_connection_queued_end.append(taken)
    return config


def _kind(params: aiohttp.TraceRequestEndParams | aiohttp.TraceRequestExceptionParams) -> str:
    """Return what a request is for. Files have signed addresses, and no access token."""
    if params.url.path == _TOKEN_PATH:
        return "token"
    return "api" if _TOKEN_HEADER in params.headers else "document"
