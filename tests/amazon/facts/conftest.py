from __future__ import annotations

import json
import re
import tomllib
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[3]
PACKAGE = ROOT / "src/toolspan/connectors/amazon_seller_partner"
FACTS = PACKAGE / "facts"
GUIDES = PACKAGE / "guides"
SHARED = ROOT.parent / "shared"


def read(name: str) -> Any:
    return json.loads((FACTS / name).read_text("utf-8"))


NAMES: dict[str, dict[str, Any]] = {
    entity: actions
    for path in sorted((FACTS / "names").glob("*.toml"))
    for entity, actions in tomllib.loads(path.read_text("utf-8"))["operations"].items()
}
LISTS = ("parameters", "rules", "renames")
OBJECTS = ("fill", "defaults", "refused", "extra", "example")
NOTHING = ("handler", "api", "operation_id", "method", "path", "body", "records", "cursor", "stream", "page_size", "rate",
           "burst", "deprecated", "steps", "verify", "if_refused", "outcome", "priority")  # fmt: skip


def full(record: dict[str, Any]) -> dict[str, Any]:
    """The record with what it means where it says nothing."""
    usual: dict[str, Any] = {
        **dict.fromkeys(NOTHING),
        "records_kind": "one",
        "success": [200],
        "destructive": False,
    }
    usual |= {name: [] for name in LISTS} | {name: {} for name in OBJECTS}
    usual["idempotent"] = record["effect"] == "read" or record.get("method") in (
        "GET",
        "HEAD",
        "PUT",
        "DELETE",
    )
    whole = usual | record
    whole["parameters"] = [
        {"required": each["in"] == "path", "style": None} | each for each in whole["parameters"]
    ]
    whole["renames"] = [{"values": {}} | each for each in whole["renames"]]
    whole["body"] = whole["body"] and {"required": False} | whole["body"]
    whole["cursor"] = whole["cursor"] and {"alone": False} | whole["cursor"]
    return whole


INDEX = read("operations.json")
OPERATIONS: list[dict[str, Any]] = [full(record) for record in INDEX["operations"]]
BY_NAME = {f"{operation['entity']}.{operation['action']}": operation for operation in OPERATIONS}
ENTITIES = sorted({operation["entity"] for operation in OPERATIONS})


def snake(name: str) -> str:
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower()


def accepted(operation: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Schema of everything a caller may give, by wire name: parameters and top-level body fields."""
    schemas = {parameter["name"]: parameter["schema"] for parameter in operation["parameters"]}
    body = (operation["body"] or {}).get("schema", {})
    return schemas | ({"body": body} if body.get("type") == "array" else body.get("properties", {}))


def required(operation: dict[str, Any]) -> set[str]:
    """What must be there once the connector has filled in marketplace, seller and defaults."""
    needed = {parameter["name"] for parameter in operation["parameters"] if parameter["required"]}
    body = operation["body"] or {"required": False, "schema": {}}
    array = body["schema"].get("type") == "array"
    needed |= {"body"} if array and body["required"] else set(body["schema"].get("required", []))
    return needed - {*operation["fill"], *operation["defaults"]}
