"""An executor that sends a write once, however often it is asked to."""

from __future__ import annotations

import logging
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from pydantic_core import from_json, to_json

from toolspan.errors import InvalidInput, OutcomeUnknown, ToolspanError
from toolspan.journal import DAY, Intent, digest_of, this_process
from toolspan.page import Meta, Page

if TYPE_CHECKING:
    from toolspan.contract import Call, Executor
    from toolspan.journal import Entry, Journal
    from toolspan.operations.model import Operation

logger = logging.getLogger("toolspan")

LONGEST_KEY = 255
"""Characters of an idempotency key at most; servers take no more."""
_FIRST_LOOK, _LONGEST_LOOK = 0.02, 1.0
"""Seconds between two looks whether the same write, under way in this process, has ended."""
_LONGEST_WRITE = 3_600.0
"""Seconds for which a write without a timeout counts as under way."""
_STATES = ("PUT", "PATCH", "DELETE")
"""Methods that set the state of what stands at their path."""


class Once:
    """An executor around an executor: records a write before it is sent, and its answer after.

    The same write is what has the same key of the caller or, without one, the same operation and
    arguments within the window. It is answered with the receipt of the first; where that is still
    under way in this process, when it has come. Where nobody knows how the first ended, it is refused.

    Args:
        executor: Sends.
        owner: Stands for the account; two accounts never share an action.
        journal: Remembers.
        window: Seconds for which the same arguments count as the same action.
    """

    def __init__(self, executor: Executor, owner: str, journal: Journal, window: float) -> None:
        self._executor = executor
        self._owner = owner
        self._journal = journal
        self._window = window

    async def aclose(self) -> None:
        """Give back the connections."""
        await self._executor.aclose()

    async def execute(self, call: Call, /) -> Page:
        """Carry out a write, or give the answer that it got before.

        Raises:
            InvalidInput: The key is no key, or was used for another write.
            OutcomeUnknown: The same write was begun before, and nobody knows how it ended.
        """
        check_key(call.key)
        pause = _FIRST_LOOK
        while True:
            intent = self._intent(call)
            entry = await self._journal.begin(intent)
            if entry is None:
                return await self._carried_out(call, intent)
            if entry.digest != intent.digest:
                raise InvalidInput(
                    f"{call.operation.name}: this idempotency_key was used for another write.",
                    hint="Use a new key for a new action, and the same key only to repeat the same one.",
                )
            if entry.receipt is not None:
                return _repeated(entry)
            if not _under_way(entry, intent, here=True) or not call.deadline.allows(pause):
                raise _in_doubt(call.operation, entry, intent)
            await call.deadline.sleep(pause)
            pause = min(2 * pause, _LONGEST_LOOK)

    def _intent(self, call: Call) -> Intent:
        operation, now = call.operation, call.deadline.now()
        digest = digest_of(self._owner, operation.name, call.values)
        named = call.key is not None
        left = call.deadline.remaining()
        attempt = uuid4().hex
        derived = digest if self._window else attempt
        return Intent(
            owner=self._owner,
            key=digest_of(self._owner, call.key) if named else derived,
            digest=digest,
            attempt=attempt,
            operation=operation.name,
            target=None if named else _target(operation, call.values),
            now=now,
            fresh=now - (DAY if named else self._window),
            busy_until=now + (_LONGEST_WRITE if left is None else left),
            until=now + DAY,
        )

    async def _carried_out(self, call: Call, intent: Intent) -> Page:
        try:
            page = await self._executor.execute(replace(call, key=call.key or intent.attempt))
        except OutcomeUnknown:
            await self._journal.settle(intent, None)
            raise
        except ToolspanError as error:
            # With a way to go on, the write was taken and only its end is not known: never to be begun anew.
            await (self._journal.settle(intent, None) if error.resume else self._journal.withdraw(intent))
            raise
        except BaseException:
            await self._journal.settle(intent, None)
            raise
        try:
            receipt = {"data": page.data, "meta": page.meta.model_dump(mode="json")}
            await self._journal.settle(intent, to_json(receipt, serialize_unknown=True).decode())
        except Exception:
            logger.exception("the receipt of %s could not be recorded", call.operation.name)
            page.meta.warnings.append(
                "Carried out, but the journal could not record it: do not repeat it blindly."
            )
        return page


def check_key(key: Any) -> None:
    """Refuse what cannot be an idempotency key.

    Raises:
        InvalidInput: It is not 1 to 255 printable ASCII characters.
    """
    if key is not None and not (
        isinstance(key, str) and 1 <= len(key) <= LONGEST_KEY and key.isascii() and key.isprintable()
    ):
        raise InvalidInput(f"idempotency_key must be 1 to {LONGEST_KEY} printable ASCII characters.")


def _target(operation: Operation, values: Any) -> str | None:
    """Return what stands for the thing whose state a write sets; None where it makes something new."""
    if operation.method not in _STATES:
        return None
    names = [parameter.name for parameter in operation.parameters if parameter.location == "path"]
    return digest_of(operation.path, {name: values.get(name) for name in names})


def _under_way(entry: Entry, intent: Intent, *, here: bool) -> bool:
    """Return whether somebody may be at work on a write; with `here`, somebody in this process."""
    return intent.now < entry.busy_until and (entry.holder == this_process() or not here)


def _repeated(entry: Entry) -> Page:
    """Return the first answer, saying that it is one."""
    receipt = from_json(entry.receipt or "{}")
    meta = Meta.model_validate(receipt["meta"] | {"replayed": True})
    began = datetime.fromtimestamp(entry.began, UTC).isoformat(timespec="seconds")
    meta.warnings.append(
        f"This write was carried out before, at {began}: this is its receipt, nothing was sent."
    )
    return Page.model_construct(data=receipt["data"], meta=meta, raw=None)


def _in_doubt(operation: Operation, entry: Entry, intent: Intent) -> OutcomeUnknown:
    began = datetime.fromtimestamp(entry.began, UTC).isoformat(timespec="seconds")
    busy = _under_way(entry, intent, here=False)
    state = "may still be under way" if busy else "may or may not have been carried out"
    look = operation.verify or "read the state that it would have changed"
    return OutcomeUnknown(
        f"{operation.name}: the same write was begun at {began} and {state}. It was not sent again.",
        hint=f"Look first: {look}. If it was not carried out, a program can send it anew under another idempotency_key.",
        retryable=busy,
        retry_after=entry.busy_until - intent.now if busy else None,
    )
