"""Operations named by a rule: from an API's operationIds to entities, actions and what follows from the model.

A `[rule.<entity>]` of the names states the model, the noun that its operationIds repeat, and one line per operation:
a summary, and for whatever is no plain read the effect with its reason. The rest follows from the model unless the
line says otherwise: action, records, cursor, marketplace and example.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from facts.examples import example_of
from facts.models import FactError
from facts.words import snake

if TYPE_CHECKING:
    from facts.models import Call, Model

Names = dict[str, Any]

_EFFECTS = {"reads": ("read", False), "writes": ("write", False), "final": ("write", True)}
_READ_VERBS = ("list", "get", "search", "retrieve")
_TOKENS = ("paginationToken", "nextToken", "NextToken", "pageToken", "nextPageToken")
_SIZES = ("pageSize", "maxResults", "limit", "MaxResultsPerPage")
_BESIDE = {
    "errors", "warnings", "pagination", "nextToken", "NextToken", "nextPageToken", "nextTokenForLineItems",
    "numOfRecords", "lastRefreshedDate",
}  # fmt: skip
"""What stands beside the records of an answer and is none of them."""
_STEP = "operationId"
"""The field of an answer that names a step which goes on in the background."""
_WAIT = {
    "type": "boolean",
    "description": "True waits until the step has succeeded or failed; no more than the time of the call.",
}
_MARKETPLACE = re.compile(r"marketplace_?ids?", re.IGNORECASE)


def expand(names: Names, models: dict[str, Model]) -> None:
    """Add every operation of `[rule]` to the operations of `names`."""
    for name, rule in names["rule"].items():
        entity = rule.get("entity", name)
        actions = names["operations"].setdefault(entity, {})
        model = models[rule["model"]]
        for reference, given in rule["calls"].items():
            call = _call(model, reference)
            action = given.get("action") or action_of(call.operation_id, rule.get("noun", ""))
            if action in actions:
                message = f"names: {entity}.{action} is named twice"
                raise FactError(message)
            actions[action] = _whole(call, rule, given) | {"model": f"{model.name}.{reference}"}


def _call(model: Model, reference: str) -> Call:
    found = [call for call in model.calls if reference in (call.operation_id, call.reference)]
    if len(found) != 1:
        message = f"names: {reference!r} names {len(found)} operations of {model.name}"
        raise FactError(message)
    return found[0]


def action_of(operation_id: str, noun: str) -> str:
    """`listInboundPlanBoxes` of the noun `inbound_plan` as `boxes`, `getInboundPlan` as `get`, `listInboundPlans` as `list`."""
    verb, *rest = snake(operation_id).split("_")
    left = f"_{'_'.join(rest)}_"
    many = f"_{noun}s_" in left and verb in _READ_VERBS
    left = left.replace(f"_{noun}s_", "_").replace(f"_{noun}_", "_").strip("_") if noun else left.strip("_")
    if verb in _READ_VERBS:
        return left or ("list" if many or verb != "get" else "get")
    return f"{verb}_{left}".strip("_")


def _whole(call: Call, rule: Names, given: Names) -> Names:
    """The entry of one operation, as a hand-written one would be."""
    entry = {key: value for key, value in given.items() if key not in ("action", *_EFFECTS)}
    overrides = {
        name: schema for name, schema in rule.get("override", {}).items() if name in _wire_names(call)
    }
    if overrides:
        entry["override"] = overrides | entry.get("override", {})
    entry["extra"] = entry.get("extra", {})
    entry["listed"] = rule.get("listed", True)
    entry |= _effect(call, rule, given)
    if "kind" not in entry:
        entry["kind"] = _kind(call, entry)
    entry = {key: value for key, value in entry.items() if value not in (None, "")}
    cursor = entry.pop("cursor", None) or (_cursor(call) if entry["kind"] == "list" else None)
    if cursor and cursor != "none":
        entry["cursor"] = cursor
        size = next((name for name in _SIZES if name in _wire_names(call)), None)
        entry |= {"page_size": size} if size and "page_size" not in entry else {}
    _fill(call, entry)
    if rule.get("waits") and call.method != "GET" and call.response and call.model.has(call.response, _STEP):
        entry |= {"handler": rule["waits"], "local": {"wait": _WAIT}}
    entry["example"] = example_of(call, entry) | given.get("example", {})
    return entry


def _effect(call: Call, rule: Names, given: Names) -> Names:
    stated = [key for key in _EFFECTS if key in given]
    if call.method != "GET" and len(stated) != 1:
        message = f"names: {call.operation_id} is a {call.method}: say what it does with one of {', '.join(_EFFECTS)}"
        raise FactError(message)
    effect, destructive = _EFFECTS[stated[0] if stated else "reads"]
    found = {"effect": effect, "destructive": destructive, "why": given[stated[0]] if stated else None}
    if effect == "write":
        found["verify"] = given.get("verify") or rule.get("verify")
        found["idempotent"] = given.get("idempotent", call.method in ("PUT", "DELETE"))
    return found


def _kind(call: Call, entry: Names) -> str:
    """Which kind of records an answer holds; also finds where they are, unless the entry says so."""
    if "records" not in entry:
        entry["records"], kind = _records(call)
        return kind
    if not entry["records"]:
        return "one"
    found, _ = call.model.at(call.response or {}, entry["records"])
    return "list" if found.get("type") == "array" else "one"


def _records(call: Call) -> tuple[str | None, str]:
    """Path and kind: through `payload`, then the one list or object that is no error, warning or page."""
    if call.response is None:
        return None, "none"
    path: list[str] = []
    found = call.model.whole(call.response)
    while True:
        fields = {name: each for name, each in found.get("properties", {}).items() if name not in _BESIDE}
        if not fields:
            return (".".join(path) or None), "one" if path else "none"
        if len(fields) > 1:
            return (".".join(path) or None), "one"
        (name, only), *_ = fields.items()
        inner = call.model.whole(only)
        if inner.get("type") == "array":
            return ".".join([*path, name]), "list"
        if "properties" not in inner and name != "payload":
            return (".".join(path) or None), "one"
        path.append(name)
        found = inner


def _cursor(call: Call) -> Names | None:
    parameter = next((name for name in _TOKENS if name in _wire_names(call)), None)
    if parameter is None or call.response is None:
        return None
    for place in ("", "pagination.", "payload.", "payload.pagination."):
        for token in ("nextToken", "NextToken", "nextPageToken"):
            if call.model.has(call.response, place + token):
                return {"parameter": parameter, "response": place + token}
    return None


def _wire_names(call: Call) -> list[str]:
    return [parameter["name"] for parameter in call.parameters if parameter["in"] in ("query", "path")]


def _fill(call: Call, entry: Names) -> None:
    """Fill in the marketplace wherever it is required, and let a country stand for it where it is not."""
    fields = {p["name"]: bool(p.get("required")) for p in call.parameters if p["in"] in ("query", "path")}
    body = call.body_schema
    fields |= {name: name in body.get("required", []) for name in body.get("properties", {})}
    places = {name: needed for name, needed in fields.items() if _MARKETPLACE.fullmatch(name)}
    needed = [name for name, required in places.items() if required]
    if "fill" not in entry and needed:
        entry["fill"] = dict.fromkeys(needed, "marketplace")
    filled = [name for name, word in entry.get("fill", {}).items() if word == "marketplace"]
    extra = entry.setdefault("extra", {})
    if filled:
        extra.setdefault(
            "marketplace", "required" if needed or any("." in name for name in filled) else "default"
        )
    if others := [name for name in places if name not in filled]:
        extra.setdefault("marketplaces", others)
