"""Files: read within a limit, written whole or not at all."""

from __future__ import annotations

import os
from base64 import b64encode
from contextlib import contextmanager, suppress
from hashlib import md5
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import IO, TYPE_CHECKING

from toolspan.errors import ConfigurationError

if TYPE_CHECKING:
    from collections.abc import Iterator


def writable(path: Path) -> Path:
    """Return a path at which a file can be written.

    Raises:
        ConfigurationError: It cannot.
    """
    if not os.access(path.parent, os.W_OK) or path.is_dir():
        raise ConfigurationError(
            f"{path} cannot be written: its folder is not there or not open to this process, or it is a folder itself.",
            hint="Name a file in a folder that exists.",
        )
    return path


def read_file(path: Path, most: int | None = None) -> bytes:
    """Return the content of a file.

    Args:
        path: Where it lies.
        most: Bytes at most.

    Raises:
        ValueError: It is not there, no file, not open to this process, or larger.
    """
    try:
        if not path.is_file():  # a pipe or a device may have no end
            raise ValueError("there is no file at this path")
        with path.open("rb") as file:
            held = file.read(-1 if most is None else most + 1)
    except OSError as fault:
        raise ValueError(f"the file cannot be read: {fault.strerror or fault}") from fault
    if most is not None and len(held) > most:
        raise ValueError(f"the file has more than {most} bytes, the most that is taken")
    return held


def content_md5(data: bytes) -> str:
    """Return the MD5 of a file in base64, as HTTP's `Content-MD5` has it."""
    return b64encode(md5(data, usedforsecurity=False).digest()).decode("ascii")


@contextmanager
def whole_file(path: Path) -> Iterator[IO[bytes]]:
    """Give a file beside `path` that takes its place when the block ends well; only the owner may read it."""
    name = f".{path.name[:100]}."
    with NamedTemporaryFile(dir=path.parent, prefix=name, suffix=".part", delete=False) as file:
        try:
            yield file
            file.flush()
            os.fsync(file.fileno())
            Path(file.name).replace(path)
        except BaseException:
            with suppress(OSError):
                Path(file.name).unlink()
            raise
