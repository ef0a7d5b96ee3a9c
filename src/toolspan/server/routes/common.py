"""Shared by routes: find the workspace or connector of a request."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from toolspan.server.data import connectors, workspaces
from toolspan.server.data.audit import record
from toolspan.server.problems import Problem, not_found
from toolspan.server.runtime import access_log

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncConnection

    from toolspan.server.http.exchange import Exchange

Row = dict[str, Any]


async def workspace_named(
    exchange: Exchange[Any, Any], connection: AsyncConnection, name: str, *, lock: bool = False
) -> Row:
    """Return the caller's workspace of this name; creates it if the caller may do so.

    With `lock`, the row is locked until the transaction ends.

    Raises:
        Problem: 404 for a workspace of others, 403 for an inactive one.
    """
    caller = exchange.caller
    found = await workspaces.by_name(connection, caller.organization_id, name)
    if caller.workspace_id and (found is None or found["id"] != caller.workspace_id):
        raise not_found("workspace")
    if found is None:
        if not exchange.services.settings.autocreate_workspaces:
            raise not_found("workspace")
        found = await _made(exchange, connection, name)
    if found["status"] != "active":
        raise Problem(403, "workspace_inactive", "The workspace is inactive. Make it active with PUT first.")
    if lock:
        found = await workspaces.by_id(connection, caller.organization_id, found["id"], lock=True)
    return found


async def _made(exchange: Exchange[Any, Any], connection: AsyncConnection, name: str) -> Row:
    """Create a workspace, or return the one that a concurrent request created."""
    organization_id = exchange.caller.organization_id
    try:
        made = await workspaces.create(connection, organization_id, name, exchange.services.now())
    except Problem:
        if (other := await workspaces.by_name(connection, organization_id, name)) is None:
            raise
        return other
    event = exchange.event("workspace.create", workspace_id=made["id"], subject_id=made["id"])
    await record(connection, event)
    return made


async def connector_of(
    exchange: Exchange[Any, Any], connection: AsyncConnection, *, lock: bool = False
) -> Row:
    """Return the connector in the path, if it is the caller's. Records a miss in the audit log.

    Raises:
        Problem: 404.
    """
    caller, given = exchange.caller, exchange.path("connector_id")
    try:
        row = await connectors.get(
            connection, caller.organization_id, caller.workspace_id, given.lower(), lock=lock
        )
    except Problem:
        exchange.services.audit_log.note(
            exchange.event("connector.access", "not_found", subject_id=_plain(given))
        )
        raise
    if (entry := access_log.current()) is not None:
        entry.connector_id, entry.workspace_id = row["id"], row["workspace_id"]
    return row


def may_manage(exchange: Exchange[Any, Any], what: str, field: str | None = None) -> None:
    """Reject changes and deletions with a token of one workspace, since such tokens may be in a browser.

    They may read, execute, check, create connectors and run consents. Call this after the connector was found,
    so that a 403 reveals nothing about other tenants.

    Raises:
        Problem: 403.
    """
    if exchange.caller.workspace_id:
        raise Problem(
            403, "forbidden", f"A workspace (scoped) token may not {what}: use an application token.", field=field
        )  # fmt: skip


def _plain(given: str) -> str | None:
    """Return an id for the audit log; None if it cannot be one."""
    return given if len(given) == 36 and given.replace("-", "").isalnum() else None  # noqa: PLR2004 - a UUID's length
