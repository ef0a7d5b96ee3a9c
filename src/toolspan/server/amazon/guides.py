"""The connector's guides, as Markdown and as blocks for clients of the hosted API."""

from __future__ import annotations

import re
from typing import Any

from toolspan.server.amazon.definition import CONNECTOR, SLUG, TITLE
from toolspan.tools.search import find

_HEADING = re.compile(r"(#{1,6}) +(.+)")
_ITEM = re.compile(r"[-*] +(.+)")


def outline() -> list[dict[str, Any]]:
    """Return all guides and their sections."""
    sections = CONNECTOR.guides.sections.values()
    return [
        {"id": one.name, "title": one.title, "summary": one.text.split("\n", 1)[0][:200]} for one in sections
    ]


def search(query: str) -> list[dict[str, Any]]:
    """Return the operations and sections that fit a question best.

    Raises:
        InvalidInput: The question has no searchable word.
    """
    return find(CONNECTOR, query).rows


def document(section: str | None) -> dict[str, Any]:
    """Return a guide or a section of it; without `section`, the table of contents.

    Raises:
        NotFound: There is no such section.
    """
    name = section.removeprefix("entity:") if section else None
    text = CONNECTOR.guides.read(name) if name else _contents()
    return {
        "id": SLUG,
        "metadata": {
            "id": SLUG,
            "title": TITLE,
            "kind": "connector",
            "summary": f"How to use {TITLE}.",
            "warnings": [],
        },
        "section_id": section,
        "outline": outline(),
        "content": blocks(text),
        "data": {"markdown": text},
    }


def _contents() -> str:
    guides = "\n".join(f"- {one['section']}" for one in CONNECTOR.guides.outline())
    return f"# {TITLE}\n\nAsk for a section by its name:\n\n{guides}"


def blocks(text: str) -> list[dict[str, Any]]:
    """Split Markdown into headings, paragraphs, lists and code."""
    found: list[dict[str, Any]] = []
    for part in re.split(r"(```.*?```)", text, flags=re.DOTALL):
        if part.startswith("```"):
            language, _, code = part.strip("`").partition("\n")
            found.append({"type": "code", "language": language or None, "code": code.rstrip("\n")})
        else:
            for paragraph in re.split(r"\n\s*\n", part):
                found.extend(_plain(paragraph.strip()))
    return found


def _plain(paragraph: str) -> list[dict[str, Any]]:
    if not paragraph:
        return []
    first, _, rest = paragraph.partition("\n")
    if heading := _HEADING.fullmatch(first):
        level, title = heading.groups()
        return [{"type": "heading", "level": len(level), "text": title}, *_plain(rest.strip())]
    lines = paragraph.splitlines()
    items = [_ITEM.fullmatch(line.strip()) for line in lines]
    if all(items):
        return [{"type": "list", "items": [item.group(1) for item in items if item]}]
    return [{"type": "paragraph", "text": paragraph}]
