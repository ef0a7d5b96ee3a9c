"""Application roles, and the operations that require one of them."""

from __future__ import annotations

__all__ = ["ACCOUNT_TYPES", "ALL_ROLES", "INCLUDED_DATA_ROLES", "PII_ROLES", "allowed", "serves"]

BUYER_COMMUNICATION = "buyer_communication"
BUYER_SOLICITATION = "buyer_solicitation"
DIRECT_SHIPPING = "direct_to_consumer_shipping"
FINANCE = "finance_and_accounting"
FULFILLMENT = "amazon_fulfillment"
INSIGHTS = "selling_partner_insights"
INVENTORY = "inventory_and_order_tracking"
LISTING = "product_listing"
PRICING = "pricing"
TAX_INVOICING = "tax_invoicing"
TAX_REMITTANCE = "tax_remittance"

ALL_ROLES = frozenset(
    {
        BUYER_COMMUNICATION,
        BUYER_SOLICITATION,
        DIRECT_SHIPPING,
        FINANCE,
        FULFILLMENT,
        INSIGHTS,
        INVENTORY,
        LISTING,
        PRICING,
        TAX_INVOICING,
        TAX_REMITTANCE,
    }
)

_ORDERS = frozenset({INVENTORY, DIRECT_SHIPPING, TAX_INVOICING, TAX_REMITTANCE})

# An API that is not listed is open to an application with any role.
_BY_API = {
    "orders_2026-01-01": _ORDERS,
    "ordersV0": _ORDERS,
    "finances_2024-06-19": frozenset({FINANCE}),
    "financesV0": frozenset({FINANCE}),
    "catalogItems_2022-04-01": frozenset({LISTING}),
    "listingsItems_2021-08-01": frozenset({LISTING}),
    "listingsRestrictions_2021-08-01": frozenset({LISTING}),
    "definitionsProductTypes_2020-09-01": frozenset({LISTING}),
    "feeds_2021-06-30": frozenset({LISTING, PRICING, INVENTORY, FULFILLMENT, TAX_INVOICING}),
    "fbaInventory": frozenset({FULFILLMENT, LISTING}),
    "messaging": frozenset({BUYER_COMMUNICATION}),
    "solicitations": frozenset({BUYER_SOLICITATION}),
    "productFeesV0": frozenset({PRICING}),
    "sales": frozenset({PRICING, FINANCE, INSIGHTS}),
    "productPricingV0": frozenset({PRICING}),
    "productPricing_2022-05-01": frozenset({PRICING}),
}

ACCOUNT_TYPES = ("seller", "vendor", "both")
_FOR_BOTH = frozenset(
    {
        "appIntegrations-2024-04-01", "application_2023-11-30", "catalogItemsV0", "catalogItems_2020-12-01",
        "catalogItems_2022-04-01", "customerFeedback_2024-06-01", "dataKiosk_2023-11-15",
        "definitionsProductTypes_2020-09-01", "feeds_2021-06-30", "listingsItems_2020-09-01",
        "listingsItems_2021-08-01", "listingsRestrictions_2021-08-01", "notifications", "reports_2021-06-30",
        "tokens_2021-03-01", "uploads_2020-11-01",
    }
)  # fmt: skip
"""APIs that sellers and vendors may call."""

PII_ROLES = {
    "buyerInfo": frozenset({DIRECT_SHIPPING, TAX_INVOICING, TAX_REMITTANCE}),
    "shippingAddress": frozenset({DIRECT_SHIPPING}),
    "buyerTaxInformation": frozenset({TAX_INVOICING, TAX_REMITTANCE}),
}
INCLUDED_DATA_ROLES = {
    "BUYER": PII_ROLES["buyerInfo"],
    "RECIPIENT": PII_ROLES["shippingAddress"],
    "TAX": PII_ROLES["buyerTaxInformation"],
}


def serves(api: str, account_type: str) -> bool:
    """Whether an API is one for accounts of this type."""
    kind = "vendor" if api.startswith("vendor") else "seller"
    return account_type in (kind, "both") or api in _FOR_BOTH


def allowed(api: str, roles: set[str]) -> bool:
    """Whether an application with these roles may call this API."""
    return bool(_BY_API.get(api, ALL_ROLES) & roles)
