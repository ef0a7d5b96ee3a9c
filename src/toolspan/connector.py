"""A connector: one API's operations behind one call, whatever carries it out."""

from __future__ import annotations

import logging
from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, Any, ClassVar, Self

from pydantic_core import from_json

from toolspan.clock import SYSTEM_CLOCK, Deadline, now
from toolspan.contract import Call
from toolspan.errors import ConfigurationError, InvalidInput, ToolspanError, UpstreamError
from toolspan.fields import choose_fields
from toolspan.operations.names import snake
from toolspan.policy import Policy
from toolspan.redaction import Redactor
from toolspan.tooling.context import check_approval, report
from toolspan.tooling.defaults import BUILT_IN
from toolspan.tooling.face import ToolFace

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Mapping, Sequence
    from types import TracebackType

    from toolspan.clock import Clock
    from toolspan.contract import Executor
    from toolspan.operations.index import OperationIndex
    from toolspan.operations.model import Cursor
    from toolspan.page import Page
    from toolspan.sync import SyncConnector
    from toolspan.tooling.guides import Guides

logger = logging.getLogger("toolspan")
logger.addHandler(logging.NullHandler())


class _Default:
    """Stands for the connector's own timeout, since None means any time."""


DEFAULT_TIMEOUT = _Default()
Timeout = float | None | _Default


class Connector(ToolFace, ABC):
    """Base of all connectors.

    Args:
        executor: Carries out checked calls.
        policy: What the connector may do; reads only by default.
        timeout: Seconds for one call, waits and retries included; None allows any time.
        clock: Time for dates, waits and limits.
        redactor: Knows the connector's secrets.

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
    ) -> None:
        self.policy = policy or Policy()
        if policy:
            policy.check_names(self.operations)
        self.timeout = checked_timeout(timeout)
        self.clock = clock
        self.redact = redactor or Redactor()
        self._executor = executor
        self._sync: SyncConnector | None = None

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

        Raises:
            InvalidInput: The call is wrong; every fault is named and nothing was sent.
            NotFound: There is no such entity or action.
            PolicyDenied: The policy does not allow it.
            RateLimited: The wait for the next free call is longer than the timeout.
            ToolspanError: Any other failure; see `toolspan.errors`.
        """
        if entity in BUILT_IN:
            from toolspan.tooling.builtin import built_in  # noqa: PLC0415 - only agents ask

            page = built_in(self, entity, action, read_params(params))
            report(self, page, entity, action, params)
            return page
        try:
            call = self._prepare(entity, action, params, validate=validate, timeout=timeout)
            page = await self._executed(call)
        except ToolspanError as error:
            logger.debug("%r.%r failed: %s", str(entity)[:80], str(action)[:80], error.code)
            raise self.redact.error(error) from None
        if page.meta.next_token and call.operation.cursor:
            page.meta.next_params = _next_page(call.operation.cursor, call.values, page.meta.next_token)
        logger.debug("%s returned %d records", call.operation.name, len(page.data))
        if select_fields or exclude_fields:
            page.data, warnings = choose_fields(page.data, select_fields, exclude_fields)
            page.meta.warnings.extend(warnings)
        report(self, page, entity, action, params)
        return page

    async def _executed(self, call: Call) -> Page:
        try:
            return await self._executor.execute(call)
        except InvalidInput as error:
            cursor = call.operation.cursor
            if error.status and cursor and cursor.parameter in call.values and not error.hint:
                name = snake(cursor.parameter)
                error.hint = (
                    f"The {name} may have expired, or belong to other filters: start again without {name}, "
                    "and keep the filters the same from page to page."
                )
            raise

    def _prepare(
        self,
        entity: str,
        action: str,
        params: Mapping[str, Any] | str | None,
        *,
        validate: bool,
        timeout: Timeout,
    ) -> Call:
        operation = self.operations.find(entity, action)
        self.policy.check(operation)
        check_approval(operation)
        given = read_params(params)
        signature = self.operations.signature(operation)
        moment = now(self.clock)
        arguments = signature.check(given, moment) if validate else signature.unchecked(given)
        deadline = self._deadline(timeout)
        return Call(operation, arguments.values, deadline, validate, tuple(arguments.warnings))

    def _deadline(self, timeout: Timeout = DEFAULT_TIMEOUT) -> Deadline:
        """Return until when a call that begins now may take."""
        seconds = self.timeout if isinstance(timeout, _Default) else checked_timeout(timeout)
        return Deadline(self.clock, seconds)

    async def iterate(
        self,
        entity: str,
        action: str,
        params: Mapping[str, Any] | str | None = None,
        *,
        timeout: Timeout = None,
        **options: Any,
    ) -> AsyncIterator[dict[str, Any]]:
        """Yield the records of all pages, waiting for the limits as long as it takes.

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
        following: Mapping[str, Any] | str | None = params
        seen = set[str]()
        while True:
            try:
                page = await self.execute(entity, action, following, timeout=timeout, **options)
            except ToolspanError as error:
                if seen and not isinstance(
                    error, InvalidInput
                ):  # a page token that is refused is of no more use
                    error.resume = {"entity": entity, "action": action, "params": following}
                raise
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


def checked_timeout(timeout: float | None) -> float | None:
    """Return the seconds of a timeout.

    Raises:
        ConfigurationError: It is no positive number.
    """
    if timeout is None or (
        isinstance(timeout, (int, float)) and not isinstance(timeout, bool) and timeout >= 0
    ):
        return timeout
    raise ConfigurationError(
        f"timeout must be a number of seconds from 0 on, or None for any time, not {timeout!r}."
    )


def read_params(params: Mapping[str, Any] | str | None) -> Mapping[str, Any]:
    """Return the parameters, which may have come as JSON text.

    Raises:
        InvalidInput: They are neither a mapping nor the text of a JSON object.
    """
    if params is None or params == "":
        return {}
    if isinstance(params, str):
        try:
            params = from_json(params, allow_inf_nan=False)
        except (ValueError, TypeError):  # TypeError: a half of a character pair
            raise InvalidInput(
                "params is text that is not valid JSON.", hint="Give params as an object of names and values."
            ) from None
    if not isinstance(params, dict) and not hasattr(params, "items"):
        raise InvalidInput(f"params must be an object of names and values, not {type(params).__name__}.")
    return params  # type: ignore[return-value]


def _next_page(cursor: Cursor, values: Mapping[str, Any], token: str) -> dict[str, Any]:
    """Return the parameters of the next page: the same ones with their dates fixed, or the token alone."""
    kept = {} if cursor.alone else values
    return {snake(name): value for name, value in kept.items() if name != cursor.parameter} | {
        snake(cursor.parameter): token
    }
