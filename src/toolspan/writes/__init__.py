"""Write safety: fingerprint, audit, idempotency and daily limit.

Each is an executor around an executor, or a journal around a journal. Reads do not pass through them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from toolspan.writes.audit import Audited, WriteRecord
from toolspan.writes.budget import Budgeted
from toolspan.writes.idempotency import Idempotent
from toolspan.writes.identity import Fingerprinted

if TYPE_CHECKING:
    from toolspan.contract import Executor, Journal
    from toolspan.policy import Policy
    from toolspan.transport.executor import BaseExecutor
    from toolspan.writes.audit import OnWrite
    from toolspan.writes.idempotency import Resume


def guarded(
    executor: BaseExecutor,
    owner: str,
    *,
    policy: Policy,
    journal: Journal,
    on_write: OnWrite | None,
    slug: str,
    resume: Resume,
) -> Executor:
    """Return an executor for writes.

    Args:
        executor: Sends the writes.
        owner: Stands for the account that they act on.
        policy: Its daily limit, and the window in which the same write is a repetition.
        journal: Records the writes.
        on_write: Called before and after each write.
        slug: Name of the connector, for the audit.
        resume: Returns the call that resumes a write whose outcome is not known yet.
    """
    counted = Budgeted(journal, policy.writes_per_day) if policy.writes_per_day is not None else journal
    idempotent = Idempotent(executor, owner, counted, policy.repeat_window, resume)
    return Fingerprinted(Audited(idempotent, owner, slug, on_write), owner, executor.filled)


__all__ = ["WriteRecord", "guarded"]
