"""Normalises and validates names of workspaces, connectors and organisations."""

from __future__ import annotations

import unicodedata

LONGEST = 200
_TURKISH = str.maketrans({"\u0131": "i"})
"""Dotless i, and the combining dot that a folded capital I with dot leaves; both are treated as i."""
_REFUSED = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}


def clean_name(name: str) -> str:
    """Normalise a name: NFC, without surrounding whitespace.

    Raises:
        ValueError: The name is empty, too long, or has control or invisible characters.
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
    """Return the form in which easily confused names are equal."""
    plain = unicodedata.normalize("NFKC", name).casefold()
    return plain.translate(_TURKISH).replace("i\u0307", "i")[:512]
