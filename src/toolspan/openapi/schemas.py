"""Schemas of a document, as operation records have them: one dialect, shared definitions, what a caller may send."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from toolspan.openapi.families import Families
from toolspan.openapi.references import Target, Unusable
from toolspan.runtime.invisible import INVISIBLE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from toolspan.openapi.families import Family
    from toolspan.openapi.references import References, Source

    Schema = Mapping[str, Any]

SHARED = "#/definitions/"
_DEEPEST = 60
_LONGEST = 400
"""Characters of a description at most; the guide of the operation has no more either."""
_TYPES = ("string", "number", "integer", "boolean", "array", "object", "null")
_ONE = ("not", "if", "then", "else", "contains", "propertyNames", "additionalProperties")
_SEVERAL = ("allOf", "anyOf", "oneOf", "prefixItems")
_BY_NAME = ("properties", "patternProperties", "dependentSchemas")
_SIZES = ("minLength", "maxLength", "minItems", "maxItems", "minProperties", "maxProperties")
_NUMBERS = ("minimum", "maximum", "multipleOf")
_EXCLUSIVE = {"exclusiveMinimum": "minimum", "exclusiveMaximum": "maximum"}
_BESIDE = ("description", "nullable", "x-nullable", "default", "deprecated", "readOnly", "writeOnly")
"""What may stand beside a reference before 3.1, where the specification ignores anything; tools write these."""
_OURS = ("interval", "file")
"""Formats with a meaning of their own in operation records."""
_UNSAFE = re.compile(r"[^A-Za-z0-9_.-]+")


class Schemas:
    """Converts the schemas of one document; those behind references once, for all operations.

    Args:
        references: Those of the document.
        version: Of the document.
    """

    def __init__(self, references: References, version: str) -> None:
        self._references = references
        self._modern = version not in ("2.0", "3.0")
        self.definitions: dict[str, Any] = {}
        """Converted schemas that references name, shared by all operations."""
        self._names: dict[tuple[int, tuple[str, ...]], str] = {}
        self._families = Families(references)
        self._choices: dict[tuple[str, ...], str] = {}
        self._broken: dict[str, str] = {}
        self._read_only: dict[str, bool] = {}

    def of(self, schema: Any, source: Source, depth: int = 0, *, itself: bool = False) -> dict[str, Any]:
        """Return a schema as records have it.

        Args:
            schema: As the document has it.
            source: The file in which it stands.
            depth: How many schemas it stands in.
            itself: Whether a reference means just what it leads to, and no descendant of that.

        Raises:
            Unusable: A reference inside leads nowhere, or it is no schema.
        """
        if isinstance(schema, bool):
            return {} if schema else {"not": {}}
        if not isinstance(schema, dict):
            raise Unusable("a schema is no object")
        if depth > _DEEPEST:
            raise Unusable("a schema is nested too deeply")
        if isinstance(schema.get("$ref"), str):
            target = self._references.target(schema["$ref"], source)
            family = None if itself else self._families.of(target)
            name = self._choice_of(target, family) if family else self._name(target)
            reference = {"$ref": SHARED + name}
            beside = {
                key: value
                for key, value in schema.items()
                if key != "$ref" and (self._modern or key in _BESIDE)
            }
            return {**reference, **self._converted(beside, source, depth)} if beside else reference
        return self._converted(schema, source, depth)

    def resolved(self, schema: Schema) -> Schema:
        """Return a converted schema in place of a reference to it."""
        for _ in range(_DEEPEST):
            reference = schema.get("$ref")
            if reference is None:
                break
            beside = {key: value for key, value in schema.items() if key != "$ref"}
            schema = {**self.definitions.get(reference.removeprefix(SHARED), {}), **beside}
        return schema

    def _name(self, target: Target) -> str:
        """Return the name of the definition for where a reference leads, and convert it if it is new."""
        key = (id(target.source), target.pointer)
        if (name := self._names.get(key)) is not None:
            if name in self._broken:
                raise Unusable(self._broken[name])
            return name
        name = self._names[key] = self._free(target)
        self.definitions[name] = {}
        try:
            found = self._references.at(target)
            self.definitions[name] = self.of(found.value, found.source, 1)
        except Unusable as error:
            self._broken[name] = str(error)
            del self.definitions[name]
            raise
        return name

    def _choice_of(self, target: Target, family: Family) -> str:
        """Return the name of the definition that stands for a parent: the choice of those that are made from it."""
        if (known := self._choices.get(target.pointer)) is not None:
            return known
        name = self._choices[target.pointer] = self._free(target, "_of_any_kind")
        self.definitions[name] = {}
        members = {}
        for pointer in family.members:
            try:
                members[pointer] = SHARED + self._name(Target(target.source, pointer))
            except Unusable:  # a kind that cannot be sent leaves the others as they are
                continue
        if not members:
            del self.definitions[name], self._choices[target.pointer]
            return self._name(target)
        made: dict[str, Any] = {"oneOf": [{"$ref": reference} for reference in members.values()]}
        if family.required:
            mapping = {}
            for value, wanted in family.mapping.items():
                last = str(wanted).rpartition("/")[2]
                found = next((ref for pointer, ref in members.items() if pointer[-1] == last), None)
                if found is not None:
                    mapping[str(value)] = found
            made["discriminator"] = {"propertyName": family.property, "mapping": mapping}
        self.definitions[name] = made
        return name

    def _free(self, target: Target, more: str = "") -> str:
        last = next((token for token in reversed(target.pointer) if token), target.source.name)
        name = base = (_UNSAFE.sub("_", last).strip("_") or "schema") + more
        number = 1
        while name in self.definitions or name in self._broken:
            number += 1
            name = f"{base}_{number}"
        return name

    def _converted(self, schema: Schema, source: Source, depth: int) -> dict[str, Any]:
        made: dict[str, Any] = {}
        for key, value in schema.items():
            if (change := _KEYWORDS.get(key)) is not None:
                change(made, key, value)
        self._parts(made, schema, source, depth)
        if "properties" in schema:
            self._properties(made, schema, source, depth)
        if isinstance(items := schema.get("items"), (dict, bool)):
            made["items"] = items if items is False else self.of(items, source, depth + 1)
        elif isinstance(items, list):  # as in draft 4
            made["prefixItems"] = [self.of(item, source, depth + 1) for item in items]
        if schema.get("unevaluatedProperties") is False and not any(
            key in made for key in (*_SEVERAL, "if", "$ref")
        ):
            made.setdefault("additionalProperties", False)
        self._choice(made, schema.get("discriminator"), source)
        _numbers(made, schema)
        if schema.get("nullable") is True or schema.get("x-nullable") is True:
            made["nullable"] = True
        if text := _described(schema):
            made["description"] = text
        return made

    def _parts(self, made: dict[str, Any], schema: Schema, source: Source, depth: int) -> None:
        for key in _ONE:
            value = schema.get(key)
            if key == "additionalProperties" and isinstance(value, bool):
                made[key] = value
            elif isinstance(value, (dict, bool)):
                made[key] = self.of(value, source, depth + 1)
        for key in _SEVERAL:
            if isinstance(value := schema.get(key), list) and value:
                made[key] = [
                    self.of(each, source, depth + 1, itself=self._families.is_made_from(schema, each))
                    for each in value
                ]
        for key in _BY_NAME[1:]:
            if isinstance(value := schema.get(key), dict):
                made[key] = {name: self.of(each, source, depth + 1) for name, each in value.items()}

    def _properties(self, made: dict[str, Any], schema: Schema, source: Source, depth: int) -> None:
        """Add the properties that a request may have: those that only answers have are left out."""
        given = schema["properties"]
        if not isinstance(given, dict):
            raise Unusable("the properties of a schema are no object")
        if isinstance(
            given.get("$ref"), str
        ):  # against the specification, and found in documents of many files
            given, source = self._references.mapping(given, source)
        kept = {name: part for name, part in given.items() if not self._is_read_only(part, source)}
        made["properties"] = {name: self.of(part, source, depth + 1) for name, part in kept.items()}
        if "required" in made:
            made["required"] = [name for name in made["required"] if name in kept or name not in given]

    def _is_read_only(self, schema: Any, source: Source) -> bool:
        if not isinstance(schema, dict):
            return False
        if schema.get("readOnly") is True:
            return True
        if not isinstance(schema.get("$ref"), str) or schema.get("readOnly") is False:
            return False
        try:
            found = self._references.resolve(schema, source).value
        except Unusable:
            return False
        return isinstance(found, dict) and found.get("readOnly") is True

    def _choice(self, made: dict[str, Any], discriminator: Any, source: Source) -> None:
        """Add which of several schemas a property chooses; a mapping may give names in place of references."""
        name = discriminator.get("propertyName") if isinstance(discriminator, dict) else None
        choices = made.get("oneOf") or made.get("anyOf")
        if not isinstance(name, str) or not choices:
            return
        references = [choice.get("$ref") for choice in choices]
        if not all(references):
            return
        mapping: dict[str, str] = {}
        stated = discriminator.get("mapping")
        for value, wanted in stated.items() if isinstance(stated, dict) else ():
            try:
                mapping[value] = SHARED + self._name(self._references.target(_pointer(str(wanted)), source))
            except Unusable:
                return
        left = [reference for reference in references if reference not in mapping.values()]
        mapping |= {str(reference).removeprefix(SHARED): str(reference) for reference in left}
        made["discriminator"] = {"propertyName": name, "mapping": mapping}


def _pointer(wanted: str) -> str:
    named = re.fullmatch(r"[A-Za-z0-9._-]+", wanted) and not wanted.endswith((".json", ".yaml", ".yml"))
    return f"#/components/schemas/{wanted}" if named else wanted


def _described(schema: Schema) -> str:
    """Return the description, with what a default is: told, and never sent."""
    text = brief_text(schema.get("description"), _LONGEST)
    default = schema.get("default")
    words = [text]
    if isinstance(default, (str, int, float)) and default != "" and len(str(default)) < _LONGEST // 4:
        words.append(f"Default: {_spelled(default)}.")
    if schema.get("deprecated") is True:
        words.append("Deprecated.")
    return " ".join(filter(None, words))


def _spelled(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def brief_text(text: Any, most: int) -> str:
    """Return a text of the document on one line, cut between words."""
    if not isinstance(text, str):
        return ""
    line = " ".join(INVISIBLE.sub(" ", text[: most * 4]).split())
    if len(line) <= most:
        return line
    return f"{line[: most - 4].rpartition(' ')[0] or line[: most - 4]} ..."


def _type(made: dict[str, Any], _: str, value: Any) -> None:
    if value == "file":
        made |= {"type": "string", "format": "binary"}
        return
    known = [kind for kind in (value if isinstance(value, list) else [value]) if kind in _TYPES]
    if known:
        made["type"] = known[0] if len(known) == 1 else known


def _enum(made: dict[str, Any], _: str, value: Any) -> None:
    if isinstance(value, list) and value:  # an empty one allows nothing, and nobody means that
        made["enum"] = [each for number, each in enumerate(value) if each not in value[:number]]


def _format(made: dict[str, Any], _: str, value: Any) -> None:
    if isinstance(value, str) and value not in _OURS:
        made.setdefault("format", value)


def _required(made: dict[str, Any], _: str, value: Any) -> None:
    if isinstance(value, list):  # draft 3 has a truth value here
        made["required"] = [name for name in value if isinstance(name, str)]


def _text(made: dict[str, Any], key: str, value: Any) -> None:
    if isinstance(value, str):
        made[key] = value


def _size(made: dict[str, Any], key: str, value: Any) -> None:
    if isinstance(value, (int, float)) and not isinstance(value, bool) and value >= 0 and value == int(value):
        made[key] = int(value)


def _truth(made: dict[str, Any], key: str, value: Any) -> None:
    if isinstance(value, bool):
        made[key] = value


def _as_it_is(made: dict[str, Any], key: str, value: Any) -> None:
    made[key] = value


def _dependent(made: dict[str, Any], key: str, value: Any) -> None:
    if isinstance(value, dict) and all(isinstance(names, list) for names in value.values()):
        made[key] = value


_KEYWORDS: dict[str, Callable[[dict[str, Any], str, Any], None]] = {
    "type": _type,
    "enum": _enum,
    "const": _as_it_is,
    "format": _format,
    "pattern": _text,
    "required": _required,
    "uniqueItems": _truth,
    "writeOnly": _truth,
    "contentEncoding": _text,
    "dependentRequired": _dependent,
    **dict.fromkeys(_SIZES, _size),
}


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _numbers(made: dict[str, Any], schema: Schema) -> None:
    """Add the bounds of numbers; before 3.1 an exclusive bound is a truth value beside the bound."""
    for key in _NUMBERS:
        if _is_number(schema.get(key)):
            made[key] = schema[key]
    for key, bound in _EXCLUSIVE.items():
        value = schema.get(key)
        if value is True and bound in made:
            made[key] = made.pop(bound)
        elif _is_number(value):
            made[key] = value


def own_parts(schema: Schema) -> Iterator[Schema]:
    """Yield a converted schema, and those that it is made of by `allOf`."""
    yield schema
    for part in schema.get("allOf", ()):
        yield from own_parts(part)
