"""Names that people give: one form for each, and nothing invisible in it."""

from __future__ import annotations

import unicodedata

LONGEST = 200
_TURKISH = str.maketrans({"\u0131": "i"})
"""The i without a dot; the capital one with a dot folds to an i and a dot of its own."""
_REFUSED = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}


def clean_name(name: str) -> str:
    """Return a name in its one form: NFC, without blanks around it.

    Raises:
        ValueError: It is empty, too long, or holds control or invisible characters.
    """
    cleaned = unicodedata.normalize("NFC", name).strip()
    if not cleaned:
        raise ValueError("must not be empty")
    if len(cleaned) > LONGEST:
        raise ValueError(f"must have at most {LONGEST} characters")
    if any(unicodedata.category(character) in _REFUSED for character in cleaned):
        raise ValueError("must not hold control, invisible or unassigned characters")
    return cleaned


def folded(name: str) -> str:
    """Return the form in which names that people would confuse are equal."""
    plain = unicodedata.normalize("NFKC", name).casefold()
    return plain.translate(_TURKISH).replace("i\u0307", "i")[:512]
