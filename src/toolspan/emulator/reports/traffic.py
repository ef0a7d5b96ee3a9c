"""Sales and traffic report (JSON)."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from zlib import crc32

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


def buy_box_share(asin: str, date: str) -> float:
    """Return the share of a day's page views with the seller's offer in the buy box, in percent."""
    return 90 + crc32(f"{asin} {date}".encode()) % 100 / 10


@dataclass(slots=True)
class _Sales:
    units: int = 0
    lines: int = 0
    minor: int = 0
    shares: float = 0

    def add(self, item: Item, date: str) -> None:
        self.shares += buy_box_share(item.product.asin, date)
        self.units += item.quantity
        self.lines += 1
        self.minor += item.price

    @property
    def sessions(self) -> int:
        return self.lines * 9 + 4

    def of_product(self, currency: str) -> dict[str, Any]:
        return {
            "orderedProductSales": _amount(self.minor, currency),
            "unitsOrdered": self.units,
            "totalOrderItems": self.lines,
        }

    def of_date(self, currency: str) -> dict[str, Any]:
        return {
            **self.of_product(currency),
            "averageSalesPerOrderItem": _amount(self.minor // max(1, self.lines), currency),
            "averageUnitsPerOrderItem": round(self.units / max(1, self.lines), 2),
            "averageSellingPrice": _amount(self.minor // max(1, self.units), currency),
            "unitsRefunded": 0,
            "refundRate": 0,
            "claimsGranted": 0,
            "claimsAmount": _amount(0, currency),
            "shippedProductSales": _amount(self.minor, currency),
            "unitsShipped": self.units,
            "ordersShipped": self.lines,
        }

    def traffic(self) -> dict[str, Any]:
        in_app = self.sessions // 3
        return {
            "browserSessions": self.sessions - in_app,
            "mobileAppSessions": in_app,
            "sessions": self.sessions,
            "browserPageViews": (self.sessions - in_app) * 2,
            "mobileAppPageViews": in_app * 2,
            "pageViews": self.sessions * 2,
            "buyBoxPercentage": round(self.shares / max(1, self.lines), 2),
            "unitSessionPercentage": round(100 * self.units / self.sessions, 2),
        }

    def traffic_of_date(self) -> dict[str, Any]:
        return {
            **self.traffic(),
            "orderItemSessionPercentage": round(100 * self.lines / self.sessions, 2),
            "averageOfferCount": 30,
            "averageParentItems": 20,
            "feedbackReceived": 0,
            "negativeFeedbackReceived": 0,
            "receivedNegativeFeedbackRate": 0,
        }

    def traffic_of_product(self, every: int) -> dict[str, Any]:
        share = round(100 * self.sessions / every, 2)
        kinds = (
            "session",
            "browserSession",
            "mobileAppSession",
            "pageViews",
            "browserPageViews",
            "mobileAppPageViews",
        )
        return {**self.traffic(), **{f"{kind}Percentage": share for kind in kinds}}


def _amount(minor: int, currency: str) -> dict[str, Any]:
    return {"amount": number(minor, currency), "currencyCode": currency}


def sales_and_traffic(request: Request) -> Content | None:
    """Sales by date and by ASIN, equal to the orders that are not pending or cancelled."""
    marketplace = request.marketplaces[0]
    bucket = GRANULARITIES[request.options.get("dateGranularity", "DAY")]
    by_date: dict[str, _Sales] = defaultdict(_Sales)
    by_product: dict[tuple[str, str], _Sales] = defaultdict(_Sales)
    for order in _orders(request):
        for item in order.items:
            for sales in (
                by_date[bucket(order.created)],
                by_product[item.product.asin, item.product.sku],
            ):
                sales.add(item, day(order.created))
    every = sum(sales.sessions for sales in by_product.values())
    by_asin = request.options.get("asinGranularity", "PARENT")
    return as_json(
        {
            "reportSpecification": _specification(request),
            "salesAndTrafficByDate": [
                {
                    "date": date,
                    "salesByDate": sales.of_date(marketplace.currency),
                    "trafficByDate": sales.traffic_of_date(),
                }
                for date, sales in sorted(by_date.items())
            ],
            "salesAndTrafficByAsin": [
                _asin(key, by_asin)
                | {
                    "salesByAsin": sales.of_product(marketplace.currency),
                    "trafficByAsin": sales.traffic_of_product(every),
                }
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
        for order in request.world.sold_between(
            request.marketplaces[0], request.start, request.end, request.now
        )
        if order.priced(request.now)
    ]


RENDERERS = {"GET_SALES_AND_TRAFFIC_REPORT": sales_and_traffic}
