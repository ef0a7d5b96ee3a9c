"""Report documents and their presigned URLs, on the emulator's own host."""

from __future__ import annotations

import asyncio
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlencode

from starlette.responses import Response

from toolspan.emulator.times import iso

if TYPE_CHECKING:
    import random
    from collections.abc import Callable, Iterable, Iterator

    from starlette.requests import Request

    from toolspan.emulator.clock import EmulatorClock

__all__ = ["Document", "Documents"]

_LINK_LIFETIME = 300


@dataclass(frozen=True, slots=True, eq=False)
class Document:
    """Stored report document."""

    document_id: str
    key: str
    read: Callable[[], bytes | Iterable[bytes]]
    content_type: str
    compressed: bool

    def body(self) -> bytes:
        """Bytes of a download, generated on demand; of one that is compressed, the rest is not held."""
        content = self.read()
        pieces = (content,) if isinstance(content, bytes) else content
        return b"".join(_compressed(pieces) if self.compressed else pieces)


@dataclass(frozen=True, slots=True)
class _Link:
    document: Document
    expires: float
    encoding: str


class Documents:
    """Storage of report documents, and handler of their presigned URLs."""

    def __init__(self, clock: EmulatorClock, randomness: random.Random) -> None:
        self._clock = clock
        self._random = randomness
        self._links: dict[str, _Link] = {}

    def make(
        self, region: str, read: Callable[[], bytes | Iterable[bytes]], content_type: str, *, compress: bool
    ) -> Document:
        """Store a document."""
        digits = self._random.randbytes(16).hex()
        key = "-".join((digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:]))
        tail = f"T{self._random.randbytes(6).hex().upper()}.{self._random.randrange(100, 9999)}"
        return Document(f"amzn1.spdoc.1.4.{region.lower()}.{key}.{tail}", key, read, content_type, compress)

    def link(self, base_url: str, document: Document, *, content_encoding: bool) -> str:
        """Return a presigned URL, valid for five minutes."""
        signature = self._random.randbytes(32).hex()
        encoding = "gzip" if content_encoding and document.compressed else "identity"
        self._links[signature] = _Link(document, self._clock.monotonic() + _LINK_LIFETIME, encoding)
        stamp = iso(self._clock.time()).replace("-", "").replace(":", "")
        query = {
            "X-Amz-Algorithm": "AWS4-HMAC-SHA256",
            "X-Amz-Date": stamp,
            "X-Amz-SignedHeaders": "host",
            "X-Amz-Expires": str(_LINK_LIFETIME),
            "X-Amz-Credential": f"AKIAEMULATOR/{stamp[:8]}/us-east-1/s3/aws4_request",
            "response-content-encoding": encoding,
            "X-Amz-Signature": signature,
        }
        return f"{base_url}/documents/{document.key}?{urlencode(query)}"

    async def __call__(self, request: Request) -> Response:
        """Handle a download."""
        key = request.path_params["key"]
        query = parse_qs(request.scope["query_string"].decode("latin-1"))
        link = self._links.get(query.get("X-Amz-Signature", [""])[0])
        if unsigned := [name for name in request.headers if name.startswith("x-amz-")]:
            listed = ", ".join(unsigned)
            more = f"<HeadersNotSigned>{listed}</HeadersNotSigned>"
            return _refuse(
                403, "AccessDenied", "There were headers present in the request which were not signed", more
            )
        if "authorization" in request.headers:
            return _refuse(400, "InvalidArgument", "Only one auth mechanism allowed")
        if link is None or link.document.key != key:
            return _refuse(403, "SignatureDoesNotMatch", "The signature of this link is wrong")
        if self._clock.monotonic() > link.expires:
            return _refuse(
                403, "AccessDenied", "Request has expired", f"<X-Amz-Expires>{_LINK_LIFETIME}</X-Amz-Expires>"
            )
        headers = {"content-type": link.document.content_type, "content-encoding": link.encoding}
        # In a thread: a long report takes seconds.
        return Response(await asyncio.to_thread(link.document.body), 200, headers)


def _compressed(pieces: Iterable[bytes]) -> Iterator[bytes]:
    packer = zlib.compressobj(wbits=31)  # gzip, without the time
    for piece in pieces:
        yield packer.compress(piece)
    yield packer.flush()


def _refuse(status: int, code: str, message: str, more: str = "") -> Response:
    body = (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f"<Error><Code>{code}</Code><Message>{message}</Message>{more}</Error>"
    )
    return Response(body, status, media_type="application/xml")
