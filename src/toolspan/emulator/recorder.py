"""Request log: requests as received on the wire."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, overload
from urllib.parse import parse_qsl

__all__ = ["RecordedRequest", "RequestLog"]


@dataclass
class RecordedRequest:
    """Recorded request; ``status`` is None until it was answered, or if the connection was cut.

    ``unknown_parameters`` are names in the query that the operation does not have; Amazon ignores them.
    """

    method: str
    target: str
    headers: tuple[tuple[str, str], ...]
    body: bytes
    time: float
    operation: str | None = None
    status: int | None = None
    unknown_parameters: tuple[str, ...] = ()

    @property
    def path(self) -> str:
        """Path as sent, still percent-encoded."""
        return self.target.partition("?")[0]

    @property
    def query(self) -> str:
        """Raw query string, without its question mark."""
        return self.target.partition("?")[2]

    @property
    def parameters(self) -> dict[str, str]:
        """Decoded query; a repeated name has its last value."""
        return dict(parse_qsl(self.query, keep_blank_values=True))

    def header(self, name: str) -> str | None:
        """Return the first value of a header, in any letter case."""
        wanted = name.lower()
        return next((value for key, value in self.headers if key.lower() == wanted), None)

    def json(self) -> Any:
        """Return the decoded JSON body."""
        return json.loads(self.body)


class RequestLog(Sequence[RecordedRequest]):
    """Recorded requests in order of arrival, with filters."""

    def __init__(self) -> None:
        self._requests: list[RecordedRequest] = []

    def __len__(self) -> int:
        return len(self._requests)

    @overload
    def __getitem__(self, index: int) -> RecordedRequest: ...
    @overload
    def __getitem__(self, index: slice) -> list[RecordedRequest]: ...
    def __getitem__(self, index: int | slice) -> RecordedRequest | list[RecordedRequest]:
        return self._requests[index]

    def add(self, request: RecordedRequest) -> None:
        """Record a request."""
        self._requests.append(request)

    def clear(self) -> None:
        """Remove all recorded requests."""
        self._requests.clear()

    def matching(
        self,
        *,
        path: str | None = None,
        operation: str | None = None,
        method: str | None = None,
        status: int | None = None,
    ) -> list[RecordedRequest]:
        """Return the requests with this path prefix, operation id, method and status.

        ``operation`` is Amazon's operationId ("searchOrders"), with or without its model in
        front ("orders_2026-01-01.searchOrders"); or "token", "document" or "consent".
        """
        return [
            request
            for request in self._requests
            if (path is None or request.path.startswith(path))
            and (operation is None or is_operation(request.operation, operation))
            and (method is None or request.method == method.upper())
            and (status is None or request.status == status)
        ]


def is_operation(actual: str | None, wanted: str) -> bool:
    """Whether an operation's full name equals the wanted one or ends in it."""
    return actual is not None and (actual == wanted or actual.endswith("." + wanted))
