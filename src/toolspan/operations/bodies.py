"""Bodies that are not JSON: forms, multipart, text and bytes, and files as values of a call."""

from __future__ import annotations

import os
import secrets
from base64 import b64decode
from binascii import Error as DecodeError
from mimetypes import guess_type
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic_core import to_json

from toolspan.errors import InvalidInput
from toolspan.operations.model import Parameter
from toolspan.operations.plain import plain
from toolspan.operations.styles import as_text, query_pairs
from toolspan.runtime.files import read_file

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from toolspan.operations.model import Body

_TYPES = {
    "json": "application/json",
    "merge-patch": "application/merge-patch+json",
    "form": "application/x-www-form-urlencoded",
    "text": "text/plain; charset=utf-8",
    "bytes": "application/octet-stream",
}
_QUOTED = str.maketrans({'"': "%22", "\r": "%0D", "\n": "%0A"})


class File(bytes):
    """Content of a file, with the name and media type that a multipart body states."""

    filename: str | None = None
    content_type: str | None = None

    @classmethod
    def of(cls, content: bytes, filename: str | None = None, content_type: str | None = None) -> File:
        """Return the file of this content."""
        made = cls(content)
        made.filename, made.content_type = filename, content_type
        return made


def file_of(value: Mapping[str, Any]) -> File:
    """Return the file that an object describes: `base64` or `text`, `filename`, `content_type`.

    Raises:
        ValueError: It describes none.
    """
    unknown = [key for key in value if key not in ("base64", "text", "filename", "content_type")]
    if unknown or ("base64" in value) == ("text" in value):
        raise ValueError(
            'a file is {"base64": "..."} or {"text": "..."}, with "filename" and "content_type" beside it'
        )
    if not all(isinstance(each, str) for each in value.values()):
        raise ValueError("each entry of a file must be text")
    try:
        content = b64decode(value["base64"], validate=True) if "base64" in value else value["text"].encode()
    except (DecodeError, ValueError):
        raise ValueError("base64 is not valid") from None
    return File.of(content, value.get("filename"), value.get("content_type"))


def read_value(value: Any, most: int | None = None) -> Any:
    """Return the content of what a caller gives for a file: a path is opened, an object is read.

    Raises:
        ValueError: An object describes no file.
        InvalidInput: A path cannot be read, or the file is larger than `most` bytes.
    """
    if isinstance(value, os.PathLike):
        path = Path(value)
        return File.of(read_file(path, most), path.name, guess_type(path.name)[0])
    if isinstance(value, dict):
        return file_of(value)
    if isinstance(value, str):
        value = value.encode("utf-8", "surrogatepass")
    return (
        File(value)
        if isinstance(value, (bytes, bytearray, memoryview)) and not isinstance(value, File)
        else value
    )


def written_body(payload: Body, body: Any) -> tuple[bytes, str]:
    """Return a body in its media type, and that type.

    Raises:
        InvalidInput: It cannot be written so.
    """
    if payload.media == "multipart":
        return _multipart(payload, _fields(body))
    stated = payload.content_type or _TYPES[payload.media]
    if payload.media == "form":
        return _form(payload, _fields(body)), stated
    if payload.media in ("text", "bytes"):
        kind = body.content_type if isinstance(body, File) and body.content_type else stated
        return body if isinstance(body, bytes) else _unicode(as_text(body, "body")), kind
    return _json(body), stated


def _fields(body: Any) -> Mapping[str, Any]:
    if not isinstance(body, dict):
        raise InvalidInput(f"The body must be an object of fields, not {type(body).__name__}.")
    return body


def _json(value: Any) -> bytes:
    try:
        return to_json(plain(value))
    except (ValueError, RecursionError) as error:
        raise InvalidInput(f"The body cannot be written as JSON: {str(error)[:200]}") from None


def _unicode(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


def _form(payload: Body, fields: Mapping[str, Any]) -> bytes:
    return "&".join(
        pair for name, value in fields.items() for pair in _form_pairs(payload, name, value)
    ).encode()


def _form_pairs(payload: Body, name: str, value: Any) -> list[str]:
    """Return the pairs of one field: as its encoding says; else a list as repeated pairs, and an object as JSON."""
    how = payload.encoding.get(name, {})
    if value is None:
        value = ""  # what clears a field, where the schema allows null
    if how.get("style") or "explode" in how or how.get("reserved"):
        parameter = Parameter(
            name,
            "query",
            required=False,
            schema={},
            style=how.get("style", "form"),
            explode=how.get("explode"),
            reserved=bool(how.get("reserved")),
        )
        return query_pairs(parameter, value)
    items = value if isinstance(value, (list, tuple)) else [value]
    plainly = Parameter(name, "query", required=False, schema={}, style="form")
    return [pair for item in items for pair in query_pairs(plainly, _content_text(item, name))]


def _content_text(value: Any, name: str) -> str:
    if isinstance(value, bytes):
        try:
            return value.decode()
        except UnicodeDecodeError:
            raise InvalidInput(f"{name}: a form takes text, and this is no UTF-8.") from None
    return as_text(value, name)


def _multipart(payload: Body, fields: Mapping[str, Any]) -> tuple[bytes, str]:
    boundary = f"toolspan-{secrets.token_hex(16)}"
    parts = [part for name, value in fields.items() for part in _parts(payload, name, value)]
    head = f"--{boundary}\r\n".encode()
    body = b"".join(head + part + b"\r\n" for part in parts) + f"--{boundary}--\r\n".encode()
    return body, f"multipart/form-data; boundary={boundary}"


def _parts(payload: Body, name: str, value: Any) -> Iterator[bytes]:
    """Yield the parts of one field: one for each item of a list, unless the whole list is to be JSON."""
    how = payload.encoding.get(name, {})
    wanted = str(how.get("content_type") or "").split(",")[0].strip()
    if isinstance(value, (list, tuple)) and "json" not in wanted:
        for item in value:
            yield _part(name, item, how, wanted)
    else:
        yield _part(name, value, how, wanted)


def _part(name: str, value: Any, how: Mapping[str, Any], wanted: str) -> bytes:
    filename: str | None = None
    if isinstance(value, bytes):
        file = value if isinstance(value, File) else File.of(value)
        filename = file.filename or how.get("filename") or name
        content, kind = bytes(file), file.content_type or wanted or _TYPES["bytes"]
    elif "json" in wanted or isinstance(value, (dict, list, tuple)):
        content, kind = _json(value), wanted or _TYPES["json"]
    else:
        content, kind = _unicode("" if value is None else as_text(value, name)), wanted
        filename = how.get("filename")
    named = f'Content-Disposition: form-data; name="{name.translate(_QUOTED)}"'
    if filename:
        named += f'; filename="{filename.translate(_QUOTED)}"'
    head = f"{named}\r\nContent-Type: {kind}\r\n\r\n" if kind else f"{named}\r\n\r\n"
    return _unicode(head) + content
