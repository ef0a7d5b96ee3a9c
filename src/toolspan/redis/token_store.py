"""Access tokens that all processes share, encrypted, with one request for a new one at a time."""

from __future__ import annotations

import json
import os
import time
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from toolspan.contract import Token
from toolspan.redis.connection import RedisUnavailable

if TYPE_CHECKING:
    from collections.abc import Callable

    from toolspan.redis.connection import RedisConnection

_LONGEST = 86_400.0
"""Seconds after which a token of unknown life is dropped."""
_NONCE = 12
_RELEASE = 'if redis.call("GET", KEYS[1]) == ARGV[1] then return redis.call("DEL", KEYS[1]) end return 0'


class RedisTokenStore:
    """Token store on Redis.

    A connector seals its tokens with its own secret (`sealed`), so that what lies in Redis is of no use to
    whoever reads it there.

    Args:
        connection: Connection to Redis.
        secret: Encrypts the tokens; any bytes that every process of the account knows.
        group: Whose tokens, where all of one connector can be dropped together.
        now: Gives the seconds since the epoch.
    """

    def __init__(
        self,
        connection: RedisConnection,
        secret: bytes | None = None,
        *,
        group: str | None = None,
        now: Callable[[], float] = time.time,
    ) -> None:
        self._connection = connection
        self._group = group
        self._cipher = _cipher(secret) if secret else None
        self._now = now

    def sealed(self, secret: bytes) -> RedisTokenStore:
        """Return the store of one account, which encrypts with a key derived from `secret` (HKDF, AES-256-GCM)."""
        return RedisTokenStore(self._connection, secret, group=self._group, now=self._now)

    def grouped(self, group: str) -> RedisTokenStore:
        """Return the store of one connector, whose tokens `drop` ends together."""
        return RedisTokenStore(self._connection, group=group, now=self._now)

    async def drop(self) -> None:
        """Drop all tokens of the group: the connector was deleted, or has other credentials."""
        group = self._key()

        async def drop(client: Any) -> None:
            await client.delete(group, *await client.smembers(group))

        try:
            await self._connection.ask(drop)
        except RedisUnavailable:  # they open with the old credentials alone, and end within an hour
            return

    async def load(self, key: str, /) -> Token | None:
        """Return the token of `key` with the seconds that it has left; None if there is none, or Redis does not answer."""
        try:
            found = await self._connection.ask(lambda client: client.get(self._key(key)))
        except RedisUnavailable:
            return None
        return self._opened(key, found) if found else None

    async def save(self, key: str, token: Token, /) -> None:
        """Store `token` until it expires."""
        life = _LONGEST if token.expires_in is None else token.expires_in
        if life <= 0:
            return
        until = None if token.expires_in is None else self._now() + token.expires_in
        held = self._closed(key, {"value": token.value, "until": until})

        async def save(client: Any) -> None:
            pipeline = client.pipeline(transaction=False)
            pipeline.set(self._key(key), held, px=max(1, int(life * 1000)))
            if self._group:
                pipeline.sadd(self._key(), self._key(key))
                pipeline.expire(self._key(), int(_LONGEST))
            await pipeline.execute()

        await self._connection.ask(save)

    async def claim(self, key: str, seconds: float, /) -> str | None:
        """Return a name under which this caller alone may request a token for so long; None while another one may.

        Without Redis every caller may: a token too many costs less than none.
        """
        name = uuid4().hex
        try:
            taken = await self._connection.ask(
                lambda client: client.set(self._key(key, "claim"), name, nx=True, px=int(seconds * 1000))
            )
        except RedisUnavailable:
            return name
        return name if taken else None

    async def give_up(self, key: str, name: str, /) -> None:
        """End a claim, unless another caller has it by now."""
        try:
            await self._connection.run(_RELEASE, [self._key(key, "claim")], [name])
        except RedisUnavailable:
            return

    def _key(self, *parts: str) -> str:
        return self._connection.key("token", *([self._group] if self._group else []), *parts)

    def _closed(self, key: str, content: dict[str, Any]) -> bytes:
        text = json.dumps(content).encode()
        if self._cipher is None:
            return text
        nonce = os.urandom(_NONCE)
        sealed: bytes = self._cipher.encrypt(nonce, text, key.encode())
        return nonce + sealed

    def _opened(self, key: str, held: bytes) -> Token | None:
        from cryptography.exceptions import InvalidTag  # noqa: PLC0415 - only where tokens are sealed

        try:
            text = self._cipher.decrypt(held[:_NONCE], held[_NONCE:], key.encode()) if self._cipher else held
            content = json.loads(text)
        except (InvalidTag, ValueError):
            return None  # of another secret: the account was authorised again
        until = content["until"]
        left = None if until is None else until - self._now()
        return Token(content["value"], left) if left is None or left > 0 else None


def _cipher(secret: bytes) -> Any:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM  # noqa: PLC0415 - of the extra
    from cryptography.hazmat.primitives.hashes import SHA256  # noqa: PLC0415 - as above
    from cryptography.hazmat.primitives.kdf.hkdf import HKDF  # noqa: PLC0415 - as above

    return AESGCM(HKDF(SHA256(), 32, salt=None, info=b"toolspan access tokens").derive(secret))
