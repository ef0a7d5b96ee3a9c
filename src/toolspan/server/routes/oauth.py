"""OAuth applications of organisations, and the start of a seller's consent."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from toolspan.server.amazon import definition
from toolspan.server.amazon.consent import appstore_url, check_amazon_callback, consent_url
from toolspan.server.data import connectors, oauth
from toolspan.server.data.audit import record
from toolspan.server.http.exchange import Access, Endpoint
from toolspan.server.http.urls import check_redirect, with_query
from toolspan.server.models.base import iso
from toolspan.server.models.connectors import dumped
from toolspan.server.models.oauth import ConsentUrl, InitiateOAuth, OAuthCredentials, PutOAuthCredentials
from toolspan.server.problems import Problem
from toolspan.server.routes.common import workspace_named
from toolspan.server.routes.connectors import BASE, checked_entities, checked_start, region_of
from toolspan.server.routes.consent_pages import CALLBACK, start_page

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncConnection

    from toolspan.server.data.oauth import OAuthApp
    from toolspan.server.http.exchange import Exchange
    from toolspan.server.settings import Settings

Row = dict[str, Any]
CREDENTIALS = "/api/v1/oauth/credentials"


def redirect_uri_of(app: OAuthApp, settings: Settings) -> str:
    """Return the redirect URI of an application."""
    return app.redirect_uri or settings.base_url + CALLBACK


async def initiate(exchange: Exchange[InitiateOAuth]) -> ConsentUrl:
    """Say where to send a seller for consent; the connector is made when the seller comes back."""
    body, services = exchange.body, exchange.services
    kind = definition.resolve(body.connector_type, body.definition_id, body.source_template_id)
    check_redirect(body.redirect_url, services.settings.redirect_hosts)
    checked_entities(body)
    checked_start(services, body.replication_config)
    _check_appstore(body, services.settings)
    async with services.database.write() as connection:
        app = await _app(exchange, connection, kind)
        redirect_uri = redirect_uri_of(app, services.settings)
        begins = start_page(redirect_uri)
        workspace = await workspace_named(exchange, connection, body.workspace_name)
        known = await _known_connector(connection, body, workspace)
        values = {
            "organization_id": workspace["organization_id"],
            "workspace_id": workspace["id"],
            "definition_id": kind,
            "oauth_app": app.id,
            "redirect_url": body.redirect_url,
            "request": {
                **_request(body),
                "consent_url": _amazon_url(body, app, redirect_uri, known, services.settings),
                "start": begins,
            },
            "actor": exchange.caller.client_id,
        }
        state = await oauth.begin(connection, values, services.now())
        await record(
            connection,
            exchange.event("oauth.initiate", workspace_id=workspace["id"], subject_id=body.connector_id),
        )
    return ConsentUrl(consent_url=with_query(begins or values["request"]["consent_url"], state=state))


def _amazon_url(
    body: InitiateOAuth, app: OAuthApp, redirect_uri: str, known: Row | None, settings: Settings
) -> str:
    """Return the URL of Amazon's consent page."""
    if body.amazon_callback_uri:
        return appstore_url(body.amazon_callback_uri, body.amazon_state or "", app, redirect_uri)
    given = dumped(body.environment), dumped(body.replication_config)
    region = known["region"] if known else region_of(*given, settings.region)[0]
    return consent_url(app, redirect_uri, region, settings)


def _check_appstore(body: InitiateOAuth, settings: Settings) -> None:
    given = (body.amazon_callback_uri, body.amazon_state)
    if any(given) and not all(given):
        raise Problem(
            422,
            "invalid_input",
            "amazon_callback_uri and amazon_state belong together.",
            field="amazon_state",
        )
    if body.amazon_callback_uri:
        check_amazon_callback(body.amazon_callback_uri, settings)


async def _app(exchange: Exchange[Any, Any], connection: AsyncConnection, kind: str) -> OAuthApp:
    services = exchange.services
    organization_id = exchange.caller.organization_id
    app = await oauth.active_app(connection, services.keys.current, services.settings, organization_id, kind)
    if app is None:
        raise Problem(
            400, "oauth_application", "No OAuth application is set up for this connector type: give yours with "
            "PUT /api/v1/oauth/credentials, or set TOOLSPAN_OAUTH_APPLICATION_ID, _LWA_APP_ID and _LWA_CLIENT_SECRET.",
        )  # fmt: skip
    return app


async def _known_connector(connection: AsyncConnection, body: InitiateOAuth, workspace: Row) -> Row | None:
    """Return the connector whose consent is renewed, if the request names one."""
    if body.connector_id is None:
        return None
    return await connectors.get(
        connection, workspace["organization_id"], workspace["id"], body.connector_id.lower()
    )


def _request(body: InitiateOAuth) -> Row:
    """Return the context that the callback needs to create the connector."""
    return {
        "name": body.name,
        "environment": dumped(body.environment),
        "replication_config": dumped(body.replication_config),
        "entities": [entity.model_dump() for entity in body.entities] if body.entities else None,
        "connector_id": body.connector_id.lower() if body.connector_id else None,
        "selling_partner_id": body.selling_partner_id,
    }


async def put_credentials(exchange: Exchange[PutOAuthCredentials]) -> OAuthCredentials:
    """Store the application whose consent this organisation asks for."""
    body, services, caller = exchange.body, exchange.services, exchange.caller
    kind = definition.resolve(body.connector_type, body.connector_definition_id, None)
    given = body.configuration
    if given.redirect_uri:
        check_redirect(given.redirect_uri, ())
    values = {
        "application_id": given.application_id,
        "lwa_app_id": given.lwa_app_id.get_secret_value(),
        "lwa_client_secret": given.lwa_client_secret.get_secret_value(),
        "redirect_uri": given.redirect_uri,
        "draft": given.draft,
    }
    async with services.database.write() as connection:
        row = await oauth.put_app(
            connection, services.keys.current, caller.organization_id, kind, given=values, now=services.now()
        )
        await record(connection, exchange.event("oauth.application", subject_id=row["id"]))
    return OAuthCredentials(
        id=row["id"],
        scope_type="organization",
        scope_id=caller.organization_id,
        connector_type="source",
        connector_definition_id=kind,
        created_at=iso(row["created_at"]),
        updated_at=iso(row["updated_at"]),
    )


async def delete_credentials(exchange: Exchange) -> None:
    """Stop asking for consent to this organisation's application."""
    kind = definition.resolve(exchange.path("connector_type"), None, None)
    async with exchange.services.database.write() as connection:
        await oauth.drop_app(connection, exchange.caller.organization_id, kind)
        await record(connection, exchange.event("oauth.application", "removed"))


ENDPOINTS = (
    Endpoint("POST", f"{BASE}/oauth/initiate", initiate, "Start a seller's consent", "oauth", body=InitiateOAuth, answer=ConsentUrl, fails=(404, 409)),
    Endpoint("PUT", CREDENTIALS, put_credentials, "Store an OAuth application", "oauth", Access.APPLICATION, body=PutOAuthCredentials, answer=OAuthCredentials, fails=(404,)),
    Endpoint("DELETE", f"{CREDENTIALS}/connector_type/{{connector_type}}", delete_credentials, "Remove an OAuth application", "oauth", Access.APPLICATION, status=204),
)  # fmt: skip
