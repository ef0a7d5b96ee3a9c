"""Processing reports of non-JSON feeds: XML for XML, otherwise text in the marketplace's language."""

from __future__ import annotations

import re
from contextlib import suppress
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

from toolspan.emulator.feeds.reading import Unreadable, flat_rows, xml_messages

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

__all__ = ["CP932", "answer", "decoded"]

CP932 = "cp932"
_CHARSET = re.compile(r";\s*charset\s*=\s*[\"']?([\w.:-]+)", re.IGNORECASE)
_DECLARED = re.compile(r"\s*<\?xml[^>]*?\bencoding\s*=\s*[\"']([\w.:-]+)")
_JAPANESE = ("shift_jis", "shift-jis", "sjis", "x-sjis", "windows-31j", "ms932")
_TITLES = ("original-record-number", "sku", "error-code", "error-type", "error-message")
_COUNTED = {
    "JP": ("フィード処理の概要:", "処理されたレコード数", "成功したレコード数"),
    "DE": ("Zusammenfassung der Feed-Verarbeitung:", "Anzahl verarbeiteter Datensätze", "Anzahl erfolgreicher Datensätze"),
}  # fmt: skip
_ENGLISH = ("Feed Processing Summary:", "Number of records processed", "Number of records successful")
_FAULT = {
    "JP": ("エラー", "この行のセルの数が見出しと異なります"),
    "DE": ("Fehler", "Die Zeile hat nicht so viele Zellen wie die Überschrift"),
}
_ENGLISH_FAULT = ("Error", "The row does not have as many cells as the header")
_NAMES = {"AmazonOrderID", "MerchantFulfillmentOrderID"}
_NO_ORDER = "The message names no order and no shipment."


def decoded(content: bytes, content_type: str) -> str:
    """Decode an upload by the charset of its content type.

    Raises:
        Unreadable: It is not in that charset, or the charset is unknown.
    """
    found = _CHARSET.search(content_type) or _DECLARED.match(content.decode("latin-1"))
    name = found[1] if found else "utf-8"
    readings = [CP932, "shift_jis"] if name.lower() in _JAPANESE else [name]
    for codec in readings:
        with suppress(LookupError, UnicodeError):
            return content.decode(codec)
    raise Unreadable(f"The content cannot be read as {name}.")


def answer(  # noqa: PLR0917 - all of them say what the report is of
    text: str | None,
    content_type: str,
    country: str,
    seller_id: str,
    feed_id: str,
    faults: Mapping[int, str],
) -> tuple[bytes, str]:
    """Return a feed's processing report and its content type; in Japan the text has no charset label.

    Args:
        text: The uploaded text; None for PDF.
        content_type: Its content type.
        country: Country of the first marketplace.
        seller_id: Merchant token of the owner.
        feed_id: Id of the feed.
        faults: Why records or messages were not carried out, by their number.

    Raises:
        Unreadable: It should be XML but is not.
    """
    if "xml" in content_type.lower() and text is not None:
        return _xml(text, seller_id, feed_id, faults), "text/xml; charset=UTF-8"
    _, header, rows = flat_rows(text or "")
    told = _flat(len(header), rows, country, 1 if text is None else len(rows), faults)
    return (
        (told.encode(CP932), "text/plain")
        if country == "JP"
        else (told.encode("cp1252"), "text/plain; charset=Cp1252")
    )


def _flat(
    cells: int, rows: Sequence[Sequence[str]], country: str, processed: int, faults: Mapping[int, str]
) -> str:
    kind, message = _FAULT.get(country, _ENGLISH_FAULT)
    found = {number: ("90041", message) for number, row in enumerate(rows, 1) if len(row) != cells}
    found |= {number: ("90057", text) for number, text in faults.items()}
    first = {number: row[0] for number, row in enumerate(rows, 1)}
    wrong = [
        "\t".join((str(number), first.get(number, ""), code, kind, text))
        for number, (code, text) in sorted(found.items())
    ]
    title, all_, good = _COUNTED.get(country, _ENGLISH)
    head = f"{title}\r\n\t{all_}\t\t{processed}\r\n\t{good}\t\t{processed - len(wrong)}\r\n\r\n"
    return head + ("\r\n".join(("\t".join(_TITLES), *wrong)) + "\r\n" if wrong else "")


def _xml(text: str, seller_id: str, feed_id: str, faults: Mapping[int, str]) -> bytes:
    messages = xml_messages(text)
    wrong = {number: _NO_ORDER for number, texts in messages if not _NAMES & texts.keys()}
    wrong |= {number: said for number, said in faults.items() if number not in wrong}
    results = "".join(
        f"<Result><MessageID>{number}</MessageID><ResultCode>Error</ResultCode><ResultMessageCode>25"
        f"</ResultMessageCode><ResultDescription>{escape(said)}</ResultDescription></Result>"
        for number, said in wrong.items()
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<AmazonEnvelope><Header><DocumentVersion>1.02</DocumentVersion>'
        f"<MerchantIdentifier>{seller_id}</MerchantIdentifier></Header><MessageType>ProcessingReport</MessageType>"
        f"<Message><MessageID>1</MessageID><ProcessingReport><DocumentTransactionID>{feed_id}</DocumentTransactionID>"
        f"<StatusCode>Complete</StatusCode><ProcessingSummary><MessagesProcessed>{len(messages)}</MessagesProcessed>"
        f"<MessagesSuccessful>{len(messages) - len(wrong)}</MessagesSuccessful><MessagesWithError>{len(wrong)}"
        "</MessagesWithError><MessagesWithWarning>0</MessagesWithWarning></ProcessingSummary>"
        f"{results}</ProcessingReport></Message></AmazonEnvelope>"
    ).encode()
