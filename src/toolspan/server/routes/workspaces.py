"""Workspaces: list, create, get, update, delete."""

from __future__ import annotations

import base64
import binascii
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from toolspan.server.data import jobs, workspaces
from toolspan.server.data.audit import record
from toolspan.server.http.exchange import Access, Endpoint
from toolspan.server.models.base import iso
from toolspan.server.models.workspaces import (
    CreateWorkspace,
    UpdateWorkspace,
    Workspace,
    WorkspaceDeleted,
    WorkspacePage,
    WorkspaceQuery,
    WorkspaceStats,
)
from toolspan.server.problems import Problem, not_found
from toolspan.server.routes.serializers import workspace_view

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncConnection

    from toolspan.server.http.exchange import Exchange

BASE = "/api/v1/workspaces"
Row = dict[str, Any]


async def listed(exchange: Exchange[None, WorkspaceQuery]) -> WorkspacePage:
    """List workspaces in the order they were made."""
    query = exchange.query
    async with exchange.services.database.read() as connection:
        rows = await workspaces.page(
            connection,
            exchange.caller.organization_id,
            name_contains=query.name_contains,
            status=query.status,
            limit=query.limit,
            after=_position(query.cursor),
        )
    shown = [workspace_view(row) for row in rows[: query.limit]]
    following = _next(exchange, rows[query.limit - 1]) if len(rows) > query.limit else None
    return WorkspacePage(next=following, data=shown)


def _position(cursor: str | None) -> tuple[int, str] | None:
    if cursor is None:
        return None
    try:
        at, _, last = (
            base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode("ascii").partition(":")
        )
        position = int(at), last
    except (ValueError, binascii.Error):
        position = -1, ""
    if not 0 <= position[0] < 2**53:
        raise Problem(422, "invalid_input", "The cursor is not one that this server gave.", field="cursor")
    return position


def _next(exchange: Exchange[None, WorkspaceQuery], last: Row) -> str:
    given = exchange.query.model_dump(exclude_none=True, exclude={"cursor"})
    cursor = base64.urlsafe_b64encode(f"{last['created_at']}:{last['id']}".encode()).decode().rstrip("=")
    return f"{exchange.services.settings.base_url}{BASE}?{urlencode({**given, 'cursor': cursor})}"


async def create(exchange: Exchange[CreateWorkspace]) -> Workspace:
    """Make a workspace."""
    body, services = exchange.body, exchange.services
    async with services.database.write() as connection:
        row = await workspaces.create(connection, exchange.caller.organization_id, body.name, services.now())
        changes = body.model_dump(exclude_none=True, exclude={"name"})
        row = await workspaces.change(connection, row, changes, services.now()) if changes else row
        await record(
            connection, exchange.event("workspace.create", workspace_id=row["id"], subject_id=row["id"])
        )
    return workspace_view(row)


async def stats(exchange: Exchange) -> WorkspaceStats:
    """Count workspaces."""
    async with exchange.services.database.read() as connection:
        counts = await workspaces.counts(connection, exchange.caller.organization_id)
    active, inactive = counts.get("active", 0), counts.get("inactive", 0)
    return WorkspaceStats(active_count=active, inactive_count=inactive, total_count=active + inactive)


async def get(exchange: Exchange) -> Workspace:
    """Show a workspace."""
    async with exchange.services.database.read() as connection:
        return workspace_view(await _one(exchange, connection))


async def update(exchange: Exchange[UpdateWorkspace]) -> Workspace:
    """Change a workspace; its old name stays reserved."""
    services = exchange.services
    async with services.database.write() as connection:
        row = await _one(exchange, connection, lock=True)
        changes = exchange.body.model_dump(exclude_none=True)
        row = await workspaces.change(connection, row, changes, services.now())
        detail = {"fields": sorted(changes)}
        await record(
            connection,
            exchange.event("workspace.update", workspace_id=row["id"], subject_id=row["id"], detail=detail),
        )
        idle = await workspaces.connector_ids(connection, row) if row["status"] == "inactive" else []
    services.live.stop(idle)
    return workspace_view(row)


async def delete(exchange: Exchange) -> WorkspaceDeleted:
    """Delete a workspace with its connectors; their credentials are gone when this answers."""
    services = exchange.services
    async with services.database.write() as connection:
        row = await _one(exchange, connection, lock=True)
        now = services.now()
        gone = await workspaces.remove(connection, row, now)
        await jobs.forget(connection, gone, now)
        await record(
            connection, exchange.event("workspace.delete", workspace_id=row["id"], subject_id=row["id"])
        )
    await services.jobs.renew()  # stops those of their jobs that run here
    services.live.stop(gone)
    await services.live.forget(gone)
    await services.database.scrub()
    return WorkspaceDeleted(id=row["id"], deleted_at=iso(now))


async def _one(exchange: Exchange[Any, Any], connection: AsyncConnection, *, lock: bool = False) -> Row:
    caller, given = exchange.caller, exchange.path("workspace_id").lower()
    if caller.workspace_id not in (None, given):
        raise not_found("workspace")
    return await workspaces.by_id(connection, caller.organization_id, given[:64], lock=lock)


_ONE = f"{BASE}/{{workspace_id}}"
_APPLICATION = Access.APPLICATION
ENDPOINTS = (
    Endpoint("GET", BASE, listed, "List workspaces", "workspaces", _APPLICATION, query=WorkspaceQuery, answer=WorkspacePage),
    Endpoint("POST", BASE, create, "Make a workspace", "workspaces", _APPLICATION, body=CreateWorkspace, answer=Workspace, fails=(409,)),
    Endpoint("GET", f"{BASE}/stats", stats, "Count workspaces", "workspaces", _APPLICATION, answer=WorkspaceStats),
    Endpoint("GET", _ONE, get, "Show a workspace", "workspaces", answer=Workspace),
    Endpoint("PUT", _ONE, update, "Change a workspace", "workspaces", _APPLICATION, body=UpdateWorkspace, answer=Workspace, fails=(409,)),
    Endpoint("DELETE", _ONE, delete, "Delete a workspace", "workspaces", _APPLICATION, answer=WorkspaceDeleted),
)  # fmt: skip
