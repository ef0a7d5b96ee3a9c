"""Makes a user's own function a good tool: described, bounded, and with errors the framework understands."""

from __future__ import annotations

import functools
import inspect
import json
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any, TypeVar, get_type_hints

from pydantic import BeforeValidator, Field, WithJsonSchema

from toolspan.contract import Output, settle
from toolspan.errors import ToolspanError
from toolspan.tooling.callers import find_caller
from toolspan.tooling.catalogue import PARAMS
from toolspan.tooling.context import Executed, collecting
from toolspan.tooling.guard import MAX_OUTPUT_CHARS, Guard
from toolspan.tooling.registry import adapter, adapters_by_caller

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import FrameType

    from toolspan.contract import Adapter

F = TypeVar("F", bound="Callable[..., Any]")
_MARK = "__toolspan__"


@dataclass(frozen=True, slots=True)
class Role:
    """What a decorated function is for: its description, and the values of its arguments."""

    description: str
    entities: tuple[str, ...] = ()
    actions: tuple[str, ...] = ()


def translate(fn: F, *, framework: str | None, guard: Guard | None, role: Role | None = None) -> F:
    """Return `fn` with bounded results and errors in the signal of the framework that calls it.

    Args:
        fn: A function, async or not; it goes under the framework's own decorator.
        framework: Name of an adapter; the caller is looked for at each call when left out.
        guard: Bounds results; None passes them on as they are.
        role: Describes the function to the model.

    Raises:
        TypeError: `fn` is not a function: the decorators are in the wrong order, it is decorated twice,
            or it is a generator.
    """
    _check_function(fn)
    named = adapter(framework) if framework else None

    def begin(frame: FrameType | None) -> Adapter | None:
        return named or find_caller(adapters_by_caller(), frame)

    if inspect.iscoroutinefunction(fn):

        @functools.wraps(fn)
        async def wrapper(*args: Any, **kwargs: Any) -> Any:
            calling = begin(sys._getframe(1))  # noqa: SLF001 - the caller is known by its frame only
            with collecting() as executed:
                try:
                    result = await fn(*args, **kwargs)
                    return _encoded(result, executed, guard, calling)
                except ToolspanError as error:
                    failure = error
            return _heard(failure, calling)

    else:

        @functools.wraps(fn)
        def wrapper(*args: Any, **kwargs: Any) -> Any:
            calling = begin(sys._getframe(1))  # noqa: SLF001 - the caller is known by its frame only
            with collecting() as executed:
                try:
                    result = fn(*args, **kwargs)
                    return _encoded(result, executed, guard, calling)
                except ToolspanError as error:
                    failure = error
            return _heard(failure, calling)

    setattr(wrapper, _MARK, True)
    if role:
        _describe(wrapper, role)
    return wrapper  # type: ignore[return-value]


def _check_function(fn: Any) -> None:
    if not (inspect.isfunction(fn) or inspect.ismethod(fn)):
        raise TypeError(
            f"tool_utils goes under the framework's decorator and takes a function, not {type(fn).__name__}: "
            "put @agent.tool_plain, @tool, @function_tool or @mcp.tool above it."
        )
    if inspect.isgeneratorfunction(fn) or inspect.isasyncgenfunction(fn):
        raise TypeError(f"{fn.__name__} is a generator: a tool returns one result.")
    if getattr(fn, _MARK, False):
        raise TypeError(f"{fn.__name__} is decorated already: once is enough.")


def _encoded(result: Any, executed: Executed, guard: Guard | None, calling: Adapter | None) -> Any:
    if guard is None and not isinstance(result, Output):
        return result
    output = guard.seal(result, executed) if guard else result
    return calling.encode(output) if calling else output.value


def _heard(error: ToolspanError, calling: Adapter | None) -> Any:
    """Tell the framework of a failure; one that is unknown gets it as data, which aborts no run anywhere."""
    if calling is None:
        return {"error": error.to_dict()}
    return settle(calling.signal(error, decorated=True))


def _loads_if_text(value: Any) -> Any:
    """Let `params` come as the text of a JSON object, as some models and clients send it."""
    if not isinstance(value, str):
        return value
    try:
        return json.loads(value) if value.strip() else None
    except ValueError:
        return value


def _describe(wrapper: Any, role: Role) -> None:
    """Give the wrapper a docstring and annotations that every framework reads alike."""
    own = inspect.cleandoc(wrapper.__doc__ or "")
    wrapper.__doc__ = f"{own}\n\n{role.description}" if own else role.description
    hints = get_type_hints(wrapper, include_extras=True)
    names = {"entity": role.entities, "action": role.actions}
    for name, values in names.items():
        if hints.get(name) is str and values:
            hints[name] = Annotated[
                str, WithJsonSchema({"type": "string", "enum": list(dict.fromkeys(values))})
            ]
    given = hints.get("params", str)
    if given is not str:
        hints["params"] = Annotated[given, BeforeValidator(_loads_if_text), Field(description=PARAMS)]
    signature = inspect.signature(wrapper)
    parameters = [
        p.replace(annotation=hints.get(p.name, p.annotation)) for p in signature.parameters.values()
    ]
    wrapper.__signature__ = signature.replace(
        parameters=parameters, return_annotation=hints.get("return", signature.return_annotation)
    )
    wrapper.__annotations__ = hints


def guard_of(max_output_chars: int | None) -> Guard | None:
    """Return the guard for a budget; None for no bound."""
    return None if max_output_chars is None else Guard(max_output_chars)


def translate_exceptions(fn: F | None = None, *, framework: str | None = None) -> Any:
    """Make a function raise or return toolspan's errors in the way its framework understands.

    Works as `@translate_exceptions` and as `@translate_exceptions(framework="langchain")`, on
    async and plain functions. Results are passed on as they are.

    Args:
        fn: The function.
        framework: Name of an adapter; the calling framework is looked for when left out.

    Raises:
        TypeError: `fn` is no function, a generator, or decorated already.
    """
    if fn is None:
        return functools.partial(translate_exceptions, framework=framework)
    return translate(fn, framework=framework, guard=None)


def tool_utils(
    fn: F | None = None, *, framework: str | None = None, max_output_chars: int | None = MAX_OUTPUT_CHARS
) -> Any:
    """Bound a function's results and translate its errors; `Connector.tool_utils` also describes it.

    Args:
        fn: The function; it goes under the framework's own decorator.
        framework: Name of an adapter; the calling framework is looked for when left out.
        max_output_chars: Characters of one result at most; None for no bound.

    Raises:
        TypeError: `fn` is no function, a generator, or decorated already.
    """
    if fn is None:
        return functools.partial(tool_utils, framework=framework, max_output_chars=max_output_chars)
    return translate(fn, framework=framework, guard=guard_of(max_output_chars))
