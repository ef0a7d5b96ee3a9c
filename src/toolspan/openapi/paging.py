"""Paging of a route: how its next page is asked for, from its parameters and its response."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from toolspan.openapi.words import words

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from toolspan.openapi.answers import Answer, Answers, Shape

_HOLDERS = (
    "meta",
    "metadata",
    "page",
    "paging",
    "pagination",
    "links",
    "_links",
    "cursors",
    "next_page",
    "nextpage",
    "response_metadata",
    "pageinfo",
    "page_info",
    "_meta",
    "result_info",
)
_CURSORS = ("cursor", "marker", "token", "continuation", "after", "offset", "bookmark", "scroll")
"""Words of a page token's name."""
_PARAMETERS = (
    "cursor", "next_cursor", "page_cursor", "marker", "page_token", "next_page_token", "next_token", "pagination_token", "continuation_token",
    "continuation", "after", "starting_after", "bookmark", "next", "page_after", "scroll_id", "start_cursor", "offset", "token",
)  # fmt: skip
_TOKENS = (
    "next_cursor", "next_marker", "next_page_token", "next_token", "next_page_cursor", "next_page", "nextpage", "next", "end_cursor",
    "cursor", "after", "marker", "continuation_token", "next_continuation_token", "pagination_token", "page_token", "bookmark", "next_offset", "offset",
)  # fmt: skip
_URLS = (
    "next",
    "next_url",
    "next_page",
    "next_page_url",
    "next_page_uri",
    "next_uri",
    "next_link",
    "next_href",
    "odata_next_link",
)
_SIZES = (
    "limit",
    "per_page",
    "page_size",
    "pagesize",
    "count",
    "max_results",
    "maxresults",
    "size",
    "page_limit",
    "first",
    "top",
    "num",
    "max",
)
_PAGES = ("page", "page_number", "pagenumber", "page_num", "page_no", "page_index", "current_page")
_OFFSETS = ("offset", "start", "start_at", "start_index", "skip", "from_index", "page_offset")
_TOTALS = ("total", "total_count", "total_results", "total_size", "total_items", "count_total")
_AFTER_LAST = ("starting_after", "after_id")
_MORE = ("has_more", "more", "has_next", "has_next_page")
_DEEPEST = 3


def page_size_of(parameters: Sequence[Mapping[str, Any]]) -> str | None:
    """Return the parameter that says how many records a page has."""
    by_name = {_flat(record["name"]): record["argument"] for record in parameters if record["in"] == "query"}
    return next((by_name[name] for name in _SIZES if name in by_name), None)


def cursor_of(operation: Mapping[str, Any], answer: Answer, answers: Answers) -> dict[str, Any] | None:
    """Return the cursor record of a list; None if it has one page, or does not say how the next is asked for.

    Args:
        operation: The operation's record: parameters and body.
        answer: What it answers.
        answers: Reads what stands inside the answer.
    """
    if answer.record.get("records_kind") != "list":
        return None
    query = {_flat(each["name"]): each for each in operation["parameters"] if each["in"] == "query"}
    body = operation.get("body")
    for name, schema in body["schema"].get("properties", {}).items() if body else ():
        query.setdefault(_flat(name), {"name": name, "argument": name, "schema": schema})
    paths = dict(_paths(answer.shape, answers))
    token = _token(query, paths) or _last_id(query, paths, answer.record.get("records"))
    if token is not None:
        return token
    if (url := _url(paths)) is not None:
        return {"kind": "next_url", "response": url}
    if "link" in answer.headers:
        return {"kind": "link"}
    return _counted(query, paths)


def _flat(name: str) -> str:
    return "_".join(words(name))


def _paths(
    shape: Shape, answers: Answers, front: str = "", depth: int = 0
) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Yield the plain fields of a response by path, as far as they may be about paging."""
    for name, (schema, source) in shape.fields.items():
        if "." in name:
            continue
        inner = answers.shape(schema, source)
        if inner.fields and depth < _DEEPEST and (_flat(name) in _HOLDERS or name in _HOLDERS):
            yield from _paths(inner, answers, f"{front}{name}.", depth + 1)
        elif not inner.fields:
            yield f"{front}{name}", {**schema, "types": inner.types}


def _token(
    query: Mapping[str, Mapping[str, Any]], paths: Mapping[str, Mapping[str, Any]]
) -> dict[str, Any] | None:
    """Return the cursor of a page token, where a field of the response and a parameter belong together."""
    for wanted in _PARAMETERS:
        record = query.get(wanted)
        if record is None:
            continue
        for name in _TOKENS:
            for path, schema in paths.items():
                if (
                    _ends(path, name)
                    and _is_text(schema)
                    and not _is_url(path, schema)
                    and (not _is_number(record) or ("integer" in schema["types"] and "next" in words(path)))
                    and _belong(wanted, path)
                ):
                    return {"kind": "token", "parameter": record["argument"], "response": path}
    return None


def _last_id(
    query: Mapping[str, Mapping[str, Any]], paths: Mapping[str, Mapping[str, Any]], records: str | None
) -> dict[str, Any] | None:
    """Return the cursor of a list that goes on after the id of its last record, while a truth value says so."""
    record = next((query[name] for name in _AFTER_LAST if name in query), None)
    more = next((path for name in _MORE for path in paths if _ends(path, name)), None)
    if record is None or more is None or not records:
        return None
    return {"kind": "token", "parameter": record["argument"], "response": f"{records}.-1.id", "more": more}


def _belong(parameter: str, path: str) -> bool:
    """Return whether a token of this path is sent in this parameter: they share their word, or it is the next of all."""
    parts = path.split(".")
    said = {word for part in parts for word in words(part)}
    own = set(words(parameter)) & set(_CURSORS)
    if own & said:
        return "next" in said or len(parts) > 1 or "after" in said or parameter == "_".join(words(parts[-1]))
    return "next" in words(parts[-1]) and bool(own or parameter == "next")


def _url(paths: Mapping[str, Mapping[str, Any]]) -> str | None:
    for name in _URLS:
        for path, schema in paths.items():
            if _ends(path, name) and _is_text(schema) and _is_url(path, schema):
                return path
    return next((path for path in paths if path.lower().endswith(("links.next.href", "links.next"))), None)


def _counted(
    query: Mapping[str, Mapping[str, Any]], paths: Mapping[str, Mapping[str, Any]]
) -> dict[str, Any] | None:
    """Return the cursor of a list whose pages, or records, are counted."""
    total = next((path for name in _TOTALS for path in paths if _ends(path, name)), None)
    beside = {"total": total} if total else {}
    for name in _PAGES:
        if (record := query.get(name)) and _is_number(record):
            first = record["schema"].get("minimum", 1)
            return {
                "kind": "page",
                "parameter": record["argument"],
                "first": int(first) if first in (0, 1) else 1,
                **beside,
            }
    if not any(size in query for size in _SIZES):
        return None
    for name in _OFFSETS:
        if (record := query.get(name)) and _is_number(record):
            return {"kind": "offset", "parameter": record["argument"], "first": 0, **beside}
    return None


def _ends(path: str, name: str) -> bool:
    return _flat(path.rpartition(".")[2]) == name


def _is_number(record: Mapping[str, Any]) -> bool:
    kind = record["schema"].get("type")
    return kind in ("integer", "number")


def _is_text(schema: Mapping[str, Any]) -> bool:
    return not schema["types"] or "string" in schema["types"] or "integer" in schema["types"]


def _is_url(path: str, schema: Mapping[str, Any]) -> bool:
    """Return whether a field holds the address of the next page, not a token."""
    last = words(path.rpartition(".")[2])
    if schema.get("format") in ("uri", "url", "uri-reference") or last[-1:] in (
        ("url",),
        ("uri",),
        ("href",),
        ("link",),
    ):
        return True
    said = str(schema.get("description", "")).lower()
    return any(word in said for word in ("url", "uri", "link to", "api call"))
