"""Redaction: removes credentials from text, by value."""

from __future__ import annotations

import re
from base64 import b64encode
from collections import OrderedDict
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

if TYPE_CHECKING:
    from toolspan.errors import ToolspanError

MASK = "[redacted]"
_SHORTEST = 8  # a shorter value is no secret worth the name, and would mask ordinary words
_KEPT = 64  # access tokens live an hour: older ones are worthless
# Kept here and not with the connector: the command line, a server's client and recorded calls have no connector at hand.
_SHAPES = re.compile(
    r"\b(?:Atza|Atzr|Atc|Atz\.sprdt)(?:\||%7C)[\w.~+/=%-]{8,}|\bamzn1\.oa2-cs\.v1\.[0-9a-f]{16,}", re.ASCII
)
"""The shapes of Login with Amazon tokens and client secrets, for those that were never ours."""

_ESCAPE = re.compile("%[0-9A-F]{2}")


def _lower(match: re.Match[str]) -> str:
    return match.group().lower()


def _spellings(secret: str | None) -> tuple[str, ...]:
    """Return the ways in which a secret may be written inside another text."""
    if not secret or len(secret) < _SHORTEST:
        return ()
    quoted = [quote(secret, safe=safe) for safe in ("", "/", "/+=")]
    spellings = [secret, *quoted, *(_ESCAPE.sub(_lower, text) for text in quoted), secret.replace("/", "\\/")]
    for lead in range(3):  # the three ways that base64 can see a value inside a longer one
        encoded = b64encode(b"\0" * lead + secret.encode("utf-8", "surrogatepass")).decode()
        spellings.append(encoded[4 if lead else 0 : -4])
        spellings.append(spellings[-1].replace("+", "-").replace("/", "_"))
    return tuple(dict.fromkeys(spelling for spelling in spellings if len(spelling) >= _SHORTEST))


class Redactor:
    """Masks the secret values of one connector in any text.

    Args:
        secrets: Values that live as long as the connector does.
    """

    def __init__(self, *secrets: str | None) -> None:
        self._lasting: tuple[str, ...] = ()
        self._plain: tuple[str, ...] = ()
        self._passing: OrderedDict[str, tuple[str, ...]] = OrderedDict()
        self.keep(*secrets)

    def keep(self, *secrets: str | None) -> None:
        """Add values that live as long as the connector does."""
        spelled = [_spellings(secret) for secret in secrets]
        self._lasting += tuple(spelling for spellings in spelled for spelling in spellings)
        self._plain += tuple(spellings[0] for spellings in spelled if spellings)
        self._watched = (*self._plain, *self._passing)

    def add(self, token: str) -> None:
        """Add a short-lived token; of many, the oldest is dropped."""
        if token not in self._passing:
            self._passing[token] = _spellings(token)
            while len(self._passing) > _KEPT:
                self._passing.popitem(last=False)
            self._watched = (*self._plain, *self._passing)

    def __call__(self, text: str) -> str:
        """Return `text` with every known secret and every token-shaped word masked."""
        for spellings in (self._lasting, *tuple(self._passing.values())):
            for spelling in spellings:
                if spelling in text:
                    text = text.replace(spelling, MASK)
        return _SHAPES.sub(MASK, text) if "Atz" in text or "Atc" in text or "amzn1." in text else text

    def result(self, text: str) -> str:
        """Return a tool's result with known secrets and token-shaped words masked.

        This is the check of every good result, and so the quick one: what may hold an echo in
        another spelling is an error, a header or a log line, and those are masked in full.
        """
        for secret in self._watched:
            if secret in text:
                return self(text)
        shaped = ("|" in text or "%" in text) and ("Atz" in text or "Atc" in text)
        return self(text) if shaped else text

    def value(self, item: Any) -> Any:
        """Return JSON-like data with every string in it masked."""
        if isinstance(item, str):
            return self(item)
        if isinstance(item, dict):
            return {self.value(key): self.value(value) for key, value in item.items()}
        return [self.value(entry) for entry in item] if isinstance(item, list) else item

    def error(self, error: ToolspanError) -> ToolspanError:
        """Return the same error with its texts masked, and without the frames below, whose variables hold responses."""
        for name in ("message", "hint", "details", "upstream_code", "request_id"):
            text = getattr(error, name)
            if text:
                setattr(error, name, self(text))
        error.args = (error.message,)
        error.__traceback__ = error.__cause__ = error.__context__ = None
        return error
