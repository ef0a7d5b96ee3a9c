"""Signatures of a server's webhooks, as Standard Webhooks 1.0 describes them.

    body = await request.body()
    event = toolspan.webhooks.verify(request.headers, body, os.environ["TOOLSPAN_WEBHOOK_SECRET"])

A message may arrive more than once, always with the same `webhook-id`.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import time
from base64 import b64decode, b64encode
from typing import TYPE_CHECKING, Any

from toolspan.errors import AuthenticationError, ConfigurationError

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["sign", "verify"]

PREFIX = "whsec_"
"""Begins every secret."""
ID, TIMESTAMP, SIGNATURE = "webhook-id", "webhook-timestamp", "webhook-signature"


def sign(secret: str, message_id: str, timestamp: int, body: bytes) -> str:
    """Return the signature of a message: `v1,` and an HMAC-SHA256 in base64.

    Args:
        secret: Secret of the webhook, `whsec_...`.
        message_id: Id of the message, the same for each attempt.
        timestamp: Seconds since the epoch of this attempt.
        body: Body as it is sent.

    Raises:
        ConfigurationError: The secret has another form.
    """
    content = b".".join((message_id.encode(), str(timestamp).encode(), body))
    return "v1," + b64encode(hmac.digest(_key(secret), content, hashlib.sha256)).decode()


def verify(
    headers: Mapping[str, str],
    body: bytes,
    secret: str,
    *,
    tolerance: float = 300.0,
    now: float | None = None,
) -> dict[str, Any]:
    """Check that a webhook comes from the server, and return its content: `type`, `timestamp` and `data`.

    Args:
        headers: Headers of the request; of a plain dict, in lower case.
        body: Body as it was received, before any parsing.
        secret: Secret of the webhook, `whsec_...`.
        tolerance: Seconds that the time of the message may be off, so that an old one cannot be replayed.
        now: Seconds since the epoch; by default this machine's time.

    Raises:
        AuthenticationError: A header is missing, the message is too old, or no signature is right.
        ConfigurationError: The secret has another form.
    """
    message_id, sent, signatures = (headers.get(name, "") for name in (ID, TIMESTAMP, SIGNATURE))
    if not message_id or not sent.isascii() or not sent.isdigit():
        raise AuthenticationError(
            f"The request is no signed webhook: {ID} or {TIMESTAMP} is missing.",
            hint="Answer 400. Give the headers and the body of the request as they were received.",
        )
    if abs((time.time() if now is None else now) - int(sent)) > tolerance:
        raise AuthenticationError(
            f"The webhook was signed more than {tolerance:g} seconds ago, or ahead.",
            hint="Answer 400, and check this machine's clock.",
        )
    expected = sign(secret, message_id, int(sent), body).encode()
    if not any(hmac.compare_digest(expected, given.encode()) for given in signatures.split(" ")):
        raise AuthenticationError(
            "The webhook has no right signature.",
            hint="Answer 400. Check the secret, and that the body is the one that was received, byte for byte.",
        )
    content: dict[str, Any] = json.loads(body)
    return content


def _key(secret: str) -> bytes:
    try:
        return b64decode(secret.removeprefix(PREFIX), validate=True)
    except ValueError:
        raise ConfigurationError(
            f"The webhook's secret must be {PREFIX} and base64.", hint="Copy it as the server printed it."
        ) from None
