"""What JSON and XML documents consist of, one part after the other, so that none is ever held whole.

A part is a list that begins, a row of one, or a fact: whatever stands beside the rows. In XML there
is a fourth: a name that repeats within its element, which only a reader of the whole document knows.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from pydantic_core import to_json

from toolspan.errors import UpstreamError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

PART_CAP = 16 * 2**20
"""Characters of one row, or of one fact, at most."""
ABOUT_CAP = 4_000
"""Characters of facts that are worth telling beside rows."""
SECTION = "_section"
"""Key that says from which of a document's lists a row is."""
FILE_HINT = (
    "The same call will not read it either. In Python reports.download saves the file as it is; elsewhere, but not in "
    "an agent's tools, get its address with reports.document."
)


class Part(NamedTuple):
    """One part: `name` is that of its list or of the fact, None for rows of a document that is itself a list.

    Of a `repeat` it is the path from the name of the list on, such as `Message/Order/Item`.
    """

    kind: Literal["list", "row", "fact", "repeat"]
    name: str | None
    value: Any = None


@dataclass(slots=True)
class Facts:
    """What stands beside the rows, as far as there is room for it."""

    kept: dict[str, Any] = field(default_factory=dict)
    lost: list[str] = field(default_factory=list)
    _size: int = 0

    def add(self, name: str, value: Any) -> None:
        """Keep a fact, or its name where it is too large."""
        self._size += len(to_json(value))
        if self._size <= PART_CAP:
            self.kept[name] = value
        elif len(self.lost) < ABOUT_CAP:
            self.lost.append(name)

    def beside_rows(self) -> tuple[dict[str, Any], list[str]]:
        """Return what to tell beside rows, and a warning where that is not everything."""
        if not self.lost and self._size <= ABOUT_CAP:
            return self.kept, []
        names = ", ".join([*self.kept, *self.lost])[:500]
        return {}, [f"Parts of the document that are no rows are left out: {names}."]

    def as_row(self) -> dict[str, Any]:
        """Return all facts as the one row of a document without lists.

        Raises:
            UpstreamError: They are too many.
        """
        if self.lost:
            raise UpstreamError("The document is one record of many megabytes, not rows.", hint=FILE_HINT)
        return self.kept


def as_row(value: Any) -> dict[str, Any]:
    """Return a row as an object; anything else becomes its `value`."""
    return value if isinstance(value, dict) else {"value": value}


@dataclass(slots=True)
class Shape:
    """What only the whole document tells of its rows: the names of its lists, and what repeats in any row."""

    lists: set[str | None] = field(default_factory=set)
    repeats: set[str] = field(default_factory=set)

    def learn(self, part: Part) -> None:
        """Take in one part."""
        if part.kind == "list":
            self.lists.add(part.name)
        elif part.kind == "repeat":
            self.repeats.add(str(part.name))

    def row(self, name: str | None, value: Any) -> dict[str, Any]:
        """Return a row with the name of its list where there are several; what repeats in any row is a list in each."""
        row = as_row(_with_lists(value, str(name), self.repeats) if self.repeats else value)
        return {SECTION: name, **row} if len(self.lists) > 1 else row


def _with_lists(value: Any, path: str, repeats: set[str]) -> Any:
    if isinstance(value, list):
        return [_with_lists(one, path, repeats) for one in value]
    if not isinstance(value, dict):
        return value
    found: dict[str, Any] = {}
    for name, child in value.items():
        place = f"{path}/{name}"
        full = _with_lists(child, place, repeats)
        found[name] = [full] if place in repeats and not isinstance(full, list) else full
    return found


def rows_of(parts: Iterable[Part], shape: Shape) -> Iterator[dict[str, Any]]:
    """Yield the rows of a document of this shape; its facts where there is no list."""
    facts = Facts()
    for kind, name, value in parts:
        if kind == "row":
            yield shape.row(name, value)
        elif kind == "fact" and not shape.lists:
            facts.add(str(name), value)
    if not shape.lists and (facts.kept or facts.lost):
        yield facts.as_row()
