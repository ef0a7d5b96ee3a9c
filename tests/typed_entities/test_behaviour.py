"""The typed face says the same as `execute`, in pages, loops and refusals."""

from __future__ import annotations

import os
from datetime import timedelta

import httpx2
import pytest

from toolspan import Policy
from toolspan.connectors.amazon_seller_partner import AmazonSellerPartnerConnector
from toolspan.connectors.amazon_seller_partner.models import AmazonSellerPartnerAuthConfig
from toolspan.errors import ConfigurationError, InvalidInput

from .conftest import ALIASES, OPERATIONS, actions_of, attributes, stubbed


async def test_a_typed_call_answers_what_execute_answers(connector, emulator):
    since = emulator.clock.now() - timedelta(days=30)
    typed = await connector.orders.list(created_after=since, max_results_per_page=5)
    plain = await connector.execute("orders", "list", {"created_after": since, "max_results_per_page": 5})
    assert typed.data == plain.data
    assert len(typed.data) == 5


async def test_iterate_reads_all_pages(connector):
    ids = [
        order["orderId"]
        async for order in connector.orders.iterate(created_after="-60d", max_results_per_page=10)
    ]
    assert len(set(ids)) == len(ids) > 20


@pytest.mark.parametrize("alias", ALIASES)
async def test_an_alias_is_the_same_entity(connector, alias):
    given = {"posted_after": "-20d"} if "events" in alias else {}
    assert (await getattr(connector, alias).list(**given)).data == (
        await connector.execute(alias, "list", given)
    ).data


async def test_the_rows_of_a_report_can_be_iterated_without_a_deadline(connector):
    rows = [row async for row in connector.reports.iterate_run(report_type="GET_MERCHANT_LISTINGS_ALL_DATA")]
    assert (
        rows == (await connector.reports.run(report_type="GET_MERCHANT_LISTINGS_ALL_DATA", timeout=None)).data
    )


@pytest.mark.parametrize("operation", OPERATIONS.values(), ids=list(OPERATIONS))
async def test_an_unknown_parameter_is_refused_as_by_execute(connect, emulator, operation):
    kind = {"account_type": "both"} | ({"environment": "sandbox"} if operation.extra.get("sandbox") else {})
    connector = connect(policy=Policy(writes=["*"]), **kind)
    with pytest.raises(InvalidInput) as typed:
        await getattr(getattr(connector, operation.entity), operation.action)(bogus=1)
    with pytest.raises(InvalidInput) as plain:
        await connector.execute(operation.entity, operation.action, {"bogus": 1})
    assert str(typed.value) == str(plain.value)
    assert '"bogus"' in str(typed.value)
    assert list(emulator.requests) == []


async def test_a_parameter_that_is_none_counts_as_left_out(connector):
    page = await connector.orders.list(created_after="-30d", created_before=None, fulfillment_statuses=None)
    assert page.data


def test_entities_are_made_at_first_use_and_then_kept(monkeypatch):
    connector = AmazonSellerPartnerConnector(region="US")
    assert not set(attributes()) & set(vars(connector))
    assert connector.orders is connector.orders
    assert repr(connector.orders) == "<AmazonSellerPartnerConnector.orders>"


def in_memory(**options):
    """A connector on an API that answers every list with two pages of one order each."""

    def answer(request):
        if request.url.path.endswith("/token"):
            return httpx2.Response(200, json={"access_token": "t", "expires_in": 3600})
        second = "paginationToken" in request.url.params
        page = {
            "orders": [{"orderId": "2" if second else "1"}],
            "pagination": {} if second else {"nextToken": "x"},
        }
        return httpx2.Response(200, json=page)

    auth = AmazonSellerPartnerAuthConfig(lwa_app_id="a", lwa_client_secret="b", refresh_token="c")
    return AmazonSellerPartnerConnector(auth, region="US", transport=httpx2.MockTransport(answer), **options)


async def test_the_blocking_face_works_beside_a_running_loop():
    sync = in_memory().sync
    assert sync.orders.list(created_after="-60d").one == {"orderId": "1"}
    assert [order["orderId"] for order in sync.orders.iterate(created_after="-60d")] == ["1", "2"]
    sync.close()


def test_the_blocking_face_shows_its_entities_and_methods_to_completion():
    sync = AmazonSellerPartnerConnector(region="US", account_type="both").sync
    assert set(attributes()) < set(dir(sync))
    assert set(dir(sync.orders)) == set(stubbed("SyncOrders"))
    assert "orders by creation" in sync.orders.list.__doc__
    assert actions_of("orders").keys() < set(dir(sync.orders))


@pytest.mark.parametrize("name", ["ordres", "policy", "_repr_html_"])
def test_what_is_no_entity_is_no_attribute_of_the_blocking_face(name):
    with pytest.raises(AttributeError, match=name):
        getattr(AmazonSellerPartnerConnector(region="US").sync, name)


def test_a_refusal_is_the_same_without_await():
    with pytest.raises(InvalidInput, match='"bogus"'):
        AmazonSellerPartnerConnector(region="US").sync.orders.list(bogus=1)


def test_a_blocking_call_from_inside_a_blocking_call_is_refused_and_never_hangs():
    connector = in_memory(on_token_refresh=lambda _: connector.sync.orders.get(order_id="1"))
    with pytest.raises(ConfigurationError, match="inside a call of"):
        connector.sync.orders.list(created_after="-60d")


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
@pytest.mark.filterwarnings("ignore:This process:DeprecationWarning")
def test_the_blocking_face_works_in_a_forked_process():
    sync = in_memory().sync
    sync.orders.list(created_after="-60d")
    child = os.fork()
    if child == 0:
        found = None
        try:
            found = sync.orders.list(created_after="-60d").data
        finally:  # the child must leave without pytest, whatever happened
            os._exit(0 if found == [{"orderId": "1"}] else 1)
    assert os.waitpid(child, 0)[1] == 0
