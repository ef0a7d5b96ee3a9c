"""operations.json: the hand-written names joined with the wire facts of the models."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from facts.models import FactError
from facts.schemas import body, correct, parameters
from facts.tables import restricted
from facts.words import snake

if TYPE_CHECKING:
    from facts.models import Call, Model, Schema
    from facts.schemas import Definitions
    from facts.tables import Catalogue

Names = dict[str, Any]

_KNOWN = {
    "model", "summary", "effect", "destructive", "idempotent", "records", "kind", "cursor", "page_size",
    "fill", "extra", "local", "stream", "defaults", "override", "rules", "renames", "refused", "deprecated",
    "example", "verify", "lookup", "if_refused", "steps", "own", "required", "outcome", "handler", "why", "listed",
    "for_programs", "secrets", "idempotency_header", "runs",
}  # fmt: skip

_NOTHING: tuple[Any, ...] = (None, False, [], {})
_USUAL = {"records_kind": "one", "success": [200], "listed": True}
_IDEMPOTENT = ("GET", "HEAD", "PUT", "DELETE")


def find(models: dict[str, Model], reference: str) -> Call:
    """The operation called `<model file>.<operationId>`."""
    model, _, operation_id = reference.rpartition(".")
    found = (
        [call for call in models[model].calls if operation_id in (call.operation_id, call.reference)]
        if model in models
        else []
    )
    if len(found) != 1:
        message = f"names: {reference!r} names {len(found)} operations of the models"
        raise FactError(message)
    return found[0]


def build_index(
    names: Names, models: dict[str, Model], known: Catalogue, definitions: Definitions
) -> list[Schema]:
    """One record per named operation, sorted by entity and action; `definitions` takes what their bodies share."""
    records = [
        _record((entity, action), names["priority"].get(entity), given, models, known, definitions)
        for entity, actions in names["operations"].items()
        for action, given in actions.items()
    ]
    return sorted(records, key=lambda record: (record["entity"], record["action"]))


def _record(  # noqa: PLR0917 - what a record is made of
    name: tuple[str, str],
    priority: int | None,
    given: Names,
    models: dict[str, Model],
    known: Catalogue,
    definitions: Definitions,
) -> Schema:
    entity, action = name
    unknown = set(given) - _KNOWN
    if unknown:
        message = f"names: {entity}.{action} has unknown keys {sorted(unknown)}"
        raise FactError(message)
    if "model" not in given:
        return _of_handler(name, priority, given)
    call = find(models, given["model"])
    return {
        "entity": entity,
        "action": action,
        "priority": priority,
        **_wire_facts(call, given, definitions),
        **_hand_set(given),
        **_answer(call, given),
        "extra": _audience(known[call.key]) | given.get("extra", {}),
    }


def _of_handler(name: tuple[str, str], priority: int | None, given: Names) -> Schema:
    """The record of an operation that sends nothing: a function answers it from what the package has."""
    if not given.get("handler"):
        message = f"names: {'.'.join(name)} has neither a model nor a handler"
        raise FactError(message)
    nothing = dict.fromkeys(("api", "operation_id", "method", "path", "rate", "burst", "body", "steps"))
    return {
        "entity": name[0],
        "action": name[1],
        "priority": priority,
        **nothing,
        "success": [200],
        "parameters": [
            _local(each, schema) | {"required": each in given.get("required", ())}
            for each, schema in given.get("local", {}).items()
        ],
        **_hand_set(given),
        "records": None,
        "records_kind": given.get("kind", "one"),
        "cursor": given.get("cursor"),
        "extra": given.get("extra", {}),
    }


def _audience(known: dict[str, Any]) -> dict[str, Any]:
    """For whom and where an operation is, and its scope where it needs no seller; nothing for sellers everywhere."""
    account = {"seller": None, "vendor": "vendor", "seller+vendor": "both"}[known["audience"]]
    facts = {
        "account": account,
        "sandbox": known["sandbox"]["sandbox_only"],
        "grantless_scope": known["grantless_scope"],
        "restricted": restricted(known) if known["restricted"] else None,
    }
    return {key: value for key, value in facts.items() if value}


def _wire_facts(call: Call, given: Names, definitions: Definitions) -> Schema:
    rate, burst = call.plan
    facts: Schema = {
        "api": call.model.name,
        "operation_id": call.operation_id,
        "method": call.method,
        "path": call.path,
        "rate": rate,
        "burst": burst,
        "success": call.success,
        "parameters": [
            each
            for each in parameters(call, given.get("override", {}))
            if each["name"] != given.get("idempotency_header")  # filled in from the key of the call
        ],
        "body": body(call, definitions, inline=_corrected(given)),
        "steps": given.get("steps"),
    }
    if given.get("steps"):
        facts = _composite(facts, given)
    facts["parameters"] += [_local(name, schema) for name, schema in given.get("local", {}).items()]
    if facts["body"]:
        correct(facts["body"]["schema"], given)
        taken = {snake(each["argument"] or each["name"]) for each in facts["parameters"]}
        fields = facts["body"]["schema"].get("properties", {})
        facts["body"]["arguments"] = {name: f"body_{snake(name)}" for name in fields if snake(name) in taken}
    return facts


def _corrected(given: Names) -> bool:
    """Whether something inside the body is filled in or corrected, so that it cannot be shared."""
    paths = [*given.get("fill", {}), *given.get("defaults", {})]
    return bool(given.get("override") or given.get("steps")) or any("." in path for path in paths)


def _composite(facts: Schema, given: Names) -> Schema:
    """The same without a request: what its first step takes, wherever that goes, and what is its own."""
    body = (facts["body"] or {}).get("schema", {})
    outside = facts["parameters"]
    taken = {parameter["name"]: parameter["schema"] for parameter in outside} | body.get("properties", {})
    needed = [parameter["name"] for parameter in outside if parameter["required"]] + body.get("required", [])
    schema = {
        **body,
        "type": "object",
        "properties": given.get("own", {}) | taken,
        "required": needed,
    }
    nothing = dict.fromkeys(("api", "operation_id", "method", "path", "rate", "burst"))
    return facts | nothing | {"parameters": [], "body": {"required": True, "schema": schema}}


def _local(name: str, schema: Schema) -> Schema:
    """A parameter that is not sent: it decides something in the connector."""
    return {"name": name, "argument": None, "in": "local", "required": False, "style": None, "schema": schema}


def _hand_set(given: Names) -> Schema:
    return {
        "summary": given["summary"],
        "effect": given["effect"],
        "destructive": given.get("destructive", False),
        "idempotent": given.get("idempotent", True),
        "page_size": given.get("page_size"),
        "listed": given.get("listed", True),
        "for_programs": given.get("for_programs"),
        "secrets": given.get("secrets"),
        "idempotency_header": given.get("idempotency_header"),
        "fill": given.get("fill", {}),
        "stream": given.get("stream"),
        "defaults": given.get("defaults", {}),
        "rules": given.get("rules", []),
        "renames": [{"values": {}, **rename} for rename in given.get("renames", [])],
        "refused": given.get("refused", {}),
        "deprecated": given.get("deprecated"),
        "example": given["example"],
        "verify": given.get("verify"),
        "lookup": given.get("lookup"),
        "if_refused": given.get("if_refused"),
        "outcome": given.get("outcome"),
        "handler": given.get("handler"),
        "runs": given.get("runs"),
    }


def _answer(call: Call, given: Names) -> Schema:
    records, cursor = given.get("records"), given.get("cursor")
    if call.response is not None and not given.get("steps"):
        call.model.at(call.response, records)  # both raise when the model has no such path
        if cursor:
            call.model.at(call.response, cursor.get("response") or cursor["total"])
        if given.get("kind") != "lists":
            _check_places(call, given)
    return {
        "records": records,
        "records_kind": given.get("kind", "list" if records else "one"),
        "cursor": {"alone": False, **cursor} if cursor else None,
    }


def _check_places(call: Call, given: Names) -> None:
    """Refuse a key, a cursor or a secret that the model's records do not have."""
    found, _ = call.model.at(call.response or {}, given.get("records"))
    stream = given.get("stream", {})
    paths = [stream.get("key"), stream.get("cursor"), *given.get("secrets", {}).get("paths", [])]
    for path in filter(None, paths):
        inner = found.get("items", found)
        *lists, last = path.split(".*.")
        for each in lists:
            inner = call.model.at(inner, each)[0]["items"]
        call.model.at(inner, last)


def compact(record: Schema) -> Schema:
    """The same record without what the package assumes where a record says nothing."""
    kept = {
        key: value
        for key, value in record.items()
        if (value not in _NOTHING or key in _USUAL) and value != _USUAL.get(key)
    }
    if record["idempotent"] != (record["effect"] == "read" or record["method"] in _IDEMPOTENT):
        kept["idempotent"] = record["idempotent"]
    else:
        kept.pop("idempotent", None)
    for key in ("parameters", "renames"):
        if key in kept:
            kept[key] = [_without_nothing(part) for part in kept[key]]
    for key in ("body", "cursor"):
        if key in kept:
            kept[key] = _without_nothing(kept[key])
    return kept


def _without_nothing(part: Schema) -> Schema:
    implied = part.get("in") == "path"  # whose parameters are required anyway
    return {k: v for k, v in part.items() if v not in _NOTHING and not (k == "required" and implied)}
