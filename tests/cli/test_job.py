"""`toolspan job`: a job of a server on the command line."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import pytest
from tests.hosted.serving import first_start, serving

from toolspan.hosted.jobs import HostedJob

if TYPE_CHECKING:
    from pathlib import Path

    from toolspan.emulator import Emulator

REPORT = {"report_type": "GET_MERCHANT_LISTINGS_ALL_DATA"}


async def test_a_job_is_shown_waited_for_and_its_result_printed(
    emulator: Emulator, tmp_path: Path, run: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = await first_start(tmp_path / "first")
    async with serving(emulator, tmp_path / "data", (tmp_path / "first", client)) as served:
        for name, value in served.environment.items():
            monkeypatch.setenv(name, value)
        emulator.reports.progress_seconds = 240.0
        connector_id = await served.create()
        async with served.workspace() as workspace:
            job = await workspace.submit(connector_id, "reports", "run", REPORT, wait=1)
        assert isinstance(job, HostedJob)
        shown = await asyncio.to_thread(run, "job", job.id, "--no-wait", "--json")
        assert shown.json["data"][0]["id"] == job.id
        ended = await asyncio.to_thread(run, "job", job.id, "--json")
        assert ended.code == 0, ended.err
        assert ended.json["meta"]["operation"] == "reports.run"
        assert ended.json["data"]
        assert (await asyncio.to_thread(run, "job", job.id, "--cancel", "--json")).json["data"][0][
            "status"
        ] == "succeeded"
        missing = await asyncio.to_thread(run, "job", "no-such-job", "--json")
        assert missing.code == 1
        assert missing.json["error"]["code"] == "not_found"
