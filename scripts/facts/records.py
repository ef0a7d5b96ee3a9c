"""The types-only modules: what Amazon answers, as TypedDicts."""

from __future__ import annotations

import keyword
import subprocess
import sys
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from facts.index import find

if TYPE_CHECKING:
    from pathlib import Path

    from facts.models import Model, Schema

_SCALARS = {"string": "str", "integer": "int", "number": "float", "boolean": "bool"}

_HEADER = '''"""The records of Amazon's {api} API as types. Written by scripts/build_facts.py: do not edit."""

from __future__ import annotations

{imports}from typing_extensions import TypedDict

'''


@dataclass
class Module:
    """One module under construction: definitions are added when a record first reaches them."""

    model: Model
    aliases: dict[str, str] = field(default_factory=dict)
    classes: dict[str, str] = field(default_factory=dict)

    def annotation(self, raw: Schema, owner: str) -> str:
        """The Python type of `raw`; an unnamed object is named after `owner`, where it was found."""
        schema, name = self.model.resolve(raw)
        kind = schema.get("type")
        if "properties" in schema or "allOf" in schema:
            return self._typed_dict(schema, name or owner)
        if kind == "array":
            return f"list[{self.annotation(schema['items'], owner)}]"
        if "enum" in schema:
            return self._literal(schema["enum"], name)
        if kind in _SCALARS:
            return _SCALARS[kind]
        values = schema.get("additionalProperties")
        return f"dict[str, {self.annotation(values, owner) if isinstance(values, dict) else 'Any'}]"

    def _literal(self, values: list[str], name: str | None) -> str:
        literal = f"Literal[{', '.join(quoted(value) for value in values)}]"
        if name is None:
            return literal
        self.aliases[name] = literal
        return name

    def _typed_dict(self, schema: Schema, name: str) -> str:
        if name not in self.classes:
            self.classes[name] = ""  # keeps the place, and ends recursion
            fields, required = _fields(self.model, schema)
            types = {key: self._field(value, f"{name}{key[:1].upper()}{key[1:]}", key in required)
                     for key, value in fields.items()}  # fmt: skip
            self.classes[name] = _class(name, types)
        return name

    def _field(self, raw: Schema, owner: str, required: bool) -> str:  # noqa: FBT001
        annotation = self.annotation(raw, owner)
        return f"Required[{annotation}]" if required else annotation

    def text(self) -> str:
        """The module's source, unformatted."""
        aliases = [f"{name} = {literal}\n" for name, literal in self.aliases.items()]
        body = "".join([*aliases, *self.classes.values()])
        needed = [("Any", "Any]"), ("Literal", "Literal["), ("Required", "Required[")]
        typing = ", ".join(word for word, sign in needed if sign in body)
        imports = f"from typing import {typing}\n\n" if typing else ""
        return _HEADER.format(api=self.model.name, imports=imports) + body


def _fields(model: Model, schema: Schema) -> tuple[dict[str, Schema], set[str]]:
    """The properties and required keys of an object, those of `allOf` parts included."""
    fields: dict[str, Schema] = {}
    required = set(schema.get("required", []))
    for part in schema.get("allOf", []):
        inherited, needed = _fields(model, model.resolve(part)[0])
        fields |= inherited
        required |= needed
    return fields | schema.get("properties", {}), required


def _class(name: str, types: dict[str, str]) -> str:
    if all(key.isidentifier() and not keyword.iskeyword(key) for key in types):
        lines = "".join(f"    {key}: {annotation}\n" for key, annotation in types.items())
        return f"\n\nclass {name}(TypedDict, total=False):\n{lines}"
    pairs = ", ".join(f"{quoted(key)}: {quoted(annotation)}" for key, annotation in types.items())
    return f"\n\n{name} = TypedDict({quoted(name)}, {{{pairs}}}, total=False)\n"


def quoted(text: str) -> str:
    """A string as Python source."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def record_modules(names: dict[str, Any], models: dict[str, Model], folder: Path) -> dict[Path, str]:
    """A module per file named in the names' `[records]`, holding what its operations answer."""
    return {
        folder / f"{name}.py": formatted(_module(names, models, api), folder / f"{name}.py")
        for name, api in names["records"].items()
    }


def _module(names: dict[str, Any], models: dict[str, Model], api: str) -> str:
    module = Module(models[api])
    for actions in names["operations"].values():
        for given in actions.values():
            call = find(models, given["model"])
            if call.model.name == api and call.response is not None:
                records, name = call.model.at(call.response, given.get("records"))
                module.annotation(records, name or "Record")
    return module.text()


def formatted(source: str, path: Path) -> str:
    """As the project's formatter leaves it, so that the committed file is stable."""
    command = [sys.executable, "-m", "ruff", "format", "--stdin-filename", str(path), "-"]
    done = subprocess.run(command, input=source, capture_output=True, text=True, check=True, encoding="utf-8")
    return done.stdout
