"""Connectors: create, list, get, change, delete, inspect."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Protocol
from uuid import uuid4

from toolspan.errors import ConfigurationError
from toolspan.server.amazon import definition
from toolspan.server.amazon.building import check_entities
from toolspan.server.amazon.credentials import rotated
from toolspan.server.data import connectors, credentials, jobs, workspaces
from toolspan.server.data.audit import record
from toolspan.server.data.names import folded
from toolspan.server.http.exchange import Endpoint
from toolspan.server.models.connectors import (
    Connector,
    ConnectorList,
    ConnectorQuery,
    CreateConnector,
    JobStarted,
    UpdateConnector,
    dumped,
)
from toolspan.server.problems import Problem, not_found
from toolspan.server.routes.common import connector_of, may_manage, workspace_named
from toolspan.server.routes.serializers import connector_summary, connector_view
from toolspan.server.runtime.syncs import begin_syncs
from toolspan.server.security.envelope import SealBroken
from toolspan.store.store import not_past

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncConnection

    from toolspan.server.amazon.credentials import NewAmazonCredentials
    from toolspan.server.http.exchange import Exchange
    from toolspan.server.models.connectors import EntityModes, ReplicationConfig
    from toolspan.server.security.keys import KeySet
    from toolspan.server.services import Services

BASE = "/api/v1/integrations/connectors"
Row = dict[str, Any]
_MANAGED = {"credentials", "entities"}


class HasEntities(Protocol):
    """A request with a list of entities."""

    entities: list[EntityModes] | None


async def create(exchange: Exchange[CreateConnector]) -> Connector:
    """Store a new connector with its credentials; the same body again answers the connector that it made.

    Amazon is not asked: `POST .../check` does that, and the first call.
    """
    body, services = exchange.body, exchange.services
    kind = definition.resolve(body.connector_type, body.definition_id, body.source_template_id)
    checked_entities(body)
    checked_start(services, body.replication_config)
    async with services.database.write() as connection:
        workspace = await workspace_named(exchange, connection, body.workspace_name, lock=True)
        connector_id, repeated = await store_new(services, connection, workspace, kind, body)
        outcome = "repeated" if repeated else "ok"
        await record(
            connection,
            exchange.event(
                "connector.create", outcome, workspace_id=workspace["id"], subject_id=connector_id
            ),
        )
        stored = await connectors.get(connection, workspace["organization_id"], workspace["id"], connector_id)
        sync = None if repeated else await begin_syncs(services, connection, stored)
    if sync:
        services.jobs.start(sync)
    return connector_view(stored)


async def store_new(
    services: Services, connection: AsyncConnection, workspace: Row, kind: str, body: CreateConnector
) -> tuple[str, bool]:
    """Store a connector in a locked workspace; return its id, and True if an identical request stored it before.

    Raises:
        Problem: 409 if the connector of that name differs from the request.
    """
    row = new_row(
        services,
        workspace,
        kind,
        name=body.name,
        replication_config=dumped(body.replication_config),
        environment=dumped(body.environment),
    )
    row["entities"] = [entity.model_dump() for entity in body.entities] if body.entities else None
    row["state"] = "active" if body.checked else "unchecked"
    contents = body.credentials.contents() if body.credentials else {}
    keys, now = services.keys.current, services.now()
    known = await _made_before(keys, connection, row, contents)
    if known is None:
        await connectors.add(connection, row)
        await credentials.store(connection, keys, row, contents, now)
    elif body.checked and known["state"] == "unchecked":
        await connectors.set_state(connection, known, "active", None, now)
    return str((known or row)["id"]), known is not None


async def _made_before(keys: KeySet, connection: AsyncConnection, row: Row, contents: Row) -> Row | None:
    """Return the connector that an identical request created; None if the name is free.

    Raises:
        Problem: 409 if the connector of that name differs from the request.
    """
    holders = await connectors.of_name(connection, row, row["name"])
    for known in holders:
        if all(known[name] == row[name] for name in _SAID) and known["oauth_app"] is None:
            with suppress(SealBroken):
                if _lasting(await credentials.own(connection, keys, known)) == _lasting(contents):
                    return known
    if holders:
        raise name_taken(holders[0])
    return None


_SAID = ("definition_id", "name", "replication_config", "environment", "entities")
"""Fields of a connector besides its credentials."""


def _lasting(contents: Row) -> Row:
    """Return credentials without the access token, which changes every hour."""
    return {name: value for name, value in contents.items() if name != "access_token"}


def name_taken(holder: Row) -> Problem:
    """Return the error for a name in use, with ways to change that connector."""
    name, connector_id = holder["name"], holder["id"]
    return Problem(
        409, "conflict", f'The workspace has another connector of the name "{name}" (id {connector_id}); nothing was changed.',
        field="name",
        details={
            "hint": f"Change it with PUT {BASE}/{connector_id}, let its seller consent again with connector_id in "
            "oauth/initiate, or give the new one another name.",
            "retryable": False,
            "connector_id": connector_id,
        },
    )  # fmt: skip


def new_row(
    services: Services,
    workspace: Row,
    kind: str,
    *,
    name: str | None,
    replication_config: dict[str, Any],
    environment: dict[str, Any],
) -> Row:
    """Return the row of a new connector."""
    now = services.now()
    region, source = region_of(environment, replication_config, services.settings.region)
    return {
        "id": str(uuid4()),
        "organization_id": workspace["organization_id"],
        "workspace_id": workspace["id"],
        "definition_id": kind,
        "name": name or default_name(workspace),
        "region": region,
        "region_source": source,
        "seller_id": environment.get("seller_id"),
        "replication_config": replication_config,
        "environment": environment,
        "entities": None,
        "state": "active",
        "state_reason": None,
        "stopped": False,
        "stop_reason": None,
        "stopped_by_operator": False,
        "version": 1,
        "secret_version": 1,
        "secret_at": now,
        "oauth_app": None,
        "created_at": now,
        "updated_at": now,
        "deleted_at": None,
    }


def default_name(workspace: Row) -> str:
    """Return the default name of a connector."""
    return f"{definition.TITLE} of {workspace['name']}"[:200]


def region_of(
    environment: Row, replication_config: Row, default: str | None
) -> tuple[str | None, str | None]:
    """Return the given region and its source; None to discover it."""
    if "region" in environment:
        return environment["region"], "environment"
    if "region" in replication_config:
        return replication_config["region"], "replication_config"
    return (default, "server") if default else (None, None)


def checked_entities(body: HasEntities) -> None:
    """Reject unknown entities.

    Raises:
        Problem: 422.
    """
    try:
        check_entities([entity.model_dump() for entity in body.entities or ()])
    except ConfigurationError as error:
        raise Problem(422, "invalid_input", str(error), field="entities") from None


def checked_start(services: Services, config: ReplicationConfig | None) -> None:
    """Reject a start of replication that is not in the past.

    Raises:
        Problem: 422.
    """
    if config is None or config.replication_start_date is None:
        return
    moment = datetime.fromtimestamp(services.now() / 1000, UTC)
    if why := not_past(datetime.fromisoformat(config.replication_start_date), moment):
        raise Problem(
            422, "invalid_input", f"replication_start_date: {why}", field="replication_config.replication_start_date",
            details={"hint": "Give a date of the past, such as 2025-01-01T00:00:00Z."},
        )  # fmt: skip


async def listed(exchange: Exchange[None, ConnectorQuery]) -> ConnectorList:
    """List the connectors of one workspace."""
    query, caller = exchange.query, exchange.caller
    if (query.workspace_name is None) == (query.workspace_id is None):
        raise Problem(400, "workspace", "Give either workspace_name or workspace_id.", field="workspace_name")
    async with exchange.services.database.read() as connection:
        workspace = await _workspace(exchange, connection)
        rows = await connectors.of_workspace(
            connection, caller.organization_id, workspace["id"], query.definition_id
        )
    has_store = exchange.services.context_stores.unusable is None
    return ConnectorList(
        data=[connector_summary(row, context_store=has_store) for row in rows[: query.limit]]
    )


async def _workspace(exchange: Exchange[None, ConnectorQuery], connection: AsyncConnection) -> Row:
    query, caller = exchange.query, exchange.caller
    if query.workspace_id is not None:
        found: Row | None = await workspaces.by_id(
            connection, caller.organization_id, query.workspace_id.lower()
        )
    else:
        found = await workspaces.by_name(connection, caller.organization_id, query.workspace_name or "")
    if found is None or caller.workspace_id not in (None, found["id"]):
        raise not_found("workspace")
    return found


async def get(exchange: Exchange) -> Connector:
    """Show a connector."""
    async with exchange.services.database.read() as connection:
        return connector_view(await connector_of(exchange, connection))


async def update(exchange: Exchange[UpdateConnector]) -> Connector:
    """Change a connector; new credentials take the place of the old ones at once."""
    body, services = exchange.body, exchange.services
    checked_entities(body)
    checked_start(services, body.replication_config)
    async with services.database.write() as connection:
        row = await connector_of(exchange, connection)
        if body.name is not None and folded(body.name) != folded(row["name"]):
            # Locks the workspace before the connector, as `create` does; the reverse order could deadlock.
            await workspaces.by_id(connection, row["organization_id"], row["workspace_id"], lock=True)
            if holders := await connectors.of_name(connection, row, body.name):
                raise name_taken(holders[0])
        row = await connector_of(exchange, connection, lock=True)
        for managed in _MANAGED & body.model_fields_set:
            may_manage(exchange, f"change {managed} of a connector", managed)
        changes = changes_of(body, row)
        if body.credentials is not None:
            changes |= await _rotate(exchange, connection, row)
        await connectors.change(connection, row, changes, services.now())
        detail = {"fields": sorted(body.model_fields_set)}
        await record(
            connection,
            exchange.event(
                "connector.update", workspace_id=row["workspace_id"], subject_id=row["id"], detail=detail
            ),
        )
        stored = await connectors.get(connection, row["organization_id"], row["workspace_id"], row["id"])
        sync = await begin_syncs(services, connection, stored) if body.replication_config else None
    if sync:
        services.jobs.start(sync)
    if body.credentials is not None:
        await services.live.forget([row["id"]])
    return connector_view(stored)


def changes_of(body: UpdateConnector, row: Row) -> Row:
    """Return the changed columns of an update, except for credentials."""
    changes: Row = {}
    if body.name is not None:
        changes["name"] = body.name
    if body.replication_config is not None:
        changes["replication_config"] = {**row["replication_config"], **dumped(body.replication_config)}
    if body.environment is not None:
        changes["environment"] = {**row["environment"], **dumped(body.environment)}
        changes["seller_id"] = body.environment.seller_id or row["seller_id"]
    given = {**dumped(body.replication_config), **dumped(body.environment)}
    if "region" in given:
        source = "environment" if body.environment and body.environment.region else "replication_config"
        changes |= {"region": given["region"], "region_source": source}
    if body.entities is not None:
        changes["entities"] = [entity.model_dump() for entity in body.entities] or None
    return changes


async def _rotate(exchange: Exchange[UpdateConnector], connection: AsyncConnection, row: Row) -> Row:
    """Replace the credentials and return the columns that change with them, such as the state."""
    given, services = exchange.body.credentials, exchange.services
    assert given is not None  # noqa: S101 - checked by the caller
    check_own(row, given)
    keys, now = services.keys.current, services.now()
    old = await credentials.own(connection, keys, row)
    if all(old.get(name) == value for name, value in given.contents().items()):
        return {}  # a repetition proves nothing, so the state stays too
    newer = {**row, "secret_version": row["secret_version"] + 1}
    await credentials.store(connection, keys, newer, rotated(old, given), now)
    changes: Row = {
        "secret_version": newer["secret_version"],
        "secret_at": now,
        "state": "unchecked",
        "state_reason": None,
    }
    return changes | forgotten_region(row, given)


def forgotten_region(row: Row, given: NewAmazonCredentials) -> Row:
    """Return the change that resets a discovered region: a new refresh token may be of another region."""
    found = row["region_source"] == "discovered" and "refresh_token" in given.contents()
    return {"region": None, "region_source": None} if found else {}


def check_own(row: Row, given: NewAmazonCredentials) -> None:
    """Reject another application than the one that the seller consented to.

    Raises:
        Problem: 409.
    """
    if row["oauth_app"] and given.contents().keys() - {"refresh_token", "access_token"}:
        raise Problem(
            409, "conflict", "This connector uses an OAuth application: change its client secret with PUT /api/v1/oauth/credentials.",
            field="credentials",
        )  # fmt: skip


async def delete(exchange: Exchange) -> JobStarted:
    """Take a connector out of use at once, and remove what is stored of it as a job."""
    services = exchange.services
    async with services.database.write() as connection:
        row = await connector_of(exchange, connection, lock=True)
        may_manage(exchange, "delete a connector")
        await connectors.change(connection, row, {"deleted_at": services.now()}, services.now())
        await jobs.forget(connection, [row["id"]], services.now())
        job = await services.jobs.add(connection, row, "delete")
        await record(
            connection,
            exchange.event("connector.delete", workspace_id=row["workspace_id"], subject_id=row["id"]),
        )
    services.live.stop([row["id"]])
    await services.live.forget([row["id"]])
    await services.jobs.renew()  # stops those of its jobs that run here
    services.jobs.start(job)
    return JobStarted(job_id=job)


ENDPOINTS = (
    Endpoint("POST", BASE, create, "Create a connector", "connectors", body=CreateConnector, answer=Connector, fails=(404, 409)),
    Endpoint("GET", BASE, listed, "List the connectors of a workspace", "connectors", query=ConnectorQuery, answer=ConnectorList, fails=(404, 409)),
    Endpoint("GET", f"{BASE}/{{connector_id}}", get, "Show a connector", "connectors", answer=Connector),
    Endpoint("PUT", f"{BASE}/{{connector_id}}", update, "Change a connector", "connectors", body=UpdateConnector, answer=Connector, fails=(409,)),
    Endpoint("DELETE", f"{BASE}/{{connector_id}}", delete, "Delete a connector", "connectors", answer=JobStarted, status=202),
)  # fmt: skip
