"""What the API says: whether it is there, what time it has, and what the account may do."""

from __future__ import annotations

from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Any

from toolspan.cli.doctor.findings import Finding, State, failed
from toolspan.clock import Deadline
from toolspan.errors import PermissionDenied, ToolspanError
from toolspan.transport.http import Fault, Http

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterable, Mapping

    from toolspan.clock import Clock
    from toolspan.connector import Connector

SKEW_WARNED, SKEW_FAILED = 30.0, 300.0
"""Seconds by which a clock may be off before it is worth a warning, and before dates in calls are wrong."""
PATIENCE = 10.0
"""Seconds for one host to answer."""
AREAS: dict[str, tuple[str, str, dict[str, Any], str]] = {
    "orders": (
        "orders",
        "list",
        {"created_after": "-1d", "max_results_per_page": 1},
        "Inventory and Order Tracking",
    ),
    "finances": ("transactions", "list", {"posted_after": "-1d"}, "Finance and Accounting"),
    "catalog": ("catalog_items", "list", {"keywords": "mug", "page_size": 1}, "Product Listing"),
    "inventory": ("inventory", "list", {}, "Amazon Fulfillment or Product Listing"),
    "reports": (
        "reports",
        "list",
        {"report_types": ["GET_MERCHANT_LISTINGS_ALL_DATA"], "page_size": 1},
        "the one of each report type",
    ),
}
"""One cheap read for each area of the API, and the role that it needs."""


async def reached(hosts: Mapping[str, str], clock: Clock) -> AsyncIterator[Finding]:
    """Yield whether each host answers at all, and how far the clock here is from theirs."""
    http = Http()
    try:
        for name, url in hosts.items():
            answer = await http.send("GET", url, {"accept-encoding": "identity"}, Deadline(clock, PATIENCE))
            if isinstance(answer, Fault):
                yield Finding(
                    f"way to {name}",
                    "fail",
                    f"{url} cannot be reached: {answer.text}.",
                    "Check network, DNS, proxy (HTTPS_PROXY) and firewall, and the address itself.",
                )
                continue
            yield Finding(f"way to {name}", "ok", f"{url} answers.")
            if date := answer.headers.get("date"):
                yield _skew(name, date, clock)
    finally:
        await http.aclose()


def _skew(name: str, date: str, clock: Clock) -> Finding:
    try:
        off = clock.time() - parsedate_to_datetime(date).timestamp()
    except (ValueError, TypeError):
        return Finding("clock", "note", f"{name} sends no readable date.")
    state: State = "fail" if abs(off) >= SKEW_FAILED else "warn" if abs(off) >= SKEW_WARNED else "ok"
    side = "ahead of" if off > 0 else "behind"
    said = "The clock is right." if state == "ok" else f"The clock is {abs(off):.0f} s {side} {name}'s."
    return Finding(
        "clock",
        state,
        said,
        None if state == "ok" else "Set it by NTP: dates such as -7d, and windows that end now, follow it.",
    )


async def admitted(connector: Connector, elsewhere: Callable[[], Iterable[Connector]]) -> Finding:
    """Return whether the credentials open the account, and if not, whether they do in another region."""
    try:
        page = await connector.check()
    except PermissionDenied as error:
        for other in elsewhere():
            async with other:
                if await _opens(other):
                    region = other.about().get("region")
                    return Finding(
                        "account",
                        "fail",
                        f"The account is not in this region but in {region}.",
                        f"Set TOOLSPAN_REGION, or --region, to a country of {region}.",
                    )
        return failed("account", error)
    except ToolspanError as error:
        return failed("account", error)
    places = sorted({str(country) for row in page.data if (country := _country(row))})
    sells = f"The credentials open the account; it sells in {', '.join(places)}."
    return Finding("account", "ok", sells if places else f"{connector.title} answers.")


async def _opens(connector: Connector) -> bool:
    try:
        await connector.check()
    except ToolspanError:
        return False
    return True


def _country(row: Mapping[str, Any]) -> Any:
    place = row.get("marketplace") or row
    return place.get("countryCode") if isinstance(place, dict) else None


async def permitted(connector: Connector, areas: Iterable[str]) -> AsyncIterator[Finding]:
    """Yield whether each area may be read; each costs one call of its limit."""
    for area in areas:
        entity, action, params, role = AREAS[area]
        try:
            await connector.execute(entity, action, params)
        except PermissionDenied as error:
            yield Finding(
                f"role {area}", "fail", f"{error.message}",
                f"The application needs the role {role}: add it in the developer console, then let the seller "
                f"authorize the application again. If it shall not have it, leave {area} out with --only.",
            )  # fmt: skip
        except ToolspanError as error:
            yield failed(f"role {area}", error)
        else:
            yield Finding(f"role {area}", "ok", f"{entity}.{action} answers.")
