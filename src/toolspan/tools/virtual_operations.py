"""What every connector can do besides its operations: explain itself, and read on in a long result.

An agent that has only the one tool reaches both through it, as `docs` and `results`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pydantic_core import from_json

from toolspan.errors import InvalidInput, NotFound
from toolspan.operations.names import squash, suggestion
from toolspan.page import Meta, Page
from toolspan.runtime.scope import budget_or
from toolspan.tools.output import cut, piece
from toolspan.tools.results import STORE, dig
from toolspan.tools.settings import MAX_OUTPUT_CHARS

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from toolspan.connector import Connector

    Params = Mapping[str, Any]

_DEFAULT = f"{MAX_OUTPUT_CHARS:,} characters by default"  # how a guide says it, which does not know the tool


def built_in(connector: Connector, entity: str, action: str, params: Params) -> Page:
    """Return the answer of `docs` or `results`.

    Raises:
        NotFound: There is no such action, section or handle.
        InvalidInput: A parameter is missing or unknown.
    """
    name = f"{squash(entity)}.{squash(action)}"
    if name not in _ACTIONS:
        actions = [known.split(".")[1] for known in _ACTIONS if known.startswith(squash(entity))]
        names = ["read_more" if known == "readmore" else known for known in actions]
        raise NotFound(
            f'There is no action "{action[:80]}" of {entity}.', hint=f"The actions are: {', '.join(names)}."
        )
    accepted, run = _ACTIONS[name]
    given = {squash(str(key)): value for key, value in params.items() if value is not None}
    for key in given:
        if key not in accepted:
            raise InvalidInput(
                f'{entity}.{action}: there is no parameter "{key[:80]}".{suggestion(key, accepted)}'
            )
    return run(connector, given)


def _search(connector: Connector, given: Params) -> Page:
    query = given.get("query")
    if not isinstance(query, str):
        raise InvalidInput('docs.search: query is required, such as {"query": "orders shipped late"}.')
    found = connector.inspect(query) if query else {"sections": connector.guides.search(query)}
    return _page("docs.search", [*found["sections"], *found.get("operations", ())])


def _read(connector: Connector, given: Params) -> Page:
    section = given.get("section")
    guides = connector.guides
    if section is None:
        return _page("docs.read", guides.outline())
    text = guides.read(str(section)).replace(_DEFAULT, f"{budget_or(MAX_OUTPUT_CHARS):,} characters here")
    return _page("docs.read", [{"section": str(section), "text": text}])


def _read_more(connector: Connector, given: Params) -> Page:
    handle, offset, path = given.get("handle"), given.get("offset", 0), given.get("path")
    if not isinstance(handle, str):
        raise InvalidInput(
            "results.read_more: handle is required: it stands in meta of a result that was cut."
        )
    offset = _number(offset)
    kept = STORE.find(connector, handle, connector.clock)
    budget = budget_or(kept.budget)
    if path is None:
        shown, head = cut(kept.records, offset, handle, budget)
        return _page("results.read_more", [from_json(text) for text in shown], **head)
    item = dig(kept, str(path))
    if isinstance(item, str):
        return _page("results.read_more", *_piece(item, offset, budget))
    items = item if isinstance(item, list) else [item]
    return _page("results.read_more", [it if isinstance(it, dict) else {"value": it} for it in items])


def _number(offset: Any) -> int:
    try:
        number = int(offset)
    except (TypeError, ValueError):
        number = -1
    if number < 0:
        raise InvalidInput("results.read_more: offset must be a number from 0 on.")
    return number


def _piece(text: str, offset: int, budget: int) -> tuple[list[dict[str, str]], dict[str, Any]]:
    """Return a part of a long text, since even one may be larger than a result."""
    part = piece(text, offset, budget)
    following = offset + len(part)
    return [{"text": part}], {
        "offset": offset,
        "next_offset": following if following < len(text) else None,
        "total": len(text),
    }


def _page(name: str, data: list[Any], extra: Mapping[str, Any] | None = None, **more: Any) -> Page:
    return Page.model_construct(
        data=data, meta=Meta(operation=name, count=len(data), **(extra or {}), **more), raw=None
    )


_ACTIONS: dict[str, tuple[tuple[str, ...], Callable[[Connector, Params], Page]]] = {
    "docs.search": (("query",), _search),
    "docs.read": (("section",), _read),
    "results.readmore": (("handle", "offset", "path"), _read_more),
}
