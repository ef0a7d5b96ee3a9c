"""Results that were too long for a model, where any process can read on in them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from toolspan.contract import StoredResult
from toolspan.runtime.results import LIFETIME

if TYPE_CHECKING:
    from toolspan.redis.connection import RedisConnection


class RedisResultStore:
    """Result store on Redis. Results lie there as they are: choose it only where that Redis may hold the account's data.

    Args:
        connection: Connection to Redis.
        seconds: How long a result can be read on.
    """

    def __init__(self, connection: RedisConnection, *, seconds: float = LIFETIME) -> None:
        self._connection = connection
        self._seconds = seconds

    async def put(self, owner: str, handle: str, result: StoredResult, /) -> None:
        """Store a result.

        Raises:
            RedisUnavailable: Redis does not answer; the result is then shown without a way to read on.
        """
        records = None if result.records is None else list(result.records)
        text = json.dumps({"records": records, "call": dict(result.call), "budget": result.budget})
        await self._connection.ask(
            lambda client: client.set(self._key(owner, handle), text, px=int(self._seconds * 1000))
        )

    async def get(self, owner: str, handle: str, /) -> StoredResult | None:
        """Return a result of this owner; None where there is none.

        Raises:
            RedisUnavailable: As above.
        """
        found = await self._connection.ask(lambda client: client.get(self._key(owner, handle)))
        if found is None:
            return None
        content = json.loads(found)
        return StoredResult(content["records"], content["call"], content["budget"])

    def _key(self, owner: str, handle: str) -> str:
        return self._connection.key("result", owner, handle)
