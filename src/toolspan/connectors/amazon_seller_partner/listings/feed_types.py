"""Feed types: facts, and checks before a feed is sent that Amazon would not process."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from toolspan.connectors.amazon_seller_partner.regions import FACTS
from toolspan.errors import InvalidInput
from toolspan.operations.names import suggestion

if TYPE_CHECKING:
    from collections.abc import Mapping

MEDIA = {
    "json": ("application/json",),
    "xml": ("text/xml", "application/xml"),
    "flat": ("text/tab-separated-values", "text/plain"),
    "pdf": ("application/pdf",),
}
"""The media types of each format, the usual one first."""


@cache
def feed_types() -> dict[str, dict[str, Any]]:
    """Return the facts of each feed type, by name."""
    import tomllib  # noqa: PLC0415 - costs an import that only feeds need

    return tomllib.loads((FACTS / "feeds.toml").read_text("utf-8"))


def check_feed_type(name: str, operation: str, media_type: str | None = None) -> list[str]:
    """Check a feed type and return warnings.

    Args:
        name: The type.
        operation: The operation, for the error.
        media_type: Media type of the document, without parameters; None where it is not known.

    Raises:
        InvalidInput: Amazon no longer processes the type, or its document cannot be of that media type.
    """
    known = feed_types().get(name)
    if known is None:
        near = suggestion(name, feed_types())
        return [f"toolspan does not know the feed type {name[:80]}: it is sent to Amazon unchanged.{near}"]
    if gone := known.get("gone"):
        instead = f"Use {known['instead']}." if "instead" in known else "Amazon has no replacement."
        raise InvalidInput(
            f"{operation}: Amazon has rejected feeds of the type {name} since {gone}.", hint=instead
        )
    fits = fitting(known)
    if media_type is not None and media_type not in fits:
        usual = " or ".join(MEDIA[form][0] for form in known["formats"])
        raise InvalidInput(
            f"{operation}: a feed of the type {name} cannot be {media_type[:80]}.",
            hint=f"Give content_type {usual}"
            + ("; charset=UTF-8." if "pdf" not in known["formats"] else "."),
        )
    return []


def fitting(known: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the media types that the document of a type may have."""
    return tuple(media for form in known["formats"] for media in MEDIA[form])


def undo(name: str) -> str:
    """Return whether the effect of a feed can be undone."""
    return str(feed_types().get(name, {}).get("undo", "unknown"))
