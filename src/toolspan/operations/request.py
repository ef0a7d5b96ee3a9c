"""Request building: the only place that encodes names and values for HTTP."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from pydantic_core import to_json

from toolspan.errors import InvalidInput
from toolspan.operations.names import snake
from toolspan.operations.plain import plain
from toolspan.operations.styles import (
    UNRESERVED,
    as_text,
    encoded,
    header_text,
    leads_elsewhere,
    pairs_of,
    path_text,
    query_pairs,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from toolspan.operations.model import Body, Operation

JSON = "application/json"
_PLACE = re.compile(r"\{([^{}]*)\}")


@dataclass(frozen=True, slots=True)
class WireRequest:
    """HTTP request without host. Its `repr` shows no query and no headers, where credentials may be added."""

    method: str
    path: str
    query: str = field(default="", repr=False)
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    body: bytes | None = field(default=None, repr=False)
    content_type: str = JSON

    @property
    def target(self) -> str:
        """Path and query, as sent in the request line."""
        return f"{self.path}?{self.query}" if self.query else self.path


def write_request(operation: Operation, values: Mapping[str, Any]) -> WireRequest:
    """Return the request for values by key, validated or deliberately not.

    Raises:
        InvalidInput: A path parameter is missing, or a value cannot be sent.
    """
    writer: RequestWriter | None = operation.derived.get("writer")
    if writer is None:
        writer = operation.derived["writer"] = RequestWriter(operation)
    return writer.write(values)


class RequestWriter:
    """Writer of one operation's requests: what all of them share is worked out once."""

    def __init__(self, operation: Operation) -> None:
        self._operation = operation
        path, _, query = operation.path.partition("#")[0].partition("?")
        self._path = path
        self._payload = operation.payload
        self._fixed_query = [query] if query else []
        accept = operation.accept or ("*/*" if operation.answer in ("text", "bytes", "none") else None)
        self._fixed_headers = {"accept": accept} if accept else {}
        self._parameters = tuple((each.key, each.location, each) for each in operation.parameters)
        self._plain = {
            each.key: encoded(each.name)
            for each in operation.parameters
            if each.location == "query" and each.style not in ("json", "deep")
        }
        self._hidden = operation.hidden
        self._fields = tuple(operation.field_names.items())
        self._is_open = operation.open_body
        self._takes_whole = operation.takes_whole_body
        # Validation rejects an empty id. Without validation it is sent in reads only, as a sandbox
        # may expect it: a write without an id could address the whole collection.
        self._may_be_empty = operation.method in ("GET", "HEAD")

    def write(self, values: Mapping[str, Any]) -> WireRequest:  # noqa: C901 - the hot path: no call for what most values need
        """Return the request for these values."""
        query, headers, cookies = self._fixed_query.copy(), self._fixed_headers.copy(), []
        places: dict[str, str] = {}
        left = dict(values)
        for key, location, parameter in self._parameters:
            if key not in left:
                continue
            value = left.pop(key)
            if location == "query":
                if (
                    type(value) is str and key in self._plain and UNRESERVED(value)
                ):  # most values, without a call
                    query.append(f"{self._plain[key]}={value}")
                else:
                    query += query_pairs(parameter, value)
            elif location == "path":
                places[parameter.name] = path_text(parameter, value)
            elif location == "header":
                headers[parameter.name] = header_value(key, header_text(parameter, value))
            elif location == "cookie":
                cookies += pairs_of(parameter, value, encoded)
        if cookies:
            headers["cookie"] = "; ".join(f"{name}={text}" for name, text in cookies)
        path = self._path_of(places) if "{" in self._path else self._path
        body, content_type = self._body(self._payload, left) if self._payload else (None, JSON)
        if left:
            query += self._others(left)
        return WireRequest(self._operation.method, path, "&".join(query), headers, body, content_type)

    def _others(self, left: dict[str, Any]) -> list[str]:
        """Return the pairs of what no parameter describes, in a call without validation."""
        return [
            pair
            for name, value in left.items()
            if name not in self._hidden
            for pair in unknown_pairs(name, value)
        ]

    def _path_of(self, places: Mapping[str, str]) -> str:
        def text(found: re.Match[str]) -> str:
            name = found[1]
            if written := places.get(name):
                return written
            if name in places and self._may_be_empty:
                return ""
            key = next((each.key for _, _, each in self._parameters if each.name == name), name)
            raise InvalidInput(
                f"{self._operation.name}: {snake(key)} is required: it is part of the path {self._operation.path}."
            )

        path = _PLACE.sub(text, self._path)
        if leads_elsewhere(path):
            raise InvalidInput(
                f'{self._operation.name}: neither "." nor ".." can be a part of the path {self._operation.path}.'
            )
        return path

    def _body(self, payload: Body, left: dict[str, Any]) -> tuple[bytes | None, str]:
        """Remove the body's fields from the remaining values and return them as the body, with its media type."""
        whole = left.pop("body", None) if self._takes_whole else None
        fields = {name: left.pop(key) for key, name in self._fields if key in left}
        if self._is_open and left and not isinstance(whole, (list, str)):
            fields |= {name: left.pop(name) for name in list(left) if name not in self._hidden}
        if isinstance(whole, dict):
            whole = {**whole, **fields}
        body = fields if whole is None else whole
        if not payload.required and body in ({}, [], "", b""):
            return None, JSON
        if payload.media == "json":
            return json_body(body), payload.content_type or JSON
        from toolspan.operations.bodies import written_body  # noqa: PLC0415 - other media are rare

        return written_body(payload, body)


def unknown_pairs(name: str, value: Any) -> list[str]:
    """Return the pairs of a query for a value that no parameter describes; a list is written comma-separated."""
    items = value if isinstance(value, (list, tuple)) else [value]
    return [f"{encoded(name)}={','.join(encoded(as_text(item, name)) for item in items)}"]


def json_body(value: Any) -> bytes:
    """Return `value` as JSON.

    Raises:
        InvalidInput: It holds a value that JSON cannot represent, such as NaN.
    """
    try:
        return to_json(plain(value))
    except (ValueError, RecursionError) as error:
        raise InvalidInput(f"The body cannot be written as JSON: {str(error)[:200]}") from None


def header_value(name: str, text: str) -> str:
    """Return `text` if it is a valid header value.

    Raises:
        InvalidInput: It holds a line break or a character outside printable ASCII.
    """
    if not text.isascii() or not text.isprintable():
        raise InvalidInput(f"{snake(name)}: only printable ASCII can be sent in a header.")
    return text


def query_string(pairs: Iterable[tuple[str, Any]]) -> str:
    """Return a query string; lists are written comma-separated."""
    return "&".join(pair for name, value in pairs for pair in unknown_pairs(name, value))
