"""Order reports, from the same orders as the orders APIs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from toolspan.emulator.reports.content import Columns, Content, Request, as_long_tsv, as_tsv
from toolspan.emulator.seller.money import string
from toolspan.emulator.seller.orders import PARTIALLY_SHIPPED, UNSHIPPED
from toolspan.emulator.times import iso_offset
from toolspan.emulator.views import order_parts_v0

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from toolspan.emulator.seller.orders import Item, Order

DAY = 86400
_STATUS = {"Canceled": "Cancelled", "PartiallyShipped": "Shipping", "Unshipped": "Unshipped"}
_CHANNELS = {"AFN": "Amazon", "MFN": "Merchant"}


@dataclass(frozen=True, slots=True)
class Row:
    """Order line as of the time the report is written."""

    order: Order
    item: Item
    now: float
    status: str
    priced: bool

    def amount(self, minor: int) -> str:
        """Return an amount; empty while the order shows none."""
        return string(minor, self.order.currency) if self.priced else ""


_ALL_ORDERS: Columns = {
    "amazon-order-id": lambda row: row.order.order_id,
    "merchant-order-id": lambda row: row.order.order_id,
    "purchase-date": lambda row: iso_offset(row.order.created),
    "last-updated-date": lambda row: iso_offset(row.order.updated(row.now)),
    "order-status": lambda row: row.status,
    "fulfillment-channel": lambda row: _CHANNELS[row.order.channel],
    "sales-channel": lambda row: row.order.marketplace.domain,
    "order-channel": lambda _row: "",
    "ship-service-level": lambda row: row.order.service_level.title(),
    "product-name": lambda row: row.item.product.title(row.order.marketplace.country),
    "sku": lambda row: row.item.product.sku,
    "asin": lambda row: row.item.product.asin,
    "item-status": lambda row: row.status,
    "quantity": lambda row: row.item.quantity,
    "currency": lambda row: row.order.currency if row.priced else "",
    "item-price": lambda row: row.amount(row.item.price),
    "item-tax": lambda row: row.amount(row.item.tax),
    "shipping-price": lambda row: row.amount(row.item.shipping),
    "shipping-tax": lambda row: row.amount(0),
    "gift-wrap-price": lambda row: row.amount(row.item.gift_wrap),
    "gift-wrap-tax": lambda row: row.amount(0),
    "item-promotion-discount": lambda row: row.amount(row.item.discount),
    "ship-promotion-discount": lambda row: row.amount(0),
    "ship-city": lambda row: row.order.address.city,
    "ship-state": lambda row: row.order.address.state,
    "ship-postal-code": lambda row: row.order.address.postal_code,
    "ship-country": lambda row: row.order.address.country,
    "promotion-ids": lambda row: row.item.promotion_id,
    "is-business-order": lambda row: row.order.business,
    "purchase-order-number": lambda row: row.order.buyer.purchase_order,
    "price-designation": lambda row: "Business Price" if row.order.business else "",
}

_SHIPPING: Columns = {
    "order-id": lambda row: row.order.order_id,
    "order-item-id": lambda row: row.item.item_id,
    "purchase-date": lambda row: iso_offset(row.order.created),
    "payments-date": lambda row: iso_offset(row.order.paid),
    "buyer-email": lambda row: row.order.buyer.email,
    "buyer-name": lambda row: row.order.buyer.name,
    "buyer-phone-number": lambda row: row.order.address.phone,
    "sku": lambda row: row.item.product.sku,
    "product-name": lambda row: row.item.product.title(row.order.marketplace.country),
    "quantity-purchased": lambda row: row.item.quantity,
    "currency": lambda row: row.order.currency,
    "item-price": lambda row: row.amount(row.item.price),
    "item-tax": lambda row: row.amount(row.item.tax),
    "shipping-price": lambda row: row.amount(row.item.shipping),
    "shipping-tax": lambda row: row.amount(0),
    "ship-service-level": lambda row: row.order.service_level.title(),
    "recipient-name": lambda row: row.order.address.name,
    "ship-address-1": lambda row: row.order.address.line1,
    "ship-address-2": lambda _row: "",
    "ship-address-3": lambda _row: "",
    "ship-city": lambda row: row.order.address.city,
    "ship-state": lambda row: row.order.address.state,
    "ship-postal-code": lambda row: row.order.address.postal_code,
    "ship-country": lambda row: row.order.address.country,
    "ship-phone-number": lambda row: row.order.address.phone,
}


def by_order_date(request: Request) -> Content | None:
    """Rows of the orders placed in the period."""
    return as_long_tsv(_ALL_ORDERS, lambda: _rows(request))


def by_last_update(request: Request) -> Content | None:
    """Rows of the orders updated in the period."""
    return as_long_tsv(_ALL_ORDERS, lambda: _rows(request, by_update=True))


def to_ship(request: Request) -> Content | None:
    """Rows of the orders that the seller has to ship, with addresses."""
    waiting = (UNSHIPPED, PARTIALLY_SHIPPED)
    rows = (
        row
        for row in _rows(request)
        if row.order.channel == "MFN" and row.order.status(request.now) in waiting
    )
    return as_tsv(_SHIPPING, rows)


def _rows(request: Request, *, by_update: bool = False) -> Iterator[Row]:
    find = request.world.updated_between if by_update else request.world.visible_between
    for order in find(request.start, request.end, request.now):
        if order.marketplace in request.marketplaces:
            status = order_parts_v0.status(order, request.now)
            status, priced = _STATUS.get(status, status), order.priced(request.now)
            for item in order.items:
                yield Row(order, item, request.now, status, priced)


_RETURNS: Columns = {
    "return-date": lambda order: iso_offset(order.refund.refunded),
    "order-id": lambda order: order.order_id,
    "sku": lambda order: order.refund.item.product.sku,
    "asin": lambda order: order.refund.item.product.asin,
    "fnsku": lambda order: order.refund.item.product.fn_sku,
    "product-name": lambda order: order.refund.item.product.title(order.marketplace.country),
    "quantity": lambda order: order.refund.item.quantity,
    "fulfillment-center-id": lambda order: f"{order.marketplace.country}X{int(order.order_id[-1]) % 3 + 1}",
    "detailed-disposition": lambda order: _chosen(order, ("SELLABLE", "CUSTOMER_DAMAGED", "DEFECTIVE")),
    "reason": lambda order: order.return_reason,
    "status": lambda _order: "Unit returned to inventory",
    "license-plate-number": lambda order: f"LPN{order.refund.refund_id}",
    "customer-comments": lambda _order: "",
}


def _chosen(order: Order, words: Sequence[str]) -> str:
    return words[int(order.order_id[-3:]) % len(words)]


def returns(request: Request) -> Content | None:
    """Rows of what buyers have sent back to Amazon: the refunded lines of orders that Amazon fulfils."""
    found = [
        order
        for order in request.world.visible_orders(request.now)
        if order.marketplace in request.marketplaces
        and order.channel == "AFN"
        and order.refund is not None
        and request.start <= order.refund.refunded <= min(request.end, request.now)
    ]
    return as_tsv(_RETURNS, found)


_FEEDBACK_HEADERS = {
    "DE": ("Datum", "Bewertung", "Kommentare", "Ihre Antwort", "Bestellnummer", "E-Mail des Bewerters"),
    "FR": (
        "Date",
        "Évaluation",
        "Commentaires",
        "Votre réponse",
        "Numéro de commande",
        "E-mail de l'évaluateur",
    ),
    "IT": ("Data", "Valutazione", "Commenti", "La tua risposta", "Numero ordine", "E-mail del valutatore"),
    "ES": ("Fecha", "Valoración", "Comentarios", "Tu respuesta", "Número de pedido", "Correo del valorador"),
    "MX": (
        "Fecha",
        "Calificación",
        "Comentarios",
        "Tu respuesta",
        "Número de pedido",
        "Correo del calificador",
    ),
    "JP": ("日付", "評価", "コメント", "出品者の返信", "注文番号", "評価者メールアドレス"),
}
_FEEDBACK_IN_ENGLISH = ("Date", "Rating", "Comments", "Your Response", "Order ID", "Rater Email")


def feedback(request: Request) -> Content | None:
    """Buyer feedback; the column names are in the marketplace's language."""
    headers = _FEEDBACK_HEADERS.get(request.marketplaces[0].country, _FEEDBACK_IN_ENGLISH)
    readers: tuple[Callable[[Order], object], ...] = (
        lambda order: iso_offset(order.shipments[-1].delivered + DAY)[:10],
        lambda order: 5 - int(order.order_id[-1]) % 3,
        lambda order: f"{order.address.city}: ★" if int(order.order_id[-1]) % 2 else "OK",
        lambda _order: "",
        lambda order: order.order_id,
        lambda order: order.buyer.email,
    )
    rated = [
        order
        for order in request.world.visible_orders(request.now)
        if order.marketplace in request.marketplaces
        and order.shipments
        and order.order_id.endswith(("1", "4"))
        and request.start <= order.shipments[-1].delivered + DAY <= min(request.end, request.now)
    ]
    return as_tsv(dict(zip(headers, readers, strict=True)), rated)


RENDERERS = {
    "GET_FLAT_FILE_ALL_ORDERS_DATA_BY_ORDER_DATE_GENERAL": by_order_date,
    "GET_FLAT_FILE_ALL_ORDERS_DATA_BY_LAST_UPDATE_GENERAL": by_last_update,
    "GET_FLAT_FILE_ORDER_REPORT_DATA_SHIPPING": to_ship,
    "GET_FBA_FULFILLMENT_CUSTOMER_RETURNS_DATA": returns,
    "GET_SELLER_FEEDBACK_DATA": feedback,
}
