"""Labels and other papers of shipments as files: what the answers of the shipping and vendor APIs hold, decoded."""

from __future__ import annotations

import zlib
from base64 import b64decode
from binascii import Error as NotBase64
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from toolspan.errors import UpstreamError
from toolspan.runtime.files import whole_file, writable

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from os import PathLike

    from toolspan.page import Page

MOST_BYTES = 64 * 2**20
"""Bytes of one file at most, once unpacked."""
_GZIP = b"\x1f\x8b"
_TYPES = ((b"%PDF", "PDF", "application/pdf"), (b"\x89PNG", "PNG", "image/png"))
_ZPL = ("ZPL", "application/zpl")


@dataclass(frozen=True, slots=True)
class LabelFile:
    """File of a shipment.

    Attributes:
        kind: What it is, such as `LABEL` or `PACKSLIP`; `DOCUMENT` where the answer does not say.
        format: `PDF`, `PNG` or `ZPL`, as its bytes say.
        data: The bytes, ready for a printer.
        package: The package's reference, or the order's, where the answer names one.
    """

    kind: str
    format: str
    data: bytes = field(repr=False)
    package: str | None = None

    @property
    def content_type(self) -> str:
        """The media type."""
        return next((kind for _, name, kind in _TYPES if name == self.format), _ZPL[1])

    def save(self, path: str | PathLike[str]) -> None:
        """Write the file, whole or not at all.

        Raises:
            ConfigurationError: It cannot be written there.
        """
        from pathlib import Path  # noqa: PLC0415 - only who saves needs it

        with whole_file(writable(Path(path))) as file:
            file.write(self.data)


def label_files(page: Page[Any]) -> list[LabelFile]:
    """Return the files in an answer of an operation that gives labels, packing slips, invoices or forms, in its order.

    Args:
        page: Answer of a purchase, or of what reads a label again: of `shipping_labels`, `amazon_shipping`,
            `collection_forms`, `vendor_shipments`, `direct_fulfillment` or `external_fulfillment`.

    Raises:
        UpstreamError: A file cannot be decoded.
    """
    return [_file(*found) for record in page.data for found in _found(record)]


def _found(record: Any) -> Iterator[tuple[str, str, str, str | None]]:
    """Yield kind, stated format, content and package of each file of a record."""
    if not isinstance(record, dict):
        return
    held = (record.get("Label") or {}).get("FileContents") or {}
    yield from _of("LABEL", held.get("FileType"), held.get("Contents"), None)
    yield from _of("COLLECTION_FORM", record.get("documentFormat"), record.get("base64EncodedContent"), None)
    named = record.get("purchaseOrderNumber") or record.get("containerTrackingNumber")
    yield from _of(
        "DOCUMENT", record.get("format") or record.get("contentType"), record.get("content"), named
    )
    for label in record.get("labelData") or ():
        form = record.get("labelFormat") or label.get("labelFormat")
        name = label.get("packageIdentifier") or label.get("trackingId")
        yield from _of("LABEL", form, label.get("content") or label.get("label"), name)
    for package in _packages(record):
        name = package.get("packageClientReferenceId")
        for document in package.get("packageDocuments") or ():
            yield from _of(
                document.get("type", "LABEL"), document.get("format"), document.get("contents"), name
            )


def _of(kind: Any, form: Any, content: Any, name: str | None) -> Iterator[tuple[str, str, str, str | None]]:
    if content:
        yield str(kind), str(form or ""), content, name


def _packages(record: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    one = record.get("packageDocumentDetail")
    many = record.get("packageDocumentDetails") or record.get("packageDocumentDetailList") or ()
    return [*([one] if one else ()), *many]


def _file(kind: str, stated: str, content: str, package: str | None) -> LabelFile:
    try:
        data = b64decode(content, validate=True)
        if data.startswith(_GZIP):  # Merchant Fulfillment packs its files
            data = _unpacked(data)
    except (NotBase64, ValueError, zlib.error) as fault:
        raise UpstreamError(
            f"The {kind} ({stated or 'of an unknown format'}) of this answer cannot be decoded: {fault}.",
            hint="Read it again, such as with amazon_shipping.documents or shipping_labels.get; nothing need be bought again. "
            "A page that a tool gave to a model holds the size of each file in place of the file.",
        ) from None
    form = next((name for start, name, _ in _TYPES if data.startswith(start)), _ZPL[0])
    return LabelFile(kind, form, data, package)


def _unpacked(data: bytes) -> bytes:
    unpacker = zlib.decompressobj(zlib.MAX_WBITS | 16)
    whole = unpacker.decompress(data, MOST_BYTES)
    if unpacker.unconsumed_tail:
        raise ValueError(f"it has more than {MOST_BYTES} bytes")
    if not unpacker.eof:
        raise ValueError("it is cut off")
    return whole
