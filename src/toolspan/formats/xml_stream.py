"""Reads XML as it arrives: the children of the root one by one.

The parser is the one in Python, and it refuses what makes XML dangerous: a document type, and with
it every entity that a document could define for itself.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import chain, dropwhile
from typing import TYPE_CHECKING, Any, NoReturn
from xml.parsers import expat

from toolspan.errors import UpstreamError
from toolspan.formats.events import FILE_HINT, PART_CAP, Part

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

DEEPEST = 100
"""Elements within each other at most."""
_ENVELOPE = ("Header",)  # of an envelope: it stands beside the messages and is none
_NODE_COST = 64  # what an element takes besides its text, in characters


def xml_parts(pieces: Iterable[str]) -> Iterator[Part]:
    """Yield the parts of an XML document: children of the root with children of their own are rows.

    An element becomes its text, or an object of its children; attributes are named `@name`, and
    children of the same name become a list, which a part tells of once. An envelope without messages is an empty list.

    Raises:
        UpstreamError: It is not XML, defines a document type, or one part is too large.
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
    return UpstreamError(f"The document is not XML that can be read: {why}.", hint=FILE_HINT)


@dataclass(slots=True)
class _Element:
    name: str
    values: dict[str, Any]
    text: list[str] = field(default_factory=list)

    def add(self, name: str, value: Any) -> bool:
        """Add a child and return whether its name is the second of its kind."""
        if name not in self.values:
            self.values[name] = value
        elif isinstance(self.values[name], list):
            self.values[name].append(value)
        else:
            self.values[name] = [self.values[name], value]
            return True
        return False

    def value(self) -> Any:
        """Return the text alone, or an object."""
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
        self._ready: list[Part] = []
        self._lists = set[str | None]()
        self._repeats = set[str]()
        self._size = 0
        self._envelope = False

    def ready(self) -> Iterator[Part]:
        """Yield the parts that are complete."""
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
        if self._size > PART_CAP:
            raise _unreadable(f"one part of it is larger than {PART_CAP // 2**20} MiB")

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
            self._ready.append(Part("repeat", path))

    def _child(self, name: str, value: Any) -> None:
        if not isinstance(value, dict) or name in _ENVELOPE:
            self._envelope |= name in _ENVELOPE
            self._ready.append(Part("fact", name, value))
            return
        self._list(name)
        self._ready.append(Part("row", name, value))

    def _list(self, name: str | None) -> None:
        if name not in self._lists:
            self._lists.add(name)
            self._ready.append(Part("list", name))

    def _root(self, value: Any) -> None:
        """Take what the root itself says: attributes, and text where it has nothing else."""
        own = value if isinstance(value, dict) else {"value": value} if value else {}
        self._ready += [Part("fact", name, content) for name, content in own.items()]
        if self._envelope and not self._lists:
            self._list(None)


def _refuse(*_: object) -> NoReturn:
    raise UpstreamError(
        "The document defines a document type or entities, which no report does; it was not read on.",
        hint="Do not trust this document. Do not repeat the call.",
    )
