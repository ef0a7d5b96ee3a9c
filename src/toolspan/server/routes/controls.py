"""Checks, audit events, inspection and the kill switch."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from toolspan.server.amazon import definition
from toolspan.server.amazon.building import policy_of
from toolspan.server.amazon.credentials import rotated
from toolspan.server.data import audit, credentials, jobs, switches
from toolspan.server.data.audit import record
from toolspan.server.data.states import state_of
from toolspan.server.http.exchange import Access, Endpoint
from toolspan.server.models.base import iso
from toolspan.server.models.connectors import (
    CheckOut,
    EventList,
    EventsQuery,
    Inspection,
    JobStarted,
    Switch,
    SwitchState,
    SyncRequest,
    UpdateConnector,
)
from toolspan.server.problems import Problem
from toolspan.server.routes.checks import tried
from toolspan.server.routes.common import connector_of
from toolspan.server.routes.connectors import BASE, changes_of, check_own, forgotten_region
from toolspan.server.routes.serializers import check_view
from toolspan.server.routes.warnings import warnings_of
from toolspan.server.runtime.calls import ready, switched_on
from toolspan.server.runtime.syncs import check_replicated, replicated
from toolspan.store.tables import not_replicated

if TYPE_CHECKING:
    from toolspan.server.http.exchange import Exchange
    from toolspan.server.services import Services

Row = dict[str, Any]
PATIENCE = 20.0
"""Seconds to wait for a check. After them the job continues, and /jobs has its result."""


async def check(exchange: Exchange[UpdateConnector]) -> CheckOut:
    """Prove that a connector's credentials work; with a body, as they would be after that update."""
    services, body = exchange.services, exchange.body
    if body.credentials or body.environment or body.replication_config:
        return await _check_changed(exchange)
    async with services.database.write() as connection:
        row = await connector_of(exchange, connection)
        switched_on(row)
        job = await services.jobs.add(connection, row, "check")
        await record(
            connection,
            exchange.event("connector.check", workspace_id=row["workspace_id"], subject_id=row["id"]),
        )
    return await _ended(exchange, job)


async def _check_changed(exchange: Exchange[UpdateConnector]) -> CheckOut:
    """Test a connector with the changes of an update, without storing them."""
    services, body = exchange.services, exchange.body
    async with services.database.read() as connection:
        row = await connector_of(exchange, connection)
        switched_on(row)
        contents = await credentials.opened(connection, services.keys.current, row, services.settings)
    if body.credentials:
        check_own(row, body.credentials)
        contents = rotated(contents, body.credentials)
        row |= forgotten_region(row, body.credentials)
    detail = {"fields": sorted(body.model_fields_set)}
    services.audit_log.note(
        exchange.event(
            "connector.check", workspace_id=row["workspace_id"], subject_id=row["id"], detail=detail
        )
    )
    return await tried(services, {**row, **changes_of(body, row)}, contents)


async def _ended(exchange: Exchange[Any, Any], job: str) -> CheckOut:
    services, caller = exchange.services, exchange.caller
    services.jobs.start(job)
    await services.jobs.wait(job, PATIENCE)
    async with services.database.read() as connection:
        found = await jobs.get(connection, caller.organization_id, caller.workspace_id, job)
    return check_view(found)


async def events(exchange: Exchange[None, EventsQuery]) -> EventList:
    """List what happened to a connector, the newest first."""
    before = _moment(exchange.query.before)
    async with exchange.services.database.read() as connection:
        row = await connector_of(exchange, connection)
        await exchange.services.audit_log.flush()
        found = await audit.events_of(
            connection, row["organization_id"], row["id"], limit=exchange.query.limit, before=before
        )
    return EventList(data=[{**event, "at": iso(event["at"])} for event in found])


def _moment(text: str | None) -> int | None:
    try:
        return int(datetime.fromisoformat(text).timestamp() * 1000) if text else None
    except (ValueError, OverflowError):
        raise Problem(
            422, "invalid_input", "before must be an ISO 8601 date and time.", field="before"
        ) from None


async def inspect(exchange: Exchange) -> Inspection:
    """Tell an agent what a connector is and can do."""
    async with exchange.services.database.read() as connection:
        row = await connector_of(exchange, connection)
    state, reason = state_of(row)
    policy = policy_of(row["entities"])
    return Inspection(
        connector_id=row["id"],
        name=row["name"],
        workspace_id=row["workspace_id"],
        organization_id=row["organization_id"],
        source_definition_id=row["definition_id"],
        source_definition_name=definition.TITLE,
        docs_skill_id=definition.SLUG,
        state=state,  # type: ignore[arg-type]
        state_reason=reason,
        region=row["region"],
        context_store_readiness=await _readiness(exchange.services, row),
        operations=[one.to_row() for one in definition.CONNECTOR.operations if policy.allows(one)],
        warnings=warnings_of(row, exchange.services),
    )


async def _readiness(services: Services, row: Row) -> Row:
    """Return which entities the context store can hold, and what it holds of them."""
    facts = services.context_stores.facts
    if why := services.context_stores.unusable:
        return {"supported_context_store_entities": [], "configured_cache_entities": [], "reason": why}
    policy, operations = policy_of(row["entities"]), definition.CONNECTOR.operations
    chosen = [
        name
        for name, stream in facts.streams.items()
        if replicated(row) and not stream.optional and stream.source.allowed(policy, operations)
    ]
    coverage = await services.context_stores.coverage(row["id"])
    async with services.database.read() as connection:
        last = await jobs.last_ended(connection, row["id"], "sync")
    return {
        "supported_context_store_entities": [
            {"entity": name, "suggested": not stream.optional} for name, stream in facts.streams.items()
        ],
        "configured_cache_entities": chosen,
        "coverage": [
            {
                "entity": held.entity,
                "from": _written(held.starts),
                "to": _written(held.ends),
                "as_of": _written(held.as_of),
            }
            for held in coverage
        ],
        "last_sync": last and _ended_sync(last),
    }


def _ended_sync(job: Row) -> Row:
    """Return how a sync ended: an error says why it failed, a warning what it has not read."""
    return {
        "job_id": job["id"],
        "status": job["status"],
        "at": iso(job["updated_at"]),
        "error": job["error"],
        "warnings": (job["detail"] or {}).get("warnings", []),
    }


def _written(moment: datetime) -> str:
    return iso(int(moment.timestamp() * 1000))


async def sync(exchange: Exchange[SyncRequest]) -> JobStarted:
    """Replicate a connector's account into its context store, up to now, as a job."""
    services, entities = exchange.services, exchange.body.entities
    facts = services.context_stores.facts
    for number, entity in enumerate(entities or ()):
        if entity not in facts.streams:
            wrong, hint = not_replicated(facts, entity)
            raise Problem(422, "invalid_input", wrong, field=f"entities.{number}", details={"hint": hint})
    async with services.database.write() as connection:
        row = await connector_of(exchange, connection)
        ready(row)
        check_replicated(services, row)
        detail = {"entities": entities} if entities else None
        running = [
            job
            for job in await jobs.open_of(connection, row["id"], "sync")
            if (job["detail"] or {}).get("entities") == (entities or None)
        ]
        job = running[0]["id"] if running else await services.jobs.add(connection, row, "sync", detail)
        await record(
            connection,
            exchange.event("connector.sync", workspace_id=row["workspace_id"], subject_id=row["id"]),
        )
    services.jobs.start(job)
    return JobStarted(job_id=job)


async def switch_connector(exchange: Exchange[Switch]) -> SwitchState:
    """Stop all calls of a connector at once, or let them go on."""
    services, body = exchange.services, exchange.body
    async with services.database.write() as connection:
        row = await connector_of(exchange, connection, lock=True)
        concerned = await switches.switch_connector(
            connection, row, stopped=body.stopped, reason=body.reason, now=services.now()
        )
        detail = {"stopped": body.stopped}
        await record(
            connection,
            exchange.event(
                "connector.switch", workspace_id=row["workspace_id"], subject_id=row["id"], detail=detail
            ),
        )
    return _switched(exchange, concerned)


async def switch_organization(exchange: Exchange[Switch]) -> SwitchState:
    """Stop all calls of an organisation at once, or let them go on."""
    services, body, caller = exchange.services, exchange.body, exchange.caller
    async with services.database.write() as connection:
        concerned = await switches.switch_organization(
            connection, caller.organization_id, stopped=body.stopped, reason=body.reason, now=services.now()
        )
        await record(connection, exchange.event("organization.switch", detail={"stopped": body.stopped}))
    return _switched(exchange, concerned)


def _switched(exchange: Exchange[Switch], concerned: list[str]) -> SwitchState:
    body = exchange.body
    ended = exchange.services.live.stop(concerned) if body.stopped else 0
    return SwitchState(stopped=body.stopped, reason=body.reason if body.stopped else None, ended_calls=ended)


_ONE = f"{BASE}/{{connector_id}}"
ENDPOINTS = (
    Endpoint("POST", f"{_ONE}/check", check, "Check a connector", "connectors", body=UpdateConnector, body_required=False, answer=CheckOut, seconds=90.0, fails=(409, 424)),
    Endpoint("POST", f"{_ONE}/sync", sync, "Replicate a connector", "connectors", body=SyncRequest, body_required=False, answer=JobStarted, status=202, fails=(409,)),
    Endpoint("GET", f"{_ONE}/inspect", inspect, "Inspect a connector", "connectors", answer=Inspection),
    Endpoint("GET", f"{_ONE}/events", events, "List audit events of a connector", "connectors", query=EventsQuery, answer=EventList),
    Endpoint("PUT", f"{_ONE}/kill-switch", switch_connector, "Stop a connector", "connectors", Access.APPLICATION, body=Switch, answer=SwitchState),
    Endpoint("PUT", "/api/v1/organization/kill-switch", switch_organization, "Stop an organisation", "connectors", Access.APPLICATION, body=Switch, answer=SwitchState),
)  # fmt: skip
