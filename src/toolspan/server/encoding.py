"""JSON as the server reads and writes it: whatever a connector gives in local mode passes, and nothing is rounded."""

from __future__ import annotations

import json
from typing import Any

import orjson
from pydantic_core import from_json, to_json


def encoded(data: Any, *, sort_keys: bool = False) -> bytes:
    """Return data as JSON. Numbers without a JSON form are null; whole numbers may have any length.

    Raises:
        ValueError: Something in it has no JSON form.
    """
    try:
        return orjson.dumps(data, option=orjson.OPT_SORT_KEYS if sort_keys else None)
    except orjson.JSONEncodeError:  # it stops at 64 bits; the slower way does not
        return json.dumps(data, sort_keys=True).encode() if sort_keys else to_json(data, inf_nan_mode="null")


def decoded(content: bytes) -> Any:
    """Return what JSON says.

    Raises:
        ValueError: It is not JSON, or text in it is not Unicode.
    """
    return from_json(content, allow_inf_nan=False)
