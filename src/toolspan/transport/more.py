"""Lists that go on: what a response says of more records, where nothing says how they are asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from toolspan.operations.names import snake, squash

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from toolspan.operations.model import Operation
    from toolspan.page import Page
    from toolspan.transport.http import Response

_FLAGS = frozenset(("hasmore", "hasnext", "hasnextpage", "moreresults", "moreavailable"))
_TOKENS = frozenset(
    ("nextcursor", "nexttoken", "nextpagetoken", "nextmarker", "nextpagecursor", "continuationtoken")
)
_NEXT = frozenset(
    ("next", "nextpage", "nexturl", "nextlink", "nextpageurl", "nexthref", "nextoffset", "odatanextlink")
)
_HOLDERS = frozenset(
    (
        "meta",
        "metadata",
        "page",
        "paging",
        "pagination",
        "links",
        "pageinfo",
        "responsemetadata",
        "cursors",
        "resultinfo",
    )
)
_ASKED_WITH = frozenset(
    (
        "cursor", "pagetoken", "pagecursor", "nexttoken", "nextcursor", "marker", "after", "startingafter", "afterid",
        "sinceid", "page", "pagenumber", "offset", "start", "startat", "skip", "next", "continuation", "continuationtoken",
    )
)  # fmt: skip
_SHOWN = 80


def warn_of_more(operation: Operation, page: Page, response: Response) -> None:
    """Note in a page's meta that its list goes on, if the response says so."""
    found = next(_signs(operation, page.raw), None) if isinstance(page.raw, dict) else None
    if found is None and "link" in response.headers:
        from toolspan.transport.paging import linked  # noqa: PLC0415 - few responses have links

        found = "its header Link names a next page" if linked(response) else None
    if found is None:
        return
    names = [snake(p.key) for p in operation.parameters if squash(p.name) in _ASKED_WITH]
    way = (
        f"ask for the next ones with {' or '.join(names)}"
        if names
        else "no parameter is known to ask for them: narrow the filters, or ask for larger pages"
    )
    page.meta.has_more = True
    page.meta.warnings.append(f"There are more records: {found}. They are not read on by themselves; {way}.")


def _signs(operation: Operation, body: Mapping[str, Any], front: str = "") -> Iterator[str]:
    """Yield what in a response says that there is more, in words."""
    is_list = operation.records_kind == "list" or front
    for key, value in body.items():
        if not value:
            continue
        form = squash(key)
        if value is True and form in _FLAGS:
            yield f"{front}{key} is true"
        elif form in _HOLDERS and isinstance(value, dict) and not front:
            yield from _signs(operation, value, f"{key}.")
        elif form in _TOKENS and isinstance(value, (str, int)):
            yield f"{front}{key} is {_shown(value)}"
        elif form in _NEXT:
            value = value.get("href") if isinstance(value, dict) else value  # noqa: PLW2901 - as HAL has it
            if (value and isinstance(value, (str, int)) and is_list) or _is_address(value):
                yield f"{front}{key} is {_shown(value)}"


def _is_address(value: Any) -> bool:
    return isinstance(value, str) and value.startswith(("https://", "http://", "/"))


def _shown(value: Any) -> str:
    """Return a token; of an address only that it is one, as it may hold credentials."""
    return "the address of another page" if _is_address(value) else repr(value)[:_SHOWN]
