"""`toolspan serve`: a server that keeps credentials and executes for those who hold only a client id."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from toolspan.cli.options import Database, DataDir

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
    from toolspan.cli.extras import load
    from toolspan.cli.servers import print_client, settings_of

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
        from toolspan.cli.servers import print_variables

        if init:
            print_variables(TOOLSPAN_API_URL=made.public_url or url)
        tell(f"The server listens at {url}. Stop it with Ctrl-C.")

    return announce


def _log() -> None:
    """Write warnings of the server to standard error, one line each."""
    import logging
    import sys

    from toolspan.cli.console import plain

    class Lines(logging.Formatter):
        def format(self, record: logging.LogRecord) -> str:
            return plain(super().format(record))

    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(Lines("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    logging.basicConfig(level=logging.WARNING, handlers=[handler])
