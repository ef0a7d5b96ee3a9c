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
