"""An empty list says what was looked for, and a refusal without words what is known of it."""

from __future__ import annotations

import json

import pytest

from toolspan import InvalidInput, PermissionDenied, Policy
from toolspan.tools.build import specs_of


async def output(connector, entity, action, params):
    execute = specs_of(connector, shape="single")[0]
    return (await execute.run({"entity": entity, "action": action, "params": params})).value


@pytest.mark.parametrize(
    ("operation", "params", "filters"),
    [
        ("orders.list", {"created_after": "-7d"}, {"created_after": "2026-11-17T06:00:00Z", "marketplace_ids": ["ATVPDKIKX0DER"]}),
        ("inventory.list", {"seller_skus": ["x"]}, {"seller_skus": ["x"], "marketplace_ids": ["ATVPDKIKX0DER"], "granularity_type": "Marketplace", "granularity_id": "ATVPDKIKX0DER"}),
        ("listings_items.list", {}, {"marketplace_ids": ["ATVPDKIKX0DER"]}),
        ("financial_events.list", {"posted_after": "today"}, {"posted_after": "2026-11-23T08:00:00Z"}),
    ],
)  # fmt: skip
async def test_an_empty_list_says_what_was_looked_for(offline, amazon, operation, params, filters):
    amazon.api = lambda _: amazon.json(
        {"orders": [], "items": [], "payload": {"inventorySummaries": [], "FinancialEvents": {}}}
    )
    entity, action = operation.split(".")
    page = await offline.execute(entity, action, params)
    assert page.meta.filters == filters
    answer = await output(offline, entity, action, params)
    assert answer["data"] == []
    assert answer["meta"]["count"] == 0
    assert answer["meta"]["filters"] == filters


async def test_a_list_with_records_does_not_repeat_its_filters(offline, amazon):
    amazon.api = lambda _: amazon.json({"orders": [{"orderId": "1"}]})
    answer = await output(offline, "orders", "list", {"created_after": "-7d"})
    assert "filters" not in answer["meta"]
    assert answer["meta"]["count"] == 1


DENIED = {
    "errors": [{"code": "Unauthorized", "message": "Access to requested resource is denied.", "details": ""}]
}


@pytest.mark.parametrize(
    ("operation", "params"),
    [
        ("listings_items.get", {"sku": "x"}),
        ("listings_items.list", {}),
        ("restrictions.list", {"asin": "B07N4M94X4"}),
    ],
)
@pytest.mark.parametrize(("own", "words"), [("A1SELLER", "not the connector's own"), (False, "possibly not")])
async def test_a_refusal_of_another_seller_says_whose_id_it_is(  # noqa: PLR0917 - two tables
    wired, amazon, operation, params, own, words
):
    amazon.api = lambda _: amazon.json(DENIED, 403)
    connector = wired(seller_id=own)
    with pytest.raises(PermissionDenied) as caught:
        await connector.execute(*operation.split("."), params | {"seller_id": "A2OTHER"})
    assert "A2OTHER" in caught.value.message
    assert words in caught.value.message
    assert "Omit seller_id" in caught.value.hint


async def test_a_refusal_of_the_own_seller_does_not_blame_the_id(wired, amazon):
    amazon.api = lambda _: amazon.json(DENIED, 403)
    for params in ({"sku": "x"}, {"sku": "x", "seller_id": "A1SELLER"}):
        with pytest.raises(PermissionDenied) as caught:
            await wired().execute("listings_items", "get", params)
        assert "connector's own" not in str(caught.value)


@pytest.mark.parametrize(
    ("operation", "params", "hint"),
    [
        ("orders.get", {"order_id": "902-0000000-0000000"}, "order that it does not know"),
        ("order_items.list", {"order_id": "902-0000000-0000000"}, "order that it does not know"),
        ("messaging.actions", {"amazon_order_id": "902-0000000-0000000"}, "order that it does not know"),
        ("solicitations.actions", {"amazon_order_id": "902-0000000-0000000"}, "order that it does not know"),
        ("notification_subscriptions.create", {"notification_type": "ANY_OFFER_CHANGED", "payload_version": "1.0", "destination_id": "x"}, "notification_destinations.list"),
        ("notification_destinations.get", {"destination_id": "x"}, "notification_destinations.list"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("body", [{"errors": [{"code": "InvalidInput", "message": "Invalid Input"}]}, {}])
async def test_a_bad_request_without_words_tells_what_is_known(  # noqa: PLR0917 - two tables
    wired, amazon, operation, params, hint, body
):
    amazon.api = lambda _: amazon.json(body, 400)
    connector = wired(policy=Policy(writes=["*"], approve=False))
    with pytest.raises(InvalidInput) as caught:
        await connector.execute(*operation.split("."), params)
    assert hint in json.dumps(caught.value.to_dict())


async def test_the_guide_says_the_limit_of_the_tool_that_reads_it(offline):
    docs = specs_of(offline, max_output_chars=12_000)[1]
    said = (await docs.run({"section": "limits#other limits"})).text
    assert "12,000 characters here" in said
    assert "40,000" not in said
