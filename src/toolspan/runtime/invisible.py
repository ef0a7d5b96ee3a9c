"""Invisible characters: they hide text from people, control terminals, and forge log lines."""

from __future__ import annotations

import re

_SELECTORS = "\u180b-\u180d\u180f\ufe00-\ufe0f\U000e0100-\U000e01ef"
"""Variation selectors: one after a character chooses its form, as in emoji; more carry bytes that nobody sees."""
_JOINERS = "\u200c\u200d"
"""Zero-width joiner and non-joiner: Persian, Indic scripts and emoji need them between letters."""
_UNSEEN = (
    "\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\u3164\ufeff\uffa0"
    "\ufff0-\ufffb\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e00ff\U000e01f0-\U000e0fff"
)
"""Format characters and what Unicode lets be ignored, but for those above: fillers, bidirectional marks, tags."""
STEERING = rf"\x7f-\x9f\u2028\u2029{_UNSEEN}{_JOINERS}"
"""For a class of characters: all of these but selectors, and the controls beyond line breaks and tabs."""
INVISIBLE = re.compile(rf"[\x00-\x1f\ud800-\udfff{STEERING}]|[{_SELECTORS}]{{2,}}")
"""Control, bidirectional and zero-width characters, and halves of characters, for texts of one line."""
HIDDEN = re.compile(f"[\x7f-\x9f{_UNSEEN}{_JOINERS}{_SELECTORS}]+")
_HARMLESS = re.compile(f"[{_SELECTORS}]?[{_JOINERS}]?")
_LINES = re.compile("[\u2028\u2029]")
_ESCAPED = re.compile(r"\\(?:u00(?:0[0-8bce-f]|1[0-9a-f]|7f)|[bf]|\\)")
_STARTS = {  # the same in UTF-8, by first byte: a search for one byte is nearly free
    pattern[:1]: re.compile(pattern)
    for pattern in (
        b"\x7f",
        b"\xc2[\x80-\x9f\xad]",
        b"\xcd\x8f",
        b"\xd8\x9c",
        b"\xe1(?:\x85[\x9f\xa0]|\x9e[\xb4\xb5]|\xa0[\x8b-\x8f])",
        b"\xe2(?:\x80[\x8b-\x8f\xa8-\xae]|\x81[\xa0-\xaf])",
        b"\xe3\x85\xa4",
        b"\xef(?:\xb8[\x80-\x8f]|\xbb\xbf|\xbe\xa0|\xbf[\xb0-\xbb])",
        b"\xf0(?:\x9b\xb2[\xa0-\xa3]|\x9d\x85[\xb3-\xba])",
        b"\xf3\xa0",
    )
}


def clean(raw: bytes, text: str) -> str:
    """Return JSON text without control, bidirectional and invisible characters; line breaks and tabs stay.

    A joiner between letters or emoji stays, and so does one variation selector after a character;
    the line and paragraph separators become line breaks.

    Args:
        raw: The text as UTF-8.
        text: The text.
    """
    plain = raw.isascii() and b"\x7f" not in raw
    if not plain and any(start in raw and pattern.search(raw) for start, pattern in _STARTS.items()):
        text = HIDDEN.sub(_unless_harmless, _LINES.sub(r"\\n", text))
    return _ESCAPED.sub(_unless_backslash, text) if b"\\" in raw else text


def one_line(text: str) -> str:
    """Return text with a blank for each invisible character and line break; joiners between letters or emoji stay."""
    return INVISIBLE.sub(lambda match: match.group() if _joins(match) else " ", text)


def hides_something(text: str) -> bool:
    """Return whether a text of one line has an invisible character other than a joiner between letters or emoji."""
    return any(not _joins(match) for match in INVISIBLE.finditer(text))


def _joins(match: re.Match[str]) -> bool:
    """Return whether a match is one joiner between letters or emoji."""
    text, start, end = match.string, match.start(), match.end()
    around = text[max(start - 1, 0) : start], text[end : end + 1]
    return match.group() in (*_JOINERS,) and all(_joinable(each, "LMS") for each in around)


def _unless_harmless(match: re.Match[str]) -> str:
    """Drop a run of invisible characters, unless it is one selector or joiner where it has a use."""
    run, start, end = match.group(), match.start(), match.end()
    before, after = match.string[max(start - 1, 0) : start], match.string[end : end + 1]
    if not _HARMLESS.fullmatch(run) or not _joinable(before, "LMNSP"):
        return ""
    joins = run[-1] in _JOINERS
    return run if not joins or (_joinable(before, "LMS") and _joinable(after, "LMS")) else ""


def _joinable(character: str, categories: str) -> bool:
    from unicodedata import category  # noqa: PLC0415 - few texts need it

    return character not in ("", '"', "\\") and category(character)[0] in categories


def _unless_backslash(match: re.Match[str]) -> str:
    """Drop an escaped control character; an escaped backslash is text, and so is what follows it."""
    return match.group() if match.group() == "\\\\" else ""
