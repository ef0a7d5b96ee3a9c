"""What the functions of one toolkit share: its limits, stores, resources, and the connectors beside them."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, Any

from toolspan.clock import SYSTEM_CLOCK, checked_timeout
from toolspan.journal.base import digest_of
from toolspan.runtime.redaction import Redactor
from toolspan.toolkit.lifespan import Resources
from toolspan.tools.options import MAX_OUTPUT_CHARS, TOOL_TIMEOUT
from toolspan.tools.output import OutputLimiter

if TYPE_CHECKING:
    from toolspan.base import BaseConnector
    from toolspan.clock import Clock
    from toolspan.contract import Journal, ResultStore
    from toolspan.runtime.scope import Caller
    from toolspan.toolkit.lifespan import Lifespan
    from toolspan.writes.audit import OnWrite


class Shared:
    """What the functions of one toolkit share; as a caller, it owns their stored results.

    Args:
        name: Of the toolkit.
        timeout: Seconds of one call.
        max_output_chars: Characters of one result.
        journal: Remembers writes.
        on_write: Called before and after each write.
        results: Stores results that were too long.
        lifespan: Opens resources.
        writes_per_day: Writes in any 24 hours at most.
        clock: Time.
    """

    def __init__(
        self,
        name: str,
        *,
        timeout: float | None = TOOL_TIMEOUT,
        max_output_chars: int | None = MAX_OUTPUT_CHARS,
        journal: Journal | None = None,
        on_write: OnWrite | None = None,
        results: ResultStore | None = None,
        lifespan: Lifespan | None = None,
        writes_per_day: int | None = None,
        clock: Clock = SYSTEM_CLOCK,
    ) -> None:
        self.name = name
        self.timeout = checked_timeout(timeout)
        self.max_output_chars = max_output_chars
        self.limiter = OutputLimiter(max_output_chars)
        self.on_write = on_write
        self.writes_per_day = writes_per_day
        self.clock = clock
        self.connectors: list[BaseConnector] = []
        self.redact: Redactor = _Redactors(self)
        self.lifespan = Resources(lifespan) if lifespan else None
        self._journal = journal
        self._results = results
        # Without a journal of its own nothing is remembered beyond the process: another toolkit of this name is another one.
        self._identity = digest_of("toolkit", name, None if journal else secrets.token_hex(8))

    def identity(self) -> str:
        """Return what stands for this toolkit in its journal."""
        return self._identity

    result_owner = identity

    @property
    def journal(self) -> Journal:
        """The write journal."""
        if self._journal is None:
            from toolspan.journal.memory import journal_of  # noqa: PLC0415 - only those who write need it

            self._journal = journal_of(self.clock)
        return self._journal

    @property
    def results(self) -> ResultStore:
        """The store of results that were too long for a model."""
        if self._results is None:
            from toolspan.runtime.results import results_of  # noqa: PLC0415 - few results are that long

            self._results = results_of(self.clock)
        return self._results

    async def resources(self) -> Any:
        """Return what the lifespan gives; None without one."""
        return await self.lifespan.get() if self.lifespan else None

    def caller(self, ran: Caller | None) -> Caller:
        """Return the owner of a result in which the connector that ran masks its secrets too."""
        if ran is None or ran in self.connectors:
            return self
        return _Joined(self, ran)


class _Redactors(Redactor):
    """The redactors of all connectors of a toolkit."""

    def __init__(self, shared: Shared) -> None:
        super().__init__()
        self._shared = shared

    def __call__(self, text: str) -> str:
        text = super().__call__(text)
        for connector in self._shared.connectors:
            text = connector.redact(text)
        return text

    def result(self, text: str) -> str:
        text = super().result(text)
        for connector in self._shared.connectors:
            text = connector.redact.result(text)
        return text


class _Joined:
    """A toolkit's results with the secrets of one more connector masked."""

    def __init__(self, shared: Shared, ran: Caller) -> None:
        self._shared = shared
        self.redact = _Pair(shared.redact, ran.redact)

    @property
    def results(self) -> ResultStore:
        return self._shared.results

    def result_owner(self) -> str:
        return self._shared.result_owner()


class _Pair(Redactor):
    def __init__(self, *redactors: Redactor) -> None:
        super().__init__()
        self._each = redactors

    def __call__(self, text: str) -> str:
        for redact in self._each:
            text = redact(text)
        return text

    def result(self, text: str) -> str:
        for redact in self._each:
            text = redact.result(text)
        return text
