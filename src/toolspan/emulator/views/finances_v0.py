"""Finances v0: financial event groups and financial events."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from toolspan.emulator.errors import invalid
from toolspan.emulator.parameters import Parameters, Rule, integer, min_age, moment, text, together
from toolspan.emulator.seller.ledger import ADJUSTMENT, REFUND, SERVICE_FEE, SHIPMENT
from toolspan.emulator.times import iso
from toolspan.emulator.views import finance_events as events
from toolspan.emulator.views.paging import paged

if TYPE_CHECKING:
    from collections.abc import Callable

    from toolspan.emulator.handling import Call
    from toolspan.emulator.parameters import Values
    from toolspan.emulator.seller.ledger import Entry
    from toolspan.emulator.seller.settlements import Period

_LONGEST = 180 * 86400
_LISTS: dict[str, tuple[str, Callable[[Entry], dict[str, Any]]]] = {
    SHIPMENT: ("ShipmentEventList", events.shipment),
    REFUND: ("RefundEventList", events.refund),
    SERVICE_FEE: ("ServiceFeeEventList", events.service_fee),
    ADJUSTMENT: ("AdjustmentEventList", events.adjustment),
}


def _later(start: str, end: str) -> Rule:
    def rule(values: Values, _now: float) -> None:
        if values[start] is not None and values[end] is not None and values[end] <= values[start]:
            raise invalid(f"{end} must be later than {start}.")

    return rule


_GROUPS = Parameters(
    integer("MaxResultsPerPage", 1, 100, 10),
    moment("FinancialEventGroupStartedBefore"),
    moment("FinancialEventGroupStartedAfter"),
    text("NextToken"),
    rules=(
        min_age("FinancialEventGroupStartedBefore"),
        min_age("FinancialEventGroupStartedAfter"),
        _later("FinancialEventGroupStartedAfter", "FinancialEventGroupStartedBefore"),
    ),
)
_EVENTS = Parameters(
    integer("MaxResultsPerPage", 1, 100, 100),
    moment("PostedAfter"),
    moment("PostedBefore"),
    text("NextToken"),
    rules=(
        min_age("PostedAfter"),
        min_age("PostedBefore"),
        together("PostedBefore", "PostedAfter"),
        _later("PostedAfter", "PostedBefore"),
    ),
)


def list_financial_event_groups(call: Call) -> dict[str, Any]:
    """One page of settlement periods, newest first."""
    values = _GROUPS.read(call.query, call.now, unless="NextToken")
    return _answer(
        call,
        values,
        lambda: _groups(call, values),
        lambda rows: {"FinancialEventGroupList": [_group(period, call.now) for period in rows]},
    )


def list_financial_events(call: Call) -> dict[str, Any]:
    """One page of events, in one list per kind."""
    values = _EVENTS.read(call.query, call.now, unless="NextToken")
    return _answer(
        call,
        values,
        lambda: _entries(call, values),
        lambda rows: {"FinancialEvents": _events(rows)},
        gap=True,
    )


def _answer(
    call: Call,
    values: Values,
    select: Callable[[], list[Any]],
    render: Callable[[Any], dict[str, Any]],
    *,
    gap: bool = False,
) -> dict[str, Any]:
    size, free = values["MaxResultsPerPage"], ("MaxResultsPerPage",)
    page = paged(call, values, "NextToken", size, select, free=free, may_omit=True, gap=gap)
    payload = render(page.rows)
    if page.token is not None:
        payload["NextToken"] = page.token
    return {"payload": payload}


def _groups(call: Call, values: Values) -> list[Period]:
    before = values["FinancialEventGroupStartedBefore"]
    after = values["FinancialEventGroupStartedAfter"]
    before = call.now - 120 if before is None else before
    if after is not None and before - after > _LONGEST:
        return []
    begun = call.world.periods(call.now)
    return [one for one in reversed(begun) if one.start < before and (after is None or one.start >= after)]


def _group(period: Period, now: float) -> dict[str, Any]:
    closed = period.end <= now
    total = events.money(period.total(now), period.marketplace.currency)
    body: dict[str, Any] = {
        "FinancialEventGroupId": period.group_id,
        "ProcessingStatus": "Closed" if closed else "Open",
        "OriginalTotal": total,
        "ConvertedTotal": total,
        "BeginningBalance": events.money(0, period.marketplace.currency),
        "FinancialEventGroupStart": iso(period.start),
    }
    if closed:
        body |= {
            "FundTransferStatus": "Succeeded",
            "FundTransferDate": iso(period.end + 86400),
            "TraceId": period.settlement_id,
            "AccountTail": period.settlement_id[-3:],
            "FinancialEventGroupEnd": iso(period.end),
        }
    return body


def _entries(call: Call, values: Values) -> list[Entry]:
    before = call.now - 120 if values["PostedBefore"] is None else values["PostedBefore"]
    after = before - _LONGEST if values["PostedAfter"] is None else values["PostedAfter"]
    if before - after > _LONGEST:
        return []
    return [
        entry
        for entry in call.world.entries
        # A deferred entry is no event here until it is released.
        if not entry.deferred and entry.shown <= call.now and after <= entry.posted < before
    ]


def _events(entries: list[Entry]) -> dict[str, Any]:
    lists: dict[str, list[dict[str, Any]]] = {name: [] for name in events.LIST_NAMES}
    for entry in entries:
        name, render = _LISTS[entry.kind]
        lists[name].append(render(entry))
    return lists


HANDLERS = {
    "financesV0.listFinancialEventGroups": list_financial_event_groups,
    "financesV0.listFinancialEvents": list_financial_events,
}
