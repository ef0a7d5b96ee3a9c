import pytest

from toolspan.emulator import Emulator

from .conftest import NOW

DESTINATIONS, SUBSCRIPTIONS = "/notifications/v1/destinations", "/notifications/v1/subscriptions"
SCOPE = "sellingpartnerapi::notifications"
QUEUE = {"sqs": {"arn": "arn:aws:sqs:us-east-1:123456789012:events"}}
BUS = {"eventBridge": {"accountId": "123456789012", "region": "us-east-1"}}


@pytest.fixture
def emulator():
    return Emulator(seed=7, now=NOW, limits=False)


class Grantless:
    """Calls in the name of the application alone."""

    def __init__(self, client, token):
        self.client, self.token = client, token

    async def __call__(self, method, path, **options):
        return await self.client.call(method, path, headers={"x-amz-access-token": self.token}, **options)

    async def destination(self, resource=QUEUE):
        answer = await self("POST", DESTINATIONS, json={"name": "events", "resourceSpecification": resource})
        return answer.json()["payload"]["destinationId"]


@pytest.fixture
async def grantless(client, emulator):
    given = emulator.credentials
    answer = await client.lwa(
        grant_type="client_credentials", scope=SCOPE, client_id=given["lwa_app_id"],
        client_secret=given["lwa_client_secret"],
    )  # fmt: skip
    return Grantless(client, answer.json()["access_token"])


async def subscribe(client, destination, kind="ORDER_CHANGE", version="1.0"):
    body = {"payloadVersion": version, "destinationId": destination}
    return await client.call("POST", f"{SUBSCRIPTIONS}/{kind}", json=body)


def error(answer):
    (one,) = answer.json()["errors"]
    return answer.status_code, one["code"], one["details"]


async def test_a_destination_is_kept_until_it_is_deleted(grantless):
    for resource in (QUEUE, BUS):
        await grantless.destination(resource)
    found = (await grantless("GET", DESTINATIONS)).json()["payload"]
    assert [set(one["resource"]) for one in found] == [{"sqs"}, {"eventBridge"}]
    path = f"{DESTINATIONS}/{found[0]['destinationId']}"
    assert (await grantless("GET", path)).json()["payload"] == found[0]
    assert (await grantless("DELETE", path)).status_code == 200
    assert (await grantless("GET", path)).status_code == 404
    assert (await grantless("GET", DESTINATIONS)).json()["payload"] == found[1:]


async def test_a_queue_is_a_destination_once(grantless, emulator):
    await grantless.destination()
    again = await grantless("POST", DESTINATIONS, json={"name": "other", "resourceSpecification": QUEUE})
    status, code, details = error(again)
    assert (status, code) == (409, "Conflict")
    assert QUEUE["sqs"]["arn"] in details
    assert emulator.application.application_id in details


async def test_a_destination_in_use_cannot_be_deleted(client, grantless):
    destination = await grantless.destination()
    made = (await subscribe(client, destination)).json()["payload"]
    refused = await grantless("DELETE", f"{DESTINATIONS}/{destination}")
    assert error(refused) == (403, "Unauthorized", "Destination has subscriptions")
    await grantless("DELETE", f"{SUBSCRIPTIONS}/ORDER_CHANGE/{made['subscriptionId']}")
    assert (await grantless("DELETE", f"{DESTINATIONS}/{destination}")).status_code == 200


async def test_a_type_is_subscribed_to_once_per_version(client, grantless):
    destination = await grantless.destination()
    assert (await subscribe(client, destination)).status_code == 200
    assert error(await subscribe(client, destination))[:2] == (409, "StateConflict")
    assert (await subscribe(client, destination, version="2.0")).status_code == 200
    found = await client.get(SUBSCRIPTIONS, notificationTypes="ORDER_CHANGE")
    assert [one["payloadVersion"] for one in found.json()["payload"]["subscriptions"]] == ["1.0", "2.0"]
    one = await client.get(f"{SUBSCRIPTIONS}/ORDER_CHANGE", payloadVersion="1.0")
    assert one.json()["payload"]["payloadVersion"] == "1.0"


async def test_a_subscription_is_one_sellers_and_its_id_the_whole_applications(client, grantless, emulator):
    made = (await subscribe(client, await grantless.destination())).json()["payload"]
    other = emulator.directory.authorize(emulator.application, emulator.add_seller())
    await client.login(emulator.credentials_of(other))
    assert (await client.get(f"{SUBSCRIPTIONS}/ORDER_CHANGE")).status_code == 404
    found = await grantless("GET", f"{SUBSCRIPTIONS}/ORDER_CHANGE/{made['subscriptionId']}")
    assert found.json()["payload"] == made


async def test_listing_events_go_to_event_buses_and_order_events_to_queues(client, grantless):
    queue, bus = await grantless.destination(), await grantless.destination(BUS)
    assert (await subscribe(client, queue, "LISTINGS_ITEM_STATUS_CHANGE")).status_code == 400
    assert (await subscribe(client, bus, "ORDER_CHANGE")).status_code == 400
    assert (await subscribe(client, bus, "LISTINGS_ITEM_STATUS_CHANGE")).status_code == 200
    assert (await subscribe(client, bus, "NO_SUCH_TYPE")).status_code == 400
    assert (await subscribe(client, "nowhere")).status_code == 400


async def test_each_call_takes_only_its_own_kind_of_token(client, grantless):
    assert (await client.get(DESTINATIONS)).status_code == 403
    assert (await grantless("GET", f"{SUBSCRIPTIONS}/ORDER_CHANGE")).status_code == 403


@pytest.mark.parametrize("resource", [{}, {**QUEUE, **BUS}, {"sqs": {"arn": "queue"}}, {"eventBridge": {}}])
async def test_a_resource_that_is_none_is_refused(grantless, resource):
    answer = await grantless("POST", DESTINATIONS, json={"name": "x", "resourceSpecification": resource})
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (400, "InvalidInput")
