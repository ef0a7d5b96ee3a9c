"""The types-only modules: what Amazon answers, as TypedDicts."""

from __future__ import annotations

import keyword
import re
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from facts.index import find
from facts.models import FactError
from facts.words import snake

if TYPE_CHECKING:
    from facts.models import Model, Schema

_CONFIG = Path(__file__).parents[2] / "pyproject.toml"
_SCALARS = {"string": "str", "integer": "int", "number": "float", "boolean": "bool"}

_TAKEN = ("Any", "Literal", "Required", "TypedDict", "Moment", "Mapping", "Sequence")
"""Names that a module of records imports."""

_HEADER = '''"""The records of Amazon's {api} API as types. Written by scripts/build_facts.py: do not edit."""

from __future__ import annotations

{imports}from typing_extensions import TypedDict

'''


@dataclass
class Module:
    """One module under construction: definitions are added when a record first reaches them."""

    model: Model
    definitions: dict[str, Schema] = field(default_factory=dict)
    aliases: dict[str, str] = field(default_factory=dict)
    classes: dict[str, str] = field(default_factory=dict)

    def annotation(self, raw: Schema, owner: str) -> str:
        """The Python type of `raw`; an unnamed object is named after `owner`, where it was found."""
        schema, name = self.model.resolve(raw)
        schema = self.model.whole(schema)
        kind = schema.get("type")
        if schema.get("properties"):
            return self._typed_dict(schema, class_name(name or owner))
        if kind == "array":
            return f"list[{self.annotation(schema['items'], owner)}]"
        if "enum" in schema:
            return self._literal(schema["enum"], name and class_name(name))
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
            required = schema.get("required", [])
            types = {key: self._field(value, f"{name}{key[:1].upper()}{key[1:]}", key in required)
                     for key, value in schema["properties"].items()}  # fmt: skip
            self.classes[name] = _class(name, types)
        return name

    def _field(self, raw: Schema, owner: str, required: bool) -> str:  # noqa: FBT001
        annotation = self.annotation(raw, owner)
        return f"Required[{annotation}]" if required else annotation

    def bodies(self) -> None:
        """Add a class for each object inside a request body, in the spelling of callers."""
        for key, schema in self.definitions.items():
            model, name = key.split(".")
            if model == self.model.name:
                required = schema.get("required", [])
                types = {
                    snake(key): f"Required[{body_type(part)}]" if key in required else body_type(part)
                    for key, part in schema["properties"].items()
                }
                self.classes[body_class(name)] = _class(body_class(name), types)

    def text(self) -> str:
        """The module's source, unformatted."""
        aliases = [f"{name} = {literal}\n" for name, literal in self.aliases.items()]
        body = "".join([*aliases, *self.classes.values()])
        needed = [
            ("Any", "Any]"),
            ("Literal", "Literal["),
            ("Required", "Required["),
            ("TypeAlias", "Moment"),
        ]
        typing = ", ".join(word for word, sign in needed if sign in body)
        imports = f"from typing import {typing}\n\n" if typing else ""
        if "Moment" in body:
            imports = "from datetime import date, datetime\n" + imports
            body = "Moment: TypeAlias = str | date | datetime\n" + body
        if abstract := ", ".join(word for word in ("Mapping", "Sequence") if f"{word}[" in body):
            imports = f"from collections.abc import {abstract}\n" + imports
        return _HEADER.format(api=self.model.name, imports=imports) + body


def class_name(name: str) -> str:
    """A definition's name as a class has one: each word capital, nothing but letters and digits."""
    words = re.sub(r"[^0-9A-Za-z]+", " ", name).split()
    found = "".join(word[:1].upper() + word[1:] for word in words)
    return f"{found}Record" if found in _TAKEN else found


def _class(name: str, types: dict[str, str]) -> str:
    if all(key.isidentifier() and not keyword.iskeyword(key) for key in types):
        lines = "".join(f"    {key}: {annotation}\n" for key, annotation in types.items())
        return f"\n\nclass {name}(TypedDict, total=False):\n{lines}"
    pairs = ", ".join(f"{quoted(key)}: {quoted(annotation)}" for key, annotation in types.items())
    return f"\n\n{name} = TypedDict({quoted(name)}, {{{pairs}}}, total=False)\n"


def body_class(name: str) -> str:
    """The class of an object inside a request body; answers have others, since they are spelt as Amazon does."""
    return f"{class_name(name)}Body"


def body_type(schema: Schema, modules: dict[str, str] | None = None) -> str:
    """The Python type of a part of a request body; with `modules`, as another module refers to it."""
    if "$ref" in schema:
        model, name = schema["$ref"].rsplit("/", 1)[-1].split(".")
        return f"{modules[model]}.{body_class(name)}" if modules else body_class(name)
    if "enum" in schema:
        return f"Literal[{', '.join(map(quoted, schema['enum']))}]"
    if schema.get("format") in ("date-time", "date"):
        return "Moment"
    if schema.get("type") == "array":
        return f"Sequence[{body_type(schema['items'], modules)}]"
    if schema.get("type") in _SCALARS:
        return _SCALARS[schema["type"]]
    values = schema.get("additionalProperties")
    return f"Mapping[str, {body_type(values, modules) if isinstance(values, dict) else 'Any'}]"


def quoted(text: str) -> str:
    """A string as Python source."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def record_modules(
    names: dict[str, Any], models: dict[str, Model], definitions: dict[str, Schema], folder: Path
) -> dict[Path, str]:
    """A module per file named in the names' `[records]`: what its operations answer, and what their bodies hold."""
    return {
        folder / f"{name}.py": _module(names, models[api], definitions)
        for name, api in names["records"].items()
    }


def _module(names: dict[str, Any], model: Model, definitions: dict[str, Schema]) -> str:
    module = Module(model, definitions)
    for actions in names["operations"].values():
        for given in actions.values():
            api, _, _ = given.get("model", "").rpartition(".")
            call = find({model.name: model}, given["model"]) if api == model.name else None
            if call and call.response is not None and given.get("kind") != "none":
                records, name = model.at(call.response, given.get("records"))
                module.annotation(records, name or f"{class_name(call.operation_id)}Record")
    module.bodies()
    return module.text()


def formatted(sources: dict[Path, str]) -> dict[Path, str]:
    """The sources as the project's formatter leaves them, so that the committed files are stable."""
    with TemporaryDirectory() as folder:
        drafts = {path: Path(folder) / f"{number}{path.suffix}" for number, path in enumerate(sources)}
        for path, source in sources.items():
            drafts[path].write_text(source, "utf-8")
        command = [sys.executable, "-m", "ruff", "format", "--config", str(_CONFIG), folder]
        done = subprocess.run(command, capture_output=True, text=True, check=False, encoding="utf-8")
        if done.returncode:
            message = f"what was generated is no Python: {done.stderr}"
            raise FactError(message)
        return {path: draft.read_text("utf-8") for path, draft in drafts.items()}
