"""Uploads of feed documents: presigned URLs that accept only the content type they were signed for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlencode

from starlette.responses import Response

from toolspan.emulator.times import iso

if TYPE_CHECKING:
    import random

    from starlette.requests import Request

    from toolspan.emulator.clock import EmulatorClock

__all__ = ["Upload", "Uploads"]

_LIFETIME = 300


@dataclass(slots=True, eq=False)
class Upload:
    """Feed document: its content type, and its content once uploaded."""

    document_id: str
    key: str
    owner: tuple[str, str]
    content_type: str
    expires: float
    signature: str
    content: bytes | None = None


class Uploads:
    """Storage of feed documents, and handler of their presigned URLs."""

    def __init__(self, clock: EmulatorClock, randomness: random.Random) -> None:
        self._clock = clock
        self._random = randomness
        self._by_key: dict[str, Upload] = {}

    def make(self, region: str, owner: tuple[str, str], content_type: str) -> Upload:
        """Create a document without content."""
        digits = self._random.randbytes(16).hex()
        key = "-".join((digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:]))
        document_id = f"amzn1.tortuga.4.{region.lower()}.{key}.T{self._random.randbytes(6).hex().upper()}"
        signature = self._random.randbytes(32).hex()
        upload = Upload(document_id, key, owner, content_type, self._clock.monotonic() + _LIFETIME, signature)
        self._by_key[key] = upload
        return upload

    def find(self, owner: tuple[str, str], document_id: str) -> Upload | None:
        """Return a document of this application and seller."""
        found = (one for one in self._by_key.values() if one.document_id == document_id)
        return next((one for one in found if one.owner == owner), None)

    def link(self, base_url: str, upload: Upload) -> str:
        """Return the presigned upload URL, valid for five minutes."""
        stamp = iso(self._clock.time()).replace("-", "").replace(":", "")
        query = {
            "X-Amz-Algorithm": "AWS4-HMAC-SHA256",
            "X-Amz-Date": stamp,
            "X-Amz-SignedHeaders": "content-type;host",
            "X-Amz-Expires": str(_LIFETIME),
            "X-Amz-Credential": f"AKIAEMULATOR/{stamp[:8]}/us-east-1/s3/aws4_request",
            "X-Amz-Signature": upload.signature,
        }
        return f"{base_url}/uploads/{upload.key}?{urlencode(query)}"

    async def __call__(self, request: Request) -> Response:
        """Handle an upload."""
        upload = self._by_key.get(request.path_params["key"])
        query = parse_qs(request.scope["query_string"].decode("latin-1"))
        signed = upload is not None and query.get("X-Amz-Signature") == [upload.signature]
        if upload is None or not signed or request.headers.get("content-type") != upload.content_type:
            return _refuse("SignatureDoesNotMatch", "The request signature does not match the one provided.")
        if any(name.startswith("x-amz-") for name in request.headers):
            return _refuse("AccessDenied", "There were headers present in the request which were not signed")
        if self._clock.monotonic() > upload.expires:
            return _refuse("AccessDenied", "Request has expired")
        upload.content = await request.body()
        return Response(None, 200)


def _refuse(code: str, message: str) -> Response:
    body = f'<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>{code}</Code><Message>{message}</Message></Error>'
    return Response(body, 403, media_type="application/xml")
