"""Webhooks."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from toolspan.server.data.webhooks import EVENTS
from toolspan.server.models.base import Answer, Given

Event = Literal["connector.needs_reauthorization", "job.ended", "store.stale"]
Events = Annotated[
    list[Event], Field(min_length=1, max_length=len(EVENTS)), AfterValidator(lambda given: sorted(set(given)))
]
Url = Annotated[
    str,
    Field(
        min_length=1,
        max_length=2_000,
        description="Where messages are sent by POST: https, with a public address.",
        examples=["https://example.com/toolspan"],
    ),
]


class CreateWebhook(Given):
    """A new webhook; for all events unless some are named."""

    url: Url
    events: Events = Field(default_factory=lambda: list(EVENTS), validate_default=True)


class UpdateWebhook(Given):
    """What to change; whatever is left out stays."""

    url: Url | None = None
    events: Events | None = None
    active: bool | None = None


class Webhook(Answer):
    """A webhook. `reason` says why it is not active."""

    id: str
    url: str
    events: list[str]
    active: bool
    reason: str | None
    created_at: str
    updated_at: str


class WebhookWithSecret(Webhook):
    """A webhook with its new secret, which is shown this once."""

    secret: str


class WebhookList(Answer):
    """The webhooks of an organisation."""

    data: list[Webhook]


class MessagesQuery(Given):
    """Which messages to list."""

    limit: int = Field(default=100, ge=1, le=1_000)
    status: Literal["pending", "delivered", "failed"] | None = None


class WebhookMessage(Answer):
    """A message: `id` is its webhook-id, `due_at` the next attempt of a pending one."""

    id: str
    event: str
    status: Literal["pending", "delivered", "failed"]
    attempts: int
    due_at: str | None
    response: int | None
    error: str | None
    created_at: str
    updated_at: str


class WebhookMessages(Answer):
    """Messages of a webhook, the newest first."""

    data: list[WebhookMessage]
