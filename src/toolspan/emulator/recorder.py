"""The requests that reached the emulator, as they were on the wire."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, overload
from urllib.parse import parse_qsl

__all__ = ["RecordedRequest", "RequestLog"]


@dataclass
class RecordedRequest:
    """One request; ``status`` is None until it was answered (or the connection was cut)."""

    method: str
    target: str
    headers: tuple[tuple[str, str], ...]
    body: bytes
    time: float
    operation: str | None = None
    status: int | None = None

    @property
    def path(self) -> str:
        """The path as sent, still percent-encoded."""
        return self.target.partition("?")[0]

    @property
    def query(self) -> str:
        """The raw query string, without its question mark."""
        return self.target.partition("?")[2]

    @property
    def parameters(self) -> dict[str, str]:
        """The decoded query; a name that was repeated keeps its last value."""
        return dict(parse_qsl(self.query, keep_blank_values=True))

    def header(self, name: str) -> str | None:
        """The first value of a header, in any letter case."""
        wanted = name.lower()
        return next((value for key, value in self.headers if key.lower() == wanted), None)

    def json(self) -> Any:
        """The body, decoded."""
        return json.loads(self.body)


class RequestLog(Sequence[RecordedRequest]):
    """All recorded requests in the order they came, with a way to pick some of them."""

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
        """Keep one more request."""
        self._requests.append(request)

    def clear(self) -> None:
        """Forget everything so far."""
        self._requests.clear()

    def matching(
        self,
        *,
        path: str | None = None,
        operation: str | None = None,
        method: str | None = None,
        status: int | None = None,
    ) -> list[RecordedRequest]:
        """The requests with this path prefix, operation id, method and status.

        ``operation`` is Amazon's operationId ("searchOrders"), with or without its model in
        front ("orders_2026-01-01.searchOrders"); "token", "document" and "consent" are the others.
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
    """Whether an operation's full name is the wanted one, or ends in it."""
    return actual is not None and (actual == wanted or actual.endswith("." + wanted))
