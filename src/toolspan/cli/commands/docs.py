"""`toolspan docs`: prints the guides that agents read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from toolspan.cli.options import Json, Named

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from toolspan.contract import Guidebook


def docs(
    section: Annotated[
        str | None, typer.Argument(help="Section, such as orders or reports#run. Default: the outline.")
    ] = None,
    search: Annotated[str | None, typer.Option(help="Find the sections that answer a question.")] = None,
    connector: Named = None,
    as_json: Json = False,
) -> None:
    """Read the guides.

    They describe parameters, rate limits, paging and pitfalls of each entity, with examples. Agents
    read the same text through the tool read_skill_docs. Piped output is plain Markdown.
    """
    from toolspan.cli.console import failing, print_json, usage
    from toolspan.registry import connector_class

    with failing(as_json=as_json), usage():
        guides = connector_class(connector).guides
        if search:
            found = guides.search(search)
            print_json(found) if as_json else _show(_as_list(found))
        elif section:
            text = guides.read(section)
            print_json({"section": section, "text": text}) if as_json else _show(text)
        else:
            print_json(guides.outline()) if as_json else _show(_outline(guides))


def _show(markdown: str) -> None:
    """Render Markdown on a terminal; write it unchanged into a pipe."""
    import sys

    from toolspan.cli.console import screen

    if not sys.stdout.isatty():
        sys.stdout.write(markdown.rstrip() + "\n")
        return
    from rich.markdown import Markdown

    screen().print(Markdown(markdown))


def _outline(guides: Guidebook) -> str:
    lines = [
        "# Guides",
        "",
        "Read one with `toolspan docs SECTION`; search with `toolspan docs --search QUESTION`.",
        "",
    ]
    for row in guides.outline():
        parts = ", ".join(part.partition("#")[2] for part in row["parts"])
        lines.append(f"- **{row['section']}**" + (f": {parts}" if parts else ""))
    return "\n".join(lines)


def _as_list(found: Sequence[Mapping[str, Any]]) -> str:
    if not found:
        return "No section matches. `toolspan docs` lists all sections."
    return "\n\n".join(f"**{row['section']}**: {_prose(row['excerpt'])}" for row in found)


def _prose(excerpt: str) -> str:
    """Return the sentences of an excerpt, without headings and tables."""
    lines = [line.strip() for line in excerpt.splitlines()]
    text = " ".join(line for line in lines if line and line[0] not in "#|`")
    return f"{text}..." if text else "(a table; read the section)"
