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
CALLS = [(each, focus) for each in OPERATIONS.values() for focus in foci(each)]
NAMES = [f"{each.name}-{focus or 'least'}" for each, focus in CALLS]
ASKED = [each for each in OPERATIONS.values() if DATA_ELEMENTS in schemas_of(each)]


def answer_of(operation):
    """An empty success, with the records where the operation has them."""
    body = {"list": [], "one": {"id": 1}, "lists": {"SomeEventList": []}, "none": {}}[operation.records_kind]
    for key in reversed((operation.records or "").split(".") if operation.records else []):
        body = {key: body}
    return Told(operation.success[0], body)


def by_place(operation, values):
    """The values as the judge wants them: what belongs to the body under `body`."""
    fields = set(operation.body_fields)
    body = {name: value for name, value in values.items() if name in fields}
    return {name: value for name, value in values.items() if name not in fields} | (
        body if "body" in body else {"body": body} if body else {}
    )


@pytest.mark.parametrize(("operation", "focus"), CALLS, ids=NAMES)
async def test_a_valid_call_is_sent_as_the_model_wants_it(judge, local, listener, operation, focus):
    listener.answer = lambda _: answer_of(operation)
    values = call_with(operation, focus)
    values.pop(DATA_ELEMENTS, None)
    await local.execute(operation.entity, operation.action, values)
    sent = listener.requests[-1]
    looked_up = [each.path for each in listener.requests[:-1]]
    assert all(path.startswith(DEFINITIONS) for path in looked_up), (
        "only a schema may be read beside the call"
    )
    expected = by_place(operation, values | added_to(operation, values))
    assert list(judge(operation).faults(sent, expected)) == []
    assert sent.headers["x-amz-access-token"] == "plain-token"
    assert focus is None or focus in values


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
    assert {name: names for name, names in added.items() if names} == {
        "catalog_items.get": {"marketplaceIds"},
        "catalog_items.list": {"marketplaceIds"},
        "fees.batch": {"body"},
        "fees.by_asin": {"FeesEstimateRequest"},
        "fees.by_sku": {"FeesEstimateRequest"},
        "sales.metrics": {"marketplaceIds"},
        **{
            name: {"marketplaceIds"}
            for name in OPERATIONS
            if name.startswith(("messaging.", "solicitations."))
        },
        "feeds.create": {"marketplaceIds"},
        "feeds.list": {"marketplaceIds"},
        "inventory.list": {"granularityId", "granularityType", "marketplaceIds"},
        "listings_items.delete": {"marketplaceIds", "sellerId"},
        "listings_items.get": {"marketplaceIds", "sellerId"},
        "listings_items.list": {"marketplaceIds", "sellerId"},
        "listings_items.patch": {"marketplaceIds", "sellerId"},
        "listings_items.put": {"marketplaceIds", "sellerId"},
        "orders.list": {"marketplaceIds"},
        "orders_v0.list": {"MarketplaceIds"},
        "pricing.competitive_prices": {"MarketplaceId"},
        "pricing.competitive_summary": {"requests"},
        "pricing.featured_offer_expected_price": {"requests"},
        "pricing.item_offers": {"ItemCondition", "MarketplaceId"},
        "pricing.item_offers_batch": {"requests"},
        "pricing.listing_offers": {"ItemCondition", "MarketplaceId"},
        "pricing.listing_offers_batch": {"requests"},
        "pricing.own_prices": {"MarketplaceId"},
        "product_types.get": {"marketplaceIds"},
        "product_types.search": {"marketplaceIds"},
        "report_schedules.create": {"marketplaceIds"},
        "reports.create": {"marketplaceIds"},
        "reports.list": {"marketplaceIds"},
        "restrictions.list": {"marketplaceIds", "sellerId"},
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
