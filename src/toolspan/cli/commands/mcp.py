"""`toolspan mcp`: serves the connector over MCP."""

from __future__ import annotations

import os
import signal
import sys
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

    from toolspan.cli.connectors import Opening

LOOPBACK = ("127.0.0.1", "localhost", "::1")
INSTALL = 'pip install "toolspan[fastmcp]"'


class Transport(StrEnum):
    """How clients reach the server."""

    STDIO = "stdio"
    HTTP = "http"


class Shape(StrEnum):
    """Which tools are served: three generic tools, one, or one per operation."""

    PROGRESSIVE = "progressive"
    SINGLE = "single"
    TYPED = "typed"


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
        help="progressive: inspect, read docs, execute. single: execute alone. typed: one tool per operation.",
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
    stay on a server (--workspace). Only reads are allowed unless --allow-write names a write.
    """
    import asyncio

    from toolspan.cli.connectors import Opening, one_name
    from toolspan.cli.console import failing, usage
    from toolspan.cli.documents import document_options
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
        asyncio.run(_serve(opening, options, address))


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


async def _serve(opening: Opening, options: dict[str, Any], address: tuple[str, int] | None) -> None:
    from toolspan.cli.console import usage

    async with opening.connected() as connector:
        with usage():
            server = connector.mcp_server(**options)
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
