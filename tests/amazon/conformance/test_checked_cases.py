"""Amazon's complete static cases through validation: what Amazon's sandbox takes is not refused here."""

from __future__ import annotations

from toolspan import Policy
from toolspan.errors import InvalidInput

from .conftest import AmazonSellerPartnerConnector
from .test_static_cases import CALLS, values_of

KNOWN = {
    # Fields that the model does not have.
    "easyShip_2022-03-23:createScheduledPackage:200:0",
    # Without a body, which the model allows, though it requires a field of it.
    "externalFulfillmentShipments_2024-09-11:processShipment:204:0",
    "externalFulfillmentShipments_2024-09-11:processShipment:204:2",
    # Neither ASINs nor SKUs, and a period that Amazon's own prose does not allow.
    *(
        f"productPricingV0:{name}:200:{number}"
        for name in ("getCompetitivePricing", "getPricing")
        for number in range(3)
    ),
    "vendorOrders:getPurchaseOrders:200:0",
    "vendorOrders:getPurchaseOrders:200:3",
}
"""Cases of the sandbox that are refused here, with the reason."""
GOOD = [
    (operation, case)
    for operation, case in CALLS
    if operation
    and case["status"] < 300
    and case.get("request_body_valid") is not False
    and (case["request"]["has_body"] or not operation.body_required)
]


def spread(operation, values):
    """The values as a caller gives them: the fields of the body beside the parameters."""
    body = values.get("body")
    if not isinstance(body, dict):
        return values
    keys = {name: key for key, name in operation.field_names.items()}
    fields = {keys.get(name, name): value for name, value in body.items()}
    return {name: value for name, value in values.items() if name != "body"} | fields


def test_a_complete_case_is_a_valid_call(shared):
    connector = AmazonSellerPartnerConnector(
        region="US", account_type="both", environment="sandbox", policy=Policy(writes=["*"])
    )
    refused = {}
    for operation, case in GOOD:
        try:
            connector.prepare(operation.entity, operation.action, spread(operation, values_of(case)))
        except InvalidInput as error:
            refused[case["id"]] = error.message[:300]
    assert refused.keys() == KNOWN
    assert len(GOOD) > 100
