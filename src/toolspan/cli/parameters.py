"""Parses parameters from the command line."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Any

from toolspan.errors import InvalidInput

if TYPE_CHECKING:
    from collections.abc import Sequence


def read_parameters(text: str | None, pairs: Sequence[str]) -> dict[str, Any]:
    """Return the parameters of `--params`, overridden by those of `-p name=value`.

    A repeated name becomes a list. JSON objects and arrays are decoded; other values stay text, which
    the operation converts to its types.

    Raises:
        InvalidInput: The text is not a JSON object, or a pair has no `=`.
    """
    params = _object(sys.stdin.read() if text == "-" else text) if text else {}
    given: dict[str, Any] = {}
    for pair in pairs:
        name, sign, value = pair.partition("=")
        if not sign or not name.strip():
            raise InvalidInput(f"-p {pair[:80]!r} is not NAME=VALUE.", hint="Such as -p created_after=-7d.")
        _add(given, name.strip(), _value(value))
    return params | given


def _object(text: str) -> dict[str, Any]:
    try:
        params = json.loads(text)
    except ValueError as error:
        raise InvalidInput(
            f"--params is not valid JSON: {error}.", hint="""Such as --params '{"created_after": "-7d"}'."""
        ) from None
    if not isinstance(params, dict):
        raise InvalidInput("--params must be a JSON object of names and values.")
    return params


def _value(text: str) -> Any:
    if text[:1] not in ("{", "["):
        return text
    try:
        return json.loads(text)
    except ValueError:
        return text


def _add(given: dict[str, Any], name: str, value: Any) -> None:
    if name not in given:
        given[name] = value
    else:
        before = given[name] if isinstance(given[name], list) else [given[name]]
        given[name] = [*before, *(value if isinstance(value, list) else [value])]
