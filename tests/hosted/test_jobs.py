"""Calls that outlive their request, through the client: a job with progress, and a handle that agents can use."""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING, Any

import pytest

from toolspan import Policy, on_progress
from toolspan.errors import Cancelled, DeadlineExceeded, InvalidInput, NotFound
from toolspan.hosted.jobs import HostedJob

if TYPE_CHECKING:
    from .serving import Served

REPORT = {"report_type": "GET_MERCHANT_LISTINGS_ALL_DATA"}
DELETE = {"messages": [{"sku": "BOTTLE-500-RED", "operation_type": "DELETE"}]}


def requested(served: Served, what: str) -> int:
    """How often Amazon was asked to make something."""
    return sum(one.method == "POST" and one.path.endswith(what) for one in served.emulator.requests)


async def connector_of(served: Served) -> str:
    async with served.workspace() as workspace:
        return (await workspace.list_connectors())[0].id


async def unfinished(connector: Any, **params: Any) -> DeadlineExceeded:
    """The error of a report that takes longer than its caller waits."""
    with pytest.raises(DeadlineExceeded) as caught:
        await connector.execute("reports", "run", {**REPORT, **params}, timeout=12)
    return caught.value


async def test_a_report_that_outlives_its_call_is_read_by_its_job(served: Served) -> None:
    served.emulator.reports.progress_seconds = 240.0
    async with served.connect() as connector:
        error = await unfinished(connector)
        assert (error.resume["entity"], error.resume["action"]) == ("jobs", "get")
        assert error.retry_after
        page = await connector.execute(**error.resume, timeout=None)
        assert page.meta.operation == "reports.run"
        assert page.data
        assert requested(served, "/reports") == 1


async def test_a_caller_with_time_waits_for_the_job_and_hears_its_progress(served: Served) -> None:
    served.emulator.reports.progress_seconds = 400.0
    heard: list[Any] = []
    async with served.connect() as connector:
        with on_progress(heard.append):
            page = await connector.execute("reports", "run", REPORT, timeout=None)
    assert page.data
    assert requested(served, "/reports") == 1
    assert any("making the report" in event.message for event in heard)


async def test_a_job_is_waited_for_and_its_result_read(served: Served) -> None:
    served.emulator.reports.progress_seconds = 240.0
    connector_id = await connector_of(served)
    heard: list[Any] = []
    async with served.workspace() as workspace:
        job = await workspace.submit(connector_id, "reports", "run", REPORT, wait=1)
        assert isinstance(job, HostedJob)
        assert not (await job.status()).ended
        with on_progress(heard.append):
            assert (await job.wait()).status == "succeeded"
        assert heard
        assert (await job.result()).data
        assert (await workspace.job(job.id).status()).detail["operation"] == "reports.run"
        fast = await workspace.submit(connector_id, "marketplaces", "list")
        assert not isinstance(fast, HostedJob)
        with pytest.raises(InvalidInput):
            await workspace.submit(connector_id, "reports", "run", {})
        with pytest.raises(NotFound):
            await workspace.job("no such job").status()


async def test_a_cancelled_job_raises_when_its_result_is_read(served: Served) -> None:
    served.emulator.reports.queue_seconds = 1e9
    connector_id = await connector_of(served)
    fault = served.emulator.faults.add("delay", operation="getReport", seconds=60.0, real=True)
    async with served.workspace() as workspace:
        job = await workspace.submit(connector_id, "reports", "run", REPORT, wait=1)
        assert (await job.cancel()).status == "cancelled"
        with pytest.raises(Cancelled):
            await job.result()
    assert fault.hits
    served.emulator.faults.clear()


async def test_an_agent_waits_for_a_job_with_the_execute_tool(served: Served) -> None:
    served.emulator.reports.progress_seconds = 100.0
    async with served.connect() as connector:
        tool = next(one for one in connector.tools("langchain") if one.name.endswith("execute"))
        said = str(await tool.ainvoke({"entity": "reports", "action": "run", "params": REPORT}))
        assert "resume" in json.loads(said)["error"], said
        resume = json.loads(said)["error"]["resume"]
        assert (resume["entity"], resume["action"]) == ("jobs", "get")
        for _ in range(50):  # emulated waits are short for the server, too
            answer = json.loads(await tool.ainvoke(resume))
            if "error" not in answer:
                break
            assert answer["error"]["resume"] == resume
        assert answer["data"]
        assert requested(served, "/reports") == 1


async def test_only_a_connector_of_a_server_has_jobs(served: Served) -> None:
    from toolspan.connectors.amazon_seller_partner import AmazonSellerPartnerConnector
    from toolspan.connectors.amazon_seller_partner.models import AmazonSellerPartnerAuthConfig

    local = AmazonSellerPartnerConnector(AmazonSellerPartnerAuthConfig(**served.emulator.credentials))
    assert "jobs" not in local.client_operations
    with pytest.raises(NotFound):
        await local.execute("jobs", "get", {"job_id": "1"})


async def test_a_feed_that_outlives_its_call_is_not_sent_again(served: Served) -> None:
    served.emulator.feeds.progress_seconds = 240.0
    async with served.workspace() as workspace:
        connector_id = (await workspace.list_connectors())[0].id
        await workspace.update_connector(
            connector_id, entities=[{"entity": "feeds", "modes": ["read", "write"]}]
        )
    async with served.connect(policy=Policy(writes=["feeds.*"])) as connector:
        with pytest.raises(DeadlineExceeded) as caught:
            await connector.execute("feeds", "submit", DELETE, timeout=12)
        assert caught.value.resume["entity"] == "jobs"
        again = await connector.execute("feeds", "submit", DELETE, timeout=None)
        assert again.meta.operation == "feeds.submit"
        assert again.data
        assert requested(served, "/feeds") == 1


async def test_a_script_waits_for_a_job_without_await(served: Served) -> None:
    served.emulator.reports.progress_seconds = 240.0
    connector_id = await connector_of(served)

    def script() -> Any:
        with served.workspace().sync as workspace:
            job = workspace.submit(connector_id, "reports", "run", REPORT, wait=1)
            return job.wait(), workspace.job(job.id).result()

    job, page = await asyncio.to_thread(script)
    assert job.status == "succeeded"
    assert page.data
