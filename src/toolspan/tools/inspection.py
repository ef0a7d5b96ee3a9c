"""Inspection of a connector: its areas, the entities of an area, the operations of an entity, or a search."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from toolspan.operations.names import squash
from toolspan.tools.describe import allowed, by_entity, usage
from toolspan.tools.search import find, search_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from toolspan.base import BaseConnector
    from toolspan.operations.model import Operation

MAX_CHARS = 4_000
"""Characters of an inspection at most, as JSON."""
OTHER = "Other"
_NEXT = "query: the name of an area or entity lists what it has; what you want to know or do, in English, finds operations."
_MORE = "{} more are not shown: search for what you want to do."


def inspect_connector(connector: BaseConnector, query: str | None) -> dict[str, Any]:
    """Return what a connector can do: its areas, or what has the name that is given, or what fits a question best.

    Args:
        connector: Its policy decides which operations count.
        query: Name of an area or entity; or a question or task in English.
    """
    if not connector.operations.complete:
        return _server_knows(connector, query)
    offered = (
        *allowed(connector.operations, connector.policy),
        *allowed(connector.operations, connector.policy, writes=True),
    )
    groups = by_entity(operation for operation in offered if operation.listed)
    if not query:
        return _overview(connector, groups)
    return _named(connector, groups, query) or _found(connector, query)


def _found(connector: BaseConnector, query: str) -> dict[str, Any]:
    results = find(connector, query)
    return {"found": results.rows} | ({"note": results.note} if results.note else {})


def _overview(connector: BaseConnector, groups: Sequence[Sequence[Operation]]) -> dict[str, Any]:
    """Return the areas with the number of their operations; the entities where there are no areas."""
    areas = areas_of(connector, groups)
    counted = {area: sum(map(len, members)) for area, members in areas.items()}
    kind = "areas"
    if len(areas) < 2:  # noqa: PLR2004 - one area says nothing
        kind, counted = "entities", {group[0].entity: len(group) for group in groups}
    about = {"connector": connector.title, **connector.about()}
    return _fitted(lambda shown: {**about, kind: dict(shown), "next": _NEXT}, list(counted.items()))


def areas_of(
    connector: BaseConnector, groups: Sequence[Sequence[Operation]]
) -> dict[str, list[Sequence[Operation]]]:
    """Return the operations of each entity by area, in the order in which the connector names the areas."""
    named = search_of(connector).areas
    area_of = {squash(entity): area for area, entities in named.items() for entity in entities}
    found: dict[str, list[Sequence[Operation]]] = {area: [] for area in (*named, OTHER)}
    for group in groups:
        found[area_of.get(squash(group[0].entity), OTHER)].append(group)
    return {area: members for area, members in found.items() if members}


def _named(
    connector: BaseConnector, groups: Sequence[Sequence[Operation]], query: str
) -> dict[str, Any] | None:
    """Return the entity or area of this name, if there is one."""
    name = squash(query.strip())
    aliases = {squash(alias): entity for alias, entity in connector.operations.aliases.items()}
    for group in groups:
        if group[0].entity == aliases.get(name) or squash(group[0].entity) == name:
            return _entity(connector, group)
    for area, members in areas_of(connector, groups).items():
        if squash(area) == name:
            return _area(connector, area, members)
    return None


def _entity(connector: BaseConnector, group: Sequence[Operation]) -> dict[str, Any]:
    entity = group[0].entity
    sections = [name for name in connector.guides.sections if name.partition("#")[0] == entity]
    head = {"entity": entity, "about": connector.operations.about_entity(entity)}
    head = {name: value for name, value in head.items() if value}
    tail = {"sections": sections} if sections else {}
    rows = [(operation.effect, usage(operation)) for operation in group]
    return _fitted(lambda shown: {**head, **_by_effect(shown), **tail}, rows)


def _area(connector: BaseConnector, area: str, members: Sequence[Sequence[Operation]]) -> dict[str, Any]:
    def row(group: Sequence[Operation]) -> dict[str, Any]:
        entity = group[0].entity
        about = connector.operations.about_entity(entity)
        actions = _by_effect((operation.effect, operation.action) for operation in group)
        return {"entity": entity} | ({"about": about} if about else {}) | actions

    return _fitted(
        lambda shown: {"area": area, "entities": list(shown), "next": _NEXT}, list(map(row, members))
    )


def _by_effect(rows: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for effect, name in rows:
        found.setdefault(f"{effect}s", []).append(name)
    return found


def _fitted(made: Callable[[Sequence[Any]], dict[str, Any]], rows: Sequence[Any]) -> dict[str, Any]:
    """Return what is made of as many rows as fit."""
    shown = len(rows)
    while True:
        page = made(rows[:shown]) | ({"more": _MORE.format(len(rows) - shown)} if shown < len(rows) else {})
        over = len(json.dumps(page, ensure_ascii=False)) - MAX_CHARS
        if over <= 0 or not shown:
            return page
        shown -= max(1, shown * over // (over + MAX_CHARS))


def _server_knows(connector: BaseConnector, query: str | None) -> dict[str, Any]:
    """Return where to look, for a connector whose operations only the server knows."""
    said: dict[str, Any] = {
        "connector": connector.title,
        **connector.about(),
        "next": "Read the guide for entities and actions.",
    }
    said |= {"writes": list(connector.policy.writes)} if connector.policy.writes else {}
    return said | ({"search": f'execute("docs", "search", {{"query": "{query}"}})'} if query else {})
