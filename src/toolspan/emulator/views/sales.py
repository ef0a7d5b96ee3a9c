"""Sales v1: order metrics."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, tzinfo
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from toolspan.emulator.errors import invalid
from toolspan.emulator.parameters import Parameters, at_most_one, choice, list_of, text
from toolspan.emulator.seller.money import rounded, string
from toolspan.emulator.seller.orders import CANCELLED
from toolspan.emulator.views.paging import sold_in

if TYPE_CHECKING:
    from collections.abc import Iterator

    from toolspan.emulator.facts import Marketplace
    from toolspan.emulator.handling import Call
    from toolspan.emulator.parameters import Values
    from toolspan.emulator.seller.orders import Item, Order

_GRANULARITIES = ("Hour", "Day", "Week", "Month", "Year", "Total")
_DAYS_BACK = {"Hour": 30.0}
_MOST_DAYS_BACK = 731.0
DAY = 86400.0

_METRICS = Parameters(
    list_of("marketplaceIds", most=1, required=True),
    text("interval", required=True),
    text("granularityTimeZone"),
    choice("granularity", _GRANULARITIES, required=True),
    choice("buyerType", ("B2B", "B2C", "All"), default="All"),
    choice("fulfillmentNetwork", ("MFN", "AFN")),
    choice("firstDayOfWeek", ("Monday", "Sunday"), default="Monday"),
    text("asin"),
    text("sku"),
    choice("amazonProgram", ("AmazonHaul",)),
    rules=(at_most_one("asin", "sku"),),
)


def get_order_metrics(call: Call) -> dict[str, Any]:
    """Order counts and sales for each part of the interval."""
    values = _METRICS.read(call.query, call.now)
    (marketplace,) = sold_in(call, "marketplaceIds", values["marketplaceIds"])
    start, end = _interval(values)
    zone = _zone(values, start, end)
    oldest = call.now - _DAYS_BACK.get(values["granularity"], _MOST_DAYS_BACK) * DAY
    if start.timestamp() < oldest - 60:
        raise invalid("The interval reaches too far back for this granularity.")
    return {
        "payload": [_metrics(call, part, marketplace, values) for part in _parts(start, end, values, zone)]
    }


def _interval(values: Values) -> tuple[datetime, datetime]:
    try:
        start, end = (datetime.fromisoformat(part) for part in values["interval"].split("--"))
        if not start.tzinfo or not end.tzinfo or start >= end:
            raise ValueError(values["interval"])  # noqa: TRY301 - one response for all its errors
    except ValueError:
        raise invalid(
            "The interval must be two ISO 8601 dates with offsets, the first before the second."
        ) from None
    return start, end


def _zone(values: Values, start: datetime, end: datetime) -> tzinfo | None:
    name = values["granularityTimeZone"]
    if name is None:
        if values["granularity"] not in ("Hour", "Total"):
            raise invalid("granularityTimeZone is required for a granularity greater than Hour.")
        return start.tzinfo
    try:
        zone = ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        raise invalid(f"{name} is not a time zone.") from None
    if any(one.astimezone(zone).utcoffset() != one.utcoffset() for one in (start, end)):
        raise invalid("granularityTimeZone does not align with the offset of the interval.")
    return zone


def _counts(order: Order, values: Values, now: float) -> bool:
    return (
        order.status(now) != CANCELLED
        and values["fulfillmentNetwork"] in (None, order.channel)
        and values["buyerType"] in ("All", "B2B" if order.business else "B2C")
        and values["amazonProgram"] is None
        and bool(_items(order, values))
    )


def _items(order: Order, values: Values) -> list[Item]:
    asin, sku = values["asin"], values["sku"]
    return [
        item for item in order.items if asin in (None, item.product.asin) and sku in (None, item.product.sku)
    ]


def _parts(
    start: datetime, end: datetime, values: Values, zone: tzinfo | None
) -> Iterator[tuple[datetime, datetime]]:
    first = start
    while first < end:
        last = min(_next(first.astimezone(zone), values), end)
        yield first, last
        first = last


def _next(moment: datetime, values: Values) -> datetime:
    """Return the next boundary after a time, in local time."""
    granularity = values["granularity"]
    if granularity == "Total":
        return datetime.max.replace(tzinfo=moment.tzinfo)
    if granularity == "Hour":
        hour = moment.replace(minute=0, second=0, microsecond=0).astimezone(UTC)
        return (hour + timedelta(hours=1)).astimezone(moment.tzinfo)
    midnight = moment.replace(hour=0, minute=0, second=0, microsecond=0)
    if granularity == "Month":
        return (midnight.replace(day=1) + timedelta(days=32)).replace(day=1)
    if granularity == "Year":
        return midnight.replace(year=moment.year + 1, month=1, day=1)
    if granularity == "Day":
        return midnight + timedelta(days=1)
    past = (moment.weekday() + (values["firstDayOfWeek"] == "Sunday")) % 7
    return midnight + timedelta(days=7 - past)


def _metrics(
    call: Call, part: tuple[datetime, datetime], marketplace: Marketplace, values: Values
) -> dict[str, Any]:
    first, last = (one.timestamp() for one in part)
    orders = lines = units = sales = 0
    for order in call.world.sold_between(marketplace, first, last, call.now):
        if order.created < last and _counts(order, values, call.now):
            items = _items(order, values)
            orders, lines = orders + 1, lines + len(items)
            units, sales = (
                units + sum(item.quantity for item in items),
                sales + sum(item.price for item in items),
            )
    return {
        "interval": "--".join(one.isoformat(timespec="minutes").replace("+00:00", "Z") for one in part),
        "unitCount": units,
        "orderItemCount": lines,
        "orderCount": orders,
        "averageUnitPrice": _money(rounded(sales / units) if units else 0, marketplace),
        "totalSales": _money(sales, marketplace),
    }


def _money(amount: int, marketplace: Marketplace) -> dict[str, str]:
    return {"amount": string(amount, marketplace.currency), "currencyCode": marketplace.currency}


HANDLERS = {"sales.getOrderMetrics": get_order_metrics}
