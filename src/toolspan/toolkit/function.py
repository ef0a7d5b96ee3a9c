"""A user's function as a tool: what a model reads of it, and how a call of it runs."""

from __future__ import annotations

import asyncio
import inspect
import re
import types
from copy import deepcopy
from typing import TYPE_CHECKING, Any

from pydantic_core import to_json

from toolspan.clock import seconds_of
from toolspan.contract import ToolSpec, asking
from toolspan.errors import (
    ConfigurationError,
    DeadlineExceeded,
    InvalidInput,
    OutcomeUnknown,
    ToolspanError,
    UpstreamError,
)
from toolspan.runtime.calling import framework_call, is_signal
from toolspan.runtime.loop import LOOP
from toolspan.runtime.scope import ToolCallScope
from toolspan.toolkit.context import CallContext
from toolspan.toolkit.marks import KIT_DEFAULT, Settings
from toolspan.toolkit.results import check_data, encoded, may_be_long, noted
from toolspan.toolkit.signature import Signature, SignatureError
from toolspan.toolkit.threads import POOL
from toolspan.tools.arguments import fitting
from toolspan.tools.describe import brief
from toolspan.tools.output import OutputLimiter, store_remainder
from toolspan.tools.specs import described, observed, unexpected
from toolspan.tools.strict_schema import loosened, strictened

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Mapping

    from toolspan.contract import Ask, Output, Person, Question
    from toolspan.runtime.progress import Listener
    from toolspan.runtime.scope import Reader
    from toolspan.toolkit.shared import Shared
    from toolspan.toolkit.writes import Writes

NAME = re.compile(r"[a-zA-Z_][a-zA-Z0-9_]{0,63}")
"""What every framework and every model takes as the name of a tool."""


def checked_name(name: Any) -> str:
    """Return the name of a tool.

    Raises:
        ConfigurationError: Some framework or model refuses it.
    """
    if isinstance(name, str) and NAME.fullmatch(name):
        return name
    raise ConfigurationError(
        f"{str(name)[:100]!r} cannot be the name of a tool: all frameworks and models take at most 64 letters without "
        "accents, digits and underscores, the first one a letter or an underscore.",
        hint='Give another one with name="...", or a shorter prefix.',
    )


@types.coroutine
def _rest_of(running: Any, waited_for: Any) -> Generator[Any, Any, Any]:
    """Run the rest of a coroutine, which has come to its first wait."""
    while True:
        try:
            sent = yield waited_for
        except BaseException as fault:  # noqa: BLE001 - the coroutine's own business
            step, given = running.throw, fault
        else:
            step, given = running.send, sent
        try:
            waited_for = step(given)
        except StopIteration as done:
            return done.value


class Function:
    """A user's function as a tool of one toolkit.

    Args:
        fn: The function.
        settings: How it was marked.
        shared: Of its toolkit.
        prefix: Put before its name.
        local: Names that its annotations may use besides those of its module.

    Raises:
        ConfigurationError: It cannot be a tool; the message says what of it cannot.
    """

    def __init__(
        self,
        fn: Callable[..., Any],
        settings: Settings,
        shared: Shared,
        prefix: str = "",
        local: Mapping[str, Any] | None = None,
    ) -> None:
        if not (inspect.isfunction(fn) or inspect.ismethod(fn)):
            raise SignatureError(f"a tool is a function, not {type(fn).__name__}.")
        self.fn = fn
        self.settings = settings
        self.name = checked_name(f"{prefix}{settings.name or fn.__name__}")
        self.signature = Signature(fn, local)
        self.seconds = seconds_of(settings.timeout, shared.timeout)
        given = settings.max_output_chars
        self.limiter = shared.limiter if given is KIT_DEFAULT else OutputLimiter(given)  # type: ignore[arg-type]
        self.example = dict(settings.examples[0]) if settings.examples else None
        for example in settings.examples:
            self._check_example(example)
        self._shared = shared
        self._is_async = inspect.iscoroutinefunction(fn)
        self._writes: Writes | None = None
        if settings.writes:
            from toolspan.toolkit.writes import Writes  # noqa: PLC0415 - only those who write need it

            self._writes = Writes(
                self.name,
                self.description,
                settings=settings,
                signature=self.signature,
                shared=shared,
                seconds=self.seconds,
            )

    def _check_example(self, example: Mapping[str, Any]) -> None:
        try:
            self.signature.check(example, self.name, None)
        except InvalidInput as error:
            raise ConfigurationError(f"an example of {self.name} is no valid call of it: {error}") from None

    @property
    def origin(self) -> str:
        """Says in messages what it is."""
        return f"{self.fn.__module__}.{self.fn.__qualname__}"

    @property
    def title(self) -> str:
        """Its name in words."""
        words = self.name.strip("_").replace("_", " ") or self.name
        return words[:1].upper() + words[1:]

    @property
    def description(self) -> str:
        """What a model reads of it."""
        said = self.settings.description or self.signature.description or f"{self.title}."
        if self.example is not None:
            said = f"{said}\n\nExample: {self.signature.shown(self.example)}"
        return brief(said)

    @property
    def is_read_on(self) -> bool:
        """Whether its results may be too long for a model."""
        return self.limiter.budget is not None and may_be_long(self.fn)

    def specs(
        self,
        *,
        strict: bool = False,
        on_progress: Listener | None = None,
        ask: Person | None = None,
        reader: Reader | None = None,
    ) -> list[ToolSpec]:
        """Return the tool, as every framework needs it; arguments as in `Source.specs`."""
        return [
            self._spec(
                strict=strict, on_progress=on_progress, ask=asking(ask) if ask else None, reader=reader
            )
        ]

    def _spec(
        self, *, strict: bool, on_progress: Listener | None, ask: Ask | None, reader: Reader | None
    ) -> ToolSpec:
        schema, settings, writes = self.signature.schema, self.settings, self._writes
        asks = writes is not None and settings.approve is not False

        shown = fitting(schema, strict=strict)

        async def run(arguments: Mapping[str, Any], asked: Ask | None = None, /) -> Output:
            if strict:
                arguments = loosened(arguments, schema)
            with shown:
                if writes is None:
                    return await self._read(arguments, reader)
                return await self._write(writes, deepcopy(dict(arguments)), ask or asked, reader)

        def question(arguments: Mapping[str, Any]) -> Question | None:
            with shown:
                return (
                    writes.question(loosened(arguments, schema) if strict else arguments) if writes else None
                )

        return ToolSpec(
            self.name,
            self.title,
            self.description,
            described(strictened(schema) if strict else schema),
            observed(run, self.name, self._shared.name, on_progress),
            LOOP.run,
            read_only=None if settings.writes is None else not settings.writes,
            destructive=settings.destructive,
            idempotent=settings.idempotent or settings.writes is False,
            question=question if asks and not ask else None,
            timeout=self.seconds or 0.0,
            tags=(self._shared.name, *settings.tags),
            strict=strict,
        )

    async def _read(self, arguments: Mapping[str, Any], reader: Reader | None) -> Output:
        values = self.signature.check(arguments, self.name, self.example)
        scope = ToolCallScope(self.limiter.budget, writes=False, reader=reader)
        with scope:
            value = await self.result(values)
        _, shown = self._shown(value)
        output = self._rendered(shown, arguments, scope)
        if scope.remainder:
            await store_remainder(scope)
        return output

    async def _write(
        self, writes: Writes, arguments: dict[str, Any], ask: Ask | None, reader: Reader | None
    ) -> Output:
        values = self.signature.check(arguments, self.name, self.example)
        scope = ToolCallScope(self.limiter.budget, covered=self._shared.connectors, reader=reader)

        async def body(approval: str | None) -> tuple[str, str]:
            scope.approval = approval
            with scope:
                value = await self.result(dict(values))
            try:
                kind, shown = self._shown(value)
            except UpstreamError as error:  # it was carried out, and that is what must be remembered
                return "json", to_json({"result": None, "note": error.message}).decode()
            return kind, shown if isinstance(shown, str) else shown.decode()

        (kind, text), warnings = await writes.carry_out(values, arguments, ask, body)
        if warnings:
            kind, text = "json", noted(kind, text, warnings)
        output = self._rendered(text if kind == "text" else text.encode(), arguments, scope)
        await store_remainder(scope)
        return output

    def _shown(self, value: Any) -> tuple[str, str | bytes]:
        """Return what a model sees of a result, before it is cut."""
        check_data(value, self.name)
        return ("text", value) if isinstance(value, str) else ("json", encoded(value, self.name))

    def _rendered(self, shown: str | bytes, arguments: Mapping[str, Any], scope: ToolCallScope) -> Output:
        """Return a result within its limit; what is too long is left in the scope, to be stored."""
        scope.connector = self._shared.caller(scope.connector)
        scope.call = {"tool": self.name, "arguments": arguments}
        if isinstance(shown, str):
            return self.limiter.render_plain(shown, scope)
        return self.limiter.render_encoded(shown, scope)

    async def result(self, values: dict[str, Any]) -> Any:
        """Return what the function returns for checked arguments.

        Raises:
            ToolspanError: It failed, in words for a model.
        """
        if self.signature.contexts:
            await self._give_context(values)
        try:
            if not self._is_async:
                return await self._in_thread(values)
            running = self.fn(**values)
            try:
                waited_for = running.send(None)
            except (
                StopIteration
            ) as done:  # it waited for nothing, and a timer would cost more than all else here
                return done.value
            return await self._awaited(running, waited_for)
        except ToolspanError:
            raise
        except asyncio.CancelledError as fault:
            if (task := asyncio.current_task()) is not None and task.cancelling():
                raise
            raise self._failed(fault) from fault
        except Exception as fault:
            meaning = self.failure(fault)
            if meaning is fault:
                raise
            raise meaning from fault

    async def _awaited(self, running: Any, waited_for: Any) -> Any:
        limit = asyncio.timeout(self.seconds)
        try:
            async with limit:
                return await _rest_of(running, waited_for)
        except TimeoutError:  # or one of the function's own
            if limit.expired():
                raise self._late() from None
            raise

    async def _give_context(self, values: dict[str, Any]) -> None:
        made = framework_call()
        resources = await self._shared.resources()
        context = CallContext[Any](
            self.name,
            call_id=made.call_id if made else None,
            deps=made.deps if made else None,
            resources=resources,
            framework=made.native if made else None,
        )
        values |= dict.fromkeys(self.signature.contexts, context)

    async def _in_thread(self, values: Mapping[str, Any]) -> Any:
        call = POOL.start(self.fn, values)
        try:
            async with asyncio.timeout(self.seconds):
                value, fault = await call.result()
        except TimeoutError:
            raise self._late(ran=not call.never_ran) from None
        if isinstance(fault, StopIteration) or (fault is not None and not isinstance(fault, Exception)):
            raise self._failed(fault) from fault  # neither may pass through a coroutine
        if fault is not None:
            raise fault
        return await value if inspect.isawaitable(value) else value

    def _late(self, *, ran: bool = True) -> ToolspanError:
        what = f"the {self.seconds:g} s allowed for this call ran out"
        if ran and self._writes is not None:
            return self._in_doubt(what)
        return DeadlineExceeded(
            f"{self.name}: {what}."
            if ran
            else f"{self.name} was not started: {what} before a thread was free.",
            hint="Ask for less, or go on without it. Whoever wrote the tool allows more with timeout=.",
            retryable=not ran or self.settings.writes is False,
        )

    def failure(self, fault: Exception) -> BaseException:
        """Return what an exception of the function becomes: a signal of the framework as it is, else an error in words."""
        for kind in type(fault).__mro__:
            if meaning := self.settings.errors.get(kind):
                text = (
                    fault.args[0] if isinstance(fault, KeyError) and fault.args else fault
                )  # its str has quotes
                return self._shared.redact.error(meaning(str(text) or type(fault).__name__))
        return fault if is_signal(fault) else self._failed(fault)

    def _failed(self, fault: BaseException) -> ToolspanError:
        """Return the error for a fault that its author did not foresee, which has none of its text."""
        error = unexpected(self.name, fault, self._shared.redact)
        return error if self._writes is None else self._in_doubt(f"it failed ({type(fault).__name__})")

    def _in_doubt(self, what: str) -> OutcomeUnknown:
        return OutcomeUnknown(
            f"{self.name} was begun, and {what}: it may or may not have been carried out.",
            hint="Do not repeat it blindly: look first at what it would have changed, or tell the user.",
        )
