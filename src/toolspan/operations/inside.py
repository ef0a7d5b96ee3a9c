"""Finds places deep inside the values of a call, where connectors fill in what callers need not write."""

from __future__ import annotations

import re
from copy import deepcopy
from typing import TYPE_CHECKING, Any

from toolspan.errors import InvalidInput
from toolspan.operations.names import snake
from toolspan.operations.request import path_segment

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

_PLACE = re.compile(r"{(\w+)}")
"""Stands in a default for an entry that the caller gives instead of it."""


def fill_in(holder: dict[str, Any], name: str, default: Any, operation: str) -> None:
    """Put a default into an object that lacks it.

    Args:
        holder: The object; its entries named by `{places}` of the default go into it and are not sent themselves.
        name: Where the default belongs.
        default: The value, or text with places, such as `/items/{Asin}/offers`.
        operation: Whose call it is, for the message.

    Raises:
        InvalidInput: Neither the value is given nor what it is made from.
    """
    places = _PLACE.findall(default) if isinstance(default, str) else []
    parts = {place: holder.pop(place) for place in places if place in holder}
    if name in holder:
        return
    if missing := [snake(place) for place in places if place not in parts]:
        raise InvalidInput(
            f"{operation}: {' and '.join(missing)} is required in each item, or {snake(name)} in its place."
        )
    holder[name] = (
        _PLACE.sub(lambda place: path_segment(str(parts[place[1]])), default) if places else default
    )


def dig(body: Any, path: str | None) -> Any:
    """Return what stands at a dotted path, or None."""
    for key in path.split(".") if path else ():
        body = body.get(key) if isinstance(body, dict) else None
    return body


def separate(values: Mapping[str, Any], paths: Iterable[str]) -> dict[str, Any]:
    """Return the values as a dict whose parts can be changed at these paths without changing the caller's."""
    roots = {path.split(".")[0] for path in paths if "." in path}
    if not roots:
        return dict(values)
    return {name: deepcopy(value) if name in roots else value for name, value in values.items()}


def slots(values: dict[str, Any], path: str) -> Iterator[tuple[dict[str, Any], str]]:
    """Yield every object that may hold what a dotted path names, with the name it has there.

    Args:
        values: The values of a call by wire name.
        path: A wire name, or one inside a body: `requests.*.method`, where `*` is each item of a list.
    """
    if "." not in path:
        yield values, path
        return
    *way, name = path.split(".")
    found: list[Any] = [values]
    for key in way:
        found = [inner for outer in found for inner in _step(outer, key)]
    yield from ((holder, name) for holder in found if isinstance(holder, dict))


def _step(outer: Any, key: str) -> list[Any]:
    if key == "*":
        return outer if isinstance(outer, list) else []
    return [outer[key]] if isinstance(outer, dict) and key in outer else []
