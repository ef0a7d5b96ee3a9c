"""What the document of a feed holds: rows of a table, or messages of an envelope."""

from __future__ import annotations

import csv
import io
import re
from xml.parsers import expat

__all__ = ["Unreadable", "flat_rows", "xml_messages"]

_TEMPLATE = "TemplateType="
_HEADS = frozenset(
    {
        "MerchantRemovalOrderID", "RemovalDisposition", "AddressName", "AddressFieldOne", "AddressFieldTwo",
        "AddressFieldThree", "AddressCity", "AddressStateOrRegion", "AddressPostalCode", "AddressCountryCode",
        "ContactPhoneNumber", "ShippingNotes",
    }
)  # fmt: skip
"""Names of the pairs above the table of a removal."""


class Unreadable(Exception):
    """The content is not in the charset that its content type names, or should be XML but is not."""


def flat_rows(text: str) -> tuple[dict[str, str], list[str], list[list[str]]]:
    """Return the pairs above a table, its header, and its rows; lines of a template are skipped."""
    lines = [
        line for line in text.lstrip("\ufeff").splitlines() if line.strip() and not line.startswith(_TEMPLATE)
    ]
    table = list(csv.reader(io.StringIO("\n".join(lines)), delimiter="\t", quoting=csv.QUOTE_NONE))
    head: dict[str, str] = {}
    while table and table[0][0].strip() in _HEADS:
        name, *values = table.pop(0)
        head[name.strip()] = next((value.strip() for value in values if value.strip()), "")
    return head, table[0] if table else [], table[1:]


def xml_messages(text: str) -> list[tuple[int, dict[str, str]]]:
    """Return the number of each message, and the texts in it by element; of names that repeat, the first.

    Raises:
        Unreadable: It is not XML, or declares a document type.
    """
    body = re.sub(r"^\ufeff?\s*<\?xml[^>]*\?>", "", text)  # whose encoding is no longer that of the text
    reader = _Messages()
    try:
        reader.parser.Parse(body, True)
    except expat.ExpatError as fault:
        raise Unreadable(f"The content is not XML: {fault}.") from fault
    return reader.messages


class _Messages:
    """Reads the messages of an envelope."""

    def __init__(self) -> None:
        self.messages: list[tuple[int, dict[str, str]]] = []
        self._way: list[str] = []
        self._texts: dict[str, str] = {}
        self._text = ""
        self.parser = expat.ParserCreate()
        self.parser.StartDoctypeDeclHandler = self._refuse
        self.parser.StartElementHandler = self._start
        self.parser.CharacterDataHandler = self._more
        self.parser.EndElementHandler = self._end

    def _refuse(self, *_: object) -> None:  # declared entities could expand without limit
        raise Unreadable("The content declares a document type, which Amazon does not take.")

    def _start(self, name: str, _attributes: object) -> None:
        self._way.append(name)
        self._text = ""
        if self._way[1:] == ["Message"]:
            self._texts = {}

    def _more(self, text: str) -> None:
        self._text += text

    def _end(self, name: str) -> None:
        if self._text.strip():
            self._texts.setdefault(name, self._text.strip())
        self._text = ""
        if self._way[1:] == ["Message"]:
            number = self._texts.get("MessageID", "0")
            self.messages.append((int(number) if number.isdigit() else 0, self._texts))
        self._way.pop()
