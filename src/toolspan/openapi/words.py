"""Words of identifiers: splits tags, ids and paths, and compares singular and plural."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

_HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_RUN = re.compile(r"[A-Za-z0-9]+")
_VERSION = re.compile(
    r"v\d+(?:[._-]?(?:\d+|alpha|beta|rc)\d*)*|\d{4}-\d{2}(?:-\d{2})?|\d+(?:\.\d+)+", re.IGNORECASE
)
_FRONT = ("api", "apis", "rest")
_ARTICLES = ("a", "an", "the")
_SINGULAR = ("ss", "us", "is", "news", "series", "status", "data")
_ES = ("ses", "xes", "zes", "ches", "shes")


@lru_cache(maxsize=16_384)
def words(text: str) -> tuple[str, ...]:
    """Return the words of an identifier in lower case: `getHTTPLog-2` is `get`, `http`, `log`, `2`."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    found = (part for run in _RUN.findall(plain.replace("'", "")) for part in _HUMP.split(run))
    return tuple(part.lower() for part in found)


@lru_cache(maxsize=16_384)
def singular(word: str) -> str:
    """Return the singular of an English word, near enough to compare: `boxes` is `box`."""
    if word.endswith("ies") and len(word) > 4:  # noqa: PLR2004 - "ties" is not "ty"
        return word[:-3] + "y"
    if word.endswith(_SINGULAR) or len(word) < 3:  # noqa: PLR2004 - "as" is no plural
        return word
    if word.endswith(_ES):
        return word[:-2]
    return word.removesuffix("s")


def telling(text: Sequence[str]) -> tuple[str, ...]:
    """Return words without articles, unless nothing else is left."""
    return tuple(word for word in text if word not in _ARTICLES) or tuple(text)


def plural(word: str) -> bool:
    """Return whether a word looks like a plural."""
    return singular(word) != word


def position(text: Sequence[str], part: Sequence[str]) -> int:
    """Return where a sequence of words first stands, singular and plural being the same; -1 if it does not."""
    sought = [singular(word) for word in part]
    plain = [singular(word) for word in text]
    starts = range(len(plain) - len(sought) + 1 if sought else 0)
    return next((start for start in starts if plain[start : start + len(sought)] == sought), -1)


def is_version(segment: str) -> bool:
    """Return whether a path segment only says the version of an API: `v1`, `2010-04-01`."""
    return bool(_VERSION.fullmatch(segment))


def is_front(segment: str) -> bool:
    """Return whether a path segment stands before every path of an API and says nothing: `api`, `v1`."""
    return segment.lower() in _FRONT or is_version(segment)


def cut(name: str, most: int) -> str:
    """Return the first words of a snake_case name, at most so many characters."""
    if len(name) <= most:
        return name
    kept = name[: most + 1].rpartition("_")[0]
    return (kept or name[:most]).strip("_")
