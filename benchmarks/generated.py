"""Generated calls of real OpenAPI documents, others in every run: the tests hold a small choice that never changes."""

from __future__ import annotations

import os
import secrets
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from benchmarks.report import Report

CASES = int(os.environ.get("TOOLSPAN_CASES", "250"))
"""Calls of each kind for each document."""


def generated(report: Report) -> None:
    """Send what documents allow and what they forbid, and compare with what a server of its own understands."""
    from tests.openapi.cases import Subject
    from tests.openapi.documents import FOLDER, REAL
    from tests.openapi.trials import Trials

    number = int(os.environ.get("TOOLSPAN_SEED", secrets.randbelow(1_000_000)))
    report.section(f"Generated calls: {CASES} of each kind for each document, TOOLSPAN_SEED={number}")
    for name in REAL:
        if not (FOLDER / name).exists():
            report.info(name, "not here")
            continue
        trials = Trials(Subject(name), CASES, number)
        for kind, run in (("allowed", trials.valid), ("forbidden", trials.invalid)):
            trials.ended.clear()
            wrong = 0
            try:
                run()
            except Exception as error:  # noqa: BLE001 - whatever it is, it is the finding
                wrong = 1
                report.info(name, f"{type(error).__name__}: {str(error)[:300]}")
            note = ", ".join(f"{count} {ending}" for ending, count in trials.ended.most_common())
            report.budget(f"{name}, {kind}: wrong", wrong, 0, unit="", note=note)
