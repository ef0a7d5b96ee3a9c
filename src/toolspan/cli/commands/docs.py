"""`toolspan docs`: prints the guides that agents read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from toolspan.cli.options import Json, Named

if TYPE_CHECKING:
    from collections.abc import Mapping

    from toolspan.contract import Guidebook
    from toolspan.tools.search import Results


def docs(
    section: Annotated[
        str | None, typer.Argument(help="Section, such as orders or reports#run. Default: the outline.")
    ] = None,
    search: Annotated[
        str | None, typer.Option(help="Find the operations and sections that fit a question.")
    ] = None,
    connector: Named = None,
    as_json: Json = False,
) -> None:
    """Read the guides.

    They describe parameters, rate limits, paging and pitfalls of each entity, with examples. Agents
    read the same text through the tool read_skill_docs. Piped output is plain Markdown.
    """
    from toolspan.cli.console import failing, print_json, usage
    from toolspan.registry import connector_class
    from toolspan.tools.search import find

    with failing(as_json=as_json), usage():
        guides = connector_class(connector).guides
        if search:
            found = find(connector_class(connector), search)
            print_json(found.rows) if as_json else _show(_as_list(found))
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


def _as_list(found: Results) -> str:
    return "\n\n".join([*map(_line, found.rows), *filter(None, [found.note])])


def _line(row: Mapping[str, Any]) -> str:
    if "not_here" in row:
        return f"**Not here: {row['not_here']}.** {row['say']}"
    if "action" not in row:
        return f"**{row['section']}**: {row['what']}"
    read = f" Read {row['section']}." if "section" in row else ""
    required = f" Requires {row['requires']}." if "requires" in row else ""
    params = "".join(f" with {name}={value}" for name, value in row.get("params", {}).items())
    return f"**{row['entity']}.{row['action']}**{params} ({row['effect']}): {row['what']}{required}{read}"
