"""Encrypts access tokens that lie in Redis with the envelope of the server."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from toolspan.server.security.envelope import Place, SealBroken, Sealed, seal, unseal

if TYPE_CHECKING:
    from collections.abc import Mapping

    from toolspan.server.security.keys import KeyFile


class TokenCipher:
    """Cipher of the access tokens of one connector, bound to the version of its credentials.

    Args:
        keys: Keys of the envelope.
        row: Row of the connector.
    """

    def __init__(self, keys: KeyFile, row: Mapping[str, Any]) -> None:
        self._keys = keys
        self._row = row

    def encrypt(self, content: str, key: str) -> bytes:
        """Encrypt a token for its key in the store."""
        return seal(self._keys.current, self._place(key), {"token": content}).to_bytes()

    def decrypt(self, held: bytes, key: str) -> str | None:
        """Decrypt a token; None if it is of other credentials, or of a key that the key file lacks."""
        try:
            content = unseal(self._keys.current, self._place(key), Sealed.from_bytes(held))
        except SealBroken:
            return None
        return str(content["token"])

    def _place(self, key: str) -> Place:
        row = self._row
        kind = f"access_token {key} {row['oauth_app']} {row['oauth_secret_version']}"
        return Place(row["organization_id"], row["workspace_id"], row["id"], kind, row["secret_version"])
