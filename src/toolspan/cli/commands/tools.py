"""`toolspan tools`: prints what a model reads of the tools."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated, Any

import typer

from toolspan.cli.options import (
    AllowWrite,
    BaseUrl,
    Document,
    DocumentHosts,
    Json,
    Named,
    OverlayFile,
    Region,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from toolspan.cli.documents import DocumentOptions
    from toolspan.contract import ToolSpec

MOST_TOOLS = 20
"""Tools beyond which models choose the wrong one more often."""
MOST_CHARACTERS = 8_000
"""Characters of all definitions beyond which they cost more than they help."""
_CHARACTERS_OF_A_TOKEN = 4

Target = Annotated[
    str | None,
    typer.Argument(
        metavar="[MODULE:NAME]",
        help="A toolkit or connector of your program, such as shop:kit; or the name of an installed connector.",
    ),
]
Framework = Annotated[
    str | None,
    typer.Option(help="Build the tools for this framework, and print what it gives to a model."),
]
Shaped = Annotated[
    str | None,
    typer.Option("--shape", help="progressive, single or typed; of a toolkit: search."),
]
Strict = Annotated[bool, typer.Option("--strict", help="The form for strict modes.")]
Include = Annotated[
    list[str] | None,
    typer.Option(
        help="With --shape typed: operation, or pattern such as orders.*. Of a toolkit: tools. Repeatable."
    ),
]
Exclude = Annotated[list[str] | None, typer.Option(help="What to omit, as with --include; repeatable.")]


def tools(
    target: Target = None,
    named: Named = None,
    framework: Framework = None,
    shape: Shaped = None,
    strict: Strict = False,
    include: Include = None,
    exclude: Exclude = None,
    region: Region = None,
    allow_write: AllowWrite = None,
    openapi: Document = None,
    overlay: OverlayFile = None,
    base_url: BaseUrl = None,
    api_host: DocumentHosts = None,
    as_json: Json = False,
) -> None:
    """Print what a model reads of the tools.

    Names, descriptions and parameters, each with its size in characters and an estimate of its
    tokens. Needs no credentials and no network.
    """
    from toolspan.cli.console import failing, for_program, print_json, screen, tell, usage
    from toolspan.cli.documents import document_options

    with failing(as_json=as_json), usage():
        options = {"include": include, "exclude": exclude or (), "strict": strict}
        document = document_options(openapi, overlay, base_url, api_host)
        specs = _specs(target, named, shape, options, region, allow_write or (), document)
        rows = [_row(definition) for definition in _definitions(specs, framework)]
    warnings = _warnings(rows)
    if for_program(asked=as_json):
        total = {name: sum(row[name] for row in rows) for name in ("characters", "tokens")}
        print_json({"tools": rows, "total": {"tools": len(rows), **total}, "warnings": warnings})
    else:
        screen().print(_table(rows))
    for warning in warnings:
        tell(f"warning: {warning}")


def _specs(
    target: str | None,
    named: str | None,
    shape: str | None,
    options: dict[str, Any],
    region: str | None,
    writes: Sequence[str],
    document: DocumentOptions | None,
) -> list[ToolSpec]:
    from toolspan.cli.connectors import Opening, one_name
    from toolspan.cli.toolkits import is_program, loaded, refuse
    from toolspan.policy import Policy
    from toolspan.toolkit.toolkit import Toolkit
    from toolspan.tools.build import specs_of

    shaped: dict[str, Any] = {"shape": shape} if shape else {}
    if document is not None:
        refuse({"MODULE:NAME": target, "--connector": named, "--region": region}, "--openapi")
        connector = document.connector(Policy(writes=list(writes)))
    elif target is not None and is_program(target):
        refuse(
            {"--connector": named, "--region": region, "--allow-write": writes},
            f"{target[:80]}, which sets it",
        )
        found = loaded(target)
        if isinstance(found, Toolkit):
            chosen: dict[str, Any] = {
                "only": options["include"],
                "exclude": options["exclude"],
                "strict": options["strict"],
            }
            return found.specs(**chosen, **shaped)
        connector = found
    else:
        connector = Opening(one_name(target, named), region, writes).create_local()
    return specs_of(connector, **options, **shaped)


def _definitions(specs: Sequence[ToolSpec], framework: str | None) -> list[dict[str, Any]]:
    """Return the definitions that a model gets, in general or of one framework."""
    from toolspan.contract import Defining
    from toolspan.tools.adapters import adapter
    from toolspan.tools.build import native

    if framework is None:
        return [
            {"name": spec.name, "description": spec.description, "parameters": spec.parameters}
            for spec in specs
        ]
    chosen = adapter(framework)
    built = [native(framework, "build", spec) for spec in specs]
    if not isinstance(chosen, Defining):
        return _definitions(specs, None)
    return [chosen.definition(tool) for tool in built]


def _row(definition: dict[str, Any]) -> dict[str, Any]:
    characters = len(json.dumps(definition, ensure_ascii=False, separators=(",", ":"), default=str))
    return {**definition, "characters": characters, "tokens": -(-characters // _CHARACTERS_OF_A_TOKEN)}


def _warnings(rows: Sequence[dict[str, Any]]) -> list[str]:
    said = []
    if len(rows) > MOST_TOOLS:
        said.append(
            f"{len(rows)} tools: with more than {MOST_TOOLS}, models choose the wrong one more often."
        )
    characters = sum(row["characters"] for row in rows)
    if characters > MOST_CHARACTERS:
        said.append(
            f"{characters:,} characters of definitions go into every request; {MOST_CHARACTERS:,} are much already."
        )
    advice = 'A toolkit gives three tools that find, describe and call the others with shape="search"; of a connector, do not use shape="typed" for all.'
    return [*said, advice] if said else []


def _table(rows: Sequence[dict[str, Any]]) -> Any:
    from rich.table import Table
    from rich.text import Text

    from toolspan.cli.console import plain

    table = Table(show_lines=True, show_footer=True)
    total = [sum(row[name] for row in rows) for name in ("characters", "tokens")]
    table.add_column("tool", footer=f"{len(rows)} tool{'' if len(rows) == 1 else 's'}", overflow="fold")
    table.add_column("what a model reads", ratio=1, overflow="fold")
    table.add_column("characters", footer=f"{total[0]:,}", justify="right")
    table.add_column("about tokens", footer=f"{total[1]:,}", justify="right")
    for row in rows:
        text = Text(plain_lines(str(row["description"]), plain))
        for line in _arguments(row.get("parameters") or {}):
            text.append(f"\n{plain(line)}", "dim")
        table.add_row(row["name"], text, f"{row['characters']:,}", f"{row['tokens']:,}")
    return table


def plain_lines(text: str, plain: Any) -> str:
    """Return text without terminal control characters; its lines stay."""
    return "\n".join(plain(line) for line in text.splitlines())


def _arguments(schema: dict[str, Any]) -> list[str]:
    """Return a line for each parameter."""
    required = schema.get("required", ())
    return [
        _argument(name, part, required=name in required)
        for name, part in schema.get("properties", {}).items()
    ]


def _argument(name: str, part: dict[str, Any], *, required: bool) -> str:
    kind = part.get("type") or ("one of several types" if "anyOf" in part or "oneOf" in part else "anything")
    if isinstance(kind, list):
        kind = " or ".join(kind)
    if choices := part.get("enum"):
        kind = f"{kind}, one of {', '.join(map(str, choices))}"
    said = f". {part['description']}" if part.get("description") else ""
    return f"{name} ({kind}{', required' if required else ''}){said}"
