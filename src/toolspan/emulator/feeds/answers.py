"""Processing reports of non-JSON feeds: XML for XML, otherwise text in the marketplace's language."""

from __future__ import annotations

import re
from contextlib import suppress
from typing import TYPE_CHECKING
from xml.parsers import expat
from xml.sax.saxutils import escape

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["CP932", "Unreadable", "answer", "decoded"]

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
_NO_ORDER = "The message names no order and no shipment."


class Unreadable(Exception):
    """The content is not in the charset that its content type names."""


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


def answer(
    text: str | None, content_type: str, country: str, seller_id: str, feed_id: str
) -> tuple[bytes, str]:
    """Return a feed's processing report and its content type; in Japan the text has no charset label.

    Args:
        text: The uploaded text; None for PDF.
        content_type: Its content type.
        country: Country of the first marketplace.
        seller_id: Merchant token of the owner.
        feed_id: Id of the feed.

    Raises:
        Unreadable: It should be XML but is not.
    """
    if "xml" in content_type.lower() and text is not None:
        return _xml(text, seller_id, feed_id), "text/xml; charset=UTF-8"
    lines = [] if text is None else [line for line in text.splitlines() if line.strip()]
    told = _flat(lines, country, 1 if text is None else max(0, len(lines) - 1))
    return (
        (told.encode(CP932), "text/plain")
        if country == "JP"
        else (told.encode("cp1252"), "text/plain; charset=Cp1252")
    )


def _flat(lines: Sequence[str], country: str, processed: int) -> str:
    cells = lines[0].count("\t") if lines else 0
    kind, message = _FAULT.get(country, _ENGLISH_FAULT)
    wrong = [
        "\t".join((str(number), line.split("\t")[0], "90041", kind, message))
        for number, line in enumerate(lines[1:], 1)
        if line.count("\t") != cells
    ]
    title, all_, good = _COUNTED.get(country, _ENGLISH)
    head = f"{title}\r\n\t{all_}\t\t{processed}\r\n\t{good}\t\t{processed - len(wrong)}\r\n\r\n"
    return head + ("\r\n".join(("\t".join(_TITLES), *wrong)) + "\r\n" if wrong else "")


def _xml(text: str, seller_id: str, feed_id: str) -> bytes:
    body = re.sub(r"^\ufeff?\s*<\?xml[^>]*\?>", "", text)
    reader = _Messages()
    try:
        reader.parser.Parse(body, True)
    except expat.ExpatError as fault:
        raise Unreadable(f"The content is not XML: {fault}.") from fault
    messages = reader.messages
    wrong = [number for number, named in messages if not named]
    results = "".join(
        f"<Result><MessageID>{escape(number)}</MessageID><ResultCode>Error</ResultCode><ResultMessageCode>25"
        f"</ResultMessageCode><ResultDescription>{_NO_ORDER}</ResultDescription></Result>"
        for number in wrong
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


class _Messages:
    """Reads the messages of an envelope: the id of each, and whether it names an order."""

    def __init__(self) -> None:
        self.messages: list[tuple[str, bool]] = []
        self._place: list[str] = []
        self._number, self._named = "", False
        self.parser = expat.ParserCreate()
        self.parser.StartDoctypeDeclHandler = self._refuse
        self.parser.StartElementHandler = self._start
        self.parser.CharacterDataHandler = self._text
        self.parser.EndElementHandler = self._end

    def _refuse(self, *_: object) -> None:  # declared entities could expand without limit
        raise Unreadable("The content declares a document type, which Amazon does not take.")

    def _start(self, name: str, _attributes: object) -> None:
        self._place.append(name)
        if self._place[1:] == ["Message"]:
            self._number, self._named = "", False
        elif name in ("AmazonOrderID", "MerchantFulfillmentOrderID"):
            self._named = True

    def _text(self, text: str) -> None:
        if self._place[1:] == ["Message", "MessageID"]:
            self._number += text

    def _end(self, _name: str) -> None:
        if self._place[1:] == ["Message"]:
            self.messages.append((self._number or "0", self._named))
        self._place.pop()
