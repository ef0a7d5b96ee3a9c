"""Protocols and value types shared by connectors, executors, adapters and stores.

An adapter turns a `ToolSpec` into one framework's own tool. An executor carries out a `Call`.
"""

from __future__ import annotations

import inspect
import json
import logging
from copy import deepcopy
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol, TypeAlias, runtime_checkable

from pydantic_core import from_json

from toolspan.errors import ConfigurationError, InvalidInput, NeedsApproval, ToolspanError
from toolspan.runtime.calling import FrameworkCall, is_signal
from toolspan.runtime.invisible import clean
from toolspan.runtime.progress import Progress as Progress  # noqa: PLC0414 - adapters import the contract alone

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Coroutine, Hashable, Mapping, Sequence

    from toolspan.clock import Deadline
    from toolspan.journal.base import Entry, Intent
    from toolspan.operations.model import Operation
    from toolspan.page import Page
    from toolspan.runtime.progress import Listener

logger = logging.getLogger("toolspan")


@dataclass(frozen=True, slots=True)
class Question:
    """Approval request: what a person is asked before a write, about these arguments and no others.

    `params` are the arguments as the model gave them, `digest` stands for operation and arguments.
    The arguments cannot be changed: an answer is a yes to them or none. `account` names the account
    that would be changed, where a tool serves several; it is empty otherwise.
    """

    operation: str
    params: Mapping[str, Any]
    digest: str
    keep: Callable[[str], Awaitable[None]] = field(repr=False, compare=False)
    drop: Callable[[str], Awaitable[None]] = field(repr=False, compare=False)
    account: str = ""

    def __post_init__(self) -> None:
        object.__setattr__(self, "params", frozen(self.params))

    async def asked(self, ticket: str) -> None:
        """Record that a person is being asked this.

        Args:
            ticket: What the framework will know the call by when the answer has come.
        """
        await self.keep(ticket)

    async def withdrawn(self, ticket: str) -> None:
        """Forget the request, which was not approved: nothing can be carried out under the ticket any more."""
        await self.drop(ticket)

    @property
    def text(self) -> str:
        """Return the question without its arguments, for a person who sees them beside it."""
        where = f" on the account {self.account}" if self.account else ""
        return f"{self.operation} changes what others can see. May it be done{where} with these parameters?"

    @property
    def prompt(self) -> str:
        """Return the question with its arguments, where only text can be shown."""
        return f"{self.text}\n{json.dumps(self.params, ensure_ascii=False, default=str)}"

    def to_dict(self) -> dict[str, Any]:
        """Return the request as JSON-safe data, for a person to see."""
        account = {"account": self.account} if self.account else {}
        return {
            "operation": self.operation,
            **account,
            "params": deepcopy(self.params),
            "question": self.text,
        }

    def refused(self, reason: str | None = None) -> NeedsApproval:
        """Return the error for a rejected request."""
        said = f", saying: {reason}" if reason else ""
        return NeedsApproval(
            f"{self.operation} was not carried out: a person refused it{said}.",
            hint="Do not try it again unless the user asks for it.",
        )

    def changed(self, arguments: Any) -> NeedsApproval:
        """Return the error for an answer that changes the arguments."""
        return NeedsApproval(
            f"{self.operation} was not carried out: the answer changes its arguments, and an approval counts only for "
            f"those that were asked about. The changed ones: {json.dumps(arguments, ensure_ascii=False, default=str)}",
            hint="Make a new call with the changed arguments, and a person is asked about them.",
        )

    def unclear(self, expected: str) -> NeedsApproval:
        """Return the error for an answer that is neither a yes nor a no."""
        return NeedsApproval(
            f"{self.operation} was not carried out: the answer to the question about it was neither yes nor no.",
            hint=f"Whoever runs the agent answers with {expected}. Make the call again, and a person is asked again.",
        )

    def unasked(self) -> NeedsApproval:
        """Return the error for a write that nobody can approve here."""
        return NeedsApproval(
            f"{self.operation} changes what others can see, and no person can be asked from here.",
            hint="Whoever owns the agent can offer writes with connector.tools() where its framework can ask "
            "a person, give a function that asks one with connector.tools(..., ask=...), or let them pass "
            "with Policy(approve=...), or approve=False of a function.",
        )


Person: TypeAlias = "Callable[[Question], Awaitable[bool | str] | bool | str]"
"""A user's own function that asks a person: `connector.tools(..., ask=function)`.

It gets the `Question` and answers `True` for yes, `False` for no, or a text for no with that reason,
which the model reads. It may be async; a plain function runs in a thread. The core calls it, in every
framework: `ToolSpec.question` is None then, so that a framework's own approval is not asked as well.
"""


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
    """Asks a person, in the way of one framework.

    There are three kinds of frameworks. In the first a tool can ask while it runs, or is called again with the
    answer: it calls `Question.asked`, and the answer counts for what was asked. In the second, gate-only ones, the
    framework asks before the tool runs, by the tool alone, and the tool cannot take part in it: where the tool
    runs, a person has said yes, the framework binds that answer to the arguments, and `approved_at_gate` is the
    `ask`. In the third nobody can be asked: there is no `ask`, and users pass a function of their own (`Person`).
    """

    async def __call__(self, question: Question, /) -> str:
        """Return the approval id of a request that was approved.

        Where the answer is still to come it calls `Question.asked`, and raises the framework's own signal.

        Raises:
            NeedsApproval: The answer was no, or nobody can be asked.
        """
        ...


async def approved_at_gate(question: Question, approval: str | None = None) -> str:
    """Return the approval id of a call that a gate-only framework runs after a person's yes alone.

    Only for tools that were built so that the framework asks before each of their calls: nothing else stands
    between the model and the write then.

    Args:
        question: What was approved.
        approval: The framework's id of the call; a random one where it has none.
    """
    if approval is None:
        approval = _random_id()
    await question.asked(approval)
    return approval


def _random_id() -> str:
    from secrets import token_hex  # noqa: PLC0415 - not every program needs it

    return token_hex(16)


def asking(person: Person, approval: str | None = None) -> Ask:
    """Return the `Ask` of a user's own function that asks a person.

    Args:
        person: The function.
        approval: The framework's id of the call; a random one for each question where it has none.

    Raises:
        ConfigurationError: It is not a function.
    """
    if not callable(person):
        raise ConfigurationError(
            f"ask takes a function that asks a person, not {type(person).__name__}.",
            hint="It gets the Question and returns True, False, or a text that says why not; it may be async.",
        )

    async def ask(question: Question) -> str:
        approved = approval or _random_id()
        await question.asked(approved)
        try:
            answer = await _answer(person, question)
        except BaseException:
            await question.withdrawn(approved)
            raise
        if answer is True:
            return approved
        await question.withdrawn(approved)
        if answer is False or isinstance(answer, str):
            raise question.refused(answer or None)
        raise question.unclear("True, False, or a text that says why not, from the function given as ask")

    return ask


async def _answer(person: Person, question: Question) -> Any:
    from asyncio import to_thread  # noqa: PLC0415 - what imports a connector does without it

    try:
        if inspect.iscoroutinefunction(person):
            return await person(question)
        answer = await to_thread(person, question)
        return await answer if inspect.isawaitable(answer) else answer
    except ToolspanError:
        raise
    except Exception as fault:
        if is_signal(fault):
            raise
        logger.exception("the function given as ask failed")
        raise NeedsApproval(
            f"{question.operation} was not carried out: the function that asks a person failed ({type(fault).__name__}).",
            hint="Do not repeat it; tell the user. The details are in the log of the program.",
        ) from fault


@dataclass(frozen=True, slots=True)
class Output:
    """Result of a tool: one JSON object, as text and as data; or text that a user's function returned.

    `text` is what frameworks that hand strings to the model should use; `value` is the same
    for those that serialise it themselves. `data` is that value where it is at hand.
    """

    text: str
    data: dict[str, Any] | str | None = field(default=None, repr=False)

    @property
    def value(self) -> Any:
        """Return the object, or the text."""
        return from_json(self.text) if self.data is None else self.data


class Run(Protocol):
    """Runs the calls of one tool."""

    async def __call__(self, arguments: Mapping[str, Any], ask: Ask | None = None, /) -> Output:
        """Carry out one call.

        Args:
            arguments: As the model sent them; they are checked here.
            ask: How to ask a person; where there is no way, what needs approval is refused.

        Raises:
            ToolspanError: The call is refused or failed.
        """
        ...


@dataclass(frozen=True, slots=True)
class ToolSpec:
    """One tool, as every framework needs it.

    `parameters` is a closed JSON Schema without references, except of parts that contain themselves;
    with `strict` it has the form of strict modes, all required and nothing free. `run` raises nothing
    but `ToolspanError` and what `ask` raises. `wait` blocks on a coroutine of this tool where there is
    no event loop. `question` is what a person must be asked before a call, if anything; None for a tool
    that never asks. `timeout` is in seconds. `read_only` is None for a tool that is neither known to read
    nor to write: `hints` are empty then.
    """

    name: str
    title: str
    description: str
    parameters: Mapping[str, Any]
    run: Run
    wait: Callable[[Coroutine[Any, Any, Any]], Any]
    read_only: bool | None = True
    destructive: bool = False
    idempotent: bool = True
    question: Callable[[Mapping[str, Any]], Question | None] | None = None
    timeout: float = 25.0
    tags: Sequence[str] = ()
    strict: bool = False

    @property
    def hints(self) -> dict[str, bool]:
        """Return what is known of its effect: `read_only`, `destructive` and `idempotent`, or nothing."""
        if self.read_only is None:
            return {}
        return {
            "read_only": self.read_only,
            "destructive": self.destructive,
            "idempotent": self.idempotent,
        }


@dataclass(frozen=True, slots=True)
class Raise:
    """A failure that the framework gets as this exception."""

    exception: BaseException


@dataclass(frozen=True, slots=True)
class Return:
    """A failure that the framework gets as this result."""

    value: Any


Signal = Raise | Return


def resolve(signal: Signal) -> Any:
    """Return what a signal returns, or raise what it raises."""
    if isinstance(signal, Raise):
        raise signal.exception from None
    return signal.value


async def respond(
    adapter: Adapter,
    spec: ToolSpec,
    arguments: Mapping[str, Any],
    ask: Ask | None = None,
    report: Listener | None = None,
    *,
    native: Any = None,
    call_id: str | None = None,
    conversation: str | None = None,
    deps: Any = None,
) -> Any:
    """Run a tool and return its result or its failure, in the form that one framework expects.

    An exception whose class comes from the framework, or is made from one of its, passes untouched.

    Args:
        adapter: Knows that way.
        spec: The tool.
        arguments: As the model sent them.
        ask: The framework's way of asking a person.
        report: The framework's channel for progress.
        native: The framework's own context object of this call, for functions that want it.
        call_id: The framework's id of this call: a write of a user's function is made once under it.
        conversation: What the id is unique in, and what a resumed run still has; empty where it is unique for all
            time, None where it does not outlive the connection.
        deps: The user's own object of the run.
    """
    made = FrameworkCall(
        adapter.callers, native, call_id=call_id, conversation=conversation, deps=deps, report=report
    )
    try:
        with made:
            output = await spec.run(arguments, ask)
    except ToolspanError as error:
        signal = adapter.signal(error, decorated=False)
    else:
        return adapter.encode(output)
    return resolve(signal)


def read_arguments(text: str) -> dict[str, Any]:
    """Return the arguments that a model sent as JSON text; no text, `null` and the text of text are what they mean.

    Args:
        text: As the model wrote it.

    Raises:
        InvalidInput: It is not the text of an object.
    """
    arguments: Any = text.strip() or None
    for _ in range(2):  # some models write the text of the object as JSON once more
        if isinstance(arguments, str):
            try:
                arguments = from_json(arguments.strip() or "null", allow_inf_nan=False)
            except (ValueError, TypeError):  # TypeError: a half of a character pair
                break
    if arguments is None:
        return {}
    if not isinstance(arguments, dict):
        raise InvalidInput(
            "The arguments are not a JSON object.", hint="Send an object of names and values, such as {}."
        )
    return arguments


def unique(specs: Sequence[ToolSpec]) -> Sequence[ToolSpec]:
    """Return the tools of one container.

    Raises:
        ConfigurationError: Two have one name: of frameworks that keep the last, the wrong account would answer.
    """
    names = [spec.name for spec in specs]
    if twice := sorted({name for name in names if names.count(name) > 1}):
        raise ConfigurationError(
            f"Two tools are called {twice[0]}"
            + (f", and {len(twice) - 1} more names are there twice" if twice[1:] else "")
            + ".",
            hint='Give the tools of each connector a prefix of their own, such as prefix="us_".',
        )
    return specs


def error_text(error: ToolspanError) -> str:
    """Return an error as the JSON text that a model gets: nothing hidden, and question marks for halves of characters."""
    text = json.dumps({"error": error.to_dict()}, ensure_ascii=False, default=str, separators=(",", ":"))
    raw = text.encode("utf-8", "replace")
    return clean(raw, raw.decode())


@runtime_checkable
class Adapter(Protocol):
    """One agent framework.

    Entries of `callers` are modules with all that lies in them, such as `langgraph` or `google.adk`. Of
    several that fit a module the longest counts, so that `google.adk` and `google.genai` stand side by
    side. An entry may name an attribute that tells the module from a namesake: `agents:function_tool`.
    """

    @property
    def name(self) -> str:
        """What users write: `langchain`."""
        ...

    @property
    def extra(self) -> str:
        """The extra that installs the framework."""
        ...

    @property
    def callers(self) -> Sequence[str]:
        """Modules of the framework, as they stand on the call stack and define its exceptions."""
        ...

    def build(self, spec: ToolSpec, /) -> Any:
        """Return the framework's native tool for `spec`."""
        ...

    def signal(self, error: ToolspanError, /, *, decorated: bool) -> Signal:
        """Return how this framework gets `error`.

        Args:
            error: What happened.
            decorated: Whether the tool is a user's own decorated function, whose settings
                (retry budget, error handling) are the user's, and not one of `build`.
        """
        ...

    def encode(self, output: Output, /) -> Any:
        """Return `output` in the form that this framework passes on as JSON."""
        ...

    def collect(self, name: str, specs: Sequence[ToolSpec], /) -> Any:
        """Return the framework's own container of tools: a toolset, a toolkit, a server."""
        ...


@runtime_checkable
class Defining(Protocol):
    """An adapter that says what a model of its framework gets of a tool."""

    def definition(self, tool: Any, /) -> dict[str, Any]:
        """Return name, description and schema of a tool that `build` made, as the framework gives them to a model."""
        ...


@dataclass(frozen=True, slots=True)
class Document:
    """A text that clients can read beside the tools, such as a guide.

    Args:
        uri: Names it, such as `toolspan://shop/guides/orders`.
        name: A short name.
        title: What people read.
        read: Returns the text, which is Markdown.
    """

    uri: str
    name: str
    title: str
    read: Callable[[], str]


@dataclass(frozen=True, slots=True)
class UsualQuestion:
    """A question that users of a connector often have, which clients offer as a prompt.

    Args:
        name: A short name.
        title: What people read.
        text: The question; a `{word}` is an argument.
        arguments: Description and default of each argument.
    """

    name: str
    title: str
    text: str
    arguments: Mapping[str, tuple[str, str]] = field(default_factory=dict)

    def asked(self, given: Mapping[str, str]) -> str:
        """Return the question with these arguments, and defaults for the others.

        Raises:
            InvalidInput: There is no such argument.
        """
        if unknown := [name for name in given if name not in self.arguments]:
            raise InvalidInput(
                f"The question {self.name} has no argument {unknown[0][:80]!r}.",
                hint=f"Its arguments are: {', '.join(self.arguments) or 'none'}.",
            )
        defaults = {name: default for name, (_, default) in self.arguments.items()}
        return self.text.format(**{**defaults, **given})


@runtime_checkable
class Publishing(Protocol):
    """An adapter whose containers can also hold documents and questions: an MCP server."""

    def publish(
        self, container: Any, documents: Sequence[Document], questions: Sequence[UsualQuestion], /
    ) -> None:
        """Add documents and questions to what `collect` made."""
        ...


@runtime_checkable
class Threading(Protocol):
    """An adapter whose framework calls plain functions in a thread, where its frames are not on the stack."""

    def is_calling(self) -> bool:
        """Return whether the framework has made the current call, as its context variables say."""
        ...


class Loop(Protocol):
    """Tools for a loop of the user's own around a plain SDK."""

    tools: list[Any]
    """The tool definitions, for the SDK's own `tools=`."""

    async def answer(self, response: Any, *, echo: bool = True) -> list[Any]:
        """Carry out the tool calls of a response and return the messages to append; none where it calls no tool.

        Reads of one response run side by side; writes one after the other, so that a person is asked one question
        at a time. The model gets each error as a result, also for invalid JSON and the name of no tool.

        Args:
            response: The SDK's object, or the same as a dict.
            echo: Whether the model's own message comes first. False where the API remembers it itself, as with
                `previous_response_id`.

        Raises:
            ConfigurationError: The response is none of this API.
        """
        ...

    def answer_sync(self, response: Any, *, echo: bool = True) -> list[Any]:
        """Return the same as `answer`, without `await`."""
        ...


@dataclass(frozen=True, slots=True)
class Call:
    """One call that was found, allowed and validated, ready for an executor.

    `values` are the parameters by wire name; `validated` is False after `validate=False`: values are
    sent as given, without defaults. `deadline` covers everything that the executor does. `key` is the
    caller's idempotency key, `approval` the approval id. `fingerprint` is set on writes.
    """

    operation: Operation
    values: Mapping[str, Any]
    deadline: Deadline
    validated: bool = True
    warnings: Sequence[str] = ()
    key: str | None = None
    approval: str | None = None
    fingerprint: Fingerprint | None = None


@dataclass(frozen=True, slots=True)
class UsagePlan:
    """A rate limit as the API publishes it.

    Args:
        key: Names what shares the limit, such as application, account and operation.
        rate: Calls per second.
        burst: Calls at once after a pause.
    """

    key: Hashable
    rate: float
    burst: float


@dataclass(frozen=True, slots=True)
class Reservation:
    """A slot of a rate limit.

    Args:
        wait: Seconds until a call may be sent in it.
        granted: False where the wait is longer than the caller allows; nothing was taken then.
        rate: The calls per second that are in force.
        slot: Names the slot, for the limiter alone.
    """

    wait: float
    granted: bool
    rate: float
    slot: Any = None


@dataclass(frozen=True, slots=True)
class LimitState:
    """What is left of a rate limit.

    Args:
        rate: The calls per second that are in force.
        burst: Calls at once after a pause.
        left: Calls that could be sent at once now.
        wait: Seconds until the next call could be sent.
        blocked_for: Seconds until a penalty ends; 0 where there is none.
        used: Whether a call was ever counted.
        confirmed: Whether the API has stated the rate.
    """

    rate: float
    burst: float
    left: float
    wait: float
    blocked_for: float = 0.0
    used: bool = False
    confirmed: bool = False


class RateLimiter(Protocol):
    """Counts calls against usage plans, for all connectors that share it. Time is the limiter's own.

    The queue of one process stands before it (`toolspan.transport.rate_limits.Pacer`), so that each
    process holds at most one reservation of a plan at a time. Where it has a `warning`, each page carries it.
    """

    async def reserve(self, plan: UsagePlan, max_wait: float | None, /) -> Reservation:
        """Take the next free slot, unless it is more than `max_wait` seconds away.

        Args:
            plan: Whose slot; its rate counts until another one was learnt.
            max_wait: Seconds; None for any wait.
        """
        ...

    async def release(self, plan: UsagePlan, reservation: Reservation, /) -> None:
        """Give back a slot in which nothing was sent; one that is no longer the last is lost."""
        ...

    async def penalise(self, plan: UsagePlan, pause: float, /) -> None:
        """Use the plan up after a refusal by the API: no slot within `pause` seconds, and no burst after them."""
        ...

    async def learn(self, plan: UsagePlan, rate: float, /) -> None:
        """Take over the rate, in calls per second, that the API says is in force."""
        ...

    async def peek(self, plan: UsagePlan, /) -> LimitState:
        """Return what is left; nothing is taken."""
        ...


@dataclass(frozen=True, slots=True)
class StoredResult:
    """A result that can be read on: its records as JSON text, in order, and the call that gave them.

    `records` is None where they are gone and only the call is still known. `budget` is the largest
    result of the tool that ran it, in characters.
    """

    records: Sequence[str] | None
    call: Mapping[str, Any]
    budget: int


class ResultStore(Protocol):
    """Stores results that were too long for a model, for as long as an agent may read on in them.

    One owner never reads the results of another. A store that cannot be reached raises a
    `ToolspanError`; the result is then shown without a way to read on.
    """

    async def put(self, owner: str, handle: str, result: StoredResult, /) -> None:
        """Store a result.

        Args:
            owner: Stands for the account, as `connector.identity()` gives it.
            handle: A random name.
            result: What can be read on.
        """
        ...

    async def get(self, owner: str, handle: str, /) -> StoredResult | None:
        """Return a result of this owner; None where there is none."""
        ...


@dataclass(frozen=True, slots=True)
class Token:
    """An access token. `expires_in` is in seconds from when it was got or loaded; None is unknown.

    `refresh_token` is a new one that replaces that of the grant, from servers that change it each time.
    """

    value: str = field(repr=False)
    expires_in: float | None = None
    refresh_token: str | None = field(default=None, repr=False)

    def __reduce__(self) -> tuple[Any, ...]:
        raise TypeError("an access token is not pickled or copied")


class TokenStore(Protocol):
    """Stores access tokens beyond one connector, so that several can share them.

    Keys are hashes of application and grant. What a store keeps outside the process, it must
    encrypt or protect itself.
    """

    async def load(self, key: str, /) -> Token | None:
        """Return the token of `key` with the seconds that it has left, or None."""
        ...

    async def save(self, key: str, token: Token, /) -> None:
        """Store `token` until it expires."""
        ...


@runtime_checkable
class SharedTokenStore(TokenStore, Protocol):
    """Token store of several processes: one of them requests a new token, and the others wait for it."""

    def sealed(self, secret: bytes, /) -> SharedTokenStore:
        """Return the store of one account, which encrypts what it stores with a key made of `secret`."""
        ...

    async def claim(self, key: str, seconds: float, /) -> str | None:
        """Return a name under which this caller alone may request a token for so long; None while another may."""
        ...

    async def give_up(self, key: str, name: str, /) -> None:
        """End a claim, unless another caller has it by now."""
        ...


class Journal(Protocol):
    """Remembers writes: what was sent, how it ended, how many there were, and what a person was asked.

    Every method is one step that either happens whole or not at all.
    """

    async def begin(self, intent: Intent, /) -> Entry | None:
        """Record a write that is about to be sent; return the entry that replays or blocks it, if there is one.

        Raises:
            ToolspanError: It cannot be recorded; nothing may be sent.
        """
        ...

    async def settle(self, intent: Intent, receipt: str | None, /) -> None:
        """Record the response of a write; None where it is no longer under way and its outcome is unknown.

        It may be called again: first with a receipt of `unfinished`, later with the answer.
        """
        ...

    async def withdraw(self, intent: Intent, /) -> None:
        """Forget a write that certainly was not carried out."""
        ...

    async def begun_before(self, intent: Intent, since: float, /) -> Sequence[float]:
        """Return when the owner's writes began that were recorded before this one, from `since` on, oldest first."""
        ...

    async def ask(self, owner: str, ticket: str, digest: str, until: float, /) -> None:
        """Record what a person is being asked, under an approval id."""
        ...

    async def take(self, owner: str, ticket: str, digest: str, now: float, /) -> bool:
        """Return whether a person was asked exactly this under the approval id, which is good once."""
        ...

    async def drop(self, owner: str, ticket: str, /) -> None:
        """Forget what a person was asked under an approval id: the answer was no."""
        ...


@dataclass(frozen=True, slots=True)
class Section:
    """One part of a guide: `orders`, or `orders#list`."""

    name: str
    title: str
    text: str


class Guidebook(Protocol):
    """Guides of one connector, as an agent reads them."""

    @property
    def sections(self) -> Mapping[str, Section]:
        """All sections by name, in their order; the search looks through them."""
        ...

    def outline(self) -> list[dict[str, Any]]:
        """Return all sections, each with its name and title."""
        ...

    def read(self, section: str) -> str:
        """Return a guide (`orders`) or a section of one (`orders#list`) as Markdown.

        Raises:
            NotFound: There is none of that name.
        """
        ...


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """Fingerprint of a write.

    Args:
        digest: Stands for account, operation and all that is sent.
        target: Stands for the thing whose state it sets; None where it makes something new.
    """

    digest: str
    target: str | None


class Executor(Protocol):
    """Carries out calls: straight to the API, or through a server."""

    async def execute(self, call: Call, /) -> Page:
        """Carry out one call.

        Raises:
            ToolspanError: It failed; the class says how.
        """
        ...

    async def aclose(self) -> None:
        """Close the connections of the running event loop."""
        ...
