"""Sends webhooks: claims messages of the outbox, signs them, and repeats those that were not taken."""

from __future__ import annotations

import asyncio
import logging
import random
from typing import TYPE_CHECKING, Any

import aiohttp

from toolspan.server.data import webhooks
from toolspan.server.problems import Problem
from toolspan.server.security.addresses import AddressRefused, guarded
from toolspan.server.security.envelope import SealBroken
from toolspan.version import __version__
from toolspan.webhooks import ID, SIGNATURE, TIMESTAMP, sign

if TYPE_CHECKING:
    from collections.abc import Sequence

    from toolspan.clock import Clock
    from toolspan.server.data.database import Database
    from toolspan.server.security.addresses import Network
    from toolspan.server.security.keys import KeyFile

logger = logging.getLogger("toolspan.server")
Row = dict[str, Any]
PAUSES = (5, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400)
"""Seconds between the attempts, as Standard Webhooks recommends: ten attempts in three days."""
TIMEOUT = 15.0
"""Seconds for one attempt; less than a claim lasts."""
_JITTER = 0.1
_MOST = 64  # attempts at the same time
_GRACE = 2.0
_GONE = 410


class WebhookSender:
    """Sends the messages that are due, each at least once.

    A receiver that is slow or down delays only its own messages.

    Args:
        database: Database with the outbox.
        keys: Keys that decrypt the secrets.
        clock: Clock of the attempts.
        networks: Private networks to which messages may be sent.
    """

    def __init__(self, database: Database, keys: KeyFile, clock: Clock, networks: Sequence[Network]) -> None:
        self._database = database
        self._keys = keys
        self._clock = clock
        self._networks = networks
        self._tasks: set[asyncio.Task[None]] = set()
        self._sessions: dict[str, aiohttp.ClientSession] = {}

    async def send_due(self) -> None:
        """Claim messages that are due and start to send them."""
        room = _MOST - len(self._tasks)
        async with self._database.read() as connection:
            if room <= 0 or not await webhooks.due(connection, self._now()):
                return
        async with self._database.write() as connection:
            claimed = await webhooks.claim(connection, self._now(), room)
        for message in claimed:
            task = asyncio.get_running_loop().create_task(self._deliver(message))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def idle(self) -> None:
        """Wait for the attempts that are under way."""
        while self._tasks:
            await asyncio.wait(self._tasks)

    async def close(self) -> None:
        """Wait briefly for attempts, and cut off the rest, which some process repeats."""
        if tasks := set(self._tasks):
            _, late = await asyncio.wait(tasks, timeout=_GRACE)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)
        for session in self._sessions.values():
            await session.close()
        self._sessions.clear()

    async def _deliver(self, message: Row) -> None:
        """Make one attempt and record how it ended. If that cannot be recorded, the claim ends by itself."""
        try:
            async with self._database.read() as connection:
                secrets = await webhooks.secrets_of(connection, self._keys.current, message, self._now())
            status, error = await self._post(message, secrets)
        except SealBroken:
            status, error = None, "the secret cannot be decrypted; replace it"
        except Problem as problem:
            logger.warning("a webhook was put off: %s", problem.code)
            return
        try:
            async with self._database.write() as connection:
                await webhooks.record(connection, message, self._outcome(message, status, error), self._now())
                if status == _GONE:
                    await self._switch_off(connection, message)
        except Problem as problem:
            logger.warning("an attempt of a webhook could not be recorded: %s", problem.code)

    async def _post(self, message: Row, secrets: Sequence[str]) -> tuple[int | None, str | None]:
        """Send a message; return the status of the response, and the reason if it was not taken."""
        body, at = message["payload"].encode(), self._now() // 1000
        headers = {
            "content-type": "application/json",
            "user-agent": f"toolspan/{__version__}",
            ID: message["id"],
            TIMESTAMP: str(at),
            SIGNATURE: " ".join(sign(secret, message["id"], at, body) for secret in secrets),
        }
        try:
            async with self._session(message["url"]).post(
                message["url"], data=body, headers=headers, allow_redirects=False
            ) as response:
                return response.status, _reason(response.status)
        except TimeoutError:
            return None, f"no response within {TIMEOUT:g} seconds"
        except aiohttp.ClientConnectorError as error:
            if isinstance(error.os_error, AddressRefused):
                return None, "its address is not public, and in no network of TOOLSPAN_WEBHOOK_NETWORKS"
            return None, f"no connection ({type(error.os_error).__name__})"
        except (aiohttp.ClientError, OSError, ValueError) as error:
            return None, f"the request failed ({type(error).__name__})"

    def _outcome(self, message: Row, status: int | None, error: str | None) -> Row:
        """Return the columns of a message after an attempt."""
        said: Row = {"response": status, "error": error}
        if error is None:
            return {**said, "status": webhooks.DELIVERED}
        if message["attempts"] > len(PAUSES) or status == _GONE:
            return {**said, "status": webhooks.FAILED}
        seconds = PAUSES[message["attempts"] - 1] * random.uniform(1.0, 1.0 + _JITTER)  # noqa: S311 - spreads load
        return {**said, "due_at": self._now() + int(seconds * 1000)}

    async def _switch_off(self, connection: Any, message: Row) -> None:
        row = await webhooks.get(connection, message["organization_id"], message["webhook_id"])
        changes = {"active": False, "reason": "The receiver answered 410 Gone."}
        await webhooks.change(connection, row, changes, self._now())

    def _session(self, url: str) -> aiohttp.ClientSession:
        """Return the session for a URL. Each attempt connects anew, so that its address is checked."""
        scheme = url.partition(":")[0]
        if scheme not in self._sessions:
            make = guarded(self._networks, public=scheme == "https")
            connector = aiohttp.TCPConnector(limit=0, force_close=True, socket_factory=make)
            self._sessions[scheme] = aiohttp.ClientSession(
                connector=connector,
                timeout=aiohttp.ClientTimeout(total=TIMEOUT),
                cookie_jar=aiohttp.DummyCookieJar(),
                auto_decompress=False,
            )
        return self._sessions[scheme]

    def _now(self) -> int:
        return int(self._clock.time() * 1000)


def _reason(status: int) -> str | None:
    """Return why a response does not count as taken; None if it does."""
    if 200 <= status < 300:  # noqa: PLR2004 - the statuses of success
        return None
    return f"HTTP {status}" + (": redirects are not followed" if 300 <= status < 400 else "")  # noqa: PLR2004
