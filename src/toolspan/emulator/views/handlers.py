"""All operations the emulator answers, by full name."""

from __future__ import annotations

from toolspan.emulator.views import orders_2026

__all__ = ["HANDLERS"]

HANDLERS = {**orders_2026.HANDLERS}
