"""`toolspan mcp`: serves the connector over MCP."""

from __future__ import annotations

import os
import signal
import sys
from contextlib import AsyncExitStack, asynccontextmanager
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any

import typer

from toolspan.cli.options import (
    AllowWrite,
    BaseUrl,
    ConnectorId,
    Document,
    DocumentHosts,
    Embedded,
    Named,
    OverlayFile,
    Region,
    Seed,
    Slug,
    Workspace,
)

if TYPE_CHECKING:
    import socket
    from collections.abc import AsyncIterator, Sequence
    from contextlib import AbstractAsyncContextManager

    from toolspan.cli.connectors import Opening
    from toolspan.toolkit.toolkit import Toolkit

LOOPBACK = ("127.0.0.1", "localhost", "::1")
INSTALL = 'pip install "toolspan[fastmcp]"'


class Transport(StrEnum):
    """How clients reach the server."""

    STDIO = "stdio"
    HTTP = "http"


class Shape(StrEnum):
    """Which tools are served: three generic tools, one, one per operation, or three that find and call others."""

    PROGRESSIVE = "progressive"
    SINGLE = "single"
    TYPED = "typed"
    SEARCH = "search"


Reached = Annotated[
    Transport,
    typer.Option("--transport", help="stdio: the client starts this command. http: streamable HTTP."),
]
Host = Annotated[str, typer.Option(help="Address for http; must be loopback without --allow-remote.")]
Port = Annotated[int, typer.Option(min=0, max=65535, help="Port for http; 0 for any free port.")]
AllowRemote = Annotated[
    bool,
    typer.Option(
        "--allow-remote",
        help="Allow connections from other machines. There is NO authentication: use an authenticating proxy.",
    ),
]
Shaped = Annotated[
    Shape,
    typer.Option(
        "--shape",
        help="progressive: inspect, read docs, execute. single: execute alone. typed: one tool per operation. "
        "search, for toolkits: find, describe and call all others.",
    ),
]
Include = Annotated[
    list[str] | None,
    typer.Option(help="With --shape typed: operation, or pattern such as orders.*; repeatable."),
]
Exclude = Annotated[
    list[str] | None,
    typer.Option(help="With --shape typed: operation or pattern to omit; repeatable."),
]

Accounts = Annotated[
    list[str] | None,
    typer.Option(
        "--account",
        metavar="NAME=FILE",
        help="Account with a file of its variables, such as us=us.env; repeatable. The tools then have an argument account.",
    ),
]
Asking = Annotated[
    bool,
    typer.Option(
        help="Ask the client's user to approve each write; clients without elicitation cannot write. With --no-ask, only the client's own approval applies."
    ),
]


def mcp(
    connector: Slug = None,
    named: Named = None,
    transport: Reached = Transport.STDIO,
    host: Host = "127.0.0.1",
    port: Port = 8900,
    allow_remote: AllowRemote = False,
    shape: Shaped = Shape.PROGRESSIVE,
    include: Include = None,
    exclude: Exclude = None,
    region: Region = None,
    allow_write: AllowWrite = None,
    ask: Asking = True,
    workspace: Workspace = None,
    connector_id: ConnectorId = None,
    account: Accounts = None,
    emulator: Embedded = False,
    seed: Seed = 7,
    openapi: Document = None,
    overlay: OverlayFile = None,
    base_url: BaseUrl = None,
    api_host: DocumentHosts = None,
) -> None:
    """Serve the tools over MCP.

    Any MCP client can use them: a chat application, an IDE, an agent. Over stdio, standard output
    carries only the protocol. Credentials come from the environment, as in `toolspan execute`, or
    stay on a server (--workspace). MODULE:NAME serves a toolkit of your program. Only reads are allowed unless --allow-write names a write.
    """
    import asyncio

    from toolspan.cli.connectors import Opening, one_name
    from toolspan.cli.console import failing, usage
    from toolspan.cli.documents import document_options
    from toolspan.cli.toolkits import is_program, refuse
    from toolspan.errors import ConfigurationError

    with failing():
        with usage():
            if transport is Transport.HTTP and host not in LOOPBACK and not allow_remote:
                raise ConfigurationError(
                    f"The server has no authentication, so it listens only on loopback, not on {host[:80]}.",
                    hint="Use an authenticating proxy and --allow-remote.",
                )
            _load()
            name = one_name(connector, named)
            if is_program(name):
                set_there = {
                    "--region": region,
                    "--allow-write": allow_write,
                    "--workspace": workspace,
                    "--connector-id": connector_id,
                    "--account": account,
                    "--emulator": emulator,
                    "--openapi": openapi,
                    "--no-ask": not ask,
                }
                refuse(set_there, f"{name}, whose program decides that")
            document = document_options(openapi, overlay, base_url, api_host)
        opening = Opening(
            name,
            region,
            allow_write or (),
            emulator,
            seed,
            workspace,
            connector_id,
            approve=ask,
            document=document,
        )
        address = (host, port) if transport is Transport.HTTP else None
        options = {"shape": shape.value, "include": include, "exclude": exclude or ()}
        if is_program(name):
            serving = _of_program(str(name), options)
        elif account:
            serving = _of_accounts(opening, account, options)
        else:
            serving = _of_connector(opening, options)
        asyncio.run(_serve(serving, address))


def _load() -> None:
    """Import FastMCP.

    Raises:
        ConfigurationError: FastMCP is not installed.
    """
    from toolspan.errors import ConfigurationError

    try:
        import fastmcp  # noqa: F401
    except ModuleNotFoundError as error:
        raise ConfigurationError(
            f"The MCP server needs the module {error.name}, which is not installed.",
            hint=f"Install it with: {INSTALL}",
        ) from None


@asynccontextmanager
async def _of_connector(opening: Opening, options: dict[str, Any]) -> AsyncIterator[Any]:
    from toolspan.cli.console import usage

    async with opening.connected() as connector:
        with usage():
            server = connector.mcp_server(**options)
        yield server


@asynccontextmanager
async def _of_accounts(
    opening: Opening, accounts: Sequence[str], options: dict[str, Any]
) -> AsyncIterator[Any]:
    from toolspan.cli.accounts import open_accounts
    from toolspan.cli.console import usage
    from toolspan.cli.toolkits import refuse
    from toolspan.toolkit.toolkit import Toolkit

    with usage():
        elsewhere = {
            "--region": opening.region,
            "--workspace": opening.workspace,
            "--connector-id": opening.connector_id,
            "--emulator": opening.emulator,
            "--openapi": opening.document,
        }
        refuse(elsewhere, "--account: the file of each account has its variables, such as TOOLSPAN_REGION")
        connectors = open_accounts(opening, accounts)
        kit = Toolkit(next(iter(connectors.values())).slug)
        kit.add(connectors, **_for_kit(kit, options))
    async with AsyncExitStack() as stack:
        for connector in connectors.values():
            await stack.enter_async_context(connector)
        with usage():
            server = kit.mcp_server()
        yield server


def _for_kit(kit: Toolkit, options: dict[str, Any]) -> dict[str, Any]:
    if options["shape"] != "search":
        return options
    from toolspan.errors import ConfigurationError

    raise ConfigurationError(f"--shape search is for toolkits of many tools, and {kit.name} has few.")


@asynccontextmanager
async def _of_program(target: str, options: dict[str, Any]) -> AsyncIterator[Any]:
    from toolspan.cli.console import usage
    from toolspan.cli.toolkits import loaded
    from toolspan.errors import ConfigurationError
    from toolspan.toolkit.toolkit import Toolkit

    with usage():
        found = loaded(target)
        if not isinstance(found, Toolkit):
            given = options
        elif options["shape"] in ("progressive", "search"):
            shape = "search" if options["shape"] == "search" else "all"
            given = {"shape": shape, "only": options["include"], "exclude": options["exclude"]}
        else:
            raise ConfigurationError(
                f"--shape {options['shape']} is for connectors, and {target[:80]} is a toolkit.",
                hint="Its program says with kit.add(..., shape=...) which tools a connector gives.",
            )
    async with found:
        with usage():
            server = found.mcp_server(**given)
        yield server


async def _serve(serving: AbstractAsyncContextManager[Any], address: tuple[str, int] | None) -> None:
    async with serving as server:
        if address is None:
            signal.signal(signal.SIGINT, _exit_now)
            await server.run_stdio_async(show_banner=False, log_level="WARNING")
        else:
            await _serve_http(server, *address)


def _exit_now(*_: object) -> None:
    """Exit at once. A thread blocks on standard input, so a normal shutdown would hang."""
    sys.stderr.flush()
    os._exit(130)


async def _serve_http(server: Any, host: str, port: int) -> None:
    """Serve streamable HTTP. On loopback, rejects requests from foreign web pages (DNS rebinding)."""
    from toolspan.cli.console import tell, usage

    with usage(), _listening(host, port) as listening:
        named = f"[{host}]" if ":" in host else host
        tell(
            f"MCP over streamable HTTP at http://{named}:{listening.getsockname()[1]}/mcp. Stop it with Ctrl-C."
        )
        await server.run_http_async(
            show_banner=False,
            transport="streamable-http",
            host=host,
            port=port,
            path="/mcp",
            log_level="WARNING",
            host_origin_protection="auto",
            sockets=[listening],
        )


def _listening(host: str, port: int) -> socket.socket:
    """Return a listening socket, opened before the address is printed, so that clients can connect at once.

    Raises:
        ConfigurationError: The address cannot be used.
    """
    import socket

    from toolspan.errors import ConfigurationError

    listening = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET, socket.SOCK_STREAM)
    try:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind((host, port))
        listening.listen(128)
    except OSError as error:
        listening.close()
        raise ConfigurationError(
            f"{host}:{port} cannot be used: {error.strerror}.", hint="Try --port 0."
        ) from None
    return listening
