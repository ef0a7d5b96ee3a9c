"""Webhooks of an organisation: add, list, change, test, delete; their messages, and another attempt."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from toolspan.server.data import webhooks
from toolspan.server.data.audit import record
from toolspan.server.http.exchange import Access, Endpoint
from toolspan.server.http.urls import check_target
from toolspan.server.models.base import iso
from toolspan.server.models.webhooks import (
    CreateWebhook,
    MessagesQuery,
    UpdateWebhook,
    Webhook,
    WebhookList,
    WebhookMessage,
    WebhookMessages,
    WebhookWithSecret,
)

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncConnection

    from toolspan.server.http.exchange import Exchange

Row = dict[str, Any]
BASE = "/api/v1/webhooks"


async def create(exchange: Exchange[CreateWebhook]) -> WebhookWithSecret:
    """Add a webhook; its secret is shown this once."""
    body, services = exchange.body, exchange.services
    check_target(body.url, services.settings.webhook_networks)
    async with services.database.write() as connection:
        row, secret = await webhooks.add(
            connection,
            services.keys.current,
            exchange.caller.organization_id,
            url=body.url,
            events=body.events,
            now=services.now(),
        )
        await record(connection, exchange.event("webhook.create", subject_id=row["id"]))
    return WebhookWithSecret(**_shown(row), secret=secret)


async def listed(exchange: Exchange) -> WebhookList:
    """List the webhooks of the organisation."""
    async with exchange.services.database.read() as connection:
        rows = await webhooks.of_organization(connection, exchange.caller.organization_id)
    return WebhookList(data=[Webhook(**_shown(row)) for row in rows])


async def update(exchange: Exchange[UpdateWebhook]) -> Webhook:
    """Change a webhook. An active one sends what waits in its outbox."""
    body, services = exchange.body, exchange.services
    if body.url is not None:
        check_target(body.url, services.settings.webhook_networks)
    async with services.database.write() as connection:
        row = await _found(exchange, connection, lock=True)
        changes = body.model_dump(exclude_none=True)
        if body.active is not None:
            changes["reason"] = None if body.active else "Switched off by its organisation."
        row = await webhooks.change(connection, row, changes, services.now())
        detail = {"fields": sorted(body.model_fields_set)}
        await record(connection, exchange.event("webhook.update", subject_id=row["id"], detail=detail))
    return Webhook(**_shown(row))


async def rotate(exchange: Exchange) -> WebhookWithSecret:
    """Give a webhook a new secret; the old one signs as well for a day."""
    services = exchange.services
    async with services.database.write() as connection:
        row = await _found(exchange, connection, lock=True)
        secret = await webhooks.replace_secret(connection, services.keys.current, row, services.now())
        await record(connection, exchange.event("webhook.rotate", subject_id=row["id"]))
    return WebhookWithSecret(**_shown(row), secret=secret)


async def test(exchange: Exchange) -> None:
    """Send a message of the type webhook.test."""
    services = exchange.services
    async with services.database.write() as connection:
        row = await _found(exchange, connection)
        await webhooks.emit(
            connection, webhooks.TEST, row["organization_id"], {"webhook_id": row["id"]}, services.now(), only=row["id"]
        )  # fmt: skip


async def messages(exchange: Exchange[None, MessagesQuery]) -> WebhookMessages:
    """List the messages of a webhook, the newest first; they stay for 30 days."""
    query = exchange.query
    async with exchange.services.database.read() as connection:
        row = await _found(exchange, connection)
        found = await webhooks.messages_of(connection, row, limit=query.limit, status=query.status)
    return WebhookMessages(data=[_message(each) for each in found])


async def repeat(exchange: Exchange) -> None:
    """Send a message again, under the same id."""
    services = exchange.services
    async with services.database.write() as connection:
        row = await _found(exchange, connection)
        await webhooks.repeat(connection, row, exchange.path("message_id"), services.now())


async def delete(exchange: Exchange) -> None:
    """Delete a webhook and what waits in its outbox."""
    async with exchange.services.database.write() as connection:
        row = await _found(exchange, connection, lock=True)
        await webhooks.remove(connection, row)
        await record(connection, exchange.event("webhook.delete", subject_id=row["id"]))


async def _found(exchange: Exchange[Any, Any], connection: AsyncConnection, *, lock: bool = False) -> Row:
    return await webhooks.get(
        connection, exchange.caller.organization_id, exchange.path("webhook_id"), lock=lock
    )


def _shown(row: Row) -> Row:
    moments = {name: iso(row[name]) for name in ("created_at", "updated_at")}
    return {name: row[name] for name in ("id", "url", "events", "active", "reason")} | moments


def _message(row: Row) -> WebhookMessage:
    same = ("id", "event", "status", "attempts", "response", "error")
    return WebhookMessage(
        **{name: row[name] for name in same},
        due_at=iso(row["due_at"]) if row["status"] == webhooks.PENDING else None,
        created_at=iso(row["created_at"]),
        updated_at=iso(row["updated_at"]),
    )


_ONE = f"{BASE}/{{webhook_id}}"
_APPLICATION = Access.APPLICATION
ENDPOINTS = (
    Endpoint("POST", BASE, create, "Add a webhook", "webhooks", _APPLICATION, body=CreateWebhook, answer=WebhookWithSecret, fails=(409,)),
    Endpoint("GET", BASE, listed, "List webhooks", "webhooks", _APPLICATION, answer=WebhookList),
    Endpoint("PUT", _ONE, update, "Change a webhook", "webhooks", _APPLICATION, body=UpdateWebhook, answer=Webhook),
    Endpoint("DELETE", _ONE, delete, "Delete a webhook", "webhooks", _APPLICATION, status=204),
    Endpoint("POST", f"{_ONE}/secret", rotate, "Replace the secret of a webhook", "webhooks", _APPLICATION, answer=WebhookWithSecret),
    Endpoint("POST", f"{_ONE}/test", test, "Send a test message", "webhooks", _APPLICATION, status=204),
    Endpoint("GET", f"{_ONE}/messages", messages, "List messages of a webhook", "webhooks", _APPLICATION, query=MessagesQuery, answer=WebhookMessages),
    Endpoint("POST", f"{_ONE}/messages/{{message_id}}/repeat", repeat, "Send a message again", "webhooks", _APPLICATION, status=204),
)  # fmt: skip
