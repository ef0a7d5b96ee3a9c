"""Schedules of a connector: list, set, remove."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from toolspan.server.data import schedules
from toolspan.server.data.audit import record
from toolspan.server.http.exchange import Endpoint
from toolspan.server.models.jobs import Schedule, ScheduleIn, ScheduleList
from toolspan.server.problems import Problem, not_found
from toolspan.server.routes.common import connector_of, may_manage
from toolspan.server.routes.connectors import BASE
from toolspan.server.routes.serializers import schedule_view
from toolspan.server.runtime.syncs import check_replicated

if TYPE_CHECKING:
    from toolspan.server.http.exchange import Exchange

_MINUTE_MS = 60_000


async def listed(exchange: Exchange) -> ScheduleList:
    """List the schedules of a connector."""
    async with exchange.services.database.read() as connection:
        row = await connector_of(exchange, connection)
        found = await schedules.of_connector(connection, row["id"])
    return ScheduleList(data=[schedule_view(one) for one in found])


async def get(exchange: Exchange) -> Schedule:
    """Show a schedule of a connector."""
    kind = _kind(exchange)
    async with exchange.services.database.read() as connection:
        row = await connector_of(exchange, connection)
        found = await schedules.get(connection, row["id"], kind)
    if found is None:
        raise not_found("schedule")
    return schedule_view(found)


async def put(exchange: Exchange[ScheduleIn]) -> Schedule:
    """Begin a kind of job of a connector again and again, the first time within seconds."""
    services, kind, body = exchange.services, _kind(exchange), exchange.body
    if body.default and kind != schedules.SYNC:
        raise Problem(
            422, "invalid_input", f"There is no schedule of the kind {kind} by default. Give every_minutes.", field="default"
        )  # fmt: skip
    async with services.database.write() as connection:
        row = await connector_of(exchange, connection, lock=True)
        may_manage(exchange, "set a schedule")
        if kind == schedules.SYNC:
            check_replicated(services, row)
        every_ms = (
            services.settings.store_sync_seconds * 1000
            if body.every_minutes is None
            else body.every_minutes * _MINUTE_MS
        )
        status = "default" if body.default else "set"
        made = await schedules.put(connection, row, kind, every_ms, services.now(), status=status)
        detail = {"kind": kind, **body.model_dump(exclude_defaults=True)}
        await record(
            connection,
            exchange.event(
                "schedule.put", workspace_id=row["workspace_id"], subject_id=row["id"], detail=detail
            ),
        )
    return schedule_view(made)


async def remove(exchange: Exchange) -> None:
    """Remove a schedule, also one that a connector has by default. A job of it that runs is not ended."""
    async with exchange.services.database.write() as connection:
        row = await connector_of(exchange, connection, lock=True)
        may_manage(exchange, "remove a schedule")
        kind = _kind(exchange)
        await schedules.remove(connection, row["id"], kind, exchange.services.now())
        await record(
            connection,
            exchange.event(
                "schedule.delete",
                workspace_id=row["workspace_id"],
                subject_id=row["id"],
                detail={"kind": kind},
            ),
        )


def _kind(exchange: Exchange[Any]) -> str:
    """Return the kind of job in the path.

    Raises:
        Problem: 422 if there are no schedules of it.
    """
    kind, known = exchange.path("kind"), exchange.services.jobs.scheduled
    if kind not in known:
        raise Problem(
            422, "invalid_input", f"There are schedules of {', '.join(known)}, and of no other kind of job.", field="kind"
        )  # fmt: skip
    return kind


_ONE = f"{BASE}/{{connector_id}}/schedules/{{kind}}"
ENDPOINTS = (
    Endpoint("GET", f"{BASE}/{{connector_id}}/schedules", listed, "List schedules", "jobs", answer=ScheduleList),
    Endpoint("GET", _ONE, get, "Show a schedule", "jobs", answer=Schedule),
    Endpoint("PUT", _ONE, put, "Set a schedule", "jobs", body=ScheduleIn, answer=Schedule, fails=(409,)),
    Endpoint("DELETE", _ONE, remove, "Remove a schedule", "jobs", status=204),
)  # fmt: skip
