"""`toolspan serve` and `toolspan server`: run and administer a server."""

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
    """Return the settings from options and, for the rest, from the environment.

    Raises:
        ConfigurationError: The extra is missing, a value is not valid, or a URL holds a password.
    """
    module = load("server")
    if database and _holds_password(database):
        raise ConfigurationError(
            "--database must not hold a password: other users of this machine could read it.",
            hint="Use PGPASSWORD, ~/.pgpass or TOOLSPAN_DATABASE_URL.",
        )
    made: Settings = module.settings(data_dir=data_dir, database_url=database, **more)
    _ = made.sqlalchemy_url  # rejects an unsupported URL before anything is created
    return made


def _holds_password(url: str) -> bool:
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.password is not None or "password=" in parts.query


def print_client(client: tuple[str, str]) -> None:
    """Print a new client's id and secret. Nothing can show the secret again."""
    from toolspan.cli.console import tell

    print_variables(TOOLSPAN_CLIENT_ID=client[0], TOOLSPAN_CLIENT_SECRET=client[1])
    tell("The client's secret is shown only once. Store it now.")


Init = Annotated[
    bool,
    typer.Option(
        "--init", help="First start: create database, keys and a client, and print its id and secret."
    ),
]
Host = Annotated[
    str | None, typer.Option(help="Address to listen on. Default: TOOLSPAN_HOST, then 127.0.0.1.")
]
Port = Annotated[
    int | None,
    typer.Option(min=0, max=65535, help="Port; 0 for any free port. Default: TOOLSPAN_PORT, then 8080."),
]
PublicUrl = Annotated[
    str | None, typer.Option(metavar="URL", help="URL under which clients and browsers reach the server.")
]
TrustedProxies = Annotated[
    str | None,
    typer.Option(
        metavar="ADDRESSES",
        help="Addresses of proxies whose X-Forwarded-For is trusted, comma-separated.",
    ),
]
AllowInsecure = Annotated[
    bool,
    typer.Option(
        "--allow-insecure",
        help="Allow to listen beyond loopback without TLS, as behind a proxy that terminates TLS.",
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
    """Run a server that stores sellers' credentials.

    Programs then need only a client id and secret, and call it over HTTP or through `connect()`.

    Listens on loopback, stores everything in SQLite and runs until Ctrl-C, which lets running calls
    finish. Every setting is also an environment variable TOOLSPAN_<NAME>; see docs/hosting.md.
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
    """Check that the server may and can listen on its address, before anything is created.

    Raises:
        ConfigurationError: The address is not loopback and has no TLS, or is in use.
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
    """Return a function that prints the server's URL once it accepts connections."""

    def announce(url: str) -> None:
        from toolspan.cli.console import tell

        if init:
            print_variables(TOOLSPAN_API_URL=made.public_url or url)
        tell(f"The server listens at {url}. Stop it with Ctrl-C.")

    return announce


def _log() -> None:
    """Log warnings of the server to standard error, one line each."""
    import logging

    from toolspan.cli.console import plain

    class Lines(logging.Formatter):
        def format(self, record: logging.LogRecord) -> str:
            return plain(super().format(record))

    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(Lines("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    logging.basicConfig(level=logging.WARNING, handlers=[handler])


Connector = Annotated[str | None, typer.Option(metavar="ID", help="Connector id.")]
Organization = Annotated[str | None, typer.Option(metavar="ID", help="Organisation id.")]
Client = Annotated[str | None, typer.Option(metavar="ID", help="Client id.")]


def init(data_dir: DataDir = None, database: Database = None) -> None:
    """Create database, keys and a first client.

    Prints the client's id and secret. `toolspan serve --init` does the same and then serves.
    """
    from toolspan.cli.console import failing, usage

    with failing(), usage():
        print_client(load("server").init(settings_of(data_dir, database)))


def add_client(
    name: Annotated[str, typer.Option(help="Name.")] = "client",
    organization: Annotated[
        str | None, typer.Option(metavar="ID", help="Organisation id. Default: the only organisation.")
    ] = None,
    data_dir: DataDir = None,
    database: Database = None,
) -> None:
    """Add a client and print its id and secret.

    Use one client per program, so that each can be disabled alone: `toolspan server disable --client ID`.
    """
    from toolspan.cli.console import failing, usage

    with failing(), usage():
        made = settings_of(data_dir, database)
        print_client(load("server").add_client(made, organization, name=name))


def add_organization(
    name: Annotated[str, typer.Option(help="Name.")],
    data_dir: DataDir = None,
    database: Database = None,
) -> None:
    """Add an organisation and print its id.

    Organisations do not see each other's connectors. Add a client for it next.
    """
    from toolspan.cli.console import failing, tell, usage

    with failing(), usage():
        made = load("server").add_organization(settings_of(data_dir, database), name)
    print_variables(TOOLSPAN_ORGANIZATION_ID=made)
    tell(f"Add a client: toolspan server add-client --organization {made}")


Limit = Annotated[int | None, typer.Option(min=0, metavar="N", help="0 for no limit.")]


def limits(
    organization: Annotated[str, typer.Option(metavar="ID", help="Organisation id.")],
    calls_per_minute: Limit = None,
    calls_per_day: Limit = None,
    concurrent_calls: Limit = None,
    connectors: Limit = None,
    stored_mb: Limit = None,
    as_json: Annotated[bool, typer.Option("--json", help="For programs.")] = False,
    data_dir: DataDir = None,
    database: Database = None,
) -> None:
    """Show the limits of an organisation, and change those that are given.

    They hold from its next call on, in every process of a running server.
    """
    from dataclasses import asdict

    from toolspan.cli.console import failing, for_program, print_json, usage

    given = {
        "calls_per_minute": calls_per_minute,
        "calls_per_day": calls_per_day,
        "concurrent_calls": concurrent_calls,
        "connectors": connectors,
        "stored_mb": stored_mb,
    }
    changes = {name: value or None for name, value in given.items() if value is not None}
    with failing(), usage():
        made = load("server").limits(settings_of(data_dir, database), organization, changes)
    if for_program(asked=as_json):
        print_json(asdict(made))
        return
    for name, value in asdict(made).items():
        typer.echo(f"{name}: {'no limit' if value is None else value}")


def rotate_secret(
    client: Annotated[str, typer.Option(metavar="ID", help="Client id.")],
    data_dir: DataDir = None,
    database: Database = None,
) -> None:
    """Replace a client's secret and print the new one.

    The old secret is invalid at once; its tokens expire within 20 minutes. To reject them earlier, run
    `toolspan server disable --client ID` for that time.
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
    """List idempotency keys in doubt: calls that may or may not have been executed.

    A repeated call with such a key fails with `outcome_unknown`. Check at Amazon, then record the
    outcome with `toolspan server settle`.
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
    key: Annotated[str, typer.Argument(help="Name from `doubts`, or the idempotency key itself.")],
    connector: Annotated[str, typer.Option(metavar="ID", help="Connector id of the call.")],
    carried_out: Annotated[
        bool,
        typer.Option(
            "--carried-out/--not-carried-out",
            help="Whether the call was executed. Check at Amazon first: a call that was not may be sent again.",
        ),
    ],
    data_dir: DataDir = None,
    database: Database = None,
) -> None:
    """Record the outcome of a call in doubt, after checking it at Amazon.

    A repeated call then returns that it was executed, or is executed if it was not.
    """
    from toolspan.cli.console import failing, tell, usage

    with failing(), usage():
        load("server").settle(settings_of(data_dir, database), connector, key, carried_out=carried_out)
    tell(
        "Recorded: the call " + ("was executed." if carried_out else "was not executed and can be repeated.")
    )


def rotate_keys(data_dir: DataDir = None, database: Database = None) -> None:
    """Create new keys and re-encrypt every stored credential's key with them.

    The server may keep running. Afterwards, unused keys can be removed with drop-key; back up the key
    file first, since older backups of the database need them.
    """
    from toolspan.cli.console import failing, tell, usage

    with failing(), usage():
        done = load("server").rotate_keys(settings_of(data_dir, database))
    tell(f"The current key is {done.kek}; {done.rewrapped} rows were moved to it.")
    for name in done.unused:
        tell(f"The database no longer needs {name}. Remove it with: toolspan server drop-key {name}")


def drop_key(
    name: Annotated[str, typer.Argument(help="Name, as printed by rotate-keys.")],
    data_dir: DataDir = None,
    database: Database = None,
) -> None:
    """Remove an old key for good.

    Fails while a stored row needs it. Database backups encrypted with it become unreadable.
    """
    from toolspan.cli.console import failing, tell, usage

    with failing(), usage():
        load("server").drop_key(settings_of(data_dir, database), name)
    tell(f"The key {name} is removed.")


def disable(
    connector: Connector = None,
    organization: Organization = None,
    client: Client = None,
    reason: Annotated[str | None, typer.Option(metavar="TEXT", help="Reason shown to callers.")] = None,
    data_dir: DataDir = None,
    database: Database = None,
) -> None:
    """Stop all calls of a connector, an organisation or a client.

    Needs no token and no running server. Running calls are stopped within a second; new ones fail with
    the reason. No stored data is lost.
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
    """Allow the calls of a connector, an organisation or a client again."""
    given = {"connector_id": connector, "organization_id": organization, "client_id": client}
    _switch(data_dir, database, stopped=False, **given)


def _switch(data_dir: DataDir, database: Database, *, stopped: bool, **given: Any) -> None:
    from toolspan.cli.console import failing, tell, usage

    with failing(), usage():
        what = load("server").switch(settings_of(data_dir, database), stopped=stopped, **given)
    tell(f"The {what} is switched {'off' if stopped else 'on'}.")


server = typer.Typer(
    name="server",
    help="Administer a server: setup, clients, keys, kill switch.",
    add_completion=False,
    no_args_is_help=True,
    rich_markup_mode=None,
)
server.command(epilog=examples("toolspan server init --data-dir /var/lib/toolspan"))(init)
server.command(epilog=examples("toolspan server add-client --name nightly-reports"))(add_client)
server.command(epilog=examples('toolspan server add-organization --name "Second brand"'))(add_organization)
server.command(epilog=examples("toolspan server limits --organization ID --calls-per-minute 600"))(limits)
server.command(epilog=examples("toolspan server rotate-secret --client ID"))(rotate_secret)
server.command(epilog=examples("toolspan server doubts"))(doubts)
server.command(epilog=examples("toolspan server settle KEY --connector ID --not-carried-out"))(settle)
server.command(epilog=examples("toolspan server rotate-keys"))(rotate_keys)
server.command(epilog=examples("toolspan server drop-key NAME"))(drop_key)
server.command(epilog=examples('toolspan server disable --connector ID --reason "incident 7"'))(disable)
server.command(epilog=examples("toolspan server enable --connector ID"))(enable)
