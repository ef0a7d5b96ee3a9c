"""What a search and an inspection answer: few lines, true and whole, and little to read however large the API is."""

from __future__ import annotations

import json
import re

import pytest
from tests.adapters.shop import Shop, record

from toolspan import Policy
from toolspan.connectors.amazon_seller_partner import AmazonSellerPartnerConnector
from toolspan.errors import InvalidInput
from toolspan.operations.index import OperationIndex
from toolspan.tools.describe import allowed
from toolspan.tools.inspection import inspect_connector
from toolspan.tools.search import NOTHING, find

QUERIES = [
    "which orders shipped late",
    "change the price of a listing",
    "refunds",
    "stock at Amazon",
    "create a report schedule",
    "what is left of the rate limit",
    "message the buyer",
    "orders",
]


def size(answer):
    return len(json.dumps(answer, ensure_ascii=False))


def shop_of(records, folder, **options):
    index = {"operations": records, "aliases": {}}
    folder.joinpath("operations.json").write_text(json.dumps(index))

    class Large(Shop):
        operations = OperationIndex(folder / "operations.json")

    return Large(**options)


@pytest.mark.parametrize("query", QUERIES)
def test_a_search_answers_in_at_most_five_short_lines(query):
    results = find(AmazonSellerPartnerConnector, query)
    assert 1 <= len(results.rows) <= 5
    assert size(results.rows) + size(results.note or "") <= 1_500


@pytest.mark.parametrize("query", QUERIES)
def test_each_line_says_whether_it_writes_what_it_needs_and_where_to_read_on(query):
    for row in find(AmazonSellerPartnerConnector, query).rows:
        if "action" in row:
            operation = AmazonSellerPartnerConnector.operations.find(row["entity"], row["action"])
            assert row["effect"] == operation.effect
            assert bool(operation.required_of_caller) <= ("requires" in row)
        if "section" in row:
            assert AmazonSellerPartnerConnector.guides.read(row["section"])


@pytest.mark.parametrize("query", QUERIES)
def test_no_line_repeats_another_or_ends_within_a_sentence(query):
    lines = [row.get("what", "") for row in find(AmazonSellerPartnerConnector, query).rows]
    lines = [line for line in lines if line]
    assert len(lines) == len(set(lines))
    assert all(re.search(r"[.?)]$", line) for line in lines)


def test_nothing_is_found_for_what_is_something_else_and_that_is_said():
    results = find(AmazonSellerPartnerConnector, "qwertz uiop")
    assert results.rows == []
    assert results.note == NOTHING


@pytest.mark.parametrize("query", ["", "  ", "?!"])
def test_a_search_for_no_word_is_refused(query):
    with pytest.raises(InvalidInput, match="no word"):
        find(AmazonSellerPartnerConnector, query)


def test_a_write_that_the_policy_does_not_allow_is_not_offered_but_named(tmp_path):
    records = [record("things", "list", "read"), record("things", "cancel", "write")]
    reading = find(shop_of(records, tmp_path), "cancel things")
    assert [row["action"] for row in reading.rows if "action" in row] == ["list"]
    assert "things.cancel (write) would fit, but is not allowed here" in reading.note
    writing = find(shop_of(records, tmp_path, policy=Policy(writes=["*"])), "cancel things")
    assert writing.rows[0]["action"] == "cancel"


WITHOUT_VERB = ["melting of things", "things melted", "things", "melt history of things"]


@pytest.mark.parametrize("query", WITHOUT_VERB)
def test_where_no_change_is_asked_for_no_write_stands_above_the_best_read(query, tmp_path):
    records = [
        record("things", "melt", "write"),
        record("things", "list", "read"),
        record("melts", "freeze", "write"),
    ]
    shop = shop_of(records, tmp_path, policy=Policy(writes=["*"]))
    assert find(shop, query).rows[0]["effect"] == "read"


def large(number, folder, **options):
    return shop_of(
        [record(f"things_of_the_kind_number_{n // 4:03}", f"action_{n % 4}", "read") for n in range(number)],
        folder,
        **options,
    )


@pytest.mark.parametrize("number", [4, 100, 1_200])
def test_an_inspection_stays_short_however_many_operations_there_are(number, tmp_path):
    shop = large(number, tmp_path)
    overview = inspect_connector(shop, None)
    assert size(overview) <= 4_000
    if number > 500:
        assert "more are not shown" in overview["more"]
    for entity in list(overview.get("entities", {}))[:3]:
        assert size(inspect_connector(shop, entity)) <= 4_000


def test_an_entity_with_many_operations_is_cut_and_says_so(tmp_path):
    shop = shop_of([record("things", f"action_of_a_long_name_{n}", "read") for n in range(400)], tmp_path)
    page = inspect_connector(shop, "Things")
    assert size(page) <= 4_000
    assert len(page["reads"]) + int(page["more"].split()[0]) == 400


def test_an_inspection_leads_from_the_whole_to_one_entity():
    connector = AmazonSellerPartnerConnector(region="US")
    overview = inspect_connector(connector, None)
    assert overview["connector"] == "Amazon-Seller-Partner"
    assert size(overview) <= 4_000
    kind = "areas" if "areas" in overview else "entities"
    total = sum(overview[kind].values())
    offered = (each for each in connector.operations if each.listed and not each.for_programs)
    assert total == sum(operation.effect == "read" for operation in offered)
    page = inspect_connector(connector, "Orders_V0")
    assert page["entity"] == "orders_v0"
    assert (
        page["reads"] == ["list(created_after|last_updated_after|next_token, ..)", "get(order_id)"]
        or page["reads"]
    )
    assert "orders_v0#list" in page["sections"]


def writing(connector):
    return allowed(connector.operations, connector.policy, writes=True)


@pytest.mark.parametrize("account", ["seller", "vendor", "both"])
@pytest.mark.parametrize("writes", [[], ["*"]])
def test_every_area_and_entity_is_shown_whole_and_short(account, writes):
    connector = AmazonSellerPartnerConnector(
        region="US", account_type=account, policy=Policy(writes=writes), environment="sandbox"
    )
    overview = inspect_connector(connector, None)
    assert size(overview) <= 4_000
    shown = set()
    for area, number in overview["areas"].items():
        page = inspect_connector(connector, area)
        assert size(page) <= 4_000, area
        assert "more" not in page, area
        rows = page["entities"]
        assert sum(len(row.get(kind, ())) for row in rows for kind in ("reads", "writes")) == number
        shown |= {row["entity"] for row in rows}
    assert "Other" not in overview["areas"]
    for entity in shown:
        page = inspect_connector(connector, entity)
        assert size(page) <= 4_000, entity
        assert "more" not in page, entity
    offered = (*allowed(connector.operations, connector.policy), *writing(connector))
    assert shown == {operation.entity for operation in offered if operation.listed}
