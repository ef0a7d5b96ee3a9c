"""Shipping labels that a seller has bought, from either shipping API."""

from __future__ import annotations

import base64
import zlib
from dataclasses import dataclass
from struct import pack
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Collection

    from toolspan.emulator.seller.orders import Order, Shipment

__all__ = ["Label", "encoded", "label_file"]


@dataclass(slots=True, eq=False)
class Label:
    """Bought label: what the API answered, and when it was cancelled.

    ``order`` is the one that it ships, with the packages that it had before.
    """

    shipment_id: str
    tracking_id: str
    service: str
    created: float
    response: dict[str, Any]
    request: dict[str, Any]
    cancelled: float | None = None
    order: tuple[Order, tuple[Shipment, ...]] | None = None

    def ship(self, order: Order, carrier: str, item_ids: Collection[str] = ()) -> None:
        """Mark lines of an order as shipped with this label."""
        before = order.shipments
        if order.ship(self.created, carrier, self.tracking_id, item_ids):
            self.order = (order, before)

    def cancel(self, now: float) -> None:
        """Cancel the label; its order waits to be shipped again."""
        self.cancelled = now
        if self.order is not None:
            order, before = self.order
            order.shipments = before


def label_file(form: str, text: str) -> bytes:
    """Return a small valid file of a label: PDF, PNG or ZPL.

    Args:
        form: Name of the format; what begins with ZPL is ZPL.
        text: Stands on the label, where the format shows text.
    """
    if form.startswith("ZPL"):
        return f"^XA^FO50,50^A0N,50,50^FD{text}^FS^XZ".encode()
    return _png() if form == "PNG" else _pdf(text)


def _png() -> bytes:
    """A white image of one pixel."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return pack(">I", len(data)) + kind + data + pack(">I", zlib.crc32(kind + data))

    head = pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(b"\0\xff"))
        + chunk(b"IEND", b"")
    )


def _pdf(text: str) -> bytes:
    stream = f"BT /F1 24 Tf 40 380 Td ({text}) Tj ET".encode()
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 288 432]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(stream), stream),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    ]
    body, places = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, 1):
        places.append(len(body))
        body += b"%d 0 obj%s endobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    return (
        body
        + b"xref\n0 6\n0000000000 65535 f \n"
        + table
        + b"trailer<</Size 6/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % len(body)
    )


def encoded(content: bytes) -> str:
    """Return bytes as base64 text."""
    return base64.b64encode(content).decode()
