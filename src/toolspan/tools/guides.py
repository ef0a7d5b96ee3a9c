"""Guides of a connector, read by section."""

from __future__ import annotations

import re
from functools import cached_property
from typing import TYPE_CHECKING, Any

from toolspan.contract import Section
from toolspan.errors import NotFound
from toolspan.operations.names import closest, squash
from toolspan.runtime.scope import budget_or
from toolspan.tools.options import MAX_OUTPUT_CHARS

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable

    from toolspan.base import BaseConnector
    from toolspan.contract import Call
    from toolspan.page import Page


_DEFAULT = f"{MAX_OUTPUT_CHARS:,} characters by default"
"""The limit of a result as a guide says it, which does not know the tool that reads it."""


def _split(guide: str, text: str) -> list[Section]:
    """Return the whole guide and its parts under second-level headings."""
    parts = re.split(r"^## +(.+)$", text, flags=re.MULTILINE)
    intro = Section(guide, guide, parts[0].strip())
    heads, bodies = parts[1::2], parts[2::2]
    return [
        intro,
        *(Section(f"{guide}#{_part(h)}", h.strip(), b.strip()) for h, b in zip(heads, bodies, strict=True)),
    ]


def _part(heading: str) -> str:
    """Return the name of a part: an action as it is written, and other headings like one."""
    return "_".join(heading.lower().split())


class Guides:
    """All guides of a connector, read from its package at first use.

    Args:
        folder: Holds one Markdown file per entity, and some of general interest.
    """

    def __init__(self, folder: Traversable) -> None:
        self._folder = folder

    @cached_property
    def _texts(self) -> dict[str, str]:
        files = sorted(self._folder.iterdir(), key=lambda entry: entry.name)
        guides = (entry for entry in files if entry.name.endswith(".md"))
        return {entry.name.removesuffix(".md"): entry.read_text(encoding="utf-8") for entry in guides}

    @cached_property
    def sections(self) -> dict[str, Section]:
        """All sections by name."""
        return {
            section.name: section for guide, text in self._texts.items() for section in _split(guide, text)
        }

    @cached_property
    def _parts(self) -> dict[str, Section]:
        """The parts of guides, by names without case and underscores: models write them in many ways."""
        found = ((name.partition("#"), section) for name, section in self.sections.items())
        return {f"{guide}#{squash(part)}": section for (guide, _, part), section in found if part}

    def outline(self) -> list[dict[str, Any]]:
        """Return each guide with its sections."""
        return [
            {"section": guide, "parts": [name for name in self.sections if name.startswith(f"{guide}#")]}
            for guide in self._texts
        ]

    def read(self, section: str) -> str:
        """Return the text of `orders`, or of one part such as `orders#list`.

        Raises:
            NotFound: There is no such section; the message names the closest.
        """
        guide, _, part = section.strip().replace(".", "#").partition("#")
        by_form = {squash(name): name for name in self._texts}
        name = by_form.get(squash(guide), guide)
        if not part and name in self._texts:
            return self._texts[name]
        found = self._parts.get(f"{name}#{squash(part)}") if part else self.sections.get(name)
        if found is None and part and name in self._texts:
            raise self._no_part(section, name, part)
        if found is None:
            near = closest(guide, self._texts)
            raise NotFound(
                f'There is no guide "{section[:80]}".' + (f' Did you mean "{near}"?' if near else ""),
                hint=f"The guides are: {', '.join(self._texts)}.",
            )
        return f"# {found.name}\n\n{found.text}"

    def _no_part(self, section: str, name: str, part: str) -> NotFound:
        parts = [known.partition("#")[2] for known in self.sections if known.startswith(f"{name}#")]
        near = closest(part, parts)
        return NotFound(
            f'There is no section "{section[:80]}".' + (f' Did you mean "{name}#{near}"?' if near else ""),
            hint=f"The sections of {name} are: {', '.join(parts)}. The whole guide is {name}.",
        )


async def read_docs(connector: BaseConnector, call: Call) -> Page:
    """Handler of `docs.read`: return one section of the guides, or the outline of all."""
    section = call.values.get("section")
    if section is None:
        return _page("docs.read", connector.guides.outline())
    text = connector.guides.read(section).replace(
        _DEFAULT, f"{budget_or(MAX_OUTPUT_CHARS):,} characters here"
    )
    return _page("docs.read", [{"section": section, "text": text}])


def _page(name: str, data: list[Any]) -> Page:
    from toolspan.page import Meta, Page  # noqa: PLC0415 - brings pydantic's models, which the first call needs

    return Page.model_construct(data=data, meta=Meta(operation=name, count=len(data)), raw=None)
