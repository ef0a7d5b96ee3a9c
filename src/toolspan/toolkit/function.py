"""A user's function as a tool: what a model reads of it, and how a call of it runs."""

from __future__ import annotations

import asyncio
import inspect
import logging
import re
import traceback
from typing import TYPE_CHECKING, Any

from toolspan.clock import seconds_of
from toolspan.contract import ToolSpec
from toolspan.errors import ConfigurationError, DeadlineExceeded, InvalidInput, ToolspanError, UpstreamError
from toolspan.runtime.calling import is_signal, native_context
from toolspan.runtime.loop import LOOP
from toolspan.runtime.scope import ToolCallScope
from toolspan.toolkit.context import CallContext
from toolspan.toolkit.marks import KIT_DEFAULT, Settings
from toolspan.toolkit.results import check_data, encoded
from toolspan.toolkit.signature import Signature, SignatureError
from toolspan.toolkit.threads import POOL
from toolspan.tools.arguments import fitting
from toolspan.tools.describe import brief
from toolspan.tools.output import OutputLimiter, store_remainder
from toolspan.tools.specs import described
from toolspan.tools.strict_schema import loosened, strictened

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from toolspan.contract import Ask, Output
    from toolspan.toolkit.shared import Shared

logger = logging.getLogger("toolspan")

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

    def _check_example(self, example: Mapping[str, Any]) -> None:
        try:
            self.signature.check(example, self.name, None)
        except InvalidInput as error:
            raise ConfigurationError(f"an example of {self.name} is no valid call of it: {error}") from None

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

    def spec(self, *, strict: bool = False) -> ToolSpec:
        """Return the tool, as every framework needs it.

        Args:
            strict: Whether its parameters take the form of strict modes.
        """
        schema = self.signature.schema
        signature, name, example = self.signature, self.name, self.example
        run = self._run

        async def checked(arguments: Mapping[str, Any], ask: Ask | None = None, /) -> Output:
            return await run(signature.check(arguments, name, example), arguments, ask)

        async def shown_example(arguments: Mapping[str, Any], ask: Ask | None = None, /) -> Output:
            with fitting(schema, strict=strict):
                return await checked(loosened(arguments, schema) if strict else arguments, ask)

        writes = self.settings.writes
        return ToolSpec(
            name,
            self.title,
            self.description,
            described(strictened(schema) if strict else schema),
            shown_example if strict or example is not None else checked,
            LOOP.run,
            read_only=None if writes is None else not writes,
            destructive=self.settings.destructive,
            idempotent=self.settings.idempotent if writes else bool(writes is False),
            timeout=self.seconds or 0.0,
            tags=(self._shared.name, *self.settings.tags),
            strict=strict,
        )

    async def _run(self, values: dict[str, Any], arguments: Mapping[str, Any], _: Ask | None) -> Output:
        with ToolCallScope(self.limiter.budget, writes=False) as scope:
            value = await self.result(values)
            return await self.rendered(value, arguments, scope)

    async def rendered(self, value: Any, arguments: Mapping[str, Any], scope: ToolCallScope) -> Output:
        """Return what a model sees of a result."""
        check_data(value, self.name)
        scope.connector = self._shared.caller(scope.connector)
        scope.call = {"tool": self.name, "arguments": arguments}
        if isinstance(value, str):
            output = self.limiter.render_plain(value, scope)
        else:
            output = self.limiter.render_encoded(encoded(value, self.name), scope)
        if scope.remainder:
            await store_remainder(scope)
        return output

    async def result(self, values: dict[str, Any]) -> Any:
        """Return what the function returns for checked arguments.

        Raises:
            ToolspanError: It failed, in words for a model.
        """
        if self.signature.contexts:
            await self._give_context(values)
        try:
            return await (self._awaited(values) if self._is_async else self._in_thread(values))
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

    async def _awaited(self, values: Mapping[str, Any]) -> Any:
        if self.seconds is None:
            return await self.fn(**values)
        limit = asyncio.timeout(self.seconds)
        try:
            async with limit:
                return await self.fn(**values)
        except TimeoutError:  # or one of the function's own
            if limit.expired():
                raise self._late() from None
            raise

    async def _give_context(self, values: dict[str, Any]) -> None:
        native = native_context()
        context = CallContext[Any](self.name, framework=native, resources=await self._shared.resources())
        for name in self.signature.contexts:
            values[name] = context

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

    def _late(self, *, ran: bool = True) -> DeadlineExceeded:
        what = f"the {self.seconds:g} s allowed for this call ran out"
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
                return meaning(str(text) or type(fault).__name__)
        return fault if is_signal(fault) else self._failed(fault)

    def _failed(self, fault: BaseException) -> UpstreamError:
        """Log a fault of the function with its traceback, and return the error for the model, without its text."""
        trace = "".join(traceback.format_exception(fault))
        logger.error("%s failed:\n%s", self.name, self._shared.redact(trace))
        return UpstreamError(
            f"{self.name}: the tool itself failed ({type(fault).__name__}); the call is not at fault.",
            hint="Go on without it, and tell the user; the details are in the log of the program.",
        )
