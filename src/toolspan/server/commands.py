"""`toolspan serve` and `toolspan server`: run and administer a server."""

from __future__ import annotations

from pathlib import Path  # noqa: TC003 - typer reads it
from typing import Annotated, Any

import typer

from toolspan.cli.console import examples, print_variables
from toolspan.cli.extras import load
from toolspan.cli.options import Database, DataDir, Json
from toolspan.server.command_line import Client, Connector, Organization, print_client, settings_of
from toolspan.server.overview_commands import audit, doubts, jobs, listed, settle, status

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
        _check_settings(made)
        if init:
            print_client(load("server").init(made))
        with load("server.logs").logging_to_stderr(made):
            code = load("server").serve(made, ready=_announced(made, init=init))
    raise typer.Exit(code)


def _check_settings(made: Any) -> None:
    """Check that the server can run with its settings and listen on its address, before anything is created.

    Raises:
        ConfigurationError: A setting does not fit, or the address is in use.
    """
    import socket

    from toolspan.errors import ConfigurationError

    load("server.serving").check_settings(made)
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
        import logging

        from toolspan.cli.console import tell

        if init:
            print_variables(TOOLSPAN_API_URL=made.public_url or url)
        if made.log_format == "json":  # each line of the log is an object
            logging.getLogger("toolspan.server").info("the server listens at %s", url)
            return
        tell(f"The server listens at {url}. Stop it with Ctrl-C.")

    return announce


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
    store_mb: Limit = None,
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
        "store_mb": store_mb,
    }
    changes = {name: value or None for name, value in given.items() if value is not None}
    with failing(), usage():
        made = load("server").limits(settings_of(data_dir, database), organization, changes)
    if for_program(asked=as_json):
        print_json(asdict(made))
        return
    for name, value in asdict(made).items():
        typer.echo(f"{name}: {'no limit' if value is None else value}")


def add_connector(
    workspace: Annotated[
        str, typer.Option(metavar="NAME", help="Workspace of the connector; created if its name is new.")
    ],
    name: Annotated[
        str | None, typer.Option(help="Name of the connector. Default: made from the workspace's.")
    ] = None,
    organization: Annotated[
        str | None, typer.Option(metavar="ID", help="Organisation id. Default: the only organisation.")
    ] = None,
    env_file: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="File with LWA_APP_ID, LWA_CLIENT_SECRET and SP_API_REFRESH_TOKEN, as `toolspan login --output` writes it. "
            "Default: the environment.",
        ),
    ] = None,
    region: Annotated[
        str | None,
        typer.Option(
            help="Country code of the account, such as US or DE. Default: determined by asking Amazon."
        ),
    ] = None,
    seller_id: Annotated[
        str | None,
        typer.Option(metavar="ID", envvar="TOOLSPAN_SELLER_ID", help="The seller's merchant token."),
    ] = None,
    start_date: Annotated[
        str | None,
        typer.Option(
            metavar="TIME",
            help="From when on the connector is replicated into a context store, and the lower bound of order and finance "
            "queries that name none, such as 2025-01-01T00:00:00Z.",
        ),
    ] = None,
    entity: Annotated[
        list[str] | None,
        typer.Option(
            metavar="NAME[:write]",
            help="Allow only this entity; with :write its writes too. Repeatable. Default: all reads.",
        ),
    ] = None,
    check: Annotated[
        bool, typer.Option("--check/--no-check", help="Ask Amazon first; refused credentials are not stored.")
    ] = True,
    as_json: Json = False,
    data_dir: DataDir = None,
    database: Database = None,
) -> None:
    """Store a connector with a seller's credentials, and print its id.

    Needs no token and no running server; a running one uses it at once. Credentials are read from the environment
    or a file, never from arguments, and are not shown again. The same command again changes nothing.
    """
    from toolspan.cli.console import failing, for_program, print_json, tell, usage
    from toolspan.cli.display import print_fields
    from toolspan.errors import ConfigurationError

    machine = for_program(asked=as_json)
    with failing(as_json=machine), usage(ConfigurationError):
        made = settings_of(data_dir, database)
        request = {
            "workspace_name": workspace,
            "name": name,
            "credentials": _credentials(env_file),
            "environment": _given(region=region, seller_id=seller_id),
            "replication_config": _given(replication_start_date=start_date),
            "entities": [_entity(each) for each in entity] if entity else None,
        }
        added = load("server.new_connector").add_connector(
            made, request, organization_id=organization, check=check
        )
    shown = {key: added.connector[key] for key in ("id", "name", "workspace_name", "region", "state")}
    if machine:
        print_json(shown)
    else:
        print_fields(shown)
    tell("The connector was there already." if added.repeated else "The connector is stored.")
    if added.warning:
        tell(f"warning: {added.warning}")


def _credentials(env_file: Path | None) -> dict[str, str]:
    """Return the seller's credentials from a file, or from the environment.

    Raises:
        ConfigurationError: One is missing, or the file cannot be read.
    """
    import os

    from toolspan.cli.accounts import read_variables
    from toolspan.connectors.amazon_seller_partner.models import ENVIRONMENT
    from toolspan.errors import ConfigurationError

    found = os.environ if env_file is None else read_variables(env_file.expanduser())
    if missing := [variable for variable in ENVIRONMENT.values() if not found.get(variable)]:
        where = "the environment" if env_file is None else str(env_file)
        raise ConfigurationError(
            f"No credentials: {', '.join(missing)} not set in {where}.",
            hint="Set these variables, or give a file with --env-file; `toolspan login --output FILE` writes one.",
        )
    return {field: found[variable] for field, variable in ENVIRONMENT.items()}


def _given(**values: str | None) -> dict[str, str] | None:
    return {name: value for name, value in values.items() if value is not None} or None


def _entity(text: str) -> dict[str, Any]:
    """Return an entity with its modes from `NAME` or `NAME:write`.

    Raises:
        ConfigurationError: Another mode is given.
    """
    from toolspan.errors import ConfigurationError

    name, separator, mode = text.partition(":")
    if separator and mode != "write":
        raise ConfigurationError(
            f"--entity {text[:80]!r} is not valid.", hint="Such as orders, or listings_items:write."
        )
    return {"entity": name, "modes": ["read", "write"] if separator else ["read"]}


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


def rotate_keys(
    prepare: Annotated[
        bool, typer.Option("--prepare", help="Only add new keys to the key file; copy it to all hosts first.")
    ] = False,
    data_dir: DataDir = None,
    database: Database = None,
) -> None:
    """Create new keys and re-encrypt every stored credential's key with them.

    The server may keep running. Afterwards, unused keys can be removed with drop-key; back up the key
    file first, since older backups of the database need them.
    """
    from toolspan.cli.console import failing, tell, usage

    if prepare:
        with failing(), usage():
            name = load("server").prepare_keys(settings_of(data_dir, database))
        tell(
            f"The key file has the new key {name}, which is not used yet. Copy the file to every host, "
            "then run rotate-keys here."
        )
        return
    with failing(), usage():
        done = load("server").rotate_keys(settings_of(data_dir, database))
    tell(f"The current key is {done.kek}; {done.rewrapped} rows were moved to it.")
    if done.finished:
        again = f" for {done.prepared}" if done.prepared else ", which makes a new key"
        tell(f"An interrupted rotation was finished; run rotate-keys again{again}.")
    if done.unused:
        tell(
            "With several hosts, copy the key file to every host first: the others still use the key of their own file."
        )
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


def verify(data_dir: DataDir = None, database: Database = None) -> None:
    """Check that the key file opens every stored secret.

    Changes nothing and prints no secret. Run it on a restored backup; the server may be running.
    """
    from toolspan.cli.console import failing, usage

    with failing(), usage():
        found = load("server").verify(settings_of(data_dir, database))
    typer.echo(
        f"All {found.secrets} stored secrets open, of {found.connectors} connectors in {found.organizations} organisations."
    )


def back_up_stores(
    folder: Annotated[Path, typer.Argument(help="Folder for the copies; made if it is not there.")],
    data_dir: DataDir = None,
    database: Database = None,
) -> None:
    """Copy the files of the context stores into a folder, and print the paths of the copies.

    The server may be running: a sync waits while its file is copied. To restore, copy them back into the folder of
    the stores while the server is stopped; the next sync of each connector goes on from there.
    """
    from toolspan.cli.console import failing, tell, usage

    with failing(), usage():
        made = settings_of(data_dir, database)
        copies = load("server.runtime.context_stores").ContextStores(made).back_up(folder)
    for copy in copies:
        typer.echo(copy)
    if not copies:
        tell(f"No context store is in {made.stores}.")


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
    help="Administer a server: connectors, clients, audit log, keys, kill switch.",
    add_completion=False,
    no_args_is_help=True,
    rich_markup_mode=None,
)
server.command(
    "list",
    epilog=examples(
        "toolspan server list",
        "toolspan server list --state needs_reauth --json",
        "toolspan server list clients",
    ),
)(listed)
server.command(epilog=examples("toolspan server status", "toolspan server status --json | jq .connectors"))(
    status
)
server.command(
    epilog=examples(
        "toolspan server audit --connector ID --since -7d",
        "toolspan server audit --action connector. --outcome not_found",
        "toolspan server audit --since -365d --limit 100000 --json > audit.json",
    )
)(audit)
server.command(epilog=examples("toolspan server jobs", "toolspan server jobs --status failed"))(jobs)
server.command(epilog=examples("toolspan server doubts"))(doubts)
server.command(epilog=examples("toolspan server settle KEY --connector ID --not-carried-out"))(settle)
server.command(epilog=examples("toolspan server init --data-dir /var/lib/toolspan"))(init)
server.command(epilog=examples('toolspan server add-organization --name "Second brand"'))(add_organization)
server.command(epilog=examples("toolspan server add-client --name nightly-reports"))(add_client)
server.command(
    epilog=examples(
        "toolspan server add-connector --workspace acme --env-file seller.env",
        "toolspan server add-connector --workspace acme --region DE --entity orders --entity listings_items:write",
    )
)(add_connector)
server.command(epilog=examples("toolspan server limits --organization ID --calls-per-minute 600"))(limits)
server.command(epilog=examples("toolspan server rotate-secret --client ID"))(rotate_secret)
server.command(epilog=examples("toolspan server rotate-keys"))(rotate_keys)
server.command(epilog=examples("toolspan server drop-key NAME"))(drop_key)
server.command(epilog=examples("toolspan server verify --data-dir /var/lib/toolspan"))(verify)
server.command(epilog=examples("toolspan server back-up-stores /backup/stores"))(back_up_stores)
server.command(epilog=examples('toolspan server disable --connector ID --reason "incident 7"'))(disable)
server.command(epilog=examples("toolspan server enable --connector ID"))(enable)
