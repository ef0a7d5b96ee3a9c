"""Decorators for a user's own functions: description, result limit, and errors as the framework expects them."""

from __future__ import annotations

import functools
import inspect
import json
import sys
from contextlib import nullcontext
from dataclasses import dataclass
from types import UnionType
from typing import TYPE_CHECKING, Annotated, Any, TypeVar, Union, get_origin, get_type_hints, overload

from pydantic import BeforeValidator, Field, TypeAdapter, WithJsonSchema

from toolspan.contract import Output, error_text, resolve
from toolspan.errors import ToolspanError
from toolspan.runtime.calling import FrameworkCall
from toolspan.runtime.loop import LOOP
from toolspan.runtime.scope import ToolCallScope, reading_with
from toolspan.tools.adapters import adapter, adapters_by_caller, find_caller
from toolspan.tools.options import MAX_OUTPUT_CHARS
from toolspan.tools.output import OutputLimiter, store_remainder

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from contextlib import AbstractContextManager
    from types import FrameType

    from toolspan.contract import Adapter


_KINDS: dict[str, Any] = {"string": str, "object": dict, "array": list, "integer": int, "boolean": bool}


@dataclass(frozen=True, slots=True)
class Role:
    """What a decorated function is for: its description, the values of its arguments, and what `entity` may be more, and what `params` are.

    Without a description, the function's own docstring is all there is.
    """

    description: str = ""
    entities: tuple[str, ...] = ()
    actions: tuple[str, ...] = ()
    more: str = ""
    params: str = ""


def describe(wrapper: Any, role: Role) -> None:
    """Give a wrapper a docstring and annotations that every framework reads alike."""
    own = inspect.cleandoc(wrapper.__doc__ or "")
    wrapper.__doc__ = "\n\n".join(filter(None, (own, role.description))) or None
    hints = get_type_hints(wrapper, include_extras=True)
    for name, values in (("entity", role.entities), ("action", role.actions)):
        if hints.get(name) is str and values:
            hints[name] = _one_of(values)
    if hints.get("entity") is str and role.more:
        hints["entity"] = Annotated[str, Field(description=role.more)]
    if hints.get("params", str) is not str:
        hints["params"] = _any_but_shown_as(hints["params"], role.params)
    if "return" in hints:
        hints["return"] = _returned(hints["return"])
    _annotate(wrapper, hints)


def describe_result(wrapper: Any) -> None:
    """Annotate what a wrapper returns to a framework; everything else stays as written."""
    try:
        hints = get_type_hints(wrapper, include_extras=True)
    except NameError:  # defined further below: frameworks resolve it when they are given the function
        wrapper.__annotations__ = {**wrapper.__annotations__, "return": Any}
        return
    if "return" in hints:
        hints["return"] = _returned(hints["return"])
    _annotate(wrapper, hints)


def gives_text(wrapper: Any) -> bool:
    """Return whether the annotation says that the wrapper may return text."""
    return wrapper.__annotations__.get("return", Any) in (str, Any)


def _annotate(wrapper: Any, hints: dict[str, Any]) -> None:
    signature = inspect.signature(wrapper)
    parameters = [
        p.replace(annotation=hints.get(p.name, p.annotation)) for p in signature.parameters.values()
    ]
    returned = hints.get("return", signature.return_annotation)
    wrapper.__signature__ = signature.replace(parameters=parameters, return_annotation=returned)
    wrapper.__annotations__ = hints


def set_signature(tool: Any, schema: Mapping[str, Any]) -> None:
    """Give a function that takes any keywords the parameters of a closed JSON schema."""
    required = schema.get("required", ())
    parameters, hints = [], {}
    for name, field in schema["properties"].items():
        kind = _KINDS.get(field.get("type", ""), Any)
        wanted: Any = kind if name in required else kind | None
        hint: Any = Annotated[
            wanted,
            BeforeValidator(_loads_if_text if kind in (dict, list) else _as_it_is),
            WithJsonSchema(dict(field)),
        ]
        hints[name] = hint
        default = inspect.Parameter.empty if name in required else None
        keyword = inspect.Parameter.KEYWORD_ONLY
        parameters.append(inspect.Parameter(name, keyword, default=default, annotation=hint))
    tool.__annotations__ = hints
    tool.__signature__ = inspect.Signature(parameters)


def _one_of(values: tuple[str, ...]) -> Any:
    """Return a text type that shows its choices to the model; the core refuses others, with a better message."""
    return Annotated[str, WithJsonSchema({"type": "string", "enum": list(dict.fromkeys(values))})]


def _any_but_shown_as(hint: Any, described: str) -> Any:
    """Return an object type with this description; the core refuses anything else, with a better message."""
    shown: Any = Annotated[hint, Field(description=described or None)]
    schema = TypeAdapter[Any](shown).json_schema()
    return Annotated[Any, BeforeValidator(_loads_if_text), WithJsonSchema(schema)]


def _returned(hint: Any) -> Any:
    """Return the annotation of a wrapper's result: any object, or text, so that no client checks it against a list."""
    if hint in (str, Any):
        return hint
    if (kind := get_origin(hint) or hint) is Annotated:
        inside = _returned(hint.__origin__)
        return Any if inside is str else inside
    may_be_text = kind in (Union, UnionType) or not isinstance(kind, type) or issubclass(kind, str)
    return Any if may_be_text else dict[str, Any]


def _as_it_is(value: Any) -> Any:
    return value


def _loads_if_text(value: Any) -> Any:
    """Accept an object or list as its JSON text, as some models and clients send it."""
    if not isinstance(value, str):
        return value
    try:
        return json.loads(value) if value.strip() else None
    except (ValueError, RecursionError):
        return value


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
    fn: F,
    *,
    framework: str | None,
    limiter: OutputLimiter | None,
    role: Role | None = None,
    writes: bool = False,
) -> F:
    """Return `fn` with bounded results and errors in the signal of the framework that calls it.

    Args:
        fn: A function, async or not; it goes under the framework's own decorator.
        framework: Name of an adapter; the caller is looked for at each call when left out.
        limiter: Bounds results; None passes them on as they are.
        role: Describes the function to the model; without one, calls from outside of a framework get the
            function's own value.
        writes: Whether the function may write.

    Raises:
        TypeError: `fn` is not a function: the decorators are in the wrong order, it is decorated twice,
            or it is a generator.
    """
    check_function(fn)
    layer = _Layer(adapter(framework) if framework else None, limiter, writes, described=role is not None)
    wrapper = _around_async(fn, layer) if inspect.iscoroutinefunction(fn) else _around(fn, layer)
    setattr(wrapper, _MARK, True)
    if role:
        describe(wrapper, role)
    elif limiter:
        describe_result(wrapper)
    names = inspect.signature(fn).parameters
    layer.text, layer.fields = gives_text(wrapper), "select_fields" in names
    layer.tool = fn.__name__ if role and "entity" in names else "execute"
    return wrapper  # type: ignore[return-value]


@dataclass(slots=True)
class _Layer:
    """Layer between a framework and a decorated function.

    `described` is whether it calls a connector's operations; `text` whether it may give back text, `fields`
    whether it takes select_fields, `tool` the tool that reads on in long results.
    """

    named: Adapter | None
    limiter: OutputLimiter | None
    writes: bool
    described: bool
    text: bool = True
    fields: bool = False
    tool: str = "execute"

    def calling(self, frame: FrameType | None) -> Adapter | None:
        return self.named or find_caller(adapters_by_caller(), frame)

    def encoded(self, result: Any, executed: ToolCallScope, calling: Adapter | None) -> Any:
        """Return a result in the form of the framework that called; text stays text where it may."""
        if isinstance(result, Output):
            output = result
        elif self.limiter is None or (calling is None and not self.described):
            return result
        elif isinstance(result, str) and self.text and not self.described:
            return self.limiter.render_text(result, executed)
        else:
            output = self.limiter.render(result, executed)
        if isinstance(result, str) and self.text:
            return output.text
        return calling.encode(output) if calling else JsonObject(output)

    @staticmethod
    def call(calling: Adapter | None) -> AbstractContextManager[None]:
        return FrameworkCall(calling.callers) if calling else nullcontext()

    def scope(self) -> ToolCallScope:
        budget = self.limiter.budget if self.limiter else None
        return ToolCallScope(budget, writes=self.writes, fields=self.fields, reader=reading_with(self.tool))


def _around_async(fn: Callable[..., Any], layer: _Layer) -> Callable[..., Any]:
    @functools.wraps(fn)
    async def wrapper(*args: Any, **kwargs: Any) -> Any:
        calling = layer.calling(sys._getframe(1))  # noqa: SLF001 - the caller is known by its frame only
        with layer.scope() as executed, layer.call(calling):
            try:
                encoded = layer.encoded(await fn(*args, **kwargs), executed, calling)
                await store_remainder(executed)
            except ToolspanError as error:
                failure = error
            else:
                return encoded
        return _heard(failure, calling)

    return wrapper


def _around(fn: Callable[..., Any], layer: _Layer) -> Callable[..., Any]:
    @functools.wraps(fn)
    def wrapper(*args: Any, **kwargs: Any) -> Any:
        calling = layer.calling(sys._getframe(1))  # noqa: SLF001 - the caller is known by its frame only
        with layer.scope() as executed, layer.call(calling):
            try:
                encoded = layer.encoded(fn(*args, **kwargs), executed, calling)
                if executed.remainder:
                    LOOP.run(store_remainder(executed))
            except ToolspanError as error:
                failure = error
            else:
                return encoded
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
    """Return or raise a failure as the framework expects it; without a known framework as data, which aborts no run."""
    try:
        if calling is not None:
            return resolve(calling.signal(error, decorated=True))
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
    """Make a function raise or return toolspan's errors as its framework expects them.

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
    return translate(fn, framework=framework, limiter=None, writes=True)


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
    return translate(fn, framework=framework, limiter=OutputLimiter(max_output_chars), writes=writes)
