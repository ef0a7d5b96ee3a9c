"""A connector that this package knows by its name only."""

from __future__ import annotations

import pytest
from tests.adapters.drivers import DRIVERS, FRAMEWORKS

from toolspan import (
    AuthenticationError,
    ConfigurationError,
    InvalidInput,
    NotFound,
    Policy,
    PolicyDenied,
    build_connector_tools,
    connect,
)
from toolspan.connectors.amazon_seller_partner import AmazonSellerPartnerConnector
from toolspan.testing.script import call
from toolspan.tools.build import specs_of

from .fake import CONNECTORS, answer, problem, row, success

TICKETS = ("tickets", "list", {"pageSize": 2, "createdAfter": "x"})


@pytest.fixture
def desk(fake):
    fake.rows = [row("z1", "Desk", "Zendesk Support", "0-0-0")]
    fake.execute = lambda _: success(({"id": 1}, {"id": 2}), has_next_page=False)
    return fake.connect("zendesk-support")


async def test_it_executes_whatever_the_server_knows(desk, fake):
    page = await desk.execute(*TICKETS)
    assert page.data == [{"id": 1}, {"id": 2}]
    assert fake.targets[-1] == f"{CONNECTORS}/z1/execute"
    body = fake.executed[0]
    assert (body["entity"], body["action"], body["params"]) == TICKETS, "names are left as they are"
    assert "definition_id" not in fake.of(CONNECTORS)[0].url.params


async def test_pages_are_followed_by_the_cursor_that_all_servers_have(desk, fake):
    pages = [success(({"id": 1},), has_next_page=True, end_cursor="two"), success(({"id": 2},))]
    fake.execute = lambda _: pages.pop(0)
    assert [record["id"] async for record in desk.iterate(*TICKETS)] == [1, 2]
    assert fake.executed[1]["params"] == {**TICKETS[2], "cursor": "two"}


async def test_fields_are_chosen(desk):
    page = await desk.execute(*TICKETS, select_fields=["id"])
    assert page.data == [{"id": 1}, {"id": 2}]


async def test_what_is_no_read_must_be_allowed_by_name(desk, fake):
    with pytest.raises(PolicyDenied):
        await desk.execute("tickets", "update", {"id": 1})
    writer = fake.connect("zendesk-support", policy=Policy(writes=["tickets.update"]))
    await writer.execute("tickets", "update", {"id": 1})
    assert "idempotency-key" in fake.of("/execute")[-1].headers


@pytest.mark.parametrize("name", ["", "  ", "x" * 201])
async def test_a_name_that_is_none_is_refused_before_anything_is_sent(desk, fake, name):
    with pytest.raises(InvalidInput):
        await desk.execute(name, "list")
    assert fake.requests == []


async def test_the_guides_are_the_servers(desk, fake):
    replies = {
        "/inspect": {"docs_skill_id": "skill-1"},
        "/docs": {
            "content": [{"type": "heading", "text": "Tickets"}, {"type": "list", "items": ["list", "get"]}]
        },
        "/search": {"data": [{"section": "tickets"}]},
    }
    fake.other = lambda request: answer(replies["/" + request.url.path.rpartition("/")[2]])
    page = await desk.execute("docs", "read", {"section": "tickets"})
    assert page.one == {"section": "tickets", "text": "Tickets\n\n- list\n- get"}
    assert fake.requests[-1].url.params["id"] == "skill-1"
    assert (await desk.execute("docs", "search", {"query": "late"})).data == [{"section": "tickets"}]
    with pytest.raises(NotFound):
        await desk.execute("docs", "write")


async def test_a_check_is_the_servers(desk, fake):
    fake.other = lambda _: answer({"id": "j", "status": "succeeded"})
    assert (await desk.check()).one["status"] == "succeeded"
    failed = {
        "id": "j",
        "status": "failed",
        "error_message": "wrong key",
        "failure_reason": {"failure_type": "config_error"},
    }
    fake.other = lambda _: answer(failed)
    with pytest.raises(AuthenticationError, match="wrong key"):
        await desk.check()


async def test_only_the_tool_that_changes_makes_the_changes_that_the_policy_names(fake):
    fake.rows = [row("z1", "Desk", "Zendesk Support", "0-0-0")]
    fake.execute = lambda _: success({"id": 1})
    tools = build_connector_tools(
        fake.connect(
            "zendesk-support", policy=Policy(writes=["tickets.update", "tickets.close"], approve=False)
        )
    )
    reading = await tools.execute(entity="tickets", action="update", params={"id": 1})
    listing = await tools.execute_write(entity="tickets", action="list")
    deleting = await tools.execute_write(entity="tickets", action="delete", params={"id": 1})
    assert reading["error"]["hint"] == "Use execute_write."
    assert listing["error"]["hint"] == "Use execute."
    assert deleting["error"]["code"] == "policy_denied"
    assert fake.executed == []
    changed = await tools.execute_write(entity="tickets", action="update", params={"id": 1})
    assert changed["data"] == [{"id": 1}]
    assert [(body["entity"], body["action"]) for body in fake.executed] == [("tickets", "update")]


def test_the_tool_that_changes_says_what_and_is_marked_as_such(fake):
    desk = fake.connect("zendesk-support", policy=Policy(writes=["tickets.update", "tickets.close"]))
    spec = next(spec for spec in specs_of(desk) if spec.name == "execute_write")
    assert "tickets: update" in spec.description
    assert "close" in spec.description
    assert (spec.read_only, spec.destructive, spec.idempotent) == (False, True, False)
    assert spec.question({"entity": "tickets", "action": "update", "params": {}}), "a person is asked"
    assert desk.inspect()["writes"] == ["tickets.update", "tickets.close"]


async def test_a_pattern_serves_execute_and_no_tool(fake):
    fake.rows = [row("z1", "Desk", "Zendesk Support", "0-0-0")]
    desk = fake.connect("zendesk-support", policy=Policy(writes=["tickets.*"]))
    await desk.execute("tickets", "update", {"id": 1})
    with pytest.raises(ConfigurationError, match="cannot become a tool") as caught:
        desk.tools("pydantic_ai")
    assert "Name each of them" in caught.value.hint


@pytest.mark.parametrize("framework", FRAMEWORKS)
async def test_every_framework_can_call_it(desk, fake, framework):
    fake.other = lambda request: answer({"docs_skill_id": "s", "data": {"markdown": "# Tickets"}})
    script = [
        call("inspect_connector", {}),
        call("read_skill_docs", {}),
        call("execute", {"entity": "tickets", "action": "list", "params": {}}),
        call("execute", {"entity": "tickets", "action": "delete", "params": {}}),
    ]
    transcript = await DRIVERS[framework].run(desk.tools(framework), script)
    about, docs, records, refused = transcript.results
    assert "Zendesk Support" in about
    assert "# Tickets" in docs
    assert '"id"' in records
    assert "policy_denied" in refused


async def test_a_decorated_function_describes_it(desk):
    @desk.tool_utils
    async def tickets(entity: str, action: str, params: dict | None = None):
        """Ask the help desk."""
        return await desk.execute(entity, action, params)

    assert "Zendesk Support" in tickets.__doc__
    assert (await tickets("tickets", "list"))["meta"]["count"] == 2


def test_connect_gives_the_class_of_the_connector():
    amazon = connect("amazon-seller-partner", workspace_name="acme")
    assert type(amazon) is AmazonSellerPartnerConnector
    assert type(connect("Amazon Seller_Partner", workspace_name="acme")) is AmazonSellerPartnerConnector
    first, second = (connect("zendesk-support", workspace_name=name) for name in ("a", "b"))
    assert type(first) is type(second)
    assert (first.slug, first.title) == ("zendesk-support", "Zendesk Support")


@pytest.mark.parametrize("slug", ["", "../x", "a" * 200, None, 7])
def test_connect_takes_the_name_of_a_connector(slug):
    with pytest.raises(ConfigurationError, match="name of a connector"):
        connect(slug, workspace_name="acme")


async def test_a_server_that_does_not_have_it_says_so(desk, fake):
    fake.execute = lambda _: problem(404, "There is no such entity.", "not_found")
    with pytest.raises(NotFound):
        await desk.execute(*TICKETS)
