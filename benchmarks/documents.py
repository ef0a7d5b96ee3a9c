"""OpenAPI documents: time to make a connector, its validators and guides, and the size of its tool definitions."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING

from toolspan.connector import Connector
from toolspan.tools.build import specs_of
from toolspan.tools.describe import definition_size

if TYPE_CHECKING:
    from benchmarks.report import Report

FOLDER = Path(__file__).resolve().parents[2] / "shared/data/openapi"
DOCUMENTS = ("github.json", "box.json", "slack.json", "figma.yaml")


def documents(report: Report) -> None:
    """Measure connectors of real documents."""
    report.section("OpenAPI documents: connector, guides and tools")
    for name in DOCUMENTS:
        if not (FOLDER / name).exists():
            report.info(name, "not here")
            continue
        Connector.from_openapi(FOLDER / name)  # imports come before the clock starts
        began = time.process_time()
        connector = Connector.from_openapi(FOLDER / name)
        seconds = time.process_time() - began
        note = f"{len(connector.operations)} operations"
        report.budget(f"{name}: connector", seconds, 1, unit=" s", note=note)
        began = time.process_time()
        _ = connector.guides.sections
        report.budget(f"{name}: guides", time.process_time() - began, 1, unit=" s")
        size = sum(map(definition_size, specs_of(connector)))
        report.budget(f"{name}: definitions of the default tools", size, 3_000, unit=" characters")
