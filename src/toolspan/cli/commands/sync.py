"""`toolspan sync`: replicates an account into the context store."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated, Any

import typer

from toolspan.cli.options import Embedded, Json, Named, Region, Seed, Slug

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from contextlib import AbstractContextManager

    from rich.table import Table

    from toolspan.connector import Connector
    from toolspan.store.coverage import Coverage
    from toolspan.store.plan import Plan
    from toolspan.store.replication import Progress

_LONG = 10.0
"""Seconds of a wait from which on a line says so."""

_GONE = "removed again with the emulated account; `toolspan ask --emulator` asks one in SQL"


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
    The account of --emulator ends with the command, and its store, in a temporary folder, with it.
    """
    import asyncio
    from contextlib import AsyncExitStack

    from toolspan.cli.connectors import Opening, one_name, own_store
    from toolspan.cli.console import failing, for_program, print_json, screen, tell, usage

    machine = for_program(asked=as_json)
    with failing(as_json=machine):
        with usage():
            opening = Opening(one_name(connector, named), region, (), emulator, seed)
            opening.connector()
            _check(delete=delete, emulator=emulator)

        async def run() -> Any:
            async with AsyncExitStack() as stack, opening.connected() as found:
                if emulator:
                    own_store(found, stack)
                if plan:
                    return await found.store.plan(entity, since=since)
                if delete:
                    return {"deleted": found.store.database.name, "elsewhere": await found.store.delete()}
                return await _replicated(
                    found, entity, since, interval if watch else None, keeps=not emulator
                )

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
        tell(f"store: {found['store'] or _GONE}")


def _check(*, delete: bool, emulator: bool) -> None:
    from toolspan.errors import ConfigurationError

    if delete and emulator:
        raise ConfigurationError(
            "--delete cannot be combined with --emulator.",
            hint="The store of the emulated account is deleted at the end of each command.",
        )


async def _replicated(
    connector: Connector,
    entities: list[str] | None,
    since: str | None,
    interval: float | None,
    *,
    keeps: bool,
) -> dict[str, Any]:
    """Replicate once, or again and again; return what is held."""
    from toolspan.cli.console import tell
    from toolspan.errors import ToolspanError
    from toolspan.store.store import SyncReport

    store = connector.store
    while True:
        report = SyncReport()
        try:
            with _shown() as show:
                async for progress in store.iterate_sync(entities, since=since):
                    report.add(progress)
                    show(progress)
        except ToolspanError as error:
            if interval is None or not error.retryable:
                raise
            tell(f"error ({error.code}): {error.message}; tried again in {interval:.0f} s")
        for warning in report.warnings:
            tell(f"warning: {warning}")
        if interval is None:
            break
        since = None
        await connector.clock.sleep(interval)
    coverage = [_coverage_json(each) for each in await store.coverage()]
    kept = store.database.name if keeps else None
    return {"records": report, "coverage": coverage, "store": kept, "warnings": report.warnings}


def _shown() -> AbstractContextManager[Callable[[Progress], None]]:
    """Show the progress on standard error: bars on a terminal, lines elsewhere; gives a function that takes it."""
    import sys

    return _bars() if sys.stderr.isatty() else _lines()


@contextmanager
def _lines() -> Iterator[Callable[[Progress], None]]:
    """Print a line for each wait of some seconds, and at the end one for each entity."""
    from toolspan.cli.console import tell
    from toolspan.transport.pace import in_words

    records: dict[str, int] = {}
    waited: dict[str, float] = {}

    def show(step: Progress) -> None:
        entity = step.entity
        records[entity] = records.get(entity, 0) + step.records
        if step.waits is None:
            waited.pop(entity, None)
            return
        before = waited.get(entity, 0.0)
        waited[entity] = before + step.waits  # a report is looked at again and again: that is one wait
        if before < _LONG <= waited[entity]:
            since = f", {in_words(before)} so far" if before else ""
            tell(f"{entity}: {records[entity]:,} records, {step.doing}{since}")

    try:
        yield show
    finally:
        for entity, count in records.items():
            tell(f"{entity}: {count:,} records read")


@contextmanager
def _bars() -> Iterator[Callable[[Progress], None]]:
    """Show a bar for each entity."""
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
    with Progress(*columns, console=screen(stderr=True)) as progress:

        def show(step: Any) -> None:
            counts[step.entity] = counts.get(step.entity, 0) + step.records
            if step.entity not in tasks:
                tasks[step.entity] = progress.add_task(step.entity, total=step.total or 1, said="")
            if step.warning:  # printed below the bars
                return
            period = f" {step.starts:%Y-%m-%d} to {step.ends:%Y-%m-%d}" if step.waits is None else ""
            said = f"{counts[step.entity]:,} records, {step.doing}{period}"
            done = (step.total or 1) - step.left
            progress.update(tasks[step.entity], completed=done, total=step.total or 1, said=said)

        yield show


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
        "warning": plan.warning,
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
