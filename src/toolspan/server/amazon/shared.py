"""Resources shared by the connectors of a process: settings, clock, sockets, access tokens."""

from __future__ import annotations

from collections import OrderedDict
from typing import TYPE_CHECKING, Any

from toolspan.transport.aiohttp import AiohttpTransport, new_session
from toolspan.transport.tokens import MemoryTokenStore

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    import aiohttp

    from toolspan.clock import Clock
    from toolspan.contract import ResultStore, TokenStore
    from toolspan.redis import Stores
    from toolspan.redis.token_store import Cipher
    from toolspan.server.runtime.context_stores import ContextStores
    from toolspan.server.settings import Settings

    Row = Mapping[str, Any]

MOST_TOKENS = 50_000
"""Maximum number of connectors with cached access tokens; about 1 kB each."""


class Shared:
    """Shared sockets and token stores, and with Redis the state that all processes share.

    Args:
        settings: URLs and limits.
        clock: Clock of the connectors.
        results: Returns the store of a connector's cut results.
        context_stores: The connectors' context stores.
        stores: The stores on Redis, if there is one.
        ciphers: Returns the cipher of a connector's access tokens in Redis.
        observers: Observers of all requests to upstream.
    """

    def __init__(
        self,
        settings: Settings,
        clock: Clock,
        *,
        results: Callable[[Row], ResultStore],
        context_stores: ContextStores,
        stores: Stores | None,
        ciphers: Callable[[Row], Cipher],
        observers: Sequence[aiohttp.TraceConfig] = (),
    ) -> None:
        self._observers = observers
        self.settings = settings
        self.clock = clock
        self.results = results
        self._ciphers = ciphers
        self.context_stores = context_stores
        self.stores = stores
        self._session: aiohttp.ClientSession | None = None
        self._tokens: OrderedDict[str, tuple[tuple[Any, ...], MemoryTokenStore]] = OrderedDict()

    def transport(self) -> AiohttpTransport:
        """Return a transport on the shared socket pool, whose size does not depend on the number of connectors."""
        if self._session is None:
            self._session = new_session(self.settings.upstream_connections, self._observers)
        return AiohttpTransport(self._session)

    def tokens(self, row: Mapping[str, Any]) -> TokenStore:
        """Return the token store of a connector. It outlives the connector object, but not its credentials."""
        if self.stores is not None:
            return self.stores.token_store.grouped(row["id"], self._ciphers(row))
        version = (row["secret_version"], row["oauth_app"], row["oauth_secret_version"])
        known = self._tokens.get(row["id"])
        if known is None or known[0] != version:
            known = self._tokens[row["id"]] = version, MemoryTokenStore(self.clock)
        self._tokens.move_to_end(row["id"])
        while len(self._tokens) > MOST_TOKENS:
            self._tokens.popitem(last=False)
        return known[1]

    async def forget(self, connector_id: str) -> None:
        """Drop the access tokens of a connector that was deleted or has other credentials."""
        self._tokens.pop(connector_id, None)
        if self.stores is not None:
            await self.stores.token_store.grouped(connector_id).drop()

    async def aclose(self) -> None:
        """Close all sockets."""
        self._tokens.clear()
        if self._session is not None:
            await self._session.close()
        if self.stores is not None:
            await self.stores.connection.aclose()
