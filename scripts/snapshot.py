"""Writes the public face of the package to tests/snapshots/, one fact a line: what users can see, and can break on.

    names.txt     public names with their signatures
    tools.txt     tool definitions of every shape in every framework
    commands.txt  the help of every command
    openapi.txt   the server's OpenAPI document
    errors.txt    error codes: class, whether retryable, HTTP status of the server

`--check` writes nothing, prints what differs and exits with 1. Names after it limit it to some files.
"""

from __future__ import annotations

import argparse
import difflib
import json
import re
import sys
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import griffe
import typer.main

from toolspan import Policy
from toolspan import errors as tree
from toolspan.cli.app import app
from toolspan.connectors.amazon_seller_partner import AmazonSellerPartnerConnector
from toolspan.connectors.amazon_seller_partner.models import AmazonSellerPartnerAuthConfig
from toolspan.server.api import ENDPOINTS
from toolspan.server.http.openapi import document
from toolspan.server.problems import STATUSES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "tests" / "snapshots"
_LONGEST_DIFF = 200
"""Lines that are printed of one difference at most."""

# -- names -----------------------------------------------------------------------------------------------------

_ROOMS = ("journal", "testing", "emulator")
_CONNECTOR = "toolspan.connectors.amazon_seller_partner"
_IMPORT = re.compile(r"^\s*from (toolspan(?:\.\w+)*) import (\([^)]*\)|.+)$", re.MULTILINE)
_INTERNAL_PREFIX = re.compile(r"\b(?:[a-z_]\w*\.)+(?=[A-Z])")
"""Modules before a class in an annotation: where a class lives is no part of the face."""


def names() -> Iterator[str]:
    """Yield the names that `__all__`, the reference pages and the docs' imports show, with signatures.

    A name of a public module is called by its path, any other by itself: where it is kept may change.
    """
    package = _package()
    public = {module.path: module for module in _public_modules(package)}
    paths = {f"{path}.{name}" for path, module in public.items() for name in _exported(module)}
    for path in (*_reference(), *_imported()):
        found = _at(path)
        if found is None:
            yield f"{path}: named in the docs, and not there"
        else:
            paths |= {f"{path}.{name}" for name in _exported(found)} if found.is_module else {path}
    shown = {_called(path, public): found for path in paths if (found := _at(path))}
    shown = {name: each.final_target if each.is_alias else each for name, each in shown.items()}
    mixed_in = {base for each in shown.values() if each.is_class for base in _ancestors(each)}
    told = {each.path for each in shown.values()}
    seen: set[str] = set()
    for name, each in sorted(shown.items(), key=lambda item: ("." not in item[0], item[0])):
        if each.path in seen or ("." not in name and each.path in mixed_in):
            continue  # a mixin is shown where it is mixed in
        seen.add(each.path)
        yield from _facts(name, each, told - {each.path})


def _at(path: str) -> griffe.Object | None:
    """Return what has this path, if anything has."""
    try:
        return _package()[path.removeprefix("toolspan.")] if path != "toolspan" else _package()
    except KeyError:
        return None


def _called(path: str, public: dict[str, griffe.Object]) -> str:
    module, _, name = path.rpartition(".")
    return path if module in public else name


@cache
def _package() -> griffe.Object:
    loader = griffe.GriffeLoader(search_paths=[ROOT / "src"])
    package = loader.load("toolspan")
    loader.resolve_aliases()
    return package


def _public_modules(package: griffe.Object) -> Iterator[griffe.Object]:
    yield package
    for name, module in package.modules.items():
        flat = module.filepath.parent == package.filepath.parent
        if (flat and not name.startswith("_")) or name in _ROOMS:
            yield module
    connector = package[_CONNECTOR.removeprefix("toolspan.")]
    yield from (connector, connector["models"])


def _exported(module: griffe.Object) -> list[str]:
    """Return `__all__`; of a module that the reference shows whole and that has none, what is defined in it."""
    if module.exports is not None:
        return [str(getattr(name, "name", name)) for name in module.exports if str(name) != "__version__"]
    if module.path not in _reference():
        return []
    return [
        name
        for name, member in module.members.items()
        if not name.startswith("_") and not member.is_alias and (member.is_class or member.is_function)
    ]


@cache
def _reference() -> tuple[str, ...]:
    pages = sorted((ROOT / "docs" / "reference").glob("*.md"))
    return tuple(
        name for page in pages for name in re.findall(r"^::: ([\w.]+)", page.read_text("utf-8"), re.MULTILINE)
    )


def _imported() -> Iterator[str]:
    """Yield what the pages for users and extenders import of this package."""
    for page in (
        ROOT / "README.md",
        *sorted((ROOT / "docs").rglob("*.md")),
        *sorted((ROOT / "docs" / "extending").rglob("src/**/*.py")),
    ):
        for module, listed in _IMPORT.findall(page.read_text("utf-8")):
            yield from (
                f"{module}.{name}" for name in re.findall(r"[A-Za-z_]\w*", re.sub(r" as \w+", "", listed))
            )


def _ancestors(each: griffe.Object) -> set[str]:
    return {base.canonical_path for base in each.mro()}


def _facts(name: str, each: griffe.Object, told: set[str]) -> Iterator[str]:
    """Yield the lines of one name: a class with its members, a function, or a value.

    Args:
        name: What it is called.
        each: What it is.
        told: Classes that have lines of their own: what is inherited of one in the same module is not said again.
    """
    if each.is_class:
        yield f"{name}{_bases(each)}"
        beside = [base for base in each.mro() if base.path in told and base.module is each.module]
        inherited = [base.all_members for base in beside]
        for member, found in sorted(each.all_members.items()):
            own = all(_target(other.get(member)) is not _target(found) for other in inherited)
            if own and member != "model_config" and (member == "__init__" or not member.startswith("_")):
                yield from _member(f"{name}.{member}", found)
    else:
        yield from _member(name, each)


def _target(each: griffe.Object | None) -> griffe.Object | None:
    return each.final_target if each is not None and each.is_alias else each


def _member(name: str, each: griffe.Object) -> Iterator[str]:
    each = each.final_target if each.is_alias else each
    if each.is_function:
        for function in each.overloads or (each,):
            mark = "async " if "async" in each.labels else ""
            kind = next((f"{k} " for k in ("classmethod", "staticmethod") if k in each.labels), "")
            yield f"{name}: {kind}{mark}({', '.join(_parameters(function))}) -> {_text(function.returns)}"
    elif each.is_attribute:
        held = _held(each)
        if held is not None:
            lines = list(_facts(name, held, set()))
            yield from (line for line in lines[1:] if not line.startswith(f"{name}.__init__:"))
            return
        held_by_class = "class-attribute" in each.labels or "module-attribute" in each.labels
        plain = "(" not in str(each.value) or str(each.value).lower().startswith(("field(", "("))
        value = f" = {_value(each.value)}" if held_by_class and plain and each.value is not None else ""
        yield f"{name}: {_text(each.annotation)}{value}"
    elif each.is_class:
        yield from _facts(name, each, set())


def _held(attribute: griffe.Object) -> griffe.Object | None:
    """Return the class of what a connector holds: an entity such as `connector.orders`, or `connector.sync`."""
    said = attribute.annotation or next(iter(getattr(attribute.value, "arguments", ())), None)
    path = getattr(said, "canonical_path", "")
    if not path.startswith("toolspan."):
        return None
    found = _target(_at(path))
    if found is None:
        return None
    kinds = {base.name for base in (found, *found.mro())} if found.is_class else set()
    return found if "Entity" in kinds or any(kind.startswith("Sync") for kind in kinds) else None


def _bases(each: griffe.Object) -> str:
    public = {f"toolspan.{room}" for room in ("errors", "types", *_ROOMS)}
    bases = [b for b in map(str, each.bases) if not _inside(each, b, public)]
    return f"({', '.join(bases)})" if bases else ""


def _inside(each: griffe.Object, base: str, public: set[str]) -> bool:
    written = base.partition("[")[0]
    path = each.parent.resolve(written) if written in each.parent.members else written
    return path.startswith("toolspan.") and path.rsplit(".", 1)[0] not in public


def _parameters(function: griffe.Function) -> Iterator[str]:
    marks = {"variadic positional": "*", "variadic keyword": "**"}
    starred = slashed = False
    listed = [p for p in function.parameters if p.name not in ("self", "cls")]
    for number, each in enumerate(listed):
        kind = each.kind.value
        if kind == "variadic positional":
            starred = True
        elif kind == "keyword-only" and not starred:
            starred = True
            yield "*"
        annotation = f": {_text(each.annotation)}" if each.annotation is not None else ""
        default = "" if each.default is None or kind in marks else f" = {_value(each.default)}"
        yield f"{marks.get(kind, '')}{each.name}{annotation}{default}"
        following = listed[number + 1].kind.value if number + 1 < len(listed) else ""
        if kind == "positional-only" and following != kind and not slashed:
            slashed = True
            yield "/"


def _text(annotation: Any) -> str:
    return "?" if annotation is None else _INTERNAL_PREFIX.sub("", str(annotation)).strip("'\"")


def _value(value: Any) -> str:
    """Return a default as it is read: a constant of this package by its value."""
    if isinstance(value, griffe.ExprName) and value.canonical_path.startswith("toolspan."):
        named = _at(value.canonical_path)
        return _value(named.value) if named and named.is_attribute and named.value else str(value)
    return " ".join(str(value).split())


# -- tools -----------------------------------------------------------------------------------------------------

SHAPES = ("progressive", "single", "typed")
FRAMEWORKS = ("pydantic_ai", "langchain", "openai_agents", "fastmcp")
CREDENTIALS = {"lwa_app_id": "app", "lwa_client_secret": "secret", "refresh_token": "token"}
"""Made up: nothing is ever sent."""


def tools() -> Iterator[str]:
    """Yield each definition once, under the connectors, shapes and frameworks that have it."""
    found: dict[tuple[str, ...], dict[str, list[str]]] = {}
    for kind, policy in (("reads", Policy()), ("writes", Policy(writes=["*"]))):
        connector = AmazonSellerPartnerConnector(
            AmazonSellerPartnerAuthConfig(**CREDENTIALS), region="US", seller_id="A2SELLER", policy=policy
        )
        for shape in SHAPES:
            for strict in (False, True):
                place = f"{kind} {shape}{' strict' if strict else ''}"
                for framework in FRAMEWORKS:
                    for tool in connector.tools(framework, shape=shape, strict=strict):
                        *plain, marks = _READERS[framework](tool)
                        where = f"{framework} {_json(marks)}" if marks else framework
                        found.setdefault(tuple(_definition(*plain)), {}).setdefault(where, []).append(place)
    for definition, places in sorted(found.items()):
        yield f"## {definition[0]}"
        yield from (f"in {where}: {', '.join(listed)}" for where, listed in places.items())
        yield from definition[1:]
        yield ""


def _definition(name: str, description: str, schema: dict[str, Any]) -> Iterator[str]:
    yield name
    yield from (f"| {line}".rstrip() for line in description.splitlines())
    required = schema.get("required", [])
    for parameter, each in schema.get("properties", {}).items():
        yield f"{parameter}{'' if parameter in required else '?'}: {_json(each)}"
    rest = {key: value for key, value in schema.items() if key not in ("properties", "required")}
    yield f"schema: {_json(rest)}"


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True)


def _pydantic_ai(tool: Any) -> tuple[str, str, dict[str, Any], dict[str, Any]]:
    return (
        tool.name,
        tool.description,
        dict(tool.function_schema.json_schema),
        _set(approval=tool.requires_approval),
    )


def _langchain(tool: Any) -> tuple[str, str, dict[str, Any], dict[str, Any]]:
    return tool.name, tool.description, dict(tool.args_schema), {}


def _openai_agents(tool: Any) -> tuple[str, str, dict[str, Any], dict[str, Any]]:
    approval = "asked of each call" if callable(tool.needs_approval) else tool.needs_approval
    marks = _set(strict_json_schema=tool.strict_json_schema, approval=approval)
    return tool.name, tool.description, dict(tool.params_json_schema), marks


def _fastmcp(tool: Any) -> tuple[str, str, dict[str, Any], dict[str, Any]]:
    hints = tool.annotations.model_dump(exclude_none=True)
    marks = _set(title=tool.title, tags=sorted(tool.tags), hints=hints)
    return tool.name, tool.description, dict(tool.parameters), marks


def _set(**marks: Any) -> dict[str, Any]:
    return {name: value for name, value in marks.items() if value}


_READERS: dict[str, Callable[[Any], tuple[str, str, dict[str, Any], dict[str, Any]]]] = {
    "pydantic_ai": _pydantic_ai,
    "langchain": _langchain,
    "openai_agents": _openai_agents,
    "fastmcp": _fastmcp,
}

# -- commands, server, errors ----------------------------------------------------------------------------------


def commands() -> Iterator[str]:
    """Yield the help of every command, as wide in any terminal."""
    yield from _help(typer.main.get_command(app), None, "toolspan")


def _help(command: Any, parent: Any, name: str) -> Iterator[str]:
    options = {"resilient_parsing": True, "terminal_width": 100, "max_content_width": 100}
    with command.make_context(name, [], parent=parent, **options) as context:
        yield f"## {context.command_path}"
        yield from command.get_help(context).splitlines()
        yield ""
        for each in command.list_commands(context) if hasattr(command, "list_commands") else ():
            yield from _help(command.get_command(context, each), context, each)


def openapi() -> Iterator[str]:
    """Yield every value of the OpenAPI document with its path."""
    written = json.loads(json.dumps(document(ENDPOINTS)))
    del written["info"]["version"]
    yield from _leaves("", written)


def _leaves(path: str, value: Any) -> Iterator[str]:
    entries = dict(_entries(value))
    if not entries:
        yield f"{path} = {_json(value)}"
    for key, each in sorted(entries.items()):
        yield from _leaves(f"{path} > {key}" if path else key, each)


def _entries(value: Any) -> Iterator[tuple[str, Any]]:
    """Yield what stands in an object or in a list of objects: those that have a name by their name."""
    if isinstance(value, dict):
        yield from value.items()
    elif isinstance(value, list) and all(isinstance(each, dict) for each in value):
        for number, each in enumerate(value):
            yield each.get("name", str(number)), each


def errors() -> Iterator[str]:
    """Yield each error with its code, whether it is retryable, and the server's status for it."""
    kinds = [
        each
        for each in vars(tree).values()
        if isinstance(each, type) and issubclass(each, tree.ToolspanError)
    ]
    for kind in kinds:
        yield f"{kind.__name__}: code={kind.code} retryable={kind.retryable_by_default} status={STATUSES.get(kind.code)}"


# -- files -----------------------------------------------------------------------------------------------------

SECTIONS: dict[str, Callable[[], Iterator[str]]] = {
    "names": names,
    "tools": tools,
    "commands": commands,
    "openapi": openapi,
    "errors": errors,
}


@cache
def made(section: str) -> str:
    """Return what a file should hold."""
    return "".join(f"{line.rstrip()}\n" for line in SECTIONS[section]()).rstrip("\n") + "\n"


def difference(section: str) -> str:
    """Return how the package differs from the committed file; empty where it does not."""
    path = FOLDER / f"{section}.txt"
    before = path.read_text("utf-8").splitlines() if path.exists() else []
    lines = list(
        difflib.unified_diff(
            before, made(section).splitlines(), f"{path.name}, committed", "now", n=1, lineterm=""
        )
    )
    cut = [f"... {len(lines) - _LONGEST_DIFF} more lines"] if len(lines) > _LONGEST_DIFF else []
    return "\n".join(lines[:_LONGEST_DIFF] + cut)


def main() -> int:
    """Write, or check with `--check`."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("sections", nargs="*", metavar="FILE", help=", ".join(SECTIONS))
    parser.add_argument("--check", action="store_true")
    options = parser.parse_args()
    differs = False
    for section in options.sections or SECTIONS:
        found = difference(section)
        differs |= bool(found)
        if found and options.check:
            print(found)
        elif found:
            FOLDER.mkdir(exist_ok=True)
            (FOLDER / f"{section}.txt").write_text(made(section), "utf-8")
            print(f"wrote tests/snapshots/{section}.txt")
    return 1 if differs and options.check else 0


if __name__ == "__main__":
    sys.exit(main())
