"""What is found in an index: by any form of a word, by synonyms, the best first."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from toolspan.operations.index import OperationIndex
from toolspan.tools.guides import Guides
from toolspan.tools.search import Search
from toolspan.tools.search_index import Entry, SearchIndex, Synonyms, stem
from toolspan.tools.search_sources import SearchSources

GITHUB = Path(__file__).resolve().parents[3] / "shared/data/openapi/github.json"
METHODS = ("get", "put", "post", "patch", "delete")


@pytest.mark.parametrize(
    "forms",
    [
        "ship ships shipped shipping",
        "price prices priced pricing",
        "cancel cancels canceled cancelled cancelling cancellation",
        "create creates created creating creation",
        "settle settles settled settlement",
        "fulfil fulfill fulfilled fulfilment fulfillment",
        "box boxes",
        "address addresses addressed",
        "inventory inventories",
        "add adds added adding",
    ],
)
def test_forms_of_a_word_are_one_word(forms):
    assert len({stem(form) for form in forms.split()}) == 1


def index_of(synonyms=None, **summaries):
    return SearchIndex(
        (Entry(name, {"action": name, "summary": text}, name) for name, text in summaries.items()), synonyms
    )


def found(index, query):
    return [match.entry.name for match in index.search(query)]


def test_a_rare_word_counts_more_than_a_common_one():
    index = index_of(a="read an order", b="read an invoice", c="read a label", d="read a parcel")
    assert found(index, "read the invoice")[0] == "b"


@pytest.mark.parametrize("query", ["what is it that I should have", "12 or 20"])
def test_words_that_say_nothing_find_nothing(query):
    assert found(index_of(a="what is the order, up to 20"), query) == []


def test_a_number_that_names_something_is_a_word():
    assert found(index_of(a="too many requests, 429"), "429") == ["a"]


def test_synonyms_find_what_the_words_do_not():
    index = index_of(Synonyms({"fba stock": "inventory amazon"}), a="inventory at amazon", b="a report")
    assert found(index, "fba stock") == ["a"]
    assert found(index, "stock") == []


def test_a_phrase_of_synonyms_is_found_whole_and_not_by_what_is_left_of_it():
    index = index_of(Synonyms({"not an amazon order": "outbound"}, stop=["amazon"]), a="outbound", b="order")
    assert found(index, "ship this, it is not an Amazon order") == ["b", "a"]
    assert found(index, "order") == ["b"]


def test_a_plus_is_a_word():
    assert found(index_of(a="publish A+ pages", b="publish pages"), "a+") == ["a"]


def test_a_phrase_can_name_an_entry():
    index = index_of(
        Synonyms(asked={"b": "end of day list; manifest of the day"}), a="list the days", b="manifest"
    )
    assert found(index, "the end-of-day list")[0] == "b"


def test_words_of_two_countries_are_one_word():
    index = index_of(Synonyms(same={"parcel": "package"}), a="packages", b="order")
    assert found(index, "parcels") == ["a"]


@pytest.mark.parametrize(
    ("query", "change"),
    [
        ("cancel an order", True),
        ("cancelling an order", True),
        ("setting a price", True),
        ("orders cancelled last week", False),
        ("shipped orders", False),
        ("how many refunds", False),
        ("price update history", False),
        ("which orders must I ship", False),
        ("Can I cancel an order that is shipped?", False),
        ("can you cancel this order", True),
        ("how can I cancel an order", True),
        ("028-5512907-4430021 what did she buy", False),
        ("to which warehouses would it be sent to cancel", False),
    ],
)
def test_a_verb_of_change_is_known_by_its_form(query, change):
    assert index_of(Synonyms(reading=["price update"])).asks_for_change(query) is change


def test_of_equal_ones_the_shorter_path_comes_first():
    texts = {"action": "get", "summary": "read a comment"}
    index = SearchIndex([Entry("deep", texts, 1, depth=6), Entry("flat", texts, 2, depth=2)])
    assert found(index, "read a comment") == ["flat", "deep"]


def github(folder):
    """Return the search over GitHub's operations, without guides."""
    document = json.loads(GITHUB.read_text("utf-8"))

    def resolved(part):
        while "$ref" in part:
            target = document
            for step in part["$ref"][2:].split("/"):
                target = target[step]
            part = target
        return part

    records = []
    for path, item in document["paths"].items():
        shared = item.get("parameters", [])
        for method, call in item.items():
            if method in METHODS:
                entity, action = call["operationId"].split("/")
                parameters = [resolved(each) for each in [*shared, *call.get("parameters", [])]]
                records.append(
                    {
                        "entity": entity.replace("-", "_"),
                        "action": action.replace("-", "_"),
                        "summary": call["summary"],
                        "effect": "read" if method == "get" else "write",
                        "method": method.upper(),
                        "path": path,
                        "parameters": [
                            {"name": p["name"], "in": p["in"]}
                            for p in parameters
                            if p["in"] in ("path", "query")
                        ],
                        "extra": {"description": call.get("description", "").partition("\n\n")[0]},
                    }
                )
    folder.joinpath("operations.json").write_text(json.dumps({"operations": records}))
    return Search(OperationIndex(folder / "operations.json", compiled=True), Guides(folder), SearchSources())


@pytest.mark.skipif(not GITHUB.exists(), reason="needs the documents beside the repository")
def test_operations_of_another_api_are_found_without_guides(tmp_path):
    search = github(tmp_path)
    rows = Path(__file__).with_name("github_queries.tsv").read_text("utf-8").splitlines()[1:]
    hits = 0
    for query, expected in (row.split("\t") for row in rows):
        wanted = {name.replace("-", "_").replace("/", ".") for name in expected.split()}
        results = search.find(query).rows
        hits += any(f"{row.get('entity')}.{row.get('action')}" in wanted for row in results)
    assert len(rows) == 35
    assert hits >= 29


COUPONS = ("create a coupon", "stop a coupon", "discount code for buyers")


def bound(query):
    absent = Entry(
        "absent", {"summary": "coupons", "asked": "; ".join(COUPONS)}, "absent", factor=1.2, phrases=COUPONS
    )
    report = Entry("report", {"action": "coupon_report", "summary": "how coupons did"}, "report", reads=True)
    others = [
        Entry(name, {"summary": name}, name) for name in ("order", "invoice", "label", "buyer", "price")
    ]
    return [match.entry.name for match in SearchIndex([absent, report, *others]).search(query)]


@pytest.mark.parametrize("query", ["create a coupon", "update a coupon", "please make a new coupon for me"])
def test_what_is_bound_to_a_phrase_is_found_by_any_verb_of_change(query):
    assert bound(query)[0] == "absent"


@pytest.mark.parametrize("query", ["how did my coupons do", "coupon report"])
def test_what_is_bound_to_a_phrase_is_not_found_by_a_part_of_it(query):
    assert bound(query)[0] == "report"
