"""`uploads.send`: gets an address from Amazon and uploads one file, for A+ content and messages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from toolspan.connectors.amazon_seller_partner.documents import transfer, upload
from toolspan.connectors.amazon_seller_partner.executor import Handler
from toolspan.errors import InvalidInput, UpstreamError
from toolspan.page import Meta, Page
from toolspan.runtime.files import content_md5

if TYPE_CHECKING:
    from collections.abc import Mapping

    from toolspan.connectors.amazon_seller_partner.polling import LocalJobContext
    from toolspan.contract import Call
    from toolspan.operations.bodies import File

_SEND = "uploads.send"
_APLUS = "aplus/"
_IMAGES = (
    (b"\x89PNG", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF8", "image/gif"),
    (b"BM", "image/bmp"),
)
_PDF = ((b"%PDF", "application/pdf"),)


class Uploads:
    """Handlers of the uploads of one account.

    Args:
        ctx: What the requests need.
    """

    def __init__(self, ctx: LocalJobContext) -> None:
        self._ctx = ctx

    async def send(self, call: Call) -> Page:
        """Upload a file; its record holds the id that other calls name it by.

        Raises:
            InvalidInput: The type of the file is not known, and A+ content needs it.
            UpstreamError: The upload failed.
        """
        ctx, values = self._ctx, self._ctx.api.fill(call)
        file: File = values["file"]
        request = _request(values, file)

        async def address() -> dict[str, Any]:
            found = await ctx.step("uploads", "create", request, call.deadline)
            if not isinstance(found.get("url"), str) or not isinstance(found.get("uploadDestinationId"), str):
                raise UpstreamError("uploads.create: the response holds no address.")
            return found

        async def put(found: Mapping[str, Any]) -> str:
            headers = {str(name).lower(): str(text) for name, text in (found.get("headers") or {}).items()}
            if kind := request.get("contentType"):
                headers.setdefault("content-type", kind)
            await upload(
                ctx.http, found["url"], file, headers, call.deadline, base_url=ctx.base_url, what="file"
            )
            return str(found["uploadDestinationId"])

        upload_id = await transfer(address, put, ctx.clock, call.deadline, _SEND)
        record = {"uploadDestinationId": upload_id, **request, "fileName": file.filename, "size": len(file)}
        meta = Meta(operation=_SEND, count=1, marketplace=next(iter(values["marketplaceIds"]), None))
        return Page.model_construct(
            data=[{k: v for k, v in record.items() if v is not None}], meta=meta, raw=None
        )

    async def preview(self, call: Call) -> Page:
        """Return the requests that `send` would make; nothing is sent.

        Raises:
            InvalidInput: As `send`.
        """
        values = self._ctx.api.fill(call)
        request = _request(values, values["file"])
        shown = {
            "operation": _SEND,
            "requests": [
                {"operation": "uploads.create", "params": request},
                {"to": "the address that it returns", "bytes": len(values["file"])},
            ],
        }
        return Page.model_construct(data=[shown], meta=Meta(operation=_SEND, count=1), raw=None)


def _request(values: Mapping[str, Any], file: File) -> dict[str, Any]:
    """Return what the address is asked for."""
    resource = str(values["resource"]).strip("/")
    kind = values.get("contentType") or file.content_type or _kind_of(file)
    if kind is None and resource.startswith(_APLUS):
        raise InvalidInput(
            f"{_SEND}: content_type is required for A+ content, and neither name nor content of the file tell it.",
            hint="Give content_type, such as image/png or image/jpeg.",
        )
    request = {
        "resource": resource,
        "marketplaceIds": values["marketplaceIds"],
        "contentMD5": content_md5(file),
        "contentType": kind,
    }
    return {name: value for name, value in request.items() if value is not None}


def _kind_of(file: bytes) -> str | None:
    return next((kind for start, kind in (*_IMAGES, *_PDF) if file.startswith(start)), None)


send = Handler(Uploads, Uploads.send, Uploads.preview)
"""Handler of `uploads.send`."""
