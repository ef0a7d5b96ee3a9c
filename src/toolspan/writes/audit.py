"""Audit: a record of each write, before it is sent and after."""

from __future__ import annotations

import inspect
import logging
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Literal
from uuid import uuid4

from pydantic_core import to_json

from toolspan.errors import ConfigurationError
from toolspan.writes.identity import fingerprint_of

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from toolspan.contract import Call, Executor
    from toolspan.page import Page

    OnWrite = Callable[["WriteRecord"], Awaitable[None] | None]

logger = logging.getLogger("toolspan.audit")
log = logging.getLogger("toolspan")


@dataclass(frozen=True, slots=True)
class WriteRecord:
    """Audit record of a write: no parameter, no API record, nothing personal, no secret.

    Args:
        stage: `before` it goes out, or `after`.
        at: The moment, in UTC.
        write: A random name, the same before and after.
        connector: Its slug.
        account: A hash that stands for the account that it acts on.
        operation: Such as `listings_items.patch`.
        digest: A hash that stands for account, operation and arguments.
        approval: The ticket under which a person approved it; None where a program made the call.
        outcome: After it: `done`, `replayed`, or the code of the error.
        request_id: After it: the API's own id, if there was an answer.
    """

    stage: Literal["before", "after"]
    at: datetime
    write: str
    connector: str
    account: str
    operation: str
    digest: str
    approval: str | None = None
    outcome: str | None = None
    request_id: str | None = None

    def to_dict(self) -> dict[str, Any]:
        """Return the record as JSON-safe data."""
        return {**asdict(self), "at": self.at.isoformat(timespec="milliseconds")}


class Audited:
    """Executor around an executor: writes audit records.

    The record goes to `on_write` and, as one line of JSON, to the logger `toolspan.audit`. Where
    the one before a write cannot be made, the write does not go out.

    Args:
        executor: Carries out.
        owner: Stands for the account.
        slug: Name of the connector.
        on_write: Told of each record; may be async.
    """

    def __init__(self, executor: Executor, owner: str, slug: str, on_write: OnWrite | None) -> None:
        self._executor = executor
        self._owner = owner
        self._slug = slug
        self._on_write = on_write

    async def aclose(self) -> None:
        """Close the connections."""
        await self._executor.aclose()

    async def execute(self, call: Call, /) -> Page:
        """Carry out a write between two records.

        Raises:
            ConfigurationError: `on_write` failed before it; nothing was sent.
        """
        record = self._before(call)
        try:
            await self._tell(record)
        except Exception as fault:
            raise ConfigurationError(
                f"{call.operation.name} was not sent: on_write could not record it ({type(fault).__name__}).",
                hint="Whoever owns the connector must see to it; the cause is chained.",
            ) from fault
        outcome, request_id = "done", None
        try:
            page = await self._executor.execute(call)
            request_id = page.meta.request_id
            outcome = "replayed" if page.meta.replayed else outcome
        except BaseException as error:
            outcome = getattr(error, "code", None) or type(error).__name__
            request_id = getattr(error, "request_id", None)
            raise
        finally:
            await self._told_after(record, call, outcome, request_id)
        return page

    def _before(self, call: Call) -> WriteRecord:
        return WriteRecord(
            stage="before",
            at=datetime.fromtimestamp(call.deadline.now(), UTC),
            write=uuid4().hex,
            connector=self._slug,
            account=self._owner[:16],
            operation=call.operation.name,
            digest=fingerprint_of(call).digest,
            approval=call.approval,
        )

    async def _told_after(
        self, record: WriteRecord, call: Call, outcome: str, request_id: str | None
    ) -> None:
        """Write the record after a write; a failure here must not hide the outcome."""
        at = datetime.fromtimestamp(call.deadline.now(), UTC)
        try:
            await self._tell(replace(record, stage="after", at=at, outcome=outcome, request_id=request_id))
        except Exception as fault:  # noqa: BLE001 - see above
            log.error("on_write failed after %s (%s): %s", record.operation, outcome, type(fault).__name__)  # noqa: TRY400 - a trace may hold the answer

    async def _tell(self, record: WriteRecord) -> None:
        logger.info("%s", to_json(told := record.to_dict()).decode(), extra={"audit": told})
        if self._on_write is not None:
            answer = self._on_write(record)
            if inspect.isawaitable(answer):
                await answer
