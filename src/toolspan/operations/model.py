"""Operation record: the description of one API operation, from which everything else is derived."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from importlib import import_module
from operator import attrgetter
from typing import TYPE_CHECKING, Any, Literal

from toolspan.errors import ConfigurationError
from toolspan.operations.names import LONGEST_NAME, argument_name, snake
from toolspan.operations.schemas import merged, properties_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from toolspan.errors import InvalidInput

Effect = Literal["read", "write"]
"""`read` changes only quota and our own job objects; `write` changes what others can see."""


Location = Literal["path", "query", "header", "cookie", "local"]
Style = Literal["simple", "label", "matrix", "form", "space", "pipe", "deep", "json", "tsv", "csv", "multi"]
Media = Literal["json", "merge-patch", "form", "multipart", "text", "bytes"]
AnswerKind = Literal["json", "text", "bytes", "none"]
RecordsKind = Literal["list", "one", "lists", "any", "none"]
CursorKind = Literal["token", "page", "offset", "next_url", "link"]

_EXPLODED = ("form", "deep", "multi")
"""Styles that write a pair for each item unless the record says otherwise."""


@dataclass(frozen=True, slots=True)
class Parameter:
    """Parameter outside the request body, by wire name.

    A `local` parameter is not sent: the connector itself uses it. `argument` is the caller's name where the
    wire name is taken twice, or is none that a tool can have.
    """

    name: str
    location: Location
    required: bool
    schema: Mapping[str, Any]
    style: Style | None = None
    explode: bool | None = None
    argument: str | None = None
    reserved: bool = False
    multi_segment: bool = False
    media: str | None = None

    @property
    def key(self) -> str:
        """The name in the values of a call and in the other parts of a record: the argument, else the wire name."""
        return self.argument or self.name

    @property
    def exploded(self) -> bool:
        """Whether each item of a list or object is written as a pair of its own."""
        return self.style in _EXPLODED if self.explode is None else self.explode


@dataclass(frozen=True, slots=True)
class Body:
    """Request body: its schema, and the media type in which it is written.

    `encoding` says of a form or multipart body how a field is written, as OpenAPI does: `style`, `explode`,
    `content_type`, `filename`. `arguments` gives fields another name for callers, by wire name.
    """

    schema: Mapping[str, Any]
    required: bool = False
    media: Media = "json"
    content_type: str | None = None
    encoding: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    arguments: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Cursor:
    """How the next page is asked for.

    Of kind `token`, `response` is the path of the page token in the response, and `parameter` sends it; without
    a parameter there is no way to send it. Of `page` and `offset`, `parameter` takes a number that is counted
    on. Of `next_url` and `link`, the response gives the address of the next page, whose query becomes the
    parameters. `parameter` may be the path of a field of the body. `first` is the number of the first page or
    record, `total` the path of the number of records, `more` the path of a truth value that ends the list.
    """

    parameter: str | None = None
    response: str | None = None
    alone: bool = False
    kind: CursorKind = "token"
    first: int | None = None
    total: str | None = None
    more: str | None = None

    def next_page(self, values: Mapping[str, Any], token: Any) -> dict[str, Any] | None:
        """Return the parameters of the next page: the same values plus the token, or the token alone.

        None if the token cannot be sent.
        """
        if self.parameter is None:
            return None
        kept = {} if self.alone else values
        following = {snake(name): value for name, value in kept.items() if name != self.parameter}
        outer, _, inner = self.parameter.partition(".")
        if inner:
            return {**following, snake(outer): _with(values.get(outer), inner, token)}
        following[snake(self.parameter)] = token
        return following

    def explain_refusal(self, error: InvalidInput, values: Mapping[str, Any]) -> None:
        """Add a hint about the page token to the error of a call that sent one."""
        if self.parameter and error.status and self.parameter in values and not error.hint:
            name = snake(self.parameter)
            error.hint = (
                f"The {name} may have expired, or belong to other filters: start again without {name}, "
                "and keep the filters the same from page to page."
            )


def _with(holder: Any, path: str, value: Any) -> dict[str, Any]:
    """Return an object with the value at a dotted path inside it."""
    name, _, inner = path.partition(".")
    known = dict(holder) if isinstance(holder, dict) else {}
    return {**known, name: _with(known.get(name), inner, value) if inner else value}


@dataclass(frozen=True, slots=True)
class Stream:
    """Incremental reading of a list by time.

    `lower` and `upper` name the parameters for the bounds, `cursor` the time field of each record that they
    bound, `key` the field that identifies a record. With a parameter of `unless`, the lower bound is left out.
    """

    lower: str
    upper: str
    cursor: str
    key: str | None = None
    unless: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Rename:
    """Renamed parameter: an old name with exactly one successor."""

    old: str
    new: str
    values: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Operation:
    """One operation, as recorded in `facts/operations.json`.

    `method`, `path`, `api` and `operation_id` are empty for a composite, whose `steps` name
    the operations that it calls. `rate` is in calls per second, `burst` in calls.
    `idempotent` is True if two calls have the effect of one: only then is a call retried that may have arrived.
    `fill` names optional parameters and the known value that fills each in, such as
    `{"accountId": "account"}`; `defaults` holds values instead. The keys of both may be paths inside the body.
    `answer` is the kind of a response's body; None is JSON, or nothing where a status allows that; `accept` is sent as the media type asked for. `server` is the
    base URL of an operation that another address serves, `security` the alternatives of schemes that authorise it,
    `idempotency_header` the header that makes a write safe to repeat. `definitions` are the schemas of the file
    that `#/definitions/...` refers to.
    `lookup` names the `operation` that reads what a write makes, and the parameters that it is read `by`, which the caller
    chose: a write in doubt is looked up, and sent again if it is not there.
    `listed` is False for what another operation does better: it can be called, but nothing suggests it.
    `for_programs` is the reason why no model may call the operation, `secrets` the `paths` in its records that no
    model sees, with what to do `instead`; with `files`, they hold files as base64, of which a model gets the size.
    `priority` ranks entities in shortened descriptions: 1 comes first, those without one last. `extra` holds
    data for the connector's own code.
    `handler` is the dotted name (`package.module:function`, or `:Class.method`) of the function that carries
    out the operation instead of a request; it is imported at the call. `runs` says where: an operation
    that runs in the client needs no API, and is exempt from the policy and from lists of the API's operations; one that
    runs in the connector is given that, and through a server the server's.
    """

    entity: str
    action: str
    summary: str
    effect: Effect
    api: str | None = None
    operation_id: str | None = None
    method: str = ""
    path: str = ""
    destructive: bool = False
    idempotent: bool = False
    parameters: tuple[Parameter, ...] = ()
    payload: Body | None = None
    records: str | None = None
    records_kind: RecordsKind = "one"
    answer: AnswerKind | None = None
    accept: str | None = None
    cursor: Cursor | None = None
    page_size: str | None = None
    stream: Stream | None = None
    fill: Mapping[str, str] = field(default_factory=dict)
    defaults: Mapping[str, Any] = field(default_factory=dict)
    rules: tuple[Mapping[str, Any], ...] = ()
    renames: tuple[Rename, ...] = ()
    refused: Mapping[str, str] = field(default_factory=dict)
    rate: float | None = None
    burst: int | None = None
    success: tuple[int, ...] = (200,)
    server: str | None = None
    security: tuple[Mapping[str, Any], ...] | None = None
    idempotency_header: str | None = None
    deprecated: Mapping[str, str] | None = None
    example: Mapping[str, Any] = field(default_factory=dict)
    verify: str | None = None
    lookup: Mapping[str, Any] | None = None
    if_refused: str | None = None
    outcome: Mapping[str, Any] | None = None
    steps: tuple[str, ...] | None = None
    runs: Literal["executor", "connector", "client"] = "executor"
    handler: str | None = None
    priority: int | None = None
    listed: bool = True
    for_programs: str | None = None
    secrets: Mapping[str, Any] | None = None
    extra: Mapping[str, Any] = field(default_factory=dict)
    definitions: Mapping[str, Any] = field(default_factory=dict, repr=False)

    @cached_property
    def derived(self) -> dict[str, Any]:
        """What is worked out at first use, such as the writer of requests."""
        return {}

    @cached_property
    def name(self) -> str:
        """`entity.action`."""
        return f"{self.entity}.{self.action}"

    @property
    def again(self) -> str:
        """What a program can do to carry out a write in doubt once more."""
        return "send it again under another idempotency_key"

    @property
    def iterable(self) -> bool:
        """Whether its records can be iterated: they come in pages, or as the rows of a finished job."""
        return self.steps is not None or (
            self.cursor is not None
            and (self.cursor.kind in ("next_url", "link") or self.cursor.parameter is not None)
        )

    @cached_property
    def body(self) -> Mapping[str, Any] | None:
        """Schema of the body, its own reference resolved and its `allOf` merged; None without a body."""
        return merged(self.payload.schema, self.definitions) if self.payload else None

    @cached_property
    def schemas(self) -> Mapping[str, Any]:
        """Schemas that references of this operation lead to, by name: those of its body, then those of the file."""
        own = self.payload.schema.get("$defs") if self.payload else None
        return {**self.definitions, **own} if own else self.definitions

    @property
    def hidden(self) -> tuple[str, ...]:
        """Arguments that only programs give: no tool shows them."""
        return ("save_to",) if self.answer == "bytes" else ()

    @property
    def body_required(self) -> bool:
        """Whether a request must have a body."""
        return self.payload is not None and self.payload.required

    @cached_property
    def field_names(self) -> Mapping[str, str]:
        """Wire names of the body's top-level fields by their key in the values of a call.

        A name that a parameter has, or that no tool can have, gets another one.
        """
        if self.payload is None:
            return {}
        properties = properties_of(self.body or {})
        if properties is None:
            return {"body": "body"}
        taken = {snake(parameter.key) for parameter in self.parameters}
        keys: dict[str, str] = {}
        for name in properties:
            key = self.payload.arguments.get(name) or _field_key(name, taken)
            taken.add(snake(key))
            keys[key] = name
        return keys

    @property
    def takes_whole_body(self) -> bool:
        """Whether `body` stands for the whole body, rather than for a field of that name."""
        return self.body is not None and "body" not in (properties_of(self.body) or ())

    @cached_property
    def open_body(self) -> bool:
        """Whether the body is an object that takes fields of any name."""
        body = self.body if self.takes_whole_body else None
        if not body or body.get("type") != "object" or "patternProperties" in body:
            return False
        additional = body.get("additionalProperties")
        return (
            isinstance(additional, dict)
            or additional is True
            or (additional is None and not body.get("properties"))
        )

    @cached_property
    def body_fields(self) -> Mapping[str, Any]:
        """Schemas of the body's top-level fields by key; a body that is no object of fields is one field, `body`."""
        if not self.body:
            return {}
        properties = properties_of(self.body)
        if properties is None:
            return {"body": self.body}
        return {key: properties[name] for key, name in self.field_names.items()}

    @cached_property
    def required(self) -> tuple[str, ...]:
        """Keys of the parameters and body fields that a request must have."""
        needed: tuple[str, ...] = ()
        if self.body and properties_of(self.body) is not None:
            wanted = self.body.get("required", ())
            needed = tuple(key for key, name in self.field_names.items() if name in wanted)
        elif self.body_required:
            needed = tuple(self.body_fields)
        return (*(p.key for p in self.parameters if p.required), *needed)

    @cached_property
    def required_of_caller(self) -> tuple[str, ...]:
        """Required names that neither `defaults` nor `fill` covers."""
        filled = {*self.fill, *self.defaults}
        return tuple(name for name in self.required if name not in filled)

    def load_handler(self) -> Any:
        """Import and return the handler.

        Raises:
            ConfigurationError: It cannot be imported.
        """
        module, _, name = (self.handler or "").partition(":")
        try:
            return attrgetter(name)(import_module(module))
        except (ImportError, AttributeError, ValueError) as error:
            raise ConfigurationError(
                f"{self.name}: the handler {self.handler!r} cannot be imported: {error}."
            ) from None

    @classmethod
    def from_record(
        cls, record: Mapping[str, Any], definitions: Mapping[str, Any] | None = None
    ) -> Operation:
        """Return the operation of an index record.

        Args:
            record: As in `operations.json`.
            definitions: Schemas of the file that those of the record refer to.
        """
        known: dict[str, Any] = {"idempotent": _is_idempotent(record)}
        known |= {name: record[name] for name in _PLAIN if record.get(name) is not None}
        known |= {name: tuple(record[name]) for name in _SEQUENCES if record.get(name) is not None}
        body = record.get("body")
        return cls(
            **known,
            parameters=tuple(map(_parameter, record.get("parameters", ()))),
            payload=Body(**body) if body else None,
            cursor=Cursor(**record["cursor"]) if record.get("cursor") else None,
            stream=_stream(record["stream"]) if record.get("stream") else None,
            renames=tuple(Rename(r["from"], r["to"], r.get("values", {})) for r in record.get("renames", ())),
            definitions=definitions or {},
        )

    def to_row(self) -> dict[str, Any]:
        """Return the public facts of the operation, as `toolspan operations --json` prints them."""
        row: dict[str, Any] = {
            "entity": self.entity,
            "action": self.action,
            "api": self.api,
            "operation_id": self.operation_id,
            "method": self.method or None,
            "path": self.path or None,
            "effect": self.effect,
            "rate": self.rate,
            "burst": self.burst,
            "restricted": bool(self.extra.get("restricted")),
            "deprecated": None if self.deprecated is None else dict(self.deprecated),
            "summary": self.summary,
        }
        return {**row, "steps": list(self.steps)} if self.steps else row


def _parameter(record: Mapping[str, Any]) -> Parameter:
    given = {key: value for key, value in record.items() if key != "in" and value is not None}
    location = record["in"]
    return Parameter(**{"required": location == "path", "schema": {}, **given}, location=location)


def _field_key(name: str, taken: set[str]) -> str:
    """Return the key of a field: its name if no other has it and tools can have it, else one made of it."""
    safe = argument_name(name)
    if safe not in taken:
        return name if safe == snake(name) else safe
    base = f"body_{safe}"[: LONGEST_NAME - 3]
    numbered = (f"{base}_{number}" for number in range(2, 99))
    return base if base not in taken else next(each for each in numbered if each not in taken)


def _stream(record: Mapping[str, Any]) -> Stream:
    return Stream(**{**record, "unless": tuple(record.get("unless", ()))})


def _is_idempotent(record: Mapping[str, Any]) -> bool:
    """Return HTTP's idempotency of a method, for records that state none; a POST may create something each time."""
    if record["effect"] == "read" or record.get("idempotency_header"):
        return True
    return record.get("method") in _IDEMPOTENT


_IDEMPOTENT = ("GET", "HEAD", "PUT", "DELETE")
_SEQUENCES = ("rules", "success", "steps", "security")
_COMPOUND = (*_SEQUENCES, "parameters", "payload", "cursor", "stream", "renames", "definitions")
_PLAIN = tuple(name for name in Operation.__dataclass_fields__ if name not in _COMPOUND)
RECORD_KEYS = (*_PLAIN, *_SEQUENCES, "parameters", "body", "cursor", "stream", "renames")
"""Keys that an index record may have."""
