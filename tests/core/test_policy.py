"""Reads unless writes are named; a mistake in a policy allows nothing."""

from __future__ import annotations

import json

import pytest

from toolspan import ConfigurationError, InvalidInput, NotFound, Policy, PolicyDenied
from toolspan.connectors.amazon_seller_partner import AmazonSellerPartnerConnector
from toolspan.operations.index import OperationIndex

READS = ["orders.list", "orders.get", "reports.create"]
WRITES = ["gadgets.patch", "gadgets.delete", "papers.create"]


@pytest.fixture
def writing(monkeypatch, tmp_path):
    """Gives the connector an index with writes in it, made from one of its reads."""
    source = AmazonSellerPartnerConnector.every_operation._source
    index = json.loads(source.read_bytes())
    model = next(o for o in index["operations"] if (o["entity"], o["action"]) == ("orders", "get"))
    for name in WRITES:
        entity, action = name.split(".")
        more = {
            "entity": entity,
            "action": action,
            "effect": "write",
            "method": "DELETE",
            "idempotent": False,
        }
        index["operations"].append(model | more)
    (tmp_path / "operations.json").write_text(json.dumps(index))
    monkeypatch.setattr(
        AmazonSellerPartnerConnector,
        "operations",
        OperationIndex(tmp_path / "operations.json", compiled=True),
    )


@pytest.mark.usefixtures("writing")
@pytest.mark.parametrize(
    ("writes", "allowed"),
    [
        ([], []), (["gadgets.patch"], WRITES[:1]), (["gadgets.*"], WRITES[:2]), (["*"], WRITES), (("papers.create",), WRITES[2:]),
        (["raw"], []), (["*.delete"], WRITES[1:2]),
    ],
)  # fmt: skip
async def test_only_named_writes_are_sent(wired, amazon, writes, allowed):
    amazon.api = lambda _: amazon.json({"order": {}})
    connector = wired(policy=Policy(writes=writes), rate_limits=False)
    for name in WRITES:
        entity, action = name.split(".")
        if name in allowed:
            await connector.execute(entity, action, {"order_id": "1"})
        else:
            for options in ({}, {"validate": False}):
                with pytest.raises(PolicyDenied, match=name):
                    await connector.execute(entity.upper(), action, {"order_id": "1"}, **options)
    assert len(amazon.requests) == len(allowed)
    assert bool(amazon.token_requests) == bool(allowed)


@pytest.mark.usefixtures("writing")
async def test_without_a_policy_no_write_is_sent(wired, amazon):
    with pytest.raises(PolicyDenied) as caught:
        await wired().execute("papers", "create", {"order_id": "1"})
    assert 'Policy(writes=["papers.create"])' in caught.value.hint
    assert not amazon.token_requests


@pytest.mark.usefixtures("writing")
@pytest.mark.parametrize(
    ("policy", "says"),
    [
        ({"writes": ["gadgets.pach"]}, "gadgets.patch"), ({"writes": ["orders.list"]}, "no write operation"), ({"writes": [""]}, "no write"),
        ({"writes": ["Gadgets.patch"]}, "gadgets.patch"), ({"reads": ["order.*"]}, "no read operation"), ({"reads": ["papers.create"]}, "no read"),
        ({"writes": ["gadgets.*", "fees.*"]}, '"fees.*"'),
    ],
)  # fmt: skip
def test_a_misspelt_name_fails_at_construction(wired, policy, says):
    with pytest.raises(ConfigurationError, match="matches no") as caught:
        wired(policy=Policy(**policy))
    assert says in str(caught.value)


@pytest.mark.parametrize("names", ["*", "orders.list"])
@pytest.mark.parametrize("field", ["writes", "reads"])
def test_a_text_instead_of_a_list_is_refused(field, names):
    with pytest.raises(ConfigurationError, match="takes a list"):
        Policy(**{field: names})


async def test_reads_can_be_narrowed(wired, amazon):
    connector = wired(policy=Policy(reads=["orders.*"]))
    await connector.execute("orders", "list", {"created_after": "-1d"})
    with pytest.raises(PolicyDenied, match="reports"):
        await connector.execute("reports", "list", {"report_types": ["X"]})
    with pytest.raises(PolicyDenied, match="raw GET"):
        await connector.raw("GET", "/finances/v0/financialEvents")
    assert len(amazon.requests) == 1


@pytest.mark.usefixtures("writing")
async def test_what_was_checked_cannot_be_changed_afterwards(wired):
    names = ["gadgets.patch"]
    connector = wired(policy=Policy(writes=names))
    names.append("*")
    with pytest.raises(PolicyDenied):
        await connector.execute("papers", "create", {"order_id": "1"})


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "post"])
@pytest.mark.parametrize("policy", [None, {"writes": ["*"]}, {"reads": ["raw"]}])
async def test_raw_writes_need_their_own_name(wired, amazon, method, policy):
    with pytest.raises(PolicyDenied, match="raw"):
        await wired(policy=policy and Policy(**policy)).raw(method, "/feeds/2021-06-30/feeds", body={})
    assert not amazon.token_requests


@pytest.mark.parametrize("method", ["GET", "HEAD", "get"])
async def test_raw_reads_need_none(wired, amazon, method):
    amazon.api = lambda _: amazon.json({"a": 1} if method != "HEAD" else b"")
    await wired().raw(method, "/definitions/2020-09-01/productTypes", query={"keywords": ["a b", "c"]})
    assert amazon.targets == ["/definitions/2020-09-01/productTypes?keywords=a%20b,c"]


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("TRACE", "/a"), ("CONNECT", "/a"), ("GET\r\nX: y", "/a"), ("", "/a"), ("GET", "a"), ("GET", "//evil.example/a"), ("GET", "https://evil.example"),
        ("GET", "/a/../b"), ("GET", "/a/%2e%2E/b"), ("GET", "/a/./b"), ("GET", "/a?b=c"), ("GET", "/a#b"), ("GET", "/a b"), ("GET", "/a\r\nX: y"),
        ("GET", "/é"), ("GET", ""), ("GET", "/a\\b"), ("GET", "@evil.example/"),
    ],
)  # fmt: skip
async def test_raw_refuses_what_is_no_method_or_no_path(wired, amazon, method, path):
    with pytest.raises(InvalidInput, match="raw"):
        await wired(policy=Policy(writes=["raw"])).raw(method, path)
    assert not amazon.token_requests


async def test_raw_uses_the_limit_of_the_operation_that_the_path_is(wired, amazon):
    connector = wired()
    for _ in range(20):
        await connector.raw("GET", "/orders/2026-01-01/orders")
    with pytest.raises(Exception, match="limited to one call per 179 s"):
        await connector.execute("orders", "list", {"created_after": "-1d"})
    assert len(amazon.requests) == 20


@pytest.mark.parametrize("body", [{"a": object()}, {"a": "\ud800"}])
async def test_raw_refuses_a_body_that_json_cannot_hold(wired, amazon, body):
    with pytest.raises(InvalidInput, match="JSON"):
        await wired(policy=Policy(writes=["raw"])).raw("POST", "/x", body=body)
    assert not amazon.requests


@pytest.mark.parametrize("name", ["raw", "validate"])
async def test_neither_raw_nor_the_unchecked_door_is_an_operation(wired, name):
    connector = wired()
    with pytest.raises(NotFound):
        await connector.execute(name, "get", {})
    with pytest.raises(InvalidInput):
        await connector.execute("orders", "list", {"created_after": "-1d", name: False})
