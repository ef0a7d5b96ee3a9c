"""Guides of a connector: read by section, or searched by a question."""

from __future__ import annotations

import math
import re
from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from toolspan.errors import InvalidInput, NotFound
from toolspan.operations.names import closest, snake, squash
from toolspan.runtime.scope import budget_or
from toolspan.tools.describe import allowed, brief, usage
from toolspan.tools.options import MAX_OUTPUT_CHARS

if TYPE_CHECKING:
    from collections.abc import Sequence
    from importlib.resources.abc import Traversable

    from toolspan.base import BaseConnector
    from toolspan.contract import Call
    from toolspan.operations.model import Operation
    from toolspan.page import Page


_DEFAULT = f"{MAX_OUTPUT_CHARS:,} characters by default"
"""The limit of a result as a guide says it, which does not know the tool that reads it."""
_WORD = re.compile(r"[a-z0-9]+")
_EXCERPT = 240
_FOUND = 5
_BEST = 5
_TITLE_WEIGHT = 4
_ENDINGS = ("ies", "es", "s", "ing", "ed")


@dataclass(frozen=True, slots=True)
class Section:
    """One part of a guide: `orders`, or `orders#list`."""

    name: str
    title: str
    text: str
    words: dict[str, int]


def _stem(word: str) -> str:
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) > 2:  # noqa: PLR2004 - keep a stem worth the name
            return word[: -len(ending)] + ("y" if ending == "ies" else "")
    return word


def _words(text: str) -> list[str]:
    return [_stem(word) for word in _WORD.findall(text.lower().replace("_", " "))]


def section_of(name: str, title: str, text: str) -> Section:
    """Return a section with its words counted; those of its title count more."""
    counts: dict[str, int] = {}
    for word in _words(text):
        counts[word] = counts.get(word, 0) + 1
    for word in _words(f"{name} {title}"):
        counts[word] = counts.get(word, 0) + _TITLE_WEIGHT
    return Section(name, title, text, counts)


def _split(guide: str, text: str) -> list[Section]:
    """Return the whole guide and its parts under second-level headings."""
    parts = re.split(r"^## +(.+)$", text, flags=re.MULTILINE)
    intro = section_of(guide, guide, parts[0].strip())
    heads, bodies = parts[1::2], parts[2::2]
    return [
        intro,
        *(
            section_of(f"{guide}#{squash(h)}", h.strip(), b.strip())
            for h, b in zip(heads, bodies, strict=True)
        ),
    ]


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
        found = self.sections.get(f"{name}#{squash(part)}") if part else self.sections.get(name)
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

    def search(self, query: str) -> list[dict[str, Any]]:
        """Return the sections that answer a question best, the best first."""
        if not _words(query):
            raise InvalidInput("docs.search: query holds no word to look for.")
        scored = [(self.score(section, query), section) for section in self.sections.values()]
        best = sorted((pair for pair in scored if pair[0] > 0), key=lambda pair: -pair[0])[:_FOUND]
        return [{"section": s.name, "title": s.title, "excerpt": brief(s.text, _EXCERPT)} for _, s in best]

    def score(self, section: Section, query: str) -> float:
        """Return how well a section answers a query: rare words count more, repeated ones less and less."""
        return sum(self._rarity(word) * _damped(section.words.get(word, 0)) for word in set(_words(query)))

    def rank(self, operations: Sequence[Operation], query: str) -> list[Operation]:
        """Return the operations whose name, summary, parameters and guide share most with a question."""
        scored = []
        for operation in operations:
            parameters = " ".join(snake(p.name) for p in operation.parameters)
            text = f"{operation.summary} {operation.summary} {parameters}"
            score = self.score(section_of(operation.name, operation.entity, text), query) * 2
            if guide := self.sections.get(f"{operation.entity}#{operation.action}"):
                score += self.score(guide, query)
            scored.append((score * (0.5 if operation.deprecated else 1.0), operation))
        best = sorted(scored, key=lambda pair: -pair[0])[:_BEST]
        return [operation for score, operation in best if score > 0]

    @cached_property
    def _holding(self) -> Counter[str]:
        """How many sections hold each word."""
        return Counter(word for section in self.sections.values() for word in section.words)

    def _rarity(self, word: str) -> float:
        return math.log(1 + len(self.sections) / (1 + self._holding[word]))


def _damped(count: int) -> float:
    return count / (count + 1.5)


def inspect_connector(connector: BaseConnector, query: str | None) -> dict[str, Any]:
    """Return what a connector can do; with a query, the operations and guide sections that fit it best.

    Args:
        connector: Its policy decides which operations count.
        query: A question or task in words.
    """
    if not connector.operations.complete:
        return _server_knows(connector, query)
    operations = allowed(connector.operations, connector.policy)
    writes = allowed(connector.operations, connector.policy, writes=True)
    if query:
        return {
            "operations": [
                _row(operation) for operation in connector.guides.rank([*operations, *writes], query)
            ],
            "sections": connector.guides.search(query),
        }
    return {
        "connector": connector.title,
        **connector.about(),
        "reads": [f"{operation.entity}.{usage(operation)}" for operation in operations],
        "writes": [f"{operation.entity}.{usage(operation)}" for operation in writes],
        "sections": [row["section"] for row in connector.guides.outline()],
    }


def _server_knows(connector: BaseConnector, query: str | None) -> dict[str, Any]:
    """Return where to look, for a connector whose operations only the server knows."""
    said = {
        "connector": connector.title,
        **connector.about(),
        "next": "Read the guide for entities and actions.",
    }
    said |= {"writes": list(connector.policy.writes)} if connector.policy.writes else {}
    return said | ({"search": f'execute("docs", "search", {{"query": "{query}"}})'} if query else {})


async def search_docs(connector: BaseConnector, call: Call) -> Page:
    """Handler of `docs.search`: return the guide sections and operations that fit a question best."""
    query = call.values["query"]
    if not query:
        return _page("docs.search", connector.guides.search(query))
    found = inspect_connector(connector, query)
    return _page("docs.search", [*found["sections"], *found["operations"]])


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


def _row(operation: Operation) -> dict[str, Any]:
    row = {
        "entity": operation.entity,
        "action": operation.action,
        "summary": operation.summary,
        "example": dict(operation.example),
    }
    return row | ({"deprecated": dict(operation.deprecated)} if operation.deprecated else {})
