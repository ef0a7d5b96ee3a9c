"""Health, readiness, metrics and the OpenAPI document."""

from __future__ import annotations

import asyncio
import logging
from hmac import compare_digest
from typing import TYPE_CHECKING, Any

from prometheus_client import CONTENT_TYPE_PLAIN_0_0_4
from sqlalchemy import text
from starlette.responses import Response

from toolspan.errors import ConfigurationError
from toolspan.server.data import connectors, idempotency, jobs, migrate
from toolspan.server.http.dispatch import json_response
from toolspan.server.http.exchange import Access, Endpoint
from toolspan.server.models.base import Answer
from toolspan.server.problems import Busy, Problem
from toolspan.server.settings import LOOPBACK, SOON_MS
from toolspan.server.setup import check_keys

if TYPE_CHECKING:
    from pydantic import SecretStr
    from starlette.requests import Request

    from toolspan.server.http.exchange import Exchange
    from toolspan.server.services import Services

logger = logging.getLogger("toolspan.server")
_PATIENCE = 4.0


class Health(Answer):
    """Whether the server is well."""

    status: str


async def healthz(_exchange: Exchange) -> Health:
    """Say that the process answers."""
    return Health(status="ok")


async def readyz(exchange: Exchange) -> Response:
    """Say whether database, schema and keys are in order, and why not where they are not."""
    faults = await _faults(exchange)
    checks = {name: "failed" if fault else "ok" for name, fault in faults.items()}
    stores = exchange.services.live.shared.stores
    if stores is not None:  # the server works without Redis, at a lower rate
        checks["redis"] = (
            "ok" if await stores.connection.ping() else "does not answer: rate limits are not shared"
        )
    if (replicated := await _stores(exchange)) is not None:
        checks["context_stores"] = replicated
    shown = {"checks": checks}
    reasons = {name: fault for name, fault in faults.items() if fault}
    if not reasons:
        return json_response({"status": "ready", **shown})
    said = "; ".join(f"{name}: {fault}" for name, fault in reasons.items())
    problem = Problem(503, "not_ready", f"The server cannot work now. {said}.", details={"retryable": True})
    body = {"status": "not ready", **shown, "reasons": reasons, **problem.body(exchange.request_id)}
    return json_response(body, 503)


async def _faults(exchange: Exchange) -> dict[str, str | None]:
    """Return the error of each part, or None. The messages are public, so they contain no paths and no values."""
    services = exchange.services
    unknown = "not looked at, since the database does not answer"
    faults: dict[str, str | None] = {"database": None, "schema": unknown, "keys": unknown}
    try:
        async with asyncio.timeout(_PATIENCE):
            async with services.database.read() as connection:
                found = (await connection.execute(text("SELECT version_num FROM alembic_version"))).scalar()
            older = found in migrate.known() - {
                migrate.newest()
            }  # a newer one has all that this release uses
            faults["schema"] = "it is of an older release" if older or not found else None
            faults["keys"] = await _key_fault(services)
            faults["database"] = await services.probe.fault()
    except (TimeoutError, Busy):
        faults["database"] = "it is locked, or does not answer in time"
    except Exception as error:  # noqa: BLE001 - any error here means: not ready
        faults["database"] = f"it fails ({type(error).__name__})"
    return faults


async def _stores(exchange: Exchange) -> str | None:
    """Return how current the context stores are, or why there are none; None if they are not wanted here.

    The server works without them.
    """
    services = exchange.services
    if why := services.context_stores.unusable:
        return why if why == services.context_stores.conflict else None
    try:
        async with asyncio.timeout(_PATIENCE), services.database.read() as connection:
            patience = services.settings.store_stale_ms
            stale = await connectors.count_stale(connection, services.now(), patience, SOON_MS)
    except Exception:  # noqa: BLE001 - what is wrong with the database is said beside this
        return "not looked at"
    return f"{stale} stale: no sync of them has succeeded of late" if stale else "ok"


async def _key_fault(services: Services) -> str | None:
    try:
        await check_keys(services.database, services.keys)
    except ConfigurationError as error:
        logger.error("not ready: %s", error.message)  # noqa: TRY400 - the message is complete
        return (
            "the key file is missing, cannot be read, lacks a key that is needed, or is of another deployment"
        )
    return None


async def metrics(exchange: Exchange) -> Response:
    """Give the counts as Prometheus reads them, to who has the token for them or calls from this machine."""
    services = exchange.services
    if services.settings.metrics_port is not None:
        raise Problem(404, "not_found", "The counts are on the server's metrics port.")
    if services.settings.metrics_token is None and not _local(exchange.request):
        raise Problem(
            403, "forbidden", "The counts are for this machine alone. To read them from elsewhere, set TOOLSPAN_METRICS_TOKEN."
        )  # fmt: skip
    return await scraped(exchange)


async def scraped(exchange: Exchange) -> Response:
    """Give the counts on the metrics port; to who has the token for them, if there is one.

    Raises:
        Problem: 401 for a missing or wrong metrics token.
    """
    services = exchange.services
    _check_token(exchange.request, services.settings.metrics_token)
    gauges: dict[str, Any] = {
        "calls_in_flight": services.live.in_flight,
        "audit_events_lost": services.audit_log.lost,
        "connectors_in_memory": services.live.count,
        **await _stored(services),
    }
    counters = {"connectors_evicted_total": services.live.evicted}
    return Response(services.metrics.text(gauges, counters), media_type=CONTENT_TYPE_PLAIN_0_0_4)


async def _stored(services: Services) -> dict[str, Any]:
    """Return numbers from the database; nothing if it does not answer in time."""
    try:
        async with asyncio.timeout(_PATIENCE), services.database.read() as connection:
            counted = await jobs.counts(connection)
            return {
                "keys_in_doubt": await idempotency.doubts(connection, services.now()),
                "jobs": {status: counted[status] for status in jobs.OPEN},
            }
    except Exception as error:  # noqa: BLE001 - the other metrics matter most when the database fails
        logger.warning("metrics without the database: %s", getattr(error, "code", type(error).__name__))
        return {}


def _check_token(request: Request, token: SecretStr | None) -> None:
    """Check the token for the metrics, which reveal activity and volume.

    Raises:
        Problem: 401 for a missing or wrong one.
    """
    if token is not None:
        given = request.headers.get("authorization", "")
        expected = f"Bearer {token.get_secret_value()}"
        if not compare_digest(given.encode(), expected.encode()):
            raise Problem(
                401, "unauthorized", "The counts are for who has the server's metrics token.",
                headers={"www-authenticate": 'Bearer realm="toolspan metrics"'},
            )  # fmt: skip


def _local(request: Request) -> bool:
    """Return True if a request comes from this machine directly, not through a local proxy."""
    passed_on = any(
        name.startswith("x-forwarded-") or name in ("forwarded", "via") for name in request.headers
    )
    here = request.client is not None and request.client.host in LOOPBACK
    return here and not passed_on and request.url.hostname in LOOPBACK


async def openapi(exchange: Exchange) -> Response:
    """Give the OpenAPI document."""
    return json_response(exchange.request.app.state.openapi)


ENDPOINTS = (
    Endpoint(
        "GET", "/healthz", healthz, "Say that the process answers", "server", Access.PUBLIC, answer=Health
    ),
    Endpoint(
        "GET", "/readyz", readyz, "Say whether the server can work", "server", Access.PUBLIC, answer=Health
    ),
    Endpoint(
        "GET",
        "/metrics",
        metrics,
        "Counts for operators",
        "server",
        Access.PUBLIC,
        produces="text/plain",
        fails=(401, 403, 404),
    ),
    Endpoint("GET", "/openapi.json", openapi, "This document", "server", Access.PUBLIC),
)
PROBES = (
    *(endpoint for endpoint in ENDPOINTS if endpoint.path in ("/healthz", "/readyz")),
    Endpoint(
        "GET", "/metrics", scraped, "Counts for operators", "server", Access.PUBLIC, produces="text/plain"
    ),
)
"""Endpoints of the metrics port."""
