from __future__ import annotations

import json
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Any

from toolspan.connectors.amazon_seller_partner import AmazonSellerPartnerConnector
from toolspan.operations.names import snake

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from toolspan.operations.model import Operation

    Check = Callable[[dict[str, Any]], None]

__all__ = ("snake",)

ROOT = Path(__file__).parents[3]
PACKAGE = ROOT / "src/toolspan/connectors/amazon_seller_partner"
FACTS = PACKAGE / "facts"
GUIDES = PACKAGE / "guides"
SHARED = ROOT.parent / "shared"


def read(name: str) -> Any:
    return json.loads((FACTS / name).read_text("utf-8"))


FILES = [tomllib.loads(path.read_text("utf-8")) for path in sorted((FACTS / "names").glob("*.toml"))]
NAMES: dict[str, dict[str, Any]] = {
    entity: actions for file in FILES for entity, actions in file.get("operations", {}).items()
}
RULES: dict[str, dict[str, Any]] = {
    name: rule for file in FILES for name, rule in file.get("rule", {}).items()
}
LISTS = ("parameters", "rules", "renames")
OBJECTS = ("fill", "defaults", "refused", "extra", "example")
NOTHING = ("handler", "api", "operation_id", "method", "path", "body", "records", "cursor", "stream", "page_size", "rate",
           "burst", "deprecated", "steps", "verify", "lookup", "if_refused", "outcome", "priority", "for_programs", "runs",
           "secrets", "idempotency_header")  # fmt: skip


def full(record: dict[str, Any]) -> dict[str, Any]:
    """The record with what it means where it says nothing."""
    usual: dict[str, Any] = {
        **dict.fromkeys(NOTHING),
        "records_kind": "one",
        "success": [200],
        "destructive": False,
        "listed": True,
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


def of_every(operations: Mapping[str, dict[str, Any]]) -> Callable[[Check], Callable[[], None]]:
    """A decorator that makes one test of a check of each operation; it names all that fail."""

    def decorated(check: Check) -> Callable[[], None]:
        def test() -> None:
            faults = {}
            for name, operation in operations.items():
                try:
                    check(operation)
                except AssertionError as error:
                    faults[name] = str(error)[:300] or "failed"
            assert faults == {}

        test.__name__ = check.__name__
        test.__doc__ = check.__doc__
        return test

    return decorated


def described(operation: dict[str, Any]) -> Operation:
    """The operation of a record."""
    return AmazonSellerPartnerConnector.every_operation.find(operation["entity"], operation["action"])


def accepted(operation: dict[str, Any]) -> dict[str, Mapping[str, Any]]:
    """Schema of everything a caller may give, by key: parameters and top-level body fields."""
    known = described(operation)
    return {parameter.key: parameter.schema for parameter in known.parameters} | dict(known.body_fields)


def required(operation: dict[str, Any]) -> set[str]:
    """What must be there once the connector has filled in marketplace, seller and defaults."""
    return set(described(operation).required) - {*operation["fill"], *operation["defaults"]}
