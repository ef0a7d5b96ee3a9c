"""Dotted-path access to nested values: fills in defaults, selects and excludes fields of records."""

from __future__ import annotations

import re
from copy import deepcopy
from typing import TYPE_CHECKING, Any

from toolspan.errors import InvalidInput
from toolspan.operations.names import snake, squash, suggestion
from toolspan.operations.plain import read_if_json
from toolspan.operations.styles import leads_elsewhere, path_segment

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    Tree = dict[str, "Tree"]


_PLACE = re.compile(r"{(\w+)}")
"""Placeholder in a default: an entry that the caller gives in its place."""


def fill_in(holder: dict[str, Any], name: str, default: Any, operation: str) -> None:
    """Set a default in an object that lacks it.

    Args:
        holder: The object; its entries named by `{placeholders}` of the default are moved into the default.
        name: Key of the default.
        default: The value, or text with placeholders, such as `/items/{Asin}/offers`.
        operation: The operation called, for the message.

    Raises:
        InvalidInput: Neither the value nor its placeholders are given.
    """
    places = _PLACE.findall(default) if isinstance(default, str) else []
    parts = {place: holder.pop(place) for place in places if place in holder}
    if name in holder:
        return
    if missing := [snake(place) for place in places if place not in parts]:
        raise InvalidInput(
            f"{operation}: {' and '.join(missing)} is required in each item, or {snake(name)} in its place."
        )
    filled = _PLACE.sub(lambda place: path_segment(str(parts[place[1]])), default) if places else default
    if places and (leads_elsewhere(filled) or not all(str(part) for part in parts.values())):
        given = " and ".join(map(snake, places))
        raise InvalidInput(f'{operation}: {given} must not be empty, ".", or "..": it is part of a path.')
    holder[name] = filled


def dig(body: Any, path: str | None) -> Any:
    """Return the value at a dotted path, or None; a number is an item of a list."""
    for key in path.split(".") if path else ():
        if isinstance(body, dict):
            body = body.get(key)
        elif isinstance(body, list) and key.lstrip("-").isdecimal():
            number = int(key)
            body = body[number] if -len(body) <= number < len(body) else None
        else:
            return None
    return body


def separate(values: Mapping[str, Any], paths: Iterable[str]) -> dict[str, Any]:
    """Return a dict of the values, copied along these paths so that changes do not reach the caller's objects."""
    roots = {path.split(".")[0] for path in paths if "." in path}
    if not roots:
        return dict(values)
    return {name: deepcopy(value) if name in roots else value for name, value in values.items()}


def slots(values: dict[str, Any], path: str) -> Iterator[tuple[dict[str, Any], str]]:
    """Yield each object that may hold a dotted path's last key, with that key.

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


_MOST_PATHS = 500
_SAMPLE = 50  # records searched for suggestions


def check_fields(select: Sequence[str] | None, exclude: Sequence[str] | None) -> None:
    """Validate the arguments of `choose_fields`, before anything is sent.

    Raises:
        InvalidInput: They are not a list of paths, or too many.
    """
    _listed(select, "select_fields")
    _listed(exclude, "exclude_fields")


def choose_fields(
    records: list[Any], select: Sequence[str] | None, exclude: Sequence[str] | None
) -> tuple[list[Any], list[str]]:
    """Return the records with only the selected fields, and warnings about unmatched paths.

    Args:
        records: Records of a page.
        select: Dot paths to keep, in any spelling; a path applies to each item of a list. None keeps all.
        exclude: Dot paths to drop.

    Raises:
        InvalidInput: They are not a list of paths, or too many.
    """
    warnings: list[str] = []
    select, exclude = _listed(select, "select_fields"), _listed(exclude, "exclude_fields")
    if select and (known := _known(records, select, "select_fields", warnings)):
        records = [_keep(record, _tree(known)) for record in records]
    if exclude and (known := _known(records, exclude, "exclude_fields", warnings)):
        records = [_drop(record, _tree(known)) for record in records]
    return records, warnings


def _listed(paths: Sequence[str] | None, option: str) -> list[str]:
    paths = read_if_json(paths)
    if isinstance(paths, dict):
        raise InvalidInput(f"{option} must be a list of dot paths, not an object.")
    try:
        found: list[Any] = [paths] if isinstance(paths, str) else list(paths or ())
    except TypeError:
        found = [paths]
    if len(found) > _MOST_PATHS or not all(isinstance(path, str) for path in found):
        raise InvalidInput(f"{option} must be a list of at most {_MOST_PATHS} dot paths.")
    return found


def _known(records: list[Any], paths: Sequence[str], option: str, warnings: list[str]) -> list[str]:
    """Return the paths that match some record; warn about the others."""
    if not records:
        return []
    unknown = [path for path in paths if not any(_reaches(record, path.split(".")) for record in records)]
    names = sorted(_paths(records[:_SAMPLE])) if unknown else []
    warnings.extend(f'{option}: no record has "{path[:80]}".{suggestion(path, names)}' for path in unknown)
    known = [path for path in paths if path not in unknown]
    if not known:
        warnings.append(f"{option} was ignored: none of its fields exists.")
    return known


def _find(record: dict[str, Any], name: str) -> str | None:
    if name in record:
        return name
    form = squash(name)
    return next((key for key in record if squash(key) == form), None)


def _reaches(item: Any, path: list[str]) -> bool:
    if not path:
        return True
    if isinstance(item, list):
        return any(_reaches(entry, path) for entry in item)
    key = _find(item, path[0]) if isinstance(item, dict) else None
    return key is not None and _reaches(item[key], path[1:])


def _paths(items: Iterable[Any], prefix: str = "", depth: int = 0) -> set[str]:
    found: set[str] = set()
    for item in items:
        if isinstance(item, list):
            found |= _paths(item[:3], prefix, depth)
        elif isinstance(item, dict) and depth < 4:  # noqa: PLR2004 - deep enough for a suggestion
            for key, value in item.items():
                found |= {prefix + key} | _paths([value], f"{prefix}{key}.", depth + 1)
    return found


def _tree(paths: Iterable[str]) -> Tree:
    """Return the paths as a tree; a path covers all longer ones that start with it."""
    tree: Tree = {}
    for path in sorted(paths, key=lambda path: path.count(".")):
        branch = tree
        *inner, last = map(squash, path.split("."))
        for name in inner:
            if branch.get(name) == {}:
                break
            branch = branch.setdefault(name, {})
        else:
            branch[last] = {}
    return tree


def _keep(item: Any, tree: Tree) -> Any:
    if not tree:
        return item
    if isinstance(item, list):
        return [_keep(entry, tree) for entry in item]
    if not isinstance(item, dict):
        return item
    return {key: _keep(value, tree[squash(key)]) for key, value in item.items() if squash(key) in tree}


def _drop(item: Any, tree: Tree) -> Any:
    if isinstance(item, list):
        return [_drop(entry, tree) for entry in item]
    if not isinstance(item, dict):
        return item
    kept = ((key, value, tree.get(squash(key))) for key, value in item.items())
    return {key: _drop(value, branch) if branch else value for key, value, branch in kept if branch != {}}
