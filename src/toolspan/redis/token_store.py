"""Access tokens that all processes share, encrypted, with one request for a new one at a time."""

from __future__ import annotations

import asyncio
import json
import os
import time
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Protocol
from uuid import uuid4

from toolspan.contract import Token
from toolspan.redis.connection import RedisUnavailable

if TYPE_CHECKING:
    from collections.abc import Callable

    from toolspan.redis.connection import RedisConnection

_LONGEST = 86_400.0
"""Seconds after which a token of unknown life is dropped."""
_NONCE = 12
_LEASE, _RENEWAL = 5.0, 1.0
"""Seconds after which the claim of a process that died is over, and between its renewals while it lives."""
_RENEW = 'if redis.call("GET", KEYS[1]) == ARGV[1] then return redis.call("PEXPIRE", KEYS[1], ARGV[2]) end return 0'
_RELEASE = 'if redis.call("GET", KEYS[1]) == ARGV[1] then return redis.call("DEL", KEYS[1]) end return 0'


class Cipher(Protocol):
    """Encrypts the tokens of one account."""

    def encrypt(self, content: str, key: str, /) -> bytes:
        """Encrypt a token for its key in the store."""
        ...

    def decrypt(self, held: bytes, key: str, /) -> str | None:
        """Decrypt a token; None if it does not open."""
        ...


class RedisTokenStore:
    """Token store on Redis.

    A connector seals its tokens with its own secret (`sealed`), so that what lies in Redis is of no use to
    whoever reads it there.

    Args:
        connection: Connection to Redis.
        secret: Encrypts the tokens; any bytes that every process of the account knows.
        group: Whose tokens, where all of one connector can be dropped together.
        cipher: Encrypts the tokens instead, whatever a connector seals them with.
        now: Gives the seconds since the epoch.
    """

    def __init__(
        self,
        connection: RedisConnection,
        secret: bytes | None = None,
        *,
        group: str | None = None,
        cipher: Cipher | None = None,
        now: Callable[[], float] = time.time,
    ) -> None:
        self._connection = connection
        self._group = group
        self._cipher = cipher or (_SecretCipher(secret) if secret else None)
        self._own_cipher = cipher is not None
        self._now = now
        self._renewals: dict[str, asyncio.Task[None]] = {}

    def sealed(self, secret: bytes) -> RedisTokenStore:
        """Return the store of one account, which encrypts with a key derived from `secret` (HKDF, AES-256-GCM)."""
        if self._own_cipher:
            return self
        return RedisTokenStore(self._connection, secret, group=self._group, now=self._now)

    def grouped(self, group: str, cipher: Cipher | None = None) -> RedisTokenStore:
        """Return the store of one connector, whose tokens `drop` ends together, encrypted by `cipher` if it is given."""
        return RedisTokenStore(self._connection, group=group, cipher=cipher, now=self._now)

    async def drop(self) -> None:
        """Drop all tokens of the group: the connector was deleted, or has other credentials."""
        group = self._key()

        async def drop(client: Any) -> None:
            await client.delete(group, *await client.smembers(group))

        try:
            await self._connection.ask(drop)
        except RedisUnavailable:  # they open for the old credentials alone, and end within an hour
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

        The claim of a process that dies is over sooner. Where Redis does not answer, the caller waits until it is asked
        again, as calls wait for their rate limit then. Without it every caller may: a token too many costs less than none.
        """
        name = uuid4().hex
        held = self._key(key, "claim")
        lease = int(min(seconds, _LEASE) * 1000)

        async def take() -> Any:
            return await self._connection.ask(lambda client: client.set(held, name, nx=True, px=lease))

        try:
            taken = await take()
        except RedisUnavailable:
            await asyncio.sleep(self._connection.silent_for)
            try:
                taken = await take()
            except RedisUnavailable:
                return name
        if not taken:
            return None
        if seconds > _LEASE:
            self._renewals[name] = asyncio.create_task(self._renewed(held, name, seconds))
        return name

    async def _renewed(self, held: str, name: str, seconds: float) -> None:
        """Renew a claim for so long."""
        with suppress(RedisUnavailable):
            for _ in range(int((seconds - _LEASE) / _RENEWAL)):
                await asyncio.sleep(_RENEWAL)
                await self._connection.run(_RENEW, [held], [name, int(_LEASE * 1000)])

    async def give_up(self, key: str, name: str, /) -> None:
        """End a claim, unless another caller has it by now."""
        if renewal := self._renewals.pop(name, None):
            renewal.cancel()
        with suppress(RedisUnavailable):
            await self._connection.run(_RELEASE, [self._key(key, "claim")], [name])

    def _key(self, *parts: str) -> str:
        return self._connection.key("token", *([self._group] if self._group else []), *parts)

    def _closed(self, key: str, content: dict[str, Any]) -> bytes:
        text = json.dumps(content)
        return self._cipher.encrypt(text, key) if self._cipher else text.encode()

    def _opened(self, key: str, held: bytes) -> Token | None:
        text = self._cipher.decrypt(held, key) if self._cipher else held
        try:
            content = json.loads(text or b"")
        except ValueError:
            return None  # of another secret: the account was authorised again
        until = content["until"]
        left = None if until is None else until - self._now()
        return Token(content["value"], left) if left is None or left > 0 else None


class _SecretCipher:
    """Cipher with a key that is derived from a secret."""

    def __init__(self, secret: bytes) -> None:
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM  # noqa: PLC0415 - of the extra
        from cryptography.hazmat.primitives.hashes import SHA256  # noqa: PLC0415 - as above
        from cryptography.hazmat.primitives.kdf.hkdf import HKDF  # noqa: PLC0415 - as above

        self._aead = AESGCM(HKDF(SHA256(), 32, salt=None, info=b"toolspan access tokens").derive(secret))

    def encrypt(self, content: str, key: str, /) -> bytes:
        nonce = os.urandom(_NONCE)
        return nonce + self._aead.encrypt(nonce, content.encode(), key.encode())

    def decrypt(self, held: bytes, key: str, /) -> str | None:
        from cryptography.exceptions import InvalidTag  # noqa: PLC0415 - as above

        try:
            return self._aead.decrypt(held[:_NONCE], held[_NONCE:], key.encode()).decode()
        except (InvalidTag, ValueError):
            return None
