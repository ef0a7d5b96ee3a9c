"""Envelope encryption of rows: AES-256-GCM with a new key per row, itself encrypted with a key of the key file.

Both layers are bound to organisation, workspace, owner, kind and version. A row that was copied elsewhere,
or restored from an older version, therefore does not decrypt.
"""

from __future__ import annotations

import os
from dataclasses import asdict, dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from toolspan.server.encoding import decoded, encoded

if TYPE_CHECKING:
    from collections.abc import Mapping

    from toolspan.server.security.keys import KeySet

_NONCE = 12
_WRAPPED = 32 + 16  # a key and its tag


class SealBroken(Exception):
    """A row cannot be decrypted: its key is missing, or the row was changed, moved or restored."""


class KeyMissing(SealBroken):
    """The key file of this process lacks the key of a row: another host has rotated the keys."""


@dataclass(frozen=True, slots=True)
class Place:
    """Identity of an encrypted row, to which the encryption is bound."""

    organization_id: str
    workspace_id: str
    owner_id: str
    kind: str
    version: int

    @classmethod
    def of(cls, row: Mapping[str, Any]) -> Place:
        """Return the identity of a stored row."""
        return cls(row["organization_id"], row["workspace_id"], row["owner_id"], row["kind"], row["version"])

    def bound(self, *more: str) -> bytes:
        """Return the associated data of both layers."""
        parts = (
            "v1",
            self.organization_id,
            self.workspace_id,
            self.owner_id,
            self.kind,
            str(self.version),
            *more,
        )
        return "|".join(part.replace("%", "%25").replace("|", "%7C") for part in parts).encode()


@dataclass(frozen=True, slots=True)
class Sealed:
    """Columns of an encrypted row."""

    kek_id: str
    wrap_nonce: bytes = field(repr=False)
    wrapped_key: bytes = field(repr=False)
    nonce: bytes = field(repr=False)
    ciphertext: bytes = field(repr=False)

    def columns(self) -> dict[str, Any]:
        """Return the columns by name."""
        return asdict(self)

    @classmethod
    def of(cls, row: Mapping[str, Any]) -> Sealed:
        """Return the encrypted columns of a row."""
        return cls(
            row["kek_id"],
            *(bytes(row[name]) for name in ("wrap_nonce", "wrapped_key", "nonce", "ciphertext")),
        )

    def to_bytes(self) -> bytes:
        """Return all columns as one text, for stores that have none."""
        return b"%b:%b" % (
            self.kek_id.encode(),
            self.wrap_nonce + self.wrapped_key + self.nonce + self.ciphertext,
        )

    @classmethod
    def from_bytes(cls, held: bytes) -> Sealed:
        """Return what `to_bytes` gave. What is something else does not open."""
        name, _, rest = held.partition(b":")
        ends = (0, _NONCE, _NONCE + _WRAPPED, 2 * _NONCE + _WRAPPED, len(rest))
        return cls(name.decode(errors="replace"), *(rest[start:end] for start, end in pairwise(ends)))


def seal(keys: KeySet, place: Place, content: Mapping[str, Any]) -> Sealed:
    """Encrypt `content` for `place`."""
    key, nonce = AESGCM.generate_key(256), os.urandom(_NONCE)
    ciphertext = AESGCM(key).encrypt(nonce, encoded(dict(content)), place.bound())
    wrap_nonce, wrapped = _wrap(keys, keys.kek, place, key)
    return Sealed(keys.kek, wrap_nonce, wrapped, nonce, ciphertext)


def unseal(keys: KeySet, place: Place, sealed: Sealed) -> dict[str, Any]:
    """Decrypt a row of `place`.

    Raises:
        SealBroken: The row cannot be decrypted.
    """
    try:
        content = AESGCM(_unwrap(keys, place, sealed)).decrypt(sealed.nonce, sealed.ciphertext, place.bound())
    except (InvalidTag, ValueError):
        raise SealBroken(f"the sealed {place.kind} of {place.owner_id} does not open in its place") from None
    return decoded(content)  # type: ignore[no-any-return]


def rewrap(keys: KeySet, place: Place, sealed: Sealed) -> Sealed:
    """Return the row with its key encrypted by the newest key. Does not decrypt the content.

    Raises:
        SealBroken: The row's key cannot be decrypted.
    """
    wrap_nonce, wrapped = _wrap(keys, keys.kek, place, _unwrap(keys, place, sealed))
    return Sealed(keys.kek, wrap_nonce, wrapped, sealed.nonce, sealed.ciphertext)


def _wrap(keys: KeySet, kek: str, place: Place, key: bytes) -> tuple[bytes, bytes]:
    nonce = os.urandom(_NONCE)
    return nonce, AESGCM(keys.keks[kek]).encrypt(nonce, key, place.bound(kek))


def _unwrap(keys: KeySet, place: Place, sealed: Sealed) -> bytes:
    kek = keys.kek_of(sealed.kek_id)
    if kek is None:
        raise KeyMissing(
            f"the key {sealed.kek_id[:40]} is not in the key file: copy the file of the host that rotated the keys"
        )
    try:
        return AESGCM(kek).decrypt(sealed.wrap_nonce, sealed.wrapped_key, place.bound(sealed.kek_id))
    except (InvalidTag, ValueError):
        raise SealBroken(
            f"the key of the sealed {place.kind} of {place.owner_id} does not open in its place"
        ) from None
