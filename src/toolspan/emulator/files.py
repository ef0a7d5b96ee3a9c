"""Uploaded files for A+ content and messages: slots of the Uploads API, and handler of their presigned URLs.

A file for a message is PUT, with the headers that its address was signed for; one for A+ content is POSTed
as a form, whose fields stand in the query of the address.
"""

from __future__ import annotations

import base64
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlencode

from starlette.responses import Response

from toolspan.emulator.checksums import content_md5, is_content_md5
from toolspan.emulator.times import iso

if TYPE_CHECKING:
    import random

    from starlette.requests import Request

    from toolspan.emulator.clock import EmulatorClock

__all__ = ["Files", "Slot"]

APLUS = "aplus/2020-11-01/contentDocuments"
_BUCKET = "aplus-media"
_LIFETIME = {_BUCKET: 3600, "": 900}
_MOST_BYTES = 3 * 2**20  # of one image of A+ content
_ENDINGS = {"image/png": "png", "image/jpeg": "jpg", "image/gif": "gif", "image/bmp": "bmp"}
_FIELDS = ("key", "acl", "policy", "x-amz-algorithm", "x-amz-credential", "x-amz-date", "x-amz-meta-owner", "x-amz-signature")  # fmt: skip
_NAME = re.compile(rb'name="([^"]*)"')


@dataclass(slots=True, eq=False)
class Slot:
    """One upload: for which resource it is, and its content once it is there."""

    upload_id: str
    key: str
    owner: tuple[str, str]
    resource: str
    md5: str
    signature: str
    expires: float
    content: bytes | None = None

    @property
    def headers(self) -> dict[str, str]:
        """Headers that the PUT must have."""
        return {"Content-MD5": self.md5, "x-amz-server-side-encryption": "aws:kms"}


class Files:
    """Storage of uploaded files."""

    def __init__(self, clock: EmulatorClock, randomness: random.Random) -> None:
        self._clock = clock
        self._random = randomness
        self._by_key: dict[str, Slot] = {}

    def make(self, owner: tuple[str, str], resource: str, md5: str, content_type: str | None) -> Slot:
        """Create a slot for one file."""
        digits = self._random.randbytes(16).hex()
        name = "-".join((digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:]))
        key, upload_id, bucket = name, name, ""
        if resource == APLUS:
            key = f"sc/{name}.{_ENDINGS.get(content_type or '', 'png')}"
            upload_id, bucket = f"{_BUCKET}/{key}", _BUCKET
        expires = self._clock.monotonic() + _LIFETIME[bucket]
        slot = Slot(upload_id, key, owner, resource, md5, self._random.randbytes(32).hex(), expires)
        self._by_key[key] = slot
        return slot

    def lacks(self, owner: tuple[str, str], upload_id: str, resource: str) -> bool:
        """Whether a slot is empty, or of another resource, application or seller. Of made-up ids nothing is known."""
        slot = next((slot for slot in self._by_key.values() if slot.upload_id == upload_id), None)
        if slot is None:
            return upload_id.startswith(f"{_BUCKET}/")
        return slot.content is None or (slot.owner, slot.resource) != (owner, resource)

    def link(self, base_url: str, slot: Slot) -> str:
        """Return the presigned address of a slot."""
        stamp = iso(self._clock.time()).replace("-", "").replace(":", "")
        credential = f"AKIAEMULATOR/{stamp[:8]}/us-east-1/s3/aws4_request"
        if slot.resource != APLUS:
            query = {
                "X-Amz-Algorithm": "AWS4-HMAC-SHA256",
                "X-Amz-Date": stamp,
                "X-Amz-SignedHeaders": "content-md5;host;x-amz-server-side-encryption",
                "X-Amz-Expires": str(_LIFETIME[""]),
                "X-Amz-Credential": credential,
                "X-Amz-Signature": slot.signature,
            }
            return f"{base_url}/files/{slot.key}?{urlencode(query)}"
        policy = base64.b64encode(f'{{"conditions":[{{"key":"{slot.key}"}}]}}'.encode()).decode()
        values = (
            slot.key,
            "private",
            policy,
            "AWS4-HMAC-SHA256",
            credential,
            stamp,
            slot.owner[1],
            slot.signature,
        )
        return f"{base_url}/files/{_BUCKET}?{urlencode(dict(zip(_FIELDS, values, strict=True)))}"

    async def __call__(self, request: Request) -> Response:
        """Handle an upload."""
        body = await request.body()
        return self._posted(request, body) if request.method == "POST" else self._put(request, body)

    def _put(self, request: Request, body: bytes) -> Response:
        slot = self._by_key.get(request.path_params["key"])
        query = parse_qs(request.scope["query_string"].decode("latin-1"))
        given = {name: request.headers.get(name) for name in (slot.headers if slot else ())}
        if slot is None or query.get("X-Amz-Signature") != [slot.signature] or given != slot.headers:
            return _refuse(403, "SignatureDoesNotMatch")
        if self._clock.monotonic() > slot.expires:
            return _refuse(403, "AccessDenied", "Request has expired")
        if not is_content_md5(slot.md5):
            return _refuse(400, "InvalidDigest", "The Content-MD5 you specified was invalid.")
        if slot.md5 != content_md5(body):
            return _refuse(400, "BadDigest", "The Content-MD5 you specified did not match what we received.")
        slot.content = body
        return Response(None, 200)

    def _posted(self, request: Request, body: bytes) -> Response:
        fields, file = _form(request.headers.get("content-type", ""), body)
        slot = self._by_key.get(fields.get("key", ""))
        if slot is None or fields.get("x-amz-signature") != slot.signature:
            return _refuse(403, "SignatureDoesNotMatch")
        if set(fields) != set(_FIELDS):
            return _refuse(403, "AccessDenied", "Invalid according to Policy: Extra input fields")
        if self._clock.monotonic() > slot.expires:
            return _refuse(403, "AccessDenied", "Invalid according to Policy: Policy expired.")
        if file is None or not 1 <= len(file) <= _MOST_BYTES:
            return _refuse(400, "EntityTooLarge", "Your proposed upload exceeds the maximum allowed size")
        slot.content = file
        return Response(None, 204)


def _form(content_type: str, body: bytes) -> tuple[dict[str, str], bytes | None]:
    """Return the fields of a multipart form, and the file after which S3 ignores what follows."""
    fields: dict[str, str] = {}
    boundary = content_type.partition("boundary=")[2].strip('"').encode()
    for part in body.split(b"--" + boundary)[1:] if boundary else ():
        head, _, content = part.partition(b"\r\n\r\n")
        if named := _NAME.search(head):
            content = content.removesuffix(b"\r\n")
            if named[1].lower() == b"file":
                return fields, content
            fields[named[1].decode()] = content.decode()
    return fields, None


def _refuse(status: int, code: str, message: str = "The request signature does not match.") -> Response:
    body = f'<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>{code}</Code><Message>{message}</Message></Error>'
    return Response(body, status, media_type="application/xml")
