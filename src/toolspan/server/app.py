"""ASGI application: builds and starts the parts of one server process."""

from __future__ import annotations

from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from functools import partial
from typing import TYPE_CHECKING, Any

from sqlalchemy import update
from starlette.applications import Starlette
from starlette.exceptions import HTTPException

from toolspan.clock import SYSTEM_CLOCK
from toolspan.errors import ConfigurationError
from toolspan.redis import Stores
from toolspan.server.amazon.shared import Shared
from toolspan.server.api import ENDPOINTS
from toolspan.server.data import credentials, migrate
from toolspan.server.data.audit import AuditLog
from toolspan.server.data.database import Database
from toolspan.server.data.probing import WriteProbe
from toolspan.server.data.results import DatabaseResultStore
from toolspan.server.data.tables import connectors
from toolspan.server.http.dispatch import framework_problem, to_route
from toolspan.server.http.middleware import Shield
from toolspan.server.http.openapi import document
from toolspan.server.routes.health import PROBES
from toolspan.server.runtime import access_log
from toolspan.server.runtime.claims import Claims
from toolspan.server.runtime.context_stores import ContextStores
from toolspan.server.runtime.endings import Endings
from toolspan.server.runtime.heartbeat import Heartbeat
from toolspan.server.runtime.job_handlers import Work
from toolspan.server.runtime.jobs import TaskRunner
from toolspan.server.runtime.limits import OrganizationLimits
from toolspan.server.runtime.maintenance import Upkeep
from toolspan.server.runtime.metrics import Metrics
from toolspan.server.runtime.pool import LiveConnectors
from toolspan.server.runtime.upstream import observer
from toolspan.server.runtime.webhooks import WebhookSender
from toolspan.server.security.attempts import Attempts
from toolspan.server.security.keys import KeyFile
from toolspan.server.security.token_cipher import TokenCipher
from toolspan.server.security.tokens import Tokens
from toolspan.server.services import Services
from toolspan.server.settings import LOOPBACK
from toolspan.server.setup import adopt_keys

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator, Mapping

    from starlette.types import ASGIApp

    from toolspan.clock import Clock
    from toolspan.server.runtime.jobs import JobRunner
    from toolspan.server.settings import Settings

Row = dict[str, Any]


def create_app(settings: Settings, *, clock: Clock = SYSTEM_CLOCK) -> ASGIApp:
    """Return the server as an ASGI application with a lifespan.

    Args:
        settings: The server's settings.
        clock: Clock for tokens, limits and connectors.
    """

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        with _noted(app):
            services = assemble(settings, clock)
        async with AsyncExitStack() as stack:  # closes the rest also when one part fails to close
            for part in (
                services.database,
                services.audit_log,
                services.live,
                services.heartbeat,
                services.webhooks,
                services.endings,
                services.jobs,
            ):
                stack.push_async_callback(part.close)
            with _noted(app):
                await _start(services)
            app.state.services = services
            async with Upkeep(services):
                yield

    routes = [to_route(endpoint) for endpoint in ENDPOINTS]
    app = Starlette(routes=routes, lifespan=lifespan, exception_handlers={HTTPException: framework_problem})
    app.router.redirect_slashes = False
    app.state.openapi = document(ENDPOINTS)
    secure = settings.base_url.startswith("https://")
    return Shield(app, settings.hosts, secure=secure)


@contextmanager
def _noted(app: Starlette) -> Iterator[None]:
    """Put a wrong setting into the state of the application: the protocol of lifespans only has a text for it."""
    try:
        yield
    except ConfigurationError as error:
        app.state.failure = error
        raise


def create_metrics_app(main: ASGIApp, settings: Settings) -> ASGIApp:
    """Return the application of the metrics port: metrics, health and readiness of `main`, without its TLS.

    Args:
        main: Application from `create_app`.
        settings: The server's settings.
    """
    assert isinstance(main, Shield)  # noqa: S101 - as create_app returns it
    routes = [to_route(endpoint) for endpoint in PROBES]
    app = Starlette(routes=routes, exception_handlers={HTTPException: framework_problem})
    app.state = main.state
    return Shield(app, LOOPBACK if settings.metrics_host in LOOPBACK else (), secure=False)


def assemble(settings: Settings, clock: Clock) -> Services:
    """Create the parts of a server process. Opens nothing yet."""
    metrics = Metrics()

    def waited(reason: str, seconds: float) -> None:
        metrics.waited(reason, seconds)
        access_log.waited(reason, seconds)

    database, keys = Database(settings, partial(waited, "database")), KeyFile(settings.keys)

    async def open_credentials(row: Row) -> Mapping[str, Any]:
        async with database.read() as connection:
            return await credentials.opened(connection, keys.current, row, settings)

    async def found_region(row: Row, region: str) -> None:
        async with database.write() as connection:
            await connection.execute(
                update(connectors)
                .where(connectors.c.id == row["id"], connectors.c.region.is_(None))
                .values(region=region, region_source="discovered")
            )

    def results(row: Mapping[str, Any]) -> DatabaseResultStore:
        return DatabaseResultStore(database, keys, clock, row)

    url, work = settings.redis_url, Work()
    stores = Stores.at(url.get_secret_value(), processes=settings.processes) if url else None
    redis = stores.connection if stores else None
    heartbeat = Heartbeat(redis, keys)
    context_stores = ContextStores(settings, heartbeat)
    shared = Shared(
        settings, clock, results=results, context_stores=context_stores, stores=stores,
        ciphers=partial(TokenCipher, keys), observers=(observer(metrics, waited),),
    )  # fmt: skip
    services = Services(
        settings=settings,
        clock=clock,
        database=database,
        keys=keys,
        tokens=Tokens(keys, clock),
        attempts=Attempts(settings, clock, redis),
        audit_log=AuditLog(database),
        endings=Endings(database),
        claims=Claims(database, clock),
        heartbeat=heartbeat,
        live=LiveConnectors(shared, open_credentials, found_region, waited),
        jobs=_job_runner(settings, database, clock, work),
        metrics=metrics,
        watcher=access_log.Watcher(waited),
        probe=WriteProbe(database, clock),
        webhooks=WebhookSender(database, keys, clock, settings.webhook_networks),
        context_stores=context_stores,
        limits=OrganizationLimits(settings, clock, database, context_stores, redis),
    )
    work.services = services
    return services


def _job_runner(settings: Settings, database: Database, clock: Clock, work: Work) -> JobRunner:
    if settings.jobs == "tasks":
        return TaskRunner(database, clock, work.by_kind)
    from toolspan.server.runtime.job_queue import QueueRunner  # noqa: PLC0415 - the extra, only where it is asked for

    return QueueRunner(database, clock, work.by_kind, settings)


async def _start(services: Services) -> None:
    """Migrate the schema and start the background work; fail if database or keys are not usable."""
    await migrate.upgrade(services.database)
    await adopt_keys(services.database, services.keys)
    await services.heartbeat.beat()
    await services.jobs.open()
    await services.jobs.resume(sole=services.database.sqlite)
