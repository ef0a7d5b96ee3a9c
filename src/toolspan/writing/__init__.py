"""What stands between a checked write and its executor: audit, then once only, then the budget.

Each is an executor around an executor, or a journal around a journal; reads pass by them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from toolspan.writing.audit import Audited, WriteRecord
from toolspan.writing.budget import Budgeted
from toolspan.writing.once import Once

if TYPE_CHECKING:
    from toolspan.contract import Executor
    from toolspan.journal import Journal
    from toolspan.policy import Policy
    from toolspan.writing.audit import OnWrite


def guarded(
    executor: Executor, owner: str, *, policy: Policy, journal: Journal, on_write: OnWrite | None, slug: str
) -> Executor:
    """Return an executor for writes.

    Args:
        executor: Sends them.
        owner: Stands for the account that they act on.
        policy: Says how many there may be, and what counts as a repetition.
        journal: Remembers them.
        on_write: Told of each, before and after.
        slug: Name of the connector, for the audit.
    """
    counted = Budgeted(journal, policy.writes_per_day) if policy.writes_per_day is not None else journal
    once = Once(executor, owner, counted, policy.repeat_window)
    return Audited(once, owner, slug, on_write)


__all__ = ["WriteRecord", "guarded"]
