"""What Amazon changed between two folders of models, in words for the changelog."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

    from facts.models import Call, Model, Schema

Calls = dict[tuple[str, str, str], "Call"]


def differences(old: dict[str, Model], new: dict[str, Model]) -> list[str]:
    """One line for each operation that was added, removed, deprecated or changed, and for each new or lost API."""
    before, after = _calls(old), _calls(new)
    lines = [f"Added: the API {name}." for name in sorted(new.keys() - old.keys())]
    lines += [f"Removed: the API {name}." for name in sorted(old.keys() - new.keys())]
    lines += [f"Added: {_named(after[key])}." for key in sorted(after.keys() - before.keys())]
    lines += [f"Removed: {_named(before[key])}." for key in sorted(before.keys() - after.keys())]
    for key in sorted(before.keys() & after.keys()):
        changes = list(_changes(before[key], after[key]))
        if changes:
            lines.append(f"Changed: {_named(after[key])}: {'; '.join(changes)}.")
    return lines


def _calls(models: dict[str, Model]) -> Calls:
    return {call.key: call for model in models.values() for call in model.calls}


def _named(call: Call) -> str:
    return f"{call.operation_id} of {call.model.name} ({call.method} {call.path})"


def _changes(old: Call, new: Call) -> Iterator[str]:
    if new.raw.get("deprecated") and not old.raw.get("deprecated"):
        yield "deprecated"
    if old.operation_id != new.operation_id:
        yield f"called {old.operation_id} before"
    if old.plan != new.plan:
        yield f"rate and burst {old.plan[0]}, {old.plan[1]} to {new.plan[0]}, {new.plan[1]}"
    if old.success != new.success:
        yield f"success {old.success} to {new.success}"
    yield from _of_fields("parameter", _parameters(old), _parameters(new))
    yield from _of_fields(
        "body field", _fields(old.model, old.body_schema), _fields(new.model, new.body_schema)
    )
    yield from _of_fields("answer field", _answer(old), _answer(new))


def _of_fields(kind: str, old: dict[str, Any], new: dict[str, Any]) -> Iterator[str]:
    for name in sorted(new.keys() - old.keys()):
        yield f"new {'required ' if new[name]['required'] else ''}{kind} {name}"
    for name in sorted(old.keys() - new.keys()):
        yield f"no {kind} {name} any more"
    for name in sorted(old.keys() & new.keys()):
        before, after = old[name], new[name]
        if before["required"] != after["required"]:
            yield f"{kind} {name} is {'now required' if after['required'] else 'no longer required'}"
        if added := [value for value in after["enum"] if value not in before["enum"]]:
            yield f"{kind} {name} may be {', '.join(added)}"
        if gone := [value for value in before["enum"] if value not in after["enum"]]:
            yield f"{kind} {name} may no longer be {', '.join(gone)}"
        if before["rest"] != after["rest"]:
            yield f"{kind} {name} changed from {before['rest']} to {after['rest']}"


def _parameters(call: Call) -> dict[str, Any]:
    outside = [parameter for parameter in call.parameters if parameter["in"] != "body"]
    return {each["name"]: _facts(call.model, each, bool(each.get("required"))) for each in outside}


def _answer(call: Call) -> dict[str, Any]:
    return _fields(call.model, call.model.whole(call.response)) if call.response else {}


def _fields(model: Model, schema: Schema, before: str = "", parents: tuple[int, ...] = ()) -> dict[str, Any]:
    """The fields of an object at any depth, by dotted path."""
    found: dict[str, Any] = {}
    for name, raw in schema.get("properties", {}).items():
        path, inner = f"{before}{name}", model.whole(raw)
        found[path] = _facts(model, raw, name in schema.get("required", ()))
        if inner.get("type") == "array":
            inner = model.whole(inner.get("items", {}))
        if id(inner) not in parents:
            found |= _fields(model, inner, f"{path}.", (*parents, id(inner)))
    return found


def _facts(model: Model, raw: Schema, required: bool) -> dict[str, Any]:  # noqa: FBT001 - a fact of the field
    schema = model.whole(raw)
    inner = model.whole(schema["items"]) if isinstance(schema.get("items"), dict) else schema
    bounds = (
        "type",
        "format",
        "minimum",
        "maximum",
        "minItems",
        "maxItems",
        "minLength",
        "maxLength",
        "pattern",
    )
    rest = ", ".join(f"{key} {schema[key]}" for key in bounds if key in schema)
    return {
        "required": required,
        "enum": [str(value) for value in inner.get("enum", ())],
        "rest": rest or "anything",
    }
