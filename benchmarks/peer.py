"""The closest peer in an environment of its own, measured in the same run; skipped where it cannot be installed."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from benchmarks.report import Report

PEER = "airbyte-agent-sdk"
HOME = Path(".venvs/peer")
IMPORT = """
import json, sys, time
start = time.process_time()
from {module}.connectors.amazon_seller_partner import AmazonSellerPartnerConnector as Connector
cpu = time.process_time() - start
async def execute(entity: str, action: str, params: dict | None = None):
    "Execute."
described = Connector.tool_utils(execute)
peak = next((int(line.split()[1]) for line in open("/proc/self/status") if line.startswith("VmHWM")), 0)
print(json.dumps([cpu, peak, len(described.__doc__)]))
"""


def _installed() -> Path | None:
    python = HOME / "bin" / "python"
    uv = Path(sys.executable).parent / "uv"
    if not uv.exists():
        return None
    try:
        if not python.exists():
            subprocess.run(
                [uv, "venv", "-q", "--python", sys.executable, HOME], check=True, capture_output=True
            )
            subprocess.run(
                [uv, "pip", "install", "-q", "--python", python, PEER], check=True, capture_output=True
            )
    except subprocess.CalledProcessError:
        return None
    return python


def _measure(python: str | Path, module: str) -> list[float]:
    environment = os.environ | {"AIRBYTE_TELEMETRY_MODE": "disabled"}
    script = IMPORT.format(module=module)
    rows = []
    for _ in range(5):
        run = subprocess.run(
            [python, "-c", script], capture_output=True, text=True, check=True, env=environment
        )
        rows.append(json.loads(run.stdout.splitlines()[-1]))
    return sorted(rows)[2]  # type: ignore[no-any-return]


def compare(report: Report) -> None:
    """Compare import and description with the peer's."""
    report.section(f"Beside {PEER}, in its own environment, same run")
    python = _installed()
    if python is None:
        report.info(PEER, "cannot be installed here; not compared")
        return
    try:
        theirs = _measure(python, "airbyte_agent_sdk")
    except subprocess.CalledProcessError as error:
        report.info(PEER, f"does not import: {error.stderr.splitlines()[-1][:80]}")
        return
    ours = _measure(sys.executable, "toolspan")
    report.budget(
        "import CPU, share of theirs",
        ours[0] / theirs[0],
        1,
        note=f"{ours[0] * 1e3:.0f} ms, theirs {theirs[0] * 1e3:.0f} ms",
    )
    report.budget(
        "peak memory, share of theirs",
        ours[1] / theirs[1],
        1,
        note=f"{ours[1] / 1024:.0f} MB, theirs {theirs[1] / 1024:.0f} MB",
    )
    report.budget(
        "description of the one tool, share of theirs",
        ours[2] / theirs[2],
        1,
        note=f"{ours[2]:.0f} characters, theirs {theirs[2]:.0f}",
    )
