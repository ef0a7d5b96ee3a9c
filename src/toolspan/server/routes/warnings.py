"""Warnings about a connector, such as an expiring secret."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from toolspan.server.services import Services

DAY_MS = 86_400_000
SECRET_DAYS, CONSENT_DAYS, NOTICE_DAYS = 180, 365, 30
"""Lifetimes at Amazon in days (client secret 180, consent 365), and how many days before the end to warn."""


def warnings_of(row: dict[str, Any], services: Services) -> list[str]:
    """Return the warnings of a connector."""
    warnings = []
    if services.live.secret_in_use(row["id"]) > 0:
        warnings.append(
            "The newest LWA client secret was refused; the one before it is in use. Check which is in force."
        )
    days = (services.now() - row["secret_at"]) // DAY_MS
    if days >= SECRET_DAYS - NOTICE_DAYS:
        warnings.append(
            f"The credentials were stored {days} days ago: Amazon wants the LWA client secret rotated every {SECRET_DAYS} days."
        )
    if days >= CONSENT_DAYS - NOTICE_DAYS:
        warnings.append(f"The seller's consent may be {days} days old: it ends after {CONSENT_DAYS} days.")
    if row["region"] is None:
        warnings.append("The region is not known yet; it is discovered at the first call.")
    return warnings
