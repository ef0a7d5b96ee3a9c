"""Idempotency keys whose calls run in this process: leased, so that other processes wait for their responses."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from toolspan.server.data import idempotency

if TYPE_CHECKING:
    from collections.abc import Iterator

    from toolspan.clock import Clock, Deadline
    from toolspan.server.data.database import Database
    from toolspan.server.data.idempotency import Claim

_FIRST_LOOK, _LONGEST_LOOK = 0.02, 1.0
"""Seconds between two looks whether the first call has ended."""


class Claims:
    """Renews the leases of the claims of this process, and waits for those of others.

    Args:
        database: Database of the claims.
        clock: Clock of the leases and waits.
    """

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock
        self._held: set[Claim] = set()

    @contextmanager
    def held(self, claim: Claim) -> Iterator[None]:
        """Renew the lease of a claim while the block runs."""
        self._held.add(claim)
        try:
            yield
        finally:
            self._held.discard(claim)

    async def renew(self) -> None:
        """Renew the leases of all claims whose calls run in this process."""
        if held := tuple(self._held):
            async with self._database.write() as connection:
                await idempotency.renew(connection, held, int(self._clock.time() * 1000))

    async def ended(self, connector_id: str, key: str, deadline: Deadline) -> bool:
        """Wait until the first call with a key has ended; return False if its process died, or the time is up."""
        pause = _FIRST_LOOK
        while deadline.allows(pause):
            await deadline.sleep(pause)
            pause = min(2 * pause, _LONGEST_LOOK)
            async with self._database.read() as connection:
                running, leased = await idempotency.look(
                    connection, connector_id, key, int(self._clock.time() * 1000)
                )
            if not running:
                return True
            if not leased:
                return False
        return False
