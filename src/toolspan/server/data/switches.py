"""Kill switch: stops or allows all calls of a connector, an organisation or a client."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, not_, select, update

from toolspan.server.data import connectors
from toolspan.server.data.tables import clients, organizations
from toolspan.server.data.tables import connectors as connectors_table
from toolspan.server.problems import Problem

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncConnection

Row = dict[str, Any]


async def switch_connector(
    connection: AsyncConnection,
    row: Row,
    *,
    stopped: bool,
    reason: str | None,
    now: int,
    operator: bool = False,
) -> list[str]:
    """Switch a connector off or on; return the ids of the affected connectors.

    Args:
        connection: Connection of a write transaction.
        row: The connector, locked.
        stopped: True stops its calls.
        reason: Shown to callers.
        now: Milliseconds since the epoch.
        operator: True for the command of an operator, who may switch on what anybody has switched off.

    Raises:
        Problem: 403 if an operator has switched it off, and no operator asks.
    """
    if row["stopped"] and row["stopped_by_operator"] and not operator:
        raise _of_operator("connector")
    await connectors.change(connection, row, _columns(operator, stopped=stopped, reason=reason), now)
    return [row["id"]]


async def switch_organization(
    connection: AsyncConnection,
    organization_id: str,
    *,
    stopped: bool,
    reason: str | None,
    now: int,
    operator: bool = False,
) -> list[str]:
    """Switch an organisation off or on; return the ids of the affected connectors.

    Raises:
        Problem: 403 if an operator has switched it off, and no operator asks.
    """
    wanted = [organizations.c.id == organization_id]
    if not operator:
        held = organizations.c.stopped.is_(True), organizations.c.stopped_by_operator.is_(True)
        wanted.append(not_(and_(*held)))
    changed = await connection.execute(
        update(organizations)
        .where(*wanted)
        .values(**_columns(operator, stopped=stopped, reason=reason), updated_at=now)
    )
    if not changed.rowcount:
        raise _of_operator("organization")
    mine = select(connectors_table.c.id).where(connectors_table.c.organization_id == organization_id)
    return list((await connection.execute(mine)).scalars())


async def switch_client(
    connection: AsyncConnection, client_id: str, *, stopped: bool, now: int
) -> str | None:
    """Switch a client and its tokens off or on; return its name, or None if it does not exist."""
    changed = await connection.execute(
        update(clients)
        .where(clients.c.id == client_id)
        .values(disabled=stopped, updated_at=now)
        .returning(clients.c.name)
    )
    name: str | None = changed.scalar()
    return name


def _columns(operator: bool, *, stopped: bool, reason: str | None) -> Row:  # noqa: FBT001 - one word at both calls
    return {
        "stopped": stopped,
        "stop_reason": reason if stopped else None,
        "stopped_by_operator": stopped and operator,
    }


def _of_operator(what: str) -> Problem:
    return Problem(
        403,
        "stopped_by_operator",
        f"The server's operator has switched this {what} off, and only the operator can change that. Nothing was changed.",
        details={"retryable": False},
    )
