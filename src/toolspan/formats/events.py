"""Events emitted by the streaming JSON and XML readers, so that no document is held whole.

An event is the start of a list, a row of one, or metadata (a value beside the rows). XML has a fourth:
a name that repeats within its element, so that it must be a list in every row.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from pydantic_core import to_json

from toolspan.errors import UpstreamError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

EVENT_CAP = 16 * 2**20
"""Longest row, or metadata value, in characters."""
METADATA_CAP = 4_000
"""Most characters of metadata returned beside rows."""
SECTION = "_section"
"""Key added to rows: the name of their list, if the document has several."""
FILE_HINT = (
    "A retry will not help. In Python reports.download saves the file as it is; elsewhere, but not in "
    "an agent's tools, get its address with reports.document."
)


class DocumentEvent(NamedTuple):
    """Event of a streaming reader.

    Args:
        kind: Kind of event.
        name: Name of the list or of the metadata; None for rows of a document that is itself a list. For a
            `repeat`, the path from the list's name on, such as `Message/Order/Item`.
        value: The row, or the metadata.
    """

    kind: Literal["list", "row", "metadata", "repeat"]
    name: str | None
    value: Any = None


@dataclass(slots=True)
class Metadata:
    """Metadata beside the rows, up to a size limit."""

    values: dict[str, Any] = field(default_factory=dict)
    omitted: list[str] = field(default_factory=list)
    _size: int = 0

    def __bool__(self) -> bool:
        return bool(self.values or self.omitted)

    def add(self, name: str, value: Any) -> None:
        """Add a value; only its name if the limit is reached."""
        self._size += len(to_json(value))
        if self._size <= EVENT_CAP:
            self.values[name] = value
        elif len(self.omitted) < METADATA_CAP:
            self.omitted.append(name)

    def beside_rows(self) -> tuple[dict[str, Any], list[str]]:
        """Return the metadata to show beside rows, and a warning if some is left out."""
        if not self.omitted and self._size <= METADATA_CAP:
            return self.values, []
        names = ", ".join([*self.values, *self.omitted])[:500]
        return {}, [f"Values of the document beside its rows are left out: {names}."]

    def as_row(self) -> dict[str, Any]:
        """Return all metadata as the only row of a document without lists.

        Raises:
            UpstreamError: The values are too large.
        """
        if self.omitted:
            raise UpstreamError("The document is one record of many megabytes, not rows.", hint=FILE_HINT)
        return self.values


def as_row(value: Any) -> dict[str, Any]:
    """Return a row as an object; anything else becomes its `value`."""
    return value if isinstance(value, dict) else {"value": value}


@dataclass(slots=True)
class DocumentShape:
    """Structure of a whole document: the names of its lists, and of elements that repeat in any row."""

    lists: set[str | None] = field(default_factory=set)
    repeats: set[str] = field(default_factory=set)

    def learn(self, event: DocumentEvent) -> None:
        """Record the structure that an event shows."""
        if event.kind == "list":
            self.lists.add(event.name)
        elif event.kind == "repeat":
            self.repeats.add(str(event.name))

    def row(self, name: str | None, value: Any) -> dict[str, Any]:
        """Return a row, with its list's name if there are several; an element that repeats in any row is a list in all."""
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


def rows_of(events: Iterable[DocumentEvent], shape: DocumentShape) -> Iterator[dict[str, Any]]:
    """Yield the rows of a document of this shape; without lists, its metadata as one row."""
    metadata = Metadata()
    for kind, name, value in events:
        if kind == "row":
            yield shape.row(name, value)
        elif kind == "metadata" and not shape.lists:
            metadata.add(str(name), value)
    if not shape.lists and (metadata):
        yield metadata.as_row()
