"""Content of feeds: encoded by the charset of its content type, and checked before it is sent."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple
from xml.parsers import expat

from pydantic_core import from_json

from toolspan.errors import InvalidInput

if TYPE_CHECKING:
    from collections.abc import Iterator

_MEDIA = re.compile(r"[a-z0-9][\w.+-]*/[a-z0-9][\w.+-]*", re.ASCII | re.IGNORECASE)
_PARAMETER = re.compile(
    r"\s*([\w.+-]+)\s*=\s*(?:\"([^\"\\]*)\"|'([^'\\]*)'|([^\s\"';]+))\s*(?:;|$)", re.ASCII
)
_LABEL = re.compile(r"[a-z0-9][\w.:+-]*", re.ASCII | re.IGNORECASE)
_CODECS = re.compile(
    r"ascii|utf-(?:8|16(?:-[bl]e)?)|cp\d+|iso8859-\d+|gb\w+|big5|euc_\w+|iso2022_\w+|koi8-[ru]|shift_jis|tis-620"
)
"""Python codecs that are character sets of files; others, such as base64, are not."""
_UNKNOWN_TO_PYTHON = {"windows-31j": "cp932", "cswindows31j": "cp932", "x-sjis": "shift_jis"}
_CP932_FIRST = ("cp932", "shift_jis")
"""Codecs of Shift_JIS: Japanese files of that name hold Windows' variant, which lacks a few characters."""
_DECLARED = re.compile(r"\s*<\?xml[^>]*?\bencoding\s*=\s*[\"']([\w.:-]+)[\"'][^>]*\?>")
_BREAK = re.compile(r"\r\n|\r|\n")
_MARK = "\ufeff"
_MOST_PLACES = 5
_JSON_CODECS = ("utf-8", "ascii")


class ContentType(NamedTuple):
    """A content type as given, and parsed; `codecs` are tried in order."""

    given: str
    media: str
    charset: str | None
    codecs: tuple[str, ...]

    @property
    def form(self) -> str:
        """Kind of document: json, xml, text or binary."""
        if self.media.endswith(("/json", "+json")):
            return "json"
        if self.media.endswith(("/xml", "+xml")):
            return "xml"
        return "text" if self.media.startswith("text/") else "binary"


@dataclass(frozen=True, slots=True)
class Content:
    """Bytes to upload and their content type; `text` is None for binary content, `parsed` is the value of JSON."""

    data: bytes
    type: ContentType
    text: str | None = None
    parsed: Any = None
    warnings: list[str] = field(default_factory=list)


def read_content_type(given: str, operation: str) -> ContentType:
    """Parse a content type.

    Raises:
        InvalidInput: It is malformed, or names an unknown character set.
    """
    text = given.strip()
    media, _, rest = text.partition(";")
    media = media.strip().lower()
    labels = []
    while rest.strip():
        found = _PARAMETER.match(rest)
        if found is None:
            raise _no_type(given, operation)
        rest = rest[found.end() :]
        if found[1].lower() == "charset":
            labels.append(next(value for value in found.groups()[1:] if value is not None).strip())
    if not _MEDIA.fullmatch(media) or not text.isascii() or not text.isprintable() or len(labels) > 1:
        raise _no_type(given, operation)
    if not labels:
        return ContentType(text, media, None, ())
    return ContentType(text, media, labels[0], _codecs_of(labels[0], operation))


def _no_type(given: str, operation: str) -> InvalidInput:
    return InvalidInput(
        f"{operation}: content_type {given[:80]!r} is not a media type with at most one charset.",
        hint='Such as "text/tab-separated-values; charset=UTF-8", "text/xml; charset=UTF-8" or "application/pdf".',
    )


def _codecs_of(label: str, operation: str) -> tuple[str, ...]:
    known = _UNKNOWN_TO_PYTHON.get(label.lower(), label)
    try:
        name = codecs.lookup(known).name if _LABEL.fullmatch(label) else ""
    except LookupError:
        name = ""
    if not _CODECS.fullmatch(name):
        raise InvalidInput(
            f"{operation}: the charset {label[:40]!r} of content_type is not known.",
            hint="Use UTF-8, ISO-8859-1, windows-1252 or, for Japan, Shift_JIS.",
        )
    return _CP932_FIRST if name == "shift_jis" else (name,)


def read_content(given: str | bytes, content_type: ContentType, operation: str) -> Content:
    """Return the content to upload: text encoded by the charset, bytes unchanged.

    Raises:
        InvalidInput: The content does not match the content type; the message names the line where there is one.
    """
    form = content_type.form
    if form == "binary":
        if isinstance(given, str):
            raise InvalidInput(
                f"{operation}: {content_type.media} is binary, and content is text.",
                hint="A program must send it, with content=Path(...) or bytes: the tools of an agent take text only.",
            )
        strange = content_type.media == "application/pdf" and b"%PDF" not in given[:1024]
        return Content(
            given, content_type, warnings=["The content does not start like a PDF file."] * strange
        )
    if form == "json" and content_type.codecs and content_type.codecs[0] not in _JSON_CODECS:
        raise InvalidInput(
            f"{operation}: JSON is UTF-8, not {content_type.charset}.",
            hint='Give content_type "application/json; charset=UTF-8".',
        )
    declared = _declared(given) if form == "xml" else None
    names = ("utf-8",) if form == "json" else content_type.codecs
    label = "UTF-8" if form == "json" else content_type.charset
    if not names:
        label = declared or "UTF-8"
        names = _codecs_of(label, operation)
    text, data = (
        (given, _encoded(given, names, label or "", operation))
        if isinstance(given, str)
        else (_decoded(given, names, label or "", operation), given)
    )
    warnings = []
    if not data.isascii():
        if declared and content_type.charset and not _same(declared, names, operation):
            raise InvalidInput(
                f"{operation}: the XML declares {declared}, and content_type says {content_type.charset}.",
                hint="Make them the same.",
            )
        if content_type.charset is None and form == "text":
            warnings.append(
                f"content_type names no charset: the content is sent as UTF-8. Write "
                f'"{content_type.media}; charset=UTF-8", so that Amazon knows.'
            )
    checked = {"json": _json, "xml": _xml, "text": _table}[form](text, operation, warnings)
    return Content(data, content_type, text, checked, warnings)


def _same(declared: str, names: tuple[str, ...], operation: str) -> bool:
    other = _codecs_of(declared, operation)
    return bool({*other} & {*names}) or {
        name.removesuffix("-le").removesuffix("-be") for name in (*other, *names)
    } == {"utf-16"}


def _declared(given: str | bytes) -> str | None:
    head = given[:200] if isinstance(given, str) else given[:200].decode("latin-1").removeprefix("ï»¿")
    found = _DECLARED.match(head.removeprefix(_MARK))
    return found[1] if found else None


# ---------------------------------------------------------------------- characters


def _encoded(text: str, names: tuple[str, ...], label: str, operation: str) -> bytes:
    for name in names:
        try:
            return text.encode(name)
        except UnicodeError:
            continue
    places = list(_lacking(text, names))
    more = f", and {len(places) - _MOST_PLACES} more lines" if len(places) > _MOST_PLACES else ""
    raise InvalidInput(
        f"{operation}: {label} has no {', no '.join(places[:_MOST_PLACES])}{more}.",
        hint="Replace them, or name a charset in content_type that has them, such as charset=UTF-8.",
    )


def _lacking(text: str, names: tuple[str, ...]) -> Iterator[str]:
    """Yield, for each line, the first character that no codec can encode."""
    for number, line in enumerate(_BREAK.split(text), 1):
        for name in names:
            try:
                line.encode(name)
                break
            except UnicodeError:
                continue
        else:
            try:
                line.encode(names[0])
            except UnicodeEncodeError as fault:
                character = line[fault.start]
                shown = f"{character} " if character.isprintable() else ""
                yield f"{shown}(U+{ord(character):04X}) in line {number}"


def _decoded(data: bytes, names: tuple[str, ...], label: str, operation: str) -> str:
    if data.startswith(codecs.BOM_UTF8) and not names[0].startswith("utf-8"):
        raise InvalidInput(
            f"{operation}: the content begins with the mark of UTF-8, and its charset is {label}.",
            hint="Name charset=UTF-8 in content_type.",
        )
    faults: list[UnicodeDecodeError] = []
    for name in names:
        try:
            return data.decode(name)
        except UnicodeDecodeError as fault:
            faults.append(fault)
    first = faults[0]
    line = len(_BREAK.findall(data[: first.start].decode(names[0], "replace"))) + 1
    shown = data[first.start : max(first.end, first.start + 1)][:4].hex(" ")
    raise InvalidInput(
        f"{operation}: the content is not {label}: line {line} holds the bytes {shown}, which mean nothing in it.",
        hint="Name in content_type the charset that the file was saved in.",
    )


# ---------------------------------------------------------------------- structure


def _json(text: str, operation: str, _: list[str]) -> Any:
    if text.startswith(_MARK):
        raise InvalidInput(f"{operation}: the content begins with a byte order mark, which JSON must not have.",
                           hint="Leave out its first character, or save the file as UTF-8 without BOM.")  # fmt: skip
    try:
        return from_json(text, allow_inf_nan=False)
    except ValueError as fault:
        raise InvalidInput(f"{operation}: the content is not JSON: {fault}.") from None


def _xml(text: str, operation: str, _: list[str]) -> None:
    parser = expat.ParserCreate("utf-8")  # whatever the XML declares: it has been decoded already

    def refuse(*_: object) -> None:
        raise InvalidInput(f"{operation}: the XML defines a document type, which no feed has.")

    parser.StartDoctypeDeclHandler = refuse
    try:
        parser.Parse(text.removeprefix(_MARK).encode("utf-8"), True)
    except expat.ExpatError as fault:
        why = expat.errors.messages.get(fault.code, "broken")
        raise InvalidInput(
            f"{operation}: the content is not XML: {why} in line {fault.lineno}.",
            hint="content is the text of the file itself, not its name; a program can give content=Path(...).",
        ) from None


def _table(text: str, _: str, warnings: list[str]) -> None:
    lines = [line for line in _BREAK.split(text) if line.strip()]
    if len(lines) < 2:  # noqa: PLR2004 - a header and a record
        warnings.append(
            "The content has no line besides its first: content is the text of the file itself, not its name, and a "
            "program can give content=Path(...)."
        )
    elif "\t" not in text:
        warnings.append(
            "No line of the content holds a tab, and the cells of a flat file are separated by tabs."
        )
