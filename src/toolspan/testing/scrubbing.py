"""Masks secrets and personal data in recordings."""

from __future__ import annotations

import codecs
import json
import re
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl

from toolspan.runtime.redaction import Redactor

if TYPE_CHECKING:
    from collections.abc import Iterable

    import httpx2

MASK = "recorded"
"""Replacement for masked values. It is also a valid token, so that a replay works."""
_TOKENS = ("access_token", "refresh_token", "restrictedDataToken")
_SECRETS = ("client_secret", "refresh_token", "code")
_SIGNATURE = re.compile(r"(X-Amz-(?:Signature|Credential|Security-Token)=)[^&\"\s]+", re.IGNORECASE)
_ELEMENT = re.compile(r"<([\w:.-]+)>([^<]+)</\1>")
PERSONAL = frozenset(
    {
        "buyer", "deliveryaddress", "addressline1", "addressline2", "addressline3", "buyeremail", "buyername", "buyertaxinfo",
        "buyertaxinformation", "buyerphonenumber", "city", "companylegalname", "companyname", "county", "district",
        "email", "fullname", "giftmessagetext", "giftmessage", "municipality", "name1", "phone", "phonenumber",
        "postalcode", "recipientname", "shippingaddress", "shipaddress1", "shipaddress2", "shipcity", "shippostalcode",
        "taxidentifier", "taxnumber",
    }
)  # fmt: skip
"""Normalised names of fields that can identify or locate a buyer. Everything inside them is masked."""


def charset_of(body: bytes, declared: str | None) -> str | None:
    """Return the character set of a text body; None for a binary one.

    Args:
        body: The decompressed body.
        declared: The character set of its content type.
    """
    marked = "utf-16" if body[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE) else None
    for name in filter(None, (marked, "utf-8", declared, "cp1252")):
        try:
            text = body.decode(name)
        except (UnicodeDecodeError, LookupError):
            continue
        return None if "\0" in text else name
    return None


class Scrubber:
    """Masks secrets by value; tokens and personal data by field name.

    Args:
        personal: Additional field and column names.
    """

    def __init__(self, personal: Iterable[str] = ()) -> None:
        self._personal = PERSONAL | {_squash(name) for name in personal}
        self._redact = Redactor()

    def learn(self, request: httpx2.Request) -> None:
        """Remember the secrets that a request carries."""
        self._redact.keep(request.headers.get("x-amz-access-token"))
        self._redact.keep(*(value for name, value in _form(request) if name in _SECRETS))

    def learn_tokens(self, body: bytes) -> None:
        """Remember the tokens in a response."""
        try:
            said = json.loads(body)
        except ValueError:
            return
        if isinstance(said, dict):
            self._redact.keep(*(said[name] for name in _TOKENS if isinstance(said.get(name), str)))

    def __call__(self, body: str) -> Any:
        """Return a masked body, as JSON data if it is JSON, else as text."""
        text = self.text(body)
        try:
            return self._without_people(json.loads(text))
        except ValueError:
            return self._table(text) if "\t" in text.partition("\n")[0] else _ELEMENT.sub(self._element, text)

    def text(self, text: str) -> str:
        """Return text without secrets and without signatures of document URLs."""
        return self._redact(_SIGNATURE.sub(rf"\g<1>{MASK}", text)).replace("[redacted]", MASK)

    def _without_people(self, value: Any) -> Any:
        if isinstance(value, list):
            return [self._without_people(item) for item in value]
        if isinstance(value, dict):
            return {
                key: _masked(item) if _squash(key) in self._personal else self._without_people(item)
                for key, item in value.items()
            }
        return value

    def _element(self, found: re.Match[str]) -> str:
        name = found[1].rpartition(":")[2]
        return f"<{found[1]}>{MASK}</{found[1]}>" if _squash(name) in self._personal else found[0]

    def _table(self, text: str) -> str:
        """Return a tab-separated table with personal columns masked."""
        head, *rows = text.split("\n")
        columns = head.rstrip("\r").split("\t")
        hidden = {place for place, name in enumerate(columns) if _squash(name) in self._personal}
        return "\n".join([head, *(_masked_row(row, hidden) for row in rows)])


def _masked_row(row: str, hidden: set[int]) -> str:
    cells = row.rstrip("\r").split("\t")
    masked = (MASK if place in hidden and cell else cell for place, cell in enumerate(cells))
    return "\t".join(masked) + "\r" * row.endswith("\r")


def _masked(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _masked(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_masked(item) for item in value]
    return MASK if isinstance(value, str) else None


def _squash(name: str) -> str:
    return re.sub(r"[^a-z0-9]", "", name.lower())


def _form(request: httpx2.Request) -> list[tuple[str, str]]:
    form = request.headers.get("content-type", "").startswith("application/x-www-form-urlencoded")
    return parse_qsl(request.content.decode()) if form else []
