import pytest

from toolspan.emulator import Emulator
from toolspan.emulator.roles import ALL_ROLES

from .conftest import NOW, US

DAY = 86400
REVIEW = "productReviewAndSellerFeedback"


@pytest.fixture
def emulator():
    return Emulator(seed=7, now=NOW, limits=False)


@pytest.fixture
def orders(emulator):
    """Orders of the US that were not cancelled."""
    now = emulator.clock.time()
    found = emulator.seller.world.visible_orders(now)
    return [one for one in found if one.marketplace.country == "US" and one.status(now) != "CANCELLED"]


@pytest.fixture
def delivered(emulator, orders):
    """An order that was delivered some days ago, all on one day."""
    now = emulator.clock.time()
    return next(
        one for one in orders if len(one.shipments) == 1 and 1 < (now - one.shipments[0].delivered) / DAY < 4
    )


@pytest.fixture
def waiting(emulator, orders):
    """An order that the seller has still to ship."""
    now = emulator.clock.time()
    return next(one for one in orders if one.channel == "MFN" and one.status(now) == "UNSHIPPED")


async def actions(client, order, api="solicitations"):
    answer = await client.get(f"/{api}/v1/orders/{order.order_id}", marketplaceIds=US)
    assert answer.headers["content-type"] == "application/hal+json"
    body = answer.json()
    embedded = [one["_links"]["self"] for one in body["_embedded"]["actions"]]
    assert embedded == body["_links"]["actions"]
    return {one["name"]: one["href"] for one in body["_links"]["actions"]}


async def ask(client, order):
    path = f"/solicitations/v1/orders/{order.order_id}/solicitations/{REVIEW}"
    return await client.call("POST", path, {"marketplaceIds": US})


async def write(client, order, kind, **body):
    path = f"/messaging/v1/orders/{order.order_id}/messages/{kind}"
    return await client.call("POST", path, {"marketplaceIds": US}, json=body)


def message(answer):
    (error,) = answer.json()["errors"]
    assert (answer.status_code, error["code"]) == (403, "Unauthorized")
    return error["message"]


async def test_a_review_can_be_asked_for_from_5_to_30_days_after_delivery_and_once(
    client, emulator, delivered
):
    assert await actions(client, delivered) == {}
    assert "outside the 5-30 day range" in message(await ask(client, delivered))
    emulator.clock.advance(5 * DAY)
    await client.login()
    (href,) = (await actions(client, delivered)).values()
    sent = await client.call("POST", href)
    assert (sent.status_code, sent.json()) == (201, {})
    assert emulator.seller.world.letters == [(delivered.order_id, REVIEW)]
    assert await actions(client, delivered) == {}
    assert (
        message(await ask(client, delivered))
        == "The requested solicitation is not available for this amazonOrderId."
    )


async def test_after_30_days_it_is_too_late(client, emulator, delivered):
    emulator.clock.advance(31 * DAY)
    assert await actions(client, delivered) == {}
    assert "outside the 5-30 day range" in message(await ask(client, delivered))


async def test_of_an_order_that_is_not_shipped_no_review_is_asked(client, waiting):
    assert "not available" in message(await ask(client, waiting))


async def test_only_what_is_listed_can_be_written(client, emulator, waiting, delivered):
    for order in (waiting, delivered):
        listed = await actions(client, order, "messaging")
        for kind in ("confirmOrderDetails", "unexpectedProblem", "digitalAccessKey"):
            answer = await write(client, order, kind, text="Hello.")
            if kind in listed:
                assert answer.status_code == 201
                assert emulator.seller.world.letters[-1] == (order.order_id, kind)
            else:
                assert message(answer) == "Invalid amazonOrderId and template combination"
    assert "confirmOrderDetails" in await actions(client, waiting, "messaging")
    assert "confirmOrderDetails" not in await actions(client, delivered, "messaging")


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("confirmOrderDetails", {}),
        ("confirmOrderDetails", {"text": "x" * 2_001}),
        (
            "confirmOrderDetails",
            {"text": "x", "attachments": [{"uploadDestinationId": "1", "fileName": "a"}]},
        ),
        ("confirmCustomizationDetails", {"text": "x" * 801}),
        ("warranty", {"attachments": [{"fileName": "a"}]}),
        ("warranty", {"attachments": [{"uploadDestinationId": "1", "fileName": "a"}] * 6}),
    ],
)
async def test_a_message_of_the_wrong_shape_is_refused(client, emulator, waiting, kind, body):
    answer = await write(client, waiting, kind, **body)
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (400, "InvalidInput")
    assert emulator.seller.world.letters == []


async def test_an_order_of_another_marketplace_is_not_found_here(client, emulator):
    now = emulator.clock.time()
    other = next(one for one in emulator.seller.world.visible_orders(now) if one.marketplace.country == "CA")
    answer = await client.get(f"/messaging/v1/orders/{other.order_id}/attributes", marketplaceIds=US)
    assert answer.status_code == 400
    answer = await client.get(
        f"/messaging/v1/orders/{other.order_id}/attributes", marketplaceIds="A2EUQ1WTGCTBG2"
    )
    assert answer.json() == {"buyer": {"locale": "en-CA"}}


async def test_each_api_wants_its_own_role(client, emulator, delivered):
    emulator.application.roles = set(ALL_ROLES) - {"buyer_solicitation"}
    assert message(await ask(client, delivered)) == "Access to requested resource is denied."
    answer = await client.get(f"/messaging/v1/orders/{delivered.order_id}", marketplaceIds=US)
    assert answer.status_code == 200
