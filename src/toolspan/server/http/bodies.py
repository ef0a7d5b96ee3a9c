"""Reads request bodies and queries into models, within size limits."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel, ValidationError

from toolspan.server.encoding import decoded
from toolspan.server.problems import Problem, of_validation

if TYPE_CHECKING:
    from starlette.requests import Request

MAX_BODY = 2**20
"""Maximum size of a body, in bytes."""
MAX_DEPTH = 32
MAX_KEYS = 256
"""Maximum nesting depth of JSON, and maximum names in one object."""
BODY_SECONDS = 15.0
"""Seconds within which a body must arrive."""


async def read_json(request: Request, *, required: bool) -> Any:
    """Return the decoded JSON body; None if it is optional and missing.

    Raises:
        Problem: 408, 413 or 422.
    """
    content = await _read(request)
    if not content and not required:
        return None
    kind = request.headers.get("content-type", "application/json").partition(";")[0].strip().lower()
    if kind != "application/json" and not kind.endswith("+json"):
        raise Problem(
            422,
            "invalid_input",
            "The body must be JSON, sent as Content-Type: application/json.",
            field="body",
        )
    try:
        data = decoded(content)
    except ValueError:
        raise Problem(
            422,
            "invalid_input",
            "The body is not valid JSON: UTF-8, no half of a surrogate pair, neither NaN nor Infinity.",
            field="body",
        ) from None
    _check_shape(data)
    return data


def read_model(model: type[BaseModel], data: Any) -> BaseModel:
    """Validate JSON data as a model.

    Raises:
        Problem: 422 with all errors.
    """
    try:
        return model.model_validate(data)
    except ValidationError as error:
        raise of_validation(error) from None


def read_query(model: type[BaseModel], request: Request) -> BaseModel:
    """Return the query parameters.

    Raises:
        Problem: 422 if one is invalid or repeated.
    """
    pairs = request.query_params.multi_items()
    given = dict(pairs)
    if len(given) != len(pairs):
        raise Problem(422, "invalid_input", "A query parameter was given twice.")
    return read_model(model, given)


async def _read(request: Request) -> bytes:
    length = request.headers.get("content-length", "")
    if length.isdigit() and int(length) > MAX_BODY:
        raise _too_large()
    parts, size = [], 0
    try:
        async with asyncio.timeout(BODY_SECONDS):
            async for part in request.stream():
                size += len(part)
                if size > MAX_BODY:
                    raise _too_large()
                parts.append(part)
    except TimeoutError:
        raise Problem(
            408, "timeout", "The body did not arrive in time.", headers={"connection": "close"}
        ) from None
    return b"".join(parts)


def _check_shape(data: Any) -> None:
    """Reject data that is nested too deeply, has too many names in an object, or contains NUL characters."""
    level, depth = [data], 0
    while level:
        depth += 1
        if depth > MAX_DEPTH:
            raise Problem(
                422, "invalid_input", f"The body is nested more than {MAX_DEPTH} levels deep.", field="body"
            )
        below: list[Any] = []
        for item in level:
            if isinstance(item, dict):
                if len(item) > MAX_KEYS:
                    raise Problem(
                        422,
                        "invalid_input",
                        f"An object in the body has more than {MAX_KEYS} names.",
                        field="body",
                    )
                below.extend(item)
                below.extend(item.values())
            elif isinstance(item, list):
                below.extend(item)
        if any(isinstance(item, str) and "\0" in item for item in below):
            raise Problem(422, "invalid_input", "The body holds a NUL character (\\u0000).", field="body")
        level = [item for item in below if isinstance(item, (dict, list))]


def _too_large() -> Problem:
    return Problem(
        413, "too_large", f"The body is larger than {MAX_BODY} bytes.", headers={"connection": "close"}
    )
