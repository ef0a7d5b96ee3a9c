"""`toolspan sync`: replicates an account into the context store."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from toolspan.cli.options import Embedded, Json, Named, Region, Seed, Slug

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from rich.table import Table

    from toolspan.connector import Connector
    from toolspan.store.coverage import Coverage
    from toolspan.store.plan import Plan
    from toolspan.store.replication import Progress


def sync(
    connector: Slug = None,
    named: Named = None,
    entity: Annotated[
        list[str] | None,
        typer.Option(
            help="Entity to replicate, such as orders; repeatable. Default: all that are no option."
        ),
    ] = None,
    since: Annotated[
        str | None,
        typer.Option(
            help="Start, such as 2026-01-01 or -90d. Default: 180 days ago, or that of the last time."
        ),
    ] = None,
    plan: Annotated[
        bool,
        typer.Option(
            "--plan", help="Show how each entity would be read and how long it takes; read nothing."
        ),
    ] = False,
    delete: Annotated[
        bool,
        typer.Option(
            "--delete",
            help="Delete what is held of the account, with the exports in the store's folder; read nothing.",
        ),
    ] = False,
    watch: Annotated[bool, typer.Option("--watch", help="Repeat until Ctrl-C.")] = False,
    interval: Annotated[float, typer.Option(min=1, help="Seconds between two runs of --watch.")] = 300.0,
    region: Region = None,
    emulator: Embedded = False,
    seed: Seed = 7,
    as_json: Json = False,
) -> None:
    """Replicate an account into the context store, newest records first.

    It can be stopped at any moment; the next run resumes. The store is a DuckDB file in the folder
    TOOLSPAN_STORE, by default ~/.toolspan/store. Limits are shared with agents: part of each burst is left to them.
    """
    import asyncio

    from toolspan.cli.connectors import Opening, one_name
    from toolspan.cli.console import failing, for_program, print_json, screen, tell, usage

    machine = for_program(asked=as_json)
    with failing(as_json=machine):
        with usage():
            opening = Opening(one_name(connector, named), region, (), emulator, seed)
            opening.connector()

        async def run() -> Any:
            async with opening.connected() as found:
                if plan:
                    return await found.store.plan(entity, since=since)
                if delete:
                    return {"deleted": found.store.database.name, "elsewhere": await found.store.delete()}
                return await _replicated(found, entity, since, interval if watch else None)

        found = asyncio.run(run())
    if machine:
        print_json([_plan_json(each) for each in found] if plan else found)
    elif plan:
        screen().print(_plan_table(found))
    elif delete:
        tell(f"deleted: {found['deleted']}")
        for place in found["elsewhere"]:
            tell(f"exports there are yours to delete: {place}")
    else:
        screen().print(_coverage_table(found["coverage"]))
        tell(f"store: {found['store']}")


async def _replicated(
    connector: Connector, entities: list[str] | None, since: str | None, interval: float | None
) -> dict[str, Any]:
    """Replicate once, or again and again; return what is held."""
    from toolspan.cli.console import tell
    from toolspan.errors import ToolspanError

    store = connector.store
    records: dict[str, int] = {}
    while True:
        try:
            with _bars() as show:
                async for progress in store.iterate_sync(entities, since=since):
                    records[progress.entity] = records.get(progress.entity, 0) + progress.records
                    show(progress)
        except ToolspanError as error:
            if interval is None or not error.retryable:
                raise
            tell(f"error ({error.code}): {error.message}; tried again in {interval:.0f} s")
        if interval is None:
            break
        since = None
        await connector.clock.sleep(interval)
    coverage = [_coverage_json(each) for each in await store.coverage()]
    return {"records": records, "coverage": coverage, "store": store.database.name}


def _bars() -> Any:
    """Show a bar for each entity on standard error, if it is a terminal; gives a function that takes the progress."""
    from contextlib import contextmanager

    @contextmanager
    def bars() -> Iterator[Callable[[Progress], None]]:
        import sys

        from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

        from toolspan.cli.console import screen

        columns = (
            TextColumn("{task.description:<24}"),
            BarColumn(),
            TextColumn("{task.fields[said]}"),
            TimeElapsedColumn(),
        )
        tasks: dict[str, Any] = {}
        counts: dict[str, int] = {}
        with Progress(*columns, console=screen(stderr=True), disable=not sys.stderr.isatty()) as progress:

            def show(step: Any) -> None:
                counts[step.entity] = counts.get(step.entity, 0) + step.records
                if step.entity not in tasks:
                    tasks[step.entity] = progress.add_task(step.entity, total=step.total or 1, said="")
                period = f" {step.starts:%Y-%m-%d} to {step.ends:%Y-%m-%d}" if step.waits is None else ""
                said = f"{counts[step.entity]:,} records, {step.doing}{period}"
                done = (step.total or 1) - step.left
                progress.update(tasks[step.entity], completed=done, total=step.total or 1, said=said)

            yield show

    return bars()


def _plan_json(plan: Plan) -> dict[str, Any]:
    return {
        "entity": plan.entity,
        "starts": plan.period and plan.period[0].isoformat(),
        "ends": plan.period and plan.period[1].isoformat(),
        "records": plan.records,
        "chosen": plan.option and plan.option.operation,
        "options": [
            {
                "operation": each.operation,
                "calls": each.calls,
                "seconds": round(each.seconds),
                "takes": each.takes,
            }
            for each in plan.options
        ],
        "text": plan.text,
    }


def _plan_table(plans: list[Plan]) -> Table:
    from rich.table import Table

    table = Table("entity", "from", "how")
    for plan in plans:
        table.add_row(plan.entity, f"{plan.period[0]:%Y-%m-%d}" if plan.period else "", plan.text)
    return table


def _coverage_json(held: Coverage) -> dict[str, Any]:
    moments = {"starts": held.starts, "ends": held.ends, "as_of": held.as_of}
    return {"entity": held.entity, **{name: moment.isoformat() for name, moment in moments.items()}}


def _coverage_table(coverage: list[dict[str, Any]]) -> Table:
    from rich.table import Table

    table = Table("entity", "from", "to", "as of")
    for held in coverage:
        table.add_row(
            *(str(held[name])[:16].replace("T", " ") for name in ("entity", "starts", "ends", "as_of"))
        )
    return table
