"""Sales and traffic report (JSON)."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from toolspan.emulator.reports.content import Content, Request, as_json
from toolspan.emulator.seller.money import number
from toolspan.emulator.times import day

if TYPE_CHECKING:
    from collections.abc import Callable

    from toolspan.emulator.seller.orders import Item, Order

DAY = 86400
GRANULARITIES: dict[str, Callable[[float], str]] = {
    "DAY": day,
    "WEEK": lambda moment: day(moment - (moment // DAY + 4) % 7 * DAY),
    "MONTH": lambda moment: f"{day(moment)[:7]}-01",
}
ASIN_GRANULARITIES = ("PARENT", "CHILD", "SKU")
OPTIONS = {"dateGranularity": tuple(GRANULARITIES), "asinGranularity": ASIN_GRANULARITIES}


@dataclass(slots=True)
class _Sales:
    units: int = 0
    lines: int = 0
    minor: int = 0

    def add(self, item: Item) -> None:
        self.units += item.quantity
        self.lines += 1
        self.minor += item.price

    def render(self, currency: str) -> dict[str, Any]:
        return {
            "orderedProductSales": {"amount": number(self.minor, currency), "currencyCode": currency},
            "unitsOrdered": self.units,
            "totalOrderItems": self.lines,
        }

    def traffic(self) -> dict[str, Any]:
        sessions = self.lines * 9 + 4
        return {
            "browserSessions": sessions,
            "pageViews": sessions * 2,
            "unitSessionPercentage": round(100 * self.units / sessions, 2),
        }


def sales_and_traffic(request: Request) -> Content | None:
    """Sales by date and by ASIN, equal to the orders that are not pending or cancelled."""
    marketplace = request.marketplaces[0]
    bucket = GRANULARITIES[request.options.get("dateGranularity", "DAY")]
    by_date: dict[str, _Sales] = defaultdict(_Sales)
    by_product: dict[tuple[str, str], _Sales] = defaultdict(_Sales)
    for order in _orders(request):
        for item in order.items:
            by_date[bucket(order.created)].add(item)
            by_product[item.product.asin, item.product.sku].add(item)
    by_asin = request.options.get("asinGranularity", "PARENT")
    return as_json(
        {
            "reportSpecification": _specification(request),
            "salesAndTrafficByDate": [
                {
                    "date": date,
                    "salesByDate": sales.render(marketplace.currency),
                    "trafficByDate": sales.traffic(),
                }
                for date, sales in sorted(by_date.items())
            ],
            "salesAndTrafficByAsin": [
                _asin(key, by_asin)
                | {"salesByAsin": sales.render(marketplace.currency), "trafficByAsin": sales.traffic()}
                for key, sales in sorted(by_product.items())
            ],
        }
    )


def _specification(request: Request) -> dict[str, Any]:
    options = {"dateGranularity": "DAY", "asinGranularity": "PARENT"} | dict(request.options)
    return {
        "reportType": "GET_SALES_AND_TRAFFIC_REPORT",
        "reportOptions": options,
        "dataStartTime": day(request.start),
        "dataEndTime": day(request.end),
        "marketplaceIds": [request.marketplaces[0].marketplace_id],
    }


def _asin(key: tuple[str, str], granularity: str) -> dict[str, str]:
    asin, sku = key
    more = {"PARENT": {}, "CHILD": {"childAsin": asin}, "SKU": {"childAsin": asin, "sku": sku}}
    return {"parentAsin": asin, **more[granularity]}


def _orders(request: Request) -> list[Order]:
    return [
        order
        for order in request.world.visible_orders(request.now)
        if order.marketplace is request.marketplaces[0]
        and request.start <= order.created <= request.end
        and order.priced(request.now)
    ]


RENDERERS = {"GET_SALES_AND_TRAFFIC_REPORT": sales_and_traffic}
