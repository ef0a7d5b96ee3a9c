"""Downloads a document from the place that Amazon points at, and nowhere else.

The address is a presigned URL on Amazon's file host: it lives five minutes, and no header of
ours belongs there. Facts: https://developer-docs.amazon.com/sp-api/docs/reports-api-v2021-06-30-use-case-guide
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from toolspan.errors import DeadlineExceeded, TooLarge, UpstreamError
from toolspan.execution.http import Answer, Fault, Http
from toolspan.execution.inflate import Inflater
from toolspan.execution.retry import REPEATABLE

if TYPE_CHECKING:
    from toolspan.clock import Deadline

DOCUMENT_CAP = 256 * 2**20
"""Bytes of one document at most, after decompression."""
_HOSTS = re.compile(r"(?:[a-z0-9-]+\.)+amazonaws\.com(?:\.cn)?", re.IGNORECASE)
_CHARSET = re.compile(r"charset\s*=\s*\"?([\w.:-]+)", re.IGNORECASE)
_ACTUAL = {"iso8859-1": "cp1252", "shift_jis": "cp932", "ascii": "cp1252"}
"""What Amazon's files really hold where their label names a smaller set."""
_GZIP = b"\x1f\x8b"


class AddressExpired(UpstreamError):
    """The presigned address is no longer valid; a new one can be asked for."""


@dataclass(frozen=True, slots=True)
class Document:
    """A downloaded document, decompressed."""

    content: bytes
    content_type: str

    def text(self, *, japanese: bool) -> tuple[str, str | None]:
        """Return the text, and a remark when the character set had to be guessed.

        Args:
            japanese: Whether the file is of the Japanese marketplace, whose unlabelled files are cp932.
        """
        for mark, encoding in (
            (codecs.BOM_UTF8, "utf-8-sig"),
            (codecs.BOM_UTF16_LE, "utf-16"),
            (codecs.BOM_UTF16_BE, "utf-16"),
        ):
            if self.content.startswith(mark):
                return self.content.decode(encoding, "replace"), None
        if (label := self._labelled()) and (text := _decoded(self.content, label)) is not None:
            return text, None
        if (text := _decoded(self.content, "utf-8")) is not None:
            return text, None
        guess = "cp932" if japanese else "cp1252"
        return self.content.decode(
            guess, "replace"
        ), f"The file does not say its character set; it was read as {guess}."

    def _labelled(self) -> str | None:
        match = _CHARSET.search(self.content_type)
        try:
            name = codecs.lookup(match.group(1)).name if match else None
        except LookupError:
            return None
        return _ACTUAL.get(name, name) if name else None


def _decoded(content: bytes, encoding: str) -> str | None:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError:
        return None


def check_address(url: str, own_host: str | None) -> str:
    """Return `url` if a document may be fetched from it.

    Args:
        url: Presigned address.
        own_host: Host and port of an overridden base URL, from which documents may come too.

    Raises:
        UpstreamError: It is not https on one of Amazon's file hosts.
    """
    try:
        parts = urlsplit(url)
        known = (
            bool(_HOSTS.fullmatch(parts.hostname or ""))
            and parts.scheme == "https"
            and parts.port in (None, 443)
        )
    except ValueError:
        raise UpstreamError("The document address is not a URL; nothing was fetched.") from None
    own = own_host is not None and parts.netloc == own_host and parts.scheme in ("http", "https")
    if parts.username or not (known or own):
        raise UpstreamError("The document address is not on Amazon's file hosts; nothing was fetched.")
    return url


async def download(
    http: Http, url: str, *, gzipped: bool, own_host: str | None, deadline: Deadline, cap: int = DOCUMENT_CAP
) -> Document:
    """Return the document at a presigned address.

    Args:
        http: Where the request leaves.
        url: Presigned address.
        gzipped: Whether Amazon says that the document is compressed.
        own_host: As in `check_address`.
        deadline: Until when.
        cap: Bytes at most, after decompression.

    Raises:
        AddressExpired: The address is no longer valid.
        TooLarge: The document is over the cap, or decompresses like a bomb.
        UpstreamError: The download failed or the data is damaged.
    """
    outcome = await http.send(
        "GET", check_address(url, own_host), {"accept-encoding": "identity"}, deadline, cap=cap
    )
    if isinstance(outcome, Fault):
        raise _failed(outcome)
    if outcome.status == 403:  # noqa: PLR2004 - how the file host says "expired"
        raise AddressExpired("The document address has expired.", retryable=True, status=403)
    if not outcome.ok:
        raise UpstreamError(
            f"The file host answered HTTP {outcome.status}.",
            status=outcome.status,
            retryable=outcome.status in REPEATABLE,
        )
    return Document(_unpacked(outcome, gzipped=gzipped, cap=cap), outcome.headers.get("content-type", ""))


def _unpacked(answer: Answer, *, gzipped: bool, cap: int) -> bytes:
    """Decompress once: the file host may have done it already through Content-Encoding."""
    if not gzipped or not answer.body.startswith(_GZIP):
        return answer.body
    inflater = Inflater(cap)
    pieces = inflater.feed(answer.body)
    inflater.finish()
    return b"".join(pieces)


def _failed(fault: Fault) -> UpstreamError | TooLarge | DeadlineExceeded:
    if fault.kind == "too_large":
        return TooLarge(fault.text, hint="Ask for a shorter period.")
    if fault.kind == "timeout":
        return DeadlineExceeded(f"The document could not be downloaded: {fault.text}.")
    return UpstreamError(f"The document could not be downloaded: {fault.text}.", retryable=True)
