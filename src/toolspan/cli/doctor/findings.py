"""Findings of `toolspan doctor`."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from toolspan.errors import ToolspanError

State = Literal["ok", "note", "warn", "fail"]


@dataclass(frozen=True, slots=True)
class Finding:
    """Result of one check; `advice` says how to fix a problem."""

    check: str
    state: State
    said: str
    advice: str | None = None

    def to_dict(self) -> dict[str, Any]:
        """Return the finding as JSON data, without empty fields."""
        return {name: value for name, value in asdict(self).items() if value is not None}


def failed(check: str, error: ToolspanError) -> Finding:
    """Return a failed finding for an error, with its hint as advice."""
    more = f" ({error.details})" if error.details else ""
    advice = error.hint or "Try again later. If the error remains, contact the operator of the API."
    return Finding(check, "fail", f"{error.message}{more}", advice)
