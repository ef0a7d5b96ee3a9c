"""Report store: requested reports, whose status follows the clock, and automatic settlement reports."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from toolspan.emulator.reports import inventory, orders, payments, traffic
from toolspan.emulator.reports.content import Content, Request, as_json
from toolspan.emulator.reports.schedules import Schedules

if TYPE_CHECKING:
    import random
    from collections.abc import Callable, Iterator, Mapping

    from toolspan.emulator.accounts import Seller
    from toolspan.emulator.clock import EmulatorClock
    from toolspan.emulator.facts import Marketplace
    from toolspan.emulator.reports.documents import Document, Documents
    from toolspan.emulator.seller.settlements import Period

__all__ = ["RENDERERS", "SETTLEMENT", "Report", "Reports"]

DAY = 86400
RETENTION = 90 * DAY
SETTLEMENT = "GET_V2_SETTLEMENT_REPORT_DATA_FLAT_FILE_V2"
RENDERERS: dict[str, Callable[[Request], Content | None]] = {
    **orders.RENDERERS,
    **inventory.RENDERERS,
    **payments.RENDERERS,
    **traffic.RENDERERS,
}
# Valid values of report options; others make the report FATAL.
_OPTIONS: dict[str, Mapping[str, tuple[str, ...]]] = {"GET_SALES_AND_TRAFFIC_REPORT": traffic.OPTIONS}
_COMPRESS_FROM = 2_000


@dataclass(slots=True, eq=False)
class Report:
    """Report; its status follows the clock until it is final."""

    report_id: str
    report_type: str
    owner: tuple[str, str]
    seller: Seller
    marketplaces: tuple[Marketplace, ...]
    created: float
    queued_at: float
    started_at: float
    ready_at: float
    start: float
    end: float
    options: Mapping[str, str] = field(default_factory=dict)
    outcome: str | None = None
    document: Document | None = None
    must_fail: bool = False
    refused: bool = False
    schedule_id: str | None = None

    def status(self, now: float) -> str:
        """Processing status at a monotonic time."""
        if self.outcome is not None:
            return self.outcome
        if now < self.started_at:
            return "IN_QUEUE"
        return "IN_PROGRESS" if now < self.ready_at else "READY"

    def at(self, moment: float) -> float:
        """Wall-clock time of a monotonic time in its life."""
        return self.created + moment - self.queued_at


class Reports:
    """Reports of all sellers, with controls for tests.

    Attributes:
        queue_seconds: how long a report is IN_QUEUE.
        progress_seconds: how long it is IN_PROGRESS after that.
        compress: True or False for every document; None compresses the longer ones.
        charset: whether a document's Content-Type names its charset.
        given: fixed documents by report type, as bytes and Content-Type, instead of generated ones: Amazon's
            real files are less regular, with unescaped quotes and wrong content types.
        cooldown: for near-real-time types, how many reports may be requested within how many seconds.
    """

    def __init__(self, clock: EmulatorClock, randomness: random.Random, documents: Documents) -> None:
        self._clock = clock
        self._random = randomness
        self._documents = documents
        self._reports: dict[str, Report] = {}
        self._failing: list[str | None] = []
        self.schedules = Schedules(randomness)
        self.queue_seconds = 3.0
        self.progress_seconds = 5.0
        self.compress: bool | None = None
        self.charset = True
        self.given: dict[str, tuple[bytes, str]] = {}
        self.cooldown = (2, 25 * 60.0)

    def fail_next(self, report_type: str | None = None) -> None:
        """Make the next report (of this type) end FATAL, with a document that states the reason."""
        self._failing.append(report_type)

    def create(
        self,
        owner: tuple[str, str],
        seller: Seller,
        report_type: str,
        *,
        marketplaces: tuple[Marketplace, ...],
        window: tuple[float, float],
        options: Mapping[str, str],
        schedule_id: str | None = None,
        created: float | None = None,
    ) -> Report:
        """Queue a report; for a schedule, with the past time at which it was due."""
        created = self._clock.time() if created is None else created
        now = self._clock.monotonic() - (self._clock.time() - created)
        started = now + self.queue_seconds
        report = Report(
            report_id=f"{50_000 + len(self._reports)}0{self._random.randrange(10**5, 10**6)}",
            report_type=report_type,
            owner=owner,
            seller=seller,
            marketplaces=marketplaces,
            created=created,
            queued_at=now,
            started_at=started,
            ready_at=started + self.progress_seconds,
            start=window[0],
            end=window[1],
            options=options,
            refused=self._too_soon(owner, report_type, now),
            must_fail=self._told_to_fail(report_type),
            schedule_id=schedule_id,
        )
        self._reports[report.report_id] = report
        return report

    def fire(self) -> None:
        """Queue the scheduled reports that are due."""
        for schedule, moment in self.schedules.fire(self._clock.time(), RETENTION):
            self.create(
                schedule.owner,
                schedule.seller,
                schedule.report_type,
                marketplaces=schedule.marketplaces,
                window=(schedule.before(moment), moment),
                options=schedule.options,
                schedule_id=schedule.schedule_id,
                created=moment,
            )

    def find(self, owner: tuple[str, str], seller: Seller, report_id: str) -> Report | None:
        """Return a report of this application and seller."""
        found = (one for one in self._kept(owner, seller) if one.report_id == report_id)
        return next((self._finished(one) for one in found), None)

    def all(self, owner: tuple[str, str], seller: Seller) -> list[Report]:
        """Return the reports of the last 90 days, newest first."""
        mine = [self._finished(one) for one in self._kept(owner, seller)]
        return sorted(mine, key=lambda one: (one.created, one.report_id), reverse=True)

    def _kept(self, owner: tuple[str, str], seller: Seller) -> Iterator[Report]:
        self.fire()
        self._settle(seller)
        now = self._clock.time()
        for one in self._reports.values():
            if one.owner in (owner, ("", seller.seller_id)) and now - one.created <= RETENTION:
                yield one

    def by_document(self, owner: tuple[str, str], seller: Seller, document_id: str) -> Report | None:
        """Return the report of this document."""
        kept = self._kept(owner, seller)
        return next((one for one in kept if one.document and one.document.document_id == document_id), None)

    def cancel(self, report: Report) -> bool:
        """Cancel a report while it is in the queue; return whether that succeeded."""
        if report.status(self._clock.monotonic()) != "IN_QUEUE":
            return False
        report.outcome = "CANCELLED"
        report.started_at = report.ready_at = self._clock.monotonic()
        return True

    def _finished(self, report: Report) -> Report:
        if report.status(self._clock.monotonic()) == "READY":
            self._finish(report)
        return report

    def _finish(self, report: Report) -> None:
        report.outcome = "FATAL"
        if report.refused:
            report.outcome = "CANCELLED"
            return
        fault = "A fault made the report fail." if report.must_fail else _impossible(report)
        if fault is None and report.report_type in self.given:
            body, kind = self.given[report.report_type]
            report.outcome, compress = "DONE", bool(self.compress)
            report.document = self._documents.make(
                report.seller.region, lambda: body, kind, compress=compress
            )
            return
        content = _render(report) if fault is None else as_json({"errorDetails": fault})
        if fault is None:
            report.outcome = "CANCELLED" if content is None else "DONE"
        if content is not None:
            long = content.reaches(_COMPRESS_FROM)
            report.document = self._store(report.seller.region, content, long=long)

    def _store(self, region: str, content: Content, *, long: bool) -> Document:
        codec, name = content.charset(region)
        kind = f"{content.media_type}; charset={name}" if self.charset else content.media_type
        compress = long if self.compress is None else self.compress

        def read() -> Iterator[bytes]:
            # Like Amazon, drop characters that the legacy charsets cannot encode.
            return (piece.encode(codec, "replace") for piece in content.pieces())

        return self._documents.make(region, read, kind, compress=compress)

    def _told_to_fail(self, report_type: str) -> bool:
        for wanted in self._failing:
            if wanted in (None, report_type):
                self._failing.remove(wanted)
                return True
        return False

    def _too_soon(self, owner: tuple[str, str], report_type: str, now: float) -> bool:
        if report_type not in inventory.NEAR_REAL_TIME:
            return False
        most, seconds = self.cooldown
        recent = [
            one
            for one in self._reports.values()
            if (one.owner, one.report_type) == (owner, report_type)
            and not one.refused
            and now - one.queued_at < seconds
        ]
        return len(recent) >= most

    def _settle(self, seller: Seller) -> None:
        """Publish the settlement reports that are due, without a request."""
        now = self._clock.time()
        for period in seller.world.periods(now):
            created = period.end + 3 * DAY
            report_id = f"7{period.settlement_id}"
            if now - RETENTION <= created <= now and report_id not in self._reports and period.entries:
                self._reports[report_id] = self._settlement(seller, period, report_id, created)

    def _settlement(self, seller: Seller, period: Period, report_id: str, created: float) -> Report:
        at = self._clock.monotonic() - (self._clock.time() - created)
        ends = (period.start, period.end)
        owner = ("", seller.seller_id)
        here = (period.marketplace,)
        report = Report(report_id, SETTLEMENT, owner, seller, here, created, at, at, at, *ends)
        report.outcome = "DONE"
        report.document = self._store(seller.region, payments.settlement(period), long=True)
        return report


def _render(report: Report) -> Content | None:
    render: Any = RENDERERS.get(report.report_type)
    if render is None:
        # A valid type for which this seller has no data.
        return None
    now = report.at(report.ready_at)
    world = report.seller.world
    request = Request(world, report.marketplaces, report.start, report.end, now, report.options)
    content: Content | None = render(request)
    return content


def _impossible(report: Report) -> str | None:
    for name, allowed in _OPTIONS.get(report.report_type, {}).items():
        if name in report.options and report.options[name] not in allowed:
            return f"{name} must be one of {', '.join(allowed)}."
    return None
