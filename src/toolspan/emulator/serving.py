"""Command-line server: runs the emulator until it is stopped."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from toolspan.emulator.emulator import Emulator

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime
    from pathlib import Path

__all__ = ["environment", "environment_lines", "serve"]

_COUNTRIES = {"NA": "US", "EU": "DE", "FE": "JP"}


def environment(emulator: Emulator) -> dict[str, str]:
    """Environment variables that point a client at this emulator."""
    credentials = emulator.credentials
    return {
        "TOOLSPAN_SP_API_URL": emulator.url,
        "TOOLSPAN_LWA_URL": emulator.token_url,
        "LWA_APP_ID": credentials["lwa_app_id"],
        "LWA_CLIENT_SECRET": credentials["lwa_client_secret"],
        "SP_API_REFRESH_TOKEN": credentials["refresh_token"],
        "TOOLSPAN_REGION": _COUNTRIES[emulator.region],
        "TOOLSPAN_SELLER_ID": emulator.seller_id,
        "TOOLSPAN_SELLER_CENTRAL_URL": emulator.url,
        "SP_API_APPLICATION_ID": emulator.application.application_id,
    }


def environment_lines(emulator: Emulator) -> list[str]:
    """`environment` as ``NAME=value`` lines, quoted for a shell."""
    return [
        f"{name}='{value}'" if "|" in value else f"{name}={value}"
        for name, value in environment(emulator).items()
    ]


async def serve(
    host: str = "127.0.0.1",
    port: int = 8901,
    *,
    seed: int = 7,
    now: datetime | float | None = None,
    region: str = "NA",
    limits: bool = True,
    sandbox: bool = False,
    strict: bool = False,
    account_type: str = "seller",
    models: Path | None = None,
    redirect_uris: Sequence[str] = (),
    ready: Callable[[Emulator], None] | None = None,
) -> None:
    """Serve until cancelled; ``ready`` is called once connections are accepted.

    ``redirect_uris`` are the redirect URIs registered for the application.
    """
    emulator = Emulator(
        seed,
        now,
        region,
        host=host,
        port=port,
        limits=limits,
        sandbox=sandbox,
        strict=strict,
        account_type=account_type,
        models=models,
    )
    emulator.application.redirect_uris.extend(redirect_uris)
    async with emulator:
        if ready is not None:
            ready(emulator)
        await asyncio.Event().wait()
