"""Credentials of one request."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from toolspan.operations.request import WireRequest


class Credentials:
    """Credentials for one request; there are none by default.

    A subclass returns headers, or changes the request in `apply`.
    """

    __slots__ = ()

    def headers(self) -> Mapping[str, str]:
        """Return the headers that carry them."""
        return {}

    def apply(self, request: WireRequest) -> WireRequest:
        """Return the request with the credentials in it."""
        headers = self.headers()
        return replace(request, headers={**request.headers, **headers}) if headers else request


NO_CREDENTIALS = Credentials()
"""Credentials of an API that needs none."""
