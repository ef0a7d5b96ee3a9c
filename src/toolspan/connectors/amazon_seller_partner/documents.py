"""Documents on Amazon's file hosts: downloads and uploads at presigned URLs, and their character sets.

A presigned URL lives five minutes, and the API's headers, credentials among them, must not reach its
host. Facts: https://developer-docs.amazon.com/sp-api/docs/reports-api-v2021-06-30-use-case-guide
"""

from __future__ import annotations

import asyncio
import codecs
import re
from dataclasses import dataclass, replace
from functools import cache
from itertools import chain, islice
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import parse_qsl, urlsplit, urlunsplit

from toolspan.connectors.amazon_seller_partner.regions import marketplaces_in
from toolspan.errors import DeadlineExceeded, TooLarge, UpstreamError
from toolspan.runtime.progress import wait
from toolspan.runtime.tracebacks import Hidden, without_frames
from toolspan.transport.body import Inflater, Spool
from toolspan.transport.http import Response, TransportFailure
from toolspan.transport.retry import REPEATABLE

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping, Sequence

    from toolspan.clock import Clock, Deadline
    from toolspan.connectors.amazon_seller_partner.polling import JobContext
    from toolspan.runtime.redaction import Redactor
    from toolspan.transport.http import Http


T = TypeVar("T")
TRIES, PAUSE = 3, 1.0
"""Attempts of one transfer, and seconds before the second."""


async def transfer(
    address: Callable[[], Awaitable[Mapping[str, Any]]],
    send: Callable[[Mapping[str, Any]], Awaitable[T]],
    clock: Clock,
    deadline: Deadline,
    operation: str,
) -> T:
    """Return what an upload or a download returns, retrying passing failures of the file host.

    Args:
        address: Requests a presigned address from Amazon; once more, where the first has expired. Its own
            failures are not retried here: the sender has done so.
        send: Uploads to the address, or downloads from it.
        clock: Time for waits.
        deadline: Deadline of the call.
        operation: The operation that waits, for progress messages.

    Raises:
        UpstreamError: The transfer failed, or no time is left for a retry.
    """
    found, renewed = Hidden(await address()), False
    for attempt in range(1, TRIES + 1):
        try:
            return await send(found.value)
        except AddressExpired:
            if renewed:
                raise
            found, renewed = Hidden(await address()), True
        except UpstreamError as error:
            pause = PAUSE * attempt
            if attempt == TRIES or not error.retryable or not deadline.allows(pause):
                raise
            await wait(clock, pause, operation, "before the next attempt of the transfer")
        except asyncio.CancelledError as error:
            raise without_frames(error)  # noqa: B904 - the same error: the frames below hold the address
    return await send(found.value)


async def fetch(
    ctx: JobContext,
    entity: str,
    values: Mapping[str, Any],
    deadline: Deadline,
    *,
    marketplace_ids: Sequence[str | None] | None,
    operation: str,
    **cap: int,
) -> Document:
    """Return the document that `entity.document` gives the address of.

    Args:
        ctx: What the requests need.
        entity: `reports`, `feeds` or `data_kiosk`.
        values: Parameters of the request, by wire name.
        deadline: Deadline of the call.
        marketplace_ids: Marketplaces of the document; the connector's own where they are not known.
        operation: As in `transfer`.
        cap: `cap=`, as in `download`.

    Raises:
        ToolspanError: The request or the download failed.
    """
    field = _ADDRESSES.get(entity, "url")

    async def address() -> dict[str, Any]:
        found = await ctx.step(entity, "document", values, deadline)
        if not isinstance(found.get(field), str):
            raise UpstreamError(f"{entity}.document: the response holds no address.")
        return found

    async def get(found: Mapping[str, Any]) -> Document:
        return await download(
            ctx.http,
            found[field],
            deadline,
            gzipped=found.get("compressionAlgorithm") == "GZIP",
            japanese=marketplaces_in("FE")["JP"] in (marketplace_ids or [ctx.marketplace_id]),
            base_url=ctx.base_url,
            **cap,
        )

    return await transfer(address, get, ctx.clock, deadline, operation)


async def beginning(document: Document, redact: Redactor) -> str:
    """Return the beginning of an error document as one line, without credentials."""
    text = await asyncio.to_thread(lambda: "".join(islice(document.pieces(), 1)))
    # Redact before cutting: the redactor would not recognise half a secret.
    return " ".join(redact(text)[:_BEGINNING].split())


_ADDRESSES = {"data_kiosk": "documentUrl"}
"""Field of the response that holds the address, where it is not `url`."""
_BEGINNING = 4_000  # characters; an error's message is cut shorter
DOCUMENT_CAP = 256 * 2**20
"""Bytes of one document at most, after decompression."""
_AMAZON = re.compile(r"https://(?:[a-z0-9-]+\.)+amazonaws\.com(?::443)?/", re.IGNORECASE | re.ASCII)
_PLAIN = re.compile(r"[!-\[\]-~]+")  # no character that two URL parsers could read in two ways
_EXPIRED = (400, 403)  # S3 answers one or the other, by the kind of credential behind the address
_GZIP = b"\x1f\x8b"
_HEAD = 200  # bytes in which marks and an XML declaration stand
_DECLARED = re.compile(r"\s*<\?xml[^>]*\?>")
_XML = re.compile(r"encoding\s*=\s*[\"']([\w.:-]+)", re.IGNORECASE)
_CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w.:-]+)", re.IGNORECASE)
_MARKS = {codecs.BOM_UTF8: "utf-8-sig", codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}
_ACTUAL = {"iso8859-1": "cp1252", "shift_jis": "cp932", "x-sjis": "cp932", "windows-31j": "cp932"}
"""Real character set of files whose label names a subset, or a name that Python does not know."""
_WESTERN = ("cp125", "iso8859")
_BETWEEN = (b"\n", b"\t", b",", b" ")
"""Bytes that are never part of a longer character in cp932: text can be cut after them."""
_LONGEST = 2**16  # bytes after which text without any of them is cut all the same
_JAPANESE = re.compile("[\u3005\u3041-\u3096\u30a1-\u30fe\u3400-\u9fff\ue000-\uf8ff\uff66-\uff9f]+")
_NARROW = re.compile("(?=.*[\uff66-\uff7f])[\uff66-\uff9f]{4}")
_ENCODINGS = re.compile(r"utf-(?:8|16(?:-[bl]e)?)|cp\d+|iso8859-\d+|gb\w+|big5|euc_\w+|koi8-r|ascii")


class AddressExpired(UpstreamError):
    """The presigned address is no longer valid; Amazon gives a new one."""


@dataclass(frozen=True, slots=True)
class Document:
    """A downloaded document and its character set.

    The content stays as it arrived, mostly compressed (a tenth of its text or less); every reading
    decompresses and decodes it piece by piece.
    """

    content: Spool
    packed: bool
    cap: int = DOCUMENT_CAP
    encoding: str = "ascii"
    remark: str | None = None

    def pieces(self, errors: str = "replace") -> Iterator[str]:
        """Yield the text piece by piece.

        Args:
            errors: Treatment of characters that cannot be decoded, as in `bytes.decode`.

        Raises:
            TooLarge: The document is over the cap, or decompresses like a bomb.
            UpstreamError: The compressed data is damaged or incomplete.
        """
        decoder = codecs.getincrementaldecoder(self.encoding)(errors)
        for piece in self.unpacked():
            yield decoder.decode(piece)
        yield decoder.decode(b"", final=True)

    def unpacked(self) -> Iterator[bytes]:
        """Yield the decompressed bytes piece by piece.

        Raises:
            TooLarge: As `pieces`.
            UpstreamError: As `pieces`.
        """
        return self._inflated() if self.packed else self.content.pieces()

    def _inflated(self) -> Iterator[bytes]:
        inflater = Inflater(self.cap)
        for piece in self.content.pieces():
            yield from inflater.feed(piece)
        inflater.finish()

    def first_valid(self, encodings: Iterable[str]) -> str | None:
        """Return the first of these encodings that is valid for the whole document; reads it once."""
        decoders = {name: codecs.getincrementaldecoder(name)("strict") for name in encodings}
        for piece in chain(self.unpacked(), (b"",)):
            for name, decoder in list(decoders.items()):
                try:
                    decoder.decode(piece, final=not piece)
                except UnicodeError:
                    del decoders[name]
        return next(iter(decoders), None)


def open_document(
    content: Spool,
    headers: Mapping[str, str],
    *,
    gzipped: bool,
    japanese: bool,
    cap: int = DOCUMENT_CAP,
) -> Document:
    """Check a download and return its document with its character set; reads it once.

    Args:
        content: The download, its Content-Encoding already undone.
        headers: Headers of the file host's response.
        gzipped: True where Amazon calls the document compressed.
        japanese: True reads an unlabelled file that is not UTF-8 in the Japanese character set.
        cap: Bytes at most, after decompression.

    Raises:
        TooLarge: The document is over the cap, or decompresses like a bomb.
        UpstreamError: The compressed data is damaged.
    """
    packed = content.read(0, 2) == _GZIP
    undone = headers.get("content-encoding", "identity").lower() != "identity"
    if gzipped and content.size and not packed and not undone:
        raise UpstreamError("The document is damaged: it should be gzip and is not.", retryable=True)
    document = Document(content, packed, cap)
    start = next(document.unpacked(), b"")[:_HEAD]
    for mark, encoding in _MARKS.items():
        if start.startswith(mark):
            document.first_valid(())  # raises if the compressed data is damaged
            return replace(document, encoding=encoding)
    declared = _DECLARED.match(start.decode("latin-1"))
    label = _codec(_CHARSET, headers.get("content-type", "")) or (declared and _codec(_XML, declared[0]))
    return _decodable(document, label or None, japanese=japanese)


def _codec(pattern: re.Pattern[str], text: str) -> str | None:
    """Return the text codec that a Content-Type or an XML declaration names; None where it names none."""
    match = pattern.search(text)
    name = match.group(1).lower() if match else ""
    try:
        name = _ACTUAL.get(name) or codecs.lookup(name).name
    except LookupError:
        return None
    return _ACTUAL.get(name, name) if _ENCODINGS.fullmatch(name) or name in _ACTUAL else None


def _decodable(document: Document, label: str | None, *, japanese: bool) -> Document:
    """Return the document with the first character set that is valid for it.

    Bytes are hardly ever valid UTF-8 by chance, but nearly always valid in a single-byte set: so UTF-8
    is tried before a single-byte label, which Amazon is known to get wrong.
    """
    single = label is None or label.startswith(_WESTERN)
    guess = "cp932" if japanese else "cp1252"
    order = ("ascii", "utf-8", label, guess) if single else ("ascii", label, "utf-8", guess)
    encoding = document.first_valid(filter(None, order))
    if encoding and encoding.startswith(_WESTERN) and japanese and _is_japanese(document):
        encoding = guess
    if encoding is None:
        remark = f"{_remark(label, guess)} Characters that are not in it are shown as \ufffd."
        return replace(document, encoding=guess, remark=remark)
    known = encoding in ("ascii", label) or (label is None and encoding == "utf-8")
    return replace(document, encoding=encoding, remark=None if known else _remark(label, encoding))


def _is_japanese(document: Document) -> bool:
    """Return whether a document is valid cp932 and its non-ASCII text is mostly runs of kana or kanji.

    A single one happens by chance ("Pokémon" in cp1252 holds a kanji), and a row of accented letters makes
    rare kanji or, in capitals, narrow kana of the second half. So only two kana or common kanji in a
    row count, or four narrow kana with one of the first half.
    """
    decoder = codecs.getincrementaldecoder("cp932")("strict")
    rest, long, every = b"", 0, 0
    try:
        for piece in chain(document.unpacked(), (b"",)):
            rest += piece
            cut = max(rest.rfind(mark) for mark in _BETWEEN) + 1
            if not piece or len(rest) - cut > _LONGEST:
                cut = len(rest)
            text, rest = decoder.decode(rest[:cut], final=not piece), rest[cut:]
            for found in _JAPANESE.findall(text):
                every += len(found)
                long += len(found) if _common().search(found) or _NARROW.search(found) else 0
    except UnicodeError:
        return False
    return long * 2 > every


@cache
def _common() -> re.Pattern[str]:
    """Return the pattern of two kana or common kanji in a row; common are those of the standard's first level."""
    kanji = (bytes((lead, trail)) for lead in range(0x88, 0x98) for trail in range(0x40, 0xFD))
    common = "".join(pair.decode("cp932", "ignore") for pair in kanji)
    return re.compile(f"[\u3005\u3041-\u3096\u30a1-\u30fe{''.join(_JAPANESE.findall(common))}]{{2}}")


def _remark(label: str | None, encoding: str) -> str:
    says = f"is labelled {label}" if label else "does not name its character set"
    return f"The file {says}; it was read as {encoding}."


def check_address(url: str, base_url: str | None) -> str:
    """Return `url` if documents may be transferred there.

    Args:
        url: Presigned address.
        base_url: Overridden URL of the API, whose host may serve documents too.

    Raises:
        UpstreamError: The URL is not https on one of Amazon's file hosts.
    """
    own = "{0.scheme}://{0.netloc}/".format(urlsplit(base_url)) if base_url else None
    if _PLAIN.fullmatch(url) and (_AMAZON.match(url) or (own and url.startswith(own))):
        return url
    raise UpstreamError(
        "The response names a document outside Amazon's file hosts (https on *.amazonaws.com); nothing was fetched.",
        hint="Behind a proxy that rewrites addresses, they must be on the host of base_url. Otherwise do not trust this response.",
    )


async def download(
    http: Http,
    url: str,
    deadline: Deadline,
    *,
    gzipped: bool,
    japanese: bool,
    base_url: str | None,
    cap: int = DOCUMENT_CAP,
) -> Document:
    """Download the document at a presigned address and check it.

    Args:
        http: The HTTP client.
        url: Presigned address.
        deadline: Deadline of the call.
        gzipped: As in `open_document`.
        japanese: As in `open_document`.
        base_url: As in `check_address`.
        cap: Bytes at most, after decompression.

    Raises:
        AddressExpired: The address is no longer valid.
        ToolspanError: The download failed, or as in `open_document`.
    """
    address = check_address(url, base_url)
    content = Spool()
    plain = {"accept-encoding": "identity"}
    outcome = await http.send("GET", address, plain, deadline, cap=cap, into=content)
    if isinstance(outcome, TransportFailure) or not outcome.ok:
        raise _failed(outcome) if isinstance(outcome, TransportFailure) else _refused(outcome)
    # In a thread: decompressing and decoding a large file would block the event loop.
    return await asyncio.to_thread(
        open_document, content, outcome.headers, gzipped=gzipped, japanese=japanese, cap=cap
    )


def _refused(answer: Response) -> UpstreamError:
    if answer.status in _EXPIRED:
        return AddressExpired(
            f"The file host rejects the document's address (HTTP {answer.status}): it has expired.",
            status=answer.status,
            retryable=True,
        )
    moved = " with a redirect, which is not followed" if 300 <= answer.status < 400 else ""  # noqa: PLR2004 - the 3xx class
    return UpstreamError(
        f"The file host answered HTTP {answer.status}{moved}.",
        status=answer.status,
        retryable=answer.status in REPEATABLE,
    )


def _failed(fault: TransportFailure) -> UpstreamError | TooLarge | DeadlineExceeded:
    text = f"The document could not be downloaded: {fault.text.rstrip('.')}."
    if fault.kind == "too_large":
        return TooLarge(text, hint="Ask for a report of a shorter period.")
    if fault.kind == "timeout":
        return DeadlineExceeded(text)
    return UpstreamError(text, retryable=True)


async def upload(
    http: Http,
    url: str,
    content: bytes,
    headers: Mapping[str, str],
    deadline: Deadline,
    *,
    base_url: str | None,
    what: str = "feed",
) -> None:
    """Upload content to a presigned address.

    Args:
        http: The HTTP client.
        url: Presigned address. One with a policy is a form's: what stands in its query are the form's fields.
        content: What to upload.
        headers: Headers that the address was made for; of a form, its file has the content type.
        deadline: Deadline of the call.
        base_url: As in `check_address`.
        what: What is uploaded, for errors.

    Raises:
        AddressExpired: The address is no longer valid, or was made for another type.
        DeadlineExceeded: No time is left.
        UpstreamError: The upload failed otherwise; `retryable` says whether a retry can help.
    """
    address = check_address(url, base_url)
    method = "PUT"
    parts = urlsplit(address)
    fields = dict(parse_qsl(parts.query))
    if "policy" in fields:
        method, address = "POST", urlunsplit(parts._replace(query=""))
        content, kind = _form(fields, content, headers.get("content-type"))
        headers = {"content-type": kind}
    outcome = await http.send(method, address, dict(headers), deadline, body=content)
    if isinstance(outcome, TransportFailure):
        text = f"The {what} could not be uploaded: {outcome.text.rstrip('.')}."
        raise DeadlineExceeded(text) if outcome.kind == "timeout" else UpstreamError(text, retryable=True)
    if outcome.ok:
        return
    kind_of_error = AddressExpired if outcome.status in _EXPIRED else UpstreamError
    raise kind_of_error(
        f"The file host rejected the {what} (HTTP {outcome.status}).",
        status=outcome.status,
        retryable=outcome.status in REPEATABLE,
    )


def _form(fields: Mapping[str, str], content: bytes, content_type: str | None) -> tuple[bytes, str]:
    """Return a multipart form with a file, which must come last, and its content type."""
    from toolspan.operations.bodies import File, written_body  # noqa: PLC0415 - few uploads are forms
    from toolspan.operations.model import Body  # noqa: PLC0415 - as above

    file = File.of(content, "file", content_type)
    return written_body(Body({"type": "object"}, media="multipart"), {**fields, "file": file})
