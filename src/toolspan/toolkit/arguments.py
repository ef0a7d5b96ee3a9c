"""Arguments of a model on their way to a function: names in any case, JSON text read, and what no type check says.

What pydantic would let pass or drop silently is refused here: a bool where a number is wanted, a name that an
object does not have. The types themselves are pydantic's.
"""

from __future__ import annotations

import math
import reprlib
from typing import TYPE_CHECKING, Any

from pydantic_core import from_json

from toolspan.operations.names import squash, suggestion

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from pydantic_core import ErrorDetails, ValidationError

    Schema = Mapping[str, Any]

_NUMBERS = frozenset(("integer", "number"))


def is_plain_text(schema: Schema) -> bool:
    """Return whether any text will do for a parameter, and nothing but text, so that nothing is to be read."""
    return schema.get("type") == "string" and "enum" not in schema


class Reader:
    """Reader of the value of one parameter.

    Args:
        schema: JSON schema of the parameter.
        root: Schema that holds the definitions which it refers to.

    Attributes:
        as_is: The types of values that need no reading.
    """

    __slots__ = ("_choosable", "_items_as_they_are", "_root", "_schema", "as_is")

    def __init__(self, schema: Schema, root: Schema) -> None:
        self._schema, self._root = schema, root
        self.as_is = self._untouched(schema)
        self._choosable = frozenset(each for each in self._choices(schema) if isinstance(each, str))
        items = (self._fitting(self._resolved(schema), "array", []) or {}).get("items") or {}
        self._items_as_they_are = self._untouched(items)

    def read(self, name: str, value: Any, faults: list[str]) -> Any:
        """Return a value as the type check wants it; what it would not notice is added to `faults`."""
        kind = type(value)
        if kind in self.as_is or (kind is str and value in self._choosable):
            return value
        if kind is list and self._items_as_they_are.issuperset(map(type, value)):
            return value
        return self._read(value, self._schema, name, faults)

    def _untouched(self, schema: Schema) -> frozenset[type]:
        """Return the types of values that need no reading, since the type check says all there is to say."""
        schema = self._resolved(schema)
        kinds, chosen = self._kinds(schema), self._choices(schema)
        return frozenset(
            kind
            for name, types in _TYPES.items()
            if name in kinds
            for kind in types
            if not (chosen and kind is str)
        )

    def _read(self, value: Any, schema: Schema, place: str, faults: list[str]) -> Any:
        schema = self._resolved(schema)
        kinds = self._kinds(schema)
        if isinstance(value, str):
            value = self._text(value, schema, kinds)
        if isinstance(value, bool):
            if kinds & _NUMBERS and "boolean" not in kinds:
                faults.append(f"{place}: a number is expected (got {value}).")
            return value
        if kinds & _NUMBERS and "string" not in kinds and _is_infinite(value):
            faults.append(f"{place}: must be a finite number (got {value}).")
            return value
        if isinstance(value, list):
            part = self._fitting(schema, "array", value)
            items = part.get("items") if part else None
            if items:
                return [self._read(item, items, f"{place}.{n}", faults) for n, item in enumerate(value)]
        elif isinstance(value, dict) and (part := self._fitting(schema, "object", value)):
            return self._object(value, part, place, faults)
        return value

    def _object(self, value: dict[Any, Any], schema: Schema, place: str, faults: list[str]) -> dict[Any, Any]:
        properties = schema.get("properties", {})
        others = schema.get("additionalProperties")
        read: dict[Any, Any] = {}
        for given, item in value.items():
            name = given if given in properties else _spelled(given, properties, value)
            if name in properties:
                read[name] = self._read(item, properties[name], f"{place}.{name}", faults)
            elif others is False:
                faults.append(f'{place}: there is no "{str(given)[:80]}".{_near(str(given), properties)}')
            else:
                read[given] = (
                    self._read(item, others, f"{place}.{given}", faults) if isinstance(others, dict) else item
                )
        return read

    def _text(self, text: str, schema: Schema, kinds: frozenset[str]) -> Any:
        """Return a choice in its own spelling, and JSON text as what it says where text itself is not wanted."""
        if choices := self._choices(schema):
            if text in choices:
                return text
            takes_null = any(self._resolved(part).get("type") == "null" for part in schema.get("anyOf", ()))
            return _chosen(text, [*choices, None] if takes_null else choices)
        if not kinds or "string" in kinds:
            return text
        return read_json(text)

    def _choices(self, schema: Schema) -> Sequence[Any]:
        """Return the choices of a parameter that takes nothing else."""
        if "enum" in schema:
            return schema["enum"]  # type: ignore[no-any-return]
        parts = [self._resolved(part) for part in schema.get("anyOf", ())]
        named = [part for part in parts if part.get("type") != "null"]
        if not named or not all("enum" in part for part in named):
            return ()
        return [choice for part in named for choice in part["enum"]]

    def _resolved(self, schema: Schema) -> Schema:
        while "$ref" in schema:
            schema = self._root["$defs"][schema["$ref"].rsplit("/", 1)[-1]]
        return schema

    def _kinds(self, schema: Schema) -> frozenset[str]:
        """Return the JSON types that a schema takes; none where it takes any."""
        if isinstance(kind := schema.get("type"), str):
            return frozenset((kind,))
        if "enum" in schema:
            return frozenset(_KINDS.get(type(choice), "string") for choice in schema["enum"])
        parts = [self._kinds(self._resolved(part)) for part in schema.get("anyOf", ())]
        return frozenset().union(*parts) if parts and all(parts) else frozenset()

    def _fitting(self, schema: Schema, kind: str, value: Any) -> Schema | None:
        """Return the part of a schema that describes a list or an object; of several, the one that knows its names best."""
        if schema.get("type") == kind:
            return schema
        parts = [self._resolved(part) for part in schema.get("anyOf", ())]
        fitting = [part for part in parts if part.get("type") == kind]
        if len(fitting) < 2 or kind == "array":  # noqa: PLR2004 - a choice takes two
            return fitting[0] if len(fitting) == 1 else None
        return max(fitting, key=lambda part: self._likeness(part, value))

    def _likeness(self, schema: Schema, value: Mapping[Any, Any]) -> tuple[bool, int]:
        """Return how well an object fits a schema: whether it has what names its kind, and how many names it knows."""
        properties = schema.get("properties", {})
        told = all(
            value.get(name) in self._resolved(part).get("enum", (value.get(name),))
            for name, part in properties.items()
        )
        forms = {squash(name) for name in properties}
        return told, sum(squash(str(name)) in forms for name in value)


_TYPES = {
    "string": (str,),
    "integer": (int,),
    "number": (int, float),
    "boolean": (bool,),
    "null": (type(None),),
}
_KINDS = {bool: "boolean", int: "integer", float: "number", type(None): "null"}


def _is_infinite(value: Any) -> bool:
    """Return whether a value is, or is the text of, a number that is not finite."""
    if not isinstance(value, (str, float)):
        return False
    try:
        return not math.isfinite(float(value))
    except ValueError:
        return False


def _chosen(text: str, choices: Sequence[Any]) -> Any:
    """Return the choice that a text names, in any spelling, or is the JSON of; itself where there is none."""
    spelled = _spelled(text, choices, ())
    if spelled in choices:
        return spelled
    try:
        value = from_json(text.strip().lower(), allow_inf_nan=False)
    except (ValueError, TypeError):
        return text
    return next((each for each in choices if type(each) is type(value) and each == value), text)


def _spelled(given: Any, known: Any, taken: Any) -> Any:
    """Return the known name that equals a name but for case, hyphens and underscores; itself where there is none."""
    if not isinstance(given, str):
        return given
    form = squash(given)
    found = [name for name in known if isinstance(name, str) and squash(name) == form]
    return found[0] if len(found) == 1 and found[0] not in taken else given


def _near(name: str, known: Mapping[str, Any]) -> str:
    near = suggestion(name, known)
    return near or (f" Its names are: {', '.join(known)}." if known else "")


def read_json(text: str) -> Any:
    """Return the object or list that a text is the JSON of; itself where it is none. Of nothing and `null`, None."""
    if (bare := text.strip())[:1] in ("{", "["):
        try:
            return from_json(bare, allow_inf_nan=False)
        except (ValueError, TypeError):  # TypeError: a half of a character pair
            return text
    return None if bare == "null" else text


def sentences(error: ValidationError, place: str, value: Any) -> Iterator[str]:
    """Yield a sentence for each place at which a value is of the wrong type.

    Args:
        error: Of one parameter.
        place: Its name.
        value: What was checked.
    """
    by_place: dict[str, list[ErrorDetails]] = {}
    for fault in error.errors(include_url=False):
        by_place.setdefault(".".join((place, *_keys(fault, value))), []).append(fault)
    for where, faults in by_place.items():
        if all(fault["type"] == "missing" for fault in faults):
            yield f"{where} is required."
            continue
        words = list(dict.fromkeys(map(_expected, faults)))
        yield f"{where}: {' or '.join(words)} (got {_shown(faults[-1]['input'])}).{_choice(faults)}"


def _shown(value: Any) -> str:
    shown = reprlib.Repr()
    shown.maxstring = shown.maxother = shown.maxlong = 80
    return shown.repr(value)[:120]


def _keys(fault: ErrorDetails, value: Any) -> Iterator[str]:
    """Yield the keys that lead to a fault; pydantic puts the branches of unions between them."""
    last = len(fault["loc"]) - 1
    for number, key in enumerate(fault["loc"]):
        if isinstance(value, dict) and key in value:
            value = value[key]
        elif isinstance(value, list) and key in range(len(value)):
            value = value[int(key)]
        elif number != last or fault["type"] != "missing":
            continue
        yield str(key)


def _expected(fault: ErrorDetails) -> str:
    context = fault.get("ctx") or {}
    if fault["type"] in ("literal_error", "enum"):
        return f"must be one of {_listed(context['expected'])}"
    if fault["type"] in ("value_error", "assertion_error"):
        return str(context.get("error") or fault["msg"])
    if fault["type"] in _OBJECTS:
        return "must be an object of names and values"
    words = fault["msg"]
    for long, short in _WORDS.items():
        words = words.replace(long, short)
    return words[:1].lower() + words[1:]


_OBJECTS = ("model_type", "model_attributes_type", "dataclass_type", "dict_type")
_WORDS = {
    "Input should ": "must ",
    "a valid integer": "a whole number",
    "a valid string": "text",
    "a valid number": "a number",
    "a valid boolean": "true or false",
    "a valid list": "a list",
    "a valid dictionary": "an object of names and values",
    "an object": "an object",
}


def _listed(expected: str) -> str:
    return expected.replace("'", "").replace(" or ", ", ")


def _choice(faults: Sequence[ErrorDetails]) -> str:
    """Return which of the choices was perhaps meant."""
    choices = [
        choice
        for fault in faults
        if fault["type"] in ("literal_error", "enum")
        for choice in _listed((fault.get("ctx") or {})["expected"]).split(", ")
    ]
    given = faults[-1]["input"]
    return suggestion(given, choices) if isinstance(given, str) and given not in choices else ""
