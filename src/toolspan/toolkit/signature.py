"""Signature of a user's function: its parameters as a schema for models, and the check of their arguments."""

from __future__ import annotations

import inspect
import re
import typing
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any, get_args, get_origin

from pydantic import ConfigDict, TypeAdapter, ValidationError
from pydantic.errors import PydanticInvalidForJsonSchema, PydanticUserError
from pydantic.fields import FieldInfo
from pydantic_core import PydanticSerializationError, PydanticUndefined, from_json, to_json

from toolspan.errors import ConfigurationError, InvalidInput
from toolspan.operations.arguments import MOST_FAULTS
from toolspan.operations.names import squash, suggestion
from toolspan.runtime.calling import belongs
from toolspan.toolkit.arguments import Reader, is_plain_text, sentences
from toolspan.toolkit.context import CallContext
from toolspan.toolkit.docstrings import read_docstring
from toolspan.toolkit.schemas import object_schema, renewed
from toolspan.tools.adapters import adapters_by_caller

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

_PROPERTY = re.compile(r"[a-zA-Z0-9_]{1,64}")
"""What all models take as the name of a property."""
_EMPTY = inspect.Parameter.empty
_FINITE = ConfigDict(allow_inf_nan=False)
"""JSON has no other numbers."""


class SignatureError(ConfigurationError, TypeError):
    """A function that cannot be a tool; the message names the parameter and says what to write instead."""


@dataclass(frozen=True, slots=True)
class Parameter:
    """Parameter of a function, as a model gives it.

    `wire` is its name for models, `name` that of the function. `validate` is the type check, `reader` what
    comes before it for values of other types than those of `as_is`; None where nothing is to be read.
    """

    name: str
    wire: str
    adapter: TypeAdapter[Any]
    validate: Callable[[Any], Any]
    schema: Mapping[str, Any]
    required: bool
    default: Any
    reader: Reader | None
    as_is: frozenset[type]

    @property
    def takes_null(self) -> bool:
        """Whether null is a value of it."""
        if "type" not in self.schema and "anyOf" not in self.schema and "enum" not in self.schema:
            return True
        kinds = (self.schema, *self.schema.get("anyOf", ()))
        return any(kind.get("type") == "null" or None in kind.get("enum", ()) for kind in kinds)


class Signature:
    """Parameters of one function: what a model reads of them, and the check of what it sends.

    Args:
        fn: The function.
        local: Names that its annotations may use besides those of its module.

    Raises:
        SignatureError: It cannot be a tool.
    """

    def __init__(self, fn: Callable[..., Any], local: Mapping[str, Any] | None = None) -> None:
        self.function = fn.__name__
        _check_kind(fn)
        hints = _Hints(fn, local or {})
        self.contexts: tuple[str, ...] = ()
        given: dict[str, tuple[Any, Any]] = {}
        for parameter in inspect.signature(fn).parameters.values():
            hint = hints.of(parameter)
            if _is_context(hint):
                self.contexts += (parameter.name,)
            else:
                given[parameter.name] = (hint, parameter.default)
        text = read_docstring(fn, given)
        self.description = text.description
        self._parameters: dict[str, Parameter] = {}
        self.schema = self._made(given, text.parameters)
        self._by_form = {squash(wire): wire for wire in reversed(self._parameters)}
        self._required = tuple(each.wire for each in self._parameters.values() if each.required)
        if self._required:
            self.schema["required"] = list(self._required)
        self.schema["additionalProperties"] = False

    def _made(self, given: Mapping[str, tuple[Any, Any]], texts: Mapping[str, str]) -> dict[str, Any]:
        """Make the parameters, and return the schema of their object."""
        fields = {name: _field(hint, default, name) for name, (hint, default) in given.items()}
        by_wire: dict[str, str] = {}
        for name, (_, _, wire) in fields.items():
            if not _PROPERTY.fullmatch(wire) or wire in by_wire:
                raise self._refused(
                    f"the parameter {wire!r} has a name that not all models take, or that another one has."
                    " Use at most 64 letters without accents, digits and underscores."
                )
            by_wire[wire] = name
        adapters = {wire: self._adapter(name, fields[name][0]) for wire, name in by_wire.items()}
        try:
            whole = object_schema(adapters)
        except PydanticInvalidForJsonSchema as error:
            raise self._refused(
                f"{error.args[-1]} has no JSON schema: {str(error.message).splitlines()[0]}"
            ) from None
        for wire, name in by_wire.items():
            schema, (_, default, _) = whole["properties"][wire], fields[name]
            if "description" not in schema and (said := _said(given[name][0]) or texts.get(name)):
                schema["description"] = said
            required = default is _EMPTY
            if isinstance(default, _PLAIN) and not _is_valid(adapters[wire], default):
                raise self._refused(f"the default of {name}, {default!r}, is no value of its type.")
            if not required and "default" not in schema:
                schema |= _shown_default(adapters[wire], default)
            reader = None if is_plain_text(schema) else Reader(schema, whole)
            self._parameters[wire] = Parameter(
                name,
                wire,
                adapters[wire],
                adapters[wire].validator.validate_python,
                schema,
                required,
                default,
                reader,
                reader.as_is if reader else frozenset(),
            )
        return whole

    def _adapter(self, name: str, hint: Any) -> TypeAdapter[Any]:
        kind = renewed(hint)
        try:
            try:
                return TypeAdapter(kind, config=_FINITE)
            except PydanticUserError as error:
                if error.code != "type-adapter-config-unused":
                    raise
                return TypeAdapter(kind)  # a model, which has a configuration of its own
        except PydanticUserError as error:
            said = str(error.message).split("\n")[0].split(" Set `arbitrary")[0]
            raise self._refused(
                f"the type of {name} cannot be given by a model: {said}",
                hint="Take what JSON can say: text, numbers, lists, dict, an enum, a dataclass, a TypedDict or a pydantic model.",
            ) from None
        except NameError as error:
            raise self._refused(
                f"the type of {name} has an annotation that cannot be resolved: {error}."
            ) from None

    def _refused(self, fault: str, hint: str | None = None) -> SignatureError:
        return SignatureError(f"{self.function}: {fault}", hint=hint)

    def check(
        self, arguments: Mapping[str, Any], tool: str, example: Mapping[str, Any] | None
    ) -> dict[str, Any]:
        """Return the keyword arguments of the function for what a model sent.

        Raises:
            InvalidInput: One or more are wrong; the message lists them all.
        """
        faults: list[str] = []
        values = self._values(arguments, faults)
        if faults or len(values) < len(self._parameters):
            faults += [
                f"{wire} is required." for wire in self._required if self._parameters[wire].name not in values
            ]
            if faults:
                raise self._wrong(tool, faults, example)
            for parameter in self._parameters.values():
                if parameter.name not in values:
                    values[parameter.name] = _default_of(parameter.default)
        return values

    def _values(self, arguments: Mapping[str, Any], faults: list[str]) -> dict[str, Any]:
        """Return the values of those parameters that are given, and add what is wrong to `faults`."""
        values: dict[str, Any] = {}
        for given, value in arguments.items():
            parameter = self._parameters.get(given) or self._by_spelling(given)
            if parameter is None:
                faults.append(self._unknown(given))
                continue
            if parameter.name in values:
                faults.append(f"{parameter.wire} is given twice.")
            if value is None and not parameter.required and not parameter.takes_null:
                continue  # some models send null for all that they leave out
            if parameter.reader is not None and type(value) not in parameter.as_is:
                value = parameter.reader.read(parameter.wire, value, faults)  # noqa: PLW2901 - as the type check wants it
            try:
                values[parameter.name] = parameter.validate(value)
            except ValidationError as error:
                values[parameter.name] = _from_json(parameter, value, error, faults)
        return values

    def _by_spelling(self, given: str) -> Parameter | None:
        wire = self._by_form.get(squash(given))
        return self._parameters[wire] if wire is not None else None

    def _unknown(self, given: str) -> str:
        near = suggestion(given, self._parameters)
        return f'There is no parameter "{given[:80]}".{near}' + (
            "" if near else f" The parameters are: {', '.join(self._parameters) or 'none'}."
        )

    def _wrong(self, tool: str, faults: list[str], example: Mapping[str, Any] | None) -> InvalidInput:
        more = [f"And {len(faults) - MOST_FAULTS} more."] if len(faults) > MOST_FAULTS else []
        error = InvalidInput(f"{tool}: {' '.join(faults[:MOST_FAULTS] + more)}")
        error.example = example
        if example is None:
            error.hint = f"Its arguments are: {', '.join(map(self._named, self._parameters.values()))}."
        return error

    @staticmethod
    def _named(parameter: Parameter) -> str:
        return parameter.wire if parameter.required else f"{parameter.wire} (optional)"

    @staticmethod
    def shown(arguments: Mapping[str, Any]) -> str:
        """Return arguments as the JSON text that a model would write."""
        return to_json(arguments, fallback=str).decode()

    def plain(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """Return checked arguments as JSON, for what stands for a call: equal calls have equal ones."""
        return {
            each.wire: _as_json(each.adapter, values[each.name])
            for each in self._parameters.values()
            if each.name in values
        }


def _from_json(parameter: Parameter, value: Any, wrong: ValidationError, faults: list[str]) -> Any:
    """Return what a value means as JSON, the only form in which a strict type takes the text of a date."""
    try:
        return parameter.adapter.validator.validate_json(to_json(value))
    except (ValidationError, PydanticSerializationError):
        known = tuple(fault.partition(": ")[0] for fault in faults)  # what was said of it already
        faults.extend(
            said for said in sentences(wrong, parameter.wire, value) if said.partition(": ")[0] not in known
        )
        return None


class _Factory:
    """Default of a parameter that is made for each call."""

    def __init__(self, make: Callable[[], Any]) -> None:
        self.make = make


def _default_of(default: Any) -> Any:
    return default.make() if isinstance(default, _Factory) else default


def _field(annotation: Any, default: Any, name: str) -> tuple[Any, Any, str]:
    """Return annotation, default and wire name of a parameter; `Field(...)` may stand in place of the default."""
    fields = [part for part in _metadata(annotation) if isinstance(part, FieldInfo)]
    if isinstance(default, FieldInfo):
        fields.append(default)
        annotation, default = Annotated[annotation, default], _EMPTY
    wire = name
    for field in fields:
        alias = field.validation_alias or field.alias
        wire = alias if isinstance(alias, str) else wire
        if default is _EMPTY and field.default not in (PydanticUndefined, ...):
            default = field.default
        elif default is _EMPTY and field.default_factory is not None:
            default = _Factory(field.default_factory)  # type: ignore[arg-type]
    return annotation, default, wire


def _metadata(annotation: Any) -> tuple[Any, ...]:
    return annotation.__metadata__ if get_origin(annotation) is Annotated else ()


def _said(annotation: Any) -> str | None:
    """Return the description that stands as bare text in `Annotated`, or as `Doc`."""
    for part in _metadata(annotation):
        if isinstance(part, str):
            return part
        if type(part).__name__ == "Doc" and isinstance(said := getattr(part, "documentation", None), str):
            return said
    return None


_PLAIN = (str, bool, int, float, list, dict)
"""Kinds of a default that is meant as a value, and not as a mark that none was given."""


def _is_valid(adapter: TypeAdapter[Any], default: Any) -> bool:
    try:
        adapter.validate_python(default)
    except ValidationError:
        try:
            adapter.validate_json(to_json(default))
        except (ValidationError, PydanticSerializationError):
            return False
    return True


def _shown_default(adapter: TypeAdapter[Any], default: Any) -> dict[str, Any]:
    """Return a default as the schema shows it; nothing where it has no JSON."""
    if isinstance(default, _Factory):
        return {}
    try:
        return {
            "default": from_json(
                to_json(adapter.dump_python(default, mode="json", by_alias=True, warnings=False))
            )
        }
    except (PydanticSerializationError, ValueError, TypeError):
        return {}


def _as_json(adapter: TypeAdapter[Any], value: Any) -> Any:
    try:
        return adapter.dump_python(value, mode="json", by_alias=True, warnings=False)
    except PydanticSerializationError:
        return repr(value)


class _Hints:
    """Annotations of a function, each resolved by itself: what only a type checker sees of the result does not matter."""

    def __init__(self, fn: Callable[..., Any], local: Mapping[str, Any]) -> None:
        self._fn = fn
        inner = inspect.unwrap(fn)
        self._names = getattr(inner, "__func__", inner).__globals__
        self._local = {**local, **_closed_over(getattr(inner, "__func__", inner))}

    def of(self, parameter: inspect.Parameter) -> Any:
        """Return the annotation of a parameter.

        Raises:
            SignatureError: It has none, or one that cannot be resolved, or it is of a kind that no model can give.
        """
        name, kind = parameter.name, parameter.kind
        if kind is parameter.POSITIONAL_ONLY:
            raise self._refused(
                f"{name} is positional-only, and a model gives arguments by name. Remove the / from the signature."
            )
        if kind is parameter.VAR_POSITIONAL:
            raise self._refused(f"*{name} has no schema. Take {name}: list[...] instead.")
        if kind is parameter.VAR_KEYWORD:
            raise self._refused(f"**{name} has no schema. Take {name}: dict[str, ...] instead.")
        if parameter.annotation is _EMPTY:
            if name in ("self", "cls"):
                raise self._refused(
                    f"{name} is the object of a method, which no model can give. Mark the method with toolspan.tool, "
                    "and add an object of the class: kit.add(YourClass())."
                )
            raise self._refused(
                f"{name} has no annotation, and so no schema. Write {name}: str, for instance."
            )
        hint = self._resolved(name, parameter.annotation)
        if (part := _not_givable(hint)) is not None:
            raise self._refused(f"the type of {name} has {part}, which no model can give as JSON.")
        _check_foreign(self._fn, name, hint)
        return hint

    def _resolved(self, name: str, annotation: Any) -> Any:
        probe = type("_Probe", (), {"__annotations__": {name: annotation}, "__module__": self._fn.__module__})
        try:
            return typing.get_type_hints(probe, self._names, self._local, include_extras=True)[name]
        except Exception as error:  # noqa: BLE001 - an annotation may be any expression
            raise self._refused(
                f"the annotation of {name}, {annotation}, cannot be "
                f"resolved: {error}. Import its type at run time, not under TYPE_CHECKING, and define it above the function."
            ) from None

    def _refused(self, fault: str) -> SignatureError:
        return SignatureError(f"{self._fn.__name__}: {fault}")


def _closed_over(fn: Any) -> dict[str, Any]:
    """Return what a function uses of the functions around it."""
    found = {}
    for name, cell in zip(fn.__code__.co_freevars, fn.__closure__ or (), strict=False):
        with suppress(ValueError):  # not assigned yet
            found[name] = cell.cell_contents
    return found


def _check_kind(fn: Callable[..., Any]) -> None:
    """Refuse what is no function of one result.

    Raises:
        SignatureError: It is a generator.
    """
    if inspect.isgeneratorfunction(fn) or inspect.isasyncgenfunction(fn):
        raise SignatureError(f"{fn.__name__} is a generator: a tool returns one result. Return a list.")


def _not_givable(hint: Any) -> Any:
    """Return the part of an annotation that stands for a class or for any type, and has no value; None without one."""
    origin = get_origin(hint)
    if hint is type or origin is type or isinstance(hint, typing.TypeVar):
        return hint
    inside = () if origin is typing.Literal else get_args(hint)[: 1 if origin is Annotated else None]
    return next((part for each in inside if (part := _not_givable(each)) is not None), None)


def _is_context(hint: Any) -> bool:
    """Return whether an annotation asks for a `CallContext`."""
    origin = get_origin(hint)
    if origin is Annotated:
        return _is_context(get_args(hint)[0])
    if hint is CallContext or origin is CallContext:
        return True
    return any(map(_is_context, get_args(hint))) if origin in _UNIONS else False


_UNIONS = (typing.Union, type(int | str))


def _check_foreign(fn: Callable[..., Any], name: str, hint: Any) -> None:
    """Refuse the context of one framework, which the other frameworks do not have.

    Raises:
        SignatureError: It is one.
    """
    for part in _parts(hint):
        kind = part if isinstance(part, type) else type(part)
        if _is_foreign(getattr(part, "__module__", "") if isinstance(part, type) else kind.__module__, kind):
            raise SignatureError(
                f"{fn.__name__}: {name} is a {kind.__name__} of {kind.__module__.partition('.')[0]}, which only that framework "
                "has. Take `context: toolspan.CallContext` instead: context.deps is your own object there, and "
                "context.framework is what the framework itself gives."
            )


def _parts(hint: Any) -> list[Any]:
    """Return the classes and marks in an annotation."""
    origin = get_origin(hint)
    if origin is Annotated:
        return [
            *_parts(get_args(hint)[0]),
            *(mark for mark in hint.__metadata__ if not isinstance(mark, str)),
        ]
    if origin is None:
        return [hint] if isinstance(hint, type) else []
    return [
        *([origin] if isinstance(origin, type) else []),
        *(p for arg in get_args(hint) for p in _parts(arg)),
    ]


def _is_foreign(module: str, kind: type) -> bool:
    if not any(belongs(module, caller) for caller in (*adapters_by_caller(), "mcp")):
        return False
    return not hasattr(kind, "model_fields") or "Context" in kind.__name__
