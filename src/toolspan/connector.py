"""A connector: one API's operations behind one call, whatever carries it out."""

from __future__ import annotations

import logging
import secrets
from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, Any, ClassVar, Self

from toolspan.clock import DEFAULT_TIMEOUT, SYSTEM_CLOCK, Deadline, Timeout, checked_timeout, now, seconds_of
from toolspan.contract import Call, Filler, Previewer
from toolspan.errors import ConfigurationError, InvalidInput, ToolspanError, UpstreamError
from toolspan.operations.arguments import read_params
from toolspan.operations.names import BUILT_IN
from toolspan.operations.paging import explain_refusal, next_page
from toolspan.operations.paths import check_fields, choose_fields
from toolspan.page import Records, check_made
from toolspan.policy import Policy
from toolspan.runtime.redaction import Redactor
from toolspan.runtime.scope import approval, check_approval, report
from toolspan.runtime.single import Single
from toolspan.tools.mixin import ToolFace
from toolspan.tracing import traced

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Callable, Mapping, Sequence
    from types import TracebackType

    from toolspan.clock import Clock
    from toolspan.contract import Executor
    from toolspan.journal import Journal
    from toolspan.operations.index import OperationIndex
    from toolspan.operations.model import Operation
    from toolspan.page import Page, Warn
    from toolspan.sync import SyncConnector
    from toolspan.tools.guides import Guides
    from toolspan.writes.audit import OnWrite

logger = logging.getLogger("toolspan")
logger.addHandler(logging.NullHandler())


class Connector(Single, ToolFace, ABC):
    """Base of all connectors.

    Args:
        executor: Carries out checked calls.
        policy: What the connector may do; reads only by default.
        timeout: Seconds for one call, waits and retries included; None allows any time.
        clock: Time for dates, waits and limits.
        redactor: Knows the connector's secrets.
        journal: Remembers writes; one of this process, shared by all connectors with this clock, when left out.
        on_write: Told of each write before and after it, as a `WriteRecord`; may be async.

    Raises:
        ConfigurationError: The policy names an operation that does not exist.
    """

    slug: ClassVar[str]
    title: ClassVar[str]
    operations: ClassVar[OperationIndex]
    first: ClassVar[Sequence[str]] = ()
    """The entities that agents need most: named first, where a model has little room to read of them."""
    guides: ClassVar[Guides]

    def __init__(
        self,
        executor: Executor,
        *,
        policy: Policy | None = None,
        timeout: float | None = 30.0,
        clock: Clock = SYSTEM_CLOCK,
        redactor: Redactor | None = None,
        journal: Journal | None = None,
        on_write: OnWrite | None = None,
    ) -> None:
        self.policy = policy or Policy()
        if policy:
            policy.check_names(self.operations)
        self.timeout = checked_timeout(timeout)
        self.clock = clock
        self.redact = redactor or Redactor()
        self._executor = executor
        self._writer: Executor | None = None
        self._journal = journal
        self._on_write = on_write
        self._identity: str | None = None
        self._sync: SyncConnector | None = None

    @traced
    async def execute(
        self,
        entity: str,
        action: str,
        params: Mapping[str, Any] | str | None = None,
        *,
        select_fields: Sequence[str] | None = None,
        exclude_fields: Sequence[str] | None = None,
        validate: bool = True,
        timeout: Timeout = DEFAULT_TIMEOUT,
        dry_run: bool = False,
        idempotency_key: str | None = None,
    ) -> Page:
        """Return the page that one operation answers with.

        Args:
            entity: Such as `orders`; any spelling.
            action: Such as `list`.
            params: Parameters in snake_case or as on the wire; a JSON object as text will do.
            select_fields: Dot paths of the only fields to keep in each record.
            exclude_fields: Dot paths of fields to leave out.
            validate: False sends exactly what was given, with no check and no default added.
            timeout: Seconds for this call; None allows any time.
            dry_run: Sends nothing and returns the request instead; where the API can check it without
                effect, with what it says.
            idempotency_key: Names one logical write for a day: whatever repeats it gets the receipt of
                the first. Without it, the same arguments are the same write for some minutes.

        Raises:
            InvalidInput: The call is wrong; every fault is named and nothing was sent.
            NotFound: There is no such entity or action.
            PolicyDenied: The policy does not allow it.
            RateLimited: The wait for the next free call is longer than the timeout.
            OutcomeUnknown: A write may or may not have been carried out; the hint says where to look.
            ToolspanError: Any other failure; see `toolspan.errors`.
        """
        if entity in BUILT_IN:
            from toolspan.tools.virtual_operations import built_in  # noqa: PLC0415 - only agents ask

            page = built_in(self, entity, action, read_params(params))
            report(self, page, entity, action, params)
            return page
        try:
            check_fields(select_fields, exclude_fields)
            call = self.prepare(
                entity, action, params, validate=validate, timeout=timeout, key=idempotency_key
            )
            page = await (self._previewed(call) if dry_run else self._carried_out(call))
        except ToolspanError as error:
            logger.debug("%r.%r failed: %s", str(entity)[:80], str(action)[:80], error.code)
            raise self.redact.error(error) from None
        if page.meta.next_token and call.operation.cursor:
            following = page.meta.next_params  # a server's, in which days by name have become moments
            page.meta.next_params = following or next_page(
                call.operation.cursor, call.values, page.meta.next_token
            )
        logger.debug("%s returned %d records", call.operation.name, len(page.data))
        if select_fields or exclude_fields:
            page.data, warnings = choose_fields(page.data, select_fields, exclude_fields)
            page.meta.warnings.extend(warnings)
        report(self, page, entity, action, params)
        return page

    async def _carried_out(self, call: Call) -> Page:
        """Send a read, and a write by way of audit, journal and budget."""
        if call.operation.effect != "write":
            try:
                return await self._executor.execute(call)
            except InvalidInput as error:
                explain_refusal(error, call.operation.cursor, call.values)
                raise
        check_approval(call.operation)
        if self._writer is None:
            from toolspan.writes import guarded  # noqa: PLC0415 - only those who write need it

            self._writer = guarded(
                self._executor,
                self.identity(),
                policy=self.policy,
                journal=self.journal,
                on_write=self._on_write,
                slug=self.slug,
                goes_on=self._goes_on,
            )
        return await self._writer.execute(call)

    def _goes_on(self, resume: Mapping[str, Any], call: Call) -> Call:
        """Return the call that goes on with another, in what is left of its time."""
        operation = self.operations.find(resume["entity"], resume["action"])
        arguments = self.operations.signature(operation).check(
            resume["params"], now(self.clock), self.zone_of(operation)
        )
        return Call(operation, arguments.values, call.deadline)

    async def _previewed(self, call: Call) -> Page:
        if not isinstance(self._executor, Previewer):
            raise ConfigurationError(f"{self.title} cannot tell what a call would send.")
        page = await self._executor.preview(call)
        page.meta = page.meta.model_copy(update={"dry_run": True})
        return page

    def prepare(
        self,
        entity: str,
        action: str,
        params: Mapping[str, Any] | str | None = None,
        *,
        validate: bool = True,
        timeout: Timeout = DEFAULT_TIMEOUT,
        key: str | None = None,
    ) -> Call:
        """Return a call that was found, allowed and checked; nothing is sent. Arguments and errors as in `execute`."""
        operation = self.operations.find(entity, action)
        self.policy.check(operation)
        given = read_params(params)
        signature = self.operations.signature(operation)
        arguments = (
            signature.check(given, now(self.clock), self.zone_of(operation))
            if validate
            else signature.unchecked(given)
        )
        deadline = self._deadline(timeout)
        return Call(
            operation, arguments.values, deadline, validate, tuple(arguments.warnings), key, approval()
        )

    def zone_of(self, operation: Operation) -> Callable[[Mapping[str, Any]], str | None]:  # noqa: ARG002 - for connectors that know
        """Return what gives the time zone in which a call's `today` begins, by its parameters.

        UTC here; None for what only a server knows. A zone that the call itself names goes before it.
        """
        return lambda _: "UTC"

    def check_sendable(self, call: Call) -> None:
        """Refuse a call whose values cannot be sent, as far as that is known without a request.

        Raises:
            InvalidInput: They cannot.
        """
        if isinstance(self._executor, Filler):
            self._executor.filled(call)

    def identity(self) -> str:
        """Return what stands for the account that calls act on; a connector that does not know it is on its own."""
        if self._identity is None:
            self._identity = secrets.token_hex(12)
        return self._identity

    @property
    def journal(self) -> Journal:
        """What remembers the writes of this connector."""
        if self._journal is None:
            from toolspan.journal.memory import journal_of  # noqa: PLC0415 - as above

            self._journal = journal_of(self.clock)
        return self._journal

    def _deadline(self, timeout: Timeout = DEFAULT_TIMEOUT) -> Deadline:
        """Return until when a call that begins now may take."""
        return Deadline(self.clock, seconds_of(timeout, self.timeout))

    def iterate(
        self,
        entity: str,
        action: str,
        params: Mapping[str, Any] | str | None = None,
        *,
        timeout: Timeout = None,
        **options: Any,
    ) -> Records[dict[str, Any]]:
        """Return the records of all pages for an `async for`, waiting for the limits as long as it takes.

        Args:
            entity: As in `execute`.
            action: As in `execute`.
            params: As in `execute`.
            timeout: Seconds for each page; any time by default.
            options: As in `execute`.

        Raises:
            UpstreamError: The API gives the same page token again: the pages form a loop.
            ToolspanError: As in `execute`; after the first page, `resume` is the call that goes on.
        """
        options["timeout"] = timeout
        return Records(
            f"{entity}.{action}", lambda warn: self._iterated((entity, action), params, options, warn)
        )

    async def _iterated(
        self,
        name: tuple[str, str],
        params: Mapping[str, Any] | str | None,
        options: Mapping[str, Any],
        warn: Warn,
    ) -> AsyncGenerator[dict[str, Any]]:
        entity, action = name
        following: Mapping[str, Any] | str | None = params
        seen = set[str]()
        while True:
            try:
                page = await self.execute(entity, action, following, **options)
            except ToolspanError as error:
                if seen and not isinstance(
                    error, InvalidInput
                ):  # a page token that is refused is of no more use
                    error.resume = {"entity": entity, "action": action, "params": following}
                raise
            check_made(page)
            warn(page.meta.warnings)
            for record in page.data:
                yield record
            token, following = page.meta.next_token, page.meta.next_params
            if following is None:
                return
            if token in seen:
                raise UpstreamError(
                    f"{page.meta.operation}: the API repeats a page token; the pages form a loop and were not read on.",
                    hint="The records so far were delivered. Start again with a shorter period.",
                )
            if token:  # rows of a report go on without one
                seen.add(token)

    @abstractmethod
    async def check(self) -> Page:
        """Return a small page that proves that credentials and endpoint work.

        Raises:
            ToolspanError: They do not; the class and hint say why.
        """

    def about(self) -> dict[str, Any]:
        """Return what an agent should know of this connector besides its operations."""
        return {}

    @property
    def sync(self) -> SyncConnector:
        """The same connector without `await`, for scripts and notebooks."""
        if self._sync is None:
            from toolspan.sync import SyncConnector  # noqa: PLC0415 - brings asyncio, which scripts alone need here

            self._sync = SyncConnector(self)
        return self._sync

    async def aclose(self) -> None:
        """Give back the connections of the running event loop."""
        await self._executor.aclose()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.aclose()
