"""`toolspan ask`: answers a question in SQL from the context store."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from toolspan.cli.options import ConnectorId, Embedded, Json, Named, Region, Seed, Slug, Workspace

if TYPE_CHECKING:
    from toolspan.cli.connectors import Opening


def ask(
    connector: Slug = None,
    named: Named = None,
    sql: Annotated[str, typer.Option("--sql", help="One SELECT in DuckDB's dialect.")] = "",
    limit: Annotated[int, typer.Option(min=1, max=10_000, help="Rows at most.")] = 100,
    region: Region = None,
    workspace: Workspace = None,
    connector_id: ConnectorId = None,
    emulator: Embedded = False,
    seed: Seed = 7,
    as_json: Json = False,
) -> None:
    """Answer a question in SQL from the context store; without --sql list its tables.

    `toolspan sync` fills the store. With --emulator, orders and transactions of the emulated account are
    replicated first, into a folder that is removed afterwards.
    """
    import asyncio

    from toolspan.cli.connectors import Opening, one_name
    from toolspan.cli.console import failing, for_program, usage
    from toolspan.cli.display import print_outcome

    machine = for_program(asked=as_json)
    with failing(as_json=machine):
        with usage():
            opening = Opening(one_name(connector, named), region, (), emulator, seed, workspace, connector_id)
        asked = ("sql_query", {"sql": sql, "limit": limit}) if sql else ("describe", {})
        print_outcome(asyncio.run(answered(opening, *asked)), as_json=machine)


async def answered(opening: Opening, action: str, params: dict[str, Any]) -> dict[str, Any]:
    """Return data and meta of an operation of the context store."""
    from contextlib import AsyncExitStack

    from toolspan.cli.connectors import own_store

    async with AsyncExitStack() as stack, opening.connected() as connector:
        if opening.emulator:
            own_store(connector, stack)
            await connector.store.sync(["orders", "transactions", "inventory"])
        page = await connector.execute("context_store", action, params)
    return {"data": page.data, "meta": page.meta.model_dump(mode="json")}
