"""Writes of a user's function: approval, audit, daily limit, and once for each call of the framework."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

from toolspan.clock import Deadline
from toolspan.contract import Call
from toolspan.errors import OutcomeUnknown, ToolspanError
from toolspan.journal.base import digest_of
from toolspan.operations.model import Operation
from toolspan.page import Meta, Page
from toolspan.policy import Policy
from toolspan.runtime.calling import framework_call
from toolspan.runtime.sending import in_doubt, sending
from toolspan.tools.approval import Approvals, ApprovalUsed
from toolspan.writes.audit import Audited
from toolspan.writes.budget import Budgeted
from toolspan.writes.idempotency import DOUBTS_ONLY, Idempotent
from toolspan.writes.identity import Fingerprinted

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping

    from toolspan.clock import Clock
    from toolspan.contract import Ask, Executor, Journal, Question
    from toolspan.toolkit.marks import Settings
    from toolspan.toolkit.shared import Shared
    from toolspan.toolkit.signature import Signature

    Shown = tuple[str, str]
    """What a model sees of a result, before it is cut: `text` or `json`, and the text of it."""
    Body = Callable[[str | None], Awaitable[Shown]]
    """Runs the function under an approval id."""


class FunctionOperation(Operation):
    """A function as an operation; it is called by its own name alone."""

    __slots__ = ()

    @property
    def again(self) -> str:
        """What a program can do where nobody knows how a call ended."""
        return "call the function itself"

    @property
    def name(self) -> str:  # pyright: ignore[reportIncompatibleVariableOverride]
        """Its name."""
        return self.action


class Writes:
    """Makes the writes of one function; to `Approvals`, it stands for a connector with this one operation.

    Args:
        name: Of the tool.
        summary: What the function does.
        settings: How it was marked.
        signature: Of the function.
        shared: Of its toolkit.
        seconds: Of one call; None for any time.
    """

    def __init__(
        self,
        name: str,
        summary: str,
        *,
        settings: Settings,
        signature: Signature,
        shared: Shared,
        seconds: float | None,
    ) -> None:
        self._operation = FunctionOperation(
            "functions",
            name,
            summary,
            "write",
            destructive=settings.destructive,
            idempotent=settings.idempotent,
        )
        self._signature = signature
        self._shared = shared
        self._seconds = seconds
        asks = settings.approve
        self.policy = Policy(
            approve=asks if isinstance(asks, bool) else lambda _, arguments: asks(arguments),
            writes_per_day=shared.writes_per_day,
            repeat_window=settings.repeat_window,
        )
        self.approvals = Approvals(self, lambda arguments: ("functions", name, arguments))

    @property
    def clock(self) -> Clock:
        """Time of the toolkit."""
        return self._shared.clock

    @property
    def journal(self) -> Journal:
        """Journal of the toolkit."""
        return self._shared.journal

    def identity(self) -> str:
        """Return what stands for the toolkit."""
        return self._shared.identity()

    def prepare(self, entity: str, action: str, params: Mapping[str, Any]) -> Call:  # noqa: ARG002 - there is one operation
        """Return the checked call of these arguments."""
        values = self._signature.check(params, self._operation.name, None)
        plain = self._signature.plain(values)
        return Call(self._operation, plain, Deadline(self.clock, self._seconds))

    def check_sendable(self, call: Call) -> None:
        """Accept any call that was checked."""

    def question(self, arguments: Mapping[str, Any]) -> Question | None:
        """Return what a person must be asked before a call; None where nobody must."""
        return self.approvals.question(arguments)

    async def carry_out(
        self, values: Mapping[str, Any], arguments: Mapping[str, Any], ask: Ask | None, body: Body
    ) -> tuple[Shown, list[str]]:
        """Return what a model sees of a write, and what it must know besides; the same call of a framework is made once.

        Args:
            values: Checked arguments.
            arguments: As the model gave them; nobody else may hold them.
            ask: Asks a person.
            body: Runs the function.

        Raises:
            ToolspanError: It is refused, or failed.
        """
        plain = self._signature.plain(values)
        key = self._key(plain)
        approval: str | None = None
        try:
            approval = await self.approvals.obtain(arguments, ask)
            key = key or self._named(plain, "approval", approval)
        except ApprovalUsed as used:  # what goes through a call again gives the answer again
            key, body = key or self._named(plain, "approval", used.approval), _not_again(used)
        call = Call(self._operation, plain, Deadline(self.clock, self._seconds), key=key, approval=approval)
        try:
            page = await self._chain(_Run(partial(body, approval), self._operation)).execute(call)
        except _Passing as passing:
            raise passing.fault from None
        return next(iter(page.data[0].items())), page.meta.warnings

    def _key(self, plain: Mapping[str, Any]) -> str | None:
        """Return what stands for this call of the framework, however often it comes; None where its ids are not for good."""
        made = framework_call()
        if made is None or made.call_id is None or made.conversation is None:
            return None
        return self._named(plain, made.conversation, made.call_id)

    def _named(self, plain: Mapping[str, Any], kind: str, name: str | None) -> str | None:
        return None if name is None else digest_of(kind, name, self._operation.name, plain)

    def _chain(self, run: _Run) -> Executor:
        policy, owner, journal = self.policy, self.identity(), self.journal
        counted: Journal = journal
        if policy.writes_per_day is not None:
            counted = Budgeted(
                journal,
                policy.writes_per_day,
                f"the toolkit {self._shared.name}",
                "Toolkit(writes_per_day=...)",
            )
        # Where two calls have the effect of one, a doubt need not hold up the next.
        window = policy.repeat_window or (0.0 if self._operation.idempotent else DOUBTS_ONLY)
        chain: Executor = Idempotent(run, owner, counted, window, self._resumed)
        if window:  # a call that comes again, and an equal call of somebody else, are two things
            chain = Idempotent(_Unkeyed(chain), f"{owner}:calls", journal, 0.0, self._resumed)
        audited = Audited(chain, owner, self._shared.name, self._shared.on_write)
        return Fingerprinted(audited, owner, lambda call: call.values)

    def _resumed(self, resume: Mapping[str, Any], call: Call) -> Call:  # noqa: ARG002 - as an executor's
        raise in_doubt(self._operation, "it cannot be asked how it ended")


class _Run:
    """Executor that runs a function once."""

    def __init__(self, body: Callable[[], Awaitable[Shown]], operation: Operation) -> None:
        self._body = body
        self._operation = operation

    async def execute(self, call: Call, /) -> Page:
        """Run the function.

        Raises:
            OutcomeUnknown: It was cut off, or failed in a way that its author did not foresee.
            ToolspanError: It refused; nothing of it has happened, as far as its author says.
        """
        state = sending()
        try:
            kind, text = await self._body()
        except OutcomeUnknown:
            state.left = True
            raise
        except ToolspanError as error:
            if error.resume:
                state.left = True
                raise in_doubt(self._operation, f"what it called has not ended ({error.message})") from error
            raise
        except Exception as fault:  # noqa: BLE001 - a signal of the framework
            raise _Passing(fault) from None
        except BaseException:
            state.left = True
            raise
        return Page.model_construct(data=[{kind: text}], meta=Meta(operation=call.operation.name), raw=None)

    async def aclose(self) -> None:
        """Nothing is open."""


class _Passing(BaseException):
    """A signal of the framework on its way through what guards writes, which would take it for a failure."""

    def __init__(self, fault: Exception) -> None:
        super().__init__(fault)
        self.fault = fault
        self.code = type(fault).__name__


class _Unkeyed:
    """Executor around an executor: tells equal writes by what they do, whoever calls."""

    def __init__(self, executor: Executor) -> None:
        self._executor = executor

    async def execute(self, call: Call, /) -> Page:
        """Carry out a write without the key of its caller."""
        return await self._executor.execute(replace(call, key=None))

    async def aclose(self) -> None:
        """Nothing is open."""


def _not_again(used: ApprovalUsed) -> Body:
    """Return a body that runs nothing, for a call of which only the receipt is wanted."""

    async def body(_: str | None) -> Shown:
        raise used

    return body
