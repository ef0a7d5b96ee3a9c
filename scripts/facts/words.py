"""Spellings of names, as the connector spells them."""

from __future__ import annotations

import re

_HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")


def snake(name: str) -> str:
    """`createdAfter` as `created_after`."""
    return _HUMP.sub("_", name).replace("-", "_").lower()


def argument(name: str) -> str | None:
    """The caller's name of a parameter whose wire name has a prefix of Amazon's or a dot; None if it is no other."""
    last = name.rsplit(".", 1)[-1].removeprefix("x-amzn-")
    return None if last == name else snake(last)


def camel(*names: str) -> str:
    """`orders_v0`, `list` as `OrdersV0List`."""
    return "".join(part[:1].upper() + part[1:] for name in names for part in name.split("_"))
