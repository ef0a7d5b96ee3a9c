"""Data Kiosk's GraphQL schemas without their descriptions: what a query is checked by."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from graphql import parse, print_ast

if TYPE_CHECKING:
    from pathlib import Path

# Descriptions stand alone on their lines, as strings or block strings.
_BLOCK = re.compile(r'^[ \t]*"""[\s\S]*?"""[ \t]*\n', re.MULTILINE)
_LINE = re.compile(r'^[ \t]*"(?:[^"\\\n]|\\.)*"[ \t]*\n', re.MULTILINE)


def kiosk_schemas(folder: Path) -> dict[str, str]:
    """Every schema by data set, such as `analytics_economics_2024_03_15`."""
    return {file.stem: _bare(file.read_text("utf-8")) for file in sorted(folder.glob("*.graphql"))}


def _bare(text: str) -> str:
    return print_ast(parse(_LINE.sub("", _BLOCK.sub("", text)), no_location=True)) + "\n"
