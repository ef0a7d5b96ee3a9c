"""What the environment says: credentials that are missing or mixed up, dates that run out."""

from __future__ import annotations

import os
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

from toolspan.cli.doctor.findings import Finding, State, failed
from toolspan.errors import ConfigurationError
from toolspan.hosted.session import AIRBYTE, TOOLSPAN, account_of, family_of
from toolspan.types import AirbyteAuthConfig

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

LOOKS = {
    "LWA_APP_ID": ("amzn1.application-oa2-client.", "the client id, from the developer console"),
    "LWA_CLIENT_SECRET": ("amzn1.oa2-cs.v1.", "the client secret, from the developer console"),
    "SP_API_REFRESH_TOKEN": ("Atzr|", "the refresh token of the seller's consent; `toolspan login` gets it"),
}
"""How each credential of Amazon's begins, and what it is."""
LIFETIMES = {
    "TOOLSPAN_SECRET_CREATED": (
        "the client secret",
        180,
        "Rotate it in the developer console; the old one works seven days more.",
    ),
    "TOOLSPAN_AUTHORIZED": (
        "the seller's authorization",
        365,
        "Let the seller authorize the application again: `toolspan login`.",
    ),
}
"""Days that secret and authorization live, by the variable that holds the day on which they began."""
SOON = 30
"""Days before an end at which it is worth a warning."""


def local_settings(environment: Mapping[str, str] = os.environ) -> Iterator[Finding]:
    """Yield what is to be said of the credentials of an account; no value is ever shown."""
    wrong = [finding for name in LOOKS if (finding := _credential(name, environment))]
    yield from wrong or [
        Finding("credentials", "ok", "LWA_APP_ID, LWA_CLIENT_SECRET and SP_API_REFRESH_TOKEN are set.")
    ]
    if not environment.get("TOOLSPAN_REGION"):
        yield Finding(
            "region",
            "note",
            "TOOLSPAN_REGION is not set.",
            "Set it to the country code where the seller sells, or give --region; US is assumed otherwise.",
        )
    if not environment.get("TOOLSPAN_SELLER_ID"):
        yield Finding(
            "seller id",
            "note",
            "TOOLSPAN_SELLER_ID is not set.",
            "Set it to the merchant token of the account: listings need it.",
        )


def server_settings(environment: Mapping[str, str] = os.environ) -> Iterator[Finding]:
    """Yield what is to be said of the credentials of a server's client."""
    try:
        account = account_of(AirbyteAuthConfig(), environment)
    except ConfigurationError as error:
        yield failed("credentials", error)
        return
    family = family_of(environment)
    yield Finding("credentials", "ok", f"{' and '.join(family.client)} are set.")
    yield Finding("server", "ok", f"Calls go to {account.api_url}.")
    if family is TOOLSPAN and AIRBYTE.found(environment):
        yield Finding(
            "credentials",
            "note",
            f"{' and '.join(AIRBYTE.client)} are not read beside the TOOLSPAN_ ones.",
            "Remove those that you do not need.",
        )


def _credential(name: str, environment: Mapping[str, str]) -> Finding | None:
    value = environment.get(name, "")
    begin, what = LOOKS[name]
    if not value.strip():
        return Finding("credentials", "fail", f"{name} is not set.", f"Set it to {what}.")
    if value != value.strip() or value[0] in "\"'":
        return Finding(
            "credentials", "fail", f"{name} has quotes or spaces around its value.", "Remove them."
        )
    other = next((one for one, (start, _) in LOOKS.items() if one != name and value.startswith(start)), None)
    if other:
        return Finding("credentials", "fail", f"{name} holds what looks like {other}.", f"Set it to {what}.")
    if not value.startswith(begin):
        return Finding(
            "credentials",
            "warn",
            f"{name} does not begin with {begin} as Amazon's do.",
            f"Check that it is {what}.",
        )
    return None


def lifetimes(now: datetime, environment: Mapping[str, str] = os.environ) -> Iterator[Finding]:
    """Yield when secret and authorization end, where the day on which they began is known."""
    for name, (what, days, advice) in LIFETIMES.items():
        begun = environment.get(name)
        if not begun:
            yield Finding(
                "dates",
                "note",
                f"When {what} ends is not known: Amazon does not tell.",
                f"Set {name}=YYYY-MM-DD to the day on which it began; it lives {days} days.",
            )
            continue
        try:
            end = date.fromisoformat(begun[:10]) + timedelta(days=days)
        except ValueError:
            yield Finding("dates", "fail", f"{name} is not a day.", "Write it as YYYY-MM-DD.")
            continue
        left = (end - now.astimezone(UTC).date()).days
        state: State = "fail" if left < 0 else "warn" if left <= SOON else "ok"
        said = f"{what} ended on {end}" if left < 0 else f"{what} ends on {end}, in {left} days"
        yield Finding("dates", state, said[0].upper() + said[1:] + ".", None if state == "ok" else advice)
