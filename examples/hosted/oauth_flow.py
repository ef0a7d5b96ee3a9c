"""Bring your own OAuth flow: let a seller connect their account to your application.

1. Ask the server where the seller gives consent.
2. Send the seller's browser there.
3. The server makes the connector and sends the browser back to you; read the connector's id.
4. Read the seller's orders. The seller's credentials never leave the server.

Needs TOOLSPAN_CLIENT_ID, TOOLSPAN_CLIENT_SECRET and TOOLSPAN_API_URL, as `toolspan serve --init` prints them.
The server must have an OAuth application: see `HostedWorkspace.set_oauth_app`.

    python examples/hosted/oauth_flow.py acme

Without an account at Amazon, the emulator plays Seller Central and you play the seller:

    toolspan emulator --redirect-uri http://127.0.0.1:8080/api/v1/integrations/connectors/oauth/callback
    toolspan serve --init           # in a shell that has the lines which the emulator printed

docs/hosted.md has the same with curl.
"""

from __future__ import annotations

import asyncio
import sys
import webbrowser
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Final

from toolspan import HostedWorkspace, connect

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

KIND: Final = "amazon-seller-partner"


class CallbackPage:
    """Your own page to which the seller comes back; here a small one on this machine."""

    def __init__(self) -> None:
        self.url = ""
        self._visited: asyncio.Future[str] = asyncio.get_running_loop().create_future()

    async def visit(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer the browser, and remember the address with which it came."""
        request_line = (await reader.readline()).decode()
        writer.write(
            b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nConnection: close\r\n\r\nYou can close this window.\n"
        )
        await writer.drain()
        writer.close()
        path = request_line.split(" ")[1]
        if path.startswith("/oauth/callback") and not self._visited.done():
            self._visited.set_result(path)

    async def visited(self) -> str:
        """Return the address with which the seller came back."""
        return await self._visited


@asynccontextmanager
async def callback_page() -> AsyncIterator[CallbackPage]:
    """Serve the page on a free port."""
    page = CallbackPage()
    async with await asyncio.start_server(page.visit, "127.0.0.1", 0) as server:
        page.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/oauth/callback"
        yield page


async def connect_seller(workspace: HostedWorkspace, send_to: Callable[[str], object]) -> str:
    """Return the id of the connector that a seller's consent makes."""
    async with callback_page() as page:
        flow = await workspace.initiate_oauth(KIND, redirect_url=page.url)
        print("Open this page to give consent:", flow.consent_url)
        send_to(flow.consent_url)
        return HostedWorkspace.connector_id_from_callback(await page.visited())


async def main(workspace_name: str = "acme", send_to: Callable[[str], object] = webbrowser.open) -> None:
    async with HostedWorkspace.from_env(workspace_name) as workspace:
        connector_id = await connect_seller(workspace, send_to)
    print("The connector is", connector_id)
    async with connect(KIND, connector_id=connector_id) as connector:
        page = await connector.orders.list(created_after="-30d", max_results_per_page=5)
        for order in page.data:
            print(order["orderId"], order["createdTime"])


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1] if len(sys.argv) > 1 else "acme"))
