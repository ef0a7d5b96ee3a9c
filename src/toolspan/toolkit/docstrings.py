"""Docstrings of functions: what a tool is for, and what its parameters mean, in Google, NumPy and Sphinx style."""

from __future__ import annotations

import inspect
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

STYLES: tuple[Literal["google", "numpy", "sphinx"], ...] = ("google", "numpy", "sphinx")
_SECTIONED = re.compile(r"^\s*(?::\w[^:\n]*:|-{3,}\s*$|[A-Z][\w ]*:\s*$)", re.MULTILINE)
"""What every section of one of the styles has. Text without it is a description and nothing else."""
_NOTES = ("admonition", "text", "examples")


@dataclass(frozen=True, slots=True)
class Docstring:
    """Docstring of a function, taken apart.

    `description` is what stands outside of sections, with notes, examples and what is returned;
    `parameters` are texts by parameter.
    """

    description: str = ""
    parameters: Mapping[str, str] = field(default_factory=dict)


def read_docstring(fn: Any, names: Collection[str]) -> Docstring:
    """Return the docstring of a function; of the three styles, the one that describes most of its parameters counts.

    Args:
        fn: The function.
        names: Of its parameters.
    """
    text = inspect.cleandoc(fn.__doc__ or "")
    if not _SECTIONED.search(text):
        return Docstring(text)
    from griffe import Docstring as Parsed  # noqa: PLC0415 - a quarter of a second, for those who write sections

    best, most = Docstring(text), 0
    for style in STYLES:
        sections = Parsed(text, lineno=1).parse(style, warnings=False)
        found = _parameters(sections, names)
        others = any(section.kind.value in ("returns", "raises") for section in sections)
        if (score := 2 * len(found) + others) > most:
            best, most = Docstring(_description(sections), found), score
    return best


def _parameters(sections: Sequence[Any], names: Collection[str]) -> dict[str, str]:
    return {
        item.name: " ".join(item.description.split())
        for section in sections
        if section.kind.value in ("parameters", "other parameters")
        for item in section.value
        if item.name in names and item.description.strip()
    }


def _description(sections: Sequence[Any]) -> str:
    parts = []
    for section in sections:
        kind = section.kind.value
        if kind == "text":
            parts.append(section.value.strip())
        elif kind == "admonition":
            parts.append(f"{section.title}: {section.value.description.strip()}")
        elif kind == "examples":
            parts.append("Examples:\n" + "\n".join(text for _, text in section.value))
        elif kind == "returns" and (
            said := [each.description.strip() for each in section.value if each.description]
        ):
            parts.append(f"Returns: {' '.join(' '.join(said).split())}")
    return "\n\n".join(filter(None, parts))
