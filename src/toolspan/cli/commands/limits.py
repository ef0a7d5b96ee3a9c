"""`toolspan limits`: shows rate limits and what is left of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from toolspan.cli.options import Embedded, Json, Named, Region, Seed, Slug

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from rich.table import Table

    from toolspan.cli.connectors import Opening
    from toolspan.cli.support import CommandLineSupport
    from toolspan.connector import Connector

_EVERY = 10  # calls per second; below it, the interval reads better


def limits(
    connector: Slug = None,
    named: Named = None,
    entity: Annotated[str | None, typer.Option(help="Show only the operations of this entity.")] = None,
    ask: Annotated[
        bool,
        typer.Option("--ask", help="Make one cheap read per area; responses may report the current rate."),
    ] = False,
    region: Region = None,
    emulator: Embedded = False,
    seed: Seed = 7,
    as_json: Json = False,
) -> None:
    """Show the rate limit of each operation and what is left of it.

    A limit is a burst of calls, then one call per interval. A new process knows only the published
    plan. With --ask it also knows the rate that the API reports for this account, and counts the
    calls made to ask.
    """
    import asyncio

    from toolspan.cli.connectors import Opening, one_name
    from toolspan.cli.console import failing, for_program, print_json, screen, tell, usage

    machine = for_program(asked=as_json)
    with failing(as_json=machine):
        with usage():
            name = one_name(connector, named)
            opening = Opening(name, region, (), emulator, seed)
            view = opening.view()
        found = _of(asyncio.run(_found(opening, view, ask=ask)), entity)
    if machine:
        print_json({"limits": found, "note": view.limits_note})
        return
    screen().print(_table(found))
    tell(view.limits_note)


async def _found(opening: Opening, view: CommandLineSupport, *, ask: bool) -> Mapping[str, dict[str, Any]]:
    from toolspan.cli.console import waiting
    from toolspan.cli.doctor.account import permitted

    async with opening.connected() as connector:
        if ask:
            with waiting("asking"):
                async for _ in permitted(connector, view.areas):
                    pass  # a denied area is reported by `toolspan doctor`
        return connector.limits() if ask or opening.emulator or view.counts() else _plans(connector)


def _plans(connector: Connector) -> Mapping[str, dict[str, Any]]:
    return {
        one.name: {
            "rate": one.rate,
            "burst": one.burst,
            "left": None,
            "next_free_in": None,
            "used": False,
            "confirmed": False,
        }
        for one in connector.operations
        if one.rate and one.burst and not one.steps
    }


def _of(found: Mapping[str, dict[str, Any]], entity: str | None) -> Sequence[dict[str, Any]]:
    """Return the limits of one entity, or all.

    Raises:
        NotFound: There is no such entity.
    """
    from toolspan.errors import NotFound
    from toolspan.operations.names import squash, suggestion

    rows = [{"operation": name, **limit} for name, limit in found.items()]
    chosen = [
        row for row in rows if entity is None or squash(row["operation"].split(".")[0]) == squash(entity)
    ]
    if not found:
        raise NotFound("No operation of this connector has a limit.")
    if not chosen:
        names = list(dict.fromkeys(name.split(".")[0] for name in found))
        raise NotFound(
            f"There is no entity {str(entity)[:80]!r} with limits.{suggestion(str(entity), names)}",
            hint=f"The entities are: {', '.join(names)}.",
        )
    return chosen


def _table(found: Sequence[Mapping[str, Any]]) -> Table:
    from rich.table import Table

    table = Table("operation", "at once", "then", "left here", "next free", "rate")
    for row in found:
        then = f"{row['rate']:g} a second" if row["rate"] >= _EVERY else f"one per {1 / row['rate']:.4g} s"
        left = "?" if row["left"] is None else str(row["left"])
        free = (
            "?"
            if row["next_free_in"] is None
            else f"in {row['next_free_in']:.0f} s"
            if row["next_free_in"]
            else "now"
        )
        table.add_row(
            row["operation"],
            str(row["burst"]),
            then,
            left,
            free,
            "confirmed by the API" if row["confirmed"] else "published",
        )
    return table
