"""What is known about one operation of an API: the record from which everything else is derived."""

from __future__ import annotations

from dataclasses import dataclass, field
from importlib import import_module
from operator import attrgetter
from typing import TYPE_CHECKING, Any, Literal

from toolspan.errors import ConfigurationError
from toolspan.operations.names import snake

if TYPE_CHECKING:
    from collections.abc import Mapping

    from toolspan.errors import InvalidInput

Effect = Literal["read", "write"]
"""`read` changes nothing but quota and our own job objects; `write` is what others can see."""


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter outside the body, by its name on the wire.

    A `local` parameter is not sent: it decides something in the connector.
    """

    name: str
    location: Literal["path", "query", "header", "local"]
    required: bool
    schema: Mapping[str, Any]
    style: Literal["csv", "multi"] | None = None


@dataclass(frozen=True, slots=True)
class Cursor:
    """Where the next page's token is read and how it is sent."""

    parameter: str
    response: str
    alone: bool = False

    def next_page(self, values: Mapping[str, Any], token: str) -> dict[str, Any]:
        """Return the parameters of the next page: the same ones with their dates fixed, or the token alone."""
        kept = {} if self.alone else values
        following = {snake(name): value for name, value in kept.items() if name != self.parameter}
        return following | {snake(self.parameter): token}

    def explain_refusal(self, error: InvalidInput, values: Mapping[str, Any]) -> None:
        """Say in the error of a call with a page token what may be wrong with the token."""
        if error.status and self.parameter in values and not error.hint:
            name = snake(self.parameter)
            error.hint = (
                f"The {name} may have expired, or belong to other filters: start again without {name}, "
                "and keep the filters the same from page to page."
            )


@dataclass(frozen=True, slots=True)
class Stream:
    """How a list is read on from where it was left, by time.

    `lower` and `upper` are its parameters for the bounds, `cursor` is the time in each record that they
    bound, `key` tells the records apart. With a parameter of `unless` no lower bound is needed, or allowed.
    """

    lower: str
    upper: str
    cursor: str
    key: str | None = None
    unless: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Rename:
    """An old parameter that has exactly one successor."""

    old: str
    new: str
    values: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation, as `facts/operations.json` records it.

    `method`, `path`, `api` and `operation_id` are empty for a composite, whose `steps` name
    the operations that it is made of. `rate` is in calls per second, `burst` in calls. `idempotent`
    is whether carrying it out twice is the same as once: only then is it repeated after it may have arrived.
    `fill` names parameters that need not be given, each with the word for what fills it in, such as
    `{"accountId": "account"}`; `defaults` gives values instead of words. Both may be places inside a body.
    `priority` ranks the entities for short texts: 1 comes first, those without one last. `extra` holds
    facts that only the connector's own code reads.
    `handler` is the dotted name (`package.module:function`, or `:Class.method`) of what carries the
    operation out in place of one request; it is imported at the call. `runs` says where: an operation
    that runs in the client needs no API, and stands outside the policy and the list of what the API offers.
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
    body: Mapping[str, Any] | None = None
    body_required: bool = False
    records: str | None = None
    records_kind: Literal["list", "one", "lists", "none"] = "one"
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
    deprecated: Mapping[str, str] | None = None
    example: Mapping[str, Any] = field(default_factory=dict)
    verify: str | None = None
    if_refused: str | None = None
    outcome: Mapping[str, Any] | None = None
    steps: tuple[str, ...] | None = None
    runs: Literal["executor", "client"] = "executor"
    handler: str | None = None
    priority: int | None = None
    extra: Mapping[str, Any] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """Return `entity.action`."""
        return f"{self.entity}.{self.action}"

    @property
    def iterable(self) -> bool:
        """Return whether its records come in pages, or as rows that are waited for."""
        return self.cursor is not None or self.steps is not None

    @property
    def body_fields(self) -> Mapping[str, Any]:
        """Return the schemas of the body's top-level fields; a body that is an array is one field, `body`."""
        if not self.body:
            return {}
        return {"body": self.body} if self.body.get("type") == "array" else self.body.get("properties", {})

    @property
    def required(self) -> tuple[str, ...]:
        """Return the names of the parameters and body fields that a request must have."""
        body_required = self.body.get("required", ()) if self.body else ()
        if self.body_required and "body" in self.body_fields:
            body_required = ("body",)
        return (*(p.name for p in self.parameters if p.required), *body_required)

    @property
    def required_of_caller(self) -> tuple[str, ...]:
        """Return those that no default, and nothing known of the account, fills in."""
        filled = {*self.fill, *self.defaults}
        return tuple(name for name in self.required if name not in filled)

    def load_handler(self) -> Any:
        """Return what `handler` names, imported now.

        Raises:
            ConfigurationError: There is nothing of that name.
        """
        module, _, name = (self.handler or "").partition(":")
        try:
            return attrgetter(name)(import_module(module))
        except (ImportError, AttributeError, ValueError) as error:
            raise ConfigurationError(
                f"{self.name}: the handler {self.handler!r} cannot be imported: {error}."
            ) from None

    @classmethod
    def from_record(cls, record: Mapping[str, Any]) -> Operation:
        """Build the operation from its record in the index."""
        known: dict[str, Any] = {"idempotent": _is_idempotent(record)}
        known |= {name: record[name] for name in _PLAIN if record.get(name) is not None}
        known |= {name: tuple(record[name]) for name in _SEQUENCES if record.get(name) is not None}
        body = record.get("body")
        return cls(
            **known,
            parameters=tuple(map(_parameter, record.get("parameters", ()))),
            body=body and body["schema"],
            body_required=bool(body and body.get("required")),
            cursor=Cursor(**record["cursor"]) if record.get("cursor") else None,
            stream=_stream(record["stream"]) if record.get("stream") else None,
            renames=tuple(Rename(r["from"], r["to"], r.get("values", {})) for r in record.get("renames", ())),
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
            "deprecated": dict(self.deprecated) if self.deprecated else None,
            "summary": self.summary,
        }
        return {**row, "steps": list(self.steps)} if self.steps else row


def _parameter(record: Mapping[str, Any]) -> Parameter:
    location = record["in"]
    required = record.get("required", location == "path")
    return Parameter(record["name"], location, required, record.get("schema", {}), record.get("style"))


def _stream(record: Mapping[str, Any]) -> Stream:
    return Stream(**{**record, "unless": tuple(record.get("unless", ()))})


def _is_idempotent(record: Mapping[str, Any]) -> bool:
    """Return what HTTP says of a method, where the record says nothing: a POST may make a thing each time."""
    return record["effect"] == "read" or record.get("method") in _IDEMPOTENT


_IDEMPOTENT = ("GET", "HEAD", "PUT", "DELETE")
_SEQUENCES = ("rules", "success", "steps")
_COMPOUND = (*_SEQUENCES, "parameters", "body", "body_required", "cursor", "stream", "renames")
_PLAIN = tuple(name for name in Operation.__dataclass_fields__ if name not in _COMPOUND)
RECORD_KEYS = (*_PLAIN, *_SEQUENCES, "parameters", "body", "cursor", "stream", "renames")
"""What a record in the index may say."""
