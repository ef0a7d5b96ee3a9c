"""Content of responses that are no JSON: text, or bytes, which a program can write to a file."""

from __future__ import annotations

from base64 import b64encode
from email.message import Message
from typing import TYPE_CHECKING, Any

from toolspan.errors import TooLarge
from toolspan.runtime.files import whole_file, writable

if TYPE_CHECKING:
    from pathlib import Path

    from toolspan.operations.model import Operation
    from toolspan.transport.http import Response

MOST_INLINE = 256 * 2**10
"""Bytes that a record can hold, as base64; more goes to a file."""


def content_of(operation: Operation, response: Response) -> Any:
    """Return the one record of a response: its text, or its bytes.

    Raises:
        TooLarge: There are too many bytes for a record.
    """
    if operation.answer == "none":
        return None
    kind = response.headers.get("content-type", "")
    if operation.answer == "text":
        return response.body.decode(_charset(kind), "replace")
    size = len(response.body)
    if size > MOST_INLINE:
        raise TooLarge(
            f"{operation.name}: the content has {size:,} bytes, too many for a result.",
            hint="A program can write it to a file: give save_to=Path(...) among the parameters.",
        )
    return {"content_type": _bare(kind), "size": size, "base64": b64encode(response.body).decode()}


def saved(response: Response, path: Path) -> dict[str, Any]:
    """Write the content of a response to a file, and return the record that says so.

    Raises:
        ConfigurationError: The file cannot be written.
    """
    with whole_file(writable(path)) as file:
        file.write(response.body)
    return {
        "content_type": _bare(response.headers.get("content-type", "")),
        "size": len(response.body),
        "path": str(path),
    }


def _bare(content_type: str) -> str:
    return content_type.partition(";")[0].strip().lower() or "application/octet-stream"


def _charset(content_type: str) -> str:
    message = Message()
    message["content-type"] = content_type or "text/plain"
    named = message.get_content_charset() or "utf-8"
    try:
        "".encode(named)
    except LookupError:
        return "utf-8"
    return named
