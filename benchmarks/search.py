"""Search: time to build the index, time of one search, and what is found of the questions in the tests."""

from __future__ import annotations

import json
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
    if GITHUB.exists():
        _large(report)


def _large(report: Report) -> None:
    report.section(f"Search: {LARGE:,} operations, GitHub's cut document repeated")
    from toolspan.connector import Connector

    few = list(Connector.from_openapi(json.loads(GITHUB.read_text("utf-8"))).operations)
    many = [
        replace(few[n % len(few)], entity=f"{few[n % len(few)].entity}_{n // len(few)}") for n in range(LARGE)
    ]
    made, seconds = _built(OperationIndex.of(*many), Guides(TESTS), SearchSources())
    report.budget("build", seconds, 0.2, unit=" s")
    rows = (TESTS / "github_queries.tsv").read_text("utf-8").splitlines()[1:]
    report.budget("one search", _each(made, [row.split("\t")[0] for row in rows]), 2, unit=" ms")


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
