"""Words to buyers: templated messages and requests for reviews."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from toolspan.entity import Entity

if TYPE_CHECKING:
    from typing_extensions import Unpack

    from toolspan.connectors.amazon_seller_partner.records import messaging_v1, solicitations_v1
    from toolspan.connectors.amazon_seller_partner.records import parameters as p
    from toolspan.page import Page


class Messaging(Entity):
    """Messages to the buyer of an order, of the kinds that Amazon allows for it."""

    async def actions(self, **params: Unpack[p.MessagingActions]) -> Page[messaging_v1.LinkObject]:
        """Return the kinds of messages that can be sent now (getMessagingActionsForOrder)."""
        return await self._call("actions", params)

    async def attributes(
        self, **params: Unpack[p.MessagingAttributes]
    ) -> Page[messaging_v1.GetAttributesResponse]:
        """Return the buyer's language (GetAttributes)."""
        return await self._call("attributes", params)

    async def confirm_customization_details(
        self, **params: Unpack[p.MessagingConfirmCustomizationDetails]
    ) -> Page[dict[str, Any]]:
        """Return an empty page once the message is sent (confirmCustomizationDetails)."""
        return await self._call("confirm_customization_details", params)

    async def confirm_delivery_details(
        self, **params: Unpack[p.MessagingConfirmDeliveryDetails]
    ) -> Page[dict[str, Any]]:
        """Return an empty page once the message is sent (createConfirmDeliveryDetails)."""
        return await self._call("confirm_delivery_details", params)

    async def confirm_order_details(
        self, **params: Unpack[p.MessagingConfirmOrderDetails]
    ) -> Page[dict[str, Any]]:
        """Return an empty page once the message is sent (createConfirmOrderDetails)."""
        return await self._call("confirm_order_details", params)

    async def confirm_service_details(
        self, **params: Unpack[p.MessagingConfirmServiceDetails]
    ) -> Page[dict[str, Any]]:
        """Return an empty page once the message is sent (createConfirmServiceDetails)."""
        return await self._call("confirm_service_details", params)

    async def unexpected_problem(
        self, **params: Unpack[p.MessagingUnexpectedProblem]
    ) -> Page[dict[str, Any]]:
        """Return an empty page once the message is sent (createUnexpectedProblem)."""
        return await self._call("unexpected_problem", params)

    async def digital_access_key(self, **params: Unpack[p.MessagingDigitalAccessKey]) -> Page[dict[str, Any]]:
        """Return an empty page once the message is sent (createDigitalAccessKey)."""
        return await self._call("digital_access_key", params)

    async def legal_disclosure(self, **params: Unpack[p.MessagingLegalDisclosure]) -> Page[dict[str, Any]]:
        """Return an empty page once the message is sent (createLegalDisclosure)."""
        return await self._call("legal_disclosure", params)

    async def warranty(self, **params: Unpack[p.MessagingWarranty]) -> Page[dict[str, Any]]:
        """Return an empty page once the message is sent (CreateWarranty)."""
        return await self._call("warranty", params)

    async def invoice(self, **params: Unpack[p.MessagingInvoice]) -> Page[dict[str, Any]]:
        """Return an empty page once the message is sent (sendInvoice)."""
        return await self._call("invoice", params)


class Solicitations(Entity):
    """Requests to the buyer of an order for a review."""

    async def actions(self, **params: Unpack[p.SolicitationsActions]) -> Page[solicitations_v1.LinkObject]:
        """Return what the buyer can be asked for now (getSolicitationActionsForOrder)."""
        return await self._call("actions", params)

    async def request_review(self, **params: Unpack[p.SolicitationsRequestReview]) -> Page[dict[str, Any]]:
        """Return an empty page once the request is sent (createProductReviewAndSellerFeedbackSolicitation)."""
        return await self._call("request_review", params)
