"""A new connector's credentials are checked first, and no create breaks what runs."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import httpx2
import pytest

from toolspan import AuthenticationError, HostedWorkspace, NeedsReauthorization, UpstreamError

from .fake import CANARY, answer, problem

KIND = "amazon-seller-partner"
US = {"region": "US"}


@pytest.mark.parametrize(
    ("wrong", "error"),
    [
        ({"lwa_client_secret": f"{CANARY}-wrong"}, AuthenticationError),
        ({"lwa_app_id": "amzn1.application-oa2-client.nobody"}, AuthenticationError),
        ({"refresh_token": f"Atzr|{CANARY}"}, NeedsReauthorization),
    ],
    ids=["secret", "application", "refresh token"],
)
@pytest.mark.parametrize("environment", [US, None], ids=["region", "no region"])
async def test_credentials_that_are_refused_make_no_connector(served, wrong, error, environment):
    credentials = {**served.emulator.credentials, "access_token": None, **wrong}
    async with served.workspace("new") as workspace:
        with pytest.raises(error, match="no connector was made") as caught:
            await workspace.create_connector(KIND, credentials=credentials, environment=environment)
        assert CANARY not in str(caught.value)
        await workspace.scoped_token()  # the workspace is there
        assert await workspace.list_connectors() == []


@pytest.mark.parametrize("status", [403, 429, 500, 503])
@pytest.mark.parametrize("path", ["/auth/o2/token", "/sellers"])
async def test_where_amazon_cannot_say_the_connector_is_stored_unchecked(served, status, path):
    served.emulator.faults.add("status", path=path, status=status, times=None)
    async with served.workspace("new") as workspace:
        created = await workspace.create_connector(
            KIND, credentials=served.emulator.credentials, environment=US
        )
        assert created.state == "unchecked"
        served.emulator.faults.clear()
        async with served.connect(workspace_name="new") as connector:
            await connector.orders.list(created_after="-7d")
        assert (await workspace.get_connector(created.id)).state == "active"


@pytest.mark.parametrize(
    ("checked", "state"),
    [
        (lambda: answer({"id": "1", "status": "succeeded"}), True),
        (lambda: problem(404, "no such path"), False),
        (lambda: problem(429, "slower"), False),
        (lambda: problem(501, "not here"), False),
        (lambda: answer({"id": "1", "status": "running"}), False),
        (lambda: answer({"id": "1", "status": "inconclusive"}), False),
        (lambda: answer({"id": "1", "status": "failed", "failure_reason": {"failure_type": "transient_error"}}), False),
    ],
)  # fmt: skip
@pytest.mark.parametrize("ours", [True, False])
async def test_only_a_server_that_knows_the_field_is_told_what_the_check_said(fake, checked, state, ours):
    bodies: list[dict[str, Any]] = []

    def other(request: httpx2.Request) -> Any:
        if request.url.path.endswith("/check"):
            return checked()
        bodies.append(json.loads(request.content))
        return answer({"id": "c9", "name": "New"})

    fake.other = other
    if ours:
        fake.token = lambda _: fake.new_token(features=["checked_connectors"])
    workspace = HostedWorkspace("acme", fake.auth(), clock=fake.clock, transport=httpx2.MockTransport(fake))
    async with workspace:
        await workspace.create_connector(KIND, credentials={"lwa_app_id": "a"})
    assert [body.get("checked") for body in bodies] == [state if ours else None]


async def test_a_refusal_in_the_words_of_another_server_counts_too(fake):
    fake.other = lambda _: answer({"id": "1", "status": "failed", "error_message": "bad", "failure_reason": {"failure_type": "config_error"}})  # fmt: skip
    workspace = HostedWorkspace("acme", fake.auth(), clock=fake.clock, transport=httpx2.MockTransport(fake))
    async with workspace:
        with pytest.raises(AuthenticationError, match="bad"):
            await workspace.create_connector(KIND, credentials={"lwa_app_id": "a"})
    assert len(fake.of("/connectors")) == 0


async def test_a_second_create_breaks_no_running_connector(served):
    good = {"credentials": served.emulator.credentials, "environment": {"region": "US", "seller_id": served.emulator.seller_id}}  # fmt: skip
    bad = {**served.emulator.credentials, "access_token": None, "refresh_token": f"Atzr|{CANARY}"}
    async with served.connect() as running, served.workspace() as workspace:
        assert (await running.marketplaces.list()).data
        with pytest.raises(NeedsReauthorization):
            await workspace.create_connector(KIND, credentials=bad, environment=US)
        served.emulator.faults.add("status", path="/auth/o2/token", status=503, times=None)
        with pytest.raises(UpstreamError, match="another connector of the name"):
            await workspace.create_connector(KIND, credentials=bad, environment=US)
        served.emulator.faults.clear()
        first = (await workspace.list_connectors())[0].id
        again = await asyncio.gather(*(workspace.create_connector(KIND, **good) for _ in range(3)))
        assert {one.id for one in again} == {first}
        assert len(await workspace.list_connectors()) == 1
        assert (await running.marketplaces.list()).data
        async with served.connect() as started_later:
            assert (await started_later.marketplaces.list()).data


async def test_the_blocking_face_checks_too(served):
    wrong = {**served.emulator.credentials, "access_token": None, "lwa_client_secret": f"{CANARY}-wrong"}

    def create() -> Any:
        with served.workspace("new").sync as workspace:
            return workspace.create_connector(KIND, credentials=wrong, environment=US)

    with pytest.raises(AuthenticationError, match="no connector was made"):
        await asyncio.to_thread(create)
