"""Operation record: the description of one API operation, from which everything else is derived."""

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
"""`read` changes only quota and our own job objects; `write` changes what others can see."""


@dataclass(frozen=True, slots=True)
class Parameter:
    """Parameter outside the request body, by wire name.

    A `local` parameter is not sent: the connector itself uses it.
    """

    name: str
    location: Literal["path", "query", "header", "local"]
    required: bool
    schema: Mapping[str, Any]
    style: Literal["csv", "multi"] | None = None


@dataclass(frozen=True, slots=True)
class Cursor:
    """Page token: where a response holds it, and which parameter sends it."""

    parameter: str
    response: str
    alone: bool = False

    def next_page(self, values: Mapping[str, Any], token: str) -> dict[str, Any]:
        """Return the parameters of the next page: the same values plus the token, or the token alone."""
        kept = {} if self.alone else values
        following = {snake(name): value for name, value in kept.items() if name != self.parameter}
        return following | {snake(self.parameter): token}

    def explain_refusal(self, error: InvalidInput, values: Mapping[str, Any]) -> None:
        """Add a hint about the page token to the error of a call that sent one."""
        if error.status and self.parameter in values and not error.hint:
            name = snake(self.parameter)
            error.hint = (
                f"The {name} may have expired, or belong to other filters: start again without {name}, "
                "and keep the filters the same from page to page."
            )


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


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation, as recorded in `facts/operations.json`.

    `method`, `path`, `api` and `operation_id` are empty for a composite, whose `steps` name
    the operations that it calls. `rate` is in calls per second, `burst` in calls.
    `idempotent` is True if two calls have the effect of one: only then is a call retried that may have arrived.
    `fill` names optional parameters and the known value that fills each in, such as
    `{"accountId": "account"}`; `defaults` holds values instead. The keys of both may be paths inside the body.
    `priority` ranks entities in shortened descriptions: 1 comes first, those without one last. `extra` holds
    data for the connector's own code.
    `handler` is the dotted name (`package.module:function`, or `:Class.method`) of the function that carries
    out the operation instead of a request; it is imported at the call. `runs` says where: an operation
    that runs in the client needs no API, and is exempt from the policy and from lists of the API's operations.
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
        """Whether its records can be iterated: they come in pages, or as the rows of a finished job."""
        return self.cursor is not None or self.steps is not None

    @property
    def body_fields(self) -> Mapping[str, Any]:
        """Schemas of the body's top-level fields; an array body is one field, `body`."""
        if not self.body:
            return {}
        return {"body": self.body} if self.body.get("type") == "array" else self.body.get("properties", {})

    @property
    def required(self) -> tuple[str, ...]:
        """Names of the parameters and body fields that a request must have."""
        body_required = self.body.get("required", ()) if self.body else ()
        if self.body_required and "body" in self.body_fields:
            body_required = ("body",)
        return (*(p.name for p in self.parameters if p.required), *body_required)

    @property
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
    def from_record(cls, record: Mapping[str, Any]) -> Operation:
        """Return the operation of an index record."""
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
    """Return HTTP's idempotency of a method, for records that state none; a POST may create something each time."""
    return record["effect"] == "read" or record.get("method") in _IDEMPOTENT


_IDEMPOTENT = ("GET", "HEAD", "PUT", "DELETE")
_SEQUENCES = ("rules", "success", "steps")
_COMPOUND = (*_SEQUENCES, "parameters", "body", "body_required", "cursor", "stream", "renames")
_PLAIN = tuple(name for name in Operation.__dataclass_fields__ if name not in _COMPOUND)
RECORD_KEYS = (*_PLAIN, *_SEQUENCES, "parameters", "body", "cursor", "stream", "renames")
"""Keys that an index record may have."""
