"""Content-MD5: the checksum that Amazon's file hosts and documents state, as base64 text."""

from __future__ import annotations

import base64
import hashlib

__all__ = ["content_md5", "is_content_md5"]


def content_md5(content: bytes) -> str:
    """Return the checksum of bytes."""
    return base64.b64encode(hashlib.md5(content, usedforsecurity=False).digest()).decode()


def is_content_md5(text: str) -> bool:
    """Return whether a text can be such a checksum."""
    try:
        return len(base64.b64decode(text, validate=True)) == hashlib.md5(usedforsecurity=False).digest_size
    except ValueError:
        return False
