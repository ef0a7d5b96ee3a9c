import pytest

from toolspan.emulator import Emulator

from .conftest import NOW, Client

MISSING = "Access token is missing in the request header."
EXPIRED = "The access token you provided has expired."
INVALID = "The access token you provided is revoked, malformed or invalid."
ORDERS = "/orders/2026-01-01/orders"
RECENT = {"createdAfter": "2026-11-20T00:00:00Z"}


def details(answer):
    assert answer.status_code == 403
    error = answer.json()["errors"][0]
    assert (error["code"], error["message"]) == ("Unauthorized", "Access to requested resource is denied.")
    assert answer.headers["x-amzn-errortype"] == "AccessDeniedException"
    assert "x-amzn-ratelimit-limit" not in answer.headers
    return error["details"]


async def grantless(client, scope="sellingpartnerapi::notifications"):
    given = client.emulator.credentials
    answer = await client.lwa(
        grant_type="client_credentials",
        scope=scope,
        client_id=given["lwa_app_id"],
        client_secret=given["lwa_client_secret"],
    )
    return answer.json()["access_token"]


async def test_no_token_is_told_to_be_missing(client):
    assert details(await client.call("GET", ORDERS, RECENT, headers={"x-amz-access-token": None})) == MISSING


async def test_a_strange_token_is_told_to_be_invalid(client):
    assert (
        details(await client.call("GET", ORDERS, RECENT, headers={"x-amz-access-token": "Atza|x"})) == INVALID
    )


async def test_an_access_token_expires_after_an_hour(client):
    assert (await client.get(ORDERS, **RECENT)).status_code == 200
    client.emulator.clock.advance(3599)
    assert (await client.get(ORDERS, **RECENT)).status_code == 200
    client.emulator.clock.advance(2)
    assert details(await client.get(ORDERS, **RECENT)) == EXPIRED


@pytest.mark.parametrize(
    ("switch", "text"),
    [("revoke_access_tokens", INVALID), ("expire_access_tokens", EXPIRED), ("revoke_grant", INVALID)],
)
async def test_tokens_can_be_ended_from_outside(client, switch, text):
    await client.login()
    getattr(client.emulator, switch)()
    assert details(await client.get(ORDERS, **RECENT)) == text


async def test_a_seller_of_another_region_is_refused_without_a_reason(client):
    await client.login(client.emulator.add_account(region="EU"))
    assert details(await client.get(ORDERS, **RECENT)) == ""


async def test_a_grantless_token_opens_no_seller_operation(client):
    client.token = await grantless(client)
    assert details(await client.get(ORDERS, **RECENT)) == ""


async def test_a_seller_token_opens_no_grantless_operation(client):
    assert details(await client.get("/notifications/v1/destinations")) == ""


async def test_a_grantless_scope_opens_its_own_operations_only(client):
    client.token = await grantless(client, "sellingpartnerapi::client_credential:rotation")
    assert details(await client.get("/notifications/v1/destinations")) == ""
    client.token = await grantless(client)
    assert (await client.get("/notifications/v1/destinations")).json() == {"payload": []}


async def test_an_unknown_path_is_forbidden_not_missing(client):
    assert details(await client.get("/orders/2026-01-01/order")) == ""
    assert details(await client.get(ORDERS + "/")) == ""


@pytest.mark.parametrize(
    ("role", "path"),
    [
        ("finance_and_accounting", "/finances/v0/financialEventGroups"),
        ("product_listing", "/catalog/2022-04-01/items/B000000000?marketplaceIds=ATVPDKIKX0DER"),
    ],
)
async def test_a_missing_role_is_refused_without_a_reason(client, role, path):
    assert (await client.get(path)).status_code in (200, 404)
    client.emulator.application.roles.discard(role)
    assert details(await client.get(path)) == ""


async def test_personal_data_of_the_new_orders_needs_the_role(client):
    client.emulator.application.roles -= {"direct_to_consumer_shipping"}
    plain = await client.get(ORDERS, **RECENT, includedData="PROCEEDS,BUYER")
    assert plain.status_code == 200
    assert plain.json()["orders"][0]["buyer"]["buyerName"]
    assert details(await client.get(ORDERS, **RECENT, includedData="RECIPIENT")) == ""


async def test_a_restricted_token_opens_what_it_lists_and_nothing_else(client):
    order_id = (await client.get(ORDERS, **RECENT)).json()["orders"][0]["orderId"]
    path = f"/orders/v0/orders/{order_id}/address"
    assert details(await client.get(path)) == ""
    client.token = await client.restricted_token(
        {"method": "GET", "path": "/orders/v0/orders/{orderId}/address"}
    )
    assert client.token.startswith("Atz.sprdt|")
    assert (await client.get(path)).json()["payload"]["ShippingAddress"]["City"]
    assert details(await client.get(path + "/")) == ""
    assert details(await client.get(path.replace("address", "buyerInfo"))) == ""
    client.emulator.clock.advance(3601)
    assert details(await client.get(path)) == EXPIRED


async def test_data_elements_decide_which_personal_data_appear(client):
    order_id = (await client.get(ORDERS, **RECENT)).json()["orders"][0]["orderId"]
    path = f"/orders/v0/orders/{order_id}"
    assert not {"BuyerInfo", "ShippingAddress"} & (await client.get(path)).json()["payload"].keys()
    for elements, shown in ((["buyerInfo"], {"BuyerInfo"}), (["shippingAddress"], {"ShippingAddress"})):
        await client.login()
        client.token = await client.restricted_token(
            {"method": "GET", "path": path, "dataElements": elements}
        )
        payload = (await client.get(path)).json()["payload"]
        assert {"BuyerInfo", "ShippingAddress"} & payload.keys() == shown


async def test_a_data_element_without_its_role_is_a_bad_request(client):
    client.emulator.application.roles.discard("direct_to_consumer_shipping")
    resource = {"method": "GET", "path": "/orders/v0/orders", "dataElements": ["shippingAddress"]}
    answer = await client.call(
        "POST", "/tokens/2021-03-01/restrictedDataToken", json={"restrictedResources": [resource]}
    )
    assert answer.status_code == 400
    assert "[shippingAddress]" in answer.json()["errors"][0]["message"]


@pytest.mark.parametrize(
    "resources",
    [
        [],
        [{"method": "GET", "path": "/orders/v0/orders"}],
        [{"method": "GET", "path": "/orders/v0/orders", "dataElements": ["everything"]}],
        [{"method": "GET", "path": "/orders/v0/orders/{orderId}/address", "dataElements": ["buyerInfo"]}],
        [{"method": "GET", "path": "/reports/2021-06-30/documents/{reportDocumentId}"}],
        [{"method": "GET", "path": "/sellers/v1/marketplaceParticipations"}],
        [{"method": "PATCH", "path": "/orders/v0/orders/{orderId}/address"}],
        [{"method": "GET", "path": "/orders/v0/orders/{orderId}/address"}] * 51,
    ],
)
async def test_a_restricted_token_is_for_restricted_resources_only(client, resources):
    body = {"restrictedResources": resources}
    answer = await client.call("POST", "/tokens/2021-03-01/restrictedDataToken", json=body)
    assert answer.status_code == 400


async def test_accounts_see_only_their_own_orders(client):
    mine = (await client.get(ORDERS, **RECENT)).json()["orders"]
    await client.login(client.emulator.add_account())
    theirs = (await client.get(ORDERS, **RECENT)).json()["orders"]
    assert theirs
    assert not {order["orderId"] for order in mine} & {order["orderId"] for order in theirs}
    assert (await client.get(f"{ORDERS}/{mine[0]['orderId']}")).status_code == 404


async def test_a_signature_is_ignored(client):
    signed = {"authorization": "AWS4-HMAC-SHA256 Credential=AKIA/x", "x-amz-security-token": "x"}
    assert (await client.call("GET", ORDERS, RECENT, headers=signed)).status_code == 200


async def test_a_get_with_a_body_is_a_bad_request_in_html(client):
    answer = await client.call("GET", ORDERS, RECENT, content=b"{}")
    assert answer.status_code == 400
    assert answer.headers["content-type"].startswith("text/html")


async def test_the_user_agent_must_be_there_and_not_too_long(client):
    assert (await client.call("GET", ORDERS, RECENT, headers={"user-agent": "x" * 501})).status_code == 400
    assert (await client.call("GET", ORDERS, RECENT, headers={"user-agent": "x" * 500})).status_code == 200
    assert (await client.call("GET", ORDERS, RECENT, headers={"user-agent": ""})).status_code == 400
    client.emulator.gateway.require_user_agent = False
    assert (await client.call("GET", ORDERS, RECENT, headers={"user-agent": ""})).status_code == 200


async def test_every_answer_is_signed_with_ids_and_the_emulators_date(client):
    answer = await client.get("/nowhere")
    assert len(answer.headers["x-amzn-requestid"]) == 36
    assert answer.headers["x-amz-apigw-id"]
    assert answer.headers["date"] == "Tue, 24 Nov 2026 06:00:00 GMT"
    assert answer.headers["content-type"] == "application/json"


async def test_two_emulators_with_one_seed_answer_byte_for_byte_alike():
    bodies = []
    for _ in range(2):
        client = Client(Emulator(seed=11, now=NOW))
        answers = [
            await client.login(),
            await client.get(ORDERS, createdAfter="2026-09-01T00:00:00Z", includedData="PROCEEDS,PACKAGES"),
            await client.get("/finances/2024-06-19/transactions", postedAfter="2026-09-01T00:00:00Z"),
            await client.get(
                "/reports/2021-06-30/reports", reportTypes="GET_V2_SETTLEMENT_REPORT_DATA_FLAT_FILE_V2"
            ),
        ]
        assert all(answer.status_code == 200 for answer in answers)
        bodies.append([(answer.content, dict(answer.headers)) for answer in answers])
    assert bodies[0] == bodies[1]
