"""Response bodies: bounded decompression, and a spooled buffer (memory, then an unnamed file)."""

from __future__ import annotations

import zlib
from io import BytesIO
from tempfile import SpooledTemporaryFile
from threading import Lock
from typing import TYPE_CHECKING, Protocol
from weakref import finalize

from toolspan.errors import TooLarge, ToolspanError, UpstreamError

if TYPE_CHECKING:
    from collections.abc import AsyncIterable, Iterator


RATIO_CAP = 250
"""Highest compression ratio accepted; real reports stay below 60."""
_RATIO_FLOOR = 2**20  # a ratio says nothing about small bodies
_STEP = 2**20
_SLICE = 2**16  # compressed bytes taken at a time, so that the ratio is known before much is allocated


class Sink(Protocol):
    """Receives a body that must not be held in memory."""

    def write(self, piece: bytes, /) -> int:
        """Write the next piece."""
        ...

    def tell(self) -> int:
        """Return the number of bytes written."""
        ...


class EndlessStream(ToolspanError):
    """The response is a stream of events, which has no end."""

    code = "upstream"


_STREAMS = ("text/event-stream", "multipart/x-mixed-replace")


def check_finite(content_type: str) -> None:
    """Refuse a response that has no end.

    Raises:
        EndlessStream: Its media type says that it is a stream.
    """
    if content_type.startswith(_STREAMS):
        raise EndlessStream(
            f"the response is a stream ({content_type.partition(';')[0]}), which has no end and was not read"
        )


class Inflater:
    """Decompresses gzip piece by piece and stops at the cap.

    Args:
        cap: Decompressed bytes at most.
    """

    def __init__(self, cap: int) -> None:
        self._cap = cap
        self._inner = zlib.decompressobj(wbits=31)
        self._received = 0
        self._given = 0

    def feed(self, chunk: bytes) -> Iterator[bytes]:
        """Decompress `chunk` and yield pieces of at most 1 MiB.

        Raises:
            TooLarge: The cap or the ratio cap is passed.
            UpstreamError: The data is not valid gzip.
        """
        for start in range(0, len(chunk), _SLICE):
            yield from self._feed(chunk[start : start + _SLICE])

    def _feed(self, chunk: bytes) -> Iterator[bytes]:
        self._received += len(chunk)
        while chunk:
            if self._inner.eof:  # gzip members may follow each other, and padding the last one
                chunk = chunk.lstrip(b"\0")
                if not chunk:
                    return
                self._inner = zlib.decompressobj(wbits=31)
            try:
                piece = self._inner.decompress(chunk, _STEP)
            except zlib.error:
                raise UpstreamError(
                    "The compressed data is damaged: it is not valid gzip.", retryable=True
                ) from None
            self._count(len(piece))
            if piece:
                yield piece
            chunk = self._inner.unconsumed_tail or self._inner.unused_data

    def _count(self, size: int) -> None:
        self._given += size
        if self._given > self._cap:
            raise too_large(self._cap)
        if self._given > _RATIO_FLOOR and self._given > RATIO_CAP * self._received:
            raise TooLarge(
                f"The data decompresses to more than {RATIO_CAP} times its size; it was not read on.",
                hint="Real data does not: whoever sends this is broken or hostile. Do not repeat the call.",
            )

    def finish(self) -> None:
        """Check that the gzip stream is complete.

        Raises:
            UpstreamError: It broke off.
        """
        if self._received and not self._inner.eof:
            raise UpstreamError("The compressed data broke off before its end.", retryable=True)


def too_large(cap: int) -> TooLarge:
    """Return the error for a body larger than its cap."""
    return TooLarge(
        f"The answer is larger than {cap // 2**20} MiB; it was not read on.",
        hint="Ask for less: a shorter period, a smaller page, fewer included data sets.",
    )


async def read_body(stream: AsyncIterable[bytes], encoding: str, cap: int, into: Sink | None = None) -> bytes:
    """Return the whole body, decompressed if its encoding is gzip; b"" if it went into a sink.

    Args:
        stream: Raw pieces as they arrive.
        encoding: The Content-Encoding header.
        cap: Bytes at most, after decompression.
        into: Takes the body instead.

    Raises:
        TooLarge: The body is over its cap.
        UpstreamError: The encoding is unknown or the data is damaged.
    """
    coding = encoding.strip().lower()
    if coding not in ("", "identity", "gzip", "x-gzip"):
        raise UpstreamError("The answer is in a content encoding that was not asked for.")
    inflater = Inflater(cap) if coding.endswith("gzip") else None
    body = BytesIO()
    sink: Sink = body if into is None else into
    async for chunk in stream:
        for piece in inflater.feed(chunk) if inflater else (chunk,):
            sink.write(piece)
        if sink.tell() > cap:
            raise too_large(cap)
    if inflater:
        inflater.finish()
    return body.getvalue()


IN_MEMORY = 8 * 2**20
"""Largest body in bytes that stays in memory."""
_PIECE = 2**18


class Spool:
    """A spooled buffer: written once, read any number of times, by several threads too.

    Above `IN_MEMORY` they lie in a temporary file that no path leads to (`TMPDIR` says on which
    disk): it is gone with the spool, and with the process however that ends.
    """

    def __init__(self) -> None:
        self._file = SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115 - closed below
        finalize(self, self._file.close)
        self._lock = Lock()
        self.size = 0

    def write(self, piece: bytes) -> int:
        """Append a piece; return its length."""
        self.size += len(piece)
        return self._file.write(piece)

    def tell(self) -> int:
        """Return the number of bytes written."""
        return self.size

    def read(self, start: int, length: int = _PIECE) -> bytes:
        """Return bytes from an offset on; fewer than requested at the end."""
        with self._lock:
            self._file.seek(start)
            return self._file.read(length)

    def pieces(self) -> Iterator[bytes]:
        """Yield the content in pieces of 256 KiB."""
        place = 0
        while piece := self.read(place):
            yield piece
            place += len(piece)
