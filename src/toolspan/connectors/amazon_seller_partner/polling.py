"""Jobs at Amazon, such as reports and feeds: what they need, and one loop that waits for their end."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeVar

from toolspan.contract import Call
from toolspan.errors import UpstreamError
from toolspan.operations.request import write_request
from toolspan.runtime.progress import wait

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Container, Mapping

    from toolspan.clock import Clock, Deadline
    from toolspan.connectors.amazon_seller_partner.api import SellingPartnerAPI
    from toolspan.contract import Executor
    from toolspan.operations.index import OperationIndex
    from toolspan.page import Page
    from toolspan.runtime.redaction import Redactor
    from toolspan.transport.executor import LocalExecutor
    from toolspan.transport.http import Http

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class JobContext:
    """Dependencies of a job whose requests a server sends; `LocalJobContext` is that of local mode.

    Args:
        executor: Sends the requests of the job.
        index: The operations.
        http: HTTP client for documents, which lie outside the API.
        clock: Time for dates and waits.
        redact: Removes secrets from what Amazon says.
        base_url: Overridden URL of the API: its host may serve documents too.
    """

    executor: Executor
    index: OperationIndex
    http: Http
    clock: Clock
    redact: Redactor
    base_url: str | None = None

    @property
    def marketplace_id(self) -> str | None:
        """The connector's marketplace; None where only the server knows it."""
        return None

    def restrict_report_document(self, document_id: str) -> None:
        """Ask for this document's address with a restricted data token; a server does so by itself."""

    async def execute(self, entity: str, action: str, values: Mapping[str, Any], deadline: Deadline) -> Page:
        """Return the page of one request of the job; `values` are by wire name."""
        return await self.executor.execute(Call(self.index.find(entity, action), values, deadline))

    async def step(
        self, entity: str, action: str, values: Mapping[str, Any], deadline: Deadline
    ) -> dict[str, Any]:
        """Return the one object that a request of the job is answered with.

        Raises:
            UpstreamError: The response is not an object.
        """
        page = await self.execute(entity, action, values, deadline)
        if not page.data or not isinstance(page.data[0], dict):
            raise UpstreamError(f"{entity}.{action}: the response is not an object.")
        return page.data[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class LocalJobContext(JobContext):
    """Dependencies of a job whose requests go straight to Amazon.

    Args:
        api: The Selling Partner API of the connector's account.
    """

    executor: LocalExecutor
    api: SellingPartnerAPI
    _shared: dict[Callable[[LocalJobContext], Any], Any] = field(default_factory=dict, repr=False)

    @property
    def marketplace_id(self) -> str | None:
        """The connector's marketplace; None where its region names none."""
        return self.api.selling_region.marketplace_id

    def restrict_report_document(self, document_id: str) -> None:
        """Ask for this document's address with a restricted data token."""
        operation = self.index.find("reports", "document")
        self.api.restrict(write_request(operation, {"reportDocumentId": document_id}).path)

    def shared(self, kind: Callable[[LocalJobContext], T]) -> T:
        """Return the one instance of a class that jobs share, such as a cache; made at the first use."""
        if kind not in self._shared:
            self._shared[kind] = kind(self)
        found: T = self._shared[kind]
        return found


@dataclass(frozen=True, slots=True)
class Schedule:
    """How a job is polled.

    Args:
        operation: The operation that waits, for progress messages.
        doing: What Amazon does meanwhile, such as "making the report".
        first: Seconds before the second poll.
        longest: Seconds between two polls at most.
        growth: Factor by which the pause grows.
        status: Field of the response that holds the job's status.
    """

    operation: str
    doing: str
    first: float
    longest: float
    growth: float = 1.5
    status: str = "processingStatus"


async def poll(
    get: Callable[[], Awaitable[dict[str, Any]]],
    is_done: Callable[[dict[str, Any]], bool],
    failures: Container[Any],
    schedule: Schedule,
    *,
    clock: Clock,
    deadline: Deadline,
) -> dict[str, Any]:
    """Return a job once it is done or has failed; the caller tells one from the other.

    Args:
        get: Requests the job's state.
        is_done: Tells whether the job is done; raises for a job that is not worth waiting for.
        failures: Statuses of a job that ended otherwise.
        schedule: How to poll.
        clock: Time for the waits.
        deadline: When to stop waiting.

    Raises:
        DeadlineExceeded: The job is not done yet.
    """
    pause = schedule.first
    while True:
        job = await get()
        status = job.get(schedule.status)
        if is_done(job) or status in failures:
            return job
        if not deadline.allows(pause):
            raise deadline.exceeded(f"Amazon was {schedule.doing} ({status})")
        await wait(clock, pause, schedule.operation, f"Amazon is {schedule.doing} ({status})")
        pause = min(schedule.longest, pause * schedule.growth)
