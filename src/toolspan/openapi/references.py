"""References of a document: `$ref` inside it, and to files beside it; never to somewhere else."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import unquote

from toolspan.errors import ConfigurationError
from toolspan.openapi.document import LARGEST, parse_file

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from toolspan.openapi.document import Document

_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:|//")
_LONGEST_CHAIN = 20
_SHOWN = 100


class Unusable(Exception):
    """What makes one operation unusable; its text is the reason. The rest of the document is served."""


@dataclass(frozen=True, slots=True, eq=False)
class Source:
    """One file of a document: the document itself, or one that it refers to."""

    data: Any = field(repr=False)
    name: str = ""
    file: Path | None = None


class Found(NamedTuple):
    """A value, and the file in which it stands: references inside it are relative to that."""

    value: Any
    source: Source


class Target(NamedTuple):
    """Where a reference leads: a file, and the tokens of the pointer inside it."""

    source: Source
    pointer: tuple[str, ...]


class References:
    """Follows the references of one document.

    Args:
        document: Its file's folder holds the files that it may refer to.
    """

    def __init__(self, document: Document) -> None:
        self.root = Source(document.data, "", document.file)
        self._folder = document.file.parent if document.file else None
        self._files: dict[Path, Source | Unusable] = {}
        if document.file:
            self._files[document.file] = self.root
        self._left = LARGEST

    def resolve(self, value: Any, source: Source) -> Found:
        """Return what a value stands for, if it is a reference, and the value itself otherwise.

        Raises:
            Unusable: A reference leads nowhere, to itself, or out of the document.
        """
        for _ in range(_LONGEST_CHAIN):
            if not isinstance(value, dict) or not isinstance(value.get("$ref"), str):
                return Found(value, source)
            value, source = self.at(self.target(value["$ref"], source))
        raise Unusable("a $ref leads back to itself")

    def mapping(self, value: Any, source: Source) -> tuple[Mapping[str, Any], Source]:
        """Return as `resolve` does what must be an object.

        Raises:
            Unusable: It is none, or as above.
        """
        found = self.resolve(value, source)
        if not isinstance(found.value, dict):
            raise Unusable("a part of it is no object")
        return found.value, found.source

    def target(self, reference: str, source: Source) -> Target:
        """Return where a reference leads.

        Raises:
            Unusable: It leads out of the document, or is none.
        """
        address, _, fragment = reference.partition("#")
        if address:
            source = self._other(address, source)
        if fragment and not fragment.startswith("/"):
            raise Unusable(f"$ref {reference[:_SHOWN]!r} is no JSON pointer")
        tokens = tuple(
            unquote(token).replace("~1", "/").replace("~0", "~") for token in fragment.split("/")[1:]
        )
        return Target(source, tokens)

    def at(self, target: Target) -> Found:
        """Return what stands there.

        Raises:
            Unusable: Nothing does.
        """
        value, source = target.source.data, target.source
        for token in target.pointer:
            if isinstance(value, dict) and "$ref" in value and token not in value:
                value, source = self.resolve(value, source)
            if isinstance(value, dict) and token in value:
                value = value[token]
            elif isinstance(value, list) and token.isdecimal() and int(token) < len(value):
                value = value[int(token)]
            else:
                raise Unusable(f"$ref {_spelled(target)[:_SHOWN]!r} leads nowhere")
        return Found(value, source)

    def _other(self, address: str, source: Source) -> Source:
        """Return the file that a reference names; it must stand in the document's folder."""
        if _SCHEME.match(address):
            raise Unusable(f"$ref {address[:_SHOWN]!r} leads to another address, and those are not followed")
        if self._folder is None or source.file is None:
            raise Unusable(
                f"$ref {address[:_SHOWN]!r} leads to a file, and the document was not read from one"
            )
        try:
            file = (source.file.parent / unquote(address)).resolve()
        except (OSError, ValueError, RuntimeError):
            raise Unusable(f"$ref {address[:_SHOWN]!r} is no file") from None
        if not file.is_relative_to(self._folder):
            raise Unusable(f"$ref {address[:_SHOWN]!r} leads out of the folder of the document")
        if file not in self._files:
            self._files[file] = self._read(file)
        found = self._files[file]
        if isinstance(found, Unusable):
            raise found
        return found

    def _read(self, file: Path) -> Source | Unusable:
        name = str(file.relative_to(self._folder)) if self._folder else file.name
        try:
            self._left -= file.stat().st_size
            if self._left < 0:
                return Unusable("the files of the document are too large together")
            return Source(parse_file(file), name, file)
        except OSError:
            return Unusable(f"$ref {name[:_SHOWN]!r}: there is no such file")
        except ConfigurationError as error:
            return Unusable(error.message[:200])


def _spelled(target: Target) -> str:
    return f"{target.source.name}#/{'/'.join(target.pointer)}"
