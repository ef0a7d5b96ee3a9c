"""Steps of sending stock to FBA: Amazon carries them out in the background, and `wait` waits for their end."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from toolspan.connectors.amazon_seller_partner.executor import Handler
from toolspan.connectors.amazon_seller_partner.polling import Schedule, poll
from toolspan.contract import Call
from toolspan.errors import DeadlineExceeded, InvalidInput, ToolspanError, shortened
from toolspan.runtime.sending import sending

if TYPE_CHECKING:
    from collections.abc import Mapping

    from toolspan.connectors.amazon_seller_partner.polling import LocalJobContext
    from toolspan.page import Page

_WAIT = "wait"
_SUCCESS, _FAILED, _IN_PROGRESS = "SUCCESS", "FAILED", "IN_PROGRESS"
_STATUS = "operationStatus"
_FIRST, _LONGEST = 2.0, 5.0
_SHOWN = 10
"""Problems that an error quotes."""


class InboundSteps:
    """Handlers of the steps of inbound plans of one account.

    Args:
        ctx: What the requests need.
    """

    def __init__(self, ctx: LocalJobContext) -> None:
        self._ctx = ctx

    def filled(self, call: Call) -> Mapping[str, Any]:
        """Return the values that are sent: whether the caller waits makes no other write of it."""
        values = self._ctx.api.fill(call) if call.validated else call.values
        return {name: value for name, value in values.items() if name != _WAIT}

    async def step(self, call: Call) -> Page:
        """Send a step, and with `wait` wait for its end; its record then holds `operationStatus`.

        A step that is still under way when the time ends, or whose state cannot be read, is no error:
        Amazon has it. The page then says how to go on.

        Raises:
            InvalidInput: Amazon could not carry the step out; nothing of it was done.
        """
        page = await self._ctx.executor.send(call)
        record = page.data[0] if page.data and isinstance(page.data[0], dict) else {}
        step_id = record.get("operationId")
        if not call.values.get(_WAIT) or not isinstance(step_id, str):
            return page
        ended, why = await self._ended(step_id, call)
        status = ended.get(_STATUS, _IN_PROGRESS)
        problems = ended.get("operationProblems") or []
        if status == _FAILED:
            sending().left = False  # the outcome is known: the write need not be looked up
            raise self._refused(call, record, problems)
        page.data[0] = {**record, _STATUS: status} | (
            {"operationProblems": problems} if problems else {}  # of a step that succeeded, they are warnings
        )
        if why:
            page.meta.warnings.append(f"Amazon has taken this step: do not send it again. {why}")
        return page

    async def status(self, call: Call) -> Page:
        """Return the state of a step; with `wait` its last one, or the state when the time ends."""
        if not call.values.get(_WAIT):
            return await self._ctx.executor.send(call)
        last: list[Page] = []

        async def state() -> dict[str, Any]:
            last[:] = [await self._ctx.executor.send(call)]
            return _record(last[0])

        try:
            await self._poll(state, call)
        except DeadlineExceeded:
            if not last:
                raise
            last[0].meta.warnings.append(_go_on(str(call.values["operationId"])))
        return last[0]

    async def _ended(self, step_id: str, call: Call) -> tuple[dict[str, Any], str | None]:
        """Return a step's state at its end; where that was not seen, the last state and what to do."""
        last: dict[str, Any] = {}
        operation = self._ctx.index.find("inbound_plans", "operation")

        async def state() -> dict[str, Any]:
            nonlocal last
            last = _record(
                await self._ctx.executor.send(Call(operation, {"operationId": step_id}, call.deadline))
            )
            return last

        try:
            return await self._poll(state, call), None
        except DeadlineExceeded:
            return last, _go_on(step_id)
        except ToolspanError as error:  # the step was taken: its receipt must not be lost
            return last, f"Its state could not be read ({error.message.rstrip('.')}). {_go_on(step_id)}"

    async def _poll(self, state: Any, call: Call) -> dict[str, Any]:
        schedule = Schedule(call.operation.name, "working on the step", _FIRST, _LONGEST, status=_STATUS)
        return await poll(
            state,
            lambda step: step.get(_STATUS) == _SUCCESS,
            (_FAILED,),
            schedule,
            clock=self._ctx.clock,
            deadline=call.deadline,
        )

    def _refused(self, call: Call, record: Mapping[str, Any], problems: list[Any]) -> InvalidInput:
        said = [_sentence(problem) for problem in problems[:_SHOWN]]
        if left := len(problems) - len(said):
            said.append(f"and {left} more")
        made = "".join(f" of {value}" for name, value in record.items() if name == "inboundPlanId")
        return InvalidInput(
            shortened(
                f"{call.operation.name}: Amazon could not carry out the step{made}: "
                + self._ctx.redact("; ".join(said) or "it gave no reason")
            ),
            hint="Nothing of this step was carried out. Correct what Amazon names, then send it again. "
            f'All of what Amazon says: inbound_plans.operation with {{"operation_id": "{record["operationId"]}"}}.',
        )


def _record(page: Page) -> dict[str, Any]:
    return page.data[0] if page.data and isinstance(page.data[0], dict) else {}


def _sentence(problem: Any) -> str:
    if not isinstance(problem, dict):
        return str(problem)
    parts = (problem.get("code"), problem.get("message"), problem.get("details"))
    return ": ".join(str(part).rstrip(".") for part in parts if part)


def _go_on(step_id: str) -> str:
    return f'It is not done yet: call inbound_plans.operation with {{"operation_id": "{step_id}", "wait": true}}.'


step = Handler(InboundSteps, InboundSteps.step, filled=InboundSteps.filled)
"""Handler of every step that Amazon carries out in the background."""
status = Handler(InboundSteps, InboundSteps.status, filled=InboundSteps.filled)
"""Handler of `inbound_plans.operation`."""
