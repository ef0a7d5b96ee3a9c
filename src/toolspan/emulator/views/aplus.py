"""A+ content 2020-11-01: documents with their images, their products, review and publication.

What is asked of a document that was never made is answered by the schemas.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from toolspan.emulator.errors import invalid, not_found
from toolspan.emulator.files import APLUS
from toolspan.emulator.parameters import Parameters, choice, list_of, text
from toolspan.emulator.schemas.answering import Checked, checked
from toolspan.emulator.seller.aplus import AplusDocument
from toolspan.emulator.times import iso
from toolspan.emulator.views.paging import paged

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from toolspan.emulator.handling import Call

_WHERE = Parameters(text("marketplaceId", required=True), text("pageToken"))
_INCLUDED = Parameters(
    text("marketplaceId", required=True),
    list_of("includedDataSet", ("CONTENTS", "METADATA"), required=True),
)
_OF_ASIN = Parameters(text("marketplaceId", required=True), text("asin", required=True), text("pageToken"))
_ASINS = Parameters(
    text("marketplaceId", required=True), choice("includedDataSet", ("METADATA",)), text("pageToken")
)
_PAGE_SIZE = 20
_UNSEEN = "The image {} was not uploaded."


def _list(request: Checked) -> Any:
    """Documents of a marketplace, the newest first."""
    call = request.call
    values, found = _in_marketplace(call, _WHERE)
    newest = sorted(found, key=lambda one: one.changed, reverse=True)
    return _page(
        call,
        values,
        "contentMetadataRecords",
        newest,
        lambda one: {"contentReferenceKey": one.key, "contentMetadata": _metadata(one, call.now)},
    )


def _create(request: Checked) -> Any:
    """Make a draft; every image in it must have been uploaded."""
    call = request.call
    content = request.body["contentDocument"]
    marketplace = _marketplace(call, _WHERE)
    _check_images(call, content)
    key = f"{call.seller.seller_id[-6:]}-{len(call.world.aplus) + 1:06d}"
    call.world.aplus[key] = AplusDocument(key, marketplace, content, call.now)
    return {"contentReferenceKey": key}


def _get(request: Checked, document: AplusDocument) -> Any:
    """One document: what it holds, its state, or both."""
    call = request.call
    included = _INCLUDED.read(call.query, call.now)["includedDataSet"]
    record: dict[str, Any] = {"contentReferenceKey": document.key}
    record |= {"contentDocument": document.content} if "CONTENTS" in included else {}
    record |= {"contentMetadata": _metadata(document, call.now)} if "METADATA" in included else {}
    return {"contentRecord": record}


def _update(request: Checked, document: AplusDocument) -> Any:
    """Replace a document by a draft."""
    content = request.body["contentDocument"]
    _check_images(request.call, content)
    document.content, document.changed, document.submitted = content, request.call.now, None
    return {"contentReferenceKey": document.key}


def _asins(request: Checked, document: AplusDocument) -> Any:
    """Products of a document."""
    call = request.call
    values = _ASINS.read(call.query, call.now)
    return _page(call, values, "asinMetadataSet", document.asins, lambda asin: {"asin": asin})


def _set_asins(request: Checked, document: AplusDocument) -> Any:
    """Replace the list of products."""
    document.asins, document.changed = list(request.body["asinSet"]), request.call.now
    return {}


def _validate(request: Checked) -> Any:
    """Errors of a document that is not made yet."""
    unseen = _unseen(request.call, request.body["contentDocument"])
    return {"errors": [{"code": "INVALID_IMAGE", "message": _UNSEEN.format(each)} for each in unseen]}


def _publish_records(request: Checked) -> Any:
    """Approved documents on a product."""
    call = request.call
    values, found = _in_marketplace(call, _OF_ASIN)
    shown = [each for each in found if values["asin"] in each.asins and each.status(call.now) == "APPROVED"]
    return _page(
        call,
        values,
        "publishRecordList",
        shown,
        lambda one: {
            "marketplaceId": one.marketplace,
            "locale": one.content["locale"],
            "asin": values["asin"],
            "contentType": one.content["contentType"],
            "contentReferenceKey": one.key,
        },
    )


def _submit(request: Checked, document: AplusDocument) -> Any:
    """Submit a document that has products."""
    if not document.asins:
        raise invalid("The content document has no ASINs.")
    document.submitted = document.changed = request.call.now
    return {}


def _suspend(request: Checked, document: AplusDocument) -> Any:
    """Take a document off its products."""
    if document.status(request.call.now) != "APPROVED":
        raise invalid("The content document is not published.")
    document.submitted, document.changed = None, request.call.now
    return {}


def _check_images(call: Call, content: Any) -> None:
    for each in _unseen(call, content):
        raise invalid(_UNSEEN.format(each))


def _unseen(call: Call, content: Any) -> list[str]:
    files = call.services.files
    return [each for each in _images(content) if files.lacks(call.caller.key, each, APLUS)]


def _images(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        if isinstance(value.get("uploadDestinationId"), str):
            yield value["uploadDestinationId"]
        value = list(value.values())
    for each in value if isinstance(value, list) else ():
        yield from _images(each)


def _metadata(document: AplusDocument, now: float) -> dict[str, Any]:
    return {
        "name": document.content["name"],
        "marketplaceId": document.marketplace,
        "status": document.status(now),
        "badgeSet": ["STANDARD"],
        "updateTime": iso(document.changed),
    }


def _of_document(handler: Callable[[Checked, AplusDocument], Any]) -> Callable[[Checked], Any]:
    """Return a handler that answers by the schemas where the document was never made."""

    def handle(request: Checked) -> Any:
        call = request.call
        document = call.world.aplus.get(call.path["contentReferenceKey"])
        if document is None:
            return request.generated()
        if document.marketplace != _marketplace(call, _WHERE):
            raise not_found(f"There is no content document {document.key} in this marketplace.")
        return handler(request, document)

    return handle


def _marketplace(call: Call, parameters: Parameters) -> str:
    return str(parameters.read(call.query, call.now)["marketplaceId"])


def _in_marketplace(call: Call, parameters: Parameters) -> tuple[dict[str, Any], list[AplusDocument]]:
    marketplace = _marketplace(call, parameters)
    values = parameters.read(call.query, call.now)
    return values, [one for one in call.world.aplus.values() if one.marketplace == marketplace]


def _page(
    call: Call, values: dict[str, Any], name: str, rows: Iterable[Any], shown: Callable[[Any], Any]
) -> dict[str, Any]:
    page = paged(call, values, "pageToken", _PAGE_SIZE, lambda: list(rows))
    token = {"nextPageToken": page.token} if page.token else {}
    return {name: [shown(row) for row in page.rows], **token}


HANDLERS = {
    f"aplusContent_2020-11-01.{name}": checked(handler)
    for name, handler in {
        "searchContentDocuments": _list,
        "createContentDocument": _create,
        "getContentDocument": _of_document(_get),
        "updateContentDocument": _of_document(_update),
        "listContentDocumentAsinRelations": _of_document(_asins),
        "postContentDocumentAsinRelations": _of_document(_set_asins),
        "validateContentDocumentAsinRelations": _validate,
        "searchContentPublishRecords": _publish_records,
        "postContentDocumentApprovalSubmission": _of_document(_submit),
        "postContentDocumentSuspendSubmission": _of_document(_suspend),
    }.items()
}
