"""A server on a real socket in front of an emulator, with one client and one connector."""

from __future__ import annotations

import shutil
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from toolspan import HostedWorkspace
from toolspan.emulator.listener import Listener, bind
from toolspan.registry import connect
from toolspan.server import create_app, settings
from toolspan.server.setup import initialised
from toolspan.types import AirbyteAuthConfig

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from toolspan.connectors.amazon_seller_partner import AmazonSellerPartnerConnector
    from toolspan.emulator import Emulator

WORKSPACE = "acme"
KIND = "amazon-seller-partner"


@dataclass
class Served:
    """A running server and the first client of it."""

    url: str
    emulator: Emulator
    client_id: str
    client_secret: str
    services: Any

    @property
    def environment(self) -> dict[str, str]:
        """What a client's environment holds."""
        return {
            "TOOLSPAN_CLIENT_ID": self.client_id,
            "TOOLSPAN_CLIENT_SECRET": self.client_secret,
            "TOOLSPAN_API_URL": self.url,
        }

    @property
    def page_environment(self) -> dict[str, str]:
        """The same in the names of the user's page, which go to Airbyte's server where none is named."""
        return {name.replace("TOOLSPAN_CLIENT", "AIRBYTE_CLIENT"): v for name, v in self.environment.items()}

    def auth(self, **more: Any) -> AirbyteAuthConfig:
        given = {
            "airbyte_client_id": self.client_id,
            "airbyte_client_secret": self.client_secret,
            "api_url": self.url,
        }
        return AirbyteAuthConfig(**given | more)

    def workspace(self, name: str = WORKSPACE, **options: Any) -> HostedWorkspace:
        return HostedWorkspace(name, self.auth(), **{"clock": self.emulator.clock} | options)

    def connect(self, slug: str = KIND, **options: Any) -> AmazonSellerPartnerConnector:
        """A connector of the workspace, without waiting for anything real."""
        given = {
            "workspace_name": WORKSPACE,
            "airbyte_client_id": self.client_id,
            "airbyte_client_secret": self.client_secret,
            "api_url": self.url,
            "clock": self.emulator.clock,
        }
        return connect(slug, **given | options)

    async def create(self, workspace: str = WORKSPACE, **more: Any) -> str:
        """The id of a new connector of the emulator's seller."""
        given = {
            "credentials": self.emulator.credentials,
            "environment": {"region": "US", "seller_id": self.emulator.seller_id},
        }
        async with self.workspace(workspace) as client:
            return (await client.create_connector(KIND, **given | more)).id


async def first_start(folder: Path) -> tuple[str, str]:
    """Make what a first start leaves behind; return the client."""
    return await initialised(settings(data_dir=folder))


@asynccontextmanager
async def serving(
    emulator: Emulator, data: Path, template: tuple[Path, tuple[str, str]], **options: Any
) -> AsyncIterator[Served]:
    """Run a server in this loop, on a free port of loopback."""
    folder, client = template
    shutil.copytree(folder, data)
    listening = bind("127.0.0.1", 0)
    url = f"http://127.0.0.1:{listening.getsockname()[1]}"
    made = settings(
        data_dir=data, public_url=url, sp_api_url=emulator.url, lwa_url=emulator.token_url,
        seller_central_url=emulator.url, **({"store_sync_seconds": 0} | options),
    )  # fmt: skip
    app = create_app(made, clock=emulator.clock)
    inner = app._app
    async with inner.router.lifespan_context(inner):
        listener = Listener(app, listening)
        await listener.start()
        try:
            yield Served(url, emulator, *client, inner.state.services)
        finally:
            await listener.stop()
