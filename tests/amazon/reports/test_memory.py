"""Large documents and bombs: what they cost in memory, and that the event loop goes on meanwhile."""

from __future__ import annotations

import asyncio
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from toolspan.connectors.amazon_seller_partner import documents
from toolspan.connectors.amazon_seller_partner.reports import run

MEASURE = Path(__file__).with_name("measure.py")


@pytest.mark.parametrize(
    ("case", "outcome"),
    [
        ("document", "TooLarge The data decompresses to more than 250 times its size"),
        ("json", "too_large "),
        ("nested", "TooLarge "),
        ("endless", "TooLarge The document could not be downloaded: The answer is larger than 32 MiB"),
        ("endless json", "too_large "),
        ("large", "4000000 rows, 3 given, loop ran"),
    ],
)
def test_neither_a_bomb_nor_a_report_of_100_mb_takes_64_mib(case, outcome):
    done = subprocess.run([sys.executable, MEASURE, case], capture_output=True, text=True, check=True)
    said, growth = done.stdout.splitlines()
    assert said.startswith(outcome)
    assert int(growth) < 64


@pytest.mark.parametrize(("module", "name"), [(documents, "open_document"), (run, "read_table")])
async def test_the_event_loop_runs_while_a_document_is_read(monkeypatch, run, module, name):
    loop, work = asyncio.get_running_loop(), getattr(module, name)
    reading, go_on = asyncio.Event(), threading.Event()

    def held(*args, **options):
        loop.call_soon_threadsafe(reading.set)
        assert go_on.wait(20), "nothing else ran while the document was read"
        return work(*args, **options)

    monkeypatch.setattr(module, name, held)
    running = asyncio.create_task(run())
    await reading.wait()
    go_on.set()
    assert (await running).meta.total_rows == 40
