"""What a framework reads of a function: docstring, signature and annotations, alike for all of them."""

from __future__ import annotations

import inspect
import json
from dataclasses import dataclass
from types import UnionType
from typing import TYPE_CHECKING, Annotated, Any, Union, get_origin, get_type_hints

from pydantic import BeforeValidator, Field, TypeAdapter, WithJsonSchema

from toolspan.tooling.catalogue import PARAMS

if TYPE_CHECKING:
    from collections.abc import Mapping

_KINDS: dict[str, Any] = {"string": str, "object": dict, "array": list, "integer": int, "boolean": bool}


@dataclass(frozen=True, slots=True)
class Role:
    """What a decorated function is for: its description, the values of its arguments, and what `entity` may be more.

    Without a description, the function's own docstring is all there is.
    """

    description: str = ""
    entities: tuple[str, ...] = ()
    actions: tuple[str, ...] = ()
    more: str = ""


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
        hints["params"] = _any_but_shown_as(hints["params"])
    if "return" in hints:
        hints["return"] = _returned(hints["return"])
    _annotate(wrapper, hints)


def describe_result(wrapper: Any) -> None:
    """Let a wrapper say what it gives back to a framework; all else stays as it was written."""
    try:
        hints = get_type_hints(wrapper, include_extras=True)
    except NameError:  # defined further below: frameworks resolve it when they are given the function
        wrapper.__annotations__ = {**wrapper.__annotations__, "return": Any}
        return
    if "return" in hints:
        hints["return"] = _returned(hints["return"])
    _annotate(wrapper, hints)


def gives_text(wrapper: Any) -> bool:
    """Return whether a framework is told that the wrapper may give back text."""
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
    """Return a text that shows its choices to the model, and leaves refusing others to the core's better message."""
    return Annotated[str, WithJsonSchema({"type": "string", "enum": list(dict.fromkeys(values))})]


def _any_but_shown_as(hint: Any) -> Any:
    """Return a type that shows the model an object, and leaves refusing anything else to the core's better message."""
    shown: Any = Annotated[hint, Field(description=PARAMS)]
    schema = TypeAdapter[Any](shown).json_schema()
    return Annotated[Any, BeforeValidator(_loads_if_text), WithJsonSchema(schema)]


def _returned(hint: Any) -> Any:
    """Return what a wrapper gives back: an object of anything, or text, so no client checks it against a list."""
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
    """Let an object or list come as its JSON text, as some models and clients send it."""
    if not isinstance(value, str):
        return value
    try:
        return json.loads(value) if value.strip() else None
    except (ValueError, RecursionError):
        return value
