"""Converts database rows to response models. None contains credentials."""

from __future__ import annotations

import math
from typing import Any

from toolspan.server.amazon import definition
from toolspan.server.data.states import state_of
from toolspan.server.models.base import iso
from toolspan.server.models.connectors import CheckOut, Connector, ConnectorSummary
from toolspan.server.models.jobs import JobOut, Schedule
from toolspan.server.models.workspaces import Workspace

Row = dict[str, Any]


def connector_view(row: Row) -> Connector:
    """Return a connector."""
    state, reason = state_of(row)
    return Connector(
        id=row["id"],
        name=row["name"],
        workspace_id=row["workspace_id"],
        workspace_name=row["workspace_name"],
        source_template=definition.template(),
        replication_config=row["replication_config"],
        environment=row["environment"],
        entities=row["entities"],
        region=row["region"],
        region_source=row["region_source"],
        seller_id=row["seller_id"],
        state=state,  # type: ignore[arg-type]
        state_reason=reason,
        created_at=iso(row["created_at"]),
        updated_at=iso(row["updated_at"]),
    )


def connector_summary(row: Row, *, context_store: bool) -> ConnectorSummary:
    """Return a connector for lists."""
    return ConnectorSummary(
        id=row["id"],
        name=row["name"],
        summarized_source_template=definition.summary(context_store=context_store),
        state=state_of(row)[0],  # type: ignore[arg-type]
        created_at=iso(row["created_at"]),
        updated_at=iso(row["updated_at"]),
    )


def workspace_view(row: Row) -> Workspace:
    """Return a workspace."""
    return Workspace(
        id=row["id"],
        name=row["name"],
        organization_id=row["organization_id"],
        status=row["status"],
        cache_enabled=row["cache_enabled"],
        tombstone=row["deleted_at"] is not None,
        visibility="private",
        color=row["color"],
        created_at=iso(row["created_at"]),
        updated_at=iso(row["updated_at"]),
    )


def job_view(row: Row) -> JobOut:
    """Return a job."""
    return JobOut(
        id=row["id"],
        kind=row["kind"],
        connector_id=row["subject_id"],
        status=row["status"],
        progress=row["progress"],
        detail=row["detail"],
        error=row["error"],
        created_at=iso(row["created_at"]),
        updated_at=iso(row["updated_at"]),
    )


def schedule_view(row: Row) -> Schedule:
    """Return a schedule."""
    return Schedule(
        connector_id=row["connector_id"],
        kind=row["kind"],
        every_minutes=math.ceil(row["every_ms"] / 60_000),
        default=row["status"] == "default",
        next_at=iso(row["next_at"]),
        last_job_id=row["last_job"],
        created_at=iso(row["created_at"]),
        updated_at=iso(row["updated_at"]),
    )


def check_view(row: Row) -> CheckOut:
    """Return the state of a check's job, in the terms of the API."""
    error = row["error"]
    reason = error and {
        "timestamp": row["updated_at"],
        "failure_type": error.get("failure_type", "system_error"),
        "external_message": error.get("message"),
        "internal_message": None,
        "stacktrace": None,
        "retryable": bool(error.get("retryable")),
        "error_code": error.get("code"),
        "hint": error.get("hint"),
        "upstream_status": (error.get("upstream") or {}).get("status"),
    }
    return CheckOut(
        id=row["id"],
        status=row["status"],
        error_message=error.get("message") if error else None,
        failure_reason=reason,
    )
