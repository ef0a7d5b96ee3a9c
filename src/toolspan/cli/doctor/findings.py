"""What was found, and what to do about it."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from toolspan.errors import ToolspanError

State = Literal["ok", "note", "warn", "fail"]


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at. `advice` says what to do where something is to be done."""

    check: str
    state: State
    said: str
    advice: str | None = None

    def to_dict(self) -> dict[str, Any]:
        """Return it as JSON has it."""
        return {name: value for name, value in asdict(self).items() if value is not None}


def failed(check: str, error: ToolspanError) -> Finding:
    """Return the finding of an error, with its advice."""
    more = f" ({error.details})" if error.details else ""
    advice = error.hint or "Try again; if it stays so, ask whoever runs the other side."
    return Finding(check, "fail", f"{error.message}{more}", advice)
