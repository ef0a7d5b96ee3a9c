"""Workspaces."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from toolspan.server.models.base import Answer, Given, Name

Status = Literal["active", "inactive"]
Color = Annotated[str, Field(pattern=r"^#?[A-Za-z0-9-]{1,31}$")]


class WorkspaceQuery(Given):
    """Which workspaces to list."""

    name_contains: str | None = Field(default=None, max_length=200)
    status: Status | None = None
    limit: int = Field(default=20, ge=1, le=100)
    cursor: str | None = Field(default=None, max_length=200)


class CreateWorkspace(Given):
    """A new workspace."""

    name: Name
    cache_enabled: bool | None = None
    color: Color | None = None


class UpdateWorkspace(Given):
    """What to change; inactive disables the workspace's connectors."""

    name: Name | None = None
    status: Status | None = None
    cache_enabled: bool | None = None
    color: Color | None = None


class Workspace(Answer):
    """A workspace."""

    id: str
    name: str
    organization_id: str
    status: Status
    cache_enabled: bool | None
    tombstone: bool
    visibility: Literal["shared", "private"]
    color: str | None
    created_at: str
    updated_at: str


class WorkspacePage(Answer):
    """Workspaces, and the URL of the next ones."""

    next: str | None
    data: list[Workspace]


class WorkspaceStats(Answer):
    """How many workspaces there are."""

    active_count: int
    inactive_count: int
    total_count: int


class WorkspaceDeleted(Answer):
    """A workspace that was deleted."""

    id: str
    deleted_at: str
