"""OpenTelemetry spans, if the program has configured OpenTelemetry; it is never imported from here.

Names follow the semantic conventions for generative AI and HTTP. Spans hold counts, names of
operations and codes: no value of a parameter, no record, no message.
"""

from __future__ import annotations

import os
import sys
from contextlib import contextmanager
from functools import lru_cache, wraps
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, ClassVar, Protocol, TypeVar, cast

from pydantic_core import to_json

from toolspan.contract import error_text
from toolspan.errors import NotFound, ToolspanError
from toolspan.runtime.progress import Attempt, Progress, watching
from toolspan.version import __version__

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterator, Mapping

    from toolspan.contract import Output
    from toolspan.operations.model import Operation
    from toolspan.page import Page

Execute = TypeVar("Execute", bound="Callable[..., Awaitable[Page]]")
UNKNOWN = "unknown"


class Traceable(Protocol):
    """What a span needs to know of a connector."""

    slug: ClassVar[str]

    def find(self, entity: str, action: str) -> Operation:
        """Return an operation of the connector."""
        ...


def recording() -> bool:
    """Return whether the program has configured OpenTelemetry."""
    otel = sys.modules.get("opentelemetry.trace")
    if otel is None or (_UNNAMED and getattr(otel, "_TRACER_PROVIDER", otel) is None):
        return False
    return not isinstance(otel.get_tracer_provider(), otel.ProxyTracerProvider)


_UNNAMED = "OTEL_PYTHON_TRACER_PROVIDER" not in os.environ
"""Whether a provider can come from the program alone: what `get_tracer_provider` reads of the environment costs more
than all else in a call that is not traced."""


@lru_cache(maxsize=4)
def _tracer(provider: Any) -> Any:
    """Return our tracer; the SDK makes a new one whenever it is asked."""
    return provider.get_tracer("toolspan", __version__)


@contextmanager
def _span(name: str, kind: str, attributes: Mapping[str, Any]) -> Iterator[Any]:
    """Yield a span for the block, or None if it is not sampled. An error adds its code only, no message."""
    otel = sys.modules["opentelemetry.trace"]
    made = _tracer(otel.get_tracer_provider()).start_as_current_span(
        name,
        kind=otel.SpanKind[kind],
        attributes=attributes,
        record_exception=False,
        set_status_on_exception=False,
    )
    with made as span, _errors_told(span, otel):
        yield span if span.is_recording() else None


@contextmanager
def _errors_told(span: Any, otel: Any) -> Iterator[None]:
    try:
        yield
    except BaseException as error:
        code = error.code if isinstance(error, ToolspanError) else type(error).__name__
        span.set_attribute("error.type", code)
        span.set_status(otel.StatusCode.ERROR, code)
        raise


def traced(execute: Execute) -> Execute:
    """Decorator: a span per call, with operation, requests, seconds waited, HTTP status and records."""

    @wraps(execute)
    async def traced_execute(
        connector: Traceable, entity: str, action: str, *args: Any, **kwargs: Any
    ) -> Page:
        if not recording():
            return await execute(connector, entity, action, *args, **kwargs)
        dry = {"toolspan.dry_run": True} if kwargs.get("dry_run") else {}
        with call_span(connector, _operation(connector, entity, action), dry) as span:
            page = await execute(connector, entity, action, *args, **kwargs)
            if span:
                span.set_attribute("toolspan.records", len(page.data))
            return page

    return cast("Execute", traced_execute)


@contextmanager
def call_span(
    connector: Traceable, name: str, attributes: Mapping[str, Any] = MappingProxyType({})
) -> Iterator[Any]:
    """Yield the span of a call, which counts requests and waits; None if nothing is recorded."""
    if not recording():
        yield None
        return
    known = {"toolspan.connector": connector.slug, "toolspan.operation": name, **attributes}
    with _span(name, "CLIENT", known) as span:
        if span is None:
            yield None
            return
        tally = _Tally(name.partition(".")[0])
        try:
            with watching(tally):
                yield span
        finally:
            span.set_attributes(tally.attributes)


class _Tally:
    """Counts a call's own requests and waits; those for a token, for instance, are not counted."""

    def __init__(self, entity: str) -> None:
        self._entity = entity
        self._attempts = 0
        self._waited = 0.0
        self._status: int | None = None

    def __call__(self, event: Progress | Attempt) -> None:
        if isinstance(event, Attempt) and event.operation.startswith(f"{self._entity}."):
            self._attempts += 1
            self._status = event.status
        elif isinstance(event, Progress) and event.seconds:
            self._waited += event.seconds

    @property
    def attributes(self) -> dict[str, Any]:
        """Return the counts as span attributes."""
        status = {} if self._status is None else {"http.response.status_code": self._status}
        return {"toolspan.attempts": self._attempts, "toolspan.wait.seconds": round(self._waited, 3)} | status


def _operation(connector: Traceable, entity: str, action: str) -> str:
    """Return the name of an operation; an unknown name, which a model may have made up, is not repeated."""
    try:
        return connector.find(entity, action).name
    except NotFound:
        return UNKNOWN


async def traced_tool(
    tool: str, slug: str, arguments: Mapping[str, Any], run: Callable[[], Awaitable[Output]]
) -> Output:
    """Run a tool; its span has the sizes of input and output, in characters of JSON."""
    with _tool_span(tool, slug) as span:
        if span is None:
            return await run()
        given = len(to_json(arguments, serialize_unknown=True).decode())
        span.set_attribute("toolspan.input.characters", given)
        try:
            output = await run()
        except ToolspanError as error:
            span.set_attribute("toolspan.output.characters", len(error_text(error)))
            raise
        span.set_attribute("toolspan.output.characters", len(output.text))
        return output


@contextmanager
def _tool_span(tool: str, slug: str) -> Iterator[Any]:
    """Yield the span of a tool call: the framework's own if there is one, else ours; None if not sampled."""
    current = sys.modules["opentelemetry.trace"].get_current_span()
    if (getattr(current, "attributes", None) or {}).get("gen_ai.tool.name") == tool:
        current.set_attribute("toolspan.connector", slug)
        yield current
        return
    attributes = {
        "gen_ai.operation.name": "execute_tool",
        "gen_ai.tool.name": tool,
        "gen_ai.tool.type": "function",
        "toolspan.connector": slug,
    }
    with _span(f"execute_tool {tool}", "INTERNAL", attributes) as span:
        yield span
