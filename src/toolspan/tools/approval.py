"""Approvals: a person approves one write of a tool, with its arguments, once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

from toolspan.contract import Question, frozen
from toolspan.errors import NeedsApproval
from toolspan.journal.base import digest_of
from toolspan.operations.arguments import read_params
from toolspan.operations.names import snake

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from toolspan.clock import Clock
    from toolspan.contract import Ask, Call, Journal
    from toolspan.policy import Policy

    CallOf = Callable[[Mapping[str, Any]], tuple[str, str, Any]]

_LIFE = 7 * 86_400.0
"""Seconds for which an answer may be waited for."""


class ApprovalUsed(NeedsApproval):
    """The approval of a call was given for other arguments, or was used already.

    Args:
        operation: What was to be done.
        approval: Its id.
    """

    def __init__(self, operation: str, approval: str) -> None:
        super().__init__(
            f"{operation} was not carried out: no person has approved these arguments.",
            hint="They are not the ones that were asked about, or the approval was used already. "
            "Make the call again, and a person is asked again.",
        )
        self.approval = approval


class Approving(Protocol):
    """Whose writes a person approves: a connector, or what stands for one."""

    @property
    def policy(self) -> Policy:
        """Says which writes need a person."""
        ...

    @property
    def clock(self) -> Clock:
        """Time."""
        ...

    @property
    def journal(self) -> Journal:
        """Stores what was asked."""
        ...

    def identity(self) -> str:
        """Return what stands for the account."""
        ...

    def prepare(self, entity: str, action: str, params: Mapping[str, Any], /) -> Call:
        """Return the checked call."""
        ...

    def check_sendable(self, call: Call) -> None:
        """Refuse a call that cannot be sent."""
        ...


class Approvals:
    """Asks a person before the writes of one tool.

    What is asked is kept in the connector's journal under the framework's own name for the call.
    An approval counts only for the arguments that were asked about, and for one call.

    Args:
        connector: Whose writes they are; its policy says which of them need a person.
        call_of: Says which entity, action and params the arguments of the tool mean.
        account: Name of the account, where the tool serves several.
    """

    def __init__(self, connector: Approving, call_of: CallOf, account: str = "") -> None:
        self._connector = connector
        self._account = account
        self._call_of = call_of

    def question(self, arguments: Mapping[str, Any]) -> Question | None:
        """Return the approval request for a call of the tool; None where none is needed.

        Raises:
            ToolspanError: The call would be refused anyway.
        """
        entity, action, params = self._call_of(arguments)
        if arguments.get("dry_run") or self._connector.policy.approve is False:
            return None
        given = frozen(dict(read_params(params)))
        call = self._connector.prepare(entity, action, given)
        if call.operation.runs == "client":
            return None
        named = {snake(name): value for name, value in call.values.items()}
        if not self._connector.policy.asks(call.operation, frozen(named)):
            return None
        self._connector.check_sendable(call)
        digest = digest_of(call.operation.name, given)

        async def keep(ticket: str) -> None:
            connector = self._connector
            until = connector.clock.time() + _LIFE
            await connector.journal.ask(connector.identity(), ticket, digest, until)

        async def drop(ticket: str) -> None:
            await self._connector.journal.drop(self._connector.identity(), ticket)

        return Question(call.operation.name, given, digest, keep, drop, self._account)

    async def obtain(self, arguments: Mapping[str, Any], ask: Ask | None) -> str | None:
        """Return the approval id of a call that a person approved; None where none is needed.

        Raises:
            NeedsApproval: There is none for these arguments.
            ToolspanError: As in `question`.
        """
        question = self.question(arguments)
        if question is None:
            return None
        if ask is None:
            raise question.unasked()
        ticket, connector = await ask(question), self._connector
        moment = connector.clock.time()
        if not await connector.journal.take(connector.identity(), ticket, question.digest, moment):
            raise ApprovalUsed(question.operation, ticket)
        return ticket
