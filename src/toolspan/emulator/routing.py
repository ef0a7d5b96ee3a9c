"""Routing of raw request paths to operations.

Matches the path as sent: a SKU may hold an encoded slash, which a router that matches decoded
paths would take for a separator.
"""

from __future__ import annotations

from functools import lru_cache
from urllib.parse import unquote

from toolspan.emulator.facts import Operation, operations

__all__ = ["Route", "match", "matches_path"]

Route = tuple[Operation, dict[str, str]]


def match(method: str, path: str) -> Route | None:
    """Return the operation of a raw path with its decoded path arguments, or None."""
    segments = path.split("/")
    for operation, pattern in _table().get((method, len(segments)), ()):
        if (arguments := _arguments(pattern, segments)) is not None:
            return operation, arguments
    for operation, pattern in _open_ended(method):
        whole = [*segments[: len(pattern) - 1], "/".join(segments[len(pattern) - 1 :])]
        if (arguments := _arguments(pattern, whole)) is not None:
            return operation, arguments
    return None


def matches_path(pattern: str, path: str) -> bool:
    """Whether a path matches a pattern, whose ``{placeholders}`` match any one segment."""
    return _arguments(tuple(pattern.split("/")), path.split("/")) is not None


def _arguments(pattern: tuple[str, ...], segments: list[str]) -> dict[str, str] | None:
    if len(pattern) != len(segments):
        return None
    arguments: dict[str, str] = {}
    for wanted, segment in zip(pattern, segments, strict=True):
        if wanted[:1] == "{" and segment:
            arguments[wanted[1:-1]] = unquote(segment)
        elif wanted != segment:
            return None
    return arguments


@lru_cache(maxsize=8)
def _open_ended(method: str) -> list[tuple[Operation, tuple[str, ...]]]:
    """Return the operations whose last argument is a path itself."""
    found = (each for each in operations() if each.method == method and each.path.endswith("/{resource}"))
    return [(operation, tuple(operation.path.split("/"))) for operation in found]


@lru_cache(maxsize=1)
def _table() -> dict[tuple[str, int], list[tuple[Operation, tuple[str, ...]]]]:
    table: dict[tuple[str, int], list[tuple[Operation, tuple[str, ...]]]] = {}
    for operation in sorted(operations(), key=lambda one: one.path.count("{")):
        pattern = tuple(operation.path.split("/"))
        table.setdefault((operation.method, len(pattern)), []).append((operation, pattern))
    return table
