"""Command-line support of the Amazon connector: credentials, roles, regions, emulator."""

from __future__ import annotations

import os
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any, ClassVar

from toolspan.cli.doctor.findings import Finding, State
from toolspan.cli.extras import load
from toolspan.cli.support import Area, CommandLineSupport
from toolspan.connectors.amazon_seller_partner.models import AmazonSellerPartnerAuthConfig
from toolspan.connectors.amazon_seller_partner.regions import REGIONS, resolve_region

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from contextlib import AsyncExitStack

    from toolspan.connector import Connector

CREDENTIALS = {
    "LWA_APP_ID": ("amzn1.application-oa2-client.", "the client id, from the developer console"),
    "LWA_CLIENT_SECRET": ("amzn1.oa2-cs.v1.", "the client secret, from the developer console"),
    "SP_API_REFRESH_TOKEN": ("Atzr|", "the refresh token of the seller's consent; `toolspan login` gets it"),
}
"""Prefix and description of each credential."""
LIFETIMES = {
    "TOOLSPAN_SECRET_CREATED": (
        "the client secret",
        180,
        "Rotate it in the developer console; the old one stays valid for seven days.",
    ),
    "TOOLSPAN_AUTHORIZED": (
        "the seller's authorization",
        365,
        "Let the seller authorize the application again: `toolspan login`.",
    ),
}
"""Description, lifetime in days and advice, by the variable that holds the first day."""
WARN_DAYS = 30
"""Days before the expiry from which `doctor` warns."""


def _area(name: str, entity: str, action: str, params: Mapping[str, Any], role: str) -> Area:
    advice = (
        f"The application needs the role {role}: add it in the developer console, then let the seller "
        f"authorize the application again. If the role is not wanted, omit {name} from --only."
    )
    return Area(entity, action, params, advice)


_AREAS: tuple[tuple[str, str, str, Mapping[str, Any], str], ...] = (
    ("orders", "orders", "list", {"created_after": "-1d", "max_results_per_page": 1}, "Inventory and Order Tracking"),
    ("finances", "transactions", "list", {"posted_after": "-1d"}, "Finance and Accounting"),
    ("catalog", "catalog_items", "list", {"keywords": "mug", "page_size": 1}, "Product Listing"),
    ("inventory", "inventory", "list", {}, "Amazon Fulfillment or Product Listing"),
    (
        "reports", "reports", "list", {"report_types": ["GET_MERCHANT_LISTINGS_ALL_DATA"], "page_size": 1},
        "of each report type",
    ),
)  # fmt: skip


class AmazonSupport(CommandLineSupport):
    """Command-line support of the Amazon Seller Partner connector."""

    areas: ClassVar[Mapping[str, Area]] = {row[0]: _area(*row) for row in _AREAS}
    limits_note: ClassVar[str] = (
        "Amazon does not report how much of a limit is left. This is an estimate that starts from a full limit; other "
        "programs with the same application and seller share the limit. In your own program, connector.limits() counts "
        "its calls."
    )
    emulated: ClassVar[bool] = True

    def settings(self) -> Iterator[Finding]:
        """Yield findings on the credentials of the account."""
        yield from credentials()
        yield from lifetimes(datetime.now(UTC))

    def counts(self) -> bool:
        """Return True if there are credentials, so that calls can be counted."""
        return bool(os.environ.get("SP_API_REFRESH_TOKEN"))

    def account(self, records: Sequence[Mapping[str, Any]]) -> str:
        """Return a sentence with the countries in which the account sells."""
        countries = sorted({str(country) for row in records if (country := _country(row))})
        if not countries:
            return super().account(records)
        return f"The credentials work; the account sells in {', '.join(countries)}."

    def elsewhere(self, connector: Connector) -> Iterator[tuple[Connector, str, str]]:
        """Yield connectors for Amazon's other regions; none if calls do not go to Amazon."""
        if os.environ.get("TOOLSPAN_SP_API_URL"):
            return
        connector_class: Any = self.connector
        for region in REGIONS:
            if region != connector.about().get("region"):
                yield (
                    connector_class(region=region),
                    region,
                    f"Set TOOLSPAN_REGION, or --region, to a country of {region}.",
                )

    async def emulate(self, stack: AsyncExitStack, seed: int, region: str | None) -> dict[str, Any]:
        """Start the emulator and return the settings of a connector on it."""
        region = region or "US"
        emulator = load("emulator").Emulator(seed, region=resolve_region(region).region)
        return emulator_settings(await stack.enter_async_context(emulator)) | {"region": region}


def emulator_settings(emulator: Any) -> dict[str, Any]:
    """Return the settings of a connector on a running emulator."""
    return {
        "auth_config": AmazonSellerPartnerAuthConfig(**emulator.credentials),
        "base_url": emulator.url,
        "token_url": emulator.token_url,
        "seller_id": emulator.seller_id,
        "clock": emulator.clock,
    }


def _country(row: Mapping[str, Any]) -> Any:
    place = row.get("marketplace") or row
    return place.get("countryCode") if isinstance(place, dict) else None


def credentials(environment: Mapping[str, str] = os.environ) -> Iterator[Finding]:
    """Yield findings on the credentials. Never shows a value."""
    wrong = [finding for name in CREDENTIALS if (finding := _credential(name, environment))]
    yield from wrong or [
        Finding("credentials", "ok", "LWA_APP_ID, LWA_CLIENT_SECRET and SP_API_REFRESH_TOKEN are set.")
    ]
    if not environment.get("TOOLSPAN_REGION"):
        yield Finding(
            "region",
            "note",
            "TOOLSPAN_REGION is not set.",
            "Set it to the country code where the seller sells, or use --region. Default: US.",
        )
    if not environment.get("TOOLSPAN_SELLER_ID"):
        yield Finding(
            "seller id",
            "note",
            "TOOLSPAN_SELLER_ID is not set.",
            "Set it to the merchant token of the account; listings need it.",
        )


def _credential(name: str, environment: Mapping[str, str]) -> Finding | None:
    value = environment.get(name, "")
    begin, what = CREDENTIALS[name]
    if not value.strip():
        return Finding("credentials", "fail", f"{name} is not set.", f"Set it to {what}.")
    if value != value.strip() or value[0] in "\"'":
        return Finding(
            "credentials", "fail", f"{name} has quotes or spaces around its value.", "Remove them."
        )
    other = next(
        (one for one, (start, _) in CREDENTIALS.items() if one != name and value.startswith(start)), None
    )
    if other:
        return Finding("credentials", "fail", f"{name} seems to hold {other}.", f"Set it to {what}.")
    if not value.startswith(begin):
        return Finding(
            "credentials",
            "warn",
            f"{name} does not start with {begin}, as Amazon's credentials do.",
            f"Check that it is {what}.",
        )
    return None


def lifetimes(now: datetime, environment: Mapping[str, str] = os.environ) -> Iterator[Finding]:
    """Yield findings on the expiry of client secret and authorization, from their first days."""
    for name, (what, days, advice) in LIFETIMES.items():
        first_day = environment.get(name)
        if not first_day:
            yield Finding(
                "dates",
                "note",
                f"The expiry of {what} is unknown: Amazon does not report it.",
                f"Set {name}=YYYY-MM-DD to its first day; it is valid for {days} days.",
            )
            continue
        try:
            end = date.fromisoformat(first_day[:10]) + timedelta(days=days)
        except ValueError:
            yield Finding("dates", "fail", f"{name} is not a date.", "Write it as YYYY-MM-DD.")
            continue
        left = (end - now.astimezone(UTC).date()).days
        state: State = "fail" if left < 0 else "warn" if left <= WARN_DAYS else "ok"
        message = f"{what} expired on {end}" if left < 0 else f"{what} expires on {end}, in {left} days"
        yield Finding(
            "dates", state, message[0].upper() + message[1:] + ".", None if state == "ok" else advice
        )
