"""Key file: keys that encrypt rows (KEKs), keys that sign tokens, and the name of the deployment.

Created at the first start, readable only by its owner. Replaced atomically: a reader sees the old or the
new file, never a part of it.
"""

from __future__ import annotations

import fcntl
import os
import re
import secrets
import stat
import tempfile
from base64 import b64decode, b64encode
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import orjson

from toolspan.errors import ConfigurationError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

KEY_BYTES = 32
_NAME = re.compile(r"[a-z0-9-]{1,40}")
_LARGEST = 2**20
_OLD_SIGNERS = 3


class KeyFileError(ConfigurationError):
    """The key file cannot be used. The message has the path, so it is for operators only, not for callers."""


@dataclass(frozen=True, slots=True)
class KeySet:
    """Keys by name, and the ones that new rows and tokens use. `newer` reads them from their file again."""

    deployment: str
    keks: Mapping[str, bytes] = field(repr=False)
    kek: str
    signing: Mapping[str, bytes] = field(repr=False)
    signer: str
    newer: Callable[[], KeySet] | None = field(default=None, repr=False, compare=False)

    @classmethod
    def new(cls) -> KeySet:
        """Create keys for a new deployment."""
        kek, signer = _new_name("kek"), _new_name("sig")
        return cls(str(uuid4()), {kek: _new_key()}, kek, {signer: _new_key()}, signer)

    def prepared(self) -> KeySet:
        """Return the keys with new ones that nothing uses yet; the same if they have such."""
        if (list(self.keks)[-1], list(self.signing)[-1]) != (self.kek, self.signer):
            return self
        keks = {**self.keks, _new_name("kek"): _new_key()}
        signing = {**dict(list(self.signing.items())[-_OLD_SIGNERS:]), _new_name("sig"): _new_key()}
        return replace(self, keks=keks, signing=signing)

    def rotated(self) -> KeySet:
        """Return the keys with the prepared ones in use. The previous ones stay, for older rows and tokens."""
        keys = self.prepared()
        return replace(keys, kek=list(keys.keks)[-1], signer=list(keys.signing)[-1])

    def kek_of(self, name: str) -> bytes | None:
        """Return a KEK. One that is not known may have come to the file a moment ago: it is read once more."""
        if name not in self.keks and self.newer is not None:
            return self.newer().keks.get(name)
        return self.keks.get(name)

    def without_kek(self, name: str) -> KeySet:
        """Return the keys without one KEK."""
        return replace(self, keks={known: key for known, key in self.keks.items() if known != name})

    def to_bytes(self) -> bytes:
        """Encode the keys for the key file."""
        content = {
            "version": 1,
            "deployment": self.deployment,
            "kek": self.kek,
            "keks": {name: b64encode(key).decode() for name, key in self.keks.items()},
            "signer": self.signer,
            "signing": {name: b64encode(key).decode() for name, key in self.signing.items()},
        }
        return orjson.dumps(content, option=orjson.OPT_INDENT_2)

    @classmethod
    def from_bytes(cls, content: bytes) -> KeySet:
        """Decode the keys of a key file.

        Raises:
            ValueError: The content is not a key file.
        """
        data = orjson.loads(content)
        if not isinstance(data, dict) or data.get("version") != 1:
            raise ValueError("its version is not known")
        keks, signing = _keys(data.get("keks")), _keys(data.get("signing"))
        if data.get("kek") not in keks or data.get("signer") not in signing:
            raise ValueError("it names a key that it does not hold")
        return cls(str(data["deployment"]), keks, str(data["kek"]), signing, str(data["signer"]))


class KeyFile:
    """Reads the key file, and reloads it after a change.

    Args:
        path: Path of the file.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._seen: tuple[int, int, int] | None = None
        self._set: KeySet | None = None

    @property
    def current(self) -> KeySet:
        """Current keys of the file.

        Raises:
            KeyFileError: The file is missing, readable by others, or not a key file.
        """
        try:
            found = self.path.lstat()
        except FileNotFoundError:
            raise _missing(self.path) from None
        except OSError as error:
            raise KeyFileError(f"The key file {self.path} cannot be read: {error.strerror}.") from None
        seen = (found.st_ino, found.st_ctime_ns, found.st_size)
        if self._set is None or seen != self._seen:
            self._set, self._seen = replace(read_keys(self.path), newer=self.reloaded), seen
        return self._set

    def reloaded(self) -> KeySet:
        """Read the file again, even if it looks unchanged: a network file system may show its state of before.

        Raises:
            KeyFileError: As `current`.
        """
        self._set = None
        return self.current

    def create(self) -> KeySet:
        """Create the file with new keys, or return the keys of the existing file."""
        with locked(self.path):
            if not self.path.exists():
                write_keys(self.path, KeySet.new())
        return self.current


def read_keys(path: Path) -> KeySet:
    """Read a key file. Rejects one that others can read.

    Raises:
        KeyFileError: The file is missing, readable by others, or not a key file.
    """
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW)
    except FileNotFoundError:
        raise _missing(path) from None
    except OSError as error:
        raise KeyFileError(f"The key file {path} cannot be read: {error.strerror}.") from None
    with os.fdopen(descriptor, "rb") as opened:
        mode = os.fstat(opened.fileno()).st_mode
        if not stat.S_ISREG(mode) or mode & 0o077:
            raise KeyFileError(
                f"The key file {path} is open to others (mode {stat.S_IMODE(mode):04o}).",
                hint=f"Run chmod 600 {path}; if anyone may have read it, rotate the keys.",
            )
        content = opened.read(_LARGEST)
    try:
        return KeySet.from_bytes(content)
    except (ValueError, KeyError, TypeError) as error:
        reason = str(error) if type(error) is ValueError else "its content is damaged"
    raise KeyFileError(f"{path} is not a usable key file: {reason}.", hint="Restore it from a backup.")


def write_keys(path: Path, keys: KeySet) -> None:
    """Replace the key file atomically and flush it to disk. Call it within `locked`."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    for unfinished in path.parent.glob(f".{path.name}.*.new"):  # left by a process that was killed here
        unfinished.unlink(missing_ok=True)
    descriptor, name = tempfile.mkstemp(".new", f".{path.name}.", path.parent)  # mode 0600
    try:
        with os.fdopen(descriptor, "wb") as made:
            made.write(keys.to_bytes())
            made.flush()
            os.fsync(made.fileno())
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Lock the key file against changes by other processes."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    descriptor = os.open(path.with_name(f".{path.name}.lock"), os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def _missing(path: Path) -> KeyFileError:
    return KeyFileError(
        f"There is no key file at {path}: stored credentials cannot be read without it.",
        hint="On a further host, copy keys.json from the first host. Otherwise restore it from a backup, or run the first "
        "start again with an empty data directory.",
    )


def _new_name(kind: str) -> str:
    return f"{kind}-{secrets.token_hex(4)}"


def _new_key() -> bytes:
    return secrets.token_bytes(KEY_BYTES)


def _keys(data: Any) -> dict[str, bytes]:
    if not isinstance(data, dict) or not data:
        raise ValueError("it holds no keys")
    keys = {str(name): b64decode(text, validate=True) for name, text in data.items()}
    if any(len(key) != KEY_BYTES or not _NAME.fullmatch(name) for name, key in keys.items()):
        raise ValueError("a key has the wrong form")
    return keys
