"""Adds a connector without a running server and without a token, for operators."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from toolspan.clock import SYSTEM_CLOCK
from toolspan.errors import AuthenticationError, ConfigurationError, NeedsReauthorization, ToolspanError
from toolspan.server.amazon import definition
from toolspan.server.app import assemble
from toolspan.server.data import connectors, workspaces
from toolspan.server.data.audit import Event, record
from toolspan.server.models.connectors import CreateConnector
from toolspan.server.problems import Problem
from toolspan.server.routes.checks import proved
from toolspan.server.routes.connectors import checked_entities, store_new
from toolspan.server.routes.serializers import connector_view
from toolspan.server.setup import check_keys, opened, organization_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy.ext.asyncio import AsyncConnection

    from toolspan.server.services import Services
    from toolspan.server.settings import Settings

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class NewConnector:
    """A connector that was stored. `warning` says why its credentials could not be checked, if they were not."""

    connector: Mapping[str, Any]
    repeated: bool
    warning: str | None = None


def add_connector(
    settings: Settings, request: Mapping[str, Any], *, organization_id: str | None = None, check: bool = True
) -> NewConnector:
    """Store a connector with its credentials. A running server uses it from its next call on.

    The same request again returns the connector that it stored.

    Args:
        settings: Settings of the server, for its database and its key file.
        request: As the body of `POST /api/v1/integrations/connectors`: `workspace_name`, `credentials`, and optionally
            `name`, `environment`, `replication_config` and `entities`. A workspace of a new name is created.
        organization_id: Whose connector it is. Default: the only organisation.
        check: Whether Amazon is asked first. Without an answer the connector is stored as `unchecked`.

    Raises:
        AuthenticationError: The credentials were refused; nothing was stored. NeedsReauthorization for the seller's.
        ConfigurationError: The request is not valid, the name is taken by another connector, there is no such
            organisation, or the server is not initialised.
    """
    try:
        body = CreateConnector.model_validate(
            {"connector_type": definition.CONNECTOR.slug, **request, "checked": False}
        )
        checked_entities(body)
        return asyncio.run(_added(settings, body, organization_id, check=check))
    except ValidationError as error:
        faults = "; ".join(
            f"{'.'.join(map(str, e['loc']))}: {e['msg'].removeprefix('Value error, ')}"
            for e in error.errors(include_input=False, include_context=False, include_url=False)
        )
        raise ConfigurationError(f"The connector is not valid: {faults}.") from None
    except Problem as problem:
        raise ConfigurationError(problem.message) from None


async def _added(
    settings: Settings, body: CreateConnector, organization_id: str | None, *, check: bool
) -> NewConnector:
    async with opened(settings) as database, database.read() as connection:
        home = await organization_of(connection, organization_id)
    services = assemble(settings, SYSTEM_CLOCK)
    try:
        await check_keys(services.database, services.keys)
        warning = await _warning(services, body) if check else "Its credentials were not checked."
        body.checked = warning is None
        async with services.database.write() as connection:
            return await _stored(services, connection, body, home, warning)
    finally:
        await services.live.close()
        await services.database.close()


async def _warning(services: Services, body: CreateConnector) -> str | None:
    """Check the credentials; return None if they work, or why that could not be determined.

    Raises:
        AuthenticationError: They were refused.
    """
    try:
        await proved(services, body)
    except (AuthenticationError, NeedsReauthorization):
        raise
    except ToolspanError as error:
        return f"Its credentials could not be checked: {error.message}"
    return None


async def _stored(
    services: Services,
    connection: AsyncConnection,
    body: CreateConnector,
    organization_id: str,
    warning: str | None,
) -> NewConnector:
    now = services.now()
    workspace = await workspaces.by_name(connection, organization_id, body.workspace_name)
    if workspace is None:
        workspace = await workspaces.create(connection, organization_id, body.workspace_name, now)
        event = Event(now, "workspace.create", "ok", organization_id, workspace["id"], workspace["id"])
        await record(connection, event)
    await workspaces.by_id(connection, organization_id, workspace["id"], lock=True)
    kind = definition.resolve(body.connector_type, None, None)
    connector_id, repeated = await store_new(services, connection, workspace, kind, body)
    outcome = "repeated" if repeated else "ok"
    await record(
        connection, Event(now, "connector.create", outcome, organization_id, workspace["id"], connector_id)
    )
    stored = await connectors.get(connection, organization_id, workspace["id"], connector_id)
    return NewConnector(connector_view(stored).model_dump(mode="json"), repeated, warning)
