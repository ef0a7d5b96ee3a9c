"""OAuth callback: consumes the state, exchanges the code, and creates or updates the connector."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError
from starlette.responses import RedirectResponse, Response

from toolspan.errors import ToolspanError
from toolspan.server.amazon.consent import exchange_code
from toolspan.server.data import connectors, credentials, idempotency, oauth, workspaces
from toolspan.server.data.audit import Event, record
from toolspan.server.http.dispatch import as_problem
from toolspan.server.http.exchange import Access, Endpoint
from toolspan.server.http.urls import with_query
from toolspan.server.models.oauth import CallbackQuery
from toolspan.server.problems import Problem
from toolspan.server.routes.connectors import default_name, name_taken, new_row
from toolspan.server.routes.consent_pages import CALLBACK, SEE_OTHER, page, refused, set_out
from toolspan.server.routes.oauth import redirect_uri_of
from toolspan.server.runtime.syncs import begin_syncs

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncConnection

    from toolspan.server.data.oauth import OAuthApp
    from toolspan.server.http.exchange import Exchange

logger = logging.getLogger("toolspan.server")
Row = dict[str, Any]
_ROOM = 160
"""Maximum length of a name, in characters, to which a seller id can be appended."""


async def callback(exchange: Exchange) -> Response:
    """Create the connector of a consent, and redirect the browser with its id."""
    try:
        query = _query(exchange)
        state = await _take(exchange, query)
    except Problem as problem:
        return page(exchange, problem)
    try:
        if query.error or not query.spapi_oauth_code:
            return _back(state, error="access_denied", error_description="The seller did not consent.")
        connector_id = await _finish(exchange, state, query)
    except (ToolspanError, Problem) as error:
        failure = as_problem(error, exchange.request_id)
        logger.warning("request %s: consent failed: %s", exchange.request_id, failure.code)
        return _back(state, error="creation_failed", error_description=failure.message)
    return _back(state, connector_id=connector_id)


def _query(exchange: Exchange) -> CallbackQuery:
    """Return the query of Amazon's redirect.

    Raises:
        Problem: 400 if a parameter is missing, repeated or contradictory.
    """
    pairs = exchange.request.query_params.multi_items()
    try:
        query = CallbackQuery.model_validate(dict(pairs))
    except ValidationError:
        raise refused() from None
    twice = len(pairs) != len(dict(pairs))
    if (
        twice
        or (query.error and query.spapi_oauth_code)
        or (query.spapi_oauth_code and not query.selling_partner_id)
    ):
        raise refused()
    return query


async def _take(exchange: Exchange, query: CallbackQuery) -> Row:
    """Consume the state and return its context. Rejects another seller than the expected one.

    A browser other than the one that started the consent does not consume the state.

    Raises:
        Problem: 400 or 409. No code was exchanged.
    """
    services = exchange.services
    async with services.database.write() as connection:
        state = await oauth.take(connection, query.state, services.now())
        if state is None or not await _genuine(exchange, connection, state, query):
            raise refused()
        known = await _renewed(connection, state)
    expected = state["request"].get("selling_partner_id")
    if expected and query.selling_partner_id and expected != query.selling_partner_id:
        raise refused()
    if known and query.selling_partner_id and known["seller_id"] not in (None, query.selling_partner_id):
        raise Problem(
            409,
            "conflict",
            "This connector belongs to another seller. Nothing was changed: make a new connector for this one.",
        )
    return state


async def _genuine(exchange: Exchange, connection: AsyncConnection, state: Row, query: CallbackQuery) -> bool:
    """Return True if this browser started the consent and the code is new."""
    if state["request"].get("start") and not set_out(exchange.request, query.state):
        return False
    code = query.spapi_oauth_code
    return code is None or await oauth.spend(connection, code, exchange.services.now())


async def _renewed(connection: AsyncConnection, state: Row) -> Row | None:
    connector_id = state["request"].get("connector_id")
    if not connector_id:
        return None
    return await connectors.get(connection, state["organization_id"], state["workspace_id"], connector_id)


async def _finish(exchange: Exchange, state: Row, query: CallbackQuery) -> str:
    """Exchange the code and store the credentials; return the connector's id."""
    services = exchange.services
    keys = services.keys.current
    async with services.database.read() as connection:
        await workspaces.by_id(connection, state["organization_id"], state["workspace_id"])
        app = await oauth.app_of(
            connection, keys, services.settings, state["organization_id"], state["oauth_app"]
        )
    if app is None:
        raise Problem(409, "conflict", "The application that the consent was for is gone.")
    redirect_uri = redirect_uri_of(app, services.settings)
    token = await exchange_code(
        app, query.spapi_oauth_code or "", redirect_uri, services.settings, services.clock
    )
    async with services.database.write() as connection:
        connector_id = await _store(
            exchange,
            connection,
            state,
            app,
            grant={"refresh_token": token},
            seller_id=query.selling_partner_id,
        )
        await record(connection, _event(exchange, state, connector_id, query.selling_partner_id))
        row = await connectors.get(connection, state["organization_id"], state["workspace_id"], connector_id)
        sync = await begin_syncs(services, connection, row)
    if sync:
        services.jobs.start(sync)
    await services.live.forget([connector_id])
    return connector_id


async def _store(
    exchange: Exchange,
    connection: AsyncConnection,
    state: Row,
    app: OAuthApp,
    *,
    grant: Row,
    seller_id: str | None,
) -> str:
    services, request = exchange.services, state["request"]
    keys, now = services.keys.current, services.now()
    changes = {
        "seller_id": seller_id,
        "oauth_app": app.id,
        "state": "active",
        "state_reason": None,
        "secret_at": now,
    }
    known, name = await _place(connection, state, seller_id)
    if known:
        changes["secret_version"] = known["secret_version"] + 1
        row = await connectors.change(connection, known, changes, now)
    else:
        workspace = await workspaces.by_id(connection, state["organization_id"], state["workspace_id"])
        row = new_row(
            services,
            workspace,
            state["definition_id"],
            name=name,
            replication_config=request["replication_config"],
            environment=request["environment"],
        )
        row |= {**changes, "entities": request["entities"]}
        await connectors.add(connection, row)
    await credentials.store(connection, keys, row, grant, now)
    return str(row["id"])


async def _place(
    connection: AsyncConnection, state: Row, seller_id: str | None
) -> tuple[Row | None, str | None]:
    """Return the connector that a consent renews, or the name of a new one.

    A second consent of a seller under the same name renews the connector and leaves its settings unchanged.
    If the name belongs to another seller, the seller id is appended: a given consent is not lost over a name.

    Raises:
        Problem: 404 if the requested connector no longer exists, 409 if the extended name is taken too.
    """
    organization, workspace, request = state["organization_id"], state["workspace_id"], state["request"]
    if request.get("connector_id"):
        named = await connectors.get(connection, organization, workspace, request["connector_id"], lock=True)
        return named, None
    home = await workspaces.by_id(connection, organization, workspace, lock=True)
    wanted = request["name"] or default_name(home)
    taken: Row | None = None
    for name in (wanted, f"{wanted[:_ROOM]} ({seller_id})"):
        holders = await connectors.of_name(connection, {**state, "id": None}, name)
        if not holders:
            return None, name
        taken = holders[0]
        for holder in holders:
            if seller_id and holder["seller_id"] == seller_id:
                return await connectors.get(
                    connection, organization, workspace, holder["id"], lock=True
                ), None
    raise name_taken(taken or {})


def _event(exchange: Exchange, state: Row, connector_id: str, seller_id: str | None) -> Event:
    return Event(
        at=exchange.services.now(),
        action="oauth.consent",
        outcome="ok",
        organization_id=state["organization_id"],
        workspace_id=state["workspace_id"],
        subject_id=connector_id,
        actor=state["actor"],
        request_id=exchange.request_id,
        detail={"seller_hash": idempotency.hash_of((seller_id or "").encode())[:16]},
    )


def _back(state: Row, **values: str) -> Response:
    return RedirectResponse(with_query(state["redirect_url"], **values), SEE_OTHER)


ENDPOINTS = (
    Endpoint(
        "GET",
        CALLBACK,
        callback,
        "Come back from consent",
        "oauth",
        Access.PUBLIC,
        status=303,
        produces="text/html",
        fails=(400, 404, 409),
    ),
)
