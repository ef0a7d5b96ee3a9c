"""From one page to the next."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from toolspan.operations.names import snake

if TYPE_CHECKING:
    from collections.abc import Mapping

    from toolspan.errors import InvalidInput
    from toolspan.operations.model import Cursor


def next_page(cursor: Cursor, values: Mapping[str, Any], token: str) -> dict[str, Any]:
    """Return the parameters of the next page: the same ones with their dates fixed, or the token alone."""
    kept = {} if cursor.alone else values
    return {snake(name): value for name, value in kept.items() if name != cursor.parameter} | {
        snake(cursor.parameter): token
    }


def explain_refusal(error: InvalidInput, cursor: Cursor | None, values: Mapping[str, Any]) -> None:
    """Let the refusal of a call with a page's token say what may be wrong with the token."""
    if error.status and cursor and cursor.parameter in values and not error.hint:
        name = snake(cursor.parameter)
        error.hint = (
            f"The {name} may have expired, or belong to other filters: start again without {name}, "
            "and keep the filters the same from page to page."
        )
