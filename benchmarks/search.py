"""Search: time to build the index, time of one search, and what is found of the questions in the tests."""

from __future__ import annotations

import time
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from toolspan.connectors.amazon_seller_partner import AmazonSellerPartnerConnector
from toolspan.operations.index import OperationIndex
from toolspan.policy import Policy
from toolspan.tools.guides import Guides
from toolspan.tools.search import Search
from toolspan.tools.search_sources import SearchSources

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from benchmarks.report import Report

TESTS = Path(__file__).resolve().parents[1] / "tests/search"
GITHUB = Path(__file__).resolve().parents[2] / "shared/data/openapi/github.json"
SETS = ("tuning", "unseen", "fresh", "blind")
LARGE = 1_223
"""Operations of GitHub's whole API."""


def search(report: Report) -> None:
    """Measure the Amazon connector's search, and one over as many operations as GitHub has."""
    report.section(
        "Search: Amazon's operations, guides, types of reports, feeds and events, and what is not here"
    )
    connector = AmazonSellerPartnerConnector(region="US", account_type="both", policy=Policy(writes=["*"]))
    _ = list(connector.operations), connector.guides.sections  # read before the clock starts
    made, seconds = _built(connector.operations, connector.guides, SearchSources(connector.search_folder))
    note = f"{len(made.index.entries)} entries"
    report.budget("build", seconds, 0.2, unit=" s", note=note)
    queries = [form for name in SETS for question in questions(name) for form in question[:2]]
    report.budget("one search", _each(made, queries), 1, unit=" ms", note=f"median of {len(queries)}")
    for name in SETS:
        for form, title, least in ((0, "as people ask", 85), (1, "as a model searches", 95)):
            share, absent = recall(made, connector.operations, name, form)
            report.budget(f"{name}, {title}: among the first three", share, least, at_least=True, unit=" %")
            report.budget(f"{name}, {title}: not here, said first", absent, 95, at_least=True, unit=" %")


def github(report: Report) -> None:
    """Measure what GitHub's cut document takes: to load it, its tools, and to find its operations by its own words alone."""
    report.section("GitHub's cut document: load, definitions, search, and recall by its own words")
    if not GITHUB.exists():
        report.info("the document", "not here")
        return
    from toolspan.connector import Connector
    from toolspan.tools.build import specs_of
    from toolspan.tools.describe import definition_size

    Connector.from_openapi(GITHUB)  # imports come before the clock starts
    began = time.process_time()
    connector = Connector.from_openapi(GITHUB, policy=Policy(writes=["*"]))
    few = list(connector.operations)
    report.budget("load", time.process_time() - began, 1, unit=" s", note=f"{len(few)} operations")
    size = sum(map(definition_size, specs_of(connector)))
    report.budget("definitions of the default tools", size, 3_000, unit=" characters")
    typed = specs_of(connector, shape="typed")
    report.info(
        "definitions of the typed tools", f"{sum(map(definition_size, typed)):,} characters in {len(typed)}"
    )
    rows = [row.split("\t") for row in (TESTS / "github_queries.tsv").read_text("utf-8").splitlines()[1:]]
    places = _places(Search(connector.operations, connector.guides, SearchSources()), rows)
    found = sum(place is not None for place in places)
    report.budget("among the first five", found, 29, at_least=True, unit=f" of {len(rows)}")
    first, mean = places.count(0), sum(1 / (place + 1) for place in places if place is not None) / len(rows)
    report.info("first, mean reciprocal rank", f"{first}, {mean:.2f}")
    many = [
        replace(few[n % len(few)], entity=f"{few[n % len(few)].entity}_{n // len(few)}") for n in range(LARGE)
    ]
    made, seconds = _built(OperationIndex.of(*many), Guides(TESTS), SearchSources())
    report.budget(f"build for {LARGE:,} operations, the same repeated", seconds, 0.2, unit=" s")
    report.budget("one search over them", _each(made, [row[0] for row in rows]), 2, unit=" ms")


def _places(made: Search, rows: Sequence[Sequence[str]]) -> list[int | None]:
    """Return the place of the first right operation among the results of each query; None where it is not there."""
    found: list[int | None] = []
    for query, expected in rows:
        wanted = {name.replace("-", "_").replace("/", ".") for name in expected.split()}
        names = [f"{row.get('entity')}.{row.get('action')}" for row in made.find(query).rows[:5]]
        found.append(next((place for place, name in enumerate(names) if name in wanted), None))
    return found


def _built(operations: Any, guides: Any, sources: SearchSources) -> tuple[Search, float]:
    """Return a search, and the seconds of processor time that the best of three builds took."""
    times = []
    for _ in range(3):
        start = time.process_time()
        made = Search(operations, guides, sources)
        times.append(time.process_time() - start)
    return made, min(times)


def _each(made: Search, queries: Sequence[str]) -> float:
    """Return the median of a search in milliseconds of processor time."""
    times = []
    for _ in range(3):
        for query in queries:
            start = time.process_time()
            made.find(query)
            times.append(time.process_time() - start)
    return sorted(times)[len(times) // 2] * 1_000


def questions(name: str) -> Iterator[list[str]]:
    """Yield the questions of a set: as asked, as searched, effect, what answers it."""
    for row in (TESTS / f"questions_{name}.tsv").read_text("utf-8").splitlines()[1:]:
        yield row.split("\t")


def recall(made: Search, operations: OperationIndex, name: str, form: int) -> tuple[float, float]:
    """Return how many questions of a set are answered within three results, and how many absences come first, in percent."""
    found = answerable = first = absent = 0
    for question in questions(name):
        rows = made.find(question[form]).rows
        if question[2] == "none":
            absent += 1
            first += bool(rows) and "not_here" in rows[0]
        else:
            answerable += 1
            found += any(_answers(row, question[3].split(), operations) for row in rows[:3])
    return 100 * found / answerable, 100 * first / absent


def _answers(row: dict[str, Any], expected: list[str], operations: OperationIndex) -> bool:
    if "action" not in row:
        return False
    value = next(iter(row.get("params", {}).values()), None)
    operation = operations.find(row["entity"], row["action"])
    for each in expected:
        api, _, name = each.rpartition("/")
        named = operation.operation_id == name and api.lower() in (operation.api or "").lower()
        if value == each or (named and (value is None or name == "createSubscription")):
            return True
    return False
