"""Search sources of a connector: files that say what its operations are asked for, and what it cannot do."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

from toolspan.errors import ConfigurationError
from toolspan.tools.search_index import Synonyms

if TYPE_CHECKING:
    from collections.abc import Mapping
    from importlib.resources.abc import Traversable

    from toolspan.operations.model import Operation

_ASKED = "asked:"
_COLUMNS = 4
"""Columns that a preset must have; two more are a fact of its own, and what it takes."""


@dataclass(frozen=True, slots=True)
class Preset:
    """Operation with one parameter set, such as a report of one type.

    `line` says what it answers. `extra` is `name=value`, a fact of the operation where the parameter has this value, such
    as for whom it is. `takes` says what to give besides, such as the longest period.
    """

    value: str
    operation: str
    parameter: str
    line: str
    extra: str = ""
    takes: str = ""

    def applied(self, operation: Operation) -> Operation:
        """Return the operation as it is with this value."""
        name, _, value = self.extra.partition("=")
        return replace(operation, extra={**operation.extra, name: value}) if name else operation


@dataclass(frozen=True, slots=True)
class NotHere:
    """What people ask for and the connector cannot do: how they ask, and what to say to them."""

    title: str
    asked: tuple[str, ...]
    say: str


class SearchSources:
    """Files with which a connector helps its search; each may be missing.

    `synonyms.toml` holds the fields of `Synonyms`, `presets.tsv` one `Preset` a line, `not_here.md` one section for
    each thing that is not there, and `areas.toml` the entities of each area, in the order of their importance.

    Args:
        folder: Where they are.
    """

    def __init__(self, folder: Traversable | None = None) -> None:
        self._folder = folder

    @cached_property
    def synonyms(self) -> Synonyms:
        """Words of the trade."""
        try:
            return Synonyms(**self._toml("synonyms.toml"))
        except TypeError as error:
            raise ConfigurationError(f"{self._folder}/synonyms.toml: {error}.") from None

    @cached_property
    def areas(self) -> Mapping[str, list[str]]:
        """Entities by area."""
        return self._toml("areas.toml")

    @cached_property
    def presets(self) -> tuple[Preset, ...]:
        """Operations with a parameter set."""
        rows = (
            line.split("\t") for line in self._text("presets.tsv").splitlines() if line[:1] not in ("", "#")
        )
        return tuple(self._preset(row) for row in rows)

    @cached_property
    def not_here(self) -> tuple[NotHere, ...]:
        """What the connector cannot do."""
        parts = re.split(r"^## +(.+)$", self._text("not_here.md"), flags=re.MULTILINE)
        return tuple(
            _absent(title.strip(), text) for title, text in zip(parts[1::2], parts[2::2], strict=True)
        )

    def _preset(self, row: list[str]) -> Preset:
        if not _COLUMNS <= len(row) <= _COLUMNS + 2:
            raise ConfigurationError(
                f"{self._folder}/presets.tsv: {row[0]!r} needs four to six columns: value, operation, parameter, line, extra, takes."
            )
        return Preset(*row)

    def _toml(self, name: str) -> dict[str, Any]:
        import tomllib  # noqa: PLC0415 - only a search reads such a file

        return tomllib.loads(self._text(name))

    def _text(self, name: str) -> str:
        if self._folder is None:
            return ""
        try:
            return (self._folder / name).read_text(encoding="utf-8")
        except FileNotFoundError:
            return ""


def _absent(title: str, text: str) -> NotHere:
    """Return a section of `not_here.md`: its line of phrases, and the rest as one paragraph."""
    lines = [line.strip() for line in text.splitlines()]
    asked = " ".join(line.removeprefix(_ASKED).strip() for line in lines if line.startswith(_ASKED))
    phrases = tuple(filter(None, (phrase.strip() for phrase in asked.split(";"))))
    return NotHere(title, phrases, " ".join(line for line in lines if line and not line.startswith(_ASKED)))
