"""What importing and installing costs."""

from __future__ import annotations

import importlib.metadata
import json
import re
import statistics
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from benchmarks.report import Report

BASELINE = "import httpx2; from pydantic import BaseModel"
OURS = "from toolspan.connectors.amazon_seller_partner import AmazonSellerPartnerConnector"
PROBE = """
import sys, time
start = time.process_time()
{line}
cpu = time.process_time() - start
loaded = sorted(sys.modules)
import json
peak = next((int(line.split()[1]) for line in open("/proc/self/status") if line.startswith("VmHWM")), 0)
print(json.dumps([cpu, peak, loaded]))
"""
LOAD = f"""
import time
from datetime import UTC, datetime
{OURS}
operations = AmazonSellerPartnerConnector.operations
start = time.process_time()
found = operations.find("inbound_plans", "create")
loaded = time.process_time()
operations.signature(found).check(found.example, datetime.now(UTC))
checked = time.process_time()
number = len(list(operations.whole))
print([loaded - start, checked - loaded, number, time.process_time() - checked])
"""
FORBIDDEN = re.compile(
    r"^(pydantic_ai|langchain\w*|langgraph|agents|openai|fastmcp|mcp|yaml|sqlite3|sqlalchemy|duckdb|starlette|uvicorn|fastapi|typer|click|rich)(\.|$)"
)
ROUNDS = 15


def _probe(line: str) -> tuple[float, int, list[str]]:
    run = subprocess.run(
        [sys.executable, "-c", PROBE.format(line=line)], capture_output=True, text=True, check=True
    )
    cpu, rss, modules = json.loads(run.stdout)
    return cpu, rss, modules


def imports(report: Report) -> None:
    """Compare the import of the connector with that of what it is built on, interleaved."""
    report.section("Import, interleaved medians of fresh processes")
    base, ours = [], []
    for _ in range(ROUNDS):
        base.append(_probe(BASELINE))
        ours.append(_probe(OURS))
    cpu = [statistics.median(row[0] for row in rows) for rows in (base, ours)]
    rss = [statistics.median(row[1] for row in rows) for rows in (base, ours)]
    report.budget(
        "CPU time over httpx2 + pydantic",
        cpu[1] / cpu[0],
        1.3,
        note=f"{cpu[1] * 1e3:.0f} ms over {cpu[0] * 1e3:.0f} ms",
    )
    report.budget(
        "peak memory over httpx2 + pydantic",
        rss[1] / rss[0],
        1.2,
        note=f"{rss[1] / 1024:.1f} MB over {rss[0] / 1024:.1f} MB",
    )
    found = sorted({name.split(".")[0] for name in ours[0][2] if FORBIDDEN.match(name)})
    report.budget("forbidden modules loaded", len(found), 0, unit="", note=", ".join(found))


def catalogue(report: Report) -> None:
    """Measure the load of Amazon's operations at first use, in fresh processes, and the size of their file."""
    report.section("Catalogue: all operations, read at first use")
    rounds = [_load() for _ in range(ROUNDS)]
    number = rounds[0][2]
    load = statistics.median(row[0] for row in rounds)
    report.budget(
        "processor time of the first look-up", load * 1e3, 25, unit=" ms", note=f"{number} operations"
    )
    check = statistics.median(row[1] for row in rounds)
    report.budget("the first check of a nested body beside it", check * 1e3, 5, unit=" ms")
    made = statistics.median(row[3] for row in rounds)
    report.info("all others made, as a set of tools needs them", f"{made * 1e3:.0f} ms")
    size = Path("src/toolspan/connectors/amazon_seller_partner/facts/operations.json").stat().st_size
    report.budget("operations.json", size / 1_000, 600, unit=" kB")


def _load() -> list[float]:
    """Return processor time of the first look-up and of the first check, the number of operations, and time for all."""
    run = subprocess.run([sys.executable, "-c", LOAD], capture_output=True, text=True, check=True)
    return json.loads(run.stdout)  # type: ignore[no-any-return]


def closure(report: Report) -> None:
    """Count what an installation without extras brings along."""
    report.section("Closure without extras, toolspan not counted")
    seen: set[str] = set()
    _collect("toolspan", seen)
    seen.discard("toolspan")
    size = sum(_size(name) for name in seen) / 2**20
    report.budget("distributions", len(seen), 12, unit="", note=", ".join(sorted(seen)))
    report.budget("size on disk", size, 20, unit=" MB")
    own = (
        sum(
            path.stat().st_size
            for path in Path("src").rglob("*")
            if path.is_file() and "__pycache__" not in path.parts
        )
        / 2**20
    )
    report.info("toolspan itself", f"{own:.2f} MB of source and facts")


def _collect(name: str, seen: set[str]) -> None:
    key = re.sub(r"[-_.]+", "-", name).lower()
    if key in seen:
        return
    seen.add(key)
    for requirement in importlib.metadata.requires(name) or ():
        if "extra ==" in requirement or _not_here(requirement):
            continue
        _collect(re.match(r"[\w.-]+", requirement).group(), seen)  # type: ignore[union-attr]


def _not_here(requirement: str) -> bool:
    from packaging.requirements import Requirement

    marker = Requirement(requirement).marker
    return marker is not None and not marker.evaluate({"extra": ""})


def _size(name: str) -> int:
    files = importlib.metadata.files(name) or ()
    return sum(
        path.stat().st_size
        for file in files
        if (path := Path(str(file.locate()))).is_file() and path.suffix != ".pyc"
    )
