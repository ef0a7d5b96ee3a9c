"""Valid calls through the checked door: the request by Amazon's model, with our defaults and nothing more."""

from __future__ import annotations

import json

import pytest

from toolspan.connectors.amazon_seller_partner.auth import DATA_ELEMENTS

from .amazon import AmazonOperation, documents
from .conftest import CA, OPERATIONS, US
from .generated import added_to, call_with, foci, schemas_of
from .listener import Told

DEFINITIONS = "/definitions/2020-09-01/productTypes/"
ASKED = [each for each in OPERATIONS.values() if DATA_ELEMENTS in schemas_of(each)]


def answer_of(operation):
    """An empty success, with the records where the operation has them."""
    body = {"list": [], "one": {"id": 1}, "lists": {"SomeEventList": []}, "none": {}}[operation.records_kind]
    for key in reversed((operation.records or "").split(".") if operation.records else []):
        body = {key: body}
    return Told(operation.success[0], body)


def by_place(operation, values):
    """The values by wire name, as the judge wants them: what belongs to the body under `body`."""
    fields, wire = operation.field_names, {each.key: each.name for each in operation.parameters}
    body = {fields[key]: value for key, value in values.items() if key in fields and key not in wire}
    outside = {wire[key]: value for key, value in values.items() if key in wire}
    if "body" in values and "body" in fields and operation.body.get("type") == "array":
        return outside | {"body": values["body"]}
    return outside | ({"body": body} if body or operation.body_required else {})


@pytest.mark.parametrize("operation", OPERATIONS.values(), ids=list(OPERATIONS))
async def test_valid_calls_are_sent_as_the_model_wants_them(judge, local, listener, operation):
    listener.answer = lambda request: answer_of(operation)
    listener.gives_restricted_tokens = operation.entity != "tokens"
    faults = {}
    for focus in foci(operation):
        listener.requests.clear()
        values = call_with(operation, focus)
        values.pop(DATA_ELEMENTS, None)
        await local.execute(operation.entity, operation.action, values, idempotency_key=str(focus))
        sent = listener.requests[-1]
        looked_up = [each.path for each in listener.requests[:-1]]
        assert all(path.startswith(DEFINITIONS) for path in looked_up), (
            "only a schema may be read beside the call"
        )
        expected = by_place(operation, values | added_to(operation, values))
        found = list(judge(operation).faults(sent, expected))
        token = sent.headers["x-amz-access-token"]
        always = operation.extra.get("restricted") == "always"
        if token != ("restricted-token" if always else "plain-token"):
            found.append(token)
        if found:
            faults[focus] = found
    assert faults == {}


@pytest.mark.parametrize("operation", ASKED, ids=[each.name for each in ASKED])
async def test_personal_data_is_asked_for_with_the_token_and_not_with_the_request(
    shared, judge, local, listener, operation
):
    listener.answer = lambda _: answer_of(operation)
    values = call_with(operation, DATA_ELEMENTS)
    await local.execute(operation.entity, operation.action, values)
    (sent,), (asked,) = listener.requests, listener.restricted
    elements = values.pop(DATA_ELEMENTS)
    assert (
        list(judge(operation).faults(sent, by_place(operation, values | added_to(operation, values)))) == []
    )
    assert sent.headers["x-amz-access-token"] == "restricted-token"

    tokens = AmazonOperation(
        documents(shared / "sp-api-models")["tokens_2021-03-01"], "createRestrictedDataToken", "POST"
    )
    resource = {"method": sent.method, "path": sent.path, "dataElements": elements}
    assert list(tokens.faults(asked, {"body": {"restrictedResources": [resource]}})) == []
    assert asked.headers["x-amz-access-token"] == "plain-token"


def test_defaults_are_seen_where_they_belong():
    added = {name: set(added_to(each, call_with(each, None))) for name, each in OPERATIONS.items()}
    places = {"marketplaceId", "marketplaceIds", "MarketplaceId", "MarketplaceIds"}
    filled = {name for name, each in OPERATIONS.items() if "marketplace" in each.fill.values()}
    assert {name for name, names in added.items() if names & places} <= filled
    assert {name: names - places for name, names in added.items() if names - places} == {
        "awd_inbound.update": {"body_order_id"},
        "awd_outbound.update": {"body_order_id"},
        "fees.batch": {"body"},
        "fees.by_asin": {"FeesEstimateRequest"},
        "fees.by_sku": {"FeesEstimateRequest"},
        "inbound_plans.create": {"destinationMarketplaces"},
        "inventory.list": {"granularityId", "granularityType"},
        **{f"listings_items.{action}": {"sellerId"} for action in ("delete", "get", "list", "patch", "put")},
        "pricing.competitive_summary": {"requests"},
        "pricing.featured_offer_expected_price": {"requests"},
        "pricing.item_offers": {"ItemCondition"},
        "pricing.item_offers_batch": {"requests"},
        "pricing.listing_offers": {"ItemCondition"},
        "pricing.listing_offers_batch": {"requests"},
        "replenishment.offer_metrics": {"filters", "pagination"},
        "replenishment.offers": {"filters", "pagination"},
        "restrictions.list": {"sellerId"},
        "shipment_invoices.fba_submit": {"ContentMD5Value"},
        "shipment_invoices.submit": {"contentMD5Value"},
    }


async def test_the_seller_id_is_added_only_where_amazon_wants_it(local, listener):
    listener.answer = lambda _: Told(body={"items": []})
    for kind in ("ASIN", "SKU"):
        await local.execute("catalog_items", "list", {"identifiers": ["X"], "identifiers_type": kind})
    assert ["sellerId" in sent.query for sent in listener.requests] == [False, True]


async def test_an_item_of_a_batch_is_completed_wherever_it_says_nothing_itself(local, listener):
    listener.answer = lambda _: Told(body={"responses": []})
    item = {"seller_sku": "a/b c", "MARKETPLACE_ID": "CA", "item_condition": "used"}
    await local.execute("pricing", "listing_offers_batch", {"requests": item})
    assert json.loads(listener.requests[0].body) == {
        "requests": [
            {
                "method": "GET",
                "uri": "/products/pricing/v0/listings/a%2Fb%20c/offers",
                "MarketplaceId": CA,
                "ItemCondition": "Used",
            }
        ]
    }


async def test_the_body_of_a_report_holds_the_default_marketplace(local, listener):
    listener.answer = lambda _: Told(202, {"reportId": "1"})
    await local.execute("reports", "create", {"report_type": "GET_X"})
    assert json.loads(listener.requests[0].body) == {"reportType": "GET_X", "marketplaceIds": [US]}
