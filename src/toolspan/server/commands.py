"""`toolspan server`: what an operator does beside running the server."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated, Any
from urllib.parse import urlsplit

import typer

from toolspan.cli.console import examples, print_variables
from toolspan.cli.extras import load
from toolspan.cli.options import Database, DataDir
from toolspan.errors import ConfigurationError

if TYPE_CHECKING:
    from pathlib import Path

    from toolspan.server import Settings


def settings_of(data_dir: Path | None, database: str | None, **more: Any) -> Settings:
    """Return the settings that options, and for the rest the environment, give.

    Raises:
        ConfigurationError: The extra is missing, a value is not valid, or a password was typed.
    """
    module = load("server")
    if database and _holds_password(database):
        raise ConfigurationError(
            "--database must not hold a password: other users of this machine could read it.",
            hint="Put it into PGPASSWORD or ~/.pgpass, or set TOOLSPAN_DATABASE_URL.",
        )
    made: Settings = module.settings(data_dir=data_dir, database_url=database, **more)
    _ = made.sqlalchemy_url  # refused here, before anything is made
    return made


def _holds_password(url: str) -> bool:
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.password is not None or "password=" in parts.query


def print_client(client: tuple[str, str]) -> None:
    """Print a new client's id and secret, this once."""
    from toolspan.cli.console import tell

    print_variables(TOOLSPAN_CLIENT_ID=client[0], TOOLSPAN_CLIENT_SECRET=client[1])
    tell("This is the only time that the client's secret is shown: keep it.")


Init = Annotated[
    bool,
    typer.Option(
        "--init", help="The first start: make database, keys and a client, and print its id and secret."
    ),
]
Host = Annotated[
    str | None, typer.Option(help="Address to listen on. Default: TOOLSPAN_HOST, then 127.0.0.1.")
]
Port = Annotated[
    int | None,
    typer.Option(min=0, max=65535, help="0 takes any free one. Default: TOOLSPAN_PORT, then 8080."),
]
PublicUrl = Annotated[
    str | None, typer.Option(metavar="URL", help="Under which callers and browsers reach the server.")
]
TrustedProxies = Annotated[
    str | None,
    typer.Option(
        metavar="ADDRESSES",
        help="Of the proxy before the server, comma-separated: its X-Forwarded-For is believed.",
    ),
]
AllowInsecure = Annotated[
    bool,
    typer.Option(
        "--allow-insecure", help="Listen beyond loopback without TLS, as behind a proxy that ends TLS."
    ),
]


def serve(
    init: Init = False,
    host: Host = None,
    port: Port = None,
    data_dir: DataDir = None,
    database: Database = None,
    public_url: PublicUrl = None,
    trusted_proxies: TrustedProxies = None,
    allow_insecure: AllowInsecure = False,
) -> None:
    """Run a server that keeps sellers' credentials.

    Programs then hold only a client id and secret, and call by HTTP or through `connect()`.

    It binds to loopback, stores everything in SQLite and runs until Ctrl-C; calls under way may end.
    Every setting is also an environment variable, TOOLSPAN_<NAME>: see docs/hosting.md.
    """
    from toolspan.cli.console import failing, usage

    given = {
        "host": host,
        "port": port,
        "public_url": public_url,
        "trusted_proxies": trusted_proxies,
        "allow_insecure": allow_insecure or None,
    }
    with failing(), usage():
        made = settings_of(data_dir, database, **given)
        _check_address(made)
        if init:
            print_client(load("server").init(made))
        _log()
        code = load("server").serve(made, ready=_announced(made, init=init))
    raise typer.Exit(code)


def _check_address(made: Any) -> None:
    """Make sure that the server can listen there, before anything is made.

    Raises:
        ConfigurationError: It would be open to others without TLS, or the address is not free.
    """
    import socket

    from toolspan.errors import ConfigurationError
    from toolspan.server.serving import check_address

    check_address(made)
    family = socket.AF_INET6 if ":" in made.host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((made.host, made.port))
        except OSError as error:
            raise ConfigurationError(
                f"{made.host}:{made.port} cannot be used: {error.strerror}.", hint="Try another --port."
            ) from None


def _announced(made: Any, *, init: bool) -> Any:
    """Return a function that says where the server is once it takes connections."""

    def announce(url: str) -> None:
        from toolspan.cli.console import tell

        if init:
            print_variables(TOOLSPAN_API_URL=made.public_url or url)
        tell(f"The server listens at {url}. Stop it with Ctrl-C.")

    return announce


def _log() -> None:
    """Write warnings of the server to standard error, one line each."""
    import logging

    from toolspan.cli.console import plain

    class Lines(logging.Formatter):
        def format(self, record: logging.LogRecord) -> str:
            return plain(super().format(record))

    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(Lines("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    logging.basicConfig(level=logging.WARNING, handlers=[handler])


Connector = Annotated[str | None, typer.Option(metavar="ID", help="The connector that is meant.")]
Organization = Annotated[str | None, typer.Option(metavar="ID", help="The organisation that is meant.")]
Client = Annotated[str | None, typer.Option(metavar="ID", help="The client that is meant.")]


def init(data_dir: DataDir = None, database: Database = None) -> None:
    """Make database, keys and a first client.

    Prints the client's id and secret; `toolspan serve --init` does the same and then serves.
    """
    from toolspan.cli.console import failing, usage

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

    with failing(), usage():
        load("server").settle(settings_of(data_dir, database), connector, key, carried_out=carried_out)
    tell("The call is settled: " + ("it was carried out." if carried_out else "it can be made again."))


def rotate_keys(data_dir: DataDir = None, database: Database = None) -> None:
    """Make new keys and move every stored credential to them.

    The server may run meanwhile. Afterwards keys that nothing needs can be dropped; back up the key
    file first, since older backups of the database need them.
    """
    from toolspan.cli.console import failing, tell, usage

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

    with failing(), usage():
        what = load("server").switch(settings_of(data_dir, database), stopped=stopped, **given)
    tell(f"The {what} is switched {'off' if stopped else 'on'}.")


server = typer.Typer(
    name="server",
    help="Look after a server: first start, clients, keys, kill switch.",
    add_completion=False,
    no_args_is_help=True,
    rich_markup_mode=None,
)
server.command(epilog=examples("toolspan server init --data-dir /var/lib/toolspan"))(init)
server.command(epilog=examples("toolspan server add-client --name nightly-reports"))(add_client)
server.command(epilog=examples('toolspan server add-organization --name "Second brand"'))(add_organization)
server.command(epilog=examples("toolspan server rotate-secret --client ID"))(rotate_secret)
server.command(epilog=examples("toolspan server doubts"))(doubts)
server.command(epilog=examples("toolspan server settle KEY --connector ID --not-carried-out"))(settle)
server.command(epilog=examples("toolspan server rotate-keys"))(rotate_keys)
server.command(epilog=examples("toolspan server drop-key NAME"))(drop_key)
server.command(epilog=examples('toolspan server disable --connector ID --reason "incident 7"'))(disable)
server.command(epilog=examples("toolspan server enable --connector ID"))(enable)
