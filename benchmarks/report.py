"""One line per budget, and an exit code."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass
class Report:
    """Collects results; prints each at once.

    Args:
        over: Names of the budgets that were not met.
    """

    over: list[str] = field(default_factory=list)

    def section(self, title: str) -> None:
        print(f"\n{title}")

    def budget(
        self,
        name: str,
        value: float,
        limit: float,
        *,
        at_least: bool = False,
        unit: str = "x",
        note: str = "",
    ) -> None:
        """Print a value beside its budget."""
        met = value >= limit if at_least else value <= limit
        sign = ">=" if at_least else "<="
        if not met:
            self.over.append(name)
        print(
            f"  {'ok  ' if met else 'OVER'} {name:<58} {value:9.2f}{unit}  ({sign} {limit:g}{unit})  {note}".rstrip()
        )

    def info(self, name: str, text: str) -> None:
        """Print something worth knowing that has no budget."""
        print(f"       {name:<58} {text}")
