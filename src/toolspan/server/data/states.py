"""Effective state of a connector, including those of its workspace and organisation."""

from __future__ import annotations

from typing import Any

from sqlalchemy import case, or_

from toolspan.server.data.tables import connectors, organizations, workspaces

Row = dict[str, Any]
STATES = ("active", "unchecked", "needs_reauth", "disabled")
"""Effective states of a connector."""
USABLE = ("active", "unchecked")
"""Those in which calls are sent."""
EFFECTIVE = case(
    (
        or_(
            organizations.c.stopped.is_(True), connectors.c.stopped.is_(True), workspaces.c.status != "active"
        ),
        "disabled",
    ),
    else_=connectors.c.state,
)
"""The state of `state_of` in SQL, for queries that join workspaces and organisations."""


def state_of(row: Row) -> tuple[str, str | None]:
    """Return the effective state of a connector, with the reason and the fix."""
    if row["organization_stopped"]:
        return "disabled", _stopped(row, "organization", "organization_")
    if row["stopped"]:
        return "disabled", _stopped(row, "connector")
    if row["workspace_status"] != "active":
        return "disabled", "The workspace is inactive. Make it active with PUT /api/v1/workspaces/{id}."
    return row["state"], row["state_reason"]


def _stopped(row: Row, what: str, prefix: str = "") -> str:
    reason = row[f"{prefix}stop_reason"]
    why = f" ({reason})" if reason else ""
    if row[f"{prefix}stopped_by_operator"]:
        return f"The {what} was switched off by the server's operator{why}, who alone can switch it on again."
    return f"The {what} was switched off{why}. It can be switched on again with PUT .../kill-switch."
