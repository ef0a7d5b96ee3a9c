"""Handler interface: authorized call, emulator services, response."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol
from urllib.parse import parse_qs

from toolspan.emulator.errors import denied, invalid
from toolspan.emulator.parameters import standard_json

if TYPE_CHECKING:
    from toolspan.emulator.access import Caller
    from toolspan.emulator.accounts import Directory, Seller
    from toolspan.emulator.clock import EmulatorClock
    from toolspan.emulator.cursors import Cursors
    from toolspan.emulator.facts import Operation
    from toolspan.emulator.feeds.uploads import Uploads
    from toolspan.emulator.files import Files
    from toolspan.emulator.notifications import Notifications
    from toolspan.emulator.reports.documents import Documents
    from toolspan.emulator.reports.store import Reports
    from toolspan.emulator.seller.world import World

__all__ = ["Answer", "Call", "FeedStore", "Handlers", "Services"]


class FeedStore(Protocol):
    """Feed store as handlers see it. A Protocol, as the store itself imports handlers to process feeds."""

    def create(self, *arguments: Any, **options: Any) -> Any:
        """Queue a feed."""
        ...

    def settle(self) -> None:
        """Process all feeds that are due."""
        ...

    def find(self, owner: tuple[str, str], feed_id: str) -> Any:
        """Return a feed, or None."""
        ...

    def all(self, owner: tuple[str, str]) -> list[Any]:
        """Return the feeds of an account."""
        ...

    def by_document(self, owner: tuple[str, str], document_id: str) -> Any:
        """Return the feed whose processing report a document is."""
        ...

    def cancel(self, feed: Any) -> bool:
        """Cancel a feed; return whether that was still possible."""
        ...


@dataclass(frozen=True, slots=True)
class Answer:
    """A response other than plain 200: status, body and headers."""

    status: int
    body: Any = None
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Services:
    """Services that handlers may use besides the seller's data."""

    clock: EmulatorClock
    cursors: Cursors
    directory: Directory
    reports: Reports
    documents: Documents
    notifications: Notifications
    feeds: FeedStore
    uploads: Uploads
    files: Files
    base_url: Callable[[], str]


@dataclass(frozen=True, slots=True)
class Call:
    """Authorized call of an operation."""

    operation: Operation
    path: dict[str, str]
    query: str
    body: bytes
    caller: Caller
    services: Services
    now: float
    headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def seller(self) -> Seller:
        """Selling partner of the call; grantless operations have none."""
        if self.caller.seller is None:
            raise denied()
        return self.caller.seller

    @property
    def world(self) -> World:
        """Business data of the selling partner."""
        return self.seller.world

    @property
    def scope(self) -> tuple[Any, ...]:
        """Scope that page tokens of this call are bound to, besides the filters."""
        return (*self.caller.key, self.operation.name, *self.path.values())

    def query_value(self, name: str) -> str | None:
        """Return a decoded query parameter; None where it is not sent."""
        return next(iter(parse_qs(self.query, keep_blank_values=True).get(name, ())), None)

    def json(self) -> dict[str, Any]:
        """Request body, decoded as a JSON object."""
        try:
            body = standard_json(self.body)
        except ValueError:
            body = None
        if not isinstance(body, dict):
            raise invalid("The request body is not a JSON object.")
        return body


Handlers = Mapping[str, Callable[[Call], Answer | dict[str, Any]]]
