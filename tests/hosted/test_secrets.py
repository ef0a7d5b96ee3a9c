"""No credential shows through hosted mode either: not in a traceback, a log or an error."""

from __future__ import annotations

import asyncio
import logging

import httpx2
import pytest
from tests.core.test_secrets import shown_by

from toolspan import HostedWorkspace, ToolspanError

from .fake import CANARY, LIST, problem


@pytest.fixture
def workspace(fake):
    return HostedWorkspace("acme", fake.auth(), clock=fake.clock, transport=httpx2.MockTransport(fake))


@pytest.mark.parametrize("where", ["token", "lookup", "execute"])
@pytest.mark.parametrize("status", [400, 401, 403, 404, 422, 429, 500])
async def test_no_error_of_a_call_shows_a_credential(fake, where, status, caplog):
    caplog.set_level(logging.DEBUG)
    setattr(fake, where, lambda request: problem(status, f"{request.content!r} {dict(request.headers)}"))
    async with fake.connect() as connector:
        with pytest.raises(ToolspanError) as caught:
            await connector.execute(*LIST)
    assert CANARY not in shown_by(caught.value)
    assert CANARY not in caplog.text


async def test_no_error_of_a_workspace_shows_a_credential(fake, workspace):
    fake.other = lambda request: problem(422, f"{request.content!r} {dict(request.headers)}")
    async with workspace:
        with pytest.raises(ToolspanError) as caught:
            await workspace.create_connector("x", credentials={"refresh_token": f"{CANARY}-refresh"})
    assert CANARY not in shown_by(caught.value)


@pytest.mark.parametrize("where", ["token", "lookup", "execute"])
async def test_no_traceback_of_a_cancelled_call_shows_a_credential(fake, where):
    arrived = asyncio.Event()

    async def never(_):
        arrived.set()
        await asyncio.Event().wait()

    setattr(fake, where, never)
    async with fake.connect() as connector:
        call = asyncio.ensure_future(connector.execute(*LIST))
        await arrived.wait()
        call.cancel()
        with pytest.raises(asyncio.CancelledError) as caught:
            await call
    shown = shown_by(caught.value)
    assert CANARY not in shown, shown[max(0, shown.index(CANARY) - 1500) : shown.index(CANARY) + 100]


@pytest.mark.parametrize(
    "show",
    [repr, vars, lambda c: vars(c._executor), lambda c: vars(c._executor.session), lambda c: repr(c.sync)],
)
async def test_a_connector_does_not_show_its_credentials(fake, show):
    async with fake.connect() as connector:
        await connector.execute(*LIST)
        assert CANARY not in f"{show(connector)!r}"
