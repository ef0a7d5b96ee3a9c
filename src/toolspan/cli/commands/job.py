"""`toolspan job`: waits for a job of a server and prints its result."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated, Any

import typer

from toolspan.cli.options import Json

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from toolspan.hosted.jobs import HostedJob
    from toolspan.hosted.models import Job


def job(
    job_id: Annotated[
        str, typer.Argument(metavar="ID", help="Id, as the unfinished call names it in resume.")
    ],
    wait: Annotated[
        bool,
        typer.Option("--wait/--no-wait", help="Wait for its end and print its result, or show how it goes."),
    ] = True,
    cancel: Annotated[bool, typer.Option("--cancel", help="Cancel it; what it has done stays done.")] = False,
    timeout: Annotated[float | None, typer.Option(min=0, help="Seconds to wait. Default: any time.")] = None,
    as_json: Json = False,
) -> None:
    """Wait for a job of a server and print its result.

    A report, query or feed that outlives its call continues as a job of the server. Needs
    TOOLSPAN_CLIENT_ID, TOOLSPAN_CLIENT_SECRET and TOOLSPAN_API_URL.
    """
    import asyncio

    from toolspan.cli.console import failing, for_program
    from toolspan.cli.display import print_outcome

    machine = for_program(asked=as_json)
    with failing(as_json=machine):
        outcome = asyncio.run(_outcome(job_id, wait=wait and not cancel, cancel=cancel, timeout=timeout))
        print_outcome(outcome, as_json=machine)


async def _outcome(job_id: str, *, wait: bool, cancel: bool, timeout: float | None) -> dict[str, Any]:
    from toolspan.hosted.workspace import HostedWorkspace

    async with HostedWorkspace("default") as workspace:
        found = workspace.job(job_id)
        if not wait:
            shown = await (found.cancel() if cancel else found.status())
            return {"data": [shown.model_dump(mode="json")], "meta": {"operation": "jobs.status", "count": 1}}
        await _followed(found, timeout)
        page = await found.result(timeout)
        return {"data": page.data, "meta": page.meta.model_dump(mode="json", exclude_none=True)}


async def _followed(found: HostedJob, timeout: float | None) -> None:
    with _bar(f"job {found.id}") as show:
        async for now in found.follow(timeout):
            show(now)


@contextmanager
def _bar(text: str) -> Iterator[Callable[[Job], None]]:
    """Show a progress bar on standard error, if it is a terminal; yield a function that moves it."""
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    from toolspan.cli.console import plain, screen

    columns = BarColumn(), TextColumn("{task.description}", markup=False), TimeElapsedColumn()
    with Progress(
        *columns, console=screen(stderr=True), transient=True, disable=not sys.stderr.isatty()
    ) as progress:
        task = progress.add_task(text, total=None)

        def show(now: Job) -> None:
            said = now.progress or {}
            progress.update(
                task,
                description=plain(now.message or text),
                completed=said.get("done"),
                total=said.get("total"),
            )

        yield show
