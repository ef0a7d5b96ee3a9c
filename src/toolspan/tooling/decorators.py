"""Makes a user's own function a good tool: described, bounded, and with errors the framework understands."""

from __future__ import annotations

import functools
import inspect
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar, overload

from toolspan.contract import Output, error_text, settle
from toolspan.errors import ToolspanError
from toolspan.tooling.callers import find_caller
from toolspan.tooling.context import Executed, collecting
from toolspan.tooling.defaults import MAX_OUTPUT_CHARS
from toolspan.tooling.guard import Guard
from toolspan.tooling.registry import adapter, adapters_by_caller
from toolspan.tooling.signature import Role, describe, describe_result, gives_text

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import FrameType

    from toolspan.contract import Adapter

F = TypeVar("F", bound="Callable[..., Any]")
_MARK = "__toolspan__"


class JsonObject(dict[str, Any]):
    """An object whose text is JSON, for frameworks that tell the model `str(result)`."""

    def __init__(self, output: Output) -> None:
        super().__init__(output.value)
        self._text = output.text

    def __str__(self) -> str:
        return self._text


def translate(
    fn: F, *, framework: str | None, guard: Guard | None, role: Role | None = None, writes: bool = False
) -> F:
    """Return `fn` with bounded results and errors in the signal of the framework that calls it.

    Args:
        fn: A function, async or not; it goes under the framework's own decorator.
        framework: Name of an adapter; the caller is looked for at each call when left out.
        guard: Bounds results; None passes them on as they are.
        role: Describes the function to the model; without one, calls from outside of a framework get the
            function's own value.
        writes: Whether the function may write.

    Raises:
        TypeError: `fn` is not a function: the decorators are in the wrong order, it is decorated twice,
            or it is a generator.
    """
    check_function(fn)
    layer = _Layer(adapter(framework) if framework else None, guard, writes, described=role is not None)
    wrapper = _around_async(fn, layer) if inspect.iscoroutinefunction(fn) else _around(fn, layer)
    setattr(wrapper, _MARK, True)
    if role:
        describe(wrapper, role)
    elif guard:
        describe_result(wrapper)
    layer.text, layer.fields = gives_text(wrapper), "select_fields" in inspect.signature(fn).parameters
    return wrapper  # type: ignore[return-value]


@dataclass(slots=True)
class _Layer:
    """What stands between a framework and a decorated function.

    `described` is whether it calls a connector's operations; `text` whether it may give back text, `fields`
    whether it takes select_fields.
    """

    named: Adapter | None
    guard: Guard | None
    writes: bool
    described: bool
    text: bool = True
    fields: bool = False

    def calling(self, frame: FrameType | None) -> Adapter | None:
        return self.named or find_caller(adapters_by_caller(), frame)

    def encoded(self, result: Any, executed: Executed, calling: Adapter | None) -> Any:
        """Return a result in the form of the framework that called; text stays text where it may."""
        if isinstance(result, Output):
            output = result
        elif self.guard is None or (calling is None and not self.described):
            return result
        elif isinstance(result, str) and self.text and not self.described:
            return self.guard.seal_text(result, executed)
        else:
            output = self.guard.seal(result, executed)
        if isinstance(result, str) and self.text:
            return output.text
        return calling.encode(output) if calling else JsonObject(output)

    def collecting(self) -> Executed:
        budget = self.guard.budget if self.guard else None
        return collecting(budget, writes=self.writes, fields=self.fields)


def _around_async(fn: Callable[..., Any], layer: _Layer) -> Callable[..., Any]:
    @functools.wraps(fn)
    async def wrapper(*args: Any, **kwargs: Any) -> Any:
        calling = layer.calling(sys._getframe(1))  # noqa: SLF001 - the caller is known by its frame only
        with layer.collecting() as executed:
            try:
                return layer.encoded(await fn(*args, **kwargs), executed, calling)
            except ToolspanError as error:
                failure = error
        return _heard(failure, calling)

    return wrapper


def _around(fn: Callable[..., Any], layer: _Layer) -> Callable[..., Any]:
    @functools.wraps(fn)
    def wrapper(*args: Any, **kwargs: Any) -> Any:
        calling = layer.calling(sys._getframe(1))  # noqa: SLF001 - the caller is known by its frame only
        with layer.collecting() as executed:
            try:
                return layer.encoded(fn(*args, **kwargs), executed, calling)
            except ToolspanError as error:
                failure = error
        return _heard(failure, calling)

    return wrapper


def check_function(fn: Any) -> None:
    """Refuse what cannot be decorated.

    Raises:
        TypeError: As in `translate`.
    """
    if not (inspect.isfunction(fn) or inspect.ismethod(fn)):
        raise TypeError(
            f"tool_utils goes under the framework's decorator and takes a function, not {type(fn).__name__}: "
            "put @agent.tool_plain, @tool, @function_tool or @mcp.tool above it."
        )
    if inspect.isgeneratorfunction(fn) or inspect.isasyncgenfunction(fn):
        raise TypeError(f"{fn.__name__} is a generator: a tool returns one result.")
    if getattr(fn, _MARK, False):
        raise TypeError(f"{fn.__name__} is decorated already: once is enough.")


def _heard(error: ToolspanError, calling: Adapter | None) -> Any:
    """Tell the framework of a failure; one that is unknown gets it as data, which aborts no run anywhere."""
    try:
        if calling is not None:
            return settle(calling.signal(error, decorated=True))
    except (
        ModuleNotFoundError
    ):  # named by the user, but not the framework that calls: it is not even installed
        pass
    return JsonObject(Output(error_text(error)))


@overload
def translate_exceptions(fn: F, *, framework: str | None = None) -> F: ...


@overload
def translate_exceptions(fn: None = None, *, framework: str | None = None) -> Callable[[F], F]: ...


def translate_exceptions(fn: Callable[..., Any] | None = None, *, framework: str | None = None) -> Any:
    """Make a function raise or return toolspan's errors in the way its framework understands.

    Works as `@translate_exceptions` and as `@translate_exceptions(framework="langchain")`, on
    async and plain functions. Results are passed on as they are, and so are all other exceptions.

    Args:
        fn: The function.
        framework: Name of an adapter; the calling framework is looked for when left out.

    Raises:
        TypeError: `fn` is no function, a generator, or decorated already.
    """
    if fn is None:
        return functools.partial(translate_exceptions, framework=framework)
    return translate(fn, framework=framework, guard=None, writes=True)


@overload
def tool_utils(
    fn: F,
    *,
    framework: str | None = None,
    max_output_chars: int | None = MAX_OUTPUT_CHARS,
    writes: bool = False,
) -> F: ...


@overload
def tool_utils(
    fn: None = None,
    *,
    framework: str | None = None,
    max_output_chars: int | None = MAX_OUTPUT_CHARS,
    writes: bool = False,
) -> Callable[[F], F]: ...


def tool_utils(
    fn: Callable[..., Any] | None = None,
    *,
    framework: str | None = None,
    max_output_chars: int | None = MAX_OUTPUT_CHARS,
    writes: bool = False,
) -> Any:
    """Bound a function's results and translate its errors; `Connector.tool_utils` also describes it.

    A framework that calls gets text as text, and anything else as one JSON object: an object as it
    is, a list or a single value as `{"data": [...]}`. Whoever else calls gets what the function returned.

    Args:
        fn: The function; it goes under the framework's own decorator.
        framework: Name of an adapter; the calling framework is looked for when left out.
        max_output_chars: Characters of one result at most; None for no bound.
        writes: Whether the function may write; it cannot ask a person, so the framework around it must.

    Raises:
        TypeError: `fn` is no function, a generator, or decorated already.
    """
    if fn is None:
        return functools.partial(
            tool_utils, framework=framework, max_output_chars=max_output_chars, writes=writes
        )
    return translate(fn, framework=framework, guard=Guard(max_output_chars), writes=writes)
