"""JSON encoding of the server: accepts everything that connectors return in local mode, and never rounds numbers."""

from __future__ import annotations

import json
from typing import Any

import orjson
from pydantic_core import from_json, to_json


def encoded(data: Any, *, sort_keys: bool = False) -> bytes:
    """Encode data as JSON. NaN and infinity become null; integers may have any length.

    Raises:
        ValueError: A value cannot be encoded.
    """
    try:
        return orjson.dumps(data, option=orjson.OPT_SORT_KEYS if sort_keys else None)
    except orjson.JSONEncodeError:  # the fast encoder is limited to 64 bits
        return json.dumps(data, sort_keys=True).encode() if sort_keys else to_json(data, inf_nan_mode="null")


def decoded(content: bytes) -> Any:
    """Decode JSON.

    Raises:
        ValueError: The content is not valid JSON or not valid Unicode.
    """
    return from_json(content, allow_inf_nan=False)
