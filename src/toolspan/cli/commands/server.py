"""`toolspan server`: what an operator does beside running the server."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from toolspan.cli.options import Database, DataDir

Connector = Annotated[str | None, typer.Option(metavar="ID", help="The connector that is meant.")]
Organization = Annotated[str | None, typer.Option(metavar="ID", help="The organisation that is meant.")]
Client = Annotated[str | None, typer.Option(metavar="ID", help="The client that is meant.")]


def init(data_dir: DataDir = None, database: Database = None) -> None:
    """Make database, keys and a first client.

    Prints the client's id and secret; `toolspan serve --init` does the same and then serves.
    """
    from toolspan.cli.console import failing, usage
    from toolspan.cli.extras import load
    from toolspan.cli.servers import print_client, settings_of

    with failing(), usage():
        print_client(load("server").init(settings_of(data_dir, database)))


def add_client(
    name: Annotated[str, typer.Option(help="What people call it.")] = "client",
    organization: Annotated[
        str | None, typer.Option(metavar="ID", help="Which organisation; the only one by default.")
    ] = None,
    data_dir: DataDir = None,
    database: Database = None,
) -> None:
    """Add a client and print its id and secret.

    Give each program its own: then one can be taken away alone, by `toolspan server disable --client ID`.
    """
    from toolspan.cli.console import failing, usage
    from toolspan.cli.extras import load
    from toolspan.cli.servers import print_client, settings_of

    with failing(), usage():
        made = settings_of(data_dir, database)
        print_client(load("server").add_client(made, organization, name=name))


def add_organization(
    name: Annotated[str, typer.Option(help="What people call it.")],
    data_dir: DataDir = None,
    database: Database = None,
) -> None:
    """Add an organisation and print its id.

    Its connectors are apart from those of all others. Add a client for it next.
    """
    from toolspan.cli.console import failing, tell, usage
    from toolspan.cli.extras import load
    from toolspan.cli.servers import print_variables, settings_of

    with failing(), usage():
        made = load("server").add_organization(settings_of(data_dir, database), name)
    print_variables(TOOLSPAN_ORGANIZATION_ID=made)
    tell(f"Give it a client: toolspan server add-client --organization {made}")


def rotate_secret(
    client: Annotated[str, typer.Option(metavar="ID", help="The client that is meant.")],
    data_dir: DataDir = None,
    database: Database = None,
) -> None:
    """Give a client a new secret and print it.

    The old one is refused from then on; tokens that were got with it end within 20 minutes. To end them at once as
    well, `toolspan server disable --client ID` until that time has passed.
    """
    from toolspan.cli.console import failing, usage
    from toolspan.cli.extras import load
    from toolspan.cli.servers import print_client, settings_of

    with failing(), usage():
        secret = load("server").rotate_secret(settings_of(data_dir, database), client)
    print_client((client, secret))


def doubts(
    as_json: Annotated[bool, typer.Option("--json", help="For programs.")] = False,
    data_dir: DataDir = None,
    database: Database = None,
) -> None:
    """List idempotency keys in doubt: calls that may or may not have been carried out.

    Whoever repeats one gets `outcome_unknown`. Look at Amazon, then say what you saw: toolspan server settle.
    """
    from dataclasses import asdict

    from toolspan.cli.console import failing, for_program, print_json, tell, usage
    from toolspan.cli.extras import load
    from toolspan.cli.servers import settings_of

    with failing(), usage():
        found = load("server").doubts(settings_of(data_dir, database))
    if for_program(asked=as_json):
        print_json([asdict(one) for one in found])
        return
    for one in found:
        typer.echo(f"{one.key}  {one.connector_id}  {one.connector_name}  kept until {one.until}")
    tell(f"{len(found)} in doubt.")


def settle(
    key: Annotated[str, typer.Argument(help="As doubts names it, or the idempotency key itself.")],
    connector: Annotated[str, typer.Option(metavar="ID", help="The connector of the call.")],
    carried_out: Annotated[
        bool,
        typer.Option(
            "--carried-out/--not-carried-out",
            help="Whether the call was carried out: look at Amazon first. What was not may be sent again.",
        ),
    ],
    data_dir: DataDir = None,
    database: Database = None,
) -> None:
    """Say how a call in doubt ended, once you have looked.

    A call that was carried out is answered so to whoever repeats it; one that was not can be made again.
    """
    from toolspan.cli.console import failing, tell, usage
    from toolspan.cli.extras import load
    from toolspan.cli.servers import settings_of

    with failing(), usage():
        load("server").settle(settings_of(data_dir, database), connector, key, carried_out=carried_out)
    tell("The call is settled: " + ("it was carried out." if carried_out else "it can be made again."))


def rotate_keys(data_dir: DataDir = None, database: Database = None) -> None:
    """Make new keys and move every stored credential to them.

    The server may run meanwhile. Afterwards keys that nothing needs can be dropped; back up the key
    file first, since older backups of the database need them.
    """
    from toolspan.cli.console import failing, tell, usage
    from toolspan.cli.extras import load
    from toolspan.cli.servers import settings_of

    with failing(), usage():
        done = load("server").rotate_keys(settings_of(data_dir, database))
    tell(f"The key in use is {done.kek}; {done.rewrapped} rows moved to it.")
    for name in done.unused:
        tell(f"Nothing in the database needs {name} any more: toolspan server drop-key {name}")


def drop_key(
    name: Annotated[str, typer.Argument(help="As rotate-keys names it.")],
    data_dir: DataDir = None,
    database: Database = None,
) -> None:
    """Remove an old key for good.

    Refused while a stored row needs it. Backups that were made with it cannot be opened afterwards.
    """
    from toolspan.cli.console import failing, tell, usage
    from toolspan.cli.extras import load
    from toolspan.cli.servers import settings_of

    with failing(), usage():
        load("server").drop_key(settings_of(data_dir, database), name)
    tell(f"The key {name} is gone.")


def disable(
    connector: Connector = None,
    organization: Organization = None,
    client: Client = None,
    reason: Annotated[
        str | None, typer.Option(metavar="TEXT", help="Shown to callers until it is enabled again.")
    ] = None,
    data_dir: DataDir = None,
    database: Database = None,
) -> None:
    """Stop all calls of a connector, of an organisation, or of a client whose secret is lost.

    Needs no token and no running server. Calls under way end within a second, new ones are refused
    with the reason; nothing that is stored is lost.
    """
    given = {
        "connector_id": connector,
        "organization_id": organization,
        "client_id": client,
        "reason": reason,
    }
    _switch(data_dir, database, stopped=True, **given)


def enable(
    connector: Connector = None,
    organization: Organization = None,
    client: Client = None,
    data_dir: DataDir = None,
    database: Database = None,
) -> None:
    """Let calls of a connector, of an organisation or of a client go on."""
    given = {"connector_id": connector, "organization_id": organization, "client_id": client}
    _switch(data_dir, database, stopped=False, **given)


def _switch(data_dir: DataDir, database: Database, *, stopped: bool, **given: Any) -> None:
    from toolspan.cli.console import failing, tell, usage
    from toolspan.cli.extras import load
    from toolspan.cli.servers import settings_of

    with failing(), usage():
        what = load("server").switch(settings_of(data_dir, database), stopped=stopped, **given)
    tell(f"The {what} is switched {'off' if stopped else 'on'}.")
