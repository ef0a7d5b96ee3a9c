"""Checks for executors: pages and errors must equal those of local mode.

Each check is a coroutine function that takes a `Pair` and raises AssertionError.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from toolspan.errors import DeadlineExceeded, ToolspanError
from toolspan.page import Page

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Coroutine, Mapping

    from toolspan.connector import Connector
    from toolspan.emulator import Emulator

    Scenario = Callable[["Side"], Awaitable[Any]]
    PairCheck = Callable[["Pair"], Coroutine[Any, Any, None]]


@dataclass
class Side:
    """A connector and its emulator."""

    name: str
    connector: Connector
    emulator: Emulator

    @property
    def calls(self) -> list[tuple[str, str, str]]:
        """The requests that the emulator received, except those for tokens."""
        return [
            (r.method, r.path, r.query) for r in self.emulator.requests if not r.path.startswith("/auth/")
        ]


@dataclass
class Pair:
    """The same connector twice, on identical emulators: in local mode, and through the executor under test."""

    local: Side
    other: Side

    async def both(self, scenario: Scenario) -> list[Any]:
        """Run a scenario on each side and return both outcomes."""
        return [await settled(scenario, side) for side in (self.local, self.other)]

    async def same(self, scenario: Scenario) -> Any:
        """Run a scenario on each side, compare outcomes and requests, and return the outcome."""
        local, other = await self.both(scenario)
        assert other == local, "the outcomes differ"
        assert self.other.calls == self.local.calls, "the requests differ"
        return local


async def settled(scenario: Scenario, side: Side) -> Any:
    """Return the outcome of a scenario as data; an error becomes data too."""
    try:
        outcome = await scenario(side)
    except ToolspanError as error:
        said = told(error)
        # Connection errors name the port, which differs between the emulators.
        place = side.emulator.url.partition("://")[2]
        return said | {"message": said["message"].replace(place, "HOST")}
    return plain(outcome)


def plain(outcome: Any) -> Any:
    """Return a page as data, without its request id."""
    if isinstance(outcome, Page):
        page = outcome.model_dump(mode="json")
        page["meta"].pop("request_id")
        return page
    return [plain(one) for one in outcome] if isinstance(outcome, list) else outcome


def told(error: ToolspanError) -> dict[str, Any]:
    """Return an error as data, without request ids and without the seconds of a timeout: a server gets slightly fewer."""
    said = error.to_dict()
    upstream = {name: value for name, value in said.pop("upstream", {}).items() if name != "request_id"}
    message = re.sub(r"\d+(\.\d+)? s allowed", "N s allowed", said["message"])
    message = re.sub(r"\(127\.0\.0\.1:\d+\)", "(the host)", message)
    return (
        said
        | {"kind": type(error).__name__, "message": message}
        | ({"upstream": upstream} if upstream else {})
    )


RANGE = {"created_after": "2026-11-01T00:00:00Z"}
POSTED = {"posted_after": "2026-10-01T00:00:00Z", "posted_before": "2026-11-01T00:00:00Z"}
SALES = {
    "report_type": "GET_FLAT_FILE_ALL_ORDERS_DATA_BY_ORDER_DATE_GENERAL",
    "data_start_time": "2026-10-01T00:00:00Z",
    "data_end_time": "2026-11-01T00:00:00Z",
}
_BURST = 20
"""Calls of orders.list before the rate limiter waits."""


def calling(entity: str, action: str, params: Any = None, **options: Any) -> Scenario:
    """Return the scenario of one call."""

    async def scenario(side: Side) -> Page:
        return await side.connector.execute(entity, action, params or {}, **options)

    return scenario


async def the_records_of_all_pages_are_equal(pair: Pair, entity: str, params: Mapping[str, Any]) -> None:
    async def scenario(side: Side) -> Any:
        return [record async for record in side.connector.iterate(entity, "list", params)]

    records = await pair.same(scenario)
    assert isinstance(records, list)
    assert len(records) > 3


async def a_page_is_continued_by_its_next_params(pair: Pair) -> None:
    async def scenario(side: Side) -> Any:
        first = await side.connector.execute("orders", "list", {**RANGE, "max_results_per_page": 3})
        return [first, await side.connector.execute("orders", "list", first.meta.next_params)]

    first, second = await pair.same(scenario)
    assert first["data"] != second["data"]


async def the_rows_of_a_report_are_read_on_without_making_it_again(pair: Pair) -> None:
    async def scenario(side: Side) -> Any:
        first = await side.connector.execute("reports", "run", {**SALES, "limit": 3}, timeout=None)
        return [first, await side.connector.execute("reports", "run", first.meta.next_params)]

    first, second = await pair.same(scenario)
    assert first["meta"]["report_id"] == second["meta"]["report_id"]
    assert first["data"] != second["data"]


async def the_rows_of_a_report_can_be_iterated_however_long_it_is_made(pair: Pair) -> None:
    async def scenario(side: Side) -> Any:
        side.emulator.reports.progress_seconds = 240.0
        return [row async for row in side.connector.iterate("reports", "run", SALES)]

    local, other = await pair.both(scenario)
    assert other == local
    assert len(local) > 10
    for side in (pair.local, pair.other):
        assert [method for method, _, _ in side.calls].count("POST") == 1, "the report was requested again"


async def fields_are_chosen_alike(pair: Pair, options: Mapping[str, Any]) -> None:
    page = await pair.same(calling("orders", "list", {**RANGE, "max_results_per_page": 3}, **options))
    assert page["data"]


async def wrong_calls_are_refused_in_the_same_words(
    pair: Pair, entity: str, action: str, params: Any
) -> None:
    outcome = await pair.same(calling(entity, action, params))
    assert outcome["code"] in ("invalid_input", "not_found", "policy_denied"), outcome


async def what_fails_fails_alike_and_is_tried_as_often(
    pair: Pair, kind: str, options: Mapping[str, Any], code: str
) -> None:
    async def scenario(side: Side) -> Any:
        side.emulator.faults.add(kind, operation="searchOrders", times=None, **options)
        return await side.connector.execute("orders", "list", RANGE)

    assert (await pair.same(scenario))["code"] == code


async def what_may_or_may_not_have_been_done_is_in_doubt(pair: Pair, kind: str) -> None:
    async def scenario(side: Side) -> Any:
        side.emulator.faults.add(kind, operation="createReport", times=1)
        return await side.connector.execute("reports", "create", SALES)

    assert (await pair.same(scenario))["code"] == "outcome_unknown"


async def a_passing_fault_is_got_over(pair: Pair) -> None:
    async def scenario(side: Side) -> Any:
        side.emulator.faults.add("status", operation="searchOrders", times=2, status=503)
        return await side.connector.execute("orders", "list", RANGE)

    assert (await pair.same(scenario))["data"]


async def a_used_up_quota_is_told_with_the_wait(pair: Pair) -> None:
    async def once(side: Side) -> Any:
        try:
            return len((await side.connector.execute("orders", "list", RANGE)).data)
        except ToolspanError as error:
            return error.code, round(error.retry_after or 0), error.message.split(";")[0], error.hint

    async def scenario(side: Side) -> Any:
        return [await once(side) for _ in range(_BURST + 1)]

    *good, (code, wait, _, _) = await pair.same(scenario)
    assert len(good) == _BURST
    assert code == "rate_limited"
    assert wait > 100


async def a_report_that_is_not_done_in_time_says_how_to_go_on(pair: Pair) -> None:
    async def scenario(side: Side) -> Any:
        side.emulator.reports.progress_seconds = 240.0
        unfinished: DeadlineExceeded | None = None
        try:
            await side.connector.execute("reports", "run", SALES, timeout=20)
        except DeadlineExceeded as error:
            unfinished = error
        assert unfinished
        assert unfinished.resume
        assert unfinished.retry_after
        page = await side.connector.execute(**unfinished.resume, timeout=None)
        made = [path for method, path, _ in side.calls if method == "POST"]
        return [page.data, page.meta.operation, made]

    local, other = await pair.both(scenario)
    assert other == local
    assert len(local[0]) > 0
    assert len(local[2]) == 1


async def a_seller_who_took_the_consent_back_is_told_of_alike(pair: Pair) -> None:
    async def scenario(side: Side) -> Any:
        await side.connector.execute("marketplaces", "list")
        side.emulator.revoke_grant()
        side.emulator.revoke_access_tokens()
        return await side.connector.execute("marketplaces", "list")

    assert (await pair.same(scenario))["code"] == "needs_reauthorization"


async def the_old_names_of_parameters_are_warned_of_alike(pair: Pair) -> None:
    old = {"CreatedAfter": "2026-11-01T00:00:00Z", "OrderStatuses": "Shipped"}
    assert len((await pair.same(calling("orders", "list", old)))["meta"]["warnings"]) == 2


async def relative_dates_mean_the_same(pair: Pair, params: Mapping[str, Any]) -> None:
    assert (await pair.same(calling("orders", "list", params)))["data"]


async def the_guides_are_the_same(pair: Pair) -> None:
    async def scenario(side: Side) -> Any:
        search = await side.connector.execute("docs", "search", {"query": "late shipments"})
        return [search, await side.connector.execute("docs", "read", {"section": "orders"})]

    assert (await pair.same(scenario))[0]["data"]


LISTS: dict[str, Mapping[str, Any]] = {
    "orders": {**RANGE, "max_results_per_page": 20},
    "orders_v0": {**RANGE, "max_results_per_page": 20},
    "transactions": POSTED,
    "financial_events": {**POSTED, "max_results_per_page": 30},
    "catalog_items": {"keywords": ["lamp"], "page_size": 2},
    "listings_items": {"page_size": 5},
    "inventory": {"details": True},
}
CHOICES: tuple[Mapping[str, Any], ...] = (
    {"select_fields": ["orderId", "orderItems.quantity"]},
    {"exclude_fields": ["orderItems"]},
    {"select_fields": ["ordrId"]},
)
WRONG: tuple[tuple[str, str, Any], ...] = (
    ("order", "list", {}),
    ("orders", "delete", {}),
    ("orders", "list", {"created_afer": "-3d"}),
    ("orders", "list", {}),
    ("orders", "list", {**RANGE, "max_results_per_page": 5_000}),
    ("orders", "list", {**RANGE, "marketplace_ids": ["A1PA6795UKMFR9"]}),
    ("orders", "list", '{"created_after": '),
    ("orders", "list", ["-3d"]),
    ("orders", "get", {"order_id": "000-0000000-0000000"}),
    ("orders", "get", {"order_id": "../../account"}),
    ("catalog_items", "get", {"asin": "B000000000"}),
    ("listings_items", "get", {"sku": "none/such?one#here"}),
    ("reports", "get", {"report_id": "1"}),
    ("reports", "run", {"report_type": "GET_NOTHING_OF_THE_KIND"}),
    ("reports", "create", {"report_type": SALES["report_type"], "marketplace_ids": []}),
    ("financial_events", "list", {"posted_after": "2026-01-01T00:00:00Z", "posted_before": "2026-11-01T00:00:00Z"}),
)  # fmt: skip
FAULTS: tuple[tuple[str, Mapping[str, Any], str], ...] = (
    ("status", {"status": 403, "body": {"errors": [{"code": "Unauthorized", "message": "Access to requested resource is denied.", "details": ""}]}}, "permission"),
    ("status", {"status": 400, "body": {"errors": [{"code": "InvalidInput", "message": "wrong", "details": "that one"}]}}, "invalid_input"),
    ("status", {"status": 404, "body": {"errors": [{"code": "NotFound", "message": "gone", "details": ""}]}}, "not_found"),
    ("status", {"status": 413}, "too_large"),
    ("status", {"status": 500}, "upstream"),
    ("status", {"status": 503}, "upstream"),
    ("throttle", {}, "rate_limited"),
    ("html", {"status": 503}, "upstream"),
    ("html", {"status": 200}, "upstream"),
    ("redirect", {"location": "https://example.com/"}, "upstream"),
    ("reset", {}, "upstream"),
    ("status", {"status": 200, "body": b""}, "upstream"),
    ("status", {"status": 200, "body": {"errors": [{"code": "X", "message": "not so good"}]}}, "upstream"),
)  # fmt: skip
PERIODS: tuple[Mapping[str, Any], ...] = (
    {"created_after": "-30d"},
    {"created_after": "-30d", "created_before": "-3d"},
)


def _each(check: Callable[..., Coroutine[Any, Any, None]], rows: Any) -> dict[str, PairCheck]:
    return {f"{check.__name__}-{number}": partial(_with, check, row) for number, row in enumerate(rows)}


async def _with(check: Callable[..., Coroutine[Any, Any, None]], row: tuple[Any, ...], pair: Pair) -> None:
    await check(pair, *row)


CHECKS: dict[str, PairCheck] = {
    **_each(the_records_of_all_pages_are_equal, LISTS.items()),
    **_each(fields_are_chosen_alike, zip(CHOICES, strict=True)),
    **_each(wrong_calls_are_refused_in_the_same_words, WRONG),
    **_each(what_fails_fails_alike_and_is_tried_as_often, FAULTS),
    **_each(what_may_or_may_not_have_been_done_is_in_doubt, zip(("status", "reset", "lost"), strict=True)),
    **_each(relative_dates_mean_the_same, zip(PERIODS, strict=True)),
    **{
        check.__name__: check
        for check in (
            a_page_is_continued_by_its_next_params,
            the_rows_of_a_report_are_read_on_without_making_it_again,
            the_rows_of_a_report_can_be_iterated_however_long_it_is_made,
            a_passing_fault_is_got_over,
            a_used_up_quota_is_told_with_the_wait,
            a_report_that_is_not_done_in_time_says_how_to_go_on,
            a_seller_who_took_the_consent_back_is_told_of_alike,
            the_old_names_of_parameters_are_warned_of_alike,
            the_guides_are_the_same,
        )
    },
}
"""The checks by name."""
