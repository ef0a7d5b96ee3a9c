"""A redirect is an error: nothing goes on to another place, least of all a token."""

from __future__ import annotations

import pytest

from toolspan import AuthenticationError, OutcomeUnknown, UpstreamError

REDIRECTS = [301, 302, 303, 307, 308]
ELSEWHERE = "https://evil.example/take"


@pytest.mark.parametrize("status", REDIRECTS)
async def test_a_redirect_of_the_api_is_not_followed(offline, amazon, status):
    amazon.api = lambda _: amazon.json(b"", status, location=ELSEWHERE)
    with pytest.raises(UpstreamError, match="redirect") as caught:
        await offline.execute("orders", "get", {"order_id": "1"})
    assert [request.url.host for request in amazon.requests] == ["sellingpartnerapi-na.amazon.com"]
    assert "evil" not in str(caught.value.to_dict())


@pytest.mark.parametrize("status", REDIRECTS)
async def test_a_redirect_of_the_token_endpoint_is_not_followed(offline, amazon, status):
    amazon.lwa = lambda _: amazon.json(b"", status, location=ELSEWHERE)
    with pytest.raises(AuthenticationError, match=str(status)):
        await offline.execute("orders", "get", {"order_id": "1"})
    assert len(amazon.token_requests) == 1
    assert not amazon.requests


@pytest.mark.parametrize("status", [302, 307])
async def test_a_redirected_write_is_not_sent_again(wired, amazon, status):
    from toolspan import Policy

    amazon.api = lambda _: amazon.json(b"", status, location=ELSEWHERE)
    with pytest.raises(OutcomeUnknown, match=f"HTTP {status}"):  # APIs redirect after a success, too
        await wired(policy=Policy(writes=["raw"])).raw("POST", "/x/y", body={"a": 1})
    assert len(amazon.requests) == 1


@pytest.mark.parametrize("target", ["searchOrders", "token"])
async def test_over_a_socket_the_other_server_hears_nothing(connect, emulator, target):
    from toolspan.emulator import Emulator

    async with Emulator(seed=1) as other, connect() as connector:
        emulator.faults.add(
            "redirect", operation=target, location=other.url + "/orders/2026-01-01/orders", status=307
        )
        with pytest.raises(UpstreamError if target != "token" else AuthenticationError):
            await connector.execute("orders", "list", {"created_after": "-3d"})
        assert not other.requests
