"""Streaming JSON reader: emits the entries of the outermost lists one by one."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, NoReturn

from pydantic_core import from_json

from toolspan.errors import UpstreamError
from toolspan.formats.events import EVENT_CAP, FILE_HINT, DocumentEvent

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator


def json_events(pieces: Iterable[str], fractions: Callable[[str], Any] = float) -> Iterator[DocumentEvent]:
    """Yield the events of a JSON document.

    Args:
        pieces: Its text.
        fractions: Converts the text of a number with a fraction or an exponent.

    Raises:
        UpstreamError: The document is not JSON, or one value is too large.
    """
    text = _Text(pieces, fractions)
    try:
        yield from _outermost(text)
        if text.peek():
            raise ValueError("something follows its end")  # noqa: TRY301 - reported like any other syntax error
    except json.JSONDecodeError as error:
        raise _unreadable(error.msg) from None
    except (ValueError, RecursionError) as error:
        raise _unreadable("nested too deeply" if isinstance(error, RecursionError) else str(error)) from None


def _unreadable(why: str) -> UpstreamError:
    return UpstreamError(f"The document is not readable JSON: {why[:120]}.", hint=FILE_HINT)


def _outermost(text: _Text) -> Iterator[DocumentEvent]:
    begin = text.peek()
    if begin == "[":
        yield DocumentEvent("list", None)
        yield from _entries(text, None)
    elif begin == "{":
        for name in _names(text):
            if text.peek() == "[":
                yield DocumentEvent("list", name)
                yield from _entries(text, name)
            else:
                yield DocumentEvent("metadata", name, text.value())
    elif begin and (value := text.value()) is not None:
        yield DocumentEvent("list", None)
        yield DocumentEvent("row", None, value)


def _entries(text: _Text, name: str | None) -> Iterator[DocumentEvent]:
    text.take("[")
    if text.peek() == "]":
        text.take("]")
        return
    while True:
        text.peek()
        yield DocumentEvent("row", name, text.value())
        if text.take(",]") == "]":
            return


def _names(text: _Text) -> Iterator[str]:
    text.take("{")
    if text.peek() == "}":
        text.take("}")
        return
    while True:
        if text.peek() != '"':
            raise ValueError("a name is missing")
        name = text.value()
        text.take(":")
        yield name
        if text.take(",}") == "}":
            return


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is no JSON")


class _Text:
    """Text read in pieces, with the reader's position."""

    def __init__(self, pieces: Iterable[str], fractions: Callable[[str], Any]) -> None:
        self._decoder = json.JSONDecoder(parse_float=fractions, parse_constant=_no_constant)
        self._pieces = iter(pieces)
        self._held = ""
        self._at = 0

    def peek(self) -> str:
        """Skip whitespace and return the next character; "" at the end."""
        while True:
            while self._at < len(self._held):
                if (character := self._held[self._at]) not in " \t\r\n":
                    return character
                self._at += 1
            if not self._more():
                return ""

    def take(self, expected: str) -> str:
        """Consume the next character, which must be one of these."""
        character = self.peek()
        if not character or character not in expected:
            raise ValueError(f"{' or '.join(expected)} is missing")
        self._at += 1
        return character

    def value(self) -> Any:
        """Consume the next value and return it."""
        while True:
            try:
                value, end = self._decoder.raw_decode(self._held, self._at)
            except json.JSONDecodeError:
                if self._more():
                    continue
                raise
            if end == len(self._held) and self._more():  # a number could continue in the next piece
                continue
            self._check_characters(end)
            self._at = end
            return value

    def _check_characters(self, end: int) -> None:
        """Reject lone surrogates, which other programs cannot read."""
        if self._held.find("\\ud", self._at, end) >= 0 or self._held.find("\\uD", self._at, end) >= 0:
            from_json(self._held[self._at : end])

    def _more(self) -> bool:
        """Drop the text already read and load more; at least doubles the rest, so that a long value takes few attempts."""
        rest = self._held[self._at :]
        if len(rest) > EVENT_CAP:
            raise ValueError(f"one value is larger than {EVENT_CAP // 2**20} MiB, or broken")
        held, new = [rest], 0
        for piece in self._pieces:
            held.append(piece)
            new += len(piece)
            if new > len(rest):
                break
        self._held, self._at = "".join(held), 0
        return new > 0
