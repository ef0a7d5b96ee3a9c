"""BaseConnector: finds, validates, allows and executes one API's operations; knows no tools."""

from __future__ import annotations

import logging
import os
from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, Any, ClassVar, Self, TypedDict

from toolspan.clock import DEFAULT_TIMEOUT, SYSTEM_CLOCK, Deadline, Timeout, checked_timeout, now, seconds_of
from toolspan.contract import Call
from toolspan.errors import (
    ConfigurationError,
    InvalidInput,
    NotFound,
    RateLimited,
    ToolspanError,
    UpstreamError,
)
from toolspan.operations.arguments import read_params
from toolspan.operations.faster import fewer_calls
from toolspan.operations.index import OperationIndex
from toolspan.operations.paths import check_fields, choose_fields, slots
from toolspan.policy import RAW, Policy
from toolspan.runtime.redaction import Redactor
from toolspan.runtime.scope import approval, check_approval, in_tool_call, record_result
from toolspan.runtime.single import Single
from toolspan.tracing import call_span, traced

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Callable, Mapping, Sequence
    from importlib.resources.abc import Traversable
    from types import TracebackType

    from toolspan.clock import Clock
    from toolspan.contract import Executor, Guidebook, Journal, ResultStore
    from toolspan.operations.model import Operation
    from toolspan.page import Page, Records, Warn
    from toolspan.redis import Stores
    from toolspan.transport.executor import BaseExecutor
    from toolspan.writes.audit import OnWrite

logger = logging.getLogger("toolspan")
logger.addHandler(logging.NullHandler())


def _check_last(page: Page, operation: Operation) -> None:
    """Refuse to end a list that goes on: one who takes the records would think that these are all.

    Raises:
        UpstreamError: There is more, and no way to ask for it.
    """
    cursor = operation.cursor
    if cursor and cursor.kind != "token" and page.meta.has_more:
        raise UpstreamError(
            f"{operation.name}: the list goes on, but not where it may be read.", hint=page.meta.warnings[-1]
        )


def shared_stores() -> Stores | None:
    """Return the stores at `TOOLSPAN_REDIS_URL`, which this process's connectors share; None where it is not set."""
    if not os.environ.get("TOOLSPAN_REDIS_URL"):
        return None
    from toolspan.redis import from_environment  # noqa: PLC0415 - the extra, only where it is asked for

    return from_environment()


class ConnectorOptions(TypedDict, total=False):
    """Options of every connector; see `BaseConnector`."""

    policy: Policy | None
    timeout: float | None
    journal: Journal | None
    on_write: OnWrite | None
    results: ResultStore | None


class BaseConnector(Single, ABC):
    """Base of all connectors: calls, without tools and without `sync`.

    Args:
        executor: Carries out validated calls.
        policy: The operations the connector may run; reads only by default.
        timeout: Seconds for one call, waits and retries included; None allows any time.
        clock: Time for dates, waits and limits.
        redactor: Masks the connector's secrets.
        journal: Remembers writes. By default one in memory, shared by all connectors with this clock.
        on_write: Called before and after each write with a `WriteRecord`; may be async.
        results: Stores results that were too long for a model. By default in memory.
        operations: The operations, if not those of the class.

    Raises:
        ConfigurationError: The policy names an operation that does not exist.
    """

    slug: ClassVar[str]
    title: ClassVar[str]
    operations: OperationIndex
    client_operations: OperationIndex = OperationIndex.of()
    """Operations that run in this process, whatever the executor is."""
    bulk: ClassVar[str | None] = None
    """Name of the operation that gives many records in one file, where the API has one."""
    filled_in: ClassVar[str] = ""
    """One short sentence for a model: what the connector fills in if it is left out."""
    guides: ClassVar[Guidebook]
    search_folder: ClassVar[Traversable | None] = None
    """Folder of the files with which the connector helps its search: `toolspan.tools.search_sources`."""
    questions: ClassVar[Traversable | None] = None
    """`questions.toml`: what users often ask, as prompts of an MCP server."""
    streams: Traversable | Mapping[str, Any] | None = None
    """`streams.toml`: what the context store holds of this API, and how it is read (`toolspan.store.tables`)."""
    command_line: ClassVar[str] = ""
    """`package.module:Class` of its `toolspan.cli.support.CommandLineSupport`; if empty, the default one."""

    def __init__(
        self,
        executor: BaseExecutor,
        *,
        policy: Policy | None = None,
        timeout: float | None = 30.0,
        clock: Clock = SYSTEM_CLOCK,
        redactor: Redactor | None = None,
        journal: Journal | None = None,
        on_write: OnWrite | None = None,
        results: ResultStore | None = None,
        operations: OperationIndex | None = None,
    ) -> None:
        if operations is not None:
            self.operations = operations
        self.policy = policy or Policy()
        if policy and self.operations.complete:
            policy.check_names(self.operations)
        self.timeout = checked_timeout(timeout)
        self.clock = clock
        self.redact = redactor or Redactor()
        self._executor = executor
        if more := executor.client_operations:
            self.client_operations = OperationIndex.of(*self.client_operations, *more)
        self._writer: Executor | None = None
        self._journal = journal
        self._on_write = on_write
        self._results: ResultStore | None = results

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
        """Run one operation and return its page.

        Args:
            entity: Such as `orders`, in any spelling.
            action: Such as `list`.
            params: Parameters in snake_case or wire names; JSON text of an object works too.
            select_fields: Dot paths of the only fields to keep in each record.
            exclude_fields: Dot paths of fields to leave out.
            validate: False sends the values as given, without validation or defaults.
            timeout: Seconds for this call; None allows any time.
            dry_run: Returns the request instead of sending it, with the API's own check of it if there
                is one.
            idempotency_key: Identifies one write for a day: a repetition returns the first result.
                Without it, equal arguments are the same write for some minutes.

        Raises:
            InvalidInput: The call is invalid; all problems are named and nothing was sent.
            NotFound: There is no such entity or action.
            PolicyDenied: The policy does not allow it.
            RateLimited: The rate limit would need a longer wait than the timeout.
            OutcomeUnknown: A write may or may not have been carried out; the hint says where to look.
            ToolspanError: Any other failure; see `toolspan.errors`.
        """
        try:
            check_fields(select_fields, exclude_fields)
            call = self.prepare(
                entity, action, params, validate=validate, timeout=timeout, key=idempotency_key
            )
            page = await self._executed(call, dry_run=dry_run)
        except ToolspanError as error:
            logger.debug("%r.%r failed: %s", str(entity)[:80], str(action)[:80], error.code)
            if isinstance(error, RateLimited) and (error.paced or error.status):
                self._explain_wait(error, entity, action)
            raise self.redact.error(error) from None
        if page.meta.next_token and call.operation.cursor:
            following = page.meta.next_params  # a server's, in which days by name have become moments
            page.meta.next_params = following or call.operation.cursor.next_page(
                call.values, page.meta.next_token
            )
        logger.debug("%s returned %d records", call.operation.name, len(page.data))
        if select_fields or exclude_fields:
            page.data, warnings = choose_fields(page.data, select_fields, exclude_fields)
            page.meta.warnings.extend(warnings)
        if call.operation.secrets:
            self._mask(call.operation.secrets, page)
        record_result(self, page, entity, action, params)
        return page

    async def _read_always(self, entity: str, action: str, timeout: Timeout) -> Page:
        """Return the page of a read without parameters, whatever the policy allows callers: for `check`."""
        try:
            return await self._executed(
                self._prepared(self.find(entity, action), timeout=timeout), dry_run=False
            )
        except ToolspanError as error:
            raise self.redact.error(error) from None

    def _explain_wait(self, error: RateLimited, entity: str, action: str) -> None:
        """Add to an error what needs fewer calls, and how to learn what a job would take."""
        operation = self.find(entity, action)
        fewer = fewer_calls(operation, self.operations, self.bulk)
        told = error.paced and "limits" in self.client_operations
        asked = "limits.simulate tells what a job takes." if told else None
        said = error.hint or ""  # a server may have said it already
        more = [each for each in (fewer, asked) if each and each not in said]
        error.hint = " ".join(filter(None, (said, *more)))

    def _mask(self, secrets: Mapping[str, Any], page: Page) -> None:
        """Keep secrets of an answer from models and logs; the page itself has them, for the program that called.

        Of files a model gets the size.
        """
        seen, masked = in_tool_call(), False
        for path in secrets["paths"]:
            for holder, name in slots({"data": page.data}, f"data.*.{path}"):
                if not isinstance(found := holder.get(name), str):
                    continue
                masked = True
                if not secrets.get("files"):
                    self.redact.add(found)
                elif seen:
                    holder[name] = f"{len(found.rstrip('=')) * 3 // 4:,} bytes, not shown here"
        if seen and (masked or not secrets.get("files")):
            page.meta.warnings.append(f"{', '.join(secrets['paths'])} is masked here. {secrets['instead']}")

    async def _executed(self, call: Call, *, dry_run: bool) -> Page:
        runs = call.operation.runs
        if runs == "client" or (runs == "connector" and not self._executor.hosted):
            return await call.operation.load_handler()(self, call)  # type: ignore[no-any-return]
        return await (self._previewed(call) if dry_run else self._carried_out(call))

    async def _carried_out(self, call: Call) -> Page:
        """Send a read; send a write through audit, journal and daily limit."""
        if call.operation.effect != "write":
            try:
                return await self._executor.execute(call)
            except InvalidInput as error:
                if call.operation.cursor:
                    call.operation.cursor.explain_refusal(error, call.values)
                raise
        check_approval(call.operation, self)
        if self._writer is None:
            from toolspan.writes import guarded  # noqa: PLC0415 - only those who write need it

            self._writer = guarded(
                self._executor,
                self.identity(),
                policy=self.policy,
                journal=self.journal,
                on_write=self._on_write,
                slug=self.slug,
                resume=self._resume,
            )
        return await self._writer.execute(call)

    def _resume(self, resume: Mapping[str, Any], call: Call) -> Call:
        """Return the call that resumes another, within its remaining time."""
        operation = self.find(resume["entity"], resume["action"])
        arguments = self.operations.signature(operation).check(
            resume["params"], now(self.clock), self.zone_of(operation)
        )
        return Call(operation, arguments.values, call.deadline)

    async def _previewed(self, call: Call) -> Page:
        page = await self._executor.preview(call)
        page.meta = page.meta.model_copy(update={"dry_run": True})
        return page

    def find(self, entity: str, action: str) -> Operation:
        """Return an operation of the API, or one that runs in this process.

        Raises:
            NotFound: There is none; the message names the closest and the choices.
        """
        if entity not in self.client_operations:
            return self.operations.find(entity, action)
        try:
            return self.client_operations.find(entity, action)
        except NotFound:
            if entity not in self.operations:
                raise
        return self.operations.find(entity, action)  # an API may have an entity of that name too

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
        """Return a call that was found, allowed and validated; nothing is sent. Arguments and errors as in `execute`."""
        operation = self.find(entity, action)
        if operation.runs != "client":
            self.policy.check(operation)
        return self._prepared(operation, params, validate=validate, timeout=timeout, key=key)

    def _prepared(
        self,
        operation: Operation,
        params: Mapping[str, Any] | str | None = None,
        *,
        validate: bool = True,
        timeout: Timeout = DEFAULT_TIMEOUT,
        key: str | None = None,
    ) -> Call:
        given = read_params(params)
        signature = self.operations.signature(operation)
        arguments = (
            signature.check(given, now(self.clock), self.zone_of(operation))
            if validate
            else signature.unchecked(given)
        )
        deadline = self._deadline(timeout)
        return Call(
            operation, arguments.values, deadline, validate, tuple(arguments.warnings), key, approval(self)
        )

    def zone_of(self, operation: Operation) -> Callable[[Mapping[str, Any]], str | None]:  # noqa: ARG002 - for connectors that know
        """Return a function of a call's parameters that gives the time zone in which `today` begins.

        UTC here; None for what only a server knows. A zone that the call itself names goes before it.
        """
        return lambda _: "UTC"

    def zone_at(self, place: str | None) -> str:  # noqa: ARG002 - for connectors that know
        """Return the time zone in which the days of a place are counted, such as that of a sale: UTC here."""
        return "UTC"

    def check_sendable(self, call: Call) -> None:
        """Refuse a call whose values cannot be sent, as far as that is known without a request.

        Raises:
            InvalidInput: They cannot.
        """
        self._executor.filled(call)

    def identity(self) -> str:
        """Return what stands for the account that calls act on."""
        return self._executor.identity()

    def account_id(self) -> str | None:
        """Return the API's id of the account, where it is known without a request: it stays with new credentials."""
        return None

    @property
    def journal(self) -> Journal:
        """The write journal of this connector."""
        if self._journal is None:
            from toolspan.journal.memory import journal_of  # noqa: PLC0415 - as above

            self._journal = journal_of(self.clock)
        return self._journal

    def result_owner(self) -> str:
        """Return who owns this connector's stored results: its account, or itself while no account is known."""
        try:
            return self.identity()
        except ConfigurationError:  # no credentials yet: guides can be long too
            return f"{type(self).__name__}-{id(self)}"

    @property
    def results(self) -> ResultStore:
        """The store of results that were too long for a model."""
        if self._results is None:
            from toolspan.runtime.results import results_of  # noqa: PLC0415 - as above

            self._results = results_of(self.clock)
        return self._results

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
        from toolspan.page import Records  # noqa: PLC0415 - brings pydantic's models, which the first call needs

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
        from toolspan.page import check_made  # noqa: PLC0415 - as above

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
                _check_last(page, self.find(entity, action))
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
        return self._executor.about()

    def account_names(self) -> list[str]:
        """Return what tells this account from others of the same API, for the titles of tools."""
        return list(filter(None, [self.about().get("workspace")]))

    def limits(self) -> dict[str, dict[str, Any]]:
        """Return what is left of the rate limit of each operation, as the rate limiter counts it.

        By operation: `rate` (calls per second) and `burst`, `left` (calls that could be made at
        once now), `next_free_in` (seconds), `used` (whether a call was made) and `confirmed`
        (whether the API stated the rate). An API that does not tell how much is left may be used by
        other programs under the same limit: nothing here is certain for a new process.

        Raises:
            ConfigurationError: Calls go through a server, which keeps the count.
        """
        return self._executor.limits(self.operations)

    def limit(self, operation: Operation) -> dict[str, Any] | None:
        """Return what is left of the rate limit of one operation, as `limits` does; None if it has none.

        Raises:
            ConfigurationError: As in `limits`.
        """
        return self._executor.limits([operation]).get(operation.name)

    async def raw(
        self,
        method: str,
        path: str,
        *,
        query: Mapping[str, Any] | None = None,
        body: Any = None,
        timeout: Timeout = DEFAULT_TIMEOUT,
    ) -> Page:
        """Return the response of any path of the API, under the same credentials, rate limits, policy and redaction.

        Args:
            method: HTTP method; anything beyond GET and HEAD needs `Policy(writes=["raw"])`.
            path: Path from the first slash on, percent-encoded by the caller, without a query.
            query: Query parameters; lists are sent comma-separated.
            body: JSON body.
            timeout: Seconds for this call.

        Raises:
            InvalidInput: The path or method cannot be sent.
            PolicyDenied: The policy does not allow raw writes.
            ToolspanError: As `execute`.
        """
        with call_span(self, RAW) as span:
            try:
                call = self._executor.raw_call(method, path, query, body, self._deadline(timeout))
                self.policy.check_raw(call.operation.method)
                page = await self._carried_out(call)
            except ToolspanError as error:
                raise self.redact.error(error) from None
            if span:
                span.set_attribute("toolspan.records", len(page.data))
            return page

    @property
    def executor(self) -> BaseExecutor:
        """The executor: straight to the API, or through a server."""
        return self._executor

    async def aclose(self) -> None:
        """Close the connections of the running event loop."""
        await self._executor.aclose()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.aclose()
