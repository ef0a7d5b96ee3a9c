"""Streaming XML reader: emits the children of the root one by one.

Rejects document type declarations, and so all entities: they make Python's XML parser unsafe.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import chain, dropwhile
from typing import TYPE_CHECKING, Any, NoReturn
from xml.parsers import expat

from toolspan.errors import UpstreamError
from toolspan.formats.events import EVENT_CAP, FILE_HINT, DocumentEvent

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

DEEPEST = 100
"""Deepest nesting of elements."""
_ENVELOPE = ("Header",)  # of an envelope: metadata beside the messages
_NODE_COST = 64  # characters counted per element, besides its text


def xml_events(pieces: Iterable[str]) -> Iterator[DocumentEvent]:
    """Yield the events of an XML document: children of the root with children of their own are rows.

    An element becomes its text, or an object of its children; attributes are keyed `@name`. Children of
    the same name become a list, announced by one `repeat` event. An envelope without messages is an empty list.

    Raises:
        UpstreamError: The document is not XML, defines a document type, or one value is too large.
    """
    reader = _Reader()
    text = dropwhile(lambda piece: not piece or piece.isspace(), pieces)
    start = next(text, "").lstrip()
    if not start:
        return
    try:
        for piece in chain((start,), text):
            reader.parser.Parse(piece, False)
            yield from reader.ready()
        reader.parser.Parse("", True)
    except expat.ExpatError as error:
        raise _unreadable(expat.errors.messages.get(error.code, "broken")) from None
    yield from reader.ready()


def _unreadable(why: str) -> UpstreamError:
    return UpstreamError(f"The document is not readable XML: {why}.", hint=FILE_HINT)


@dataclass(slots=True)
class _Element:
    name: str
    values: dict[str, Any]
    text: list[str] = field(default_factory=list)

    def add(self, name: str, value: Any) -> bool:
        """Add a child and return whether it is the second with its name."""
        if name not in self.values:
            self.values[name] = value
        elif isinstance(self.values[name], list):
            self.values[name].append(value)
        else:
            self.values[name] = [self.values[name], value]
            return True
        return False

    def value(self) -> Any:
        """Return the element's text, or an object of its children."""
        text = "".join(self.text).strip()
        if not self.values:
            return text
        return self.values | {"#text": text} if text else self.values


class _Reader:
    """Builds one child of the root at a time."""

    def __init__(self) -> None:
        self.parser = expat.ParserCreate()
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._characters
        self.parser.StartDoctypeDeclHandler = self.parser.EntityDeclHandler = _refuse
        self._open: list[_Element] = []
        self._ready: list[DocumentEvent] = []
        self._lists = set[str | None]()
        self._repeats = set[str]()
        self._size = 0
        self._envelope = False

    def ready(self) -> Iterator[DocumentEvent]:
        """Yield the events completed so far."""
        yield from self._ready
        self._ready.clear()

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        if len(self._open) == DEEPEST:
            raise _unreadable("nested too deeply")
        self._grow(_NODE_COST + sum(map(len, attributes.values())))
        self._open.append(_Element(name, {f"@{name}": value for name, value in attributes.items()}))

    def _characters(self, text: str) -> None:
        self._grow(len(text))
        self._open[-1].text.append(text)

    def _grow(self, size: int) -> None:
        self._size += size
        if self._size > EVENT_CAP:
            raise _unreadable(f"one value is larger than {EVENT_CAP // 2**20} MiB")

    def _end(self, name: str) -> None:
        value = self._open.pop().value()
        if len(self._open) > 1:
            if self._open[-1].add(name, value):
                self._repeat("/".join([*(element.name for element in self._open[1:]), name]))
        elif self._open:
            self._size = 0
            self._child(name, value)
        else:
            self._root(value)

    def _repeat(self, path: str) -> None:
        if path not in self._repeats:
            self._repeats.add(path)
            self._ready.append(DocumentEvent("repeat", path))

    def _child(self, name: str, value: Any) -> None:
        if not isinstance(value, dict) or name in _ENVELOPE:
            self._envelope |= name in _ENVELOPE
            self._ready.append(DocumentEvent("metadata", name, value))
            return
        self._list(name)
        self._ready.append(DocumentEvent("row", name, value))

    def _list(self, name: str | None) -> None:
        if name not in self._lists:
            self._lists.add(name)
            self._ready.append(DocumentEvent("list", name))

    def _root(self, value: Any) -> None:
        """Emit the root's attributes as metadata, and its text if it has nothing else."""
        own = value if isinstance(value, dict) else {"value": value} if value else {}
        self._ready += [DocumentEvent("metadata", name, content) for name, content in own.items()]
        if self._envelope and not self._lists:
            self._list(None)


def _refuse(*_: object) -> NoReturn:
    raise UpstreamError(
        "The document defines a document type or entities, which no report does; it was not read on.",
        hint="Do not trust this document. Do not repeat the call.",
    )
