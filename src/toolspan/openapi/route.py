"""Route: what a document says of one method of one path."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from toolspan.openapi.references import Found, Source


@dataclass(slots=True)
class Route:
    """One method of one path. What cannot be read has its reason in `unusable`, and no parts.

    Args:
        method: In capitals.
        path: The key of the document, with its query and fragment.
        operation: What the document says of it.
        source: The file in which that stands.
        parameters: Of the operation and its path; the operation's own go before.
        body: The body of its requests.
        responses: By status, `2XX` or `default`.
        servers: The servers that it names itself.
        unusable: Why it cannot be served.
    """

    method: str
    path: str
    operation: Mapping[str, Any]
    source: Source
    parameters: list[Found] = field(default_factory=list)
    body: Found | None = None
    responses: dict[str, Found] = field(default_factory=dict)
    servers: Sequence[Any] | None = None
    unusable: str | None = None

    @property
    def id(self) -> str | None:
        """The operationId."""
        found = self.operation.get("operationId")
        return found if isinstance(found, str) and found else None

    @property
    def tags(self) -> tuple[str, ...]:
        """The tags."""
        found = self.operation.get("tags")
        return tuple(tag for tag in found if isinstance(tag, str)) if isinstance(found, list) else ()
