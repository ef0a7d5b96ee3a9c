import pytest

DAY = 86400


def fields(emulator, **changes):
    credentials = emulator.credentials
    given = {
        "grant_type": "refresh_token",
        "refresh_token": credentials["refresh_token"],
        "client_id": credentials["lwa_app_id"],
        "client_secret": credentials["lwa_client_secret"],
    } | changes
    return {name: value for name, value in given.items() if value is not None}


async def test_a_refresh_token_buys_an_hour(client):
    body = (await client.login()).json()
    assert body["access_token"].startswith("Atza|")
    assert body["refresh_token"] == client.emulator.credentials["refresh_token"]
    assert (body["token_type"], body["expires_in"]) == ("bearer", 3600)


async def test_json_works_as_well_as_a_form(client):
    answer = await client.http.post("/auth/o2/token", json=fields(client.emulator))
    assert answer.status_code == 200
    assert answer.json()["access_token"].startswith("Atza|")


async def test_client_credentials_give_a_grantless_token(client):
    given = fields(
        client.emulator,
        grant_type="client_credentials",
        refresh_token=None,
        scope="sellingpartnerapi::notifications",
    )
    body = (await client.lwa(**given)).json()
    assert body["access_token"].startswith("Atc|")
    assert "refresh_token" not in body


async def test_a_code_can_be_exchanged_once_within_five_minutes(client):
    emulator = client.emulator
    code = emulator.issue_authorization_code(redirect_uri="https://app.example/back")
    given = fields(emulator, grant_type="authorization_code", refresh_token=None, code=code)
    given["redirect_uri"] = "https://app.example/back"
    first, second = await client.lwa(**given), await client.lwa(**given)
    assert first.json()["refresh_token"].startswith("Atzr|")
    assert second.json()["error"] == "invalid_grant"
    late = given | {"code": emulator.issue_authorization_code()}
    emulator.clock.advance(301)
    assert (await client.lwa(**late)).json()["error"] == "invalid_grant"


@pytest.mark.parametrize(
    ("changes", "status", "error"),
    [
        ({"client_id": "amzn1.application-oa2-client.nobody"}, 401, "invalid_client"),
        ({"client_secret": "wrong"}, 401, "invalid_client"),
        ({"refresh_token": "Atzr|wrong"}, 400, "invalid_grant"),
        ({"refresh_token": None}, 400, "invalid_request"),
        ({"client_secret": None}, 400, "invalid_request"),
        ({"grant_type": "password"}, 400, "invalid_request"),
        ({"grant_type": "client_credentials", "scope": "profile"}, 400, "invalid_scope"),
        ({"grant_type": "authorization_code", "code": "nonsense"}, 400, "invalid_grant"),
    ],
)
async def test_a_bad_request_gets_the_oauth_error(client, changes, status, error):
    answer = await client.lwa(**fields(client.emulator, **changes))
    assert (answer.status_code, answer.json()["error"]) == (status, error)
    assert answer.json()["error_description"]


async def test_a_refresh_token_of_another_application_is_unauthorized(client):
    other = client.emulator.add_account(seller=client.emulator.seller)
    answer = await client.lwa(**fields(client.emulator, refresh_token=other["refresh_token"]))
    assert (answer.status_code, answer.json()["error"]) == (400, "unauthorized_client")


async def test_a_rotated_secret_overlaps_the_old_one_for_seven_days(client):
    emulator = client.emulator
    old = fields(emulator)
    new = fields(emulator, client_secret=emulator.rotate_secret())
    assert emulator.credentials["lwa_client_secret"] == new["client_secret"]
    assert [(await client.lwa(**given)).status_code for given in (old, new)] == [200, 200]
    emulator.clock.advance(7 * DAY + 1)
    assert [(await client.lwa(**given)).status_code for given in (old, new)] == [401, 200]


async def test_an_expired_secret_is_an_invalid_client(client):
    client.emulator.expire_secrets()
    assert (await client.login()).json()["error"] == "invalid_client"


@pytest.mark.parametrize("end", ["revoke_grant", "expire_grant"])
async def test_an_ended_authorization_is_an_invalid_grant(client, end):
    getattr(client.emulator, end)()
    assert (await client.login()).json()["error"] == "invalid_grant"


async def test_an_authorization_lasts_a_year(client):
    client.emulator.clock.advance(365 * DAY + 1)
    assert (await client.login()).json()["error"] == "invalid_grant"


async def test_token_requests_can_be_counted(client):
    await client.login()
    await client.login()
    assert len(client.emulator.requests.matching(path="/auth/o2/token")) == 2
    assert len(client.emulator.requests.matching(operation="token", status=200)) == 2


@pytest.mark.parametrize("body", [b"[]", b"{", b'"text"'])
async def test_json_that_is_no_object_is_an_invalid_request(client, body):
    headers = {"content-type": "application/json"}
    answer = await client.http.post("/auth/o2/token", content=body, headers=headers)
    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_request")


async def test_a_code_is_bound_to_its_redirect_uri(client):
    code = client.emulator.issue_authorization_code(redirect_uri="https://app.example/back")
    given = fields(
        client.emulator, grant_type="authorization_code", code=code, redirect_uri="https://evil.example"
    )
    assert (await client.lwa(**given)).json()["error"] == "invalid_grant"
