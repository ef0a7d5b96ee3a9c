"""What a person is asked before a write, and what becomes of the answer."""

from __future__ import annotations

import json
from copy import deepcopy
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

from toolspan.errors import NeedsApproval

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping


@dataclass(frozen=True, slots=True)
class Question:
    """What a person is asked before a write: about these arguments and no others.

    `params` are the arguments as the model gave them, `digest` stands for operation and arguments.
    The arguments cannot be changed: an answer is a yes to them or none.
    """

    operation: str
    params: Mapping[str, Any]
    digest: str
    keep: Callable[[str], Awaitable[None]] = field(repr=False, compare=False)
    drop: Callable[[str], Awaitable[None]] = field(repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "params", frozen(self.params))

    async def asked(self, ticket: str) -> None:
        """Remember that a person is being asked this.

        Args:
            ticket: What the framework will know the call by when the answer has come.
        """
        await self.keep(ticket)

    async def withdrawn(self, ticket: str) -> None:
        """Forget the question, whose answer was no yes: nothing can be carried out under the ticket any more."""
        await self.drop(ticket)

    @property
    def text(self) -> str:
        """Return the question as a person may read it; the arguments stand beside it."""
        return f"{self.operation} changes what others can see. May it be done with these parameters?"

    @property
    def letter(self) -> str:
        """Return the question with its arguments, where text is all that can be shown."""
        return f"{self.text}\n{json.dumps(self.params, ensure_ascii=False, default=str)}"

    def to_dict(self) -> dict[str, Any]:
        """Return what a person should see, as JSON-safe data."""
        return {"operation": self.operation, "params": deepcopy(self.params), "question": self.text}

    def refused(self, reason: str | None = None) -> NeedsApproval:
        """Return the error for a person's no."""
        said = f", saying: {reason}" if reason else ""
        return NeedsApproval(
            f"{self.operation} was not carried out: a person refused it{said}.",
            hint="Do not try it again unless the user asks for it.",
        )

    def changed(self, arguments: Any) -> NeedsApproval:
        """Return the error for an answer that puts other arguments in place of those that were asked about."""
        return NeedsApproval(
            f"{self.operation} was not carried out: the answer changes its arguments, and an approval counts only for "
            f"those that were asked about. The changed ones: {json.dumps(arguments, ensure_ascii=False, default=str)}",
            hint="Make a new call with the changed arguments, and a person is asked about them.",
        )

    def unclear(self, expected: str) -> NeedsApproval:
        """Return the error for an answer that is neither a yes nor a no."""
        return NeedsApproval(
            f"{self.operation} was not carried out: the answer to the question about it was neither yes nor no.",
            hint=f"Whoever runs the agent answers with {expected}. Make the call anew, and a person is asked again.",
        )

    def unasked(self) -> NeedsApproval:
        """Return the error for a call about which nobody can be asked here."""
        return NeedsApproval(
            f"{self.operation} changes what others can see, and no person can be asked from here.",
            hint="Whoever owns the agent can offer writes with connector.tools() where its framework can ask "
            "a person, or let them pass with Policy(approve=...).",
        )


def _refuse(*_: Any, **__: Any) -> Any:
    raise TypeError(
        "The arguments of a question cannot be changed: a yes counts for what was asked about. To have other "
        "arguments, answer no and make a new call."
    )


class _FrozenObject(dict[str, Any]):
    """An object that cannot be changed; a copy of it can."""

    __setitem__ = __delitem__ = __ior__ = clear = pop = popitem = setdefault = update = _refuse

    def __reduce__(self) -> tuple[Any, ...]:
        return dict, (dict(self),)


class _FrozenList(list[Any]):
    """A list that cannot be changed; a copy of it can."""

    __setitem__ = __delitem__ = __iadd__ = __imul__ = append = clear = extend = insert = pop = remove = (
        reverse
    ) = _refuse
    sort = _refuse

    def __reduce__(self) -> tuple[Any, ...]:
        return list, (list(self),)


def frozen(value: Any) -> Any:
    """Return JSON-like data that equals `value`, shares nothing with it and cannot be changed."""
    if isinstance(value, dict):
        return _FrozenObject({key: frozen(each) for key, each in value.items()})
    return _FrozenList(map(frozen, value)) if isinstance(value, list) else deepcopy(value)


class Ask(Protocol):
    """A framework's way of asking a person."""

    async def __call__(self, question: Question, /) -> str:
        """Return the ticket of a question that was answered with yes.

        Where the answer is still to come it calls `Question.asked`, and raises the framework's own signal.

        Raises:
            NeedsApproval: The answer was no, or nobody can be asked.
        """
        ...
