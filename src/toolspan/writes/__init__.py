"""What stands between a checked write and its executor: what it is known by, audit, once only, the budget.

Each is an executor around an executor, or a journal around a journal; reads pass by them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from toolspan.writes.audit import Audited, WriteRecord
from toolspan.writes.budget import Budgeted
from toolspan.writes.idempotency import Once
from toolspan.writes.identity import Identified

if TYPE_CHECKING:
    from toolspan.contract import Executor
    from toolspan.journal import Journal
    from toolspan.policy import Policy
    from toolspan.writes.audit import OnWrite
    from toolspan.writes.idempotency import GoesOn


def guarded(
    executor: Executor,
    owner: str,
    *,
    policy: Policy,
    journal: Journal,
    on_write: OnWrite | None,
    slug: str,
    goes_on: GoesOn,
) -> Executor:
    """Return an executor for writes.

    Args:
        executor: Sends them.
        owner: Stands for the account that they act on.
        policy: Says how many there may be, and what counts as a repetition.
        journal: Remembers them.
        on_write: Told of each, before and after.
        slug: Name of the connector, for the audit.
        goes_on: Makes the call that goes on with a write whose end is not known yet.
    """
    counted = Budgeted(journal, policy.writes_per_day) if policy.writes_per_day is not None else journal
    once = Once(executor, owner, counted, policy.repeat_window, goes_on)
    return Identified(Audited(once, owner, slug, on_write), owner, executor)


__all__ = ["WriteRecord", "guarded"]
