"""Idempotent executor: deduplicates writes by key, or by fingerprint within a window."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from pydantic_core import from_json, to_json

from toolspan.errors import InvalidInput, NotFound, OutcomeUnknown, ToolspanError, UpstreamError
from toolspan.journal.base import DAY, Intent, digest_of, this_process, unfinished
from toolspan.page import Meta, Page
from toolspan.runtime.sending import Sending, in_doubt, sure
from toolspan.writes.identity import fingerprint_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from toolspan.contract import Call, Executor, Journal
    from toolspan.journal.base import Entry
    from toolspan.operations.model import Operation

    Resume = Callable[[Mapping[str, Any], Call], Call]

logger = logging.getLogger("toolspan")

LONGEST_KEY = 255
"""Characters of an idempotency key at most; servers take no more."""
DOUBTS_ONLY = -1.0
"""Window in which no receipt answers an equal write, and one of which nobody knows how it ended still blocks it."""
_FIRST_LOOK, _LONGEST_LOOK = 0.02, 1.0
"""Seconds between two looks whether the same write, under way in this or another process, has ended."""
_LONGEST_WRITE = 3_600.0
"""Seconds for which a write without a timeout counts as under way."""


class Idempotent:
    """Executor around an executor: records a write before it is sent, and its response after.

    The same write is what has the same key of the caller or, without one, the same operation and
    arguments within the window. It is answered with the receipt of the first; where that is still
    under way in this process, or in another one that the journal knows to live, when it has come. Where the first was taken and has not ended, it resumes
    that one; where nobody knows how the first ended, it is sent again under the same key if the API takes
    keys, looked up if what it makes has an id of the caller's choice, and refused if neither.

    Args:
        executor: Sends.
        owner: Stands for the account; two accounts never share an action.
        journal: Remembers.
        window: Seconds for which the same arguments count as the same action; `DOUBTS_ONLY` where they are another
            one as soon as it is known how the first ended.
        resume: Makes the call that resumes a write, of an error's `resume`.
    """

    def __init__(
        self, executor: Executor, owner: str, journal: Journal, window: float, resume: Resume
    ) -> None:
        self._executor = executor
        self._owner = owner
        self._journal = journal
        self._window = window
        self._resume = resume

    async def aclose(self) -> None:
        """Close the connections."""
        await self._executor.aclose()

    async def execute(self, call: Call, /) -> Page:
        """Carry out a write, or replay the response that it got before.

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
            if entry.attempt in _UNRECORDED:
                entry = await self._recorded_at_last(intent, entry)
                if entry is None:
                    continue
            if (
                page := await self._answered(call, replace(intent, attempt=entry.attempt), entry)
            ) is not None:
                return page
            if not _under_way(entry, intent, certainly=True) or not call.deadline.allows(pause):
                raise _in_doubt(call.operation, entry, intent)
            await call.deadline.sleep(pause)
            pause = min(2 * pause, _LONGEST_LOOK)

    async def _answered(self, call: Call, intent: Intent, entry: Entry) -> Page | None:
        """Return the response of the same write before; None where it is under way or in doubt."""
        if entry.unfinished:
            return await self._gone_on(call, intent, entry)
        if entry.receipt is not None:
            return _repeated(entry, call.operation)
        if call.operation.idempotency_header and not _under_way(entry, intent, certainly=False):
            return await self._sent_again(call, intent, "under the same idempotency key")
        if call.operation.lookup and not _under_way(entry, intent, certainly=False):
            return await self._looked_up(call, intent, call.operation.lookup)
        return None

    def _intent(self, call: Call) -> Intent:
        fingerprint, now = fingerprint_of(call), call.deadline.now()
        named = call.key is not None
        left = call.deadline.remaining()
        attempt = uuid4().hex
        derived = fingerprint.digest if self._window else attempt
        return Intent(
            owner=self._owner,
            key=digest_of(self._owner, call.key) if named else derived,
            digest=fingerprint.digest,
            attempt=attempt,
            operation=call.operation.name,
            target=None if named else fingerprint.target,
            now=now,
            fresh=now - (DAY if named else self._window),
            busy_until=now + (_LONGEST_WRITE if left is None else left),
            until=now + DAY,
        )

    async def _carried_out(self, call: Call, intent: Intent) -> Page:
        sending = Sending()
        try:
            with sure(call.operation, sending):
                page = await self._executor.execute(replace(call, key=call.key or intent.attempt))
        except OutcomeUnknown:
            await self._ended(intent, _Ending())
            raise
        except ToolspanError as error:
            # With a way to go on, the write was taken and only its end is not known: never to be begun anew.
            await self._ended(
                intent, _Ending(unfinished(error.resume)) if error.resume else _Ending(undone=True)
            )
            raise
        except BaseException:
            await self._ended(intent, _Ending(undone=sending.left is False))
            raise
        await self._settled(page, call, intent)
        return page

    async def _looked_up(self, call: Call, intent: Intent, lookup: Mapping[str, Any]) -> Page | None:
        """Return what a write in doubt has made; send it again if that is not there. None if nobody can tell."""
        entity, _, action = lookup["operation"].partition(".")
        params = {name: call.values[name] for name in lookup["by"] if name in call.values}
        try:
            read = self._resume({"entity": entity, "action": action, "params": params}, call)
            page = await self._executor.execute(read)
        except NotFound:
            return await self._sent_again(call, intent, f"since {lookup['operation']} did not find it")
        except ToolspanError:
            return None
        page.meta.operation = call.operation.name
        await self._settled(page, call, intent)
        page.meta.warnings.append(
            f"This write was begun before and its end was not known: {lookup['operation']} shows that it was carried "
            "out. Nothing was sent."
        )
        return page

    async def _sent_again(self, call: Call, intent: Intent, how: str) -> Page:
        """Send a write in doubt once more, with the key or the id that it had: the API carries it out once.

        What fails now says nothing of the first time: the write stays in doubt.
        """
        page = await self._executor.execute(replace(call, key=call.key or intent.attempt))
        await self._settled(page, call, intent)
        page.meta.warnings.append(
            f"This write was begun before and its end was not known: it was sent again {how}, so that it was carried "
            "out once."
        )
        return page

    async def _gone_on(self, call: Call, intent: Intent, entry: Entry) -> Page:
        """Resume a write that was accepted before and had not ended; return its response.

        Raises:
            UpstreamError: It was not carried out in the end; it may be made again.
            ToolspanError: It still has not ended, or that cannot be found out now.
        """
        try:
            resumed = self._resume(from_json(entry.receipt or "")["resume"], call)
        except (ValueError, TypeError, KeyError):
            raise in_doubt(call.operation, "its record in the journal cannot be read") from None
        try:
            page = await self._executor.execute(resumed)
        except ToolspanError as error:
            if _is_the_end(error):
                await self._ended(intent, _Ending(undone=True))
            raise
        page.meta.operation = call.operation.name
        await self._settled(page, call, intent)
        return _said_again(page, entry)

    async def _settled(self, page: Page, call: Call, intent: Intent) -> None:
        try:
            receipt = {"data": page.data, "meta": page.meta.model_dump(mode="json")}
            ending = _Ending(to_json(receipt, serialize_unknown=True).decode())
        except Exception:
            logger.exception("the receipt of %s could not be written down", call.operation.name)
            ending = _Ending()
        if not await self._ended(intent, ending) or ending.receipt is None:
            page.meta.warnings.append(
                "Carried out, but the journal could not record it: do not repeat it blindly."
            )

    async def _ended(self, intent: Intent, ending: _Ending) -> bool:
        """Record how a write ended, even if the task is cancelled meanwhile; return whether the journal took it.

        A journal that fails changes nothing of how the write did: this process keeps it in mind.
        """
        _UNRECORDED[intent.attempt] = ending
        while len(_UNRECORDED) > _MOST_UNRECORDED:
            del _UNRECORDED[next(iter(_UNRECORDED))]
        return await asyncio.shield(asyncio.ensure_future(self._record(intent, ending)))

    async def _record(self, intent: Intent, ending: _Ending) -> bool:
        try:
            if ending.undone:
                await self._journal.withdraw(intent)
            else:
                await self._journal.settle(intent, ending.receipt)
        except Exception:
            logger.exception("the journal could not record how %s ended", intent.operation)
            return False
        _UNRECORDED.pop(intent.attempt, None)
        return True

    async def _recorded_at_last(self, intent: Intent, entry: Entry) -> Entry | None:
        """Return the entry as it would be if the journal had taken its ending; None where it forgot the write now.

        Raises:
            ConfigurationError: The journal still cannot be written, and the write would be sent anew.
        """
        ending, mine = _UNRECORDED[entry.attempt], replace(intent, attempt=entry.attempt)
        if ending.undone:
            await self._journal.withdraw(mine)
            _UNRECORDED.pop(entry.attempt, None)
            return None
        await self._record(mine, ending)
        return replace(entry, receipt=ending.receipt, busy_until=0.0)


@dataclass(frozen=True, slots=True)
class _Ending:
    """How a write ended: with a receipt, certainly not carried out, or (with neither) unknown."""

    receipt: str | None = None
    undone: bool = False


_MOST_UNRECORDED = 1_000
_UNRECORDED: dict[str, _Ending] = {}
"""Endings, by attempt, that no journal has taken yet."""


def _is_the_end(error: ToolspanError) -> bool:
    """Return whether an error says how an accepted write ended, and not that asking for it failed."""
    asked_in_vain = error.resume or error.retryable or error.status is not None
    return isinstance(error, UpstreamError) and not asked_in_vain


def check_key(key: Any) -> None:
    """Refuse what cannot be an idempotency key.

    Raises:
        InvalidInput: It is not 1 to 255 printable ASCII characters.
    """
    if key is not None and not (
        isinstance(key, str) and 1 <= len(key) <= LONGEST_KEY and key.isascii() and key.isprintable()
    ):
        raise InvalidInput(f"idempotency_key must be 1 to {LONGEST_KEY} printable ASCII characters.")


def _under_way(entry: Entry, intent: Intent, *, certainly: bool) -> bool:
    """Return whether somebody may be, or certainly is, at work on a write: this process or another that lives."""
    lives = entry.holder == this_process() or entry.holder_lives
    return intent.now < entry.busy_until and (lives or not certainly)


def _repeated(entry: Entry, operation: Operation) -> Page:
    """Return the first response, marked as replayed.

    Raises:
        OutcomeUnknown: The journal is damaged, so that it cannot be read.
    """
    try:
        receipt = from_json(entry.receipt or "")
        page = Page.model_construct(data=receipt["data"], meta=Meta.model_validate(receipt["meta"]), raw=None)
    except (ValueError, TypeError, KeyError):
        raise in_doubt(operation, "its receipt in the journal cannot be read") from None
    return _said_again(page, entry)


def _said_again(page: Page, entry: Entry) -> Page:
    began = datetime.fromtimestamp(entry.began, UTC).isoformat(timespec="seconds")
    page.meta = page.meta.model_copy(update={"replayed": True})
    page.meta.warnings.append(
        f"This write was carried out before, at {began}: this is its receipt, nothing was sent."
    )
    return page


def _in_doubt(operation: Operation, entry: Entry, intent: Intent) -> OutcomeUnknown:
    began = datetime.fromtimestamp(entry.began, UTC).isoformat(timespec="seconds")
    busy = _under_way(entry, intent, certainly=False)
    state = "may still be under way" if busy else "may or may not have been carried out"
    look = operation.verify or "read the state that it would have changed"
    return OutcomeUnknown(
        f"{operation.name}: the same write was begun at {began} and {state}. It was not sent again.",
        hint=f"Look first: {look}. If it was not carried out, a program can {operation.again}.",
        retryable=busy,
        retry_after=entry.busy_until - intent.now if busy else None,
    )
