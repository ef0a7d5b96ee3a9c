"""`make bench`: all budgets, or those whose section is named."""

from __future__ import annotations

import asyncio
import sys

from benchmarks import (
    behaviour,
    calls,
    documents,
    enumeration,
    faults,
    footprint,
    generated,
    hosted,
    peer,
    reports,
    search,
    shared,
    sizes,
    soak,
    store,
    store_queries,
    tools,
    wire,
)
from benchmarks.report import Report


def main(names: list[str]) -> int:
    """Run the sections and return 1 if a budget is not met."""
    report = Report()
    sections = {
        "import": lambda: footprint.imports(report),
        "catalogue": lambda: footprint.catalogue(report),
        "closure": lambda: footprint.closure(report),
        "call": lambda: asyncio.run(calls.without_network(report)),
        "loopback": lambda: asyncio.run(calls.loopback(report)),
        "tools": lambda: asyncio.run(tools.overhead(report)),
        "own": lambda: asyncio.run(tools.own(report)),
        "guard": lambda: asyncio.run(tools.guard(report)),
        "spans": lambda: asyncio.run(tools.spans(report)),
        "definitions": lambda: asyncio.run(tools.definitions(report)),
        "search": lambda: search.search(report),
        "github": lambda: search.github(report),
        "documents": lambda: documents.documents(report),
        "wire": lambda: asyncio.run(wire.wire(report)),
        "generated": lambda: generated.generated(report),
        "tokens": lambda: asyncio.run(behaviour.token_requests(report)),
        "pacing": lambda: asyncio.run(behaviour.pacing(report)),
        "redis": lambda: asyncio.run(shared.cost(report)),
        "soak": lambda: soak.soak(report),
        "faults": lambda: asyncio.run(faults.all_of(report)),
        "enumeration": lambda: enumeration.compare(report),
        "rows": lambda: reports.rows(report),
        "large": lambda: reports.large(report),
        "writer": lambda: store.writer(report),
        "growth": lambda: store.growth(report),
        "backfill": lambda: store.backfill(report),
        "hosted": lambda: hosted.compare(report),
        "sizes": lambda: sizes.sizes(report),
        "store-queries": lambda: store_queries.queries(report),
        "peer": lambda: peer.compare(report),
    }
    for name in names or sections:
        sections[name]()
    print(f"\n{'All budgets are met.' if not report.over else 'Not met: ' + ', '.join(report.over)}")
    return 1 if report.over else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
