"""Lets the tests find the connector beside them, and that of the tutorial."""

from __future__ import annotations

import sys
from pathlib import Path

_HERE = Path(__file__).parent
sys.path[:0] = [str(_HERE), str(_HERE.parents[1] / "docs/extending/toolspan-frankfurter/src")]
