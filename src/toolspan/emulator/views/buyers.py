"""Messaging v1 and Solicitations v1: messages and review requests to buyers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from toolspan.emulator.errors import ApiError, invalid
from toolspan.emulator.handling import Answer
from toolspan.emulator.parameters import Parameters, list_of
from toolspan.emulator.seller.orders import CANCELLED, PENDING, SHIPPED, UNSHIPPED
from toolspan.emulator.views.paging import sold_in

if TYPE_CHECKING:
    from collections.abc import Callable

    from toolspan.emulator.handling import Call
    from toolspan.emulator.seller.orders import Order

DAY = 86400.0
_WHERE = Parameters(list_of("marketplaceIds", most=1, required=True))
_HAL = {"content-type": "application/hal+json"}
_REVIEW = "productReviewAndSellerFeedback"
_EARLIEST, _LATEST = 5 * DAY, 30 * DAY
_LOCALES = {"US": "en-US", "CA": "en-CA", "MX": "es-MX", "DE": "de-DE", "FR": "fr-FR", "GB": "en-GB", "IT": "it-IT", "ES": "es-ES", "JP": "ja-JP"}  # fmt: skip
_MOST_ATTACHMENTS = 5

# Longest text of each message kind (0: none allowed), and whether attachments are allowed.
_MESSAGES = {
    "confirmCustomizationDetails": (800, True),
    "confirmDeliveryDetails": (2_000, False),
    "confirmOrderDetails": (2_000, False),
    "confirmServiceDetails": (2_000, False),
    "digitalAccessKey": (400, True),
    "invoice": (0, True),
    "legalDisclosure": (0, True),
    "unexpectedProblem": (2_000, False),
    "warranty": (0, True),
}


def get_messaging_actions(call: Call) -> Answer:
    """Message kinds available for the order now."""
    return _actions(call, "messages", _sendable(_order(call), call.now))


def get_attributes(call: Call) -> Answer:
    """The buyer's language."""
    return Answer(200, {"buyer": {"locale": _LOCALES[_order(call).address.country]}}, _HAL)


def get_solicitation_actions(call: Call) -> Answer:
    """The review request, while it is available."""
    order = _order(call)
    return _actions(call, "solicitations", [] if _refusal(call, order) else [_REVIEW])


def request_review(call: Call) -> Answer:
    """Request a review: possible once, some days after delivery."""
    order = _order(call)
    if refusal := _refusal(call, order):
        raise _forbidden(refusal)
    call.world.letters.append((order.order_id, _REVIEW))
    return Answer(201, {}, _HAL)


def _message(name: str) -> Callable[[Call], Answer]:
    longest, documents = _MESSAGES[name]

    def send(call: Call) -> Answer:
        order, body = _order(call), call.json()
        _check(body, longest, documents=documents)
        _check_files(call, body, f"messaging/v1/orders/{order.order_id}/messages/{name}")
        if name not in _sendable(order, call.now):
            raise _forbidden("Invalid amazonOrderId and template combination")
        call.world.letters.append((order.order_id, name))
        return Answer(201, {}, _HAL)

    return send


def _check(body: dict[str, Any], longest: int, *, documents: bool) -> None:
    text, attachments = body.get("text"), body.get("attachments")
    if longest and not documents and not text:
        raise invalid("Missing or invalid request parameters: [text]")
    if text is not None and not (isinstance(text, str) and 1 <= len(text) <= longest):
        raise invalid("Missing or invalid request parameters: [text]")
    if attachments is None:
        return
    fit = isinstance(attachments, list) and documents and 1 <= len(attachments) <= _MOST_ATTACHMENTS
    if not fit or not all({"uploadDestinationId", "fileName"} <= one.keys() for one in attachments):
        raise invalid("Missing or invalid request parameters: [attachments]")


def _check_files(call: Call, body: dict[str, Any], resource: str) -> None:
    """Refuse attachments that were not uploaded for this message."""
    for one in body.get("attachments") or ():
        if call.services.files.lacks(call.caller.key, one["uploadDestinationId"], resource):
            raise invalid(f"Attachment with ID {one['uploadDestinationId']} does not exist.")


def _sendable(order: Order, now: float) -> list[str]:
    """Message kinds that an order allows; no order here is for services or digital goods."""
    status = order.status(now)
    if status in (PENDING, CANCELLED):
        return []
    arrived = max(shipment.delivered for shipment in order.shipments)
    found = ["unexpectedProblem"] if now <= arrived + _LATEST else []
    if order.channel == "MFN":
        found += ["confirmOrderDetails", "confirmCustomizationDetails"] if status == UNSHIPPED else []
        found += ["confirmDeliveryDetails"] if now <= arrived else []
    found += ["invoice", "legalDisclosure", "warranty"] if now <= arrived + _LATEST else []
    return sorted(found)


def _refusal(call: Call, order: Order) -> str | None:
    """Amazon's message on why a review cannot be requested, or None."""
    if (order.order_id, _REVIEW) in call.world.letters or order.status(call.now) != SHIPPED:
        return "The requested solicitation is not available for this amazonOrderId."
    delivered = [shipment.delivered for shipment in order.shipments]
    if not min(delivered) + _EARLIEST <= call.now <= max(delivered) + _LATEST:
        return (
            "You can’t use this feature to request a review outside the 5-30 day range "  # noqa: RUF001 - as Amazon writes it
            "after the order delivery date."
        )
    return None


def _order(call: Call) -> Order:
    values = _WHERE.read(call.query, call.now)
    (marketplace,) = sold_in(call, "marketplaceIds", values["marketplaceIds"])
    order = call.world.order(call.path["amazonOrderId"], call.now)
    if order is None or order.marketplace != marketplace:
        raise invalid("Invalid Input")
    return order


def _actions(call: Call, kind: str, names: list[str]) -> Answer:
    """Actions in HAL format: as links, and embedded with links of their own."""
    base = f"/{'messaging' if kind == 'messages' else kind}/v1/orders/{call.path['amazonOrderId']}"
    query = f"?{call.query}"
    links = [{"href": f"{base}/{kind}/{name}{query}", "name": name} for name in names]
    embedded = [
        {"_links": {"schema": {"href": f"{base}/{kind}/{name}/schema", "name": name}, "self": link}}
        for name, link in zip(names, links, strict=True)
    ]
    body = {"_links": {"actions": links, "self": {"href": base + query}}, "_embedded": {"actions": embedded}}
    return Answer(200, body, _HAL)


def _forbidden(message: str) -> ApiError:
    return ApiError(403, "Unauthorized", message, "", kind="AccessDeniedException")


HANDLERS = {
    "messaging.getMessagingActionsForOrder": get_messaging_actions,
    "messaging.GetAttributes": get_attributes,
    "messaging.confirmCustomizationDetails": _message("confirmCustomizationDetails"),
    "messaging.createConfirmDeliveryDetails": _message("confirmDeliveryDetails"),
    "messaging.createConfirmOrderDetails": _message("confirmOrderDetails"),
    "messaging.createConfirmServiceDetails": _message("confirmServiceDetails"),
    "messaging.createDigitalAccessKey": _message("digitalAccessKey"),
    "messaging.sendInvoice": _message("invoice"),
    "messaging.createLegalDisclosure": _message("legalDisclosure"),
    "messaging.createUnexpectedProblem": _message("unexpectedProblem"),
    "messaging.CreateWarranty": _message("warranty"),
    "solicitations.getSolicitationActionsForOrder": get_solicitation_actions,
    "solicitations.createProductReviewAndSellerFeedbackSolicitation": request_review,
}
